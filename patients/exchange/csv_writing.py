"""The only place that writes CSV: of scores and trials, only of the patients a person may export.

Streamed row by row, noted in the trail before the first byte, without names or record numbers:
patients are told by their opaque reference. Text that a spreadsheet would take for a formula is
written so that it does not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from patients import access
from patients.models import AdherencePeriod, DoseStep, Score, Trial, User

CHUNK = 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SCORES = ("clinic", "patient", "date", "instrument", "total", "items", "rater", "entered_at")
TRIALS = (
    "clinic",
    "patient",
    "trial",
    "treatment",
    "role",
    "augments",
    "start",
    "stop",
    "stop_reason",
    "doses",
    "adherence",
    "sessions",
    "entered_at",
)


def export_scores(*, user: User, request_id: str = "") -> Iterator[str]:
    """Lines of CSV, the header first. The export is checked and noted before this returns."""
    scores = _visible(user, Score).order_by("clinic_id", "patient_id", "date", "pk")
    _note(user, "scores as CSV", scores, request_id)
    return lines(SCORES, (_score(row) for row in scores.iterator(chunk_size=CHUNK)))


def export_trials(*, user: User, request_id: str = "") -> Iterator[str]:
    """As ``export_scores``: a line a trial, its dose steps and adherence in one cell each."""
    trials = (
        _visible(user, Trial).select_related("augments").order_by("clinic_id", "patient_id", "start", "pk")
    )
    _note(user, "trials as CSV", trials, request_id)
    with_parts = trials.prefetch_related(
        Prefetch("dosesteps", DoseStep.objects.standing().order_by("start")),
        Prefetch("adherenceperiods", AdherencePeriod.objects.standing().order_by("pk")),
        "treatmentsessions",
    )
    return lines(TRIALS, (_trial(row) for row in with_parts.iterator(chunk_size=CHUNK)))


def _visible(user: User, row: type[Any]) -> QuerySet[Any]:
    patients = access.patients_to_export_for(user).values("pk")
    rows: QuerySet[Any] = row.objects.standing().filter(patient__in=patients)
    return rows.select_related("patient", "clinic")


def _note(user: User, what: str, rows: QuerySet[Any], request_id: str) -> None:
    access.check_can_export(user)
    access.exported(user, what, details={"rows": rows.count()}, request_id=request_id)


def _score(row: Score) -> Sequence[object]:
    items = "" if row.items is None else " ".join("-" if item is None else str(item) for item in row.items)
    return (*_whose(row), row.date, row.instrument, row.total, items, row.rater, row.created_at.isoformat())


def _trial(row: Any) -> Sequence[object]:
    what = (row.label, row.treatment, row.role, row.augments.label if row.augments else None)
    when = (row.start, row.stop, row.stop_reason)
    how = (_doses(row.dosesteps.all()), _adherence(row.adherenceperiods.all()), _sessions(row))
    return (*_whose(row), *what, *when, *how, row.created_at.isoformat())


def _whose(row: Any) -> tuple[str, str]:
    return row.clinic.name, str(row.patient.reference)


def _doses(steps: Iterable[DoseStep]) -> str:
    return "; ".join(f"{step.start} {_number(step.dose)}" for step in steps)


def _adherence(periods: Iterable[AdherencePeriod]) -> str:
    return "; ".join(f"{_number(period.percent)} % {period.method or ''}".strip() for period in periods)


def _number(value: float | None) -> str:
    return "unknown" if value is None else format(value, "g")


def _sessions(row: Any) -> int | None:
    """How many, by the dates where they are recorded, else by the stated count."""
    dated = sum(session.entered_in_error_at is None for session in row.treatmentsessions.all())
    return dated if dated or row.sessions_known else row.session_count


class _Line:
    """Hands each line that ``csv`` writes straight on, so that nothing is held back."""

    def write(self, line: str) -> str:
        return line


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table as text, line by line, with no cell that a spreadsheet would run."""
    writer = csv.writer(_Line())
    yield str(writer.writerow(header))
    for row in rows:
        yield str(writer.writerow([safe(value) for value in row]))


def safe(value: object) -> object:
    """Text that would be run as a formula gets an apostrophe before it, as spreadsheets expect."""
    if isinstance(value, str) and value.lstrip(" \ufeff").startswith(FORMULA):
        return f"'{value}"
    return value
