"""The only place for the patient, who cares for them, and emergency access to their chart."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from patients import record
from patients.models import limits
from patients.models.history import kept
from patients.models.people import CareTeam, Clinic, Spell, User, once_at_a_time


@kept()
class Patient(models.Model):
    """``reference`` is opaque and stands in addresses; ``record_number`` is the clinic's own."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record_number = models.CharField(max_length=limits.TEXT_LENGTH)
    given_name = models.CharField(max_length=limits.TEXT_LENGTH, blank=True)
    family_name = models.CharField(max_length=limits.TEXT_LENGTH, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = limits.code(choices=limits.choices(record.SEXES), default="unknown")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "record_number"], name="patients_patient_number_once"),
            models.UniqueConstraint(fields=["id", "clinic"], name="patients_patient_in_clinic"),
            limits.one_of("sex", record.SEXES),
            limits.not_blank("record_number"),
            *limits.dates("birth_date"),
        ]
        indexes = [models.Index(fields=["clinic", "family_name", "given_name", "id"])]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.record_number

    def today(self, at: datetime) -> date:
        """The day it is in the clinic at this moment."""
        return at.astimezone(self.clinic.zone).date()


@kept(by_patient=True)
class PatientAssignment(Spell):
    """A care team cares for a patient; ``clinician`` is the one who leads, if anyone."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="assignments")
    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="assignments")
    clinician = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(Spell.Meta):
        constraints = [*Spell.Meta.constraints, once_at_a_time("patient", "team")]


@kept(by_patient=True)
class EmergencyAccess(models.Model):
    """A clinician opens a chart outside their teams: with a reason, for a while, to be reviewed."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(User, models.PROTECT, related_name="emergencies")
    reason = models.TextField()
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    review = models.TextField(blank=True)

    class Meta:
        constraints = [
            limits.not_blank("reason"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("started_at")), name="patients_emergency_expires_after_start"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="patients_emergency_reviewed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="patients_emergency_reviewed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["user", "expires_at"])]
