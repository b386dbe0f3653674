"""The only place for looks: who opened which chart, exported or searched what. Append-only."""

from __future__ import annotations

from django.db import models

from patients.models import limits
from patients.models.patient import EmergencyAccess, Patient
from patients.models.people import Clinic, User

LOOKS = ("opened", "searched", "listed", "exported", "imported", "refused", "emergency")


class AccessLog(models.Model):
    """One look. The database refuses to change or remove it."""

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="looks", null=True, blank=True)
    look = limits.code(choices=limits.choices(LOOKS))
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", null=True, blank=True)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="looks", null=True, blank=True)
    emergency = models.ForeignKey(
        EmergencyAccess, models.PROTECT, related_name="looks", null=True, blank=True
    )
    what = models.CharField(max_length=limits.TEXT_LENGTH)
    """The page, list or report, in words: "timeline", "scores as CSV"."""
    details = models.JSONField(default=dict, blank=True)
    request_id = limits.code(blank=True)

    class Meta:
        constraints = [limits.one_of("look", LOOKS)]
        indexes = [models.Index(fields=["patient", "-at"]), models.Index(fields=["user", "-at"])]
