"""The only place for what was tried: treatment trials with their doses, adherence and tolerance."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Q

from patients import record
from patients.models import limits
from patients.models.clinical import STANDING, Fact, keeps_history


@keeps_history
class Trial(Fact):
    """One treatment trial. ``label`` is its id within the record (T1, T2 …)."""

    label = models.CharField(max_length=limits.TEXT_LENGTH)
    treatment = limits.code()
    role = limits.code(choices=limits.choices(record.ROLES))
    start = models.DateField()
    stop = models.DateField(null=True, blank=True)
    stop_reason = limits.code(choices=limits.choices(record.STOP_REASONS), null=True, blank=True)
    augments = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    sessions_known = models.BooleanField(default=False)
    """True: the dates of all sessions are recorded, even if there is none."""
    session_count = models.IntegerField(null=True, blank=True)
    electrode_placement = limits.code(
        choices=limits.choices(record.ELECTRODE_PLACEMENTS), null=True, blank=True
    )

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("start", "stop"),
            limits.in_order("start", "stop"),
            limits.one_of("role", record.ROLES),
            limits.one_of("stop_reason", record.STOP_REASONS),
            limits.one_of("electrode_placement", record.ELECTRODE_PLACEMENTS),
            limits.number("session_count", 0, 2**31 - 1),
            limits.not_blank("label"),
            models.UniqueConstraint(
                fields=["patient", "label"], condition=STANDING, name="patients_trial_label_once"
            ),
            models.UniqueConstraint(fields=["id", "patient"], name="patients_trial_of_patient"),
            models.CheckConstraint(condition=~Q(augments=F("id")), name="patients_trial_augments_another"),
            ExclusionConstraint(
                name="patients_trial_same_treatment_no_overlap",
                expressions=[
                    (limits.WholeRange("patient"), RangeOperators.OVERLAPS),
                    (limits.TextRange("treatment"), RangeOperators.OVERLAPS),
                    (limits.DayRange("start", "stop"), RangeOperators.OVERLAPS),
                ],
                condition=STANDING,
            ),
        ]


class TrialFact(Fact):
    """Belongs to one trial; the database refuses a trial of another patient."""

    trial = models.ForeignKey(Trial, models.PROTECT, related_name="%(class)ss")

    class Meta(Fact.Meta):
        abstract = True


@keeps_history
class DoseStep(TrialFact):
    start = models.DateField()
    dose = models.FloatField(null=True, blank=True)

    class Meta(TrialFact.Meta):
        constraints = [
            *TrialFact.Meta.constraints,
            *limits.dates("start"),
            limits.number("dose"),
            models.UniqueConstraint(
                fields=["trial", "start"], condition=STANDING, name="patients_dosestep_once_a_day"
            ),
        ]


@keeps_history
class AdherencePeriod(TrialFact):
    percent = models.FloatField(null=True, blank=True)
    method = limits.code(choices=limits.choices(record.ADHERENCE_METHODS), null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    stop = models.DateField(null=True, blank=True)

    class Meta(TrialFact.Meta):
        constraints = [
            *TrialFact.Meta.constraints,
            *limits.dates("start", "stop"),
            limits.in_order("start", "stop"),
            limits.one_of("method", record.ADHERENCE_METHODS),
            models.CheckConstraint(
                condition=Q(percent__isnull=True)
                | Q(percent__gte=0, percent__lte=100)
                | Q(method__isnull=False, method="mpr", percent__gte=0, percent__lte=record.MAX_MPR_PERCENT),
                name="patients_adherenceperiod_percent_range",
            ),
        ]


@keeps_history
class DrugLevel(TrialFact):
    date = models.DateField()
    value = models.FloatField(null=True, blank=True)
    unit = limits.code(null=True, blank=True)

    class Meta(TrialFact.Meta):
        constraints = [*TrialFact.Meta.constraints, *limits.dates("date"), limits.number("value")]


@keeps_history
class SideEffect(TrialFact):
    effect = limits.code()
    date = models.DateField(null=True, blank=True)
    severity = limits.code(choices=limits.choices(record.SEVERITIES), null=True, blank=True)

    class Meta(TrialFact.Meta):
        constraints = [
            *TrialFact.Meta.constraints,
            *limits.dates("date"),
            limits.one_of("severity", record.SEVERITIES),
        ]


@keeps_history
class TreatmentSession(TrialFact):
    """One session of a procedure."""

    date = models.DateField()

    class Meta(TrialFact.Meta):
        constraints = [*TrialFact.Meta.constraints, *limits.dates("date")]


@keeps_history
class TrialNote(TrialFact):
    """What was said of a trial beside its record: "spring 2019", or why a dose is above the label."""

    text = models.TextField()
    dates_approximate = models.BooleanField(default=False)

    class Meta(TrialFact.Meta):
        constraints = [*TrialFact.Meta.constraints, limits.not_blank("text")]
