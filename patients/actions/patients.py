"""The only place where a patient enters the record, changes details, and has episodes opened and closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from patients import access, models, record
from patients.actions.facts import Entry
from patients.actions.writing import changing, check_version, earlier, refusing, remember, settle, store
from patients.models import CareTeam, CareTeamMembership, Clinic, Patient, PatientAssignment, User
from patients.record_file.faults import RefusedRecord, refuse
from patients.rows import columns_of
from patients.trail import done_by

DETAILS = frozenset({"record_number", "given_name", "family_name", "birth_date", "sex"})


def register_patient(
    *,
    by: User,
    clinic: Clinic,
    team: CareTeam,
    record_number: str,
    birth_date: date,
    at: datetime,
    sex: str = "unknown",
    given_name: str = "",
    family_name: str = "",
    clinician: User | None = None,
) -> Patient:
    """A new patient, in the care of one of the clinician's own teams."""
    with refusing(), transaction.atomic(), done_by(by.pk, "register_patient"):
        access.check_can_register(by, clinic)
        _check_own_team(by, clinic, team)
        patient = Patient.objects.create(
            clinic=clinic,
            record_number=record_number.strip(),
            given_name=given_name.strip(),
            family_name=family_name.strip(),
            birth_date=birth_date,
            sex=sex,
            created_at=at,
            created_by=by,
        )
        PatientAssignment.objects.create(
            patient=patient, team=team, clinician=clinician or by, started_at=at, started_by=by
        )
        settle(patient, at)
    return patient


def _check_own_team(by: User, clinic: Clinic, team: CareTeam) -> None:
    own = CareTeamMembership.objects.current().filter(user=by, team=team, team__clinic=clinic)
    if not own.exists():
        raise refuse("team", team.name, "a care team of this clinic that you belong to")


def amend_patient(
    *, by: User, patient: Patient, version: int, changes: Mapping[str, Any], at: datetime
) -> Patient:
    """Correct a name, birth date, sex or record number."""
    try:
        return _amend_patient(by, patient, version, changes, at)
    except RefusedRecord:
        access.numbers_refused(by, patient.clinic, [str(changes.get("record_number", ""))])
        raise


def _amend_patient(
    by: User, patient: Patient, version: int, changes: Mapping[str, Any], at: datetime
) -> Patient:
    with changing(by=by, patient=patient, at=at, verb="amend_patient") as locked:
        check_version(locked, version, changes)
        if unknown := set(changes) - DETAILS:
            raise refuse("changes", ", ".join(sorted(unknown)), ", ".join(sorted(DETAILS)))
        store(locked, **changes)
    return locked


def open_episode(
    *, by: User, patient: Patient, onset: date | None, at: datetime, submission_id: UUID | None = None
) -> models.Episode:
    with changing(by=by, patient=patient, at=at, verb="open_episode") as locked:
        if done := earlier(submission_id, by=by, patient=locked, verb="open_episode"):
            return models.Episode.objects.get(pk=done)
        entry = Entry(locked, by, at)
        row = models.Episode.objects.create(**columns_of(record.Episode(onset)), **entry.stamp())
        remember(submission_id, by=by, patient=locked, verb="open_episode", row_id=row.pk, at=at)
    return row


def close_episode(
    *, by: User, patient: Patient, end: date, version: int | None, at: datetime
) -> models.Episode:
    """The open episode ended: ``end`` is the first day without it."""
    with changing(by=by, patient=patient, at=at, verb="close_episode") as locked:
        row = models.Episode.objects.standing().filter(patient=locked, end__isnull=True).first()
        if row is None:
            raise refuse("episode", "none", "an open episode")
        check_version(row, version, {"end": end})
        store(row, end=end)
    return row  # type: ignore[no-any-return]
