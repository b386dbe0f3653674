"""Labels of the timeline as Chromium itself draws them: none meets another, none is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from assessment.rules.findings import Assessment
from assessment.timeline.axis import window_named
from assessment.timeline.inputs import StageFrom
from assessment.timeline.layout import Wishes
from assessment.timeline.styles import STYLES
from assessment.views.drawing import drawn
from patients.record import PatientRecord
from tests.timeline.histories import CASE_FILES, lay_out, made_up, worked

STYLE_SHEET = (Path(__file__).parents[2] / "static" / "trd.css").read_text()
WIDTHS = {"wide": 1440, "medium": 768, "narrow": 390}
BATCH = 20
STAGES = ("0", "I", "II", "III", "IV", "V")

# Boxes are compared a little smaller than drawn: a hairline is not an overlap.
MEASURE = """
() => {
  const wrong = [];
  for (const svg of document.querySelectorAll("svg.timeline")) {
    const paper = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll("text")].map((text) => {
      const box = text.getBoundingClientRect();
      return { said: text.textContent, left: box.left + 0.5, right: box.right - 0.5,
               top: box.top + box.height * 0.2, bottom: box.bottom - box.height * 0.2 };
    });
    boxes.forEach((one, index) => {
      if (one.left < paper.left - 1 || one.right > paper.right + 1 || one.top < paper.top - 1 ||
          one.bottom > paper.bottom + 1) wrong.push(["cut off", one.said]);
      for (const other of boxes.slice(index + 1))
        if (one.left < other.right && other.left < one.right &&
            one.top < other.bottom && other.top < one.bottom) wrong.push([one.said, other.said]);
    });
  }
  return wrong;
}
"""


def _drawings(record: PatientRecord, assessment: Assessment, size: str, window: str | None = None) -> str:
    style = next(style for style in STYLES if style.name == size)
    ahead = assessment.next_change_on
    wishes = Wishes(window=window_named(window, record, assessment.as_of, ahead) if window else None)
    starts = [trial.start for trial in record.trials]
    stages = [
        StageFrom(day, ["0", "I", "II", "III", "IV", "V"][i % 6], i % 2 == 1) for i, day in enumerate(starts)
    ]
    return drawn((lay_out(record, assessment, style, wishes, stages),))


def _problems(page: Page, drawings: list[str]) -> list[list[str]]:
    shown = "svg.timeline { display: block !important; max-width: none !important }"
    page.set_content(
        f"<style>{STYLE_SHEET} {shown}</style><main class='page-width'>{''.join(drawings)}</main>"
    )
    counted = [page.locator("svg.timeline").nth(at).locator("text").count() for at in range(len(drawings))]
    assert all(counted), "a picture without labels: nothing would be measured"
    found: list[list[str]] = page.evaluate(MEASURE)
    return found


@pytest.mark.parametrize("size", WIDTHS)
def test_labels_worked_cases_never_meet_in_chromium(browser: Browser, size: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[size], "height": 900})
    drawings = [_drawings(*worked(path.stem), size) for path in CASE_FILES]
    assert _problems(page, drawings) == []
    page.close()


@pytest.mark.parametrize("size", WIDTHS)
def test_labels_two_hundred_made_up_histories_never_meet_in_chromium(browser: Browser, size: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[size], "height": 900})
    for first in range(0, 200, BATCH):
        drawings = [
            _drawings(*made_up(1 + seed % 30, 3 + seed * 3, 60 + seed * 36, seed), size, _window(seed))
            for seed in range(first, first + BATCH)
        ]
        assert _problems(page, drawings) == [], f"histories {first} to {first + BATCH}"
    page.close()


def _window(seed: int) -> str:
    return ("all", "episode", "2y", "6m")[seed % 4]
