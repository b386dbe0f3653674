"""The only place for logging a visit: the page, its drafts, and the one call that stores it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from patients import access, actions
from patients.codes import MEASUREMENTS
from patients.forms.chart import Chart
from patients.forms.due import due
from patients.forms.panels import result_of, scale_panels
from patients.forms.scores import ScoreForm, instrument_choices
from patients.forms.starts import all_names
from patients.forms.visit import VisitForm
from patients.instruments import INSTRUMENTS
from patients.views.opening import Opened, open_chart, saved, with_birth_date


@require_http_methods(["GET", "POST"])
@with_birth_date
def new(request: HttpRequest, reference: UUID) -> HttpResponse:
    opened = open_chart(request, reference)
    if request.method == "POST":
        return _posted(request, opened, VisitForm(opened.chart, request.POST))
    access.opened(opened.user, opened.patient, "visit form")
    return _page(request, opened, _opening_form(request, opened))


def _opening_form(request: HttpRequest, opened: Opened) -> VisitForm:
    return VisitForm(opened.chart, opened.drawer("visit_new").going_on(request))


def _posted(request: HttpRequest, opened: Opened, form: VisitForm) -> HttpResponse:
    if form.more:
        return _page(request, opened, form)
    if not form.is_valid() or form.doubts():
        if actions.already_saved(form.submission, by=opened.user, patient=opened.patient):
            return saved(request, opened.url)
        form.focus_first()
        return _page(request, opened, form, checked=True)
    return _store(request, opened, form)


def _store(request: HttpRequest, opened: Opened, form: VisitForm) -> HttpResponse:
    try:
        actions.log_visit(
            by=opened.user,
            patient=opened.patient,
            visit=form.visit_with_reasons(),
            at=opened.at,
            submission_id=form.submission,
        )
    except actions.RefusedRecord as refused:
        for fault in refused.errors:
            form.refuse(fault.where, fault.found, fault.expected)
        return _page(request, opened, form, checked=True)
    except actions.StaleRecord:  # between opening this request and the lock: look again
        opened = open_chart(request, opened.patient.reference)
        return _posted(request, opened, VisitForm(opened.chart, request.POST))
    except actions.SubmissionReused as reused:
        form.refuse("form", "used before", str(reused))
        return _page(request, opened, form, checked=True)
    opened.drawer("visit_new").let_go()
    messages.success(request, "The visit is saved.")
    return saved(request, opened.url)


def _page(request: HttpRequest, opened: Opened, form: VisitForm, checked: bool = False) -> HttpResponse:
    if form.is_bound and not checked:
        form.leave_unchecked()
    return render(request, "visit.html", _context(opened, form, checked))


def _context(opened: Opened, form: VisitForm, checked: bool) -> dict[str, object]:
    return {
        "banner": opened.banner,
        "form": form,
        "patient": opened.patient,
        "reference": opened.patient.reference,
        "scales": scale_panels(form),
        "more_scales": instrument_choices(form.instruments),
        "treatment_names": all_names(),
        "units": sorted({unit for test in MEASUREMENTS.values() for unit in test.units}),
        "due": due(opened.chart),
        "problems": form.problems if checked else (),
        "doubts": form.doubts() if checked and not form.problems else (),
        "answers": form.answers,
        "draft": "" if form.is_bound else opened.drawer("visit_new").offered(),
        "discard_url": reverse("visit_discard", args=[opened.patient.reference]),
        "cancel_url": opened.url,
        "preview_url": reverse("visit_preview", args=[opened.patient.reference]),
    }


# Beside the page; these write no record


@require_POST
@with_birth_date
def score(request: HttpRequest, reference: UUID, code: str) -> HttpResponse:
    """The running total of one scale; POST, so that answers stay out of addresses and logs."""
    opened = open_chart(request, reference)
    form = _score_form(opened.chart, code, request.POST)
    form.is_valid()
    return render(request, "visit/_result.html", {"result": result_of(form, opened.chart)})


def _score_form(chart: Chart, code: str, data: QueryDict) -> ScoreForm:
    if code not in INSTRUMENTS:
        raise Http404
    return ScoreForm(INSTRUMENTS[code], data, today=chart.today, born=chart.record.patient.birth_date)


@require_POST
@with_birth_date
def draft(request: HttpRequest, reference: UUID) -> HttpResponse:
    return open_chart(request, reference).drawer("visit_new").keep(request)


@require_POST
@with_birth_date
def discard(request: HttpRequest, reference: UUID) -> HttpResponse:
    open_chart(request, reference).drawer("visit_new").let_go()
    return saved(request, reverse("visit_new", args=[reference]))
