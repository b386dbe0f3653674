"""The only place for the migrated database that test databases are copied from: a copy takes no time.

It lives in the throw-away cluster and is named by what it was made from, so it is renewed when that changes.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from trdsite import postgres, roles

ROOT = Path(__file__).parent.parent
LOCK = 7_464_002  # only one process makes it; the others wait for that
MADE_FROM = (
    "*/migrations/*.py",
    "requirements.txt",
    "trdsite/settings.py",
    "trdsite/apps.py",
    "patients/trail.py",
)


def name() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return f"migrated_{digest.hexdigest()[:16]}"


def make(cluster: postgres.Cluster) -> str:
    """The template's name; it is there when this returns."""
    wanted = name()
    with psycopg.connect(**cluster.connection(roles.OWNER), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        existing = {found for (found,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
        if wanted not in existing:
            _execute(connection, "DROP DATABASE IF EXISTS migrating WITH (FORCE)")
            _execute(connection, "CREATE DATABASE migrating")
            _migrate(cluster)
            _execute(connection, "ALTER DATABASE migrating RENAME TO {}", wanted)
        for left in sorted(existing - {wanted}):
            if left.startswith("migrated_") or _belongs_to_a_dead_run(left):
                _execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", left)
    return wanted


def _belongs_to_a_dead_run(database: str) -> bool:
    """A killed test run leaves its database behind; the process id in the name tells that it is gone."""
    made_by = re.fullmatch(r"test_(\d+)(?:_gw\d+)?", database)
    return made_by is not None and not Path(f"/proc/{made_by[1]}").exists()


def _migrate(cluster: postgres.Cluster) -> None:
    there = cluster.connection(roles.OWNER, "migrating")
    url = f"postgres://{roles.OWNER}:{there['password']}@/migrating?host={quote(str(there['host']))}"
    environment = os.environ | {"TEST_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the tables could not be made:\n{done.stdout}{done.stderr}")


def _execute(connection: "psycopg.Connection[Any]", statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
