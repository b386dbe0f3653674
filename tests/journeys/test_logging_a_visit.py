"""From the chart to a logged visit and the changed timeline, by keyboard; and what must never be lost."""

import pytest

from tests.journeys.recording import HAMD_KEYS, HAMD_TOTAL, Keys, focused, register, weeks_ago

SECONDS = 120
KEYS = 70


@pytest.fixture
def chart(page, site, sign_in):
    sign_in(page, "amina.farouk")
    return register(page, site.url)


def open_form(page, chart):
    page.goto(f"{chart}/visits/new")
    page.wait_for_function("document.activeElement.classList.contains('item')")


def test_follow_up_by_keyboard_alone_changes_the_timeline(page, chart, capsys):
    page.goto(chart)
    assert "150 mg" not in page.locator("main").inner_text()
    keys = Keys(page)
    keys.tab_to(lambda: focused(page) == "Log a visit")
    keys.press("Enter")
    page.wait_for_function("document.activeElement.classList.contains('item')")
    keys.type(HAMD_KEYS)
    assert focused(page) == "trial-T1-dose"
    keys.type("150")
    keys.press("Enter")
    keys.type("95")
    keys.press("Enter")
    keys.type("self")
    keys.press("Enter")
    keys.type("nau")
    keys.press("Enter")
    keys.type("mild")
    page.locator("#scale-hamd17 .result-total", has_text=str(HAMD_TOTAL)).wait_for()
    keys.press("Control+Enter")
    page.wait_for_url(chart)
    with capsys.disabled():
        print(f"\n  a follow-up by keyboard: {keys.pressed} keys, {keys.seconds:.1f} s of machine time")
    seen = page.locator("main").inner_text()
    assert "150 mg" in seen
    assert f"HAM-D17 {HAMD_TOTAL}" in seen
    assert keys.pressed <= KEYS
    assert keys.seconds < SECONDS


def test_follow_up_shows_what_it_would_change_before_it_is_saved(page, chart):
    open_form(page, chart)
    page.keyboard.type("213")
    page.locator("#visit-preview", has_text="Suicide item answered above 0").wait_for()
    page.locator("#scale-hamd17 .result", has_text="3 of 17 items").wait_for()
    assert page.locator("#safety").is_visible()


def test_unrated_item_is_left_with_one_key(page, chart):
    open_form(page, chart)
    page.keyboard.type("21-0")
    assert focused(page) == "score-hamd17-item_5"
    page.keyboard.press("Backspace")
    assert focused(page) == "score-hamd17-item_4"


def test_follow_up_without_javascript(browser, page, chart):
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{chart}/visits/new")
    for number, key in enumerate(HAMD_KEYS, 1):
        plain.fill(f"[name=score-hamd17-item_{number}]", key)
    plain.fill("[name=trial-T1-dose]", "150")
    plain.fill("[name=starts-0-treatment]", "mirtazapin")
    plain.click("#save")
    plain.locator("#problems", has_text="may mean more than one treatment").wait_for()
    plain.check("[name=starts-0-chosen][value=mirtazapine]")
    plain.click("#save")
    plain.wait_for_url(chart)
    seen = plain.locator("main").inner_text()
    assert "150 mg" in seen
    assert "mirtazapine" in seen.lower()
    context.close()


def test_bad_input_keeps_everything_and_leads_to_the_first_fault(page, chart):
    open_form(page, chart)
    page.fill("[name=visit-note]", "Kept as typed.")
    page.fill("[name=trial-T1-dose]", "1,5")
    page.fill("[name=trial-T1-adherence]", "250")
    page.click("#save")
    page.locator("#problems").wait_for()
    page.wait_for_function("document.activeElement.name === 'trial-T1-dose'")
    assert page.input_value("[name=visit-note]") == "Kept as typed."
    assert page.input_value("[name=trial-T1-adherence]") == "250"
    assert "Use a decimal point" in page.locator("#course-T1").inner_text()


def test_double_click_logs_one_visit(page, chart):
    open_form(page, chart)
    page.keyboard.type(HAMD_KEYS)
    page.dblclick("#save")
    page.wait_for_url(chart)
    page.goto(f"{chart}/entries")
    assert page.get_by_role("row", name=f"total {HAMD_TOTAL}").count() == 1


def test_back_button_and_saving_again_logs_one_visit(page, chart):
    open_form(page, chart)
    page.keyboard.type(HAMD_KEYS)
    page.click("#save")
    page.wait_for_url(chart)
    page.go_back()
    page.wait_for_url(f"{chart}/visits/new")
    assert page.input_value("[name=score-hamd17-item_1]") == ""  # never kept by the browser: it comes anew
    page.click("#save")
    page.locator("#doubts", has_text="Nothing is entered but the date").wait_for()
    page.goto(f"{chart}/entries")
    assert page.get_by_role("row", name=f"total {HAMD_TOTAL}").count() == 1


def test_lost_network_keeps_the_form_and_says_so(page, chart):
    open_form(page, chart)
    page.keyboard.type(HAMD_KEYS)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.locator("#not-saved", has_text="cannot be reached").wait_for()
    assert page.input_value("[name=score-hamd17-item_1]") == HAMD_KEYS[0]
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(chart)
    assert f"HAM-D17 {HAMD_TOTAL}" in page.locator("main").inner_text()


def test_closed_tab_leaves_a_draft_that_is_offered(page, chart):
    open_form(page, chart)
    page.fill("[name=visit-note]", "Half a thought")
    page.locator("#draft", has_text="Draft kept").wait_for()
    page.goto(chart)
    page.goto(f"{chart}/visits/new")
    page.get_by_role("link", name="Go on with it").click()
    assert page.input_value("[name=visit-note]") == "Half a thought"


def test_two_tabs_show_both_versions(page, chart):
    open_form(page, chart)
    other = page.context.new_page()
    open_form(other, chart)
    other.fill("[name=trial-T1-dose]", "125")
    other.click("#save")
    other.wait_for_url(chart)
    page.fill("[name=trial-T1-dose]", "150")
    page.click("#save")
    page.locator("#course-T1", has_text="Someone changed this treatment").wait_for()
    assert "125 mg/day" in page.locator("#course-T1").inner_text()
    assert page.input_value("[name=trial-T1-dose]") == "150"


def test_unlikely_dose_is_asked_about_once(page, chart):
    open_form(page, chart)
    page.fill("[name=trial-T1-dose]", "1000")
    page.click("#save")
    page.locator("#doubts", has_text="10 times the dose").wait_for()
    page.locator("#doubts input[type=text]:focus").wait_for()
    page.keyboard.type("A study dose")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(chart)


def test_safety_prompt_asks_and_keeps_the_answer(page, chart):
    open_form(page, chart)
    page.keyboard.type("213")
    page.click("#save")
    page.locator("#safety", has_text="Say whether a safety assessment was done").wait_for()
    page.check("#safety [value=done]")
    page.fill("[name=safety-outcome]", "Thoughts, no plan.")
    page.fill("[name=safety-plan]", "Call on Friday.")
    page.click("#save")
    page.wait_for_url(chart)
    page.goto(f"{chart}/entries")
    assert "Thoughts, no plan." in page.locator("main").inner_text()


@pytest.mark.parametrize("place", ["/visits/new", "/entries", "/treatments/start", "/treatments/T1/stop"])
def test_recording_fits_a_phone(page, chart, place):
    page.set_viewport_size({"width": 390, "height": 844})
    answer = page.goto(chart + place)
    assert answer.ok, answer.status
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_last_words_of_a_burst_are_kept_without_another_key(page, site, sign_in):
    sign_in(page, "amina.farouk")
    chart = register(page, site.url)
    page.goto(f"{chart}/visits/new")
    with page.expect_response(lambda answer: "the%20last%20word" in (answer.request.post_data or "")):
        page.locator("[name=visit-note]").press_sequentially("Typed to the last word", delay=40)
    page.goto(f"{chart}/visits/new?draft=1")
    assert page.input_value("[name=visit-note]") == "Typed to the last word"


def test_draft_that_could_not_be_sent_is_sent_again_by_itself(page, site, sign_in):
    sign_in(page, "amina.farouk")
    chart = register(page, site.url)
    page.goto(f"{chart}/visits/new")
    page.context.set_offline(True)
    page.fill("[name=visit-note]", "Written in the lift")
    page.locator("#draft", has_text="Draft not kept").wait_for()
    page.context.set_offline(False)
    page.locator("#draft", has_text="Draft kept").wait_for()
    page.goto(f"{chart}/visits/new?draft=1")
    assert page.input_value("[name=visit-note]") == "Written in the lift"


def test_dose_above_the_label_by_keyboard_asks_why(page, site, sign_in):
    sign_in(page, "amina.farouk")
    chart = register(page, site.url)
    page.goto(f"{chart}/treatments/T1/dose")
    page.locator("[name=trial-T1-dose]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("300")
    page.keyboard.press("Enter")
    page.locator("#doubts input[type=text]:focus").wait_for()
    page.keyboard.type("Level too low at 200")
    page.keyboard.press("Enter")
    page.wait_for_url(chart)
    told = page.locator("#trial-T1").text_content() or ""
    assert "above the label's maximum of 200: Level too low at 200" in told


def test_other_medicine_is_stopped_by_keyboard(page, site, sign_in):
    sign_in(page, "amina.farouk")
    chart = register(page, site.url)
    page.goto(f"{chart}/visits/new")
    page.locator("#rows-medicines summary").click()
    page.fill("[name=medicines-0-name]", "naproxen")
    page.fill("[name=medicines-0-start]", weeks_ago(3).isoformat())
    page.keyboard.press("Control+Enter")
    page.wait_for_url(chart)
    page.goto(f"{chart}/visits/new")
    assert "1 taken now" in page.locator("#rows-medicines").inner_text()
    page.locator("#rows-medicines summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(chart)
    page.goto(f"{chart}/visits/new")
    assert "taken now" not in page.locator("#rows-medicines").inner_text()
