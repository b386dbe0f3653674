"""Sign, amend, suppose, decide: what a clinician answers for, in a browser.

With TRD_SCREENSHOTS set, the pages are kept under docs/screenshots/.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
pytestmark = pytest.mark.timeout(240)  # the first one waits until the site is up
SEND = "main form[method=post] button[type=submit]"


def _kept(page: Page, name: str) -> None:
    if os.environ.get("TRD_SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def _open(page: Page, url: str, number: str) -> str:
    page.goto(f"{url}/")
    page.fill("[type=search]", number)
    page.keyboard.press("Enter")
    page.locator("tr", has_text=number).locator("a.list-link").first.click()
    page.wait_for_url(re.compile("/patients/"))
    return page.url.split("?")[0].split("#")[0]


@pytest.fixture
def chart(page: Page, site, sign_in: Callable[[Page, str], None]) -> str:
    """Sertraline for nine weeks, adequate, HAM-D17 24 to 12: one failed trial."""
    sign_in(page, "amina.farouk")
    return _open(page, site.url, "V01")


def _stage(page: Page) -> str:
    return page.locator("#glance-stage + .answer").inner_text()


def _amend_last_score(page: Page, chart: str, total: str) -> None:
    page.goto(f"{chart}/entries")
    rows = page.locator("tr", has_text="HAM-D17").or_(page.locator("tr", has_text="hamd17"))
    rows.get_by_role("link", name=re.compile("^Amend")).first.click()
    page.locator("input[name$=total]").fill(total)
    page.locator("[name=reason]").fill("misread")
    page.locator(SEND).click()
    page.wait_for_url(lambda address: "/amend" not in address)


def _sign(page: Page, chart: str) -> None:
    page.goto(f"{chart}/sign")
    page.locator(SEND).click()
    page.wait_for_url(chart)


def test_signed_then_a_score_amended_the_page_says_what_changed(page: Page, chart: str) -> None:
    _sign(page, chart)
    assert "Signed, and unchanged" in page.locator("#since").inner_text()
    before = _stage(page)
    _amend_last_score(page, chart, "6")
    page.goto(chart)
    assert _stage(page) != before
    since = page.locator("#since")
    assert "Changed since it was signed" in since.inner_text()
    assert f"{before} → {_stage(page)}" in since.inner_text()
    assert re.search(r"HAM-D17: 6, .*\(was 12\)", since.inner_text())
    _kept(page, "changed-since-signed")
    since.get_by_text("As it stood").click()
    page.wait_for_url("**/signed/*")
    page.locator("main", has_text=before).wait_for()
    _kept(page, "signed")
    _amend_last_score(page, chart, "12")


def test_what_if_less_was_taken_the_stage_changes_and_nothing_is_written(page: Page, chart: str) -> None:
    before, entries = _stage(page), _entries(page, chart)
    page.goto(f"{chart}/what-if")
    page.locator("input[name=trial-0-adherence]").fill("20")
    page.locator(SEND).last.click()
    page.locator("#answer").wait_for()
    assert "?" not in page.url
    assert page.locator(".if-band").inner_text().upper().startswith("HYPOTHETICAL")
    assert page.locator("svg.timeline:visible").count() == 1
    stage = page.locator(".if-stage").inner_text()
    assert before in stage
    assert "No resistance shown so far" in stage
    _kept(page, "what-if")
    page.get_by_text("Leave it").click()
    assert _stage(page) == before
    assert _entries(page, chart) == entries


def _entries(page: Page, chart: str) -> str:
    page.goto(f"{chart}/entries")
    told = page.locator("main").inner_text()
    page.goto(chart)
    return told


def test_decision_recorded_is_a_mark_on_the_timeline(page: Page, chart: str) -> None:
    page.locator(".option").first.get_by_text("Record this as the decision").click()
    page.fill("[name=because]", "agreed with the patient")
    page.locator(SEND).click()
    page.wait_for_url(f"{chart}#decisions")
    assert "agreed with the patient" in page.locator("#decisions").inner_text()
    mark = page.locator("svg.timeline:visible a.mark-decision").first
    assert "Decision by Dr Amina Farouk, option followed" in (mark.get_attribute("aria-label") or "")
    page.locator("#picture").scroll_into_view_if_needed()
    _kept(page, "decision-on-the-timeline")


def test_another_option_is_answered_beside_the_list(page: Page, chart: str) -> None:
    page.select_option("#option", "option:NEUROMOD.ECT")
    page.locator("form.consider button").click()
    answer = page.locator("#considered article")
    answer.wait_for()
    assert page.url == chart
    assert "It would need" in answer.inner_text()
    answer.scroll_into_view_if_needed()
    _kept(page, "another-option")


def test_history_is_played_from_change_to_change(page: Page, chart: str) -> None:
    days = []
    for _ in range(3):
        page.get_by_text("Earlier change").click()
        page.wait_for_url(lambda address: "/changes/" not in address and "on=" in address)
        days.append(page.locator("#on").input_value())
    assert days == sorted(set(days), reverse=True)
    page.get_by_text("Later change").click()
    page.wait_for_url(lambda address: f"on={days[1]}" in address)
    page.get_by_text("Compare two days").click()
    assert page.locator("#a").input_value() == days[1]
    _kept(page, "two-days")


def test_judgement_works_without_javascript(browser, page: Page, chart: str) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(chart)
    plain.select_option("#option", "option:NEUROMOD.ECT")
    plain.locator("form.consider button").click()
    assert "Electroconvulsive therapy" in plain.locator("#considered article").inner_text()
    plain.goto(f"{chart}/what-if")
    plain.fill("input[name=trial-0-adherence]", "20")
    plain.locator(SEND).last.click()
    plain.locator("#answer").wait_for()
    context.close()
