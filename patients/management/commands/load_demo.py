"""`manage.py load_demo`: fill an empty database with the demo clinic and print who can sign in."""

from __future__ import annotations

import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from patients import demo
from patients.models import User


class Command(BaseCommand):
    help = "Load the demo clinic: the worked cases as invented patients. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", help="for all demo sign-ins; made up and printed if left out")

    def handle(self, *, password: str | None, **options: Any) -> None:
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "The demo is for trying out: it is not loaded in production (TRD_DEMO is off)."
            )
        if User.objects.exists():
            raise CommandError("There are people in this database already: the demo needs an empty one.")
        password = password or f"demo-{secrets.token_hex(3)}-{secrets.token_hex(3)}"
        loaded = demo.load(at=timezone.now(), password=password, progress=_with_bar)
        self.stdout.write(f"Demo clinic: {loaded.patients} patients. Sign in with password {password} as")
        for person in loaded.sign_ins:
            self.stdout.write(f"  {person.email:<32} {person.name}: {person.what}")


def _with_bar(cases: list[Any]) -> Any:
    return tqdm(cases, desc="Patients", unit="", file=sys.stderr, disable=None)
