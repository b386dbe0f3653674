"""The only place for the embedded database's roles: the owner migrates, the application reads and writes."""

from typing import Any

import psycopg
from psycopg import sql

from trdsite.places import secret

DATABASE = "trd"
OWNER = "trd_owner"
APPLICATION = "trd_app"
SUPERUSER = "postgres"


def make(connection: "psycopg.Connection[Any]", *, for_tests: bool) -> None:
    """Neither role is a superuser, and nobody else may so much as connect. Safe to repeat."""
    for role in (OWNER, APPLICATION):
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            _execute(connection, "CREATE ROLE {} LOGIN", role)
        password = sql.Literal(secret(f"database-{role}"))
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), password))
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        _execute(connection, "CREATE DATABASE {} OWNER {}", DATABASE, OWNER)
        _execute(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", DATABASE)
    _execute(connection, "GRANT CONNECT ON DATABASE {} TO {}", DATABASE, APPLICATION)
    if for_tests:
        _execute(connection, "ALTER ROLE {} CREATEDB", OWNER)
        _execute(connection, "GRANT {} TO {} WITH INHERIT FALSE", APPLICATION, OWNER)


def _execute(connection: "psycopg.Connection[Any]", statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _exists(connection: "psycopg.Connection[Any]", query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None
