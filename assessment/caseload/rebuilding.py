"""The only place that rebuilds caseload rows: with each change of a record, and as time alone changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.caseload.answers import answer_columns
from assessment.caseload.summary import summary
from assessment.models import CaseloadRow
from assessment.rules.assess import assess
from assessment.rules.policy import load_policy
from patients.models import Patient, PatientAssignment
from patients.record import PatientRecord
from patients.records import records_of

BATCH = 200
FRESH: dict[str, Any] = {
    field.name: field.get_default()
    for field in CaseloadRow._meta.concrete_fields
    if field.name not in ("patient", "updated_at")
}
"""A row says nothing that the rebuilding did not put there."""


def rebuild(patient: Patient, record: PatientRecord | None, at: datetime) -> None:
    """Put the patient's row right, in the transaction that changed the record."""
    care = _care_of([patient.pk])
    CaseloadRow.objects.update_or_create(
        patient=patient, defaults=_columns(patient, record, at) | care.get(patient.pk, {})
    )


def rebuild_care(patients: Sequence[int]) -> None:
    """Only who cares for them changed."""
    care = _care_of(patients)
    for pk in patients:
        CaseloadRow.objects.filter(pk=pk).update(**care.get(pk, {"clinician": None, "team_name": ""}))


def reassess(patients: Iterable[Patient], at: datetime) -> int:
    """Rebuild these in batches of one transaction each; returns how many."""
    count = 0
    batch: list[Patient] = []
    for patient in patients:
        batch.append(patient)
        if len(batch) == BATCH:
            count += _reassess_batch(batch, at)
            batch = []
    return count + (_reassess_batch(batch, at) if batch else 0)


def _reassess_batch(batch: list[Patient], at: datetime) -> int:
    """Locked like any change, so that a visit logged meanwhile is not overwritten by what was before it."""
    keys = [patient.pk for patient in batch]
    with transaction.atomic():
        locked = Patient.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        patients = list(locked.select_related("clinic"))
        records = records_of([patient for patient in patients if patient.birth_date])
        for patient in patients:
            rebuild(patient, records.get(patient.pk), at)
    return len(patients)


def _columns(patient: Patient, record: PatientRecord | None, at: datetime) -> dict[str, Any]:
    columns = FRESH | {"clinic": patient.clinic, "updated_at": at}
    if record is None:
        return columns
    clinic, policy = patient.clinic, load_policy(patient.clinic.policy)
    assessment = assess(record, patient.today(at), policy, jurisdiction=clinic.jurisdiction)
    return columns | summary(record, assessment, policy) | answer_columns(record, assessment, policy)


def _care_of(patients: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Patient -> the team and leading clinician shown in a list: of several, the newest with a clinician."""
    current = PatientAssignment.objects.current().filter(patient__in=patients)
    care: dict[int, dict[str, Any]] = {}
    for link in current.select_related("team", "clinician").order_by("started_at", "pk"):
        if link.clinician is not None or link.patient_id not in care:
            care[link.patient_id] = {"clinician": link.clinician, "team_name": link.team.name}
    return care
