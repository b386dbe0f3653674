"""The only place for what else is known: conditions, symptoms, measurements, medicines, checks."""

from __future__ import annotations

from django.db import models

from patients import record
from patients.models import limits
from patients.models.clinical import Fact, keeps_history


@keeps_history
class Condition(Fact):
    code = limits.code()
    status = limits.code(choices=limits.choices(record.CONDITION_STATUSES), null=True, blank=True)
    date = models.DateField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("date"),
            limits.one_of("status", record.CONDITION_STATUSES),
        ]


@keeps_history
class Symptom(Fact):
    code = limits.code()
    date = models.DateField()

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints, *limits.dates("date")]


@keeps_history
class Measurement(Fact):
    """A test result in the canonical unit of its test."""

    date = models.DateField()
    test = limits.code()
    value = models.FloatField(null=True, blank=True)
    unit = limits.code(null=True, blank=True)

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints, *limits.dates("date"), limits.number("value")]


@keeps_history
class Medicine(Fact):
    """Another medicine, by the name it was written with."""

    name = models.TextField()
    start = models.DateField()
    stop = models.DateField(null=True, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("start", "stop"),
            limits.in_order("start", "stop"),
            limits.not_blank("name"),
        ]


@keeps_history
class Check(Fact):
    """One entry of the impostor checklist, as assessed on a day ``assessor`` signed for."""

    code = limits.code()
    state = limits.code(choices=limits.choices(record.CHECK_STATES), null=True, blank=True)
    date = models.DateField()
    assessor = models.TextField(null=True, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *limits.dates("date"),
            limits.one_of("state", record.CHECK_STATES),
        ]
