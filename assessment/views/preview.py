"""The only place for previews by the rules while someone types: nothing is written."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assessment.presenters.treatment_facts import Asked, TreatmentFacts, treatment_facts
from assessment.presenters.visit_changes import Changed, visit_changes
from assessment.rules.assess import assess
from assessment.rules.policy import load_policy
from patients.forms.starts import StartForm
from patients.forms.visit import VisitForm
from patients.forms.would_be import with_visit
from patients.record import ImpossibleRecord
from patients.views.opening import Opened, open_chart, with_birth_date


@require_POST
@with_birth_date
def visit(request: HttpRequest, reference: UUID) -> HttpResponse:
    """What the visit as typed so far would change; faulty fields are left out."""
    opened = open_chart(request, reference)
    form = VisitForm(opened.chart, request.POST)
    form.is_valid()
    changes = _changes(opened, form)
    return render(request, "visit/_preview.html", {"changes": changes, "faults": form.faulty_fields})


def _changes(opened: Opened, form: VisitForm) -> tuple[Changed, ...] | None:
    """``None`` when what is typed contradicts the record: the form says so when it is saved."""
    clinic, today = opened.patient.clinic, opened.chart.today
    policy = load_policy(clinic.policy)
    try:
        would_be = with_visit(opened.chart.record, form.visit())
    except ImpossibleRecord:
        return None
    before = assess(opened.chart.record, today, policy, clinic.jurisdiction)
    return visit_changes(before, assess(would_be, today, policy, clinic.jurisdiction))


@require_POST
@with_birth_date
def treatment(request: HttpRequest, reference: UUID) -> HttpResponse:
    """What to know about the treatment being typed on this line, for this patient."""
    opened = open_chart(request, reference)
    form = StartForm(opened.chart, request.POST, prefix=_line(request))
    form.is_valid()
    context = {"start": form, "facts": _facts(opened, form), "reference": reference}
    return render(request, "visit/_treatment.html", context)


def _line(request: HttpRequest) -> str:
    number = request.GET.get("line", "").removeprefix("starts-")
    return f"starts-{number}" if number.isdecimal() and len(number) < 3 else "starts-0"


def _facts(opened: Opened, form: StartForm) -> TreatmentFacts | None:
    trial = None if form.is_blank else form.trial(opened.chart.today, "")
    found = form.reading.certain
    if trial is None or found is None:
        return None
    clinic, dose = opened.patient.clinic, trial.doses[0].dose if trial.doses else None
    asked = Asked(found, trial.start, dose, trial.role, trial.augments)
    policy = load_policy(clinic.policy)
    return treatment_facts(opened.chart.record, asked, opened.chart.today, policy, clinic.jurisdiction)
