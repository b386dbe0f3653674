"""Ways round the rules of access that are no address of their own, by the rows of the list of bad inputs."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients import actions, record_file, records
from patients.models import (
    CLINICIAN,
    AccessLog,
    ClinicMembership,
    Draft,
    EmergencyAccess,
    Patient,
    User,
    Visit,
)
from tests.access.walking import BACKEND, CANARIES, Place
from tests.pages.recording import fields_of

pytestmark = pytest.mark.django_db
TYPED = "Typed while the team changed."


def as_(place: Place, name: str) -> Client:
    client = Client()
    client.force_login(place.world[name], backend=BACKEND)
    return client


def open_form(client: Client, place: Place) -> dict[str, Any]:
    form: Any = client.get(place.url("visit_new"))
    return fields_of(form) | {"visit-note": TYPED}


def lose_access(place: Place, how: str) -> None:
    world, by, north = place.world, place.world["admin"], place.world.clinics["North"]
    if how == "role removed":
        actions.revoke_role(by=by, clinic=north, user=world["blue"], role=CLINICIAN)
    elif how == "team left":
        actions.leave_team(by=by, user=world["blue"], team=world.teams["Blue"])
    elif how == "patient moved":
        actions.assign_patient(
            by=world["both"], patient=place.patient, team=world.teams["Green"], at=world.at
        )
        actions.unassign_patient(by=world["both"], patient=place.patient, team=world.teams["Blue"])
    else:
        actions.deactivate_user(by=by, clinic=north, user=world["blue"])


@pytest.mark.parametrize("how", ["role removed", "team left", "patient moved", "deactivated"])
def test_b9_open_form_is_refused_at_once_and_its_draft_stays_its_author_s(place: Place, how: str) -> None:
    client = as_(place, "blue")
    typed = open_form(client, place)
    assert client.post(place.url("visit_draft"), typed).status_code == 200
    lose_access(place, how)
    answer = client.post(place.url("visit_new"), typed)
    assert answer.status_code == (302 if how == "deactivated" else 404)
    assert Visit.objects.filter(patient=place.patient).count() == 1  # the one that set the scene
    (draft,) = Draft.objects.all()
    assert (draft.user, "Typed+while" in draft.data) == (place.world["blue"], True)


def test_b10_supervisor_of_the_team_left_behind_reads_no_more(place: Place) -> None:
    client = as_(place, "supervisor")
    assert client.get(place.url("patient")).status_code == 200
    lose_access(place, "patient moved")
    for name in ("patient", "chart_entries", "patient_trail"):
        assert client.get(place.url(name)).status_code == 404


def test_b26_clinician_who_left_sees_nothing_of_the_chart_not_even_what_they_wrote(place: Place) -> None:
    client = as_(place, "blue")
    lose_access(place, "team left")
    pages = [client.get(place.url(name)) for name in ("patient", "chart_entries", "patient_trail")]
    assert [page.status_code for page in pages] == [404, 404, 404]
    for name in ("patient_list", "caseload"):
        page = client.get(reverse(name)).content.decode()
        assert not any(canary in page for canary in CANARIES)


@pytest.mark.parametrize("method", ["get", "post"])
def test_b6_reader_who_tries_to_write_is_refused_and_it_is_noted(place: Place, method: str) -> None:
    client = as_(place, "supervisor")
    typed = {"visit-note": TYPED, "total": "1", "reason": "x", "version": "1", "given_name": "Else"}
    for name in ("visit_new", "trial_stop", "patient_details", "entry_amend", "entry_error"):
        assert getattr(client, method)(place.url(name), typed).status_code == 403, name
    told = [(place.world["supervisor"], place.patient, "changing of the record")]
    assert refusals() == told * 5
    assert Visit.objects.filter(patient=place.patient).count() == 1


def test_b7_form_left_open_until_emergency_access_ended_changes_nothing(place: Place) -> None:
    """Its draft stays its author's, for when they may open the chart again."""
    client, blue = as_(place, "green"), place.world["green"]
    taken = actions.break_glass(by=blue, patient=place.patient, reason="found unconscious", at=place.world.at)
    typed = open_form(client, place)
    client.post(place.url("visit_draft"), typed)
    hours_ago = [taken.started_at - timedelta(hours=hours) for hours in (2, 1)]
    EmergencyAccess.objects.filter(pk=taken.pk).update(started_at=hours_ago[0], expires_at=hours_ago[1])
    for name in ("visit_new", "visit_draft", "emergency_end"):
        assert client.post(place.url(name), typed).status_code == 404, name
    assert Visit.objects.filter(patient=place.patient).count() == 1
    assert Draft.objects.get().user == blue


def test_form_kept_across_the_end_of_a_session_is_not_kept_for_a_chart_lost_meanwhile(place: Place) -> None:
    typed = open_form(as_(place, "blue"), place)
    lose_access(place, "team left")
    Client().post(place.url("visit_new"), typed)
    assert not Draft.objects.exists()


# More than the form asks for


def test_b13_fields_that_no_form_has_change_nothing(place: Place) -> None:
    client = as_(place, "blue")
    typed = open_form(client, place) | {
        "clinician": place.world["green"].pk, "created_by": place.world["green"].pk, "version": "99",
        "created_at": "2001-01-01", "clinic": place.world.clinics["South"].pk,
        "entered_in_error_at": "2001-01-01",
        "visit-clinician": place.world["green"].pk, "visit-created_by": place.world["green"].pk,
    }  # fmt: skip
    assert client.post(place.url("visit_new"), typed).status_code == 303
    visit = Visit.objects.get(patient=place.patient, note=TYPED)
    assert (visit.clinician, visit.created_by, visit.version) == (
        place.world["blue"],
        place.world["blue"],
        1,
    )
    assert (visit.clinic, visit.created_at.year > 2001) == (place.world.clinics["North"], True)
    assert visit.entered_in_error_at is None


def test_b13_details_form_moves_no_patient(place: Place) -> None:
    client = as_(place, "blue")
    form: Any = client.get(place.url("patient_details"))
    reference = place.patient.reference
    more = {"clinic": place.world.clinics["South"].pk, "reference": "x", "created_by": 1, "version": "1"}
    client.post(place.url("patient_details"), fields_of(form) | {"given_name": "Ada"} | more)
    place.patient.refresh_from_db()
    assert (place.patient.given_name, place.patient.clinic) == ("Ada", place.world.clinics["North"])
    assert (place.patient.reference, place.patient.created_by) == (reference, place.world["blue"])


@pytest.mark.parametrize("page", ["account_change_password", "mfa_index", "account_reset_password"])
def test_b14_own_account_pages_give_no_role(place: Place, page: str) -> None:
    world = place.world
    world["staff"].set_password("a long enough phrase")
    world["staff"].save()
    client = as_(place, "staff")
    before = list(ClinicMembership.objects.order_by("pk").values_list("user", "clinic", "role", "ended_at"))
    more = {"role": "administrator", "roles": ["administrator"], "is_staff": "1", "is_superuser": "1",
            "is_active": "1", "email": "admin@example.org", "name": "Admin"}  # fmt: skip
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    client.post(reverse(page), {"oldpassword": "a long enough phrase"} | new | more)
    after = list(ClinicMembership.objects.order_by("pk").values_list("user", "clinic", "role", "ended_at"))
    assert after == before
    world["staff"].refresh_from_db()
    assert (world["staff"].email, world["staff"].name) == ("staff@example.org", "Staff")


def test_b14_address_of_ones_own_cannot_be_changed_to_one_that_is_invited_later(place: Place) -> None:
    """An invitation goes by address: whoever could take it first would be given the roles."""
    client = as_(place, "staff")
    for action in ("action_add", "action_primary"):
        answer = client.post("/accounts/email/", {"email": "future.admin@example.org", action: ""})
        assert answer.status_code == 404
    assert not User.objects.filter(email="future.admin@example.org").exists()


def test_b14_administrator_of_one_clinic_gives_no_role_in_another(place: Place) -> None:
    reference = User.objects.get(pk=place.world["south"].pk).reference
    client = as_(place, "admin")
    assert client.post(reverse("person", args=[reference]), {"roles": ["administrator"]}).status_code == 404
    more = {
        "name": "X",
        "email": "x@example.org",
        "roles": ["staff"],
        "clinic": place.world.clinics["South"].pk,
    }
    client.post(reverse("person_invite"), more)
    clinics = ClinicMembership.objects.filter(user__email="x@example.org").values_list(
        "clinic__name", flat=True
    )
    assert list(clinics) == ["North"]


# What lists and searches tell of hidden patients


def test_b15_search_tells_nothing_of_hidden_patients_by_words_or_number_of_queries(place: Place) -> None:
    """The same page, and the same questions to the database, for a hidden patient and for none."""
    client = as_(place, "green")
    told = []
    for words in (CANARIES[0], "Qqqqqqqq"):
        with CaptureQueriesContext(connection) as queries:
            page = client.post(reverse("patient_list_rows"), {"words": words}).content.decode()
        told.append((page.replace(words, ""), len(queries)))
    assert told[0] == told[1]
    assert not re.search(r"\b1\b", told[0][0])


def test_b15_b16_number_of_a_hidden_patient_is_refused_without_a_word_about_them(place: Place) -> None:
    client = as_(place, "green")
    form: Any = client.get(reverse("patient_new"))
    typed = fields_of(form) | {
        "person-record_number": CANARIES[1], "person-family_name": "Kanarowa",
        "person-birth_date": "1980-05-17", "person-sex": "female",
    }  # fmt: skip
    page = client.post(reverse("patient_new"), typed).content.decode()
    shown = re.sub(r'value="[^"]*"', "", page)  # what was typed is shown again
    assert Patient.objects.filter(record_number=CANARIES[1]).count() == 1
    assert "Blue" not in shown
    assert str(place.patient.reference) not in page
    assert refusals() == [(place.world["green"], place.patient, "record number")]


def refusals() -> list[tuple[User | None, Patient | None, str]]:
    looks = AccessLog.objects.filter(look="refused").order_by("pk")
    return [(look.user, look.patient, look.what) for look in looks]


def test_b16_number_of_a_hidden_patient_given_to_ones_own_is_noted(place: Place) -> None:
    own = place.world.admit("Green", family_name="Own")
    client, url = as_(place, "green"), reverse("patient_details", args=[own.reference])
    details: Any = client.get(url)
    typed = fields_of(details) | {"record_number": CANARIES[1]}
    assert "Saved" not in client.post(url, typed, follow=True).content.decode()
    own.refresh_from_db()
    assert own.record_number != CANARIES[1]
    assert refusals() == [(place.world["green"], place.patient, "record number")]


@pytest.mark.parametrize("how", ["record file", "table"])
def test_b16_number_of_a_hidden_patient_in_a_file_is_noted(place: Place, how: str) -> None:
    client, hidden = as_(place, "green"), record_file.write(records.record_of(place.patient))
    if how == "record file":
        file = SimpleUploadedFile("record.json", json.dumps(hidden).encode())
        asked: Any = client.get(reverse("record_import"))
        page = client.post(reverse("record_import"), fields_of(asked) | {"file": file})
    else:
        table = f"id,date,PHQ-9 total\n{CANARIES[1]},2026-01-05,20\n".encode()
        file = SimpleUploadedFile("table.csv", table, content_type="text/csv")
        client.post(reverse("csv_import"), {"kind": "scores", "file": file})
        asked = client.get(reverse("csv_import_columns"))
        sent = fields_of(asked)
        client.post(reverse("csv_import_columns"), {name: values[-1] for name, values in sent.items()})
        page = client.post(reverse("csv_import_store"), {"token": sent["token"][-1]}, follow=True)
    assert CANARIES[1] in page.content.decode(), page.status_code
    assert Patient.objects.filter(record_number=CANARIES[1]).count() == 1
    assert refusals() == [(place.world["green"], place.patient, "record number")]


def test_number_of_a_patient_one_sees_is_no_look_at_another(place: Place) -> None:
    client = as_(place, "blue")
    form: Any = client.get(reverse("patient_new"))
    typed = fields_of(form) | {
        "person-record_number": CANARIES[1], "person-family_name": "Again",
        "person-birth_date": "1980-05-17", "person-sex": "female",
    }  # fmt: skip
    assert "in use" in client.post(reverse("patient_new"), typed).content.decode()
    assert refusals() == []


def test_b5_supervisor_is_offered_nothing_that_writes(place: Place) -> None:
    """Each of them is offered to the clinician, on one of the same pages."""
    forms = {
        place.url(form) for form in ("visit_new", "trial_new", "trial_dose", "entry_amend", "entry_error")
    }
    for who, offered in (("blue", forms), ("supervisor", set())):
        client = as_(place, who)
        pages = [client.get(place.url(name)).content.decode() for name in ("patient", "chart_entries")]
        assert {form for form in forms for page in pages if form in page} == offered, who


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        ("staff", ("caseload", "people", "emergency", "emergency_review", "patient_new")),
        ("admin", ("caseload", "emergency", "emergency_review", "patient_new", "export")),
        ("supervisor", ("people", "emergency", "patient_new")),
        ("blue", ("people", "emergency_review")),
        ("stranger", ("caseload", "people", "emergency", "emergency_review", "patient_new", "export")),
    ],
)
def test_b8_menu_leaves_out_exactly_what_is_refused_when_typed(
    place: Place, who: str, hidden: tuple[str, ...]
) -> None:
    client = as_(place, who)
    page = client.get(reverse("about")).content.decode()
    menu = page[page.index("<nav") : page.index("</nav>")]
    for name in (
        "caseload",
        "people",
        "emergency",
        "emergency_review",
        "patient_new",
        "export",
        "patient_list",
    ):
        answer = client.get(reverse(name))
        assert (name in hidden) is (answer.status_code in (403, 404)), (name, answer.status_code)
        assert (f'href="{reverse(name)}"' in menu) is (answer.status_code == 200), name


def test_b7_administrator_sees_no_note_and_gets_no_emergency_access(place: Place) -> None:
    client = as_(place, "admin")
    reference = User.objects.get(pk=place.world["blue"].pk).reference
    for url in (reverse("person_trail", args=[reference]), reverse("people"), reverse("people_trail")):
        page = client.get(url).content.decode()
        assert not any(canary in page for canary in CANARIES), url
    taken = client.post(reverse("emergency"), {"record_number": CANARIES[1], "reason": "because I can do it"})
    assert taken.status_code == 404
    assert not EmergencyAccess.objects.exists()


def test_b7_emergency_access_is_marked_on_every_page_and_ends_by_itself(place: Place) -> None:
    client = as_(place, "green")
    client.post(reverse("emergency"), {"record_number": CANARIES[1], "reason": "found unconscious"})
    for name in ("patient", "trial", "chart_entries", "patient_trail", "visit_new", "patient_details"):
        assert "Emergency access" in client.get(place.url(name)).content.decode().split("</nav>")[1], name
    an_hour_ago = place.world.at - timedelta(hours=1)
    EmergencyAccess.objects.update(started_at=an_hour_ago, expires_at=place.world.at)
    assert client.get(place.url("patient")).status_code == 404
    assert AccessLog.objects.filter(look="emergency", user=place.world["green"]).count() == 1


def test_b17_export_has_no_address_from_which_someone_else_could_fetch_it(place: Place) -> None:
    """It is made while it is sent, to whoever asked; nothing is stored to be guessed."""
    client = as_(place, "blue")
    answer: Any = client.post(place.url("export_table"))
    text = b"".join(answer.streaming_content).decode()
    assert str(place.patient.reference) in text
    assert client.get(place.url("export_table")).status_code == 405
    other: Any = as_(place, "green").post(place.url("export_table"))
    assert str(place.patient.reference) not in b"".join(other.streaming_content).decode()


@pytest.mark.parametrize("header", ["Bearer x", "Basic Ymx1ZUBleGFtcGxlLm9yZzp4", "Token x"])
def test_b27_no_token_opens_anything(place: Place, header: str) -> None:
    answer = Client().get(place.url("patient"), headers={"authorization": header, "x-api-key": "x"})
    assert answer.status_code == 302


def test_b12_doubled_and_unknown_parameters_have_no_authority(place: Place) -> None:
    client = as_(place, "green")
    url = f"{reverse('patient_list')}?reference={place.patient.reference}&reference=1&user=blue&as=blue"
    assert CANARIES[0] not in client.get(url).content.decode()
