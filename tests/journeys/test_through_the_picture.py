"""Through the picture by key and by finger, and through the history by playing it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_judgement import _open

pytestmark = pytest.mark.timeout(240)  # the first one waits until the site is up
SHOWN = "#picture .panel-head .soft.num"


@pytest.fixture
def chart(page: Page, site, sign_in: Callable[[Page, str], None]) -> str:
    """Four treatments over a year."""
    sign_in(page, "mei.tanaka")
    return _open(page, site.url, "V14")


def _moves(page: Page, do: Callable[[], None]) -> tuple[str, str]:
    """What was shown before and after, once the picture has changed."""
    before = page.locator(SHOWN).inner_text()
    do()
    expect(page.locator(SHOWN)).not_to_have_text(before)
    return before, page.locator(SHOWN).inner_text()


def _days(shown: str) -> float:
    return float(re.findall(r"\d{4}", shown)[1]) - float(re.findall(r"\d{4}", shown)[0])


def test_keys_zoom_and_move_and_keep_the_focus_in_the_picture(page: Page, chart: str) -> None:
    page.locator(".timeline:visible .mark").first.focus()
    before, after = _moves(page, lambda: page.keyboard.press("-"))
    assert _days(after) > _days(before)
    expect(page.locator("#move-zoom-out")).to_be_focused()
    _moves(page, lambda: page.keyboard.press("Shift+ArrowLeft"))
    expect(page.locator("#move-earlier")).to_be_focused()
    _, nearer = _moves(page, lambda: page.keyboard.press("+"))
    assert _days(nearer) < _days(after)


def test_keys_typed_into_a_field_are_only_typed(page: Page, chart: str) -> None:
    before = page.locator(SHOWN).inner_text()
    page.locator("#on").focus()
    for key in ("-", "Shift+ArrowLeft"):
        page.keyboard.press(key)
        expect(page.locator("#on")).to_be_focused()  # a move takes the focus at once, its answer comes later
    page.locator("#picture summary").click()
    page.locator("#timeline-table td").first.wait_for()
    assert page.locator(SHOWN).inner_text() == before


_TOUCH = """(points) => {
  const target = document.querySelector(".timeline-touch svg:not([hidden])").parentElement;
  for (const [kind, id, x] of points) target.dispatchEvent(new PointerEvent(kind, {
    bubbles: true, pointerType: "touch", pointerId: id, clientX: x, clientY: 200 }));
}"""


def test_a_swipe_moves_and_two_fingers_zoom(page: Page, chart: str) -> None:
    swipe = [("pointerdown", 1, 300), ("pointermove", 1, 150), ("pointerup", 1, 150)]
    _, later = _moves(page, lambda: page.evaluate(_TOUCH, swipe))
    apart = [("pointerdown", 1, 200), ("pointerdown", 2, 240)]
    apart += [("pointermove", 1, 120), ("pointermove", 2, 320), ("pointerup", 1, 120)]
    _, nearer = _moves(page, lambda: page.evaluate(_TOUCH, apart))
    assert _days(nearer) < _days(later)


def test_playing_goes_from_change_to_change_until_it_is_paused(page: Page, chart: str) -> None:
    page.get_by_role("button", name="Play from the start").click()
    page.wait_for_url(re.compile(r"on=\d{4}-"))
    first = page.locator("#on").input_value()
    page.wait_for_url(lambda address: "on=" in address and first not in address, timeout=20_000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play on").wait_for()
    assert page.locator("#on").input_value() > first


def test_a_bar_opens_its_reasons_with_one_click_also_after_they_were_closed(page: Page, chart: str) -> None:
    bar = page.locator(".timeline:visible .mark-trial").first
    for _ in range(2):
        bar.click()
        opened = page.locator("details.trial-row[open]")
        expect(opened.locator(".pillars")).to_be_visible()
        opened.locator("summary").first.click()
        expect(page.locator("details.trial-row[open]")).to_have_count(0)


def test_the_table_is_sorted_without_leaving_the_page(page: Page, chart: str) -> None:
    page.evaluate("window.stayed = true")
    page.locator("#timeline-table summary").click()
    kinds = page.locator("#timeline-table td:nth-child(2)")
    by_date = kinds.all_inner_texts()
    page.locator("#sort-kind").click()
    expect(page.locator("#sort-kind")).to_have_attribute("aria-current", "true")
    by_kind = kinds.all_inner_texts()
    assert by_kind == sorted(by_date) != by_date
    expect(kinds.first).to_be_visible()
    expect(page.locator("#sort-kind")).to_be_focused()
    assert "sort=kind" in page.url
    assert page.evaluate("window.stayed")


def test_on_a_telephone_only_the_first_option_stands_open(page: Page, chart: str) -> None:
    bodies = page.locator(".option-parts")
    expect(bodies.nth(1)).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(bodies.nth(0)).to_be_visible()
    expect(bodies.nth(1)).not_to_be_visible()
    page.locator(".option-body > summary").nth(1).click()
    expect(bodies.nth(1)).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(bodies.nth(2)).to_be_visible()
    expect(page.locator(".option-body > summary").nth(1)).not_to_be_visible()


def test_on_paper_one_drawing_stands_in_light_colours_also_from_a_dark_screen(page: Page, chart: str) -> None:
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.emulate_media(media="print")
    assert page.locator("svg.timeline:visible").count() == 1
    expect(page.locator("svg.timeline-medium")).to_be_visible()
    lane = page.locator("svg.timeline-medium .lane").first
    assert lane.evaluate("lane => getComputedStyle(lane).fill") == "rgb(248, 250, 251)"
    assert page.locator("svg.timeline-medium").evaluate("svg => svg.clientHeight") <= 802  # 212 mm
    page.emulate_media(media="screen")


def test_on_paper_every_treatment_stands_with_its_reasons(page: Page, chart: str) -> None:
    reasons = page.locator(".trial-row .pillars")
    expect(reasons).to_have_count(page.locator(".trial-row").count())
    assert reasons.count() >= 4
    expect(reasons.first).not_to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for at in range(reasons.count()):
        expect(reasons.nth(at)).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(reasons.first).not_to_be_visible()


def test_on_paper_a_folded_rung_names_all_that_carries_it(page: Page, chart: str) -> None:
    """As ``_stage.html`` folds the evidence of a long history."""
    folded = (
        "<details class='evidence'><summary>and 2 more</summary><span id='folded'>T6; T7</span></details>"
    )
    page.locator(".ladder li div").first.evaluate("(rung, html) => { rung.innerHTML += html; }", folded)
    expect(page.locator("#folded")).not_to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#folded")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#folded")).not_to_be_visible()
