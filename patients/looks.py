"""The only place that writes down who looked at what, or was refused it. Append-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from patients.models import AccessLog, Clinic, EmergencyAccess, Patient, User


def listed(
    user: User, what: str, *, details: Mapping[str, object] | None = None, request_id: str = ""
) -> None:
    """Note that this person opened a list such as the caseload."""
    note("listed", user, what, details=dict(details or {}), request_id=request_id)


def searched(user: User, words: str, found: int, *, request_id: str = "") -> None:
    note("searched", user, "patients", details={"words": words[:200], "found": found}, request_id=request_id)


def exported(user: User, what: str, *, details: Mapping[str, object], clinic: Clinic | None = None,
             patient: Patient | None = None, request_id: str = "") -> None:  # fmt: skip
    """Note an export: called before its first byte is given out."""
    note("exported", user, what, details=dict(details), clinic=clinic, patient=patient, request_id=request_id)


def imported(user: User | None, what: str, *, details: Mapping[str, object], clinic: Clinic) -> None:
    note("imported", user, what, details=dict(details), clinic=clinic)


def look_in_emergency(user: User, emergency: EmergencyAccess) -> None:
    """Note that emergency access was taken, with its reason."""
    patient = emergency.patient
    details = {"reason": emergency.reason}
    note("emergency", user, "chart", patient=patient, clinic_id=patient.clinic_id, emergency=emergency,
          details=details)  # fmt: skip


def looks_at(patient: Patient) -> QuerySet[AccessLog]:
    return (
        AccessLog.objects.filter(patient=patient).select_related("user", "emergency").order_by("-at", "-id")
    )


def note(look: str, user: User | None, what: str, **known: Any) -> None:
    AccessLog.objects.create(at=timezone.now(), user=user, look=look, what=what, **known)
