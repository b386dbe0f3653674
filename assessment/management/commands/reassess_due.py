"""`manage.py reassess_due`: daily, assess again only those whose assessment time alone has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Q
from django.utils import timezone

from assessment.caseload.rebuilding import reassess
from assessment.rules.assess import RULES_VERSION
from patients.models import Patient


class Command(BaseCommand):
    help = "Assess again the patients whose assessment was due to change by today, or all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every patient, due or not")

    def handle(self, *, all: bool, **options: Any) -> None:
        at = timezone.now()
        patients = Patient.objects.order_by("pk")
        if not all:
            # A clinic's day may be one ahead of ours; one batch too many does no harm.
            soon = at.date() + timedelta(days=1)
            due = Q(caseload_row__next_change_on__lte=soon)
            stale = Q(caseload_row__isnull=True) | ~Q(caseload_row__rules_version__in=["", RULES_VERSION])
            patients = patients.filter(due | stale)
        count = reassess(patients.iterator(chunk_size=1000), at)
        self.stdout.write(f"{count} assessed again.")
