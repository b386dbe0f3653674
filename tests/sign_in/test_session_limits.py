"""A session ends by itself, and what a request without one is told keeps what was typed."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from patients import actions
from patients.models import CLINICIAN, Clinic

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"
PAGE = "/accounts/password/change/"


@pytest.fixture
def clinic() -> Clinic:
    clinic, administrator = actions.found_clinic(
        name="North",
        email="admin@north.example",
        administrator="A. Admin",
        at=timezone.now(),
        password=PASSWORD,
    )
    user = actions.create_user(
        by=administrator, clinic=clinic, email="kim@north.example", name="Kim", password=PASSWORD
    )
    actions.grant_role(by=administrator, clinic=clinic, user=user, role=CLINICIAN, at=timezone.now())
    return clinic


def signed_in(
    email: str = "kim@north.example", password: str = PASSWORD, REMOTE_ADDR: str = "127.0.0.1"
) -> Client:
    client = Client(REMOTE_ADDR=REMOTE_ADDR)
    client.post("/accounts/login/", {"login": email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("minutes", "expected"), [(14, True), (15, False)], ids=["14 minutes", "15 minutes"])
def test_idle_session_ends_at_the_clinic_setting(clinic: Clinic, minutes: int, expected: bool) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = signed_in()
        assert is_in(client)
        clock.shift(minutes * 60)
        assert is_in(client) is expected


def test_used_session_ends_after_twelve_hours(clinic: Clinic) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = signed_in()
        for _ in range(71):
            clock.shift(600)
            assert is_in(client)
        clock.shift(600)
        assert not is_in(client)


def test_changed_idle_setting_holds_at_once(clinic: Clinic) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = signed_in()
        Clinic.objects.update(idle_minutes=1)
        clock.shift(60)
        assert not is_in(client)


def test_expired_htmx_request_is_answered_401_and_swaps_nothing(clinic: Clinic) -> None:
    answer = Client().post(PAGE, {"note": "typed"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"], answer["HX-Trigger"]) == (401, "none", "signed-out")
    assert answer["Cache-Control"] == "no-store"


def test_page_without_session_leads_to_sign_in_and_back(clinic: Clinic) -> None:
    assert (
        Client().get(f"{PAGE}?a=1")["Location"] == f"/accounts/login/?next={PAGE.replace('/', '%2F')}%3Fa%3D1"
    )


def test_signing_in_changes_the_session_id(clinic: Clinic) -> None:
    client = Client()
    client.get("/accounts/login/")
    ids = []
    for _ in range(2):
        client.post("/accounts/login/", {"login": "kim@north.example", "password": PASSWORD})
        ids.append(client.session.session_key)
        client.post("/accounts/logout/")
    assert len(set(ids)) == 2


def test_signing_in_again_over_a_session_changes_its_id(clinic: Clinic) -> None:
    from django.contrib.auth import login
    from django.test import RequestFactory

    client = signed_in()
    before = client.session.session_key
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = user = get_user_model().objects.get(email="kim@north.example")
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert request.session.session_key != before


def test_deactivated_person_is_out_at_the_next_click(clinic: Clinic) -> None:
    client = signed_in()
    get_user_model().objects.filter(email="kim@north.example").update(is_active=False)
    assert not is_in(client)


def test_changed_password_ends_the_other_sessions(clinic: Clinic) -> None:
    here, elsewhere = signed_in(), signed_in()
    new = "another long phrase"
    here.post(PAGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not is_in(elsewhere)


# The second factor


def test_needed_second_factor_holds_back_until_it_is_set_up(clinic: Clinic) -> None:
    client = signed_in()
    Clinic.objects.update(second_factor_required=True)
    assert client.get("/")["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200


def test_needed_second_factor_is_not_met_by_recovery_codes_alone(clinic: Clinic) -> None:
    from allauth.mfa.models import Authenticator

    client = signed_in()
    Clinic.objects.update(second_factor_required=True)
    user = get_user_model().objects.get(email="kim@north.example")
    Authenticator.objects.create(user=user, type="recovery_codes", data={})
    assert client.get("/")["Location"] == "/accounts/2fa/"


def test_seed_is_not_stored_in_clear(clinic: Clinic) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    seed = generate_totp_secret()
    TOTP.activate(get_user_model().objects.get(email="kim@north.example"), seed)
    assert seed not in str(Authenticator.objects.get(type="totp").data)


def _with_totp(email: str = "kim@north.example") -> str:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    seed = generate_totp_secret()
    TOTP.activate(get_user_model().objects.get(email=email), seed)
    return str(seed)


def _code(seed: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(seed, next(iter(yield_hotp_counters_from_time())))))


def _give(client: Client, code: str) -> bool:
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return is_in(client)


def test_one_time_code_opens_once_whichever_worker_asks(clinic: Clinic) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        seed = _with_totp()
        first, second = signed_in(), signed_in()
        code = _code(seed)
        assert _give(first, code)
        assert not _give(second, code)


@pytest.mark.parametrize("seconds", [30, 31, 59])
def test_one_time_code_does_not_open_in_the_next_period(clinic: Clinic, seconds: int) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        code = _code(_with_totp())
        client = signed_in()
        clock.shift(seconds)
        assert not _give(client, code)


def test_used_code_is_remembered_through_a_flood_of_other_keys(clinic: Clinic) -> None:
    from django.core.cache import cache

    with time_machine.travel(1_800_000_000, tick=False):
        code = _code(_with_totp())
        assert _give(signed_in(), code)
        cache.set_many({f"flood{number}": 1 for number in range(600)})
        assert not _give(signed_in(), code)


@pytest.mark.django_db(transaction=True)
def test_one_time_code_given_twice_at_once_opens_once(clinic: Clinic) -> None:
    """Two workers are two connections; what they share is a row of the database, not their memory."""
    with time_machine.travel(1_800_000_000, tick=False):
        seed = _with_totp()
        clients = [signed_in(), signed_in()]
        start = Barrier(len(clients))

        def give(client: Client) -> bool:
            start.wait(20)
            try:
                return _give(client, _code(seed))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(clients)) as pool:
            assert sorted(pool.map(give, clients)) == [False, True]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM rate_limit_cache WHERE cache_key LIKE '%%totp.used%%'")
            assert cursor.fetchone() == (1,)


def test_recovery_codes_are_not_stored_in_clear(clinic: Clinic) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(get_user_model().objects.get(email="kim@north.example"))
    row = Authenticator.objects.get(type="recovery_codes")
    codes = RecoveryCodes(row).generate_codes()
    assert len(codes) == 10
    assert not [code for code in codes if code in str(row.data)]
    assert re.fullmatch(r"gAAAA[\w=-]+", row.data["seed"])  # sealed: the codes can be worked out from it


# Guessing


def test_lock_outlasts_a_flood_of_other_keys(clinic: Clinic) -> None:
    from django.core.cache import cache

    for _ in range(6):
        signed_in(password="wrong", REMOTE_ADDR="198.51.100.7")
    cache.set_many({f"flood{number}": 1 for number in range(600)})
    assert not is_in(signed_in(REMOTE_ADDR="198.51.100.7"))


def test_behind_a_proxy_each_address_counts_for_itself(clinic: Clinic, settings: Any) -> None:
    """The proxy appends the address that it saw; whatever the browser wrote before that is not believed."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def from_address(forwarded: str, password: str = PASSWORD) -> Client:
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded})
        client.post("/accounts/login/", {"login": "kim@north.example", "password": password})
        return client

    for number in range(6):
        from_address(f"192.0.2.{number}, 198.51.100.7", password="wrong")
    assert not is_in(from_address("192.0.2.99, 198.51.100.7"))
    assert is_in(from_address("198.51.100.8"))


@pytest.mark.parametrize("by", ["password", "invitation"])
def test_deactivated_person_does_not_come_in_again(clinic: Clinic, by: str, mailoutbox: Any) -> None:
    user = get_user_model().objects.get(email="kim@north.example")
    Client().post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)
    assert link
    user.is_active = False
    user.save()
    if by == "invitation":
        client, new = Client(), "another long phrase"
        form: Any = client.get(link[1], follow=True)
        client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
        client.post("/accounts/login/", {"login": user.email, "password": new})
    else:
        client = signed_in()
    assert not is_in(client)


def test_guessing_locks_out_the_guesser_alone(clinic: Clinic) -> None:
    for _ in range(6):
        signed_in(password="wrong", REMOTE_ADDR="198.51.100.7")
    assert not is_in(signed_in(REMOTE_ADDR="198.51.100.7"))
    assert is_in(signed_in(REMOTE_ADDR="192.0.2.1"))


def test_guessing_does_not_end_a_session_that_is_already_in(clinic: Clinic) -> None:
    client = signed_in(REMOTE_ADDR="192.0.2.1")
    for _ in range(25):
        signed_in(password="wrong", REMOTE_ADDR="192.0.2.1")
    assert is_in(client)


def test_spraying_one_password_over_many_names_is_stopped_by_address(clinic: Clinic) -> None:
    for number in range(21):
        signed_in(email=f"n{number}@north.example", password="wrong", REMOTE_ADDR="198.51.100.7")
    assert not is_in(signed_in(REMOTE_ADDR="198.51.100.7"))


def test_sign_up_is_closed(clinic: Clinic) -> None:
    Client().post(
        "/accounts/signup/", {"email": "new@x.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not get_user_model().objects.filter(email="new@x.example").exists()


def test_hasher_keeps_owasp_parameters() -> None:
    from trdsite.passwords import Argon2

    assert Argon2().encode("x", "saltsaltsalt").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
