"""`manage.py reset_demo`: empty the database and load the demo clinic again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection

from trdsite.run import load_demo, say_sign_ins


class Command(BaseCommand):
    help = "Empty the database and load the demo clinic again. Refused where demo data are not allowed."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is no demo installation: nothing was removed. Demo data are allowed with the embedded "
                "database, or where TRD_DEMO=true is set."
            )
        self.stdout.write("Emptying the database")
        self._empty()
        self.stdout.write("Making the tables")
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()
        load_demo()
        say_sign_ins()

    def _empty(self) -> None:
        """Tables and all: the trail refuses to be emptied row by row, as it should."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '10s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        except ProgrammingError as problem:
            raise CommandError(f"Only the database's owner can empty it ({problem}).") from problem
