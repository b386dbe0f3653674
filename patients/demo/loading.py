"""The only place that loads the demo clinic, as its people would have entered it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from patients import actions
from patients.demo.cases import Case, cases
from patients.demo.people import (
    ADMINISTRATORS,
    BLUE,
    CLINICS,
    GREEN,
    LEADS,
    PEOPLE,
    TEAMS,
    Person,
    name_of,
)
from patients.demo.replaying import visits_of
from patients.models import CareTeam, Clinic, Patient, User

Progress = Callable[[list[Case]], Iterable[Case]]
SHARED_EVERY = 9
"""Each ninth patient of one Riverside team is also in the care of the other."""


@dataclass(frozen=True, slots=True)
class SignIn:
    name: str
    email: str
    what: str


@dataclass(frozen=True, slots=True)
class Demo:
    patients: int
    sign_ins: tuple[SignIn, ...]


@dataclass(frozen=True, slots=True)
class House:
    """Everyone and everything the patients are put into."""

    at: datetime
    clinics: dict[str, Clinic]
    teams: dict[str, CareTeam]
    people: dict[str, User]
    administrators: dict[str, User]


def load(*, at: datetime, password: str, progress: Progress = iter) -> Demo:
    """The whole demo or nothing of it."""
    with transaction.atomic():
        house = _house(at, password)
        admitted = [_admit(house, number, case) for number, case in enumerate(progress(list(cases())))]
        _emergency(house, admitted)
    return Demo(len(admitted), tuple(_sign_ins()))


def _house(at: datetime, password: str) -> House:
    clinics, administrators = {}, {}
    for name, zone in CLINICS.items():
        first = ADMINISTRATORS[name]
        clinics[name], administrators[name] = actions.found_clinic(
            name=name, email=first.email, administrator=first.name, at=at, password=password, time_zone=zone
        )
    teams = {
        team: actions.create_team(by=administrators[clinic], clinic=clinics[clinic], name=team)
        for team, clinic in TEAMS.items()
    }
    house = House(at, clinics, teams, {}, administrators)
    for person in PEOPLE:
        house.people[person.email] = _hire(house, person, password)
    for person in PEOPLE:
        _set_over(house, person)
    return house


def _hire(house: House, person: Person, password: str) -> User:
    home = person.roles[0][1]
    user = actions.create_user(
        by=house.administrators[home],
        clinic=house.clinics[home],
        email=person.email,
        name=person.name,
        password=password,
    )
    for role, clinic in person.roles:
        actions.grant_role(
            by=house.administrators[clinic], clinic=house.clinics[clinic], user=user, role=role, at=house.at
        )
    for team in person.teams:
        actions.join_team(
            by=house.administrators[TEAMS[team]], user=user, team=house.teams[team], at=house.at
        )
    return user


def _set_over(house: House, person: Person) -> None:
    for email in person.supervises:
        clinic = person.roles[0][1]
        actions.supervise(
            by=house.administrators[clinic],
            clinic=house.clinics[clinic],
            supervisor=house.people[person.email],
            clinician=house.people[email],
            at=house.at,
        )


def _admit(house: House, number: int, case: Case) -> Patient:
    """Register the patient in a team, then log every visit."""
    team = house.teams[list(TEAMS)[number % len(TEAMS)]]
    leads = LEADS[team.name]
    clinician = house.people[leads[number // len(TEAMS) % len(leads)]]
    today = house.at.astimezone(team.clinic.zone).date()
    record = case.on(today)
    given, family = name_of(number, record.patient.sex)
    patient = actions.register_patient(
        by=clinician,
        clinic=team.clinic,
        team=team,
        record_number=record.patient.reference,
        birth_date=record.patient.birth_date,
        sex=record.patient.sex,
        given_name=given,
        family_name=family,
        at=house.at,
    )
    actions.log_visits(by=clinician, patient=patient, visits=visits_of(record, today), at=house.at)
    if number % SHARED_EVERY == 0:
        _share(house, patient, clinician, team)
    return patient


def _share(house: House, patient: Patient, by: User, team: CareTeam) -> None:
    other = {BLUE: GREEN, GREEN: BLUE}.get(team.name)
    if other:
        actions.assign_patient(by=by, patient=patient, team=house.teams[other], at=house.at)


def _emergency(house: House, admitted: list[Patient]) -> None:
    """One emergency access that ran out and waits for the supervisor's review."""
    by = house.people[LEADS[GREEN][0]]
    hidden = [patient for number, patient in enumerate(admitted) if list(TEAMS)[number % len(TEAMS)] == BLUE]
    actions.break_glass(
        by=by,
        patient=hidden[1],
        reason="Called from the emergency department: which medicines, and when last changed?",
        at=house.at - timedelta(hours=3),
    )


def _sign_ins() -> Iterable[SignIn]:
    for person in PEOPLE:
        yield SignIn(person.name, person.email, "; ".join(_in_words(person)))
    for clinic, first in ADMINISTRATORS.items():
        yield SignIn(first.name, first.email, f"administrator, {clinic}")


def _in_words(person: Person) -> Iterable[str]:
    for role, clinic in person.roles:
        teams = [team for team in person.teams if TEAMS[team] == clinic]
        yield f"{role}, {clinic}" + (f" ({', '.join(teams)})" if teams and role == "clinician" else "")
