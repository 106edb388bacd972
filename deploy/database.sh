#!/bin/sh
# Runs once, when PostgreSQL makes its data folder: the service gets a role that owns its database and is nobody else.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$LIAODAN_PASSWORD" <<'SQL'
CREATE ROLE liaodan LOGIN PASSWORD :'password';
CREATE DATABASE liaodan OWNER liaodan;
REVOKE CONNECT ON DATABASE liaodan FROM PUBLIC;
SQL
