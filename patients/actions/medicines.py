"""The only place where another medicine, not a treatment of the depression, is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from patients import models, record
from patients.actions.facts import Entry
from patients.actions.writing import check_version, store
from patients.record_file.faults import refuse


@dataclass(frozen=True, slots=True)
class MedicineStop:
    """``medicine`` as the form showed it, ``version`` and ``reference`` those of its row."""

    reference: UUID
    medicine: record.Medicine
    stop: date
    version: int | None = None


def stop_medicine(entry: Entry, given: MedicineStop) -> models.Medicine:
    """For other actions: from this day on it is no longer taken."""
    standing = models.Medicine.objects.standing().filter(patient=entry.patient)
    row: models.Medicine | None = standing.filter(reference=given.reference).first()
    if row is None:
        raise refuse("medicine", given.medicine.name, "a medicine of this record")
    check_version(row, given.version, {"stop": given.stop})
    if row.stop is not None:
        raise refuse("stop", given.stop.isoformat(), f"nothing: it stopped on {row.stop.isoformat()}")
    store(row, stop=given.stop)
    return row
