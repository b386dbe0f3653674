"""The only place that shows the trail: who did or looked at what, for a patient and for a person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from patients import access, history, people_history
from patients.banner import banner_of
from patients.forms.people import TrailForm
from patients.people import clinic_administered_by, clinic_overseen_by, person_of
from patients.views.opening import chart_url, signed_in


@require_GET
def of_patient(request: HttpRequest, reference: UUID) -> HttpResponse:
    """For whoever may open the chart; opening the trail is itself a look."""
    user = signed_in(request)
    patient = access.patient_for(user, reference)
    access.opened(user, patient, "trail", request_id=getattr(request, "request_id", ""))
    emergency = access.emergency_of(user, patient)
    banner = banner_of(patient, patient.today(timezone.now()), url=chart_url(patient), emergency=emergency)
    wanted = _wanted(request)
    changes = people_history.of_care(patient, wanted)
    entries = people_history.merged(history.of_patient(patient, wanted), changes)
    return render(request, "trail/patient.html", _page(request, entries) | {"banner": banner})


@require_GET
def of_colleague(request: HttpRequest, person: UUID) -> HttpResponse:
    """A supervisor sees what a clinician they supervise did, with what it said."""
    reader = signed_in(request)
    colleague = access.colleague_for(reader, person)
    access.listed(reader, "trail of a colleague", request_id=getattr(request, "request_id", ""))
    entries = history.of_person(colleague, access.patients_for(reader), _wanted(request))
    return render(request, "trail/person.html", _page(request, entries) | {"shown": colleague, "whole": True})


@require_GET
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """An administrator sees that something was done or seen, not what it said."""
    reader = signed_in(request)
    clinic = clinic_administered_by(reader)
    shown = person_of(clinic, person).user
    access.listed(reader, "trail of a person", request_id=getattr(request, "request_id", ""))
    entries = history.of_person(shown, access.patients_of_clinic(reader, clinic), _wanted(request))
    entries = history.without_clinical_content(entries)
    place = people_history.of_clinic(clinic, person=shown)
    context = _page(request, entries) | {"shown": shown, "whole": False, "place": place}
    return render(request, "trail/person.html", context)


@require_GET
def of_clinic(request: HttpRequest) -> HttpResponse:
    """For administrators and supervisors: who changed whose role, team, account or the clinic's settings."""
    reader = signed_in(request)
    clinic = clinic_overseen_by(reader)
    access.listed(reader, "trail of people", request_id=getattr(request, "request_id", ""))
    entries = people_history.of_clinic(clinic, before=_wanted(request).before)
    context = _page(request, entries) | {"clinic": clinic, "supervised": access.colleagues_of(reader)}
    return render(request, "trail/clinic.html", context)


def _wanted(request: HttpRequest) -> history.Filter:
    form = TrailForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    return history.Filter(kind=given.get("kind", ""), before=given.get("before"))


def _page(request: HttpRequest, entries: list[history.Entry]) -> dict[str, object]:
    older = entries[-1].at.isoformat() if len(entries) == history.PAGE else ""
    return {
        "entries": entries,
        "older": older,
        "form": TrailForm(request.GET),
        "kind": request.GET.get("kind", ""),
    }
