"""The only place where a view gets a chart to read: fetched by right, judged on the day that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessment.presenters.looking import Looking, read
from assessment.rules.assess import assess
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy, load_policy
from assessment.views.people import user_of
from patients import access, records
from patients.banner import Action, Banner, banner_of
from patients.known import known_on
from patients.models import EmergencyAccess, Patient
from patients.record import PatientRecord

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart this person may read, as known and judged on the day they look at."""

    patient: Patient
    stored: PatientRecord
    """All of it, also what became known after the day that is looked at."""
    record: PatientRecord
    assessment: Assessment
    policy: Policy
    looking: Looking
    problems: tuple[str, ...]
    today: date
    can_edit: bool
    emergency: EmergencyAccess | None

    @property
    def jurisdiction(self) -> str:
        return str(self.patient.clinic.jurisdiction)

    def on(self, day: date, consider: tuple[str, ...] = ()) -> Assessment:
        """What was or would be concluded on another day, or about another option."""
        return assess(self.record, day, self.policy, self.jurisdiction, consider)


def open_chart(request: HttpRequest, reference: UUID, what: str, write: bool = False) -> Chart:
    """404 for a stranger, refused for a reader who would ``write``; the look is noted.

    ``IncompleteRecord`` while the birth date is missing.
    """
    user = user_of(request)
    reading = access.reading_to_edit_for(user, reference) if write else access.reading_for(user, reference)
    found = reading.patient
    emergency = access.opened(user, found, what, in_team=reading.in_team)
    today = found.today(timezone.now())
    looking, problems = read(request.GET, today)
    policy, day = load_policy(found.clinic.policy), looking.on or today
    stored = records.record_of(found)
    record = known_on(stored, day)
    judged = _judged(record, day, policy, str(found.clinic.jurisdiction))
    return Chart(found, stored, record, judged, policy, looking, problems, today, reading.can_edit, emergency)


@lru_cache(maxsize=256)
def _judged(record: PatientRecord, day: date, policy: Policy, jurisdiction: str) -> Assessment:
    """Facts in, findings out: the last answers are kept, and a changed record is another question."""
    return assess(record, day, policy, jurisdiction)


def needs_birth_date(view: View) -> View:
    """Without a birth date nothing can be judged: the page says what to add."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: UUID, *given: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, reference, *given, **named)
        except records.IncompleteRecord as problem:
            return _incomplete(request, reference, problem)

    return guarded


def banner_for(chart: Chart) -> Banner:
    return _banner(chart.patient, chart.today, chart.can_edit, chart.emergency)


def _incomplete(request: HttpRequest, reference: UUID, problem: records.IncompleteRecord) -> HttpResponse:
    """What is missing, and for those who may add it the one click that leads there."""
    user = user_of(request)
    reading = access.reading_for(user, reference)
    found, emergency = reading.patient, access.emergency_of(user, reading.patient)
    context = {
        "problem": str(problem),
        "banner": _banner(found, found.today(timezone.now()), reading.can_edit, emergency),
        "mend_url": reverse("patient_details", args=[reference]) if reading.can_edit else "",
        "entries_url": reverse("chart_entries", args=[reference]),
    }
    return render(request, "assessment/incomplete.html", context)


def _banner(found: Patient, today: date, can_edit: bool, emergency: EmergencyAccess | None) -> Banner:
    offered = (*_OFFERED, *_TO_READERS) if can_edit else _TO_READERS
    url = reverse("patient", args=[found.reference])
    return banner_of(found, today, url, emergency, _actions(found, offered))


_OFFERED = (("Log a visit", "visit_new"), ("Start a treatment", "trial_new"))
_TO_READERS = (("Entries", "chart_entries"), ("Trail", "patient_trail"))


def _actions(found: Patient, routes: tuple[tuple[str, str], ...]) -> tuple[Action, ...]:
    """What may be recorded from here; forms that are not there yet are not offered."""
    offered = []
    for name, route in routes:
        try:
            offered.append(Action(name, reverse(route, args=[found.reference])))
        except NoReverseMatch:
            continue
    return tuple(offered)
