"""What is typed into forms, by the rows of the list of bad inputs that no other test holds."""

import time
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patients import records
from patients.forms.fields import DayField
from patients.models import Visit
from tests.access.walking import BACKEND, Place
from tests.pages.recording import fields_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 1)


@pytest.fixture
def client(place: Place) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(place.world["blue"], backend=BACKEND)
    return client


def send(client: Client, place: Place, **typed: Any) -> Any:
    form: Any = client.get(place.url("visit_new"))
    return client.post(place.url("visit_new"), fields_of(form) | typed)


def visits(place: Place) -> list[str]:
    return list(Visit.objects.filter(patient=place.patient).order_by("pk").values_list("note", flat=True))[1:]


@pytest.mark.parametrize("typed", ["2024-02-29", "2000-02-29"])
def test_a4_day_of_a_leap_year_is_accepted(typed: str) -> None:
    assert DayField(label="Day", latest=TODAY).clean(typed) == date.fromisoformat(typed)


@pytest.mark.parametrize(
    "typed",
    ["2023-02-29", "0001-01-01", "9999-12-31", "03/04/2025", "3-4-25", "2025-13-01", "2026-05-02", "45292",
     "yesterday", "2025-1-1x", "٢٠٢٥-٠١-٠١x"],
)  # fmt: skip
def test_a3_a4_a5_day_that_is_none_or_may_be_two_is_refused(typed: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        DayField(label="Day", latest=TODAY).clean(typed)


def test_a7_treatment_of_one_day_is_stored_and_one_of_none_is_not(client: Client, place: Place) -> None:
    running = records.record_of(place.patient).trial("T1")
    same = {"trial-T1-stop": running.start.isoformat(), "trial-T1-stop_reason": "intolerance"}
    assert send(client, place, **same).status_code == 200
    assert records.record_of(place.patient).trial("T1").stop is None
    next_day = running.start + timedelta(days=1)
    typed = {"trial-T1-stop": next_day.isoformat(), "trial-T1-stop_reason": "intolerance"}
    answer = send(client, place, **typed)
    if answer.status_code == 200:  # asked once whether a day so long ago is meant
        answer = client.post(place.url("visit_new"), fields_of(answer) | typed)
    assert records.record_of(place.patient).trial("T1").stop == next_day


def test_a19_number_of_five_thousand_digits_is_refused_quickly(client: Client, place: Place) -> None:
    form: Any = client.get(place.url("visit_new"))
    typed = fields_of(form) | {"score-hamd17-total": "9" * 5000, "trial-T1-dose": "1" + "0" * 5000}
    began = time.process_time()
    assert client.post(place.url("visit_new"), typed).status_code == 200
    assert time.process_time() - began < 1
    assert visits(place) == []


NOTES = {
    "emoji, other scripts, combining marks": "😀 抑郁症 اكتئاب ä̈́",
    "what looks like a page": "<b>bold</b> <script>alert(1)</script> &amp; {{ 7*7 }} {% load x %} ${jndi:x}",
    "what looks like a formula": "=1+1\t@x",
    "quotation marks": 'O\'Brien said “no” — "really" \\ %s %(x)s',
    "space around it": "  two spaces before\n\n  and a line at the end\n",
    "controls of direction": "left \u202eright\u202c and zero\u200bwidth",
    "one hundred thousand characters": "ä" * 100_000,
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_a25_a26_a27_note_is_stored_as_it_was_typed_and_shown_as_text(
    client: Client, place: Place, note: str
) -> None:
    answer = send(client, place, **{"visit-note": note})
    assert answer.status_code == 303, answer.content.decode()[:500]
    (stored,) = visits(place)
    assert stored.replace("\r\n", "\n") == note
    page = client.get(reverse("chart_entries", args=[place.patient.reference])).content.decode()
    assert note.strip().splitlines()[0][:60] in unescape(page)
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_a27_note_of_ten_megabytes_is_refused_with_a_plain_page(client: Client, place: Place) -> None:
    answer = client.post(place.url("visit_new"), {"visit-note": "x" * 10_000_000})
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.content.decode()
    assert visits(place) == []


def test_a28_too_many_fields_are_refused_and_unknown_ones_ignored(client: Client, place: Place) -> None:
    many = {f"field{number}": "1" for number in range(1001)}
    assert client.post(place.url("visit_new"), many).status_code == 400
    assert send(client, place, unknown="1", **{"visit-note": "n"}).status_code == 303
    assert visits(place) == ["n"]


def test_a28_doubled_field_has_no_authority(client: Client, place: Place) -> None:
    """A second patient, person or version in the same form changes nothing: addresses decide."""
    other = place.world.admit("Green")
    form: Any = client.get(place.url("visit_new"))
    typed = fields_of(form) | {"reference": [str(place.patient.reference), str(other.reference)]}
    client.post(place.url("visit_new"), typed | {"visit-note": "n"})
    assert visits(place) == ["n"]
    assert not Visit.objects.filter(patient=other).exists()


@pytest.mark.parametrize("path", ["/?words=%00", "/caseload?sort=%00", "/caseload?stage=%ff", "/?page=%00"])
def test_a22_a23_query_that_is_no_text_breaks_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
