"""The only place for what a clinician made of an assessment: signed ones and decisions. Append-only.

Each row keeps the assessment and the record as they stood. The database refuses to change or remove
one; a later one stands beside it.
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from patients.models import Clinic, Patient, User, limits
from patients.models.history import kept

DIGEST_LENGTH = 64
FOLLOWED, OTHERWISE = "followed", "otherwise"
COURSES = (FOLLOWED, OTHERWISE)
keeps_history = kept(exclude=("record", "assessment"), by_patient=True)
keeps_withdrawals = kept(by_patient=True)
never_changed = pgtrigger.register(pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update))


class Judgement(models.Model):
    """An assessment as it stood when someone answered for it."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="%(class)ss")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    record = models.JSONField()
    """``trd-record/1``."""
    record_digest = models.CharField(max_length=DIGEST_LENGTH)
    assessment = models.JSONField()
    """``trd-assessment/1``."""
    assessment_digest = models.CharField(max_length=DIGEST_LENGTH)
    rules_version = models.CharField(max_length=32)
    policy = limits.code()
    policy_version = models.CharField(max_length=32)
    jurisdiction = limits.code()

    class Meta:
        abstract = True
        constraints = [
            *limits.dates("as_of"),
            models.UniqueConstraint(fields=["id", "patient"], name="%(app_label)s_%(class)s_of_patient"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__regex": r"^[0-9a-f]{64}$"}),
                    name=f"%(app_label)s_%(class)s_{field}_sha256",
                )
                for field in ("record_digest", "assessment_digest")
            ),
        ]
        indexes = [models.Index(fields=["patient", "-created_at"])]


@never_changed
@keeps_history
class SignedAssessment(Judgement):
    """A clinician signed what the assessment said; the newest one counts."""

    supersedes = models.OneToOneField(
        "self", models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    note = models.TextField(blank=True)

    class Meta(Judgement.Meta):
        constraints = [
            *Judgement.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(supersedes__isnull=True),
                name="assessment_signedassessment_first_once",
            ),
        ]


@never_changed
@keeps_history
class Decision(Judgement):
    """What the clinician decided on the next steps: an option followed, or otherwise because …"""

    course = limits.code(choices=limits.choices(COURSES))
    option = limits.code(blank=True)
    title = models.TextField(blank=True)
    """What the option was called then."""
    instead = models.TextField(blank=True)
    because = models.TextField(blank=True)

    class Meta(Judgement.Meta):
        constraints = [
            *Judgement.Meta.constraints,
            limits.one_of("course", COURSES),
            models.CheckConstraint(
                condition=(Q(course=FOLLOWED) & ~Q(option="") & ~Q(title="") & Q(instead=""))
                | (Q(course=OTHERWISE) & Q(option="") & ~Q(instead="") & ~Q(because="")),
                name="assessment_decision_says_what",
            ),
        ]


@never_changed
@keeps_withdrawals
class DecisionInError(models.Model):
    """That a decision was recorded by mistake, and why. The decision itself stays as it was kept."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="in_error")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()

    class Meta:
        constraints = [limits.not_blank("reason")]
