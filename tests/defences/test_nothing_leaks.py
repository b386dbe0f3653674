"""Names, numbers and notes stand on the pages of a chart and nowhere else: no address, title or log."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from patients import actions
from patients.models import AccessLog, User
from tests.access.walking import BACKEND, CANARIES, Place
from tests.pages.recording import fields_of
from trdsite.logs import JsonLines, Plain

pytestmark = pytest.mark.django_db
TYPED = "zebra-typed-note"
EVERY_CANARY = (*CANARIES, TYPED)


class Logged:
    """Everything logged, as it would be written in production and at a terminal."""

    def __init__(self) -> None:
        self.texts: list[io.StringIO] = []
        self.handlers: list[logging.Handler] = []
        for formatter in (JsonLines(), Plain()):
            self.texts.append(io.StringIO())
            handler = logging.StreamHandler(self.texts[-1])
            handler.setFormatter(formatter)
            self.handlers.append(handler)

    @property
    def json(self) -> str:
        return self.texts[0].getvalue()

    @property
    def whole(self) -> str:
        return "".join(text.getvalue() for text in self.texts)


@pytest.fixture
def logged() -> Iterator[Logged]:
    logged = Logged()
    root, ours = logging.getLogger(), logging.getLogger("trd")
    before = ours.level
    ours.setLevel(logging.DEBUG)
    for handler in logged.handlers:
        root.addHandler(handler)
    yield logged
    for handler in logged.handlers:
        root.removeHandler(handler)
    ours.setLevel(before)


@pytest.fixture
def client(place: Place) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(place.world["blue"], backend=BACKEND)
    return client


def journey(place: Place, client: Client) -> Iterator[tuple[str, Any]]:
    """A working day with the one patient, mistakes and refusals included: address and answer of each step."""

    def get(url: str, **data: Any) -> tuple[str, Any]:
        return url, client.get(url, data)

    def post(url: str, data: dict[str, Any]) -> tuple[str, Any]:
        return url, client.post(url, data)

    family, number, _ = CANARIES
    yield get(reverse("patient_list"))
    yield post(reverse("patient_list"), {"words": family})
    yield post(reverse("patient_list_rows"), {"words": number})
    yield get(reverse("caseload"))
    for name in ("patient", "patient_picture", "trial", "chart_entries", "patient_trail", "patient_details"):
        yield get(place.url(name))
    form = get(place.url("visit_new"))
    yield form
    typed = fields_of(form[1]) | {"visit-note": TYPED}
    yield post(place.url("visit_preview"), typed)
    yield post(place.url("visit_draft"), typed)
    yield post(place.url("visit_new"), typed | {"visit-date": TYPED})
    yield post(place.url("visit_new"), typed)
    yield post(place.url("entry_amend"), {"total": "", "reason": TYPED, "version": "1"})
    yield get(place.url("record_export"))
    yield post(place.url("export_table"), {})
    yield post(reverse("emergency"), {"record_number": number, "reason": TYPED})
    yield post(reverse("patient_new"), {"person-family_name": family, "person-record_number": number})


def test_b19_address_title_header_and_log_of_a_whole_day_name_nobody(
    place: Place, client: Client, logged: Logged
) -> None:
    for url, answer in journey(place, client):
        assert answer.status_code < 400, (url, answer.status_code)
        assert named(url + headers(answer)) == [], url
        assert named(title(answer)) == [], url
    assert "patients/<uuid:reference>/visits/new" in logged.json
    assert named(logged.whole) == []


def named(text: str) -> list[str]:
    return [canary for canary in EVERY_CANARY if canary.lower() in text.lower()]


def headers(answer: Any) -> str:
    return " ".join(f"{name}: {value}" for name, value in answer.items())


def title(answer: Any) -> str:
    if getattr(answer, "streaming", False):
        return ""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    return found[1] if found else ""


def _breaks(*_: object, **__: object) -> None:
    raise ValueError(f"could not handle {CANARIES[0]} with {TYPED}")


def _breaks_in_the_database(*_: object, **__: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO patients_clinic (name, jurisdiction) VALUES (%s, 'XX')", [f"{CANARIES[0]} {TYPED}"]
        )


@pytest.mark.parametrize("broken", [_breaks, _breaks_in_the_database], ids=["exception", "database"])
def test_b19_error_page_and_its_log_name_nobody(
    place: Place, client: Client, logged: Logged, monkeypatch: pytest.MonkeyPatch, broken: object
) -> None:
    monkeypatch.setattr(actions, "log_visit", broken)
    form: Any = client.get(place.url("visit_new"))
    typed = fields_of(form) | {"visit-note": TYPED}
    with transaction.atomic():
        answer = client.post(place.url("visit_new"), typed)
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert named(answer.content.decode()) == []
    assert named(logged.whole) == []
    told = [json.loads(line) for line in logged.json.splitlines()]
    error = next(line["error"] for line in told if line["level"] == "ERROR")
    assert "patients/views/visits.py" in error
    assert error.splitlines()[-1].endswith(("builtins.ValueError", "IntegrityError"))


def test_b19_refusals_and_their_log_name_nobody(place: Place, logged: Logged) -> None:
    """404, 405, a forged form, a strange host and a strange address, each with a name in it."""
    family = CANARIES[0]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(place.world["green"], backend=BACKEND)
    answers = [
        client.get(place.url("patient")),
        client.get(place.url("trial", label=family)),
        client.get(f"/patients/{family}?words={TYPED}"),
        client.get(reverse("export_table", args=[family])),
        client.post(place.url("visit_new"), {"note": TYPED}),
        client.get("/", headers={"host": f"{family.lower()}.example"}),
        client.get("/", headers={"referer": f"https://x.example/{TYPED}"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 405, 403, 400, 200]
    assert all(named(answer.content.decode()) == [] for answer in answers)
    assert named(logged.whole) == []


@pytest.mark.parametrize(
    "text", ["a\n2026-01-01 ERROR forged", "a\r\nforged", "a\x1b[31mred", "a\x00b", "a\x85b"]
)
def test_c30_logged_text_cannot_pass_for_a_line_of_its_own(logged: Logged, text: str) -> None:
    logging.getLogger("trd.test").warning("told %s", text)
    assert json.loads(logged.json)["message"] == f"told {text}"
    for written in logged.texts:
        assert len(written.getvalue().splitlines()) == 1
        assert "\x1b" not in written.getvalue()


def test_c30_name_with_line_breaks_stays_on_its_page(place: Place, client: Client, logged: Logged) -> None:
    client.post(reverse("patient_list"), {"words": "x\n2026-01-01 ERROR forged"})
    client.get("/patients/x%0A2026-01-01%20ERROR%20forged")
    assert "forged" not in logged.whole


def test_mail_of_an_invitation_names_no_patient(place: Place, mailoutbox: list[Any]) -> None:
    client = Client()
    client.force_login(place.world["admin"], backend=BACKEND)
    invited = {"name": "Noor", "email": "noor@example.org", "roles": ["clinician"]}
    client.post(reverse("person_invite"), invited)
    assert len(mailoutbox) == 1
    assert named(str(mailoutbox[0].message())) == []


def test_lookups_of_the_trail_are_kept_where_the_words_belong(place: Place, client: Client) -> None:
    """The words searched for stand in the trail, which the database guards, and nowhere else."""
    client.post(reverse("patient_list"), {"words": CANARIES[0]})
    look = AccessLog.objects.get(look="searched")
    assert (look.user, look.details["words"]) == (User.objects.get(name="Blue"), CANARIES[0])


def test_integrity_error_of_the_database_does_carry_the_row() -> None:
    """Why messages of exceptions are not logged: the row itself stands in them."""
    with pytest.raises(IntegrityError, match="Kanarowa"):
        _breaks_in_the_database()
