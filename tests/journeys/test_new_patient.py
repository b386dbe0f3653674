"""A new patient with six past trials, without the mouse; an entry put right; what axe finds."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.recording import Keys, focused, register

SIX = (
    ("fluoxetine", "20", "2012", "1 year", "lack", "80", "self"),
    ("Zoloft", "100", "spring 2014", "8 weeks", "lack", "90", "self"),
    ("venlafaxine", "150", "2016-02", "7 months", "into", "", ""),
    ("mirtazapine", "30", "March 2018", "6 weeks", "nona", "40", "pill"),
    ("bupropion", "300", "2020-05-04", "2020-08-01", "lack", "100", "refills (PDC)"),
    ("escitalopram", "20", "2025-11-03", "", "", "", ""),
)


def test_newcomer_with_six_past_trials_by_keyboard_alone(page, site, sign_in, capsys):
    sign_in(page, "amina.farouk")
    page.goto(f"{site.url}/patients/new")
    page.wait_for_function("document.activeElement.name === 'person-record_number'")
    keys = Keys(page)
    for text in (f"K-{time.monotonic_ns()}", "Kay", "Journey"):
        keys.type(text)
        keys.press("Enter")
    assert focused(page) == "person-birth_date"
    page.fill(
        "[name=person-birth_date]", "1975-03-02"
    )  # how a date is typed depends on the browser's language
    keys.press("Enter")
    keys.type("fem")
    keys.tab_to(lambda: focused(page) == "past-0-treatment")
    for line in SIX:
        for text in line:
            keys.type(text)
            keys.press("Tab")
    keys.press("Control+Enter")
    page.locator("#doubts", has_text="is taken as about").wait_for()
    page.locator("#doubts button:focus").wait_for()  # a hand is slower than the script that sets it
    keys.press("Enter")
    page.wait_for_url(lambda address: "/patients/new" not in address)
    with capsys.disabled():
        print(f"\n  a new patient with six trials: {keys.pressed} keys, {keys.seconds:.1f} s of machine time")
    seen = page.locator("main").inner_text().lower()
    assert all(
        name in seen for name in ("fluoxetine", "sertraline", "venlafaxine", "mirtazapine", "bupropion")
    )


def test_amending_by_keyboard_changes_the_entry(page, site, sign_in):
    sign_in(page, "amina.farouk")
    chart = register(page, site.url)
    page.goto(f"{chart}/entries")
    page.get_by_role("link", name="Amend score").focus()
    page.keyboard.press("Enter")
    page.locator("[name=total]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("22")
    page.locator("[name=reason]").focus()
    page.keyboard.type("Typing error")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{chart}/entries")
    assert "total 22" in page.locator("main").inner_text()
    assert "Typing error" in page.locator("main").inner_text()


def test_new_patient_typed_on_one_computer_goes_on_at_another(browser, page, site, sign_in):
    sign_in(page, "ben.okafor")
    page.goto(f"{site.url}/patients/new")
    number = f"K-{time.monotonic_ns()}"
    page.fill("[name=person-record_number]", number)
    with page.expect_response(lambda answer: "prozac" in (answer.request.post_data or "")):
        page.fill("[name=past-0-treatment]", "prozac")
    page.close()
    other = browser.new_context().new_page()
    sign_in(other, "ben.okafor")
    other.goto(f"{site.url}/patients/new")
    other.get_by_role("link", name="Go on with it").click()
    other.locator(f"[name=person-record_number][value={number}]").wait_for()
    assert other.input_value("[name=past-0-treatment]") == "prozac"
    other.goto(f"{site.url}/patients/new")
    other.get_by_role("button", name="Let it go").click()
    other.get_by_text("an unsaved new patient").wait_for(state="detached")
    other.context.close()


def test_new_patient_sent_without_a_network_stays_and_is_sent_later(page, site, sign_in):
    sign_in(page, "amina.farouk")
    page.goto(f"{site.url}/patients/new")
    page.fill("[name=person-record_number]", f"K-{time.monotonic_ns()}")
    page.fill("[name=person-family_name]", "Offline")
    page.fill("[name=person-birth_date]", "1961-04-30")
    page.select_option("[name=person-sex]", "male")
    page.context.set_offline(True)
    page.click("#save")
    page.get_by_text("The server cannot be reached").wait_for()
    assert page.input_value("[name=person-family_name]") == "Offline"
    page.context.set_offline(False)
    page.click("#save")
    page.wait_for_url(lambda address: "/patients/new" not in address)
    assert "Offline" in page.locator("body").inner_text()


PLACES = [
    "/visits/new",
    "/entries",
    "/treatments/start",
    "/treatments/T1/dose",
    "/treatments/T1/stop",
    "/details",
]


@pytest.mark.parametrize("place", [*PLACES, "new", "import"])
def test_axe_finds_nothing_in_recording(page, site, sign_in, place):
    sign_in(page, "amina.farouk")
    chart = register(page, site.url) if place.startswith("/") else f"{site.url}/patients/"
    answer = page.goto(chart + place)
    assert answer.ok, answer.status
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
