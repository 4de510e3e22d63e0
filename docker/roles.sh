#!/bin/sh
# Two roles: svs_owner makes and changes tables, svs_app works with rows and can do neither.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v owner_password="$SVS_OWNER_PASSWORD" -v app_password="$SVS_APP_PASSWORD" <<'SQL'
create role svs_owner login password :'owner_password';
create role svs_app login password :'app_password';
create database svs owner svs_owner;
\connect svs
grant usage on schema public to svs_app;
grant all on schema public to svs_owner;
alter default privileges for role svs_owner in schema public grant select, insert, update, delete on tables to svs_app;
alter default privileges for role svs_owner in schema public grant usage on sequences to svs_app;
SQL
