"""What axe finds on each page, at a desk and on a telephone, light and dark: nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Site

CASE = Path(__file__).parents[1] / "cases" / "staging" / "v14.json"
WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"

SIGNED_OUT = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/key/1-nonsense/")
OWN_ACCOUNT = (
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/password/change/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
)
CHART = ("", "/trials/T1", "/visits/new", "/entries", "/what-if", "/compare", "/sign", "/decide", "/trail")
CLINICIAN = (
    "/",
    "/patients/new",
    "/patients/import",
    "/patients/import/csv",
    "/caseload",
    "/export",
    "/about",
    "/emergency",
)
ADMINISTRATOR = ("/people", "/people/invite", "/people/settings", "/people/trail")
SUPERVISOR = ("/emergency/review", "/caseload")


@dataclass(frozen=True)
class Seats:
    """Each at a browser of their own, signed in once, and a chart that the clinician may read."""

    clinician: Page
    administrator: Page
    supervisor: Page
    nobody: Page
    chart: str


@pytest.fixture(scope="module")
def seats(browser: Browser, site: Site) -> Iterator[Seats]:
    pages = [browser.new_context(locale="en-GB", reduced_motion="reduce").new_page() for _ in range(4)]
    for page, name in zip(pages, ("amina.farouk", "ines.carvalho", "samuel.levy"), strict=False):
        _sign_in(page, site, name)
    clinician, administrator, supervisor, nobody = pages
    yield Seats(clinician, administrator, supervisor, nobody, _import_chart(clinician, site))
    for page in pages:
        page.context.close()


def _sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", f"{name}@demo.example")
    page.fill("input[name=password]", site.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def _import_chart(page: Page, site: Site) -> str:
    """The worked case of eight treatments, with a suicide item answered above 0: most has to be shown."""
    record = json.loads(CASE.read_text())["record"]
    record["patient"]["reference"] = f"AXE-{time.monotonic_ns()}"
    day = max(score["date"] for score in record["scores"])
    items = [2, 2, 1, 2, 1, 2, 1, 1, 1]
    record["scores"].append({"date": day, "instrument": "phq9", "items": items, "rater": "self"})
    page.goto(f"{site.url}/patients/import")
    file = {"name": "one.json", "mimeType": "application/json", "buffer": json.dumps(record).encode()}
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(lambda address: "/import" not in address)
    return page.url.split("#")[0]


def _found(page: Page, address: str) -> list[str]:
    """Every violation at each width in each scheme, with all details open."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address} answers {answer.status}"
    page.wait_for_load_state("networkidle")
    page.evaluate(OPEN_ALL)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.evaluate(f"document.documentElement.dataset.bsTheme = '{scheme}'")
            result = Axe().run(page)
            if result.violations_count:
                found.append(f"{address} at {width} px, {scheme}: {result.generate_report()}")
    return found


@pytest.mark.parametrize("place", SIGNED_OUT)
def test_axe_signed_out_finds_nothing(seats: Seats, site: Site, place: str) -> None:
    assert _found(seats.nobody, site.url + place) == []


@pytest.mark.parametrize("place", CLINICIAN)
def test_axe_clinician_s_pages_finds_nothing(seats: Seats, site: Site, place: str) -> None:
    assert _found(seats.clinician, site.url + place) == []


@pytest.mark.parametrize("place", CHART)
def test_axe_chart_of_eight_treatments_finds_nothing(seats: Seats, place: str) -> None:
    assert _found(seats.clinician, seats.chart + place) == []


@pytest.mark.parametrize("place", ADMINISTRATOR)
def test_axe_administrator_s_pages_finds_nothing(seats: Seats, site: Site, place: str) -> None:
    assert _found(seats.administrator, site.url + place) == []


@pytest.mark.parametrize("place", OWN_ACCOUNT)
def test_axe_own_account_finds_nothing(seats: Seats, site: Site, place: str) -> None:
    """Asked once more who one is, on a page that is looked at as well."""
    asking = f"{site.url}/accounts/reauthenticate/?next={place}"
    assert place != OWN_ACCOUNT[0] or _found(seats.administrator, asking) == []
    seats.administrator.goto(asking)
    seats.administrator.fill("input[name=password]", site.password)
    seats.administrator.click("main button.btn-primary")
    seats.administrator.wait_for_url(f"**{place}")
    assert _found(seats.administrator, site.url + place) == []


@pytest.mark.parametrize("place", SUPERVISOR)
def test_axe_supervisor_s_pages_finds_nothing(seats: Seats, site: Site, place: str) -> None:
    assert _found(seats.supervisor, site.url + place) == []


def test_axe_one_person_finds_nothing(seats: Seats, site: Site) -> None:
    seats.administrator.goto(f"{site.url}/people")
    address = seats.administrator.locator("main a[href^='/people/']:not([href*='invite'])").evaluate_all(
        "links => links.map((link) => link.href).find((href) => /people\\/[0-9a-f-]{36}$/.test(href))"
    )
    assert _found(seats.administrator, address) == []
