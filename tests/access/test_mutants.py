"""Each condition of the access filter has its test: take one away, and the core of the walk goes red."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from patients import access, actions
from patients.models import (
    CLINICIAN,
    STAFF,
    SUPERVISOR,
    ClinicMembership,
    EmergencyAccess,
    Patient,
    PatientAssignment,
)
from patients.models.people import SpellQuerySet
from patients.prepared import Prepared
from tests.access.policy import PEOPLE, POLICY
from tests.access.walking import Place, hire, outcome

pytestmark = pytest.mark.django_db
FORMER = ("has_left", "had_emergency", "resigned", "now_staff")
WALKERS = (*PEOPLE[3:], *FORMER)
"""All who have or had a way in: those who never held a role show nothing more here."""
CORE = (("GET", "patient"), ("POST", "visit_draft"))


def everyone(user: Any) -> QuerySet[Patient]:
    return Patient.objects.select_related("clinic")


def nobody(*_: object) -> Q:
    return Q(pk__in=[])


def any_clinic(user: Any, role: str) -> Any:
    return ClinicMembership.objects.values("clinic")


def any_role(user: Any, role: str) -> Any:
    return ClinicMembership.objects.current().filter(user=user).values("clinic")


def any_team(user: Any) -> Any:
    return PatientAssignment.objects.current().values("patient")


def any_emergency(user: Any) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.filter(user=user)


def anyones_emergency(user: Any) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.filter(ended_at__isnull=True)


def whole_clinic_of_a_supervisor(user: Any) -> Q:
    return Q(clinic__in=access._clinics_as(user, SUPERVISOR))


def ended_too(self: SpellQuerySet) -> SpellQuerySet:
    return self.all()


def unchecked(user: Any, patient: Patient) -> None:
    return None


def no_check_of_what_is_asked(user: Any, reference: Any) -> access.Reading:
    return access.Reading(Patient.objects.get(reference=reference), can_edit=False)


MUTANTS: dict[str, tuple[Any, str, Any]] = {
    "the filter of all charts": (access, "patients_for", everyone),
    "the filter in fetching one": (access, "reading_for", no_check_of_what_is_asked),
    "a clinician of the clinic": (access, "_clinics_as", any_clinic),
    "the role held in it": (access, "_clinics_as", any_role),
    "a team that cares for the patient": (access, "_in_teams", any_team),
    "emergency access that has not ended": (access, "_open_emergencies", any_emergency),
    "emergency access of one's own": (access, "_open_emergencies", anyones_emergency),
    "supervision of a clinician of the team": (access, "_as_supervisor", whole_clinic_of_a_supervisor),
    "a link that has not ended": (SpellQuerySet, "current", ended_too),
    "writing by the team only": (access, "check_can_edit", unchecked),
    "the supervisor's way in": (access, "_as_supervisor", nobody),
    "the clinician's way in": (access, "_as_clinician", nobody),
}


@pytest.fixture
def told(place: Place) -> Callable[[], dict[tuple[str, str], str]]:
    """What the core of the walk finds against the table; ended links and accesses are in the world."""
    _end_some_links(place)
    for person in PEOPLE[3:]:
        place.sign_in(person)

    def walk() -> dict[tuple[str, str], str]:
        found = {}
        for person in WALKERS:
            for method, name in CORE:
                rule = POLICY[name].get if method == "GET" else POLICY[name].post
                got = outcome(place.ask(person, method, place.url(name)))
                if got != rule.get(person, "404"):
                    found[person, name] = got
        return found

    return walk


def _end_some_links(place: Place) -> None:
    """Two left the team, or its work; one gave the emergency access back."""
    world, by, north = place.world, place.world["admin"], place.world.clinics["North"]
    for name in FORMER:
        user = hire(world, name, CLINICIAN)
        place.sign_in(name)
        if name != "had_emergency":
            actions.join_team(by=by, user=user, team=world.teams["Blue"], at=world.at)
        if name in ("resigned", "now_staff"):
            actions.revoke_role(by=by, clinic=north, user=user, role=CLINICIAN)
    actions.grant_role(by=by, clinic=north, user=world["now_staff"], role=STAFF, at=world.at)
    actions.leave_team(by=by, user=world["has_left"], team=world.teams["Blue"])
    taken = actions.break_glass(
        by=world["had_emergency"], patient=place.patient, reason="found unconscious", at=world.at
    )
    actions.end_emergency(by=world["had_emergency"], emergency=taken, at=world.at)


def test_core_of_the_walk_is_green_as_it_stands(told: Callable[[], object]) -> None:
    assert told() == {}


@pytest.mark.parametrize("without", MUTANTS)
def test_core_of_the_walk_goes_red_without(
    told: Callable[[], object], monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    owner, name, broken = MUTANTS[without]
    monkeypatch.setattr(owner, name, broken)
    for name, asked in list(vars(access).items()):  # what was put into SQL before holds the whole condition
        if isinstance(asked, Prepared):
            monkeypatch.setattr(access, name, Prepared(asked.build, **asked.kinds))
    assert told() != {}
