"""The only place for how the trail is kept honest: sealed in the database, told who and which request.

Changes are written by triggers (``models/history.py``), looks by ``access.py``. ``seal`` runs as the
owner after each migration, so a new table is never left open:

* no session can switch the triggers off, and they write with the owner's rights;
* trail rows can be added but not changed or removed, by anyone;
* the application's own database role may neither write history nor erase anything.
"""

from __future__ import annotations

from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware
from psycopg import sql

APPLICATION_ROLE = "trd_app"
"""Without a login of its own; deployment grants it to the user the application signs in with."""
LOOKS_TABLE = "patients_accesslog"


def application_role() -> str:
    return str(getattr(settings, "DATABASE_APPLICATION_ROLE", APPLICATION_ROLE))


def history_tables() -> set[str]:
    """Tables written by the history triggers only."""
    return {model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}


def kept_tables() -> set[str]:
    """Tables whose rows are amended or ended, never erased."""
    tracked = (getattr(model, "pgh_tracked_model", None) for model in apps.get_models())
    return {model._meta.db_table for model in tracked if model is not None}


_SEAL_TRIGGERS = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OR REPLACE FUNCTION public.trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE written record;
BEGIN
    FOR written IN
        SELECT DISTINCT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid
        WHERE p.proname LIKE 'pgtrigger\\_%' AND p.pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', written.name);
    END LOOP;
END $$;
"""

_APPEND_ONLY = """
CREATE OR REPLACE TRIGGER trail_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION public.trail_is_append_only()
"""

_MAKE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
        CREATE ROLE {role} NOLOGIN;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'role % is missing and this user may not create it: grants are skipped', {name};
    WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_GRANT = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {history} FROM {role};
REVOKE UPDATE, DELETE, TRUNCATE ON {looks} FROM {role};
REVOKE DELETE, TRUNCATE ON {kept} FROM {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role};
"""


def seal(connection: BaseDatabaseWrapper) -> None:
    """Seal what is there so far. Idempotent; the session must own the tables."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        history, kept = history_tables() & there, kept_tables() & there
        cursor.execute(_SEAL_TRIGGERS)
        for table in (*history, LOOKS_TABLE):
            cursor.execute(sql.SQL(_APPEND_ONLY).format(table=sql.Identifier(table)))
        _grant(cursor, history, kept)


def _grant(cursor: CursorWrapper, history: set[str], kept: set[str]) -> None:
    role = application_role()
    cursor.execute(sql.SQL(_MAKE_ROLE).format(name=sql.Literal(role), role=sql.Identifier(role)))
    # A single database user for everything (a laptop, a trial) owns the tables: the triggers still hold.
    there = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND rolname <> current_user)"
    cursor.execute(there, [role])
    if cursor.fetchone() == (True,):
        names = {"history": _names(history), "kept": _names(kept), "looks": sql.Identifier(LOOKS_TABLE)}
        cursor.execute(sql.SQL(_GRANT).format(role=sql.Identifier(role), **names))


def _names(tables: set[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(table) for table in sorted(tables))


def seal_after_migrate(using: str, **_: Any) -> None:
    """Runs after every ``migrate``, whatever it changed."""
    connection = connections[using]
    if LOOKS_TABLE in connection.introspection.table_names():
        seal(connection)


class TrailMiddleware(HistoryMiddleware):
    """Each change knows who made it and in which request; no address, since addresses name patients."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        known = super().get_context(request)
        return {"user": known["user"], "request": getattr(request, "request_id", "")}


def done_by(user_id: int | None, verb: str) -> Any:
    """Changes made inside are by this person, for this reason (a verb of ``actions/``)."""
    return pghistory.context(user=user_id, verb=verb)
