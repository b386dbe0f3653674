"""The only place for what a clinician logs at a visit: scores, treatments, findings and a note, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from patients import models, record
from patients.actions.facts import Entry, add_facts
from patients.actions.medicines import MedicineStop, stop_medicine
from patients.actions.safety import SafetyAnswer, add_safety_answer
from patients.actions.trials import Remark, TrialChange, add_remarks, add_trials, apply_change
from patients.actions.writing import changing, check_given, earlier, remember
from patients.models import Patient, User
from patients.rows import COURSE


@dataclass(frozen=True, slots=True)
class Visit:
    """All that is logged at one visit. ``started`` trials may leave ``id`` empty: they get the next."""

    date: date
    note: str = ""
    scores: tuple[record.Score, ...] = ()
    started: tuple[record.Trial, ...] = ()
    changes: tuple[TrialChange, ...] = ()
    conditions: tuple[record.Condition, ...] = ()
    symptoms: tuple[record.Symptom, ...] = ()
    measurements: tuple[record.Measurement, ...] = ()
    medicines: tuple[record.Medicine, ...] = ()
    checks: tuple[record.Check, ...] = ()
    episodes: tuple[record.Episode, ...] = ()
    safety: SafetyAnswer | None = None
    remarks: tuple[Remark, ...] = ()
    medicines_stopped: tuple[MedicineStop, ...] = ()


def log_visit(
    *, by: User, patient: Patient, visit: Visit, at: datetime, submission_id: UUID | None = None
) -> models.Visit:
    """Store the visit whole or refuse it whole; the same ``submission_id`` again gives the same visit."""
    with changing(by=by, patient=patient, at=at, verb="log_visit") as locked:
        if done := earlier(submission_id, by=by, patient=locked, verb="log_visit"):
            return models.Visit.objects.get(pk=done)
        row = _store(Entry(locked, by, at), visit, submission_id)
        remember(submission_id, by=by, patient=locked, verb="log_visit", row_id=row.pk, at=at)
    return row


def log_visits(*, by: User, patient: Patient, visits: Sequence[Visit], at: datetime) -> list[models.Visit]:
    """Several visits in the order given, checked once at the end: for demo data and catching up."""
    with changing(by=by, patient=patient, at=at, verb="log_visits") as locked:
        return [_store(Entry(locked, by, at), visit, None) for visit in visits]


def _store(entry: Entry, visit: Visit, submission_id: UUID | None) -> models.Visit:
    facts = {field: getattr(visit, field) for field in COURSE}
    check_given(entry.patient, entry.at, visit.started, **facts)
    row = models.Visit.objects.create(
        date=visit.date,
        clinician=entry.by,
        note=visit.note,
        submission_id=submission_id or uuid4(),
        **entry.stamp(),
    )
    at_visit = entry.at_visit(row)
    add_facts(at_visit, visit)
    add_trials(at_visit, visit.started)
    for change in visit.changes:
        apply_change(at_visit, change)
    for stopped in visit.medicines_stopped:
        stop_medicine(at_visit, stopped)
    add_remarks(at_visit, visit.remarks)
    if visit.safety is not None:
        add_safety_answer(at_visit, visit.safety)
    return row
