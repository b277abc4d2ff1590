#!/bin/sh
# Runs once, when PostgreSQL makes its cluster: the three roles, their passwords, and the database of the owner.
set -eu
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}" "${READER_PASSWORD:?}"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -f /pbr/roles.sql
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v reader="$READER_PASSWORD" <<'SQL'
ALTER ROLE pbr_owner PASSWORD :'owner';
ALTER ROLE pbr_app PASSWORD :'app';
ALTER ROLE pbr_reader PASSWORD :'reader';
CREATE DATABASE pbr OWNER pbr_owner;
SQL
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d pbr -f /pbr/database.sql
