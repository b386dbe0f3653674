"""The only place for what someone typed and has not saved yet: theirs alone, and gone when it is saved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from patients.models import limits
from patients.models.patient import Patient
from patients.models.people import User


class Draft(models.Model):
    """One per person, patient and form; ``data`` is the form as the browser would send it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="drafts", null=True, blank=True)
    form = limits.code()
    data = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "patient", "form"], name="patients_draft_once"),
            models.UniqueConstraint(
                fields=["user", "form"],
                condition=Q(patient__isnull=True),
                name="patients_draft_without_patient_once",
            ),
        ]
