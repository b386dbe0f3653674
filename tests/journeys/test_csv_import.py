"""A table with bad rows and a misspelt name, by keyboard and mouse as it comes; then a long one."""

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

LONG_ROWS = 1_200


def check(page: Page) -> None:
    """Axe finds nothing, and a phone needs no sideways scrolling."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def bring(page: Page, site: Site, kind: str, text: str) -> None:
    page.goto(f"{site.url}/patients/import/csv")
    page.select_option("[name=kind]", kind)
    content = {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": text.encode("utf-16")}
    page.set_input_files("[name=file]", content)  # type: ignore[arg-type]
    check(page)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/columns")


@pytest.fixture
def run() -> str:
    """Numbers of patients that no other test has."""
    return f"I-{time.monotonic_ns()}"


def test_trials_with_bad_rows_and_a_misspelt_name(page, site, sign_in, run, tmp_path: Path):
    sign_in(page, "amina.farouk")
    bring(
        page,
        site,
        "trials",
        "patient;born;drug;start;stop;reason;dose\n"
        f"{run};1980-05-17;Zoloft;2025-01-06;2025-04-07;lack of efficacy;100\n"
        f"{run};1980-05-17;escitalpram;2025-04-07;;;20\n"
        f"{run};1980-05-17;bupropion;45292;;;300\n"
        f"{run};1980-05-17;lithium;2025-05-05;;;37,5\n",
    )
    expect(page.locator("[name=treatment]")).to_have_value("2")
    check(page)
    page.select_option("[name=birth_date]", "")
    page.select_option("[name=sex]", "1")  # a wrong guess, put right after the preview tells
    page.get_by_role("button", name="Show the preview").click()
    expect(page.locator("#faults")).to_contain_text("F, M, female, male, other or nothing")
    page.get_by_role("link", name="Back to the columns").click()
    page.select_option("[name=sex]", "")
    page.select_option("[name=birth_date]", "1")
    page.get_by_role("button", name="Show the preview").click()

    expect(page.locator("#faults")).to_contain_text("45292")
    expect(page.locator("#faults")).to_contain_text("a decimal point: 37.5")
    expect(page.get_by_text("Answer the names above first")).to_be_visible()
    check(page)
    page.get_by_label("escitalpram").select_option("escitalopram")
    page.get_by_role("button", name="Take these answers").click()
    page.get_by_role("button", name="Leave out the bad rows and store the rest").click()
    expect(page.get_by_role("heading", name="Stored")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2 new treatments, 1 new patient")
    check(page)


def test_a_long_file_tells_how_far_it_is(page, site, sign_in, run):
    sign_in(page, "amina.farouk")
    rows = "".join(
        f"{run}-{number // 4},1980-05-17,2025-0{1 + number % 4}-06,{20 - number % 4}\n"
        for number in range(LONG_ROWS)
    )
    bring(page, site, "scores", f"id,born,date,PHQ-9 total\n{rows}")
    page.get_by_role("button", name="Show the preview").click()
    page.get_by_role("button", name="Store 1,200 scores").click()
    page.wait_for_url("**/report")
    expect(page.locator("#progress")).to_contain_text("Storing")
    expect(page.locator("main")).to_contain_text("1,200 new scores, 300 new patients", timeout=100_000)
    bring(page, site, "scores", f"id,born,date,PHQ-9 total\n{rows}")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.locator("main")).to_contain_text("all of it is there already")
