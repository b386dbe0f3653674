"""The pages of one's own account speak plainly, and each shows what it is for."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from patients import invitations
from patients.models import Clinic, User
from tests.sign_in.test_session_limits import PASSWORD, clinic, signed_in  # noqa: F401 (a fixture)
from trdsite.templatetags.account_words import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
NOT_OURS = ("Bad Token", "Two-Factor", "Security Key", "Authenticator App", "reauthenticate to",
            "Confirm Access", "Master key", "sign up", "Hello from", "Thank you for using")  # fmt: skip


def kim() -> User:
    return User.objects.get(email="kim@north.example")


def confirmed() -> Client:
    """Signed in, and asked once more."""
    client = signed_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    page = str(answer.content.decode())
    assert not [words for words in NOT_OURS if words in page]
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def reset_link() -> str:
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert link
    return link[1]


PAGES = {
    "account_reset_password": "Forgotten password",
    "account_reset_password_done": "Look into your mail",
    "account_reset_password_from_key_done": "Password set",
    "account_inactive": "This account is deactivated",
    "account_change_password": "Change password",
    "account_reauthenticate": "Is it you?",
    "account_logout": "Sign out?",
    "mfa_index": "Second factor",
    "mfa_activate_totp": "Set up an app with codes",
    "mfa_add_webauthn": "Add a passkey",
    "mfa_list_webauthn": "Passkeys",
    "usersessions_list": "Where you are signed in",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_says_what_it_is_for(name: str) -> None:
    shown = text(confirmed().get(reverse(name))).split("> ", 1)[1]
    assert shown.startswith(PAGES[name])


def test_pages_of_a_second_factor_that_is_on() -> None:
    client = confirmed()
    TOTP.activate(kim(), generate_totp_secret())
    codes = RecoveryCodes.activate(kim()).get_unused_codes()
    assert "Switch off" in text(client.get(reverse("mfa_index")))
    shown = text(client.get(reverse("mfa_view_recovery_codes")))
    assert [code for code in codes if code in shown] == codes
    assert "The 10 codes that are left" in text(client.get(reverse("mfa_generate_recovery_codes")))
    assert "Switch off the app?" in text(client.get(reverse("mfa_deactivate_totp")))
    assert "The code that your app shows now" in text(client.get(reverse("mfa_reauthenticate")))


def test_passkey_is_listed_renamed_and_asked_about_before_it_goes() -> None:
    client = confirmed()
    key = Authenticator.objects.create(user=kim(), type="webauthn", data={"name": "Ward computer"})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        text(client.get(reverse(name, args=[key.pk])))
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "<b>Phone</b>"})
    assert "&lt;b&gt;Phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.exists()


def test_passkey_of_another_person_is_not_there() -> None:
    administrator = User.objects.get(email="admin@north.example")
    key = Authenticator.objects.create(user=administrator, type="webauthn", data={"name": "Theirs"})
    client = confirmed()
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for method in ("get", "post"):
            answer = getattr(client, method)(reverse(name, args=[key.pk]), {"name": "Mine"})
            assert answer.status_code == 404
    assert "Theirs" not in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert Authenticator.objects.get().data == {"name": "Theirs"}


def test_needed_second_factor_is_explained_where_one_is_led() -> None:
    client = signed_in()
    asked = "Your clinic asks for a second factor"
    assert asked not in text(client.get(reverse("mfa_index")))
    Clinic.objects.update(second_factor_required=True)
    assert asked in text(client.get("/", follow=True))


def test_second_step_of_signing_in_speaks_plainly() -> None:
    TOTP.activate(kim(), generate_totp_secret())
    answer = Client().post(
        reverse("account_login"), {"login": kim().email, "password": PASSWORD}, follow=True
    )
    assert "the code that your app shows now" in text(answer)


# By mail


def test_invitation_leads_to_choosing_a_password_and_then_no_longer(rf: Any) -> None:
    new = User.objects.create_user("noor@north.example", name="Noor")
    invitations.send(rf.get("/"), new, Clinic.objects.get())
    assert "Choose your password here" in str(mail.outbox[-1].body)
    client, link = Client(), reset_link()
    page: Any = client.get(link, follow=True)
    assert "Choose a password" in text(page)
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    done: Any = client.post(page.request["PATH_INFO"], sent, follow=True)
    assert "Password set" in text(done)
    assert "This link no longer works" in text(Client().get(link, follow=True))


def test_link_that_is_none_says_what_to_do() -> None:
    page = text(Client().get("/accounts/password/reset/key/1-nonsense/"))
    assert "This link no longer works" in page
    assert "ask the administrator of your clinic to send the invitation again" in page


@pytest.mark.parametrize(
    ("address", "says"),
    [("kim@north.example", "Choose one here"), ("nobody@x.example", "There is no account with this address")],
)
def test_forgotten_password_is_answered_by_a_plain_message(address: str, says: str) -> None:
    Client().post(reverse("account_reset_password"), {"email": address})
    (message,) = mail.outbox
    assert says in str(message.body)
    assert not [words for words in NOT_OURS if words in str(message.body) + message.subject]


# Guessing


def test_too_many_tries_get_a_page_of_ours() -> None:
    cache.clear()
    for _ in range(6):
        answer: Any = Client().post(reverse("account_reset_password"), {"email": "kim@north.example"})
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1",
         "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
         "Chrome on Android"),
        ("curl/8.5.0", "A program unknown to us"),
        ("", "A program unknown to us"),
    ],
)  # fmt: skip
def test_browser_is_named_as_a_person_would(user_agent: str, words: str) -> None:
    assert browser(user_agent) == words
