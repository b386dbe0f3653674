"""Attacks on signing in and on sessions, by the rows of the list of bad inputs."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from patients.models import Draft, User
from tests.access.walking import Place
from tests.pages.recording import fields_of
from trdsite import kept_forms
from trdsite.passwords import Argon2

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"
NEW = "another long phrase"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"
TYPED = "Slept better since the new dose."


@pytest.fixture(autouse=True)
def blue(place: Place) -> User:
    user = place.world["blue"]
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(email: str = "blue@example.org", password: str = PASSWORD, **extra: Any) -> Client:
    client = Client(**extra)
    client.post(LOGIN, {"login": email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


# Forged forms


def checked() -> Client:
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN).content.decode()
    client.post(
        LOGIN, {"login": "blue@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
    )
    return client


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def test_c6_forged_form_is_refused_however_it_is_forged(place: Place) -> None:
    client, url = checked(), place.url("visit_draft")
    mine = token(client.get(place.url("visit_new")).content.decode())
    theirs = token(Client().get(LOGIN).content.decode())
    assert client.post(url, {"csrfmiddlewaretoken": mine}).status_code == 200
    assert client.post(url, {}).status_code == 403
    assert client.post(url, {"csrfmiddlewaretoken": theirs}).status_code == 403
    spoilt = mine[:-1] + ("x" if mine[-1] != "x" else "y")  # or one token in sixty-two is its own forgery
    assert client.post(url, {"csrfmiddlewaretoken": spoilt}).status_code == 403
    foreign = {"origin": "https://evil.example"}
    assert client.post(url, {"csrfmiddlewaretoken": mine}, headers=foreign).status_code == 403
    assert client.post(url, {"csrfmiddlewaretoken": mine}, secure=True).status_code == 403  # no Referer
    json = client.post(url, '{"csrfmiddlewaretoken": "x"}', content_type="text/plain")
    assert json.status_code == 403


def test_d10_what_was_typed_into_a_form_that_looks_forged_is_kept(place: Place, blue: User) -> None:
    client = checked()
    form: Any = client.get(place.url("visit_new"))
    typed = fields_of(form) | {"visit-note": TYPED, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(place.url("visit_new"), typed)
    assert answer.status_code == 403
    assert "what you typed is kept" in answer.content.decode()
    assert TYPED in client.get(place.url("visit_new") + "?draft=1").content.decode()


def test_d10_forged_form_without_its_author_s_mark_keeps_nothing(place: Place) -> None:
    checked().post(place.url("visit_new"), {"visit-note": "written by another site"})
    assert not Draft.objects.exists()


# What was typed when the session ended


def test_d2_form_posted_after_the_session_ended_is_its_author_s_draft(place: Place, blue: User) -> None:
    form: Any = sign_in().get(place.url("visit_new"))
    typed = fields_of(form) | {"visit-note": TYPED}
    answer = Client().post(place.url("visit_new"), typed)
    assert answer["Location"].startswith(LOGIN)
    assert TYPED not in answer["Location"]
    assert TYPED in sign_in().get(place.url("visit_new") + "?draft=1").content.decode()


def test_d3_another_person_who_signs_in_is_not_shown_it(place: Place) -> None:
    form: Any = sign_in().get(place.url("visit_new"))
    Client().post(place.url("visit_new"), fields_of(form) | {"visit-note": TYPED})
    place.world["both"].set_password(PASSWORD)
    place.world["both"].save()
    page = sign_in("both@example.org").get(place.url("visit_new") + "?draft=1").content.decode()
    assert "Log a visit" in page
    assert TYPED not in page


def test_d13_draft_of_one_patient_is_not_offered_for_another(place: Place) -> None:
    client = sign_in()
    form: Any = client.get(place.url("visit_new"))
    client.post(place.url("visit_draft"), fields_of(form) | {"visit-note": TYPED})
    other = place.world.admit("Blue", family_name="Other")
    assert TYPED in client.get(place.url("visit_new") + "?draft=1").content.decode()
    page = client.get(reverse("visit_new", args=[other.reference]) + "?draft=1").content.decode()
    assert TYPED not in page


@pytest.mark.parametrize("mark", ["", "1", "1:x:y", "blue"])
def test_d2_draft_is_kept_for_nobody_without_a_true_mark(place: Place, blue: User, mark: str) -> None:
    Client().post(place.url("visit_new"), {"visit-note": TYPED, kept_forms.TYPED_BY: mark})
    assert not Draft.objects.exists()


def test_d2_draft_is_kept_for_its_author_with_a_true_mark(place: Place, blue: User) -> None:
    """Of so little as the two tests around this one send."""
    mark = kept_forms.token_for(blue)
    Client().post(place.url("visit_new"), {"visit-note": TYPED, kept_forms.TYPED_BY: mark})
    assert [draft.user for draft in Draft.objects.all()] == [blue]


def test_d2_draft_is_not_kept_for_a_chart_its_author_may_not_write(place: Place) -> None:
    mark = kept_forms.token_for(place.world["green"])
    Client().post(place.url("visit_new"), {"visit-note": TYPED, kept_forms.TYPED_BY: mark})
    assert not Draft.objects.exists()


# Where a sign-in leads


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https:evil.example", "https://evil.example", "/\\evil.example", "\x08//evil.example",
     "javascript:alert(1)", "http:///evil.example", "%2F%2Fevil.example", "\\\\evil.example"],
)  # fmt: skip
def test_c15_sign_in_leads_to_this_site_only(elsewhere: str) -> None:
    answer = Client().post(LOGIN, {"login": "blue@example.org", "password": PASSWORD, "next": elsewhere})
    assert answer.status_code == 302
    assert not re.match(r"(?i)^[\x00-\x20]*([a-z]+:|[/\\]{2})", answer["Location"])


def test_c16_links_in_mail_name_the_host_that_was_asked_and_allowed(mailoutbox: list[Any]) -> None:
    Client().post(
        "/accounts/password/reset/",
        {"email": "blue@example.org"},
        headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"},
    )
    assert "http://testserver/" in mailoutbox[0].body
    assert "evil" not in mailoutbox[0].body


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil", "a b", ""])
def test_c16_other_hosts_are_refused(host: str) -> None:
    assert Client().get(LOGIN, headers={"host": host or " "}).status_code == 400


# Guessing


def test_c18_made_up_forwarding_addresses_do_not_help_a_guesser() -> None:
    for number in range(7):
        sign_in(password="wrong", headers={"x-forwarded-for": f"198.51.100.{number}"})
    assert not is_in(sign_in(headers={"x-forwarded-for": "198.51.100.99"}))


def test_c24_unknown_name_costs_the_same_hashing_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        calls.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    told: list[Any] = []
    for email in ("blue@example.org", "nobody@example.org"):
        calls.clear()
        answer = Client(REMOTE_ADDR=f"198.51.100.{len(told)}").post(
            LOGIN, {"login": email, "password": "wrong"}
        )
        page = answer.content.decode().replace(email, "")
        told.append((answer.status_code, len(calls), re.sub(r'value="[^"]{64}"', "", page)))
    assert told[0] == told[1]


def test_c24_forgotten_password_says_the_same_of_anyone(mailoutbox: list[Any]) -> None:
    told = []
    for email in ("blue@example.org", "nobody@example.org"):
        answer = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        told.append((answer.redirect_chain, answer.content.decode().replace(email, "")))
    assert told[0][0] == told[1][0]
    assert [mail.to for mail in mailoutbox] == [["blue@example.org"], ["nobody@example.org"]]


# Sessions


def test_c20_signing_in_again_over_a_session_gives_a_new_id() -> None:
    client = sign_in()
    before = client.cookies["session"].value
    client.post("/accounts/logout/")
    client.post(LOGIN, {"login": "blue@example.org", "password": PASSWORD})
    assert client.cookies["session"].value not in ("", before)


def thief(client: Client) -> Client:
    stolen = Client()
    stolen.cookies["session"] = client.cookies["session"].value
    assert is_in(stolen)
    return stolen


def test_c21_stolen_cookie_is_dead_after_signing_out() -> None:
    client = sign_in()
    stolen = thief(client)
    client.post("/accounts/logout/")
    assert not is_in(stolen)


def test_c21_stolen_cookie_is_dead_after_a_new_password() -> None:
    client = sign_in()
    stolen = thief(client)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert not is_in(stolen)


def test_c22_oldest_of_too_many_sessions_ends_and_it_is_said() -> None:
    clients = [sign_in() for _ in range(5)]
    sixth = Client()
    page = sixth.post(LOGIN, {"login": "blue@example.org", "password": PASSWORD}, follow=True)
    assert "the oldest session was ended" in page.content.decode()
    assert [is_in(client) for client in (*clients, sixth)] == [False, True, True, True, True, True]


def test_b20_signing_out_empties_what_the_browser_kept() -> None:
    client = sign_in()
    assert client.get("/")["Cache-Control"] == "no-store"
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in Client().get(LOGIN)


def test_g5_session_ends_when_the_clock_is_put_back_or_far_forward() -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = sign_in()
        assert is_in(client)
        clock.shift(-3600)
        assert not is_in(client)
        clock.shift(3600)
        client = sign_in()
        clock.shift(86_400)
        assert not is_in(client)


# The second factor


@pytest.fixture
def seed(blue: User) -> str:
    seed = str(totp.generate_totp_secret())
    totp.TOTP.activate(blue, seed)
    return seed


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        yield clock


def test_second_factor_can_be_set_up_by_whoever_was_invited(blue: User) -> None:
    client = sign_in()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(page.context["form"].secret)})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(user=blue, type="totp").exists()


def code(seed: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(seed, counter)))


def give(client: Client, answer: str) -> str:
    return client.post("/accounts/2fa/authenticate/", {"code": answer}).content.decode()


@pytest.mark.parametrize("seconds", [31, -31])
def test_g6_code_of_a_phone_whose_clock_is_off_is_refused_with_what_to_do(
    seed: str, clock: Any, seconds: int
) -> None:
    clock.shift(seconds)
    early_or_late = code(seed)
    clock.shift(-seconds)
    client = sign_in()
    assert "the clock of your phone may be off" in give(client, early_or_late)
    assert not is_in(client)


def test_c26_guessing_codes_is_stopped_even_before_the_right_one(seed: str, clock: Any) -> None:
    client, right = sign_in(), code(seed)
    for number in range(30):
        wrong = f"{number:06}"
        give(client, wrong if wrong != right else "999999")
    give(client, right)
    assert not is_in(client)


def test_c26_no_address_is_open_between_password_and_code(place: Place, seed: str) -> None:
    client = sign_in()
    for name in ("patient_list", "patient", "visit_new", "export", "mfa_index", "usersessions_list"):
        assert client.get(place.url(name))["Location"].startswith(LOGIN), name


def test_c26_new_password_by_mail_does_not_pass_by_the_code(seed: str, mailoutbox: list[Any]) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": "blue@example.org"})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)
    assert link
    form = client.get(link[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert not is_in(client)
    assert User.objects.get(email="blue@example.org").check_password(NEW)
    assert not is_in(sign_in(password=NEW))


def test_c26_second_tab_is_no_way_round_the_code(seed: str) -> None:
    client = sign_in()
    client.post(LOGIN, {"login": "blue@example.org", "password": PASSWORD})
    client.get(LOGIN)
    assert not is_in(client)


def test_c26_recovery_code_opens_once(blue: User, seed: str) -> None:
    recovery = RecoveryCodes.activate(blue).get_unused_codes()[0]
    first, second = sign_in(), sign_in()
    give(first, recovery)
    give(second, recovery)
    assert (is_in(first), is_in(second)) == (True, False)


def test_c26_second_factor_is_not_taken_away_without_the_password(seed: str) -> None:
    client = sign_in()
    give(client, code(seed))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    answer = client.post("/accounts/2fa/totp/deactivate/")
    assert "reauthenticate" in answer["Location"]
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("broken", ["DROP TABLE rate_limit_cache", "LOCK"])
def test_h22_without_its_counters_nobody_comes_in(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong passwords and used codes are counted in this table: when it cannot be read, the answer is no."""
    if broken == "LOCK":
        monkeypatch.setattr(type(cache._connections["default"]), "get", _away)  # type: ignore[attr-defined]
        monkeypatch.setattr(type(cache._connections["default"]), "add", _away)  # type: ignore[attr-defined]
    else:
        with connection.cursor() as cursor:
            cursor.execute(broken)
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        status = client.post(LOGIN, {"login": "blue@example.org", "password": PASSWORD}).status_code
        transaction.set_rollback(True)
    assert status in (500, 503)
    assert "_auth_user_id" not in client.session


def _away(*_: object, **__: object) -> None:
    raise OperationalError("the connection is lost")


def test_h14_one_sign_in_costs_little_enough_for_a_hundred_at_once() -> None:
    """Two cores hash a hundred passwords within ten seconds: 200 ms each, with room for a slow machine."""
    hasher = Argon2()
    best = min(_seconds(hasher) for _ in range(3))
    assert best < 0.2


def _seconds(hasher: Any) -> float:
    began = time.process_time()
    hasher.encode(PASSWORD, "saltsaltsalt")
    return time.process_time() - began
