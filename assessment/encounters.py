"""The only place that reads what is shown beside the record: visits, remarks, answers to suicide items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from assessment.rules.safety.suicide import suicide_answers
from assessment.timeline.inputs import Happening
from patients.actions import SafetyAnswer
from patients.models import Patient, SafetyAssessment, TrialNote, Visit
from patients.prepared import Prepared
from patients.record import PatientRecord


def visits_to(patient: Patient, until: date) -> tuple[Happening, ...]:
    """The visits logged up to a day, with whom: one query."""
    found = _VISITS.rows(patient=patient.pk, until=until)
    return tuple(Happening(day, "visit", f"Visit, {name}" if name else "Visit") for day, name in found)


@dataclass(frozen=True, slots=True)
class TrialRemark:
    """What was said of a trial beside its record."""

    trial: str
    text: str
    by: str


def trial_remarks_to(patient: Patient, until: date) -> tuple[TrialRemark, ...]:
    """Inexact dates as they were told, and why a dose is above the label; in the order they were kept."""
    return tuple(TrialRemark(*row) for row in _REMARKS.rows(patient=patient.pk, until=until))


def safety_answer_to(patient: Patient, record: PatientRecord, until: date) -> SafetyAnswer | None:
    """What was kept since the newest suicide item answered above 0; anything earlier is no answer to it."""
    asked_on = max((answer.date for answer in suicide_answers(record.scores)), default=None)
    if asked_on is None:
        return None
    since = Q(date__gte=asked_on) | Q(visit__date__gte=asked_on)
    known = Q(date__lte=until) & (Q(visit=None) | Q(visit__date__lte=until))
    rows = SafetyAssessment.objects.standing().filter(since, known, patient=patient)
    return _answer(rows.order_by("-date", "-pk").first())


def _answer(row: SafetyAssessment | None) -> SafetyAnswer | None:
    if row is None:
        return None
    said = (row.assessed_by, row.outcome, row.plan, row.reason)
    return SafetyAnswer(row.date, row.asked_because, row.done, *said)


def _visits(patient: int, until: date) -> QuerySet[Any, Any]:
    rows = Visit.objects.standing().filter(patient=patient, date__lte=until).order_by("date", "pk")
    return rows.values_list("date", "clinician__name")


def _remarks(patient: int, until: date) -> QuerySet[Any, Any]:
    known = Q(visit=None) | Q(visit__date__lte=until)
    rows = TrialNote.objects.standing().filter(known, patient=patient, trial__start__lte=until).order_by("pk")
    return rows.values_list("trial__label", "text", "created_by__name")


_VISITS = Prepared(_visits, patient=int, until=date)
_REMARKS = Prepared(_remarks, patient=int, until=date)
