"""The only place for how a record is written: one lock, one transaction, whole or not at all.

Inside ``changing`` the patient's row is locked, so changes to one record happen one after another.
At its end the record is read back and parsed like a file: what could not be a record is refused
with the place of every fault, and nothing of it stays. Whoever listens to ``record_changed``
(the caseload) writes in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.utils import DataError

from patients import access, record_file, records
from patients.models import ClinicalRow, Patient, Submission, User
from patients.record import ImpossibleRecord, PatientRecord, Trial
from patients.record_file.faults import refuse
from patients.signals import record_changed
from patients.trail import done_by


class StaleRecord(Exception):
    """Someone changed this in the meantime: ``current`` is what stands, ``submitted`` what was typed."""

    def __init__(self, current: Any, submitted: Mapping[str, Any]) -> None:
        super().__init__("This was changed by someone else in the meantime.")
        self.current, self.submitted = current, dict(submitted)


class SubmissionReused(Exception):
    """A form's own number came back with another patient, person or verb: nothing was stored."""


@contextmanager
def changing(*, by: User, patient: Patient, at: datetime, verb: str) -> Iterator[Patient]:
    """Lock, check the right to edit at this moment, let the caller write, then check the whole record."""
    with refusing(), transaction.atomic(), done_by(by.pk, verb):
        locked = lock(patient)
        access.check_can_edit(by, locked)
        yield locked
        settle(locked, at)


def lock(patient: Patient) -> Patient:
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient.pk)


def settle(patient: Patient, at: datetime) -> PatientRecord | None:
    """The end of every change: the record has to hold, and those who listen are told."""
    record = check_record(patient, patient.today(at)) if patient.birth_date else None
    record_changed.send(sender=Patient, patient=patient, record=record, at=at)
    return record


def check_given(patient: Patient, at: datetime, trials: Sequence[Trial] = (), **facts: Any) -> None:
    """What is about to be stored, alone: its faults are told by their place among what was given."""
    if patient.birth_date is None:
        return
    named = tuple(
        replace(trial, id=trial.id or f"new {number}", augments=None)
        for number, trial in enumerate(trials, start=1)
    )
    given = PatientRecord(records.person_of(patient), trials=named, **facts)
    record_file.parse(record_file.write(given), as_of=patient.today(at))


def check_record(patient: Patient, today: date) -> PatientRecord:
    """What is stored now is a record that a file could hold; else every fault with its place."""
    record = records.record_of(patient)
    record_file.parse(record_file.write(record), as_of=today)
    return record


@contextmanager
def refusing() -> Iterator[None]:
    """What the constructors or the database refuse is refused like a faulty file, never a crash."""
    try:
        yield
    except ImpossibleRecord as impossible:
        raise refuse(impossible.field, impossible.found, impossible.expected) from impossible
    except (IntegrityError, DataError) as error:
        raise refuse(*_explained(error)) from error


EXPLAINED = {
    "patients_trial_same_treatment_no_overlap": (
        "trials",
        "two trials of one treatment at the same time",
        "the first stopped before the second starts, or one trial with dose steps",
    ),
    "patients_trial_label_once": ("trials", "the same id twice", "each trial id once"),
    "patients_dosestep_once_a_day": ("doses", "two steps on one day", "one dose step a day"),
    "patients_episode_open_once": ("episodes", "two without an end", "at most one open episode"),
    "patients_episode_no_overlap": ("episodes", "two that overlap", "each ended before the next begins"),
    "patients_patient_number_once": ("record_number", "in use", "a record number not yet in use"),
}


def _explained(error: Exception) -> tuple[str, object, str]:
    """By the constraint's name, which says table and column: ``patients_score_total_range``."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if constraint in EXPLAINED:
        return EXPLAINED[constraint]
    where = constraint.removeprefix("patients_").replace("_", ".", 1)
    return where or "record", "a value outside what can be", "a value that the record can hold"


# Once only


def earlier(submission_id: UUID | None, *, by: User, patient: Patient, verb: str) -> int | None:
    """The key of the row that this form already made, if it was sent before."""
    done = Submission.objects.filter(pk=submission_id).first() if submission_id else None
    if done is None:
        return None
    if (done.by_id, done.patient_id, done.verb) != (by.pk, patient.pk, verb):
        raise SubmissionReused("This form was already used for something else. Open it anew.")
    return done.row_id


def remember(
    submission_id: UUID | None, *, by: User, patient: Patient, verb: str, row_id: int, at: datetime
) -> None:
    if submission_id is not None:
        Submission.objects.create(id=submission_id, by=by, patient=patient, verb=verb, row_id=row_id, at=at)


# Versions


def check_version(row: ClinicalRow | Patient, version: int | None, submitted: Mapping[str, Any]) -> None:
    """``version`` is the one the form was opened with; ``None`` where there was no form."""
    if version is not None and row.version != version:
        raise StaleRecord(row, submitted)


def store(row: Any, **columns: Any) -> None:
    """Write these columns and count the version up."""
    for column, value in columns.items():
        setattr(row, column, value)
    row.version += 1
    row.save(update_fields=[*columns, "version"])


def check_of_patient(patient: Patient, row: ClinicalRow) -> None:
    if row.patient_id != patient.pk:
        raise PermissionDenied("This entry belongs to another record.")
