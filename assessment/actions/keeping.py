"""The only place for how a judgement is kept: on the locked patient, once, and only what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.rules.assess import assess
from assessment.rules.policy import load_policy
from assessment.rules.snapshot import Snapshot, snapshot_of
from patients import access, records
from patients.actions.writing import lock, refusing
from patients.models import Patient, User
from patients.trail import done_by


class ChangedSinceShown(Exception):
    """Someone changed the record, or the day or the rules changed, after the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "The assessment is no longer the one that was shown. Read it again below; nothing was kept."
        )


@contextmanager
def keeping(*, by: User, patient: Patient, verb: str) -> Iterator[Patient]:
    """Lock, and check the right to edit at this moment; the record itself stays as it is."""
    with refusing(), transaction.atomic(), done_by(by.pk, verb):
        locked = lock(patient)
        access.check_can_edit(by, locked)
        yield locked


def standing(patient: Patient, shown: str, at: datetime) -> Snapshot:
    """What is concluded now, if that is what was ``shown`` (its digest)."""
    clinic, record = patient.clinic, records.record_of(patient)
    policy, today = load_policy(clinic.policy), patient.today(at)
    taken = snapshot_of(record, assess(record, today, policy, clinic.jurisdiction))
    if taken.assessment_digest != shown:
        raise ChangedSinceShown
    return taken


def columns(patient: Patient, taken: Snapshot, by: User, at: datetime) -> dict[str, Any]:
    """What every judgement keeps."""
    said = taken.assessment
    return {
        "clinic_id": patient.clinic_id,
        "patient": patient,
        "created_at": at,
        "created_by": by,
        "as_of": taken.as_of,
        "record": taken.record,
        "record_digest": taken.record_digest,
        "assessment": said,
        "assessment_digest": taken.assessment_digest,
        "rules_version": said["rules_version"],
        "policy": said["policy"]["name"],
        "policy_version": said["policy"]["version"],
        "jurisdiction": said["jurisdiction"],
    }
