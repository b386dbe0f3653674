"""What pages say: unknown never becomes no, nothing becomes a risk or an order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from assessment.presenters.ahead import coming_words, in_a_list, next_change
from assessment.presenters.checks import _source, check_rows, impostor_rows, unasked_checks
from assessment.presenters.glance import glance, week_words
from assessment.presenters.lists import change_words, columns
from assessment.presenters.looking import Looking, read
from assessment.presenters.naming import ALERTS, IMPOSTORS, interactions_named, titled
from assessment.presenters.patient_page import PatientPage, patient_page
from assessment.presenters.picture import picture
from assessment.presenters.stage import headline, stage_card
from assessment.presenters.steps import notices, steps
from assessment.presenters.trials import counts_words, trial_card, trial_cards
from assessment.rules.ahead import Coming, coming
from assessment.rules.alerts import _STAGE_FLAGS, _TRIAL_FLAGS
from assessment.rules.assess import assess
from assessment.rules.findings import Assessment, CheckFinding, NextSteps, Option, Pillar, Withheld
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.warnings import TEXTS
from assessment.rules.policy import load_policy
from assessment.timeline.history import stages_of
from assessment.timeline.inputs import UNTOLD
from patients.codes import CHECKS
from patients.record import DoseStep, Episode, Patient, PatientRecord, Score, Trial
from tests.rules import making
from tests.timeline.histories import CASE_FILES, made_up, worked

POLICY = load_policy()
NAMES = [path.stem for path in CASE_FILES]
TODAY = date(2026, 6, 1)


def _page(name: str) -> PatientPage:
    record, assessment = worked(name)
    return patient_page(record, assessment, POLICY, Looking())


def _texts(thing: object) -> Iterator[str]:
    """Every sentence anywhere in a page object."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from _texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))


@pytest.mark.parametrize("name", NAMES)
def test_page_every_case_has_no_risk_band_probability_or_code_in_its_own_words(name: str) -> None:
    page = _page(name)
    for text in _texts((page.glance, page.stage, page.trials, page.checks, page.urgent)):
        assert not re.search(r"\b(low|medium|high)[- ]risk\b|probability|None\b.*None", text, re.I), text
    sentences = [text for text in _texts((page.glance, page.stage, page.checks)) if " " in text]
    assert [text for text in sentences if re.search(r"[a-z]_[a-z]", text)] == []


@pytest.mark.parametrize("name", NAMES)
def test_page_every_case_shows_each_trial_with_its_verdict_and_three_pillars(name: str) -> None:
    record, assessment = worked(name)
    cards = {card.id: card for card in trial_cards(record, assessment)}
    assert set(cards) == {trial.id for trial in record.trials}
    for finding in assessment.trials:
        assert cards[finding.id].adequacy == finding.adequacy
        assert [pillar.outcome for pillar in cards[finding.id].pillars] == [
            finding.dose.outcome,
            finding.duration.outcome,
            finding.adherence.outcome,
        ]


def test_trial_unknown_adherence_is_not_known_and_not_called_untaken() -> None:
    record, assessment = worked("ns_45")
    card = trial_card(record.trials[0], assessment)
    adherence = next(fact.value for fact in card.facts if fact.name == "Adherence")
    assert adherence == "not known"
    assert card.verdict == "Cannot tell"
    assert "cannot be judged" in card.counts


def test_trial_pillar_that_cannot_be_told_says_so() -> None:
    record, assessment = worked("v01")
    unknown = assessment.trials[0]._replace(dose=Pillar("cannot_tell", "No dose is recorded."))
    card = trial_card(record.trials[0], replace(assessment, trials=(unknown,)))
    assert card.pillars[0].words == "Cannot tell"


@pytest.mark.parametrize(
    ("adequacy", "outcome", "counts", "words"),
    [
        ("adequate", "non_response", True, "Counts as a failed"),
        ("adequate", "remission", False, "remission"),
        ("adequate", "unknown", False, "cannot be told"),
        ("not_yet", "unknown", False, "not count yet"),
        ("indeterminate", "unknown", False, "cannot be judged"),
        ("inadequate", "non_response", False, "fair chance"),
    ],
)
def test_counts_each_verdict_in_words(adequacy: str, outcome: str, counts: bool, words: str) -> None:
    finding = worked("v01")[1].trials[0]
    found = finding._replace(adequacy=adequacy, outcome=outcome, counts_as_failure=counts)
    assert words in counts_words(found)


def _staged(**changes: Any) -> Assessment:
    found = worked("v01")[1]
    return replace(found, staging=found.staging._replace(**changes))


def test_stage_headline_for_each_state() -> None:
    assert headline(_staged(ladder="II", provisional=False)) == "Stage II resistance"
    assert headline(_staged(ladder="II", provisional=True)) == "Stage II resistance, provisional"
    assert headline(_staged(ladder="0")) == "No resistance shown so far"
    assert headline(_staged(ladder=None)) == "The stage cannot be told"
    assert "bipolar" in headline(_staged(ladder=None, suppressed=True))


def test_stage_before_any_treatment_can_be_judged_is_cannot_tell_yet() -> None:
    nothing = replace(_staged(ladder="0"), trials=())
    assert headline(nothing) == "Cannot tell yet: no treatment is recorded"
    young = replace(nothing, trials=(worked("v01")[1].trials[0]._replace(adequacy="not_yet"),))
    assert headline(young) == "Cannot tell yet: no treatment can be judged"
    assert stage_card(young).short == "Cannot tell yet"
    assert not [rung for rung in stage_card(young).rungs if rung.here or rung.climbed]


START = date(2026, 3, 2)


def _course(*scores: Score, on: date, added: date | None = None) -> tuple[PatientRecord, Assessment]:
    """Sertraline since March; perhaps with lithium added."""
    trials = [Trial("T1", "sertraline", "antidepressant", START, doses=(DoseStep(START, 100),))]
    if added:
        dose = (DoseStep(added, 900),)
        trials.append(Trial("T2", "lithium", "augmentation", added, doses=dose, augments="T1"))
    patient = Patient("R1", date(1990, 8, 1), "female")
    record = PatientRecord(patient, (Episode(START),), scores, tuple(trials))
    return record, assess(record, on)


@pytest.mark.parametrize(
    ("treatment", "role", "name", "group", "dosed"),
    [
        ("sertraline", "antidepressant", "Sertraline", "SSRI, antidepressant · T1", True),
        ("rtms", "neuromodulation", "rTMS", "procedure · T1", False),
        ("ect", "neuromodulation", "ECT", "procedure · T1", False),
        ("accelerated_itbs", "neuromodulation", "Accelerated iTBS (SAINT)", "TBS, procedure · T1", False),
        ("cbt", "psychotherapy", "Cognitive behavioural therapy", "psychotherapy · T1", False),
    ],
)
def test_trial_card_says_its_label_and_only_drugs_have_a_dose(
    treatment: str, role: str, name: str, group: str, dosed: bool
) -> None:
    trial = Trial("T1", treatment, role, START)
    record = PatientRecord(Patient("R1", date(1990, 8, 1), "female"), (Episode(START),), (), (trial,))
    card = trial_card(trial, assess(record, START + timedelta(days=30)))
    assert (titled(card.name), card.group, card.dosed) == (name, group, dosed)


def test_trial_card_minimum_a_session_is_not_a_day_and_stopped_is_said_once() -> None:
    stop = START + timedelta(days=20)
    trial = Trial("T1", "esketamine_nasal", "neuromodulation", START, stop, "logistics", session_count=3)
    record = PatientRecord(Patient("R1", date(1990, 8, 1), "female"), (Episode(START),), (), (trial,))
    facts = {fact.name: fact.value for fact in trial_card(trial, assess(record, stop)).facts}
    assert facts["Minimum dose"] == "56 mg a session"
    assert (facts["Sessions that count"], facts["Stopped"]) == ("3", "practical reasons")


def _change(*scores: Score, on: date, added: date | None = None) -> str:
    found = glance(*_course(*scores, on=on, added=added)).last_score
    assert found is not None
    return found.change


def test_glance_compares_with_the_baseline_of_the_treatment() -> None:
    later = START + timedelta(days=60)
    scores = (Score(START, "hamd17", 24), Score(START + timedelta(days=30), "hamd17", 20))
    words = _change(*scores, Score(later, "hamd17", 12), on=later)
    assert words == "50 % better than 24 on 2 Mar 2026, before sertraline"


def test_glance_add_on_begun_on_the_day_of_a_rating_is_no_comparison_with_itself() -> None:
    later = START + timedelta(days=60)
    scores = (Score(START, "hamd17", 24), Score(later, "hamd17", 18))
    assert _change(*scores, on=later, added=later) == "25 % better than 24 on 2 Mar 2026, before sertraline"
    assert _change(scores[1], on=later, added=later) == "no earlier score to compare"


def test_adherence_nobody_could_ask_yet_is_no_finding() -> None:
    record, young = _course(Score(START, "hamd17", 24), on=START)
    assert [row.state for row in impostor_rows(young, record)] == ["not yet asked"]
    cards = {card.code: card for card in steps(young, record).options}
    assert "ask at the next visit" in cards["COMPLETE_ASSESSMENT"].note
    record, old = _course(Score(START, "hamd17", 24), on=START + timedelta(days=60))
    assert [row.state for row in impostor_rows(old, record)] == ["not recorded"]
    assert {card.note for card in steps(old, record).options} == {""}


def test_next_change_says_why_on_that_day() -> None:
    record, assessment = _course(Score(START, "hamd17", 24), on=START + timedelta(days=30))
    words = next_change(record, assessment, coming(record, assessment, POLICY))
    assert words.startswith("If nothing new is recorded, next change on ")
    assert "sertraline: cannot tell" in words


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("adequate", "sertraline: adequate"),
        ("optimised", "sertraline: counts as optimised for the MGH score"),
        ("four_weeks", "sertraline: four weeks at dose, enough for ATHF-SF"),
        ("", "sertraline is judged otherwise"),
    ],
)
def test_what_becomes_of_a_trial_in_words(after: str, words: str) -> None:
    assert coming_words("trial", "sertraline", after) == words


def test_next_change_far_away_is_a_birthday_not_an_appointment() -> None:
    record, assessment = _course(on=START + timedelta(days=30))
    far = replace(assessment, next_change_on=date(2055, 8, 1))
    words = next_change(record, far, (Coming("warning", "W.BEERS_ANTICHOLINERGIC"),))
    assert words.startswith("If nothing new is recorded, nothing changes before 1 Aug 2055 (65th birthday): ")
    listed = in_a_list(date(2055, 8, 1), TODAY, date(1990, 8, 1), "check", "OSA", "expired")
    assert listed == "not before 2055 (65th birthday: obstructive sleep apnoea: out of date)"


def test_next_change_says_the_first_words_of_a_warning() -> None:
    short = "warning: Citalopram maximum 20 mg/day at this age"
    assert coming_words("warning", "W.CITALOPRAM_MAX20", "due") == short
    assert coming_words("warning", "W.FALLS", "") == "warning over: Falls risk"
    for code, text in TEXTS.items():
        assert 8 < len(coming_words("warning", code, "due")) <= len(f"warning: {text}")


@pytest.mark.parametrize("name", NAMES)
def test_next_change_every_case_names_what_changes(name: str) -> None:
    record, assessment = worked(name)
    found = coming(record, assessment, POLICY)
    assert bool(found) is (assessment.next_change_on is not None)
    assert "other" not in {one.part for one in found}
    assert not re.search(r"[a-z]_[a-z]|None", next_change(record, assessment, found))


def test_lane_of_test_results_is_shown_until_the_reader_hides_it() -> None:
    record, assessment = made_up(3, 20, 900, 1)
    kinds = {}
    for hidden in ("", "hidden"):
        looking, problems = read({"window": "all", "measurements": hidden}, TODAY)
        assert problems == ()
        shown = picture(record, assessment, POLICY, looking)
        kinds[hidden] = {mark.kind for mark in shown.drawings[0].marks}
        (choice,) = shown.lanes
        assert choice.here is (hidden == "")
        assert ("measurements=hidden" in choice.query) is (hidden == "")
    assert kinds[""] - kinds["hidden"] == {"measurement"}
    assert picture(*worked("v01"), POLICY, Looking()).lanes == ()


_NOT_SAID = ("code", "rule", "query", "id", "adequacy", "outcome", "kind", "url", "picture")


def _said(thing: object) -> Iterator[str]:
    """Every sentence a reader gets: not what is looked up or linked by."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from _said(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in _NOT_SAID:
                yield from _said(getattr(thing, field.name))


_RAW = re.compile(r"[a-z]_[a-z]|\b(BIP|OSA|SUD|THY)\b|\w\.md\b|-[\d.]+ % better|indeterminate|\[[VMPE]\]")


@pytest.mark.parametrize("name", NAMES)
def test_page_every_case_says_words_not_codes(name: str) -> None:
    assert [text for text in _said(_page(name)) if _RAW.search(text)] == []


def test_alerts_every_one_of_the_rules_has_a_name() -> None:
    raised = {alert.code for name in NAMES for alert in worked(name)[1].alerts}
    assert raised | set(_TRIAL_FLAGS) | set(_STAGE_FLAGS) <= set(ALERTS)


def test_interaction_is_named_not_only_lettered() -> None:
    lines = ("With lithium: toxicity (level) [D13, caution]", "nothing known")
    said = ("With lithium: toxicity (level) (interaction D13: caution)", "nothing known")
    assert interactions_named(lines) == said


@pytest.mark.parametrize("name", NAMES)
def test_option_says_nothing_twice_as_caution_and_as_warning(name: str) -> None:
    record, assessment = worked(name)
    shown = steps(assessment, record)
    for card in (*shown.options, *shown.more):
        cautions = {caution.rstrip(".") for caution in card.cautions}
        assert not cautions & {warning.rstrip(".") for warning in card.warnings}


def test_impostor_source_says_what_was_read_not_which_file() -> None:
    assert _source("impostors.md THY; NICE NG145 [M]") == (
        "NICE NG145; from memory, not re-read; checklist rules of this tool"
    )
    assert _source("impostors.md BIP; article: misdiagnosis [ARTICLE]") == (
        "article: misdiagnosis; checklist rules of this tool"
    )
    assert _source("adequacy.md 4 and 8 [E]") == "convention of this tool; adequacy rules of this tool"


def test_coming_words_know_every_option_check_and_alert() -> None:
    for part, codes in (("option", CARDS), ("check", CHECKS), ("alert", ALERTS), ("impostor", IMPOSTORS)):
        said = [coming_words(part, code, "expired" if part == "check" else "present") for code in codes]
        assert [words for words in said if re.search(r"_|[A-Z]{2,}\.", words)] == []
        assert len(set(said)) == len(codes)
    assert coming_words("stage", "II", "provisional") == "Stage II, provisional"
    assert coming_words("trial", "sertraline", "adequate") == "sertraline: adequate"
    asked = "a score on iTBS (T1) at its end"
    assert coming_words("missing", asked, "asked") == f"{asked}: would decide"
    assert coming_words("missing", asked, "") == f"{asked}: decides nothing any more"


def test_stage_suppressed_shows_no_rung_and_no_definition_as_unmet() -> None:
    assessment = worked("v08")[1]
    card = stage_card(assessment)
    assert assessment.staging.suppressed
    assert not any(rung.here or rung.climbed for rung in card.rungs)
    assert not any("not met" in model.value for model in card.models)


def test_ladder_evidence_names_the_trials_that_carry_each_rung() -> None:
    rungs = {rung.name: rung for rung in stage_card(worked("v14")[1]).rungs}
    assert rungs["V"].here
    assert any("lithium" in line for line in rungs["III"].evidence)
    assert [line.split(":")[0] for line in rungs["IV"].evidence] == ["phenelzine"]
    assert "ECT" in rungs["V"].evidence[0]


def test_ladder_rungs_above_the_stage_carry_no_evidence() -> None:
    rungs = {rung.name: rung for rung in stage_card(worked("v05")[1]).rungs}
    assert rungs["I"].here
    assert rungs["II"].evidence == ()


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("not_assessed", "open"),
        ("expired", "open"),
        ("pending", "open"),
        ("declined", "open"),
        ("present", "present"),
        ("ruled_out", "settled"),
        ("treated", "settled"),
    ],
)
def test_check_that_nobody_made_never_looks_settled(state: str, kind: str) -> None:
    assessment = worked("v01")[1]
    check = CheckFinding("OSA", state, None, None, None, core=True)
    (row,) = check_rows(replace(assessment, checks=(check,)))
    assert row.kind == kind


def test_checks_not_made_are_all_named() -> None:
    assessment = worked("v01")[1]
    assert len(check_rows(assessment)) + len(unasked_checks(assessment)) == len(assessment.checks)


def test_steps_one_option_left_says_so_and_none_left_too() -> None:
    record, assessment = worked("v01")
    one = NextSteps((Option("X.Y", "switch", 1, "Switch", ("because",)),), (Withheld("A.B_C", ("why",)),))
    assert steps(replace(assessment, next_steps=one), record).intro.startswith("The only option left")
    assert steps(replace(assessment, next_steps=one), record).withheld[0].name == "A: b c"
    assert steps(replace(assessment, next_steps=NextSteps()), record).intro.startswith("No option is left")


def test_steps_every_option_is_on_the_page_in_its_order() -> None:
    record, assessment = worked("ns_14")
    shown = steps(assessment, record)
    ranks = [card.rank for card in (*shown.options, *shown.more)]
    assert ranks == [option.rank for option in assessment.next_steps.options]


def test_suicide_item_is_urgent_and_repeats_the_answer() -> None:
    page = _page("ns_23")
    (notice,) = [notice for notice in page.urgent if notice.code == "suicide_item"]
    assert "MADRS item 10: 4" in notice.text
    assert notice not in page.observations
    assert notices(worked("ns_23")[1])[0].urgent


def test_glance_without_running_treatment_or_score_is_empty_not_invented() -> None:
    record, assessment = worked("v01")
    empty = glance(replace(record, trials=(), scores=()), replace(assessment, trials=()))
    assert empty.current == ()
    assert empty.last_score is None


@pytest.mark.parametrize(("days", "words"), [(0, "week 1"), (6, "week 1"), (7, "week 2"), (42, "week 7")])
def test_week_counts_from_one(days: int, words: str) -> None:
    assert week_words(TODAY, TODAY + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("percent", "words"),
    [(None, ""), (0.0, "no change"), (0.4, "no change"), (25.0, "25 % better"), (-10.0, "10 % worse")],
)
def test_change_unknown_is_left_out_not_called_none(percent: float | None, words: str) -> None:
    assert change_words(percent) == words


def test_history_ends_with_the_stage_of_the_day() -> None:
    for name in ("v14", "v12", "v08"):
        record, assessment = worked(name)
        last = stages_of(record, assessment, POLICY)[-1]
        assert (last.stage, last.provisional) == (assessment.staging.ladder, assessment.staging.provisional)


@pytest.mark.parametrize("name", NAMES)
def test_history_cannot_tell_where_the_headline_cannot(name: str) -> None:
    """No treatment that can be judged is not "no stage", neither in the words nor in the picture."""
    record, assessment = worked(name)
    untold = stages_of(record, assessment, POLICY)[-1].stage == UNTOLD
    assert untold == headline(assessment).startswith("Cannot tell yet")


def test_history_without_a_treatment_is_not_no_stage() -> None:
    record = PatientRecord(Patient("R", date(1980, 1, 1), "female"), (Episode(TODAY),), (), ())
    (step,) = stages_of(record, assess(record, TODAY), POLICY)
    assert step.stage == UNTOLD


def test_looking_reads_what_it_writes() -> None:
    looking = Looking(on=TODAY, window="2y", scale="madrs", sort="kind")
    query = dict(pair.split("=") for pair in looking.query()[1:].split("&"))
    assert read(query, TODAY + timedelta(days=9)) == (looking, ())


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"on": "yesterday"}, "not a date"),
        ({"on": "2026-06-02"}, "future"),
        ({"on": "0001-01-01"}, "outside what can be shown"),
        ({"on": "9999-12-31"}, "outside what can be shown"),
        ({"from": "2026-01-02", "to": "2026-01-01"}, "end is not after"),
        ({"window": "9y"}, "not a window"),
        ({"scale": "<script>"}, "not a scale"),
        ({"sort": "id"}, "not a sort"),
    ],
)
def test_looking_bad_input_is_said_and_left_out(given: dict[str, str], word: str) -> None:
    looking, problems = read(given, TODAY)
    assert looking == Looking()
    assert len(problems) == 1
    assert word in problems[0]


def test_picture_moves_never_leave_the_calendar() -> None:
    record, assessment = worked("v01")
    looking = Looking(start=date(1900, 1, 1), stop=date(2200, 12, 31))
    shown = picture(record, assessment, POLICY, looking)
    assert len(shown.moves) == 4
    assert len(shown.drawings) == 3


def test_columns_sorted_one_turns_round() -> None:
    up, other = columns((("A", "a"), ("B", "b")), "a", lambda key: f"?sort={key}")
    assert (up.sorted, up.query, other.sorted, other.query) == ("ascending", "?sort=-a", "", "?sort=b")
    (down,) = columns((("A", "a"),), "-a", lambda key: f"?sort={key}")
    assert (down.sorted, down.query) == ("descending", "?sort=a")


def test_a_trial_card_names_each_total_with_its_scale() -> None:
    facts = (making.trial(0, None), making.score(0, 24), making.score(80, 14, "phq9", "self"))
    assessment = making.judged(84, *facts)
    said = {fact.name: fact.value for fact in trial_cards(making.record(*facts), assessment)[0].facts}
    assert (said["Baseline"], said["Endpoint"]) == ("HAM-D17 24 on 2 Jan 2025", "PHQ-9 14 on 23 Mar 2025")
