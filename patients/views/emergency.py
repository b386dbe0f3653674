"""The only place for emergency access on screen: taking it, giving it back, reviewing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients import access, actions
from patients.forms.people import EmergencyForm, ReviewForm
from patients.models import CLINICIAN
from patients.views.opening import chart_url, signed_in


@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Open a chart outside one's teams: the record number and a reason, once, for a while."""
    user = signed_in(request)
    if not access.clinics_as(user, CLINICIAN).exists():
        raise Http404
    form = EmergencyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            patient = access.emergency_patient_for(user, form.cleaned_data["record_number"])
        except Http404:
            form.add_error("record_number", "No patient of your clinics has this number.")
        else:
            actions.break_glass(
                by=user, patient=patient, reason=form.cleaned_data["reason"], at=timezone.now()
            )
            return redirect(chart_url(patient))
    return render(request, "emergency/take.html", {"form": form})


@require_POST
def end(request: HttpRequest, reference: UUID) -> HttpResponse:
    user = signed_in(request)
    patient = access.patient_for(user, reference)
    held = access.emergency_of(user, patient)
    if held is not None:
        actions.end_emergency(by=user, emergency=held, at=timezone.now())
        messages.success(request, "The emergency access has ended.")
    return redirect("patient_list")


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """The supervisor's list of emergency accesses, those without a review first."""
    user = signed_in(request)
    accesses = access.emergencies_to_review_for(user)
    if not access.clinics_as(user, "supervisor").exists():
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST":
        taken = get_object_or_404(accesses, pk=_number(request.POST.get("access", "")))
        if form.is_valid():
            actions.review_emergency(
                by=user, emergency=taken, review=form.cleaned_data["review"], at=timezone.now()
            )
            messages.success(request, "Reviewed.")
            return redirect("emergency_review")
    context = {
        "open": accesses.filter(reviewed_at__isnull=True),
        "done": accesses.filter(reviewed_at__isnull=False)[:50],
        "form": form,
        "answered": request.POST.get("access", ""),
    }
    return render(request, "emergency/review.html", context)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)
