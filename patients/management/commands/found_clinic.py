"""`manage.py found_clinic`: a clinic with its first administrator, who then brings in everyone else."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from patients.actions import RefusedRecord, found_clinic


class Command(BaseCommand):
    help = "Make a clinic and its first administrator; the password is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of the clinic")
        parser.add_argument("--email", required=True, help="of the administrator")
        parser.add_argument("--administrator", required=True, metavar="NAME")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--jurisdiction", default="US", help="US, UK, EU or CA")

    def handle(self, *, name: str, email: str, administrator: str, **options: Any) -> None:
        settings = {"time_zone": options["time_zone"], "jurisdiction": options["jurisdiction"]}
        try:
            password = getpass.getpass(f"Password for {email}: ")
            validate_password(password)
            found_clinic(
                name=name,
                email=email,
                administrator=administrator,
                password=password,
                at=timezone.now(),
                **settings,
            )
        except (ValidationError, RefusedRecord) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{name} is there; {email} can sign in.")
