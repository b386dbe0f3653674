"""The only place for how the illness goes: episodes and scores."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import Q

from patients import record
from patients.models import limits
from patients.models.clinical import STANDING, Fact, keeps_history


@keeps_history
class Episode(Fact):
    """``onset`` empty: the start of an earlier one is unknown; ``end`` empty: the current one."""

    onset = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("onset", "end"),
            limits.in_order("onset", "end"),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(end__isnull=True) & STANDING,
                name="patients_episode_open_once",
            ),
            ExclusionConstraint(
                name="patients_episode_no_overlap",
                expressions=[
                    (limits.WholeRange("patient"), RangeOperators.OVERLAPS),
                    (limits.DayRange("onset", "end"), RangeOperators.OVERLAPS),
                ],
                condition=Q(onset__isnull=False) & STANDING,
            ),
        ]


@keeps_history
class Score(Fact):
    """One rating: a total, the items (empty where not rated), or both."""

    date = models.DateField()
    instrument = limits.code()
    total = models.IntegerField(null=True, blank=True)
    items = ArrayField(models.SmallIntegerField(null=True), null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)
    rater = limits.code(choices=limits.choices(record.RATERS), null=True, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("date"),
            limits.one_of("rater", record.RATERS),
            limits.totals_in_range(),
            models.CheckConstraint(
                condition=Q(total__isnull=False) | Q(items__isnull=False),
                name="patients_score_says_something",
            ),
        ]
        indexes = [models.Index(fields=["patient", "date"])]
