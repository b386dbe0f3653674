"""The only place for emergency access: taken with a reason, ending by itself, reviewed by a supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from patients import access
from patients.access import look_in_emergency
from patients.actions.writing import refusing
from patients.models import CLINICIAN, EmergencyAccess, Patient, User
from patients.record_file.faults import refuse
from patients.trail import done_by

SHORTEST_REASON = 10


def break_glass(*, by: User, patient: Patient, reason: str, at: datetime) -> EmergencyAccess:
    """Open a chart of one's own clinic outside one's teams, for as long as the clinic allows."""
    with refusing(), transaction.atomic(), done_by(by.pk, "break_glass"):
        if not access.clinics_as(by, CLINICIAN).filter(pk=patient.clinic_id).exists():
            raise PermissionDenied("Emergency access is for clinicians of the patient's clinic.")
        if len(reason.strip()) < SHORTEST_REASON:
            raise refuse("reason", reason, f"a reason of at least {SHORTEST_REASON} characters")
        opened = EmergencyAccess.objects.create(
            patient=patient,
            user=by,
            reason=reason.strip(),
            started_at=at,
            expires_at=at + timedelta(minutes=patient.clinic.emergency_minutes),
        )
        look_in_emergency(by, opened)
    return opened


def end_emergency(*, by: User, emergency: EmergencyAccess, at: datetime) -> None:
    """Give the access back before it runs out."""
    with refusing(), transaction.atomic(), done_by(by.pk, "end_emergency"):
        EmergencyAccess.objects.filter(pk=emergency.pk, user=by, ended_at__isnull=True).update(ended_at=at)


def review_emergency(*, by: User, emergency: EmergencyAccess, review: str, at: datetime) -> None:
    """A supervisor of the clinic, not the one who took it, says what they think of it; once."""
    with refusing(), transaction.atomic(), done_by(by.pk, "review_emergency"):
        access.check_can_review(by, emergency)
        EmergencyAccess.objects.filter(pk=emergency.pk, reviewed_at__isnull=True).update(
            reviewed_at=at, reviewed_by=by, review=review.strip()
        )
