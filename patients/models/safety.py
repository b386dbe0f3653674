"""The only place for the kept answer to a positive suicide item (never a risk band)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from patients.models import limits
from patients.models.clinical import Fact, keeps_history


@keeps_history
class SafetyAssessment(Fact):
    """Assessed by whom, when, with what outcome and plan; or not done, and why not."""

    date = models.DateField()
    asked_because = models.TextField(blank=True)
    """The answer that asked for it, in words."""
    done = models.BooleanField()
    assessed_by = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    """Why it was not done, and who will."""

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("date"),
            models.CheckConstraint(
                condition=(Q(done=True) & ~Q(assessed_by="") & ~Q(outcome="") & ~Q(plan=""))
                | (Q(done=False) & ~Q(reason="")),
                name="patients_safetyassessment_answered",
            ),
        ]
