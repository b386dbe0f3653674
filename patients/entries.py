"""The only place that reads single entries of a chart with who wrote them, to be put right."""

from __future__ import annotations

from collections.abc import Iterator

from patients.models import ClinicalRow, Patient, Trial
from patients.rows import KINDS


def trial_versions(patient: Patient) -> dict[str, int]:
    """Trial label -> the version a form is opened with."""
    rows = Trial.objects.standing().filter(patient=patient)
    return dict(rows.values_list("label", "version"))


def entries_of(patient: Patient) -> Iterator[tuple[str, ClinicalRow]]:
    """Every entry with its kind, those marked as entered in error too, newest writing first."""
    found = [
        (kind, row)
        for kind, table in KINDS.items()
        for row in table.objects.filter(patient=patient).select_related(*_related(table))
    ]
    yield from sorted(found, key=lambda entry: (entry[1].created_at, entry[1].pk), reverse=True)


def _related(table: type[ClinicalRow]) -> list[str]:
    names = ("created_by", "entered_in_error_by", "trial", "visit")
    fields = {field.name for field in table._meta.fields}
    return [name for name in names if name in fields]
