"""The only place for the caseload's read model: one row a patient, derived, and rebuilt with the record."""

from __future__ import annotations

from django.db import models

from patients.models import Clinic, Patient, User

CODE_LENGTH, AFTER_LENGTH = 64, 32


class CaseloadRow(models.Model):
    """What a list shows of a patient without asking a rule. Empty means "cannot tell", never "no"."""

    patient = models.OneToOneField(Patient, models.PROTECT, primary_key=True, related_name="caseload_row")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    clinician = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    team_name = models.CharField(max_length=200, blank=True)

    assessed_on = models.DateField(null=True, blank=True)
    """Empty: nothing could be assessed, because the birth date is unknown."""
    stage = models.CharField(max_length=8, null=True, blank=True)
    provisional = models.BooleanField(default=False)
    suppressed = models.BooleanField(default=False)

    treatment = models.CharField(max_length=64, blank=True)
    treatment_label = models.TextField(blank=True)
    """All that runs, the newest first, in words."""
    treatment_started_on = models.DateField(null=True, blank=True)
    treatment_adequacy = models.CharField(max_length=32, blank=True)

    instrument = models.CharField(max_length=64, blank=True)
    last_score = models.IntegerField(null=True, blank=True)
    last_score_on = models.DateField(null=True, blank=True)
    baseline = models.IntegerField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    change_percent = models.FloatField(null=True, blank=True)
    """Improvement since baseline on the same scale; below 0 is worse."""

    next_step = models.CharField(max_length=64, blank=True)
    next_step_title = models.TextField(blank=True)
    next_change_on = models.DateField(null=True, blank=True, db_index=True)
    next_change_part = models.CharField(max_length=16, blank=True)
    next_change_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    next_change_after = models.CharField(max_length=AFTER_LENGTH, blank=True)
    """What changes first on that day, as codes: of the trial, check, option …, and what it will be."""
    suicide_item = models.BooleanField(null=True, blank=True)
    rules_version = models.CharField(max_length=32, blank=True)
    answers = models.JSONField(null=True, blank=True)
    """What a page need not work out: ``stages`` over time, and all that is ``coming`` on the next change."""
    answers_seal = models.CharField(max_length=64, blank=True)
    """SHA-256 of the answers and of all they follow from: they are believed only while it agrees."""
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "stage"]),
            models.Index(fields=["clinician"]),
        ]

    def treatment_week(self) -> int | None:
        """The week of treatment it was when assessed: the first seven days are week 1."""
        if self.treatment_started_on is None or self.assessed_on is None:
            return None
        return (self.assessed_on - self.treatment_started_on).days // 7 + 1
