"""The only place where an administrator sets a person's account, roles, teams and supervision as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession

from patients.actions.people import (
    administering,
    check_member,
    check_whole_account,
    end_supervision,
    grant_role,
    join_team,
    leave_team,
    revoke_role,
    supervise,
)
from patients.models import (
    ADMINISTRATOR,
    CareTeam,
    CareTeamMembership,
    Clinic,
    ClinicMembership,
    Supervision,
    User,
)
from patients.record_file.faults import refuse


def invite(
    *,
    by: User,
    clinic: Clinic,
    email: str,
    name: str,
    roles: Iterable[str],
    teams: Iterable[CareTeam],
    at: datetime,
) -> User:
    """Give a person roles and teams here; one who is new to the site gets an account without a password.

    The account opens by the link that is mailed afterwards (patients/invitations.py).
    """
    with administering(by, clinic, "invite"):
        user = User.objects.filter(email=email.lower()).first()
        user = user or User.objects.create_user(email=email, name=name.strip())
        for role in roles:
            grant_role(by=by, clinic=clinic, user=user, role=role, at=at)
        for team in teams:
            join_team(by=by, user=user, team=team, at=at)
    return user


def reactivate_user(*, by: User, clinic: Clinic, user: User) -> None:
    with administering(by, clinic, "reactivate_user"):
        check_member(user, clinic)
        check_whole_account(by, user)
        user.is_active = True
        user.save(update_fields=["is_active"])


def end_place(*, by: User, clinic: Clinic, user: User, at: datetime) -> None:
    """No role, team or supervision here from now on; the account and other clinics stay as they are."""
    with administering(by, clinic, "end_place"):
        set_teams(by=by, clinic=clinic, user=user, teams=(), at=at)
        set_supervised(by=by, clinic=clinic, supervisor=user, clinicians=(), at=at)
        for link in Supervision.objects.current().filter(clinic=clinic, clinician=user):
            end_supervision(by=by, clinic=clinic, supervisor=link.supervisor, clinician=user)
        set_roles(by=by, clinic=clinic, user=user, roles=(), at=at)


def sign_out_everywhere(*, by: User, clinic: Clinic, user: User) -> None:
    """End every session of this person, on every machine: the next click of each asks for a sign-in."""
    with administering(by, clinic, "sign_out_everywhere"):
        check_member(user, clinic)
        for session in UserSession.objects.filter(user=user):
            session.end()


def set_roles(*, by: User, clinic: Clinic, user: User, roles: Iterable[str], at: datetime) -> None:
    """Exactly these roles from now on; the last administrator of a clinic cannot resign."""
    with administering(by, clinic, "set_roles"):
        held = _held(ClinicMembership, "role", user=user, clinic=clinic)
        wanted = set(roles)
        for role in sorted(wanted - held):
            grant_role(by=by, clinic=clinic, user=user, role=role, at=at)
        for role in sorted(held - wanted, key=lambda role: role == ADMINISTRATOR):  # one's own right last
            revoke_role(by=by, clinic=clinic, user=user, role=role)
        _check_still_administered(clinic)


def set_teams(*, by: User, clinic: Clinic, user: User, teams: Iterable[CareTeam], at: datetime) -> None:
    """Exactly these teams of this clinic from now on."""
    with administering(by, clinic, "set_teams"):
        held = _held(CareTeamMembership, "team", user=user, team__clinic=clinic)
        wanted = {team.pk: team for team in teams if team.clinic_id == clinic.pk}
        for team in CareTeam.objects.filter(pk__in=held - wanted.keys()):
            leave_team(by=by, user=user, team=team)
        for pk in sorted(wanted.keys() - held):
            join_team(by=by, user=user, team=wanted[pk], at=at)


def set_supervised(
    *, by: User, clinic: Clinic, supervisor: User, clinicians: Iterable[User], at: datetime
) -> None:
    """Supervises exactly these clinicians from now on."""
    with administering(by, clinic, "set_supervised"):
        held = _held(Supervision, "clinician", supervisor=supervisor, clinic=clinic)
        wanted = {clinician.pk: clinician for clinician in clinicians}
        for clinician in User.objects.filter(pk__in=held - wanted.keys()):
            end_supervision(by=by, clinic=clinic, supervisor=supervisor, clinician=clinician)
        for pk in sorted(wanted.keys() - held):
            supervise(by=by, clinic=clinic, supervisor=supervisor, clinician=wanted[pk], at=at)


def _held(link: type[Any], column: str, **of: Any) -> set[Any]:
    return set(link.objects.current().filter(**of).values_list(column, flat=True))


def _check_still_administered(clinic: Clinic) -> None:
    administrators = ClinicMembership.objects.current().filter(clinic=clinic, role=ADMINISTRATOR)
    if not administrators.filter(user__is_active=True).exists():
        raise refuse("roles", "no administrator left", "at least one administrator in each clinic")
