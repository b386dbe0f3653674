"""A visit typed across an ended session is not lost: with scripts the page stays, without it is kept."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

NOTE = "Told me about the new job; sleeping better since Tuesday."


def _open_visit_form(page: Page, site) -> None:
    page.goto(f"{site.url}/")
    page.locator("main table a, main .patient-row a").first.click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}"))
    page.goto(page.url.split("?")[0] + "/visits/new")


def _end_session_elsewhere(context: BrowserContext, site) -> None:
    """The same browser signs out in another tab, so the session is gone on the server."""
    other = context.new_page()
    other.goto(f"{site.url}/about")
    other.locator("button.site-out").click()
    other.wait_for_url(re.compile("/accounts/"))
    other.close()


def _sign_in_in_the_new_tab(tab: Page, site, name: str) -> None:
    tab.locator("input[name=login]").fill(f"{name}@demo.example")
    tab.locator("input[name=password]").fill(site.password)
    tab.locator("main form button[type=submit]").first.click()


def test_visit_typed_across_an_ended_session_is_saved_after_signing_in(
    page: Page, context: BrowserContext, site, sign_in: Callable[[Page, str], None]
) -> None:
    sign_in(page, "amina.farouk")
    _open_visit_form(page, site)
    page.locator("textarea[name$=note]").fill(NOTE)
    page.wait_for_timeout(1500)  # the draft is on its way before the session ends
    _end_session_elsewhere(context, site)
    page.locator("#save").click()
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    assert page.locator("textarea[name$=note]").input_value() == NOTE
    with context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in").click()
    _sign_in_in_the_new_tab(opened.value, site, "amina.farouk")
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}$"), timeout=15_000)
    expect(page.locator("body")).to_contain_text("The visit is saved")


def test_another_person_signing_in_does_not_send_it(
    page: Page, context: BrowserContext, site, sign_in: Callable[[Page, str], None]
) -> None:
    sign_in(page, "amina.farouk")
    _open_visit_form(page, site)
    page.locator("textarea[name$=note]").fill(NOTE)
    page.wait_for_timeout(1500)
    _end_session_elsewhere(context, site)
    page.locator("#save").click()
    expect(page.locator("#sign-in-again")).to_be_visible()
    with context.expect_page() as opened:
        page.locator("#sign-in-again").get_by_role("link", name="Sign in").click()
    _sign_in_in_the_new_tab(opened.value, site, "clara.jensen")
    expect(page.locator("#sign-in-again [data-said]")).to_contain_text("Another person is signed in")
    assert page.locator("textarea[name$=note]").input_value() == NOTE


def test_without_scripts_what_was_typed_is_a_draft_after_signing_in(browser: Browser, site) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{site.url}/accounts/login/")
    _sign_in_in_the_new_tab(page, site, "ben.okafor")
    _open_visit_form(page, site)
    page.locator("textarea[name$=note]").fill(NOTE)
    _end_session_elsewhere(context, site)
    # as a real expiry leaves it: the form's own token still fits this browser
    page.locator("#save").click()
    expect(page.locator("body")).to_contain_text("Sign in")
    _sign_in_in_the_new_tab(page, site, "ben.okafor")
    page.goto(re.sub(r"\?.*$", "", page.url) + "?draft=1")
    assert page.locator("textarea[name$=note]").input_value() == NOTE
    context.close()
