"""A small clinic, made through the actions a page uses."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from patients import actions
from patients.models import CLINICIAN, SUPERVISOR, CareTeam, Clinic, Patient, User, Visit
from patients.record import Score


@dataclass(frozen=True)
class SmallClinic:
    clinic: Clinic
    administrator: User
    kim: User
    lee: User
    team: CareTeam
    patient: Patient


@pytest.fixture
def small_clinic(db: None) -> SmallClinic:
    now = timezone.now()
    clinic, administrator = actions.found_clinic(
        name="North", email="admin@north.example", administrator="A. Admin", at=now
    )
    kim, lee = (
        actions.create_user(by=administrator, clinic=clinic, email=f"{name}@north.example", name=name.title())
        for name in ("kim", "lee")
    )
    actions.grant_role(by=administrator, clinic=clinic, user=kim, role=CLINICIAN, at=now)
    actions.grant_role(by=administrator, clinic=clinic, user=lee, role=SUPERVISOR, at=now)
    team = actions.create_team(by=administrator, clinic=clinic, name="Blue")
    actions.join_team(by=administrator, user=kim, team=team, at=now)
    actions.supervise(by=administrator, clinic=clinic, supervisor=lee, clinician=kim, at=now)
    patient = actions.register_patient(
        by=kim,
        clinic=clinic,
        team=team,
        record_number="N1",
        birth_date=date(1980, 1, 1),
        sex="female",
        given_name="Ada",
        family_name="Example",
        at=now,
    )
    return SmallClinic(clinic, administrator, kim, lee, team, patient)


@pytest.fixture
def visit(small_clinic: SmallClinic) -> Visit:
    day = timezone.localdate()
    return actions.log_visit(
        by=small_clinic.kim,
        patient=small_clinic.patient,
        visit=actions.Visit(date=day, note="", scores=(Score(day, "hamd17", 24, rater="clinician"),)),
        at=timezone.now(),
        submission_id=uuid4(),
    )
