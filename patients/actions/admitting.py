"""The only place where a new patient comes in with what was tried before: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from patients import access, models, record
from patients.actions.facts import Entry
from patients.actions.patients import register_patient
from patients.actions.trials import Remark, add_remarks, add_trials
from patients.actions.writing import changing, remember
from patients.models import CareTeam, Clinic, Patient, User
from patients.record_file.faults import RefusedRecord
from patients.rows import columns_of

VERB = "admit_patient"


@dataclass(frozen=True, slots=True)
class PastTrial:
    """``told``: what was said where the dates are not exact."""

    trial: record.Trial
    told: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Admission:
    record_number: str
    birth_date: date
    sex: str = "unknown"
    given_name: str = ""
    family_name: str = ""
    onset: date | None = None
    trials: tuple[PastTrial, ...] = ()


def admit_patient(
    *, by: User, clinic: Clinic, team: CareTeam, admission: Admission, at: datetime, submission_id: UUID
) -> Patient:
    """Register, open the episode, store the past trials; the same form again gives the same patient."""
    if done := admitted(submission_id, by):
        return done
    try:
        with transaction.atomic():
            return _admit(by, clinic, team, admission, at, submission_id)
    except RefusedRecord:
        if done := admitted(submission_id, by):  # sent twice at once: the other one came first
            return done
        access.numbers_refused(by, clinic, [admission.record_number])
        raise


def admitted(submission_id: UUID | None, by: User) -> Patient | None:
    """Whom this form already brought in, if it was sent before."""
    if submission_id is None:
        return None
    done = models.Submission.objects.filter(pk=submission_id, by=by, verb=VERB).first()
    return done.patient if done else None


def _admit(
    by: User, clinic: Clinic, team: CareTeam, admission: Admission, at: datetime, submission_id: UUID
) -> Patient:
    patient = register_patient(
        by=by,
        clinic=clinic,
        team=team,
        record_number=admission.record_number,
        birth_date=admission.birth_date,
        sex=admission.sex,
        given_name=admission.given_name,
        family_name=admission.family_name,
        at=at,
    )
    with changing(by=by, patient=patient, at=at, verb=VERB) as locked:
        _add_history(Entry(locked, by, at), admission)
        remember(submission_id, by=by, patient=locked, verb=VERB, row_id=locked.pk, at=at)
    return patient


def _add_history(entry: Entry, admission: Admission) -> None:
    if admission.onset:
        onset = columns_of(record.Episode(admission.onset))
        models.Episode.objects.create(**onset, **entry.stamp())
    add_trials(entry, [past.trial for past in admission.trials])
    rows = {row.label: row for row in models.Trial.objects.filter(patient=entry.patient)}
    for past in admission.trials:
        if past.told:
            trial = rows[past.trial.id]
            models.TrialNote.objects.create(
                trial=trial, text=past.told, dates_approximate=True, **entry.stamp()
            )
        add_remarks(entry, past.remarks)
