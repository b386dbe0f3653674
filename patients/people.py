"""The only place that reads who works in a clinic: one row a person, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from patients import access
from patients.models import (
    ADMINISTRATOR,
    CLINIC_ROLES,
    SUPERVISOR,
    CareTeam,
    CareTeamMembership,
    Clinic,
    ClinicMembership,
    Supervision,
    User,
)

CLINIC = "clinic"
"""Where a session keeps which of several clinics its person looks after at the moment."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a clinic; ``state``: active, invited (never signed in) or deactivated."""

    user: User
    roles: tuple[str, ...]
    teams: tuple[CareTeam, ...]
    supervises: tuple[User, ...]
    state: str
    last_sign_in: datetime | None


def clinic_administered_by(user: User, chosen: object = None) -> Clinic:
    """The clinic whose people this person looks after; 404 for anyone else."""
    return _chosen(access.clinics_as(user, ADMINISTRATOR), chosen)


def clinic_overseen_by(user: User, chosen: object = None) -> Clinic:
    """The clinic whose changes of people this person may read: its administrator or a supervisor in it."""
    return _chosen(clinics_to_oversee(user), chosen)


def clinics_to_oversee(user: User) -> QuerySet[Clinic]:
    return access.clinics_as(user, ADMINISTRATOR, SUPERVISOR)


def _chosen(clinics: QuerySet[Clinic], chosen: object) -> Clinic:
    """The one chosen among several; the first by name for who has not chosen, or no longer may."""
    several = list(clinics)
    if not several:
        raise Http404
    return next((clinic for clinic in several if clinic.pk == chosen), several[0])


def staff_list_of(clinic: Clinic) -> QuerySet[User]:
    """Everyone who holds or held a role here, by name."""
    return User.objects.filter(clinic_memberships__clinic=clinic).distinct().order_by("name", "pk")


def people_of(clinic: Clinic) -> list[Person]:
    """Everyone who holds or held a role here, active ones first, by name."""
    users = list(staff_list_of(clinic))
    roles = _grouped(ClinicMembership.objects.current().filter(clinic=clinic).values_list("user", "role"))
    teams = _grouped(
        (link.user_id, link.team)
        for link in CareTeamMembership.objects.current().filter(team__clinic=clinic).select_related("team")
    )
    supervised = _grouped(
        (link.supervisor_id, link.clinician)
        for link in Supervision.objects.current().filter(clinic=clinic).select_related("clinician")
    )
    people = [_person(user, roles[user.pk], teams[user.pk], supervised[user.pk]) for user in users]
    return sorted(people, key=lambda person: not (person.user.is_active and person.roles))


def person_of(clinic: Clinic, reference: UUID) -> Person:
    """One of them, or 404."""
    for person in people_of(clinic):
        if person.user.reference == reference:
            return person
    raise Http404


def clinicians_of(clinic: Clinic) -> list[User]:
    held = ClinicMembership.objects.current().filter(clinic=clinic, role="clinician")
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk"))


def _grouped(pairs: Iterable[tuple[int, object]]) -> defaultdict[int, list[object]]:
    grouped: defaultdict[int, list[object]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped


def _person(user: User, roles: list[object], teams: list[object], supervised: list[object]) -> Person:
    state = "deactivated" if not user.is_active else "active" if user.last_login else "invited"
    return Person(
        user=user,
        roles=tuple(role for role in CLINIC_ROLES if role in roles),
        teams=tuple(teams),  # type: ignore[arg-type]
        supervises=tuple(supervised),  # type: ignore[arg-type]
        state=state,
        last_sign_in=user.last_login,
    )
