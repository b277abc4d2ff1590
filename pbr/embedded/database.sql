-- What the roles may do in the database. Append-only tables take rights away again in their own migrations.
ALTER DEFAULT PRIVILEGES FOR ROLE pbr_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pbr_app;
ALTER DEFAULT PRIVILEGES FOR ROLE pbr_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO pbr_app;
ALTER DEFAULT PRIVILEGES FOR ROLE pbr_owner IN SCHEMA public GRANT SELECT ON TABLES TO pbr_reader;
CREATE EXTENSION IF NOT EXISTS btree_gist;
