"""The only place for bringing in a new patient: typed, or from a record file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients import access, actions
from patients.alike import alike_for
from patients.banner import banner_of
from patients.forms.kept import submission_in
from patients.forms.newcomer import DetailsForm, NewcomerForm
from patients.forms.record_files import ImportForm, ReadRecord, read_records
from patients.forms.starts import all_names
from patients.models import CareTeam, Clinic, Patient, User
from patients.views.drafts import Drawer
from patients.views.opening import chart_url, saved, signed_in


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    if request.method != "POST":
        return _page(request, desk, desk.form(desk.drawer.going_on(request)))
    form = desk.form(request.POST)
    if form.more:
        return _page(request, desk, form)
    if not form.is_valid() or form.doubts(desk.alike):
        done = actions.admitted(submission_in(request.POST), by=desk.user)
        return saved(request, chart_url(done)) if done else _page(request, desk, form, checked=True)
    return _admit(request, desk, form)


def _admit(request: HttpRequest, desk: Desk, form: NewcomerForm) -> HttpResponse:
    try:
        patient = actions.admit_patient(
            by=desk.user,
            clinic=form.team.clinic,
            team=form.team,
            admission=form.admission(),
            at=desk.at,
            submission_id=form.submission,
        )
    except actions.RefusedRecord as refused:
        for fault in refused.errors:
            form.refuse(fault.where, fault.found, fault.expected)
        return _page(request, desk, form, checked=True)
    desk.drawer.let_go()
    messages.success(request, "The patient is registered.")
    return saved(request, chart_url(patient))


@dataclass(frozen=True, slots=True)
class Desk:
    """Who brings a patient in, into which teams, and when."""

    user: User
    teams: list[CareTeam]
    at: datetime

    @property
    def drawer(self) -> Drawer:
        return Drawer(self.user, None, "patient_new", self.at, self.teams[0].clinic.zone)

    def form(self, data: QueryDict | None) -> NewcomerForm:
        return NewcomerForm(self.teams, self.at.astimezone(self.teams[0].clinic.zone).date(), data)

    def alike(self, clinic: Clinic, name: str, born: date) -> list[Patient]:
        return alike_for(self.user, clinic, name, born)


def _desk(request: HttpRequest) -> Desk:
    user = signed_in(request)
    return Desk(user, _teams(user), timezone.now())


def _teams(user: User) -> list[CareTeam]:
    teams = list(access.own_teams_of(user))
    if not teams:
        raise PermissionDenied("Only a clinician with a care team can bring in a patient.")
    return teams


def _page(request: HttpRequest, desk: Desk, form: NewcomerForm, checked: bool = False) -> HttpResponse:
    if form.is_bound and not checked:
        form.leave_unchecked()
    if form.problems:
        form.focus_first()
    context = {
        "form": form,
        "treatment_names": all_names(),
        "problems": form.problems if checked else (),
        "doubts": form.doubts(desk.alike) if checked and not form.problems else (),
        "answers": form.answers,
        "draft": "" if form.is_bound else desk.drawer.offered(),
        "discard_url": reverse("patient_new_discard"),
    }
    return render(request, "newcomer.html", context)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far of a new patient; says when."""
    return _desk(request).drawer.keep(request)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    _desk(request).drawer.let_go()
    return saved(request, reverse("patient_new"))


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Name, number, birth date and sex put right."""
    user, at = signed_in(request), timezone.now()
    patient = access.patient_to_edit_for(user, reference)
    drawer = Drawer(user, patient, "patient_details", at, patient.clinic.zone)
    form = DetailsForm(patient, patient.today(at), request.POST or drawer.going_on(request))
    if request.method == "POST" and form.is_valid() and _corrected(user, patient, form, at):
        drawer.let_go()
        messages.success(request, "Saved.")
        return saved(request, chart_url(patient))
    return render(request, "patient_details.html", _details_context(patient, form, drawer))


def _details_context(patient: Patient, form: DetailsForm, drawer: Drawer) -> dict[str, object]:
    url, emergency = chart_url(patient), access.emergency_of(drawer.user, patient)
    banner = banner_of(patient, patient.today(drawer.at), url=url, emergency=emergency)
    draft = "" if form.is_bound else drawer.offered()
    discard_url = reverse("patient_details_discard", args=[patient.reference])
    return {"form": form, "banner": banner, "cancel_url": url, "draft": draft, "discard_url": discard_url}


@require_POST
def discard_details(request: HttpRequest, reference: UUID) -> HttpResponse:
    user, at = signed_in(request), timezone.now()
    patient = access.patient_to_edit_for(user, reference)
    Drawer(user, patient, "patient_details", at, patient.clinic.zone).let_go()
    return saved(request, reverse("patient_details", args=[reference]))


def _corrected(user: User, patient: Patient, form: DetailsForm, at: datetime) -> bool:
    version, changes = form.cleaned_data["version"], form.changes()
    try:
        actions.amend_patient(by=user, patient=patient, version=version, changes=changes, at=at)
    except actions.RefusedRecord as refused:
        for fault in refused.errors:
            form.add_error(None, f"{fault.found} is not possible here; expected {fault.expected}.")
    except actions.StaleRecord as stale:
        form.add_error(None, f"{stale} Open it anew to see what it says now.")
    return not form.errors


# From a record file


@require_http_methods(["GET", "POST"])
def import_records(request: HttpRequest) -> HttpResponse:
    """All patients of the file or none; every fault with its place."""
    user = signed_in(request)
    teams = _teams(user)
    form = ImportForm(teams, request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "record_import.html", {"form": form})
    file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    read = read_records(file.read(), timezone.now().astimezone(form.team.clinic.zone).date())
    if any(record.faults for record in read) or "preview" in request.POST:
        return render(request, "record_import.html", {"form": form, "read": read})
    read, patients = _import_all(user, form.team, read)
    if patients is None:
        return render(request, "record_import.html", {"form": form, "read": read})
    count = len(patients)
    messages.success(request, f"{count} patient{'s' * (count != 1)} imported.")
    return saved(request, chart_url(patients[0]) if count == 1 else "/")


def _import_all(
    user: User, team: CareTeam, read: list[ReadRecord]
) -> tuple[list[ReadRecord], list[Patient] | None]:
    """In one transaction; the faults of all that the store refuses, and nothing kept."""
    patients: list[Patient] = []
    with transaction.atomic():
        told = [_import_one(user, team, found, patients) for found in read]
        if refused := any(found.faults for found in told):
            transaction.set_rollback(True)
    if refused:
        access.numbers_refused(user, team.clinic, _numbers_in_use(told))
    return told, None if refused else patients


def _numbers_in_use(told: list[ReadRecord]) -> list[str]:
    return [
        found.record.patient.reference
        for found in told
        if found.record and any(fault.where == "record_number" for fault in found.faults)
    ]


def _import_one(user: User, team: CareTeam, found: ReadRecord, patients: list[Patient]) -> ReadRecord:
    assert found.record is not None  # those with faults never come here
    try:
        with transaction.atomic():
            patients.append(
                actions.import_record(
                    by=user, clinic=team.clinic, team=team, record=found.record, at=timezone.now()
                )
            )
    except actions.RefusedRecord as refused:
        return found.refused(refused.errors)
    return found
