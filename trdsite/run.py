"""The only place for `make run`: database, tables, demo clinic, web server, each step told."""

import os
import subprocess
import sys
import time
from pathlib import Path

from trdsite import database, environment, server
from trdsite.places import BASE, StartRefused, var, write_private

OLDEST_POSTGRESQL = 150000
SECONDS_BETWEEN_LOOKS = 1


def main() -> int:
    server.stop_on_signals()
    try:
        _run(environment.number("PORT", 8000))
    except StartRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    except server.Stopped:
        print("Stopped.")
    return 0


def _run(port: int) -> None:
    server.check_port_is_free(port)
    say("Starting the embedded PostgreSQL (var/postgres)" if database.is_embedded() else "Using DATABASE_URL")
    with database.available():
        prepare_database()
        with server.serving(port) as process:
            say(f"Serving on http://{server.HOST}:{port} (Ctrl-C stops)")
            say_sign_ins()
            code = _watch(process)
        raise StartRefused(f"The web server ended by itself (code {code}); 'make run' starts it again.")


def _watch(process: "subprocess.Popen[bytes]") -> int:
    """Until the web server ends; a database server that crashed meanwhile is started again."""
    while process.poll() is None:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        database.revive()
    return process.returncode


def say(text: str) -> None:
    print(text, flush=True)


def prepare_database() -> None:
    """Bring the tables up to date as the owner, and fill an empty database with the demo clinic."""
    os.environ[database.ROLE] = "owner"
    try:
        empty = _bring_up_to_date()
    finally:
        del os.environ[database.ROLE]
    if empty:
        load_demo()


def _bring_up_to_date() -> bool:
    """Whether nobody is in the database yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trdsite.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        _check_version(connection)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say("Making the tables (manage.py migrate)")
            call_command("migrate", verbosity=0, interactive=False)
        return settings.DEMO and "load_demo" in get_commands() and not get_user_model().objects.exists()
    except DatabaseError as problem:
        raise StartRefused(_sentence(problem)) from problem
    finally:
        connection.close()


def _check_version(connection: object) -> None:
    connection.ensure_connection()  # type: ignore[attr-defined]
    found = connection.pg_version  # type: ignore[attr-defined]
    if found < OLDEST_POSTGRESQL:
        raise StartRefused(f"DATABASE_URL is a PostgreSQL {found // 10000}: version 15 or newer is needed.")


def _sentence(problem: Exception) -> str:
    told = str(problem).strip().splitlines() or [type(problem).__name__]
    if "No space left on device" in str(problem):
        return f"The disk that holds the database is full: free some space and start again ({told[0]})."
    where = "The database" if database.is_embedded() else "The database of DATABASE_URL"
    return f"{where} does not work as it should: {told[0]}"


def load_demo() -> None:
    """In a process of its own, with the application's rights; what it prints is kept, to be told again."""
    say("Loading the demo clinic (manage.py load_demo)")
    command = [sys.executable, str(BASE / "manage.py"), "load_demo"]
    application = {name: value for name, value in os.environ.items() if name != database.ROLE}
    done = subprocess.run(command, env=application, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise StartRefused("The demo clinic could not be loaded; the lines above say why.")
    write_private(sign_ins(), done.stdout)


def sign_ins() -> Path:
    return var() / "demo.txt"


def say_sign_ins() -> None:
    if sign_ins().exists():
        say(sign_ins().read_text(encoding="utf-8").rstrip())


if __name__ == "__main__":
    sys.exit(main())
