"""The only place for the pages of one chart: the timeline with its judgement, and one trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.presenters.legend import LEGEND
from assessment.presenters.looking import Looking, read
from assessment.presenters.patient_page import basis_of, patient_page
from assessment.presenters.picture import Picture, picture
from assessment.presenters.trials import trial_card
from assessment.rules.assess import assess, known_on
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy, load_policy
from assessment.views.drawing import drawn
from assessment.views.people import user_of
from patients import access, records
from patients.banner import Action, Banner, banner_of
from patients.models import Patient
from patients.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart this person may read, as known and judged on the day they look at."""

    patient: Patient
    record: PatientRecord
    assessment: Assessment
    policy: Policy
    looking: Looking
    problems: tuple[str, ...]
    today: date


@require_safe
def patient(request: HttpRequest, reference: UUID) -> HttpResponse:
    found = access.patient_for(user_of(request), reference)
    access.opened(user_of(request), found, "timeline")
    context = _shared(request, found)
    try:
        chart = _chart(request, found)
    except records.IncompleteRecord as problem:
        return render(request, "assessment/incomplete.html", context | {"problem": str(problem)})
    page = patient_page(chart.record, chart.assessment, chart.policy, chart.looking)
    shown = {"page": page, "emergency_text": found.clinic.emergency_text, "problems": chart.problems}
    return render(request, "assessment/patient.html", context | shown | _picture(chart, page.picture))


@require_safe
def patient_picture(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The timeline alone, for another window or scale."""
    found = access.patient_for(user_of(request), reference)
    access.opened(user_of(request), found, "timeline")
    try:
        chart = _chart(request, found)
    except records.IncompleteRecord:
        raise Http404 from None
    shown = picture(chart.record, chart.assessment, chart.policy, chart.looking)
    return render(request, "assessment/_picture.html", {"picture": shown} | _picture(chart, shown))


@require_safe
def trial(request: HttpRequest, reference: UUID, label: str) -> HttpResponse:
    """One treatment, judged, on a page of its own."""
    found = access.patient_for(user_of(request), reference)
    access.opened(user_of(request), found, "trial")
    try:
        chart = _chart(request, found)
        card = trial_card(chart.record.trial(label), chart.assessment)
    except (KeyError, records.IncompleteRecord):
        raise Http404 from None
    context = _shared(request, found) | {"trial": card, "basis": basis_of(chart.assessment)}
    return render(request, "assessment/trial.html", context)


def _chart(request: HttpRequest, found: Patient) -> Chart:
    today = found.today(timezone.now())
    looking, problems = read(request.GET, today)
    policy = load_policy(found.clinic.policy)
    day = looking.on or today
    record = known_on(records.record_of(found), day)
    judged = assess(record, day, policy, found.clinic.jurisdiction)
    return Chart(found, record, judged, policy, looking, problems, today)


def _picture(chart: Chart, shown: Picture) -> dict[str, object]:
    key = chart.patient.reference
    return {
        "drawings": drawn(shown.drawings),
        "legend": LEGEND,
        "looking": chart.looking,
        "page_url": reverse("patient", args=[key]),
        "picture_url": reverse("patient_picture", args=[key]),
        "now_url": reverse("patient", args=[key]),
        "as_of_iso": chart.assessment.as_of.isoformat(),
        "today_iso": chart.today.isoformat(),
    }


def _shared(request: HttpRequest, found: Patient) -> dict[str, object]:
    return {"banner": _banner(request, found)}


def _banner(request: HttpRequest, found: Patient) -> Banner:
    user, today = user_of(request), found.today(timezone.now())
    actions = _actions(found) if access.can_edit(user, found) else ()
    url = reverse("patient", args=[found.reference])
    return banner_of(found, today, url, access.emergency_of(user, found), actions)


_OFFERED = (("Log a visit", "visit_new"), ("Start a treatment", "trial_new"), ("Entries", "chart_entries"))


def _actions(found: Patient) -> tuple[Action, ...]:
    """What may be recorded from here; forms that are not there yet are not offered."""
    offered = []
    for name, route in _OFFERED:
        try:
            offered.append(Action(name, reverse(route, args=[found.reference])))
        except NoReverseMatch:
            continue
    return tuple(offered)
