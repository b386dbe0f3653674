"""The only place for how two migrations that start at once keep out of each other's way."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

LOCK = 7_464_001  # any number that nothing else in this database locks


class Command(migrate.Command):
    """Django's own, one at a time: the second waits, and then finds nothing left to do."""

    def handle(self, *args: Any, **options: Any) -> None:
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                super().handle(*args, **options)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
