"""The only place where an administrator looks after people, teams and the clinic's settings."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import actions, invitations
from patients.forms.people import ClinicForm, InviteForm, PlaceForm, TeamForm
from patients.models import Clinic, User
from patients.people import clinic_administered_by, people_of, person_of
from patients.views.opening import signed_in


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    clinic = clinic_administered_by(signed_in(request))
    context = {"clinic": clinic, "people": people_of(clinic), "team_form": TeamForm()}
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), timezone.now()
    clinic = clinic_administered_by(by)
    form = InviteForm(clinic, request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: _invite(request, by, clinic, form.cleaned_data))
    ):
        messages.success(request, f"{form.cleaned_data['name']} is invited: the link is in the mail.")
        return redirect("people")
    return render(request, "people/invite.html", {"clinic": clinic, "form": form, "at": at})


def _invite(request: HttpRequest, by: User, clinic: Clinic, given: dict[str, Any]) -> None:
    at = timezone.now()
    user = actions.invite(
        by=by,
        clinic=clinic,
        email=given["email"],
        name=given["name"],
        roles=given["roles"],
        teams=given["teams"],
        at=at,
    )
    actions.set_supervised(by=by, clinic=clinic, supervisor=user, clinicians=given["supervises"], at=at)
    if not user.has_usable_password():
        invitations.send(request, user, clinic)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    by = signed_in(request)
    clinic = clinic_administered_by(by)
    shown = person_of(clinic, person)
    form = PlaceForm(clinic, request.POST or None, person=shown)
    if form.is_bound and form.is_valid() and _done(form, lambda: _place(by, clinic, shown.user, form)):
        messages.success(request, f"Saved for {shown.user.name}.")
        return redirect("people")
    return render(request, "people/person.html", {"clinic": clinic, "shown": shown, "form": form})


def _place(by: User, clinic: Clinic, user: User, form: PlaceForm) -> None:
    at, given = timezone.now(), form.cleaned_data
    actions.set_teams(by=by, clinic=clinic, user=user, teams=given["teams"], at=at)
    actions.set_supervised(by=by, clinic=clinic, supervisor=user, clinicians=given["supervises"], at=at)
    actions.set_roles(by=by, clinic=clinic, user=user, roles=given["roles"], at=at)


ACCOUNT_VERBS: dict[str, tuple[Callable[..., None], str]] = {
    "deactivate": (actions.deactivate_user, "{} can no longer sign in. The records keep their author."),
    "reactivate": (actions.reactivate_user, "{} can sign in again."),
    "sign-out": (actions.sign_out_everywhere, "{} is signed out everywhere."),
}


@require_POST
def account(request: HttpRequest, person: UUID, verb: str) -> HttpResponse:
    """Deactivate, reactivate, sign out everywhere or send the invitation once more."""
    by = signed_in(request)
    clinic = clinic_administered_by(by)
    user = person_of(clinic, person).user
    if verb == "invite":
        invitations.send(request, user, clinic)
        messages.success(request, f"The invitation of {user.name} is in the mail again.")
        return redirect("person", person)
    if verb not in ACCOUNT_VERBS:
        raise Http404
    act, told = ACCOUNT_VERBS[verb]
    try:
        act(by=by, clinic=clinic, user=user)
        messages.success(request, told.format(user.name))
    except actions.RefusedRecord as refused:
        messages.error(request, _in_words(refused))
    return redirect("person", person)


@require_POST
def team(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    clinic = clinic_administered_by(by)
    form = TeamForm(request.POST)
    if form.is_valid() and _done(form, lambda: _make_team(by, clinic, form.cleaned_data["name"])):
        messages.success(request, f"Team {form.cleaned_data['name']} is there.")
        return redirect("people")
    context = {"clinic": clinic, "people": people_of(clinic), "team_form": form}
    return render(request, "people/list.html", context)


def _make_team(by: User, clinic: Clinic, name: str) -> None:
    actions.create_team(by=by, clinic=clinic, name=name)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    clinic = clinic_administered_by(by)
    form = ClinicForm(request.POST or None, instance=copy(clinic))
    if form.is_bound and form.is_valid() and _done(form, lambda: _change(by, clinic, form)):
        messages.success(request, "The settings hold from the next click on.")
        return redirect("clinic_settings")
    return render(request, "people/settings.html", {"clinic": clinic, "form": form})


def _change(by: User, clinic: Clinic, form: ClinicForm) -> None:
    changes = {name: form.cleaned_data[name] for name in form.changed_data}
    if changes:
        actions.change_clinic_settings(by=by, clinic=clinic, changes=changes)


def _done(form: forms.BaseForm, act: Callable[[], None]) -> bool:
    """What is refused is said at the top of the form, with everything typed still there."""
    try:
        act()
    except actions.RefusedRecord as refused:
        form.add_error(None, _in_words(refused))
    return not form.errors


def _in_words(refused: actions.RefusedRecord) -> str:
    return " ".join(f"{fault.found}: expected {fault.expected}." for fault in refused.errors)
