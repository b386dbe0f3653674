"""A passkey is added, opens the account without the password, stands in for the code, and is removed."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import Site

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
EMAIL = "mei.tanaka@demo.example"
ELSEWHERE = re.compile(r"^(?!.*/(login|reauthenticate|authenticate)/).*$")


@pytest.fixture
def url(site: Site) -> str:
    """A passkey belongs to a name: browsers keep none for a number."""
    return site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(context: BrowserContext, page: Page) -> None:
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def give_password(page: Page, site: Site) -> None:
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", site.password)
    page.click("main form button.btn-primary")


def confirm(page: Page, site: Site, url: str) -> None:
    page.goto(f"{url}/accounts/reauthenticate/?next=/accounts/2fa/webauthn/")
    page.fill("input[name=password]", site.password)
    page.click("main button.btn-primary")
    page.wait_for_url("**/2fa/webauthn/")


def sign_out(page: Page) -> None:
    page.click(".site-out")
    page.wait_for_url("**/login/**")


@pytest.mark.usefixtures("device")
def test_passkey_from_first_to_last(page: Page, site: Site, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    give_password(page, site)
    page.wait_for_url(ELSEWHERE)
    confirm(page, site, url)
    page.click("text=Add a passkey")
    page.get_by_label("Name of the device").fill("Ward computer")
    page.get_by_label("It also opens my account without the password").check()
    page.click("text=Add this device")
    page.get_by_text("The passkey is added.").wait_for()
    sign_out(page)
    page.click("text=Sign in with a passkey")  # alone
    page.wait_for_url(ELSEWHERE)
    sign_out(page)
    give_password(page, site)
    page.wait_for_url("**/authenticate/")
    page.click("text=Use a passkey")  # after the password
    page.wait_for_url(ELSEWHERE)
    confirm(page, site, url)
    page.get_by_text("Ward computer").first.wait_for()
    page.get_by_role("link", name="Remove Ward computer").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("The passkey is removed.").wait_for()
