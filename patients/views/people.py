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

from patients import access, actions, invitations
from patients.forms.people import ClinicForm, InviteForm, PlaceForm, TeamForm
from patients.models import ADMINISTRATOR, Clinic, User
from patients.people import CLINIC, clinic_administered_by, clinics_to_oversee, people_of, person_of
from patients.views.opening import signed_in


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return _list(request, _clinic(request), TeamForm())


def _list(request: HttpRequest, clinic: Clinic, team_form: TeamForm) -> HttpResponse:
    clinics = access.clinics_as(signed_in(request), ADMINISTRATOR)
    context = {"clinic": clinic, "clinics": clinics, "people": people_of(clinic), "team_form": team_form}
    return render(request, "people/list.html", context)


def _clinic(request: HttpRequest) -> Clinic:
    return clinic_administered_by(signed_in(request), request.session.get(CLINIC))


@require_POST
def choose_clinic(request: HttpRequest) -> HttpResponse:
    """Which of several clinics to look after from now on, in this session."""
    wanted = request.POST.get("clinic", "")
    clinics = {str(clinic.pk): clinic for clinic in clinics_to_oversee(signed_in(request))}
    if wanted not in clinics:
        raise Http404
    request.session[CLINIC] = clinics[wanted].pk
    back = request.POST.get("back", "")
    return redirect(back if back in ("people", "people_trail") else "people_trail")


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), timezone.now()
    clinic = _clinic(request)
    form = InviteForm(clinic, request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: _invite(request, by, clinic, form.cleaned_data))
    ):
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
    messages.success(request, _told_of_invitation(request, user, clinic))


def _told_of_invitation(request: HttpRequest, user: User, clinic: Clinic) -> str:
    if not user.is_active:
        return f"{user.name} has a place here, but the account is deactivated: reactivate it on its page."
    if user.has_usable_password():
        return f"{user.name} has an account already: it opens {clinic.name} from now on."
    invitations.send(request, user, clinic)
    return f"{user.name} is invited: the link is in the mail."


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    by = signed_in(request)
    clinic = _clinic(request)
    shown = person_of(clinic, person)
    form = PlaceForm(clinic, request.POST or None, person=shown)
    if form.is_bound and form.is_valid() and _done(form, lambda: _place(by, clinic, shown.user, form)):
        messages.success(request, f"Saved for {shown.user.name}.")
        return _back(by, clinic, "people")
    elsewhere = access.clinics_beyond(by, shown.user).exists()
    context = {"clinic": clinic, "shown": shown, "form": form, "elsewhere": elsewhere}
    return render(request, "people/person.html", context)


def _back(by: User, clinic: Clinic, to: str, *args: UUID) -> HttpResponse:
    """Whoever gave up their own place as administrator has no page here to go back to."""
    return redirect(to, *args) if access.can_administer(by, clinic) else redirect("/")


def _place(by: User, clinic: Clinic, user: User, form: PlaceForm) -> None:
    at, given = timezone.now(), form.cleaned_data
    actions.set_teams(by=by, clinic=clinic, user=user, teams=given["teams"], at=at)
    actions.set_supervised(by=by, clinic=clinic, supervisor=user, clinicians=given["supervises"], at=at)
    actions.set_roles(by=by, clinic=clinic, user=user, roles=given["roles"], at=at)


def _end_place(*, by: User, clinic: Clinic, user: User) -> None:
    actions.end_place(by=by, clinic=clinic, user=user, at=timezone.now())


ACCOUNT_VERBS: dict[str, tuple[Callable[..., None], str]] = {
    "deactivate": (actions.deactivate_user, "{} can no longer sign in. The records keep their author."),
    "reactivate": (actions.reactivate_user, "{} can sign in again."),
    "leave": (_end_place, "{} has no role, team or supervision here any more."),
    "sign-out": (actions.sign_out_everywhere, "{} is signed out everywhere."),
}


@require_POST
def account(request: HttpRequest, person: UUID, verb: str) -> HttpResponse:
    """Deactivate, reactivate, end the place here, sign out everywhere or send the invitation once more."""
    by = signed_in(request)
    clinic = _clinic(request)
    user = person_of(clinic, person).user
    if verb == "invite":
        messages.success(request, _told_of_invitation(request, user, clinic))
        return redirect("person", person)
    if verb not in ACCOUNT_VERBS:
        raise Http404
    act, told = ACCOUNT_VERBS[verb]
    try:
        act(by=by, clinic=clinic, user=user)
        messages.success(request, told.format(user.name))
    except actions.RefusedRecord as refused:
        messages.error(request, _in_words(refused))
    return _back(by, clinic, "person", person)


@require_POST
def team(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    clinic = _clinic(request)
    form = TeamForm(request.POST)
    if form.is_valid() and _done(form, lambda: _make_team(by, clinic, form.cleaned_data["name"])):
        messages.success(request, f"Team {form.cleaned_data['name']} is there.")
        return redirect("people")
    return _list(request, clinic, form)


def _make_team(by: User, clinic: Clinic, name: str) -> None:
    actions.create_team(by=by, clinic=clinic, name=name)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    clinic = _clinic(request)
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
