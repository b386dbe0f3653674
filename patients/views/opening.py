"""The only place where a recording view gets its patient, and with it what the forms have to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from patients import access, records
from patients.banner import Banner, banner_of
from patients.entries import medicines_taken, trial_versions
from patients.forms.chart import Chart, Taken
from patients.models import Patient, User
from patients.views.drafts import Drawer

SAVED = 303
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Opened:
    """A chart that this person may write in now."""

    user: User
    patient: Patient
    at: datetime
    chart: Chart

    @property
    def url(self) -> str:
        return chart_url(self.patient)

    def drawer(self, form: str) -> Drawer:
        return Drawer(self.user, self.patient, form, self.at, self.patient.clinic.zone)

    @property
    def banner(self) -> Banner:
        emergency = access.emergency_of(self.user, self.patient)
        return banner_of(self.patient, self.chart.today, url=self.url, emergency=emergency)


def open_chart(request: HttpRequest, reference: UUID) -> Opened:
    """404 for a stranger, refused for a reader; ``IncompleteRecord`` while the birth date is missing."""
    user = signed_in(request)
    patient = access.patient_to_edit_for(user, reference)
    at = timezone.now()
    chart = Chart(
        record=records.record_of(patient),
        today=patient.today(at),
        by=user.name,
        usual=tuple(patient.clinic.usual_instruments),
        versions=trial_versions(patient),
        taken=tuple(Taken(*row) for row in medicines_taken(patient)),
    )
    return Opened(user, patient, at, chart)


def with_birth_date(view: View) -> View:
    """Without a birth date nothing can be judged: the way leads over the details first."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: UUID, *given: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, reference, *given, **named)
        except records.IncompleteRecord as incomplete:
            messages.warning(request, str(incomplete))
            return saved(request, reverse("patient_details", args=[reference]))

    return guarded


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # every view here needs a sign-in
    return request.user


def chart_url(patient: Patient) -> str:
    return reverse("patient", args=[patient.reference])


def saved(request: HttpRequest, url: str) -> HttpResponse:
    """After writing: go on by a fresh GET, whether the form came from the page or through htmx."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=SAVED)
