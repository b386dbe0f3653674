"""The only place for what every clinical row carries: whose, by whom, when, and whether it still holds."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from patients.models import limits
from patients.models.history import kept
from patients.models.patient import Patient
from patients.models.people import Clinic, User


class ClinicalQuerySet(models.QuerySet[Any]):
    def standing(self) -> ClinicalQuerySet:
        """Those not marked as entered in error."""
        return self.filter(entered_in_error_at__isnull=True)


def _all_or_none(*fields: str) -> Q:
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return none | every


class ClinicalRow(models.Model):
    """Amended or marked as entered in error, with a reason; never erased. ``version`` guards edits."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="%(class)ss")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    source_id = models.CharField(max_length=limits.TEXT_LENGTH, null=True, blank=True)
    """Where an import got it: the same thing is not imported twice."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    amended_at = models.DateTimeField(null=True, blank=True)
    amended_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    amended_reason = models.TextField(null=True, blank=True)
    entered_in_error_at = models.DateTimeField(null=True, blank=True)
    entered_in_error_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    entered_in_error_reason = models.TextField(null=True, blank=True)

    objects = ClinicalQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "source_id"], name="%(app_label)s_%(class)s_source_once"
            ),
            models.CheckConstraint(
                condition=_all_or_none("amended_at", "amended_by", "amended_reason"),
                name="%(app_label)s_%(class)s_amended_with_reason",
            ),
            models.CheckConstraint(
                condition=_all_or_none(
                    "entered_in_error_at", "entered_in_error_by", "entered_in_error_reason"
                ),
                name="%(app_label)s_%(class)s_error_with_reason",
            ),
        ]


STANDING = Q(entered_in_error_at__isnull=True)
keeps_history = kept(by_patient=True)


@keeps_history
class Visit(ClinicalRow):
    """One encounter, logged whole or not at all; facts noted at it point to it."""

    date = models.DateField()
    clinician = models.ForeignKey(User, models.PROTECT, related_name="visits")
    note = models.TextField(blank=True)
    submission_id = models.UUIDField(unique=True)
    """Chosen when the form was opened: the same form sent twice is one visit."""

    class Meta(ClinicalRow.Meta):
        constraints = [
            *ClinicalRow.Meta.constraints,
            *limits.dates("date"),
            models.UniqueConstraint(fields=["id", "patient"], name="patients_visit_of_patient"),
        ]
        indexes = [models.Index(fields=["patient", "date"])]


class Fact(ClinicalRow):
    """A clinical row that may have been noted at a visit."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="%(class)ss", null=True, blank=True)

    class Meta(ClinicalRow.Meta):
        abstract = True


class Submission(models.Model):
    """A form that was acted upon, so that a double click or a resent page acts once."""

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verb = limits.code()
    row_id = models.BigIntegerField()
    """The row the verb gave back."""
    at = models.DateTimeField()
