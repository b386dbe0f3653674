"""Who sees which chart: each role, each team, each clinic; and what ends it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from patients import access, actions
from patients.models import CLINICIAN, AccessLog, EmergencyAccess, Patient, User
from tests.world import World

EVERYONE = (
    "blue",
    "green",
    "both",
    "supervisor",
    "staff",
    "admin",
    "stranger",
    "south",
    "south_supervisor",
    "south_staff",
)
READS = {"blue", "both", "supervisor"}
EDITS = {"blue", "both"}
EXPORTS = {"blue", "both", "supervisor", "staff"}


def sees(user: User, patient: Patient) -> bool:
    return access.patients_for(user).filter(pk=patient.pk).exists()


@pytest.mark.parametrize("name", EVERYONE)
def test_blue_patient_is_read_edited_and_exported_by(world: World, name: str) -> None:
    patient, user = world.admit("Blue"), world[name]
    assert sees(user, patient) is (name in READS)
    assert access.can_edit(user, patient) is (name in EDITS)
    assert access.patients_to_export_for(user).filter(pk=patient.pk).exists() is (name in EXPORTS)


@pytest.mark.parametrize("name", sorted(set(EVERYONE) - READS))
def test_fetching_a_hidden_patient_is_404_and_noted(world: World, name: str) -> None:
    patient = world.admit("Blue")
    with pytest.raises(Http404):
        access.patient_for(world[name], patient.reference)
    look = AccessLog.objects.get(look="refused")
    assert (look.user, look.patient) == (world[name], patient)


@pytest.mark.parametrize(
    "reference", ["5f0c9a52-6f0e-4a34-9d55-0d2b4f0a7c11", "1", "1 OR 1=1", "", "x" * 5000, "\x00"]
)
def test_fetching_what_is_not_there_is_404(world: World, reference: str) -> None:
    with pytest.raises(Http404):
        access.patient_for(world["blue"], reference)


def test_hidden_and_missing_cost_the_same_queries(world: World) -> None:
    counts = []
    for reference in (world.admit("Blue").reference, uuid4()):
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            pytest.raises(Http404),
        ):
            access.patient_for(world["green"], reference)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reader_who_would_edit_is_told_so(world: World) -> None:
    patient = world.admit("Blue")
    with pytest.raises(PermissionDenied, match="only its care team"):
        access.patient_to_edit_for(world["supervisor"], patient.reference)


def test_leaving_the_team_ends_access_at_once_for_clinician_and_supervisor(world: World) -> None:
    patient = world.admit("Blue")
    actions.leave_team(by=world["admin"], user=world["blue"], team=world.teams["Blue"])
    assert not sees(world["blue"], patient)
    assert not sees(world["supervisor"], patient)
    assert sees(world["both"], patient)


def test_patient_leaving_the_team_ends_access(world: World) -> None:
    patient = world.admit("Blue")
    actions.assign_patient(by=world["blue"], patient=patient, team=world.teams["Green"], at=world.at)
    actions.unassign_patient(by=world["blue"], patient=patient, team=world.teams["Blue"])
    assert [sees(world[name], patient) for name in ("blue", "supervisor", "green")] == [False, False, True]


def test_revoked_role_ends_access_although_the_team_stays(world: World) -> None:
    patient = world.admit("Blue")
    actions.revoke_role(by=world["admin"], clinic=world.clinics["North"], user=world["blue"], role=CLINICIAN)
    assert not sees(world["blue"], patient)
    assert not sees(world["supervisor"], patient)


def test_deactivated_person_sees_nothing(world: World) -> None:
    patient = world.admit("Blue")
    actions.deactivate_user(by=world["admin"], clinic=world.clinics["North"], user=world["blue"])
    world["blue"].refresh_from_db()
    assert not sees(world["blue"], patient)
    assert access.roles_of(world["blue"]) == {}


def test_ended_supervision_ends_access(world: World) -> None:
    patient = world.admit("Blue")
    actions.end_supervision(
        by=world["admin"],
        clinic=world.clinics["North"],
        supervisor=world["supervisor"],
        clinician=world["blue"],
    )
    assert not sees(world["supervisor"], patient)


def test_supervisor_sees_nothing_of_a_clinician_they_do_not_supervise(world: World) -> None:
    assert not sees(world["supervisor"], world.admit("Green"))


def test_list_of_patients_is_one_query(world: World) -> None:
    for team in ("Blue", "Green", "South team"):
        world.admit(team)
    with CaptureQueriesContext(connection) as queries:
        numbers = {patient.record_number for patient in access.patients_for(world["both"])}
    assert (len(queries), len(numbers)) == (1, 2)


REASON = "Found collapsed; which medicines?"


def test_emergency_opens_for_a_while_and_is_noted(world: World) -> None:
    patient, green = world.admit("Blue"), world["green"]
    found = access.emergency_patient_for(green, patient.record_number)
    emergency = actions.break_glass(by=green, patient=found, reason=REASON, at=world.at)
    assert sees(green, patient)
    assert access.emergency_of(green, patient) == emergency
    assert AccessLog.objects.filter(look="emergency", patient=patient, user=green).exists()
    EmergencyAccess.objects.update(
        started_at=world.at - timedelta(hours=2), expires_at=world.at - timedelta(hours=1)
    )
    assert not sees(green, patient)


def test_emergency_given_back_ends_at_once(world: World) -> None:
    patient, green = world.admit("Blue"), world["green"]
    emergency = actions.break_glass(by=green, patient=patient, reason=REASON, at=world.at)
    actions.end_emergency(by=green, emergency=emergency, at=world.at)
    assert not sees(green, patient)


@pytest.mark.parametrize("name", ["south", "admin", "staff", "supervisor", "stranger"])
def test_emergency_is_refused_to(world: World, name: str) -> None:
    patient = world.admit("Blue")
    with pytest.raises(Http404):
        access.emergency_patient_for(world[name], patient.record_number)
    with pytest.raises(PermissionDenied):
        actions.break_glass(by=world[name], patient=patient, reason=REASON, at=world.at)


def test_emergency_needs_a_reason(world: World) -> None:
    with pytest.raises(actions.RefusedRecord, match="reason"):
        actions.break_glass(by=world["green"], patient=world.admit("Blue"), reason="  urgent ", at=world.at)


def test_emergency_is_reviewed_by_a_supervisor_of_the_clinic(world: World) -> None:
    patient = world.admit("Blue")
    emergency = actions.break_glass(by=world["green"], patient=patient, reason=REASON, at=world.at)
    for name in ("south_supervisor", "green", "admin"):
        with pytest.raises(PermissionDenied):
            actions.review_emergency(by=world[name], emergency=emergency, review="Fine", at=world.at)
    actions.review_emergency(by=world["supervisor"], emergency=emergency, review="Justified", at=world.at)
    emergency.refresh_from_db()
    assert (emergency.reviewed_by, emergency.review) == (world["supervisor"], "Justified")


def test_opening_in_an_emergency_says_so_in_the_trail(world: World) -> None:
    patient, green = world.admit("Blue"), world["green"]
    emergency = actions.break_glass(by=green, patient=patient, reason=REASON, at=world.at)
    access.opened(green, patient, "timeline")
    access.opened(world["blue"], patient, "timeline")
    opened = AccessLog.objects.filter(look="opened")
    assert {look.user_id: look.emergency for look in opened} == {green.pk: emergency, world["blue"].pk: None}


@pytest.mark.parametrize("name", ["blue", "supervisor", "staff", "south_admin"])
def test_people_are_administered_by_their_administrator_only(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.grant_role(
            by=world[name],
            clinic=world.clinics["North"],
            user=world["blue"],
            role="administrator",
            at=world.at,
        )
    with pytest.raises(PermissionDenied):
        actions.leave_team(by=world[name], user=world["both"], team=world.teams["Blue"])
