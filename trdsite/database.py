"""The only place that says which database Django talks to, and in which of the two roles.

The application role reads and writes the record and can neither change tables nor touch the trail. The owner
role makes the tables; `manage.py migrate` and the few commands like it take it. Without DATABASE_URL both are
roles of the embedded PostgreSQL; with it, DATABASE_OWNER_URL names the owner (docs/deploy.md).
"""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from trdsite import environment, postgres, roles

ROLE = "TRD_DATABASE_ROLE"
POOL = "TRD_DATABASE_POOL"
TEST_CLUSTER = "TRD_TEST_CLUSTER"
OWNER_COMMANDS = frozenset({"migrate", "createcachetable", "flush", "sqlflush", "reset_demo", "pgtrigger"})

PLANNED_FROM = 2
"""From the second time on PostgreSQL keeps the plan of a prepared question (patients/prepared.py)."""
LIMITS = "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"


def is_embedded() -> bool:
    return not environment.text("DATABASE_URL")


def as_owner() -> bool:
    return os.environ.get(ROLE) == "owner"


def application_role() -> str:
    """The role whose rights the owner sets after each migration."""
    return roles.APPLICATION if is_embedded() else str(environment.database("DATABASE_URL")["USER"])


def settings() -> dict[str, Any]:
    """Django's DATABASES["default"]."""
    found = _embedded() if is_embedded() else _external()
    options = {"prepare_threshold": PLANNED_FROM} | found.get("OPTIONS", {}) | _options()
    # A connection that died in the pool is found out there, and never by whoever asks for a page.
    whole = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options, "CONN_HEALTH_CHECKS": True}
    return found | whole


def _embedded() -> dict[str, Any]:
    there = embedded_cluster().connection(roles.OWNER if as_owner() else roles.APPLICATION)
    return {
        "HOST": there["host"],
        "PORT": there["port"],
        "USER": there["user"],
        "PASSWORD": there["password"],
        "NAME": there["dbname"],
    }


def _external() -> dict[str, Any]:
    owner = as_owner() and environment.text("DATABASE_OWNER_URL")
    return environment.database("DATABASE_OWNER_URL" if owner else "DATABASE_URL")


def _options() -> dict[str, Any]:
    if as_owner():
        return {"connect_timeout": 5}
    options: dict[str, Any] = {"connect_timeout": 5, "options": LIMITS}
    if os.environ.get(POOL):
        # By default the pause between attempts doubles for five minutes: the site would stay away long after
        # the database is back. Whoever asks for a page after giving up starts the attempts anew.
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 4}
    return options


def embedded_cluster() -> postgres.Cluster:
    """Tests have a throw-away cluster of their own, so that they never meet anyone's data."""
    if os.environ.get(TEST_CLUSTER):
        return postgres.cluster("postgres-test", durable=False)
    return postgres.cluster()


@contextlib.contextmanager
def available() -> Iterator[None]:
    """The embedded server runs while this lasts; someone else's server is theirs to run."""
    if not is_embedded():
        yield
        return
    with postgres.running(embedded_cluster()):
        yield


def revive() -> None:
    """Start the embedded server again if it has crashed; what was saved is there after its recovery."""
    if is_embedded():
        postgres.revive(embedded_cluster())
