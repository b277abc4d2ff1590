-- The three roles of the application. The owner owns the tables and runs the migrations; nobody else signs in as it.
-- The application is neither owner nor superuser, so that the guards of the ledger hold against it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pbr_owner') THEN CREATE ROLE pbr_owner LOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pbr_app') THEN CREATE ROLE pbr_app LOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pbr_reader') THEN CREATE ROLE pbr_reader LOGIN; END IF;
END
$$;
ALTER ROLE pbr_app SET lock_timeout = '60s';
ALTER ROLE pbr_app SET idle_in_transaction_session_timeout = '15min';
-- A killed worker's connection must not hold its locks for long.
ALTER ROLE pbr_app SET client_connection_check_interval = '2s';
-- Reports read, and do not hold up those who work.
ALTER ROLE pbr_reader SET default_transaction_read_only = on;
ALTER ROLE pbr_reader SET statement_timeout = '5min';
