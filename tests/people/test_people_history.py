"""Who gave whom which role, team or supervision, and who changed the settings: told in words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from patients import actions, history, people_history
from patients.models import CLINICIAN, User
from patients.trail_page import Filter, Mark
from tests.world import World

pytestmark = pytest.mark.django_db


def told(world: World, person: User | None = None) -> list[tuple[str, str]]:
    return [(entry.who, entry.did) for entry in people_history.of_clinic(world.clinics["North"], person)]


def test_each_change_of_a_person_s_place_is_told_with_who_made_it(world: World) -> None:
    by, north, both = world["admin"], world.clinics["North"], world["both"]
    actions.leave_team(by=by, user=both, team=world.teams["Blue"])
    actions.deactivate_user(by=by, clinic=north, user=both)
    actions.revoke_role(by=by, clinic=north, user=both, role=CLINICIAN)
    entries = told(world, both)
    assert set(entries) == {
        ("admin", "made the account of Both"),
        ("admin", "gave Both the role of clinician"),
        ("admin", "put Both into team Blue"),
        ("admin", "put Both into team Green"),
        ("admin", "took Both out of team Blue"),
        ("admin", "took the role of clinician from Both"),
        ("admin", "deactivated the account of Both"),
    }


def test_supervision_is_told_of_both_sides(world: World) -> None:
    actions.end_supervision(
        by=world["admin"],
        clinic=world.clinics["North"],
        supervisor=world["supervisor"],
        clinician=world["blue"],
    )
    for name in ("supervisor", "blue"):
        assert ("admin", "set Supervisor to supervise Blue") in told(world, world[name])
        assert ("admin", "ended that Supervisor supervises Blue") in told(world, world[name])


def test_changed_settings_say_what_they_were(world: World) -> None:
    actions.change_clinic_settings(
        by=world["admin"], clinic=world.clinics["North"], changes={"idle_minutes": 5}
    )
    entries = people_history.of_clinic(world.clinics["North"])
    (entry,) = [entry for entry in entries if entry.did == "changed the clinic's settings"]
    assert entry.said == ("idle minutes 5 (was 15)",)


def test_change_past_the_application_is_told_as_by_no_account(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")  # a session of its own
        cursor.execute("UPDATE patients_clinic SET emergency_minutes = 5 WHERE name = 'North'")
    assert (history.NOBODY, "changed the clinic's settings") in told(world)


def test_other_clinic_is_not_told(world: World) -> None:
    by, south = world["south_admin"], world.clinics["South"]
    pair = {"supervisor": world["south_supervisor"], "clinician": world["south"]}
    actions.supervise(by=by, clinic=south, at=world.at, **pair)
    actions.change_clinic_settings(by=by, clinic=south, changes={"idle_minutes": 5})
    entries = [did for _, did in told(world)]
    assert not any("South" in did for did in entries)
    assert [did for did in entries if "the clinic" in did] == ["founded the clinic"]


def test_page_before_a_moment_leaves_out_what_came_after(world: World) -> None:
    north = world.clinics["North"]
    newest = people_history.of_clinic(north)[0].mark
    moment_before = Mark(newest.at - timedelta(days=1), "user", 1)
    assert people_history.of_clinic(north, wanted=Filter(before=moment_before)) == []
    assert people_history.of_clinic(north, wanted=Filter(until=newest.at)) == []
    assert people_history.of_clinic(north, wanted=Filter(person=world["blue"].pk)) == []


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("supervisor", 200), ("blue", 404), ("staff", 404)]
)
def test_page_is_for_administrators_and_supervisors(world: World, who: str, status: int) -> None:
    client = Client()
    client.force_login(world[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("people_trail"))
    assert answer.status_code == status
    if status == 200:
        assert "gave Blue the role of clinician" in answer.content.decode()
    if who == "supervisor":
        reference = User.objects.get(pk=world["blue"].pk).reference
        assert reverse("colleague_trail", args=[reference]) in answer.content.decode()


def test_care_of_a_patient_is_told(world: World) -> None:
    patient = world.admit("Blue")
    actions.assign_patient(by=world["blue"], patient=patient, team=world.teams["Green"], at=world.at)
    actions.unassign_patient(by=world["blue"], patient=patient, team=world.teams["Green"])
    actions.amend_patient(
        by=world["blue"],
        patient=patient,
        version=patient.version,
        changes={"family_name": "Other"},
        at=world.at,
    )
    entries = people_history.of_care(patient, Filter())
    assert {(entry.who, entry.did, entry.said) for entry in entries} == {
        ("Blue", "registered the patient", ()),
        ("Blue", "took the patient into the care of team Blue", ()),
        ("Blue", "took the patient into the care of team Green", ()),
        ("Blue", "ended the care of team Green", ()),
        ("Blue", "changed the patient's details", ("family name Other (was Abara)",)),
    }
