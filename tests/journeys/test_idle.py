"""A screen that nobody uses is covered and its session ended; whoever types stays signed in."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

NOTE = "Half a sentence, and then the telephone rang"
MINUTE = 60_000


def _typing_a_visit(page: Page, site, sign_in: Callable[[Page, str], None]) -> None:
    page.clock.install()
    sign_in(page, "amina.farouk")
    page.locator("main table a, main .patient-row a").first.click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}"))
    page.goto(re.match(r".*/patients/[0-9a-f-]{36}", page.url)[0] + "/visits/new")  # type: ignore[index]
    page.locator("textarea[name$=note]").fill(NOTE)


def test_d4_whoever_types_stays_signed_in(page: Page, site, sign_in: Callable[[Page, str], None]) -> None:
    """Each minute a key: the server is told, and neither warning nor cover comes, however long it takes."""
    _typing_a_visit(page, site, sign_in)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.url.endswith("/session") else None)
    for _ in range(20):
        page.clock.fast_forward(MINUTE)
        page.locator("textarea[name$=note]").press("End")
    page.clock.fast_forward(MINUTE)
    assert len(told) >= 18
    expect(page.locator("#sign-in-again")).to_be_hidden()
    expect(page.locator("[data-idle-warning]")).to_be_hidden()


def test_d4_whoever_does_not_is_warned_then_signed_out_and_the_page_covered(
    page: Page, site, sign_in: Callable[[Page, str], None]
) -> None:
    _typing_a_visit(page, site, sign_in)
    page.clock.fast_forward(13 * MINUTE)
    expect(page.locator("[data-idle-warning]")).to_be_hidden()
    page.clock.fast_forward(MINUTE + 10_000)
    expect(page.locator("[data-idle-warning]")).to_be_visible()
    with page.expect_response(lambda answer: "/accounts/logout/" in answer.url) as signed_out:
        page.clock.fast_forward(MINUTE)
    assert signed_out.value.status in (200, 302)
    expect(page.locator("#sign-in-again")).to_be_visible()
    expect(page.locator("textarea[name$=note]")).to_be_hidden()
    assert page.locator("textarea[name$=note]").input_value() == NOTE
    assert page.request.get(f"{site.url}/session", max_redirects=0).status == 302


def test_d4_one_word_of_the_user_takes_the_warning_away(
    page: Page, site, sign_in: Callable[[Page, str], None]
) -> None:
    _typing_a_visit(page, site, sign_in)
    page.clock.fast_forward(14 * MINUTE + 10_000)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("[data-idle-warning]")).to_be_hidden()
    page.clock.fast_forward(2 * MINUTE)
    expect(page.locator("#sign-in-again")).to_be_hidden()
