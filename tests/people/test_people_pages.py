"""An administrator looks after people; nobody else does."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from patients import access, actions
from patients.models import ADMINISTRATOR, CLINICIAN, ClinicMembership, EmergencyAccess, User
from tests.world import World

pytestmark = pytest.mark.django_db
INVITED = {"name": "Noor New", "email": "Noor@Example.org", "roles": ["clinician"]}


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_invited_person_sets_a_password_by_the_mailed_link_and_signs_in(world: World) -> None:
    answer = as_(world["admin"]).post(reverse("person_invite"), INVITED | {"teams": [world.teams["Blue"].pk]})
    assert answer.status_code == 302, answer.context["form"].errors
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    client.post(
        form.request["PATH_INFO"], {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    )
    client.post("/accounts/login/", {"login": "noor@example.org", "password": "a long enough phrase"})
    user = User.objects.get(email="noor@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert access.roles_of(user).keys() == {CLINICIAN}
    assert "password" not in mail.outbox[0].body.split("Choose your password here")[0]


def test_invitation_works_once(world: World) -> None:
    as_(world["admin"]).post(reverse("person_invite"), INVITED)
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link
    client = Client()
    page = client.get(link[1], follow=True).request["PATH_INFO"]
    client.post(page, {"password1": "a long enough phrase", "password2": "a long enough phrase"})
    again = Client().get(link[1], follow=True)
    assert again.context["token_fail"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"roles": []}, "roles"),
        ({"email": "not an address"}, "email"),
        ({"name": " "}, "name"),
        ({"roles": ["superuser"]}, "roles"),
        ({"roles": ["staff"], "teams": "blue"}, "teams"),
    ],
    ids=["no role", "no address", "blank name", "unknown role", "team without clinician"],
)
def test_faulty_invitation_is_refused_at_its_field_and_keeps_what_was_typed(
    world: World, changes: dict[str, object], field: str
) -> None:
    if changes.get("teams") == "blue":
        changes = changes | {"teams": [world.teams["Blue"].pk]}
    answer = as_(world["admin"]).post(reverse("person_invite"), INVITED | changes)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not mail.outbox
    assert not User.objects.filter(email="noor@example.org").exists()
    if field != "email":
        assert b"Noor@Example.org" in answer.content


def test_team_of_another_clinic_cannot_be_given(world: World) -> None:
    answer = as_(world["admin"]).post(
        reverse("person_invite"), INVITED | {"teams": [world.teams["South team"].pk]}
    )
    assert "teams" in answer.context["form"].errors


def test_leaving_a_team_ends_access_at_the_next_click(world: World) -> None:
    patient = world.admit("Blue")
    client = as_(world["blue"])
    assert client.get(reverse("patient_trail", args=[patient.reference])).status_code == 200
    as_(world["admin"]).post(
        reverse("person", args=[_ref(world, "blue")]), {"roles": ["clinician"], "teams": []}
    )
    assert client.get(reverse("patient_trail", args=[patient.reference])).status_code == 404


def test_last_administrator_cannot_resign(world: World) -> None:
    answer = as_(world["admin"]).post(
        reverse("person", args=[_ref(world, "admin")]), {"roles": ["clinician"]}
    )
    assert answer.status_code == 200
    assert "at least one administrator" in answer.content.decode()
    assert access.can_administer(world["admin"], world.clinics["North"])
    assert not ClinicMembership.objects.current().filter(user=world["admin"], role=CLINICIAN).exists()


def test_signed_out_everywhere_means_everywhere(world: World) -> None:
    User.objects.filter(pk=world["blue"].pk).update(is_active=True)
    world["blue"].set_password("a long enough phrase")
    world["blue"].save()
    clients = [Client(), Client()]
    for client in clients:
        client.post("/accounts/login/", {"login": "blue@example.org", "password": "a long enough phrase"})
        assert client.get("/").status_code == 200
    as_(world["admin"]).post(reverse("person_account", args=[_ref(world, "blue"), "sign-out"]))
    assert [client.get("/").status_code for client in clients] == [302, 302]


def test_deactivated_person_is_out_and_records_keep_their_author(world: World) -> None:
    patient = world.admit("Blue")
    client = as_(world["blue"])
    as_(world["admin"]).post(reverse("person_account", args=[_ref(world, "blue"), "deactivate"]))
    assert client.get(reverse("patient_trail", args=[patient.reference])).status_code == 302
    first = patient.events.order_by("pgh_id").first()  # type: ignore[attr-defined]
    assert first.pgh_context["user"] == world["blue"].pk


def test_settings_hold_and_are_checked(world: World) -> None:
    client = as_(world["admin"])
    good = {
        "name": "North", "jurisdiction": "UK", "time_zone": "Europe/London", "idle_minutes": "10",
        "emergency_minutes": "30", "emergency_text": "Call 999", "usual_instruments": ["phq9"],
    }  # fmt: skip
    assert client.post(reverse("clinic_settings"), good).status_code == 302
    world.clinics["North"].refresh_from_db()
    assert (world.clinics["North"].idle_minutes, world.clinics["North"].jurisdiction) == (10, "UK")
    bad = client.post(reverse("clinic_settings"), good | {"idle_minutes": "0"})
    assert "idle_minutes" in bad.context["form"].errors or bad.context["form"].non_field_errors()


@pytest.mark.parametrize("who", ["blue", "supervisor", "staff", "stranger", "south"])
@pytest.mark.parametrize("page", ["people", "person_invite", "clinic_settings"])
def test_pages_about_people_are_not_there_for_others(world: World, who: str, page: str) -> None:
    assert as_(world[who]).get(reverse(page)).status_code == 404


def test_person_of_another_clinic_is_not_there(world: World) -> None:
    assert as_(world["south_admin"]).get(reverse("person", args=[_ref(world, "blue")])).status_code == 404


# The trail on screen


def test_administrators_trail_of_a_person_shows_nothing_clinical(world: World) -> None:
    patient = world.admit("Blue", family_name="Canary")
    visit = actions.Visit(world.today, note="Canary sleeps badly")
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    access.searched(world["blue"], "Canary", 1)
    page = as_(world["admin"]).get(reverse("person_trail", args=[_ref(world, "blue")])).content.decode()
    assert "recorded visit" in page
    assert "searched the patients" in page
    assert "Canary" not in page


def test_supervisor_reads_the_trail_of_a_supervised_clinician_only(world: World) -> None:
    client = as_(world["supervisor"])
    assert client.get(reverse("colleague_trail", args=[_ref(world, "blue")])).status_code == 200
    assert client.get(reverse("colleague_trail", args=[_ref(world, "green")])).status_code == 404


# Emergency access


def test_emergency_access_opens_one_chart_is_marked_and_reviewed(world: World) -> None:
    patient = world.admit("Green", record_number="G-1")
    client = as_(world["blue"])
    trail = reverse("patient_trail", args=[patient.reference])
    assert client.get(trail).status_code == 404
    client.post(reverse("emergency"), {"record_number": "G-1", "reason": "collapsed in the waiting room"})
    page = client.get(trail).content.decode()
    assert "Emergency access" in page
    assert "collapsed in the waiting room" in page
    reviewer = as_(world["supervisor"])
    assert "collapsed in the waiting room" in reviewer.get(reverse("emergency_review")).content.decode()
    taken = EmergencyAccess.objects.get()
    reviewer.post(reverse("emergency_review"), {"access": taken.pk, "review": "right to do"})
    taken.refresh_from_db()
    assert (taken.review, taken.reviewed_by) == ("right to do", world["supervisor"])
    client.post(reverse("emergency_end", args=[patient.reference]))
    assert client.get(trail).status_code == 404


def test_emergency_access_needs_a_reason_and_a_patient_of_the_clinic(world: World) -> None:
    world.admit("South team", record_number="S-1")
    client = as_(world["blue"])
    short = client.post(reverse("emergency"), {"record_number": "S-1", "reason": "now"})
    elsewhere = client.post(reverse("emergency"), {"record_number": "S-1", "reason": "collapsed outside"})
    missing = client.post(reverse("emergency"), {"record_number": "nowhere", "reason": "collapsed outside"})
    assert "reason" in short.context["form"].errors
    assert elsewhere.context["form"].errors == missing.context["form"].errors
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("who", ["staff", "admin", "supervisor", "stranger"])
def test_emergency_access_is_for_clinicians(world: World, who: str) -> None:
    assert as_(world[who]).get(reverse("emergency")).status_code == 404


def test_own_emergency_access_is_not_reviewed_by_oneself(world: World) -> None:
    actions.grant_role(
        by=world["admin"],
        clinic=world.clinics["North"],
        user=world["supervisor"],
        role=CLINICIAN,
        at=world.at,
    )
    world.admit("Green", record_number="G-1")
    client = as_(world["supervisor"])
    client.post(reverse("emergency"), {"record_number": "G-1", "reason": "collapsed in the waiting room"})
    taken = EmergencyAccess.objects.get()
    assert client.post(reverse("emergency_review"), {"access": taken.pk, "review": "fine"}).status_code == 404


def _ref(world: World, name: str) -> str:
    return str(User.objects.get(pk=world[name].pk).reference)


# One person, several clinics


def _also_in_the_south(world: World, name: str, role: str = CLINICIAN) -> str:
    by, south = world["south_admin"], world.clinics["South"]
    actions.grant_role(by=by, clinic=south, user=world[name], role=role, at=world.at)
    return _ref(world, name)


def _post(world: World, who: str, reference: str, verb: str) -> str:
    answer = as_(world[who]).post(reverse("person_account", args=[reference, verb]), follow=True)
    return str(answer.content.decode())


def test_account_of_two_clinics_is_not_deactivated_by_one(world: World) -> None:
    reference = _also_in_the_south(world, "blue")
    for who in ("admin", "south_admin"):
        assert "works in another clinic, too" in _post(world, who, reference, "deactivate")
    page = as_(world["admin"]).get(reverse("person", args=[reference])).content.decode()
    assert reverse("person_account", args=[reference, "deactivate"]) not in page
    assert "only someone who administers all of their clinics" in page
    assert User.objects.get(reference=reference).is_active


def test_place_in_one_clinic_is_ended_and_the_other_s_stays(world: World) -> None:
    reference = _also_in_the_south(world, "blue")
    patient = world.admit("Blue")
    client = as_(world["blue"])
    assert client.get(reverse("patient", args=[patient.reference])).status_code == 200
    assert "has no role, team or supervision here any more" in _post(world, "admin", reference, "leave")
    assert client.get(reverse("patient", args=[patient.reference])).status_code == 404
    assert [clinic.name for clinic in access.clinics_as(world["blue"], CLINICIAN)] == ["South"]
    assert not access.colleagues_of(world["supervisor"]).exists()
    assert "can no longer sign in" in _post(world, "south_admin", reference, "deactivate")


def test_account_of_two_clinics_is_not_reactivated_by_one(world: World) -> None:
    """Else whoever takes a deactivated person into their own clinic would open the other one to them."""
    reference = _ref(world, "blue")
    _post(world, "admin", reference, "deactivate")
    _also_in_the_south(world, "blue")
    assert "works in another clinic, too" in _post(world, "south_admin", reference, "reactivate")
    assert not User.objects.get(reference=reference).is_active


def test_administrator_of_all_their_clinics_deactivates_them(world: World) -> None:
    reference = _also_in_the_south(world, "blue")
    _also_in_the_south(world, "admin", ADMINISTRATOR)
    assert "can no longer sign in" in _post(world, "admin", reference, "deactivate")
    assert "can sign in again" in _post(world, "admin", reference, "reactivate")


def test_administrator_of_two_clinics_chooses_which_to_look_after(world: World) -> None:
    _also_in_the_south(world, "admin", ADMINISTRATOR)
    client, south = as_(world["admin"]), world.clinics["South"]
    assert "People of North" in client.get(reverse("people")).content.decode()
    assert client.post(reverse("clinic_choose"), {"clinic": south.pk, "back": "people"}).status_code == 302
    assert "People of South" in client.get(reverse("people")).content.decode()
    assert "settings of South" in client.get(reverse("people_trail")).content.decode()
    assert client.get(reverse("person", args=[_ref(world, "green")])).status_code == 404
    actions.revoke_role(by=world["south_admin"], clinic=south, user=world["admin"], role=ADMINISTRATOR)
    assert "People of North" in client.get(reverse("people")).content.decode()


@pytest.mark.parametrize("clinic", ["South", "0", "", "North'", "9" * 40])
def test_clinic_of_others_cannot_be_chosen(world: World, clinic: str) -> None:
    wanted = world.clinics["South"].pk if clinic == "South" else clinic
    client = as_(world["admin"])
    assert client.post(reverse("clinic_choose"), {"clinic": wanted}).status_code == 404
    assert "People of North" in client.get(reverse("people")).content.decode()


def test_administrator_who_resigns_is_led_home(world: World) -> None:
    actions.grant_role(by=world["admin"], clinic=world.clinics["North"], user=world["green"],
                       role=ADMINISTRATOR, at=world.at)  # fmt: skip
    client = as_(world["admin"])
    answer = client.post(reverse("person", args=[_ref(world, "admin")]), {"roles": ["staff"]})
    assert answer["Location"] == "/"


def test_person_with_a_password_is_told_of_a_place_and_gets_no_link(world: World) -> None:
    world["south"].set_password("a long enough phrase")
    world["south"].save()
    invited = INVITED | {"email": "south@example.org", "name": "South"}
    page = as_(world["admin"]).post(reverse("person_invite"), invited, follow=True).content.decode()
    assert "has an account already" in page
    assert not mail.outbox
    _post(world, "admin", _ref(world, "south"), "invite")
    assert not mail.outbox
