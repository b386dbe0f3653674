"""The only place for signing an assessment, and for opening a signed one as it stood."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment import actions, judgements
from assessment.forms.judging import SignForm
from assessment.presenters.judgement import signed_line, since
from assessment.presenters.patient_page import basis_of
from assessment.presenters.stage import stage_card
from assessment.rules.snapshot import snapshot_of
from assessment.views.keeping import SAVED, kept_context, try_to_keep
from assessment.views.opening import Chart, banner_for, needs_birth_date, open_chart
from assessment.views.people import user_of


@require_http_methods(["GET", "POST"])
@needs_birth_date
def sign(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "assessment to sign", write=True)
    shown = snapshot_of(chart.record, chart.assessment).assessment_digest
    form = SignForm(shown, request.POST or None)
    if form.is_valid() and try_to_keep(form, shown, lambda: _sign(request, chart, form)):
        messages.success(request, "The assessment is signed.")
        return HttpResponseRedirect(reverse("patient", args=[reference]), status=SAVED)
    return render(request, "assessment/sign.html", _context(request, chart, form))


def _sign(request: HttpRequest, chart: Chart, form: SignForm) -> None:
    given = form.cleaned_data
    actions.sign_assessment(
        by=user_of(request),
        patient=chart.patient,
        shown=given["shown"],
        note=given["note"],
        at=timezone.now(),
        submission_id=given["submission"],
    )


def _context(request: HttpRequest, chart: Chart, form: SignForm) -> dict[str, object]:
    last = judgements.last_signed(chart.patient)
    return {
        "form": form,
        "banner": banner_for(chart),
        "stage": stage_card(chart.assessment),
        "since": since(*last, chart.record, chart.assessment) if last else None,
        "basis": basis_of(chart.assessment),
        "reference": chart.patient.reference,
    }


@require_safe
@needs_birth_date
def signed(request: HttpRequest, reference: UUID, signature: UUID) -> HttpResponse:
    """One signed assessment as it stood, and what the rules of today make of the same record."""
    chart = open_chart(request, reference, "signed assessment")
    found, document = judgements.signed_for(chart.patient, signature)
    context = kept_context(request, chart, document) | {"signed": signed_line(found)}
    return render(request, "assessment/signed.html", context)
