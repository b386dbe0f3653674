"""The only place that reads single entries of a chart with who wrote them, to be put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from patients import history, record
from patients.actions import AMENDABLE as AMENDED
from patients.entry_words import said, words
from patients.models import ClinicalRow, Medicine, Patient, Trial
from patients.rows import KINDS


def trial_versions(patient: Patient) -> dict[str, int]:
    """Trial label -> the version a form is opened with."""
    rows = Trial.objects.standing().filter(patient=patient)
    return dict(rows.values_list("label", "version"))


def medicines_taken(patient: Patient) -> list[tuple[UUID, int, record.Medicine]]:
    """Every other medicine without a stop: its row's reference and version, and what it says."""
    rows = Medicine.objects.standing().filter(patient=patient, stop=None).order_by("name", "start", "pk")
    return [(row.reference, row.version, record.Medicine(row.name, row.start)) for row in rows]


def entries_of(patient: Patient) -> Iterator[tuple[str, ClinicalRow]]:
    """Every entry with its kind, those marked as entered in error too, newest day first."""
    found = [
        (kind, row)
        for kind, table in KINDS.items()
        for row in table.objects.filter(patient=patient).select_related(*_related(table))
    ]
    yield from sorted(
        found, key=lambda entry: (_day(entry[1]) or date.min, entry[1].created_at), reverse=True
    )


def _related(table: type[ClinicalRow]) -> list[str]:
    names = ("created_by", "entered_in_error_by", "trial", "visit")
    fields = {field.name for field in table._meta.fields}
    return [name for name in names if name in fields]


@dataclass(frozen=True, slots=True)
class Described:
    """One entry as a line of a table."""

    kind: str
    name: str
    reference: UUID
    day: date | None
    what: str
    at_visit: date | None
    amendable: bool
    row: ClinicalRow
    changes: tuple[history.Entry, ...] = ()
    """Of an entry that was put right: each change with who made it and what it said before, newest first."""


def put_right(found: Sequence[tuple[str, ClinicalRow]]) -> list[tuple[history.Entry, ...]]:
    """For each entry how it came to say what it says, if it was amended or marked as an error."""
    amended: dict[str, list[ClinicalRow]] = {}
    for kind, row in found:
        if row.amended_at or row.entered_in_error_at:
            amended.setdefault(kind, []).append(row)
    told = {kind: history.of_rows(kind, rows) for kind, rows in amended.items()}
    return [tuple(_changes(told.get(kind, {}).get(row.pk, []))) for kind, row in found]


def _changes(told: list[history.Entry]) -> list[history.Entry]:
    """Without the first writing, which stands in the table itself."""
    return [entry for entry in told[:-1] if entry.said or entry.reason]


def _day(row: ClinicalRow) -> date | None:
    return next((day for name in _DAYS if (day := getattr(row, name, None)) is not None), None)


def described(kind: str, row: ClinicalRow, changes: tuple[history.Entry, ...] = ()) -> Described:
    day = _day(row)
    visit = getattr(row, "visit", None)
    return Described(
        kind,
        kind_name(kind),
        row.reference,
        day,
        _what(row),
        visit.date if visit else None,
        type(row) in AMENDED,
        row,
        changes,
    )


_OWN = frozenset({"text", "asked_because", "assessed_by", "outcome", "plan", "reason"})
"""Of the kinds that are marked as an error but not amended."""
_DAYS = ("date", "start", "onset")
_NAMES = {
    "dosestep": "dose",
    "adherenceperiod": "adherence",
    "druglevel": "drug level",
    "sideeffect": "side effect",
    "treatmentsession": "session",
    "trialnote": "note on a trial",
    "safetyassessment": "safety assessment",
}


def kind_name(kind: str) -> str:
    return _NAMES.get(kind, kind)


_BARE = (
    "instrument",
    "treatment",
    "dose",
    "percent",
    "effect",
    "method",
    "code",
    "test",
    "name",
    "value",
    "unit",
    "state",
    "status",
)
"""Columns whose value says enough by itself; they come first, in this order."""


def _what(row: ClinicalRow) -> str:
    """Every column that says something, in words; which trial first."""
    trial = getattr(row, "trial", None)
    start = [f"{trial.label} {said(trial, 'treatment', trial.treatment)}"] if trial else []
    columns = AMENDED.get(type(row), _OWN) - set(_DAYS)
    told = [name for name in (*_BARE, *sorted(columns - set(_BARE))) if name in columns]
    return ", ".join(start + [_told(row, name) for name in told if _says(getattr(row, name, None))])


def _told(row: ClinicalRow, name: str) -> str:
    value = said(row, name, getattr(row, name))
    return value if name in _BARE else f"{words(name)} {value}"


def _says(value: object) -> bool:
    return value is not None and value not in ("", [], False)
