"""The only place for the pages of one chart: the timeline with its judgement, and one trial."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment import encounters, judgements
from assessment.caseload.answers import answers_to
from assessment.presenters.judgement import Judgement, decisions_of, judgement
from assessment.presenters.legend import key_of
from assessment.presenters.patient_page import Beside, basis_of, patient_page
from assessment.presenters.picture import Picture, picture
from assessment.presenters.trials import trial_card
from assessment.rules.snapshot import Decided
from assessment.timeline.inputs import Happening
from assessment.views.consider import option_list
from assessment.views.drawing import drawn
from assessment.views.opening import Chart, banner_for, needs_birth_date, open_chart
from patients import records


@require_safe
@needs_birth_date
def patient(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "timeline")
    decided = judgements.decided_of(chart.patient)
    marks = _marks(chart, decided)
    safety = encounters.safety_answer_to(chart.patient, chart.record, chart.assessment.as_of)
    beside = Beside(marks, safety, *answers_to(chart.patient, chart.stored, chart.assessment, chart.policy))
    page = patient_page(chart.record, chart.assessment, chart.policy, chart.looking, beside)
    context = {
        "banner": banner_for(chart),
        "page": page,
        "emergency_text": chart.patient.clinic.emergency_text,
        "problems": chart.problems,
        "judgement": _judgement(chart, decided),
        "can_judge": chart.can_edit and not page.in_the_past,
        "can_change": chart.can_edit,
        "choices": option_list(),
        "remarks": encounters.trial_remarks_to(chart.patient, chart.assessment.as_of),
        "reference": reference,
        "first_day_iso": _first_day(chart).isoformat(),
    }
    return render(request, "assessment/patient.html", context | _picture(chart, page.picture))


def _first_day(chart: Chart) -> date:
    """Where playing through the history begins: the first treatment."""
    return min((trial.start for trial in chart.record.trials), default=chart.assessment.as_of)


def _marks(chart: Chart, decided: tuple[Decided, ...]) -> tuple[Happening, ...]:
    """What happened on single days and is not in the record: visits and decisions."""
    as_of = chart.assessment.as_of
    return (*encounters.visits_to(chart.patient, as_of), *decisions_of(decided, as_of))


def _judgement(chart: Chart, decided: tuple[Decided, ...]) -> Judgement:
    """In the past only what was signed and decided; what changed since is said today."""
    signed = judgements.signed_of(chart.patient)
    last = judgements.last_signed(chart.patient) if signed and chart.looking.on is None else None
    return judgement(chart.record, chart.assessment, signed, last, decided)


@require_safe
def patient_picture(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The timeline alone, for another window or scale."""
    try:
        chart = open_chart(request, reference, "timeline")
    except records.IncompleteRecord:
        raise Http404 from None
    marks = _marks(chart, judgements.decided_of(chart.patient))
    stages = answers_to(chart.patient, chart.stored, chart.assessment, chart.policy).stages
    shown = picture(chart.record, chart.assessment, chart.policy, chart.looking, marks, stages)
    return render(request, "assessment/_picture.html", {"picture": shown} | _picture(chart, shown))


@require_safe
def trial(request: HttpRequest, reference: UUID, label: str) -> HttpResponse:
    """One treatment, judged, on a page of its own."""
    try:
        chart = open_chart(request, reference, "trial")
        card = trial_card(chart.record.trial(label), chart.assessment)
    except (KeyError, records.IncompleteRecord):
        raise Http404 from None
    banner = banner_for(chart)
    remarks = encounters.trial_remarks_to(chart.patient, chart.assessment.as_of)
    about = {"banner": banner, "reference": reference, "basis": basis_of(chart.assessment)}
    context = about | {"trial": card, "remarks": remarks, "can_change": chart.can_edit}
    return render(request, "assessment/trial.html", context)


def _picture(chart: Chart, shown: Picture) -> dict[str, object]:
    key = chart.patient.reference
    return {
        "drawings": drawn(shown.drawings),
        "legend": key_of(shown.drawings),
        "looking": chart.looking,
        "page_url": reverse("patient", args=[key]),
        "picture_url": reverse("patient_picture", args=[key]),
        "now_url": reverse("patient", args=[key]),
        "as_of_iso": chart.assessment.as_of.isoformat(),
        "today_iso": chart.today.isoformat(),
    }
