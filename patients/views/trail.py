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
from patients.people import (
    CLINIC,
    clinic_administered_by,
    clinic_overseen_by,
    clinics_to_oversee,
    person_of,
    staff_list_of,
)
from patients.trail_page import PAGE
from patients.views.opening import chart_url, signed_in


@require_GET
def of_patient(request: HttpRequest, reference: UUID) -> HttpResponse:
    """For whoever may open the chart; opening the trail is itself a look."""
    user, at = signed_in(request), timezone.now()
    patient = access.patient_for(user, reference)
    access.opened(user, patient, "trail", request_id=getattr(request, "request_id", ""))
    form = TrailForm(request.GET, patient.clinic, at, staff_list_of(patient.clinic))
    wanted = form.wanted()
    entries = history.of_patient(patient, wanted)
    entries = people_history.merged(entries, people_history.of_care(patient, wanted))
    emergency = access.emergency_of(user, patient)
    banner = banner_of(patient, patient.today(at), url=chart_url(patient), emergency=emergency)
    return render(request, "trail/patient.html", _page(form, entries) | {"banner": banner})


@require_GET
def of_colleague(request: HttpRequest, person: UUID) -> HttpResponse:
    """A supervisor sees what a clinician they supervise did, with what it said."""
    reader = signed_in(request)
    colleague = access.colleague_for(reader, person)
    access.listed(reader, "trail of a colleague", request_id=getattr(request, "request_id", ""))
    clinics = list(access.clinics_supervising(reader, colleague))
    form = TrailForm(request.GET, clinics[0], timezone.now())
    entries = history.of_person(colleague, access.patients_for(reader), clinics, form.wanted())
    return render(request, "trail/person.html", _page(form, entries) | {"shown": colleague, "whole": True})


@require_GET
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """An administrator sees that something was done or seen, not what it said."""
    reader = signed_in(request)
    clinic = clinic_administered_by(reader, request.session.get(CLINIC))
    shown = person_of(clinic, person).user
    access.listed(reader, "trail of a person", request_id=getattr(request, "request_id", ""))
    form = TrailForm(request.GET, clinic, timezone.now())
    wanted, patients = form.wanted(), access.patients_of_clinic(reader, clinic)
    entries = history.without_clinical_content(history.of_person(shown, patients, [clinic], wanted))
    place = [] if wanted.before else people_history.of_clinic(clinic, person=shown)
    context = _page(form, entries) | {"shown": shown, "whole": False, "place": place}
    return render(request, "trail/person.html", context)


@require_GET
def of_clinic(request: HttpRequest) -> HttpResponse:
    """For administrators and supervisors: who changed whose role, team, account or the clinic's settings."""
    reader = signed_in(request)
    clinic = clinic_overseen_by(reader, request.session.get(CLINIC))
    access.listed(reader, "trail of people", request_id=getattr(request, "request_id", ""))
    form = TrailForm(request.GET, clinic, timezone.now(), staff_list_of(clinic)).without_kind()
    entries = people_history.of_clinic(clinic, wanted=form.wanted())
    context = _page(form, entries) | {"clinic": clinic, "supervised": access.colleagues_of(reader)}
    return render(request, "trail/clinic.html", context | {"clinics": clinics_to_oversee(reader)})


def _page(form: TrailForm, entries: list[history.Entry]) -> dict[str, object]:
    older = form.address_before(entries[-1].mark) if len(entries) == PAGE else ""
    return {"entries": entries, "older": older, "form": form}
