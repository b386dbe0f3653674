"""The only place for the small world of the database tests: two clinics and their people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from patients import actions
from patients.models import CLINICIAN, STAFF, SUPERVISOR, CareTeam, Clinic, Patient, User
from patients.record import DoseStep, Trial

PEOPLE = {
    "blue": (CLINICIAN, "North"),
    "green": (CLINICIAN, "North"),
    "both": (CLINICIAN, "North"),
    "supervisor": (SUPERVISOR, "North"),
    "staff": (STAFF, "North"),
    "south": (CLINICIAN, "South"),
    "south_supervisor": (SUPERVISOR, "South"),
    "south_staff": (STAFF, "South"),
}
TEAMS = {"Blue": "North", "Green": "North", "South team": "South"}
MEMBERS = {"Blue": ("blue", "both"), "Green": ("green", "both"), "South team": ("south",)}


@dataclass
class World:
    """``supervisor`` supervises ``blue`` only; ``stranger`` has no role anywhere."""

    at: datetime
    clinics: dict[str, Clinic] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, CareTeam] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    @property
    def today(self) -> date:
        return self.at.date()

    def admit(self, team: str = "Blue", **details: Any) -> Patient:
        usual: dict[str, Any] = {"birth_date": date(1980, 5, 17), "sex": "female", "family_name": "Abara"}
        details = usual | details
        number = details.pop("record_number", f"R-{next(self.numbers):03}")
        return actions.register_patient(
            by=self[MEMBERS[team][0]],
            clinic=self.teams[team].clinic,
            team=self.teams[team],
            record_number=number,
            at=self.at,
            **details,
        )


def build() -> World:
    world = World(timezone.now())
    for name in ("North", "South"):
        admin = "admin" if name == "North" else "south_admin"
        world.clinics[name], world.people[admin] = actions.found_clinic(
            name=name, email=f"{admin}@example.org", administrator=admin, at=world.at
        )
    world.people["stranger"] = User.objects.create_user(email="stranger@example.org", name="Stranger")
    for name, (role, clinic) in PEOPLE.items():
        by, where = administrator_of(world, clinic), world.clinics[clinic]
        world.people[name] = actions.create_user(
            by=by, clinic=where, email=f"{name}@example.org", name=name.title()
        )
        actions.grant_role(by=by, clinic=where, user=world[name], role=role, at=world.at)
    for team, clinic in TEAMS.items():
        by = administrator_of(world, clinic)
        world.teams[team] = actions.create_team(by=by, clinic=world.clinics[clinic], name=team)
        for name in MEMBERS[team]:
            actions.join_team(by=by, user=world[name], team=world.teams[team], at=world.at)
    actions.supervise(
        by=world["admin"],
        clinic=world.clinics["North"],
        supervisor=world["supervisor"],
        clinician=world["blue"],
        at=world.at,
    )
    return world


def administrator_of(world: World, clinic: str) -> User:
    return world["admin" if clinic == "North" else "south_admin"]


def sertraline(start: date, **changes: Any) -> Trial:
    """An ordinary first trial; ``changes`` to its fields."""
    ordinary: dict[str, Any] = {"id": "", "treatment": "sertraline", "role": "antidepressant", "start": start}
    return Trial(**(ordinary | {"doses": (DoseStep(start, 100.0),)} | changes))
