"""The only place for recording a decision on the next steps, and for opening one as it stood."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment import actions, judgements
from assessment.forms.judging import DecisionForm, InErrorForm
from assessment.presenters.judgement import decided_line
from assessment.presenters.patient_page import basis_of
from assessment.presenters.steps import steps
from assessment.rules.snapshot import snapshot_of
from assessment.views.keeping import SAVED, kept_context, try_to_keep
from assessment.views.opening import Chart, banner_for, needs_birth_date, open_chart
from assessment.views.people import user_of


@require_http_methods(["GET", "POST"])
@needs_birth_date
def decide(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "options to decide on", write=True)
    shown = snapshot_of(chart.record, chart.assessment).assessment_digest
    initial = {"option": request.GET.get("option", "")}
    form = DecisionForm(chart.assessment, shown, request.POST or None, initial=initial)
    if form.is_valid() and try_to_keep(form, shown, lambda: _decide(request, chart, form)):
        messages.success(request, "The decision is recorded.")
        return HttpResponseRedirect(f"{reverse('patient', args=[reference])}#decisions", status=SAVED)
    context = {
        "form": form,
        "banner": banner_for(chart),
        "steps": steps(chart.assessment, chart.record),
        "basis": basis_of(chart.assessment),
    }
    return render(request, "assessment/decide.html", context)


def _decide(request: HttpRequest, chart: Chart, form: DecisionForm) -> None:
    given = form.cleaned_data
    actions.decide(
        by=user_of(request),
        patient=chart.patient,
        shown=given["shown"],
        option=given["option"],
        instead=given["instead"],
        because=given["because"],
        at=timezone.now(),
        submission_id=given["submission"],
    )


@require_http_methods(["GET", "POST"])
@needs_birth_date
def decision_error(request: HttpRequest, reference: UUID, decision: UUID) -> HttpResponse:
    """A decision recorded by mistake is marked so, with the reason; it is never taken away."""
    chart = open_chart(request, reference, "decision", write=True)
    found, _ = judgements.decided_for(chart.patient, decision)
    form = InErrorForm(request.POST or None)
    if form.is_valid() and try_to_keep(form, "", lambda: _mark(request, chart, decision, form)):
        messages.success(request, "The decision is marked as entered in error.")
        return HttpResponseRedirect(f"{reverse('patient', args=[reference])}#decisions", status=SAVED)
    context = {"form": form, "banner": banner_for(chart), "decided": decided_line(found)}
    return render(request, "assessment/decision_error.html", context)


def _mark(request: HttpRequest, chart: Chart, decision: UUID, form: InErrorForm) -> None:
    given = form.cleaned_data
    actions.mark_decision_in_error(
        by=user_of(request),
        patient=chart.patient,
        decision=decision,
        reason=given["reason"],
        at=timezone.now(),
        submission_id=given["submission"],
    )


@require_safe
@needs_birth_date
def decision(request: HttpRequest, reference: UUID, decision: UUID) -> HttpResponse:
    """One decision with the assessment as it stood."""
    chart = open_chart(request, reference, "decision")
    found, document = judgements.decided_for(chart.patient, decision)
    context = kept_context(request, chart, document) | {
        "decided": decided_line(found),
        "can_judge": chart.can_edit,
    }
    return render(request, "assessment/decision.html", context)
