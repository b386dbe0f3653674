"""Django's way in to the plain command; `manage.py assess` itself never loads Django."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessment.rules.command_line import main


class Command(BaseCommand):
    help = "Assess records, cases, or JSON Lines of either. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("arguments", nargs="*")

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(main(argv[1:]))

    def handle(self, *_: Any, arguments: list[str], **__: Any) -> None:
        status = main(["assess", *arguments])
        if status:
            sys.exit(status)
