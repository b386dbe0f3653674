"""Each number of adequacy.md from both sides: time at dose, dose, adherence, levels, roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.rules.assess import assess
from patients.known import record_on
from patients.record import (
    AdherencePeriod,
    Check,
    Condition,
    Episode,
    Measurement,
    Medicine,
    Patient,
    Symptom,
)
from tests.rules.making import day, doses, found, ids, judged, levels, record, score, trial

LONG = 84
BELOW = {"dose_below_minimum", "duration_too_short"}


@pytest.mark.parametrize(
    ("name", "days", "running", "expected", "reasons"),
    [
        ("41 days finished", 41, False, "inadequate", ("duration_too_short",)),
        ("42 days finished", 42, False, "adequate", ()),
        ("41 days running", 41, True, "not_yet", ("duration_too_short",)),
        ("42 days running", 42, True, "adequate", ()),
    ],
    ids=ids,
)
def test_duration(name: str, days: int, running: bool, expected: str, reasons: tuple[str, ...]) -> None:
    one = found(days, trial(0, None if running else days))
    assert (one.adequacy, one.reasons, one.days_at_dose) == (expected, reasons, days)


@pytest.mark.parametrize(
    ("name", "steps", "days", "expected"),
    [
        ("7 days off bridge", ((0, 100), (30, 0), (37, 100)), 60 - 7, "adequate"),
        ("8 days off break", ((0, 100), (30, 0), (38, 100)), 30, "inadequate"),
        ("7 days below the minimum bridge", ((0, 100), (30, 25), (37, 100)), 60 - 7, "adequate"),
        ("8 days below the minimum break", ((0, 100), (30, 25), (38, 100)), 30, "inadequate"),
        ("titration does not count", ((0, 25), (19, 50)), 41, "inadequate"),
        ("titration does not reset", ((0, 25), (18, 50)), 42, "adequate"),
        ("a dose increase keeps counting", ((0, 50), (20, 100), (40, 200)), 60, "adequate"),
    ],
    ids=ids,
)
def test_gaps_and_steps(name: str, steps: Any, days: int, expected: str) -> None:
    one = found(90, trial(0, 60, doses=doses(*steps)))
    assert (one.days_at_dose, one.adequacy) == (days, expected)


@pytest.mark.parametrize(
    ("name", "gap", "start"),
    [("28 days off: the same trial", 28, None), ("29 days off: a new trial", 29, day(20 + 29))],
    ids=ids,
)
def test_long_gap_starts_a_new_trial(name: str, gap: int, start: date | None) -> None:
    one = found(120, trial(0, None, doses=doses((0, 100), (20, 0), (20 + gap, 100))))
    assert (one.effective_start, one.adequacy) == (start, "adequate")


def test_a_failed_stretch_stays_judged_when_a_shorter_one_follows() -> None:
    steps = doses((0, 100), (50, 0), (90, 100))
    one = found(100, trial(0, None, doses=steps), score(0, 24), score(50, 22), score(95, 5))
    assert (one.adequacy, one.days_at_dose, one.endpoint, one.outcome) == ("adequate", 50, 22, "non_response")


@pytest.mark.parametrize(
    ("name", "overlap", "role"),
    [("28 days: cross-taper", 28, "antidepressant"), ("29 days: combination", 29, "combination")],
    ids=ids,
)
def test_overlap(name: str, overlap: int, role: str) -> None:
    first = trial(0, 60 + overlap)
    second = trial(60, 60 + LONG, 30, id="T2", treatment="mirtazapine")
    one = judged(200, first, second).trial("T2")
    assert one.counted_role == role
    assert ("treated_as_combination" in one.flags) == (role == "combination")
    assert any("combination" in sentence for sentence in one.because) == (role == "combination")


def test_of_the_antidepressants_kept_together_each_after_the_first_is_a_combination() -> None:
    """Whatever was begun before them: talking, an add-on."""
    talk = trial(-10, None, None, id="T0", treatment="cbt", role="psychotherapy", doses=())
    others = [trial(0, 90), trial(10, 90, 30, id="T2", treatment="mirtazapine")]
    later = trial(20, 90, 300, id="T3", treatment="bupropion")
    found = judged(200, talk, *others, later)
    assert [one.counted_role for one in found.trials[1:]] == ["antidepressant", "combination", "combination"]


@pytest.mark.parametrize(("born", "minimum"), [(1985, 75), (1940, 50)])
def test_a_combination_keeps_the_minimum_of_its_age(born: int, minimum: float) -> None:
    second = trial(10, 90, 75, id="T2", treatment="nortriptyline")
    found = judged(200, trial(0, 90), second, patient=Patient("P1", date(born, 6, 1), "female")).trial("T2")
    assert (found.counted_role, found.minimum_dose) == ("combination", minimum)


def test_overlap_below_the_seconds_minimum_is_no_combination() -> None:
    second = trial(10, 90, id="T2", treatment="mirtazapine", doses=doses((10, 7.5), (65, 30)))
    assert judged(200, trial(0, 90), second).trial("T2").counted_role == "antidepressant"


def test_a_hypnotic_dose_makes_nothing_a_combination() -> None:
    hypnotic = trial(0, LONG, 50, id="T2", treatment="trazodone")
    findings = judged(200, trial(10, 10 + LONG), hypnotic)
    assert findings.trial("T1").counted_role == "antidepressant"
    assert findings.trial("T2").days_at_dose == 0


@pytest.mark.parametrize("role", ["augmentation", "combination"])
def test_add_on_started_on_the_day_of_the_assessment_has_its_base(role: str) -> None:
    second = trial(50, None, 30, id="T2", treatment="mirtazapine", role=role)
    one = judged(50, trial(0, None), second).trial("T2")
    assert (one.adequacy, one.days_at_dose, one.earliest_adequate_on) == ("not_yet", 0, day(92))
    assert not any("No antidepressant beside it" in sentence for sentence in one.because)


def test_add_on_started_on_the_day_its_base_stopped_has_none() -> None:
    second = trial(50, None, 30, id="T2", treatment="mirtazapine", role="augmentation")
    one = judged(50, trial(0, 50), second).trial("T2")
    assert one.earliest_adequate_on is None
    assert any("No antidepressant beside it" in sentence for sentence in one.because)


def test_recorded_role_wins_over_the_overlap() -> None:
    second = trial(0, 90, 30, id="T2", treatment="mirtazapine", role="combination")
    one = judged(200, trial(80, 170), second)
    assert one.trial("T2").counted_role == "combination"
    assert one.trial("T1").counted_role == "antidepressant"


@pytest.mark.parametrize(("days", "expected"), [(28, "not_yet"), (41, "not_yet"), (42, "adequate")])
def test_augmenter_given_alone_as_the_antidepressant_takes_six_weeks(days: int, expected: str) -> None:
    """Four weeks are enough of lithium that is added to another."""
    assert found(days, trial(0, None, 900, treatment="lithium")).adequacy == expected


@pytest.mark.parametrize(
    ("name", "steps", "as_of", "days"),
    [
        ("not known for 10 days, then 41 at dose: open", ((0, None), (10, 100)), 51, None),
        ("not known for 10 days, then 42 at dose: enough", ((0, None), (10, 100)), 52, 42),
        ("not known for 10 days, then below it: open", ((0, None), (10, 25)), 51, None),
        ("never known", ((0, None),), 60, None),
        ("known all the time", ((0, 100),), 41, 41),
    ],
    ids=ids,
)
def test_days_at_an_unknown_dose_leave_the_days_at_dose_open(
    name: str, steps: Any, as_of: int, days: int | None
) -> None:
    assert found(as_of, trial(0, None, doses=doses(*steps))).days_at_dose == days


@pytest.mark.parametrize(
    ("name", "base_dose", "weeks", "expected"),
    [
        ("base at its minimum, 6 weeks", 50, 6, "adequate"),
        ("base at its minimum, a day short", 50, 41 / 7, "inadequate"),
        ("base below its minimum", 25, 6, "inadequate"),
    ],
    ids=ids,
)
def test_augmentation_needs_its_base(name: str, base_dose: float, weeks: float, expected: str) -> None:
    add_on = trial(50, 50 + round(weeks * 7), 5, id="T2", treatment="aripiprazole", role="augmentation")
    assert judged(200, trial(0, 120, base_dose), add_on).trial("T2").adequacy == expected


def test_augmentation_of_a_base_below_its_minimum_has_its_dose_on_record_all_the_same() -> None:
    add_on = trial(50, 100, 5, id="T2", treatment="aripiprazole", role="augmentation")
    one = judged(200, trial(0, 120, 25), add_on).trial("T2")
    assert (one.adequacy, one.dose.outcome, one.duration.outcome) == ("inadequate", "met", "not_met")
    assert "Up to 5 mg" in one.dose.because
    unknown = trial(50, 100, None, id="T2", treatment="aripiprazole", role="augmentation")
    assert judged(200, trial(0, 120, 25), unknown).trial("T2").dose.outcome == "cannot_tell"


def test_augmentation_alone_counts_no_day() -> None:
    add_on = trial(50, 120, 5, id="T2", treatment="aripiprazole", role="augmentation")
    assert judged(200, trial(0, 50), add_on).trial("T2").days_at_dose == 0


@pytest.mark.parametrize(
    ("name", "drug", "dose", "role", "days"),
    [
        ("an antidepressant", "mirtazapine", 30, "antidepressant", 50),
        ("an antidepressant kept beside another", "mirtazapine", 30, "combination", 50),
        ("an antidepressant as an augmenter", "mirtazapine", 30, "augmentation", 0),
        ("an antipsychotic called a combination", "quetiapine_xr", 300, "combination", 0),
    ],
    ids=ids,
)
def test_what_an_add_on_is_added_to(name: str, drug: str, dose: float, role: str, days: int) -> None:
    """Where the record does not say: an antidepressant of its own or kept in a combination."""
    other = trial(0, 120, dose, id="T1", treatment=drug, role=role)
    add_on = trial(50, 100, 10, id="T2", treatment="aripiprazole", role="augmentation")
    assert judged(200, other, add_on).trial("T2").days_at_dose == days


@pytest.mark.parametrize(
    ("name", "base", "base_dose", "expected"),
    [
        ("2.5 mg with fluoxetine counts", "fluoxetine", 20, "adequate"),
        ("2.5 mg with paroxetine counts", "paroxetine", 20, "adequate"),
        ("2.5 mg with sertraline does not", "sertraline", 50, "inadequate"),
    ],
    ids=ids,
)
def test_aripiprazole_beside_an_inhibitor(name: str, base: str, base_dose: float, expected: str) -> None:
    add_on = trial(50, 100, 2.5, id="T2", treatment="aripiprazole", role="augmentation")
    one = judged(200, trial(0, 120, base_dose, treatment=base), add_on).trial("T2")
    assert one.adequacy == expected


@pytest.mark.parametrize(
    ("name", "as_of", "begun", "stop", "inhibitor", "days", "reasons", "earliest"),
    [
        ("41 days beside it", 100, 50, 91, ((0, 20),), 41, {"duration_too_short"}, None),
        ("it was paused all the time", 200, 50, 100, ((0, 20), (50, 0)), 0, BELOW, None),
        ("it goes on", 40, 10, None, ((0, 20),), 30, {"duration_too_short"}, 52),
        ("begun today beside it", 50, 50, None, ((0, 20),), 0, {"duration_too_short"}, 92),
        ("it is paused now", 40, 10, None, ((0, 20), (30, 0)), 20, BELOW, None),
        ("it was stopped", 40, 10, None, ((0, 20), (30, None)), 20, BELOW, None),
    ],
    ids=ids,
)
def test_aripiprazole_on_the_days_of_an_inhibitor(
    name: str,
    as_of: int,
    begun: int,
    stop: int | None,
    inhibitor: Any,
    days: int,
    reasons: set[str],
    earliest: int | None,
) -> None:
    """2.5 mg beside fluoxetine, its base sertraline: a last step without a dose is the end of fluoxetine."""
    *steps, (last, dose) = inhibitor
    over = None if dose is not None else last
    beside = trial(0, over, id="T3", treatment="fluoxetine", doses=doses(*(steps if over else inhibitor)))
    add_on = trial(begun, stop, 2.5, id="T2", treatment="aripiprazole", role="augmentation")
    one = judged(as_of, trial(0, None), beside, add_on).trial("T2")
    assert (one.days_at_dose, set(one.reasons)) == (days, reasons)
    assert one.earliest_adequate_on == (None if earliest is None else day(earliest))


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("a new episode", ()),
        ("sleep apnoea treated", (Condition("obstructive_sleep_apnoea", "treated", day(-10)),)),
    ],
    ids=ids,
)
def test_add_on_of_an_earlier_episode_had_its_base_then(name: str, conditions: Any) -> None:
    """The base goes on into the episode of day 100; of the add-on 60 days at 5 mg were taken."""
    taken = (AdherencePeriod(20.0, "pdc", day(0), day(20)), AdherencePeriod(95.0, "pdc", day(20), day(80)))
    steps = doses((0, 2), (20, 5))
    add_on = trial(
        0, 80, id="T2", treatment="aripiprazole", role="augmentation", doses=steps, adherence=taken
    )
    episodes = (Episode(day(-400), day(-5)), Episode(day(100)))
    one = judged(200, trial(-50, None), add_on, episodes=episodes, conditions=conditions).trial("T2")
    assert (one.days_at_dose, one.adequacy, one.in_current_episode) == (60, "adequate", False)


@pytest.mark.parametrize(
    ("name", "augments", "days"), [("not said", None, 0), ("said to be added to it", "T1", 50)], ids=ids
)
def test_add_on_has_the_base_that_the_record_names(name: str, augments: str | None, days: int) -> None:
    """Mirtazapine that was itself an augmenter is no base unless the record says so."""
    other = trial(0, 120, 30, treatment="mirtazapine", role="augmentation")
    add_on = trial(50, 100, 10, id="T2", treatment="aripiprazole", role="augmentation", augments=augments)
    assert judged(200, other, add_on).trial("T2").days_at_dose == days


def test_add_on_that_stopped_on_the_day_an_antidepressant_began_had_no_base() -> None:
    add_on = trial(50, 100, 10, id="T2", treatment="aripiprazole", role="augmentation")
    one = judged(200, trial(100, 150), add_on).trial("T2")
    assert any("No antidepressant beside it" in sentence for sentence in one.because)


def test_add_on_begun_on_the_day_the_base_named_for_it_stopped_counts_no_day() -> None:
    add_on = trial(50, 100, 10, id="T2", treatment="aripiprazole", role="augmentation", augments="T1")
    one = judged(200, trial(0, 50), add_on).trial("T2")
    assert one.duration.because == "0 days at 5 mg or more with T1 at its minimum; 42 needed."


def test_no_add_on_is_its_own_base() -> None:
    """Kept in an earlier episode beside sertraline below its minimum, until sleep apnoea was treated."""
    add_on = trial(0, 60, 30, id="T2", treatment="mirtazapine", role="combination")
    episodes = (Episode(day(-400), day(-5)), Episode(day(100)))
    treated = (Condition("obstructive_sleep_apnoea", "treated", day(10)),)
    one = judged(200, trial(-50, 90, 25), add_on, episodes=episodes, conditions=treated).trial("T2")
    assert (one.days_at_dose, one.in_current_episode) == (0, False)


@pytest.mark.parametrize(
    ("name", "percent", "expected", "reasons"),
    [
        ("79.99 %", 79.99, "inadequate", ("nonadherence",)),
        ("80 %", 80.0, "adequate", ()),
    ],
    ids=ids,
)
def test_adherence(name: str, percent: float, expected: str, reasons: tuple[str, ...]) -> None:
    one = found(100, trial(0, LONG, adherence=(AdherencePeriod(percent, "pdc"),)))
    assert (one.adequacy, one.reasons) == (expected, reasons)


@pytest.mark.parametrize(
    ("name", "periods", "percent"),
    [
        ("objective beats self-report", (("self_report", 95), ("pill_count", 60)), 60),
        ("objective beats a lower self-report", (("self_report", 40), ("caregiver", 90)), 90),
        ("of objective sources the lowest", (("pdc", 90), ("pill_count", 70)), 70),
        ("PDC instead of MPR", (("pdc", 85), ("mpr", 60)), 85),
        ("MPR is capped", (("mpr", 112),), 100),
        ("self-report alone", (("self_report", 80),), 80),
        ("a share that is not known says nothing", (("pdc", None), ("self_report", 90)), 90),
        ("objective, nothing was taken", (("pdc", 0), ("self_report", 95)), 0),
        ("nothing was taken", (("pdc", 0),), 0),
        ("one source, its share not known", (("pdc", None),), None),
        ("nothing known", (), None),
    ],
    ids=ids,
)
def test_adherence_hierarchy(name: str, periods: Any, percent: float | None) -> None:
    taken = tuple(AdherencePeriod(share, method) for method, share in periods)
    one = found(100, trial(0, LONG, adherence=taken))
    assert one.adherence_percent == percent
    sources = {method for method, share in periods if share is not None}
    assert ("adherence_self_report_only" in one.flags) == (sources == {"self_report"})


@pytest.mark.parametrize(
    ("name", "running", "days", "expected", "reasons"),
    [
        ("days met, running", True, 42, "indeterminate", ("adherence_unknown",)),
        ("days met, finished", False, 42, "indeterminate", ("adherence_unknown",)),
        ("too short, finished", False, 41, "inadequate", ("adherence_unknown", "duration_too_short")),
        ("too short, running", True, 41, "not_yet", ("adherence_unknown", "duration_too_short")),
    ],
    ids=ids,
)
def test_unknown_adherence(name: str, running: bool, days: int, expected: str, reasons: Any) -> None:
    one = found(days, trial(0, None if running else days, adherence=()))
    assert (one.adequacy, one.reasons) == (expected, reasons)


def test_adherence_is_weighed_over_the_days_that_count() -> None:
    early = AdherencePeriod(20.0, "pdc", day(0), day(20))
    late = AdherencePeriod(90.0, "pdc", day(20), day(80))
    steps = doses((0, 25), (20, 50))
    assert found(100, trial(0, 80, doses=steps, adherence=(early, late))).adherence_percent == 90
    half = (AdherencePeriod(60.0, "pdc", day(0), day(40)), AdherencePeriod(100.0, "pdc", day(40), day(80)))
    assert found(100, trial(0, 80, adherence=half)).adherence_percent == 80


@pytest.mark.parametrize(
    ("name", "method", "first", "second", "percent"),
    [
        ("nothing at first", "pdc", 0, 100, 50),
        ("more than all of it is all of it", "mpr", 112, 59, 79.5),
    ],
    ids=ids,
)
def test_mean_of_two_periods(name: str, method: str, first: float, second: float, percent: float) -> None:
    halves = (
        AdherencePeriod(first, method, day(0), day(40)),
        AdherencePeriod(second, method, day(40), day(80)),
    )
    one = found(100, trial(0, 80, adherence=halves))
    assert (one.adherence_percent, one.adequacy) == (percent, "inadequate")


def test_what_the_patient_says_of_two_periods_is_weighed_by_their_days() -> None:
    halves = (
        AdherencePeriod(60.0, "self_report", None, day(40)),
        AdherencePeriod(100.0, "self_report", day(40), None),
    )
    one = found(100, trial(0, 80, adherence=halves))
    assert (one.adherence_percent, one.adequacy) == (80, "adequate")
    assert "adherence_self_report_only" in one.flags


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [("the later taken", 50, 95, "adequate"), ("the earlier taken", 95, 50, "inadequate")],
    ids=ids,
)
def test_of_two_equally_long_runs_the_later_is_judged(
    name: str, first: float, second: float, expected: str
) -> None:
    """42 days at dose, eight below it, 42 days at dose: how much was taken is asked of the later."""
    taken = (
        AdherencePeriod(first, "pdc", day(0), day(42)),
        AdherencePeriod(second, "pdc", day(50), day(92)),
    )
    one = found(100, trial(0, 92, doses=doses((0, 100), (42, 25), (50, 100)), adherence=taken))
    assert (one.adherence_percent, one.adequacy, one.days_at_dose) == (second, expected, 42)


@pytest.mark.parametrize(
    ("name", "whole", "part", "percent"),
    [
        ("more for all of it", ("pdc", 90), ("pill_count", 60, 0, 40), 75),
        ("more for all of it, the other without an end", ("pdc", 90), ("pill_count", 60, 40, None), 75),
        ("more for a part of it", ("pdc", 70), ("pill_count", 90, 0, 40), 70),
    ],
    ids=ids,
)
def test_of_objective_sources_the_lowest_day_by_day(name: str, whole: Any, part: Any, percent: float) -> None:
    """One covers the whole trial, the other half of it: both are told of."""
    method, share = whole
    other, lower, first, past = part
    taken = (
        AdherencePeriod(share, method),
        AdherencePeriod(lower, other, day(first), None if past is None else day(past)),
    )
    one = found(100, trial(0, 80, adherence=taken))
    assert one.adherence_percent == percent
    words = "taken by dispensing records (PDC) and pill count; 80 % needed."
    assert one.adherence.because == f"{percent} % {words}"


@pytest.mark.parametrize(
    ("name", "first", "past"),
    [("only before the days that count", None, 20), ("only after them", 60, None)],
    ids=ids,
)
def test_records_of_days_that_do_not_count_leave_it_to_what_was_said(
    name: str, first: int | None, past: int | None
) -> None:
    """At its minimum from day 20 to day 60."""
    dispensed = AdherencePeriod(
        95.0, "pdc", None if first is None else day(first), None if past is None else day(past)
    )
    taken = (dispensed, AdherencePeriod(60.0, "self_report"))
    one = found(100, trial(0, 90, doses=doses((0, 25), (20, 50), (60, 25)), adherence=taken))
    assert one.adherence.because == "60 % taken by self-report; 80 % needed."


def test_day_of_the_assessment_is_not_over_and_its_share_not_weighed() -> None:
    """Psychotherapy begun yesterday: all of yesterday, half of today."""
    known = (AdherencePeriod(95.0, "pdc", day(0), day(1)), AdherencePeriod(50.0, "pdc", day(1)))
    course = trial(0, None, treatment="cbt", role="psychotherapy", doses=(), adherence=known)
    assert [found(number, course).adherence_percent for number in (1, 2)] == [95.0, 72.5]


def test_share_known_from_today_is_known_on_the_day_of_the_start() -> None:
    taken = (AdherencePeriod(95.0, "pdc", day(20)),)
    assert found(20, trial(20, None, adherence=taken)).reasons == ("duration_too_short",)


@pytest.mark.parametrize(
    ("name", "level", "age", "days", "reasons"),
    [
        ("nortriptyline 49.9", ("nortriptyline", 100, "ng/mL", 49.9), 40, 0, ("level_below_range",)),
        ("nortriptyline 50", ("nortriptyline", 100, "ng/mL", 50), 40, LONG, ()),
        ("nortriptyline 50 at half the dose", ("nortriptyline", 25, "ng/mL", 50), 40, LONG, ()),
        ("nortriptyline above its range counts", ("nortriptyline", 100, "ng/mL", 200), 40, LONG, ()),
        ("a level of 0 is not taken", ("nortriptyline", 100, "ng/mL", 0), 40, LONG, ("nonadherence",)),
        ("a level of 0 on any drug", ("sertraline", 100, "ng/mL", 0), 40, LONG, ("nonadherence",)),
        ("a level of another drug decides nothing", ("sertraline", 100, "ng/mL", 3), 40, LONG, ()),
        ("an unknown unit decides nothing", ("nortriptyline", 100, "mg", 1), 40, LONG, ()),
    ],
    ids=ids,
)
def test_levels_decide_over_the_dose(name: str, level: Any, age: int, days: int, reasons: Any) -> None:
    drug, dose, unit, value = level
    one = found(100, trial(0, LONG, dose, treatment=drug, levels=levels(unit, (30, value))))
    assert (one.days_at_dose, one.reasons) == (days, reasons)


@pytest.mark.parametrize(
    ("name", "last", "days"), [("it was stopped", 0, 50), ("it went on at 1 mg", 1, LONG)], ids=ids
)
def test_a_level_makes_no_day_at_dose_of_one_without_the_drug(name: str, last: float, days: int) -> None:
    """50 ng/mL and more on a lower dose counts (adequacy.md 3); two days after the last dose it is a rest."""
    given = trial(
        0, LONG, treatment="nortriptyline", doses=doses((0, 100), (50, last)),
        levels=levels("ng/mL", (20, 60), (52, 60)),
    )  # fmt: skip
    assert found(100, given).days_at_dose == days


@pytest.mark.parametrize(
    ("name", "last", "reasons"),
    [
        ("at its minimum", 75, ("duration_too_short",)),
        ("below it", 50, ("dose_below_minimum", "duration_too_short")),
    ],
    ids=ids,
)
def test_dose_at_the_end_of_a_short_trial_whose_level_was_in_range(
    name: str, last: float, reasons: tuple[str, ...]
) -> None:
    """The level is of the dose before: what followed is judged by its own dose."""
    steps, known = doses((0, 100), (20, last)), levels("ng/mL", (10, 60))
    one = found(60, trial(0, 35, treatment="nortriptyline", doses=steps, levels=known))
    assert (one.adequacy, one.reasons) == ("inadequate", reasons)


@pytest.mark.parametrize(
    ("name", "born", "value", "adequate"),
    [
        ("64: 0.59", date(1960, 1, 3), 0.59, False),
        ("64: 0.6", date(1960, 1, 3), 0.6, True),
        ("65 on the day of the start: 0.39", date(1960, 1, 2), 0.39, False),
        ("65 on the day of the start: 0.4", date(1960, 1, 2), 0.4, True),
    ],
    ids=ids,
)
def test_lithium_by_level_and_age(name: str, born: date, value: float, adequate: bool) -> None:
    lithium = trial(
        0, 28, 400, id="T2", treatment="lithium", role="augmentation", levels=levels("mmol/L", (10, value))
    )
    one = judged(100, trial(-50, 60), lithium, patient=Patient("P1", born, "male")).trial("T2")
    assert (one.adequacy == "adequate") == adequate


@pytest.mark.parametrize(
    ("name", "born", "adequate"),
    [
        ("65 on the day before the start", date(1960, 1, 1), True),
        ("65 on the day of the start", date(1960, 1, 2), True),
        ("65 the day after the start", date(1960, 1, 3), False),
    ],
    ids=ids,
)
def test_older_adult_minimum_by_age_at_the_start(name: str, born: date, adequate: bool) -> None:
    mirtazapine = trial(0, LONG, 15, treatment="mirtazapine")
    one = found(100, mirtazapine, patient=Patient("P1", born, "female"))
    assert (one.adequacy == "adequate") == adequate


@pytest.mark.parametrize(
    ("name", "sessions", "running", "expected", "reasons"),
    [
        ("6 sessions", 6, False, "inadequate", ("too_few_sessions",)),
        ("7 sessions", 7, False, "adequate", ()),
        ("6 sessions, going on", 6, True, "not_yet", ("too_few_sessions",)),
        ("sessions not recorded", None, False, "indeterminate", ()),
    ],
    ids=ids,
)
def test_ect_sessions(name: str, sessions: int | None, running: bool, expected: str, reasons: Any) -> None:
    stop = None if running else 40
    ect = trial(0, stop, treatment="ect", role="neuromodulation", doses=(), session_count=sessions)
    one = found(50, ect)
    assert (one.adequacy, one.reasons, one.days_at_dose) == (expected, reasons, None)


@pytest.mark.parametrize(
    ("name", "treatment", "role"),
    [
        ("brexanolone", "brexanolone", "antidepressant"),
        ("VNS", "vns", "neuromodulation"),
        ("tocilizumab", "tocilizumab", "augmentation"),
        ("oestradiol", "estradiol", "augmentation"),
        ("psychotherapy", "cbt", "psychotherapy"),
    ],
    ids=ids,
)
def test_neither_dose_nor_sessions_cannot_be_told(name: str, treatment: str, role: str) -> None:
    one = found(200, trial(0, 150, 10, treatment=treatment, role=role))
    assert (one.adequacy, one.reasons, one.counts_as_failure) == ("indeterminate", (), False)
    assert one.adherence.outcome == "met"


@pytest.mark.parametrize(
    ("name", "zeros", "reasons"),
    [
        ("before the new episode only", (39,), ()),
        ("on its first day", (40,), ("nonadherence",)),
        ("in it", (60,), ("nonadherence",)),
        ("before it and in it", (20, 60), ("nonadherence",)),
    ],
    ids=ids,
)
def test_level_of_0_in_the_episode_that_is_judged(name: str, zeros: Any, reasons: Any) -> None:
    found_levels = levels("ng/mL", *((number, 0) for number in zeros))
    one = trial(0, None, levels=found_levels)
    finding = found(120, one, episodes=(Episode(day(40)),))
    assert (finding.reasons, finding.adherence_percent) == (reasons, 0 if reasons else 95)


def test_what_cannot_be_told_may_still_have_been_stopped_for_side_effects_or_not_taken() -> None:
    taken = (AdherencePeriod(79.9, "pdc"),)
    one = trial(
        0,
        150,
        10,
        treatment="tocilizumab",
        role="augmentation",
        adherence=taken,
        stop_reason="intolerance",
    )
    assessed = judged(200, one)
    assert assessed.trial("T1").reasons == ("intolerance_stop", "nonadherence")
    assert {"intolerance", "nonadherence"} <= {impostor.code for impostor in assessed.impostors}


@pytest.mark.parametrize(
    ("name", "drug", "role", "dose", "said"),
    [
        ("risperidone", "risperidone", "augmentation", 1, "Up to 1 mg from"),
        ("ketamine", "ketamine_iv", "neuromodulation", 0.5, "Up to 0.5 mg/kg/infusion from"),
        ("liothyronine", "liothyronine", "augmentation", 0.025, "Up to 0.025 mg from"),
    ],
    ids=ids,
)
def test_a_dose_of_1_or_less_is_a_dose(name: str, drug: str, role: str, dose: float, said: str) -> None:
    one = found(40, trial(-60, None, id="T0"), trial(0, None, dose, treatment=drug, role=role))
    assert (one.highest_dose, one.dose.outcome) == (dose, "met")
    assert one.dose.because.startswith(said)


@pytest.mark.parametrize(
    ("name", "steps", "expected", "reasons"),
    [
        ("never at the minimum", ((0, 25),), "inadequate", ("dose_below_minimum", "duration_too_short")),
        (
            "too short and below at its end",
            ((0, 50), (30, 25)),
            "inadequate",
            ("dose_below_minimum", "duration_too_short"),
        ),
        ("long enough, below at its end", ((0, 50), (50, 25)), "adequate", ()),
        ("dose not known", ((0, None),), "indeterminate", ()),
        ("dose not known at first, then long enough", ((0, None), (10, 50)), "adequate", ()),
        (
            "dose not known for too few days to matter",
            ((0, None), (10, 25)),
            "inadequate",
            ("dose_below_minimum", "duration_too_short"),
        ),
    ],
    ids=ids,
)
def test_dose_reasons(name: str, steps: Any, expected: str, reasons: Any) -> None:
    one = found(90, trial(0, 60, doses=doses(*steps)))
    assert (one.adequacy, one.reasons) == (expected, reasons)


@pytest.mark.parametrize(
    ("name", "steps", "expected"),
    [
        ("at dose: 42 days from the start", ((0, 50),), day(42)),
        ("after titration", ((0, 25), (10, 50)), day(52)),
        ("a bridged gap is added", ((0, 50), (10, 0), (13, 50)), day(45)),
        ("a broken run begins anew", ((0, 50), (10, 0), (18, 50)), day(60)),
        ("below the minimum now", ((0, 50), (15, 25)), None),
        ("raised to the minimum today", ((0, 25), (20, 50)), day(62)),
        ("begun today after days at an unknown dose", ((0, None), (20, 50)), day(62)),
        ("cut below the minimum today", ((0, 50), (20, 25)), None),
        ("at dose again today, 7 days later", ((0, 50), (13, 0), (20, 50)), day(49)),
        ("at dose again today, 8 days later", ((0, 50), (12, 0), (20, 50)), day(62)),
    ],
    ids=ids,
)
def test_earliest_adequate_on(name: str, steps: Any, expected: date | None) -> None:
    one = found(20, trial(0, None, doses=doses(*steps)))
    assert (one.adequacy, one.earliest_adequate_on) == ("not_yet", expected)


@pytest.mark.parametrize(
    ("name", "steps", "expected"),
    [
        ("an earlier run was long enough", ((0, 100), (45, 0), (60, 100)), "adequate"),
        ("an earlier one at an unknown dose may have been", ((0, None), (45, 0), (60, 100)), "indeterminate"),
    ],
    ids=ids,
)
def test_no_day_is_foretold_for_what_is_no_longer_not_yet(name: str, steps: Any, expected: str) -> None:
    one = found(70, trial(0, None, doses=doses(*steps)))
    assert (one.adequacy, one.earliest_adequate_on) == (expected, None)


@pytest.mark.parametrize(
    ("name", "steps", "dose", "reasons"),
    [
        ("begun today at the minimum", ((20, 50),), "met", ("duration_too_short",)),
        ("begun today below it", ((20, 25),), "not_met", ("dose_below_minimum", "duration_too_short")),
        ("begun today, dose not known", ((20, None),), "cannot_tell", ("duration_too_short",)),
        ("raised to it today", ((0, 25), (20, 50)), "met", ("duration_too_short",)),
        ("cut below it today", ((0, 50), (20, 25)), "not_met", ("dose_below_minimum", "duration_too_short")),
    ],
    ids=ids,
)
def test_dose_in_force_today_is_judged_though_no_day_of_it_is_over(
    name: str, steps: Any, dose: str, reasons: Any
) -> None:
    one = found(20, trial(steps[0][0], None, doses=doses(*steps)))
    assert (one.adequacy, one.dose.outcome, one.reasons) == ("not_yet", dose, reasons)


@pytest.mark.parametrize(
    ("name", "stop", "adequacy", "reasons", "impostor"),
    [
        ("before it was adequate", 41, "inadequate", ("duration_too_short", "intolerance_stop"), True),
        ("after it was adequate", 42, "adequate", (), False),
    ],
    ids=ids,
)
def test_stopped_for_side_effects(name: str, stop: int, adequacy: str, reasons: Any, impostor: bool) -> None:
    facts = (trial(0, stop, stop_reason="intolerance"), score(0, 24), score(41, 22))
    one = judged(60, *facts)
    assert (one.trial("T1").adequacy, one.trial("T1").reasons) == (adequacy, reasons)
    assert one.trial("T1").counts_as_failure is not impostor
    assert ("intolerance" in {flag.code for flag in one.impostors}) is impostor


@pytest.mark.parametrize(
    ("name", "treated", "days", "expected"),
    [
        ("treated before the start", -1, LONG, "adequate"),
        ("treated on the day of the start", 0, LONG, "adequate"),
        ("42 days after treatment", LONG - 42, 42, "adequate"),
        ("41 days after treatment", LONG - 41, 41, "inadequate"),
        ("treated on the day of the stop", LONG, 0, "inadequate"),
        ("treated only after the trial", LONG + 5, 0, "inadequate"),
    ],
    ids=ids,
)
@pytest.mark.parametrize("code", ["obstructive_sleep_apnoea", "hypothyroidism"])
def test_treated_saboteur_resets_the_clock(
    name: str, treated: int, days: int, expected: str, code: str
) -> None:
    one = found(100, trial(0, LONG), conditions=(Condition(code, "treated", day(treated)),))
    assert (one.days_at_dose, one.adequacy) == (days, expected)
    assert one.reasons == (() if expected == "adequate" else ("duration_too_short",))
    assert one.effective_start == (day(treated) if treated > 0 else None)


@pytest.mark.parametrize(
    ("name", "onset", "days", "current"),
    [
        ("the trial began with the episode", 0, LONG, True),
        ("the episode began during the trial", 30, LONG - 30, True),
        ("the trial ended before the episode", LONG, LONG, False),
    ],
    ids=ids,
)
def test_new_episode_on_a_continued_drug(name: str, onset: int, days: int, current: bool) -> None:
    episodes = (Episode(day(-400), day(-200)), Episode(day(onset)))
    facts = (trial(0, LONG), score(0, 24), score(30, 24), score(LONG, 22))
    one = found(100, *facts, episodes=episodes)
    assert (one.days_at_dose, one.in_current_episode, one.counts_as_failure) == (days, current, current)
    assert one.effective_start == (day(onset) if days < LONG else None)


@pytest.mark.parametrize(
    ("name", "episodes", "current"),
    [
        ("one is open of which the onset is not known, the trial was stopped after the last one",
         (Episode(day(-400), day(LONG - 1)), Episode(None)), True),
        ("the trial was stopped on the day the last one ended",
         (Episode(day(-400), day(LONG)), Episode(None)), False),
        ("none is open, the trial began on the day the last one ended", (Episode(day(-400), day(0)),), True),
        ("none is open, the trial began the day before", (Episode(day(-400), day(1)),), False),
    ],
    ids=ids,
)  # fmt: skip
def test_episode_a_trial_belongs_to(name: str, episodes: tuple[Episode, ...], current: bool) -> None:
    """By half-open days: that of the stop is the first without the drug, that of the end the first well."""
    one = found(100, trial(0, LONG), score(0, 24), score(LONG, 22), episodes=episodes)
    assert (one.in_current_episode, one.counts_as_failure) == (current, current)


@pytest.mark.parametrize(("as_of", "optimised"), [(77, False), (78, True)])
def test_days_at_the_usual_maximum_before_the_new_episode_do_not_count(as_of: int, optimised: bool) -> None:
    """200 mg from day 50 on, and for ten days before the episode of day 20."""
    given = trial(0, None, doses=doses((0, 200), (10, 100), (50, 200)))
    episodes = (Episode(day(-400), day(-200)), Episode(day(20)))
    assert found(as_of, given, episodes=episodes).optimised is optimised


def test_without_any_episode_recorded_trials_count() -> None:
    assert found(100, trial(0, LONG), score(0, 24), score(LONG, 22), episodes=()).counts_as_failure


def test_record_is_read_as_known_on_the_day() -> None:
    whole = record(trial(0, 60), score(0, 24), score(60, 20))
    assert judged(30, trial(0, None), score(0, 24)).trials == judged(30, *whole.trials, *whole.scores).trials


def test_an_add_on_at_an_unknown_dose_without_its_base_waits_for_the_65th_birthday_only() -> None:
    add_on = trial(10, None, treatment="aripiprazole", role="augmentation", doses=doses((10, None)))
    one = judged(40, add_on)
    assert one.trial("T1").days_at_dose == 0
    assert one.next_change_on == date(2050, 6, 1)


NOT_TAKEN = (AdherencePeriod(20.0, "pdc"),)


@pytest.mark.parametrize(
    ("name", "stop", "expected"),
    [
        ("stopped: whatever the dose was", 60, "inadequate"),
        ("running: it may still be taken", None, "indeterminate"),
    ],
    ids=ids,
)
def test_not_taken_at_an_unknown_dose(name: str, stop: int | None, expected: str) -> None:
    assert found(60, trial(0, stop, doses=(), adherence=NOT_TAKEN)).adequacy == expected


def _later(**values: Any) -> dict[str, Any]:
    return {"trials": (trial(0, None, **values),)}


ECT: dict[str, Any] = {"treatment": "ect", "role": "neuromodulation", "doses": ()}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a score", {"scores": (score(0, 24), score(51, 5))}),
        ("a condition", {"conditions": (Condition("mania", "present", day(51)),)}),
        ("a symptom", {"symptoms": (Symptom("psychosis", day(51)),)}),
        ("a value", {"measurements": (Measurement(day(51), "qtc", 600, "ms"),)}),
        ("a check", {"checks": (Check("BIP", "present", day(51)),)}),
        ("a medicine", {"medicines": (Medicine("phenelzine", day(51)),)}),
        ("the end of a medicine", {"medicines": (Medicine("tramadol", day(0), day(51)),)}),
        ("a trial", {"trials": (trial(0, None), trial(51, None, id="T2"))}),
        ("the end of a trial", {"trials": (trial(0, 51),)}),
        ("a dose", _later(doses=doses((0, 100), (51, 25)))),
        ("a level", _later(treatment="nortriptyline", levels=levels("ng/mL", (51, 5)))),
        ("the end of taking it", _later(adherence=(AdherencePeriod(95.0, "pdc", day(0), day(51)),))),
        ("a session", _later(**ECT, sessions=(day(10), day(51)))),
        ("an episode", {"episodes": (Episode(day(-60), day(0)), Episode(day(51)))}),
        ("the end of an episode", {"episodes": (Episode(day(-60), day(51)),)}),
    ],
    ids=ids,
)
def test_what_is_later_than_the_day_is_not_looked_at(name: str, values: dict[str, Any]) -> None:
    plain = {"trials": (trial(0, None),), "scores": (score(0, 24),)}
    whole = record(**{**plain, **values})
    then = record_on(whole, day(50))
    assert then != whole
    assert assess(whole, day(50)) == assess(then, day(50))


@pytest.mark.parametrize(
    ("name", "treated", "sessions", "expected"),
    [
        ("before it", 0, 9, "adequate"),
        ("during it: how many came later is not known", 10, None, "indeterminate"),
        ("on the day of the stop: none came later", 30, 0, "inadequate"),
        ("after it: none came later", 40, 0, "inadequate"),
    ],
    ids=ids,
)
def test_counted_sessions_around_a_treated_saboteur(
    name: str, treated: int, sessions: int | None, expected: str
) -> None:
    course = trial(0, 30, session_count=9, **ECT)
    conditions = (Condition("obstructive_sleep_apnoea", "treated", day(treated)),)
    one = found(60, course, conditions=conditions)
    assert (one.sessions, one.adequacy) == (sessions, expected)


@pytest.mark.parametrize(
    ("name", "steps", "adequate_on"),
    [
        ("all the time", ((0, 100),), 42),
        ("five days off", ((0, 100), (20, 0), (25, 100)), 47),
        ("two and five days off", ((0, 100), (10, 0), (12, 100), (20, 0), (25, 100)), 49),
        ("off after it was adequate", ((0, 100), (42, 0), (45, 100)), 42),
        ("exactly 42 days, five off between", ((0, 100), (20, 0), (25, 100), (47, 0)), 47),
    ],
    ids=ids,
)
def test_day_on_which_it_became_adequate(name: str, steps: Any, adequate_on: int) -> None:
    assert found(90, trial(0, None, doses=doses(*steps))).adequate_on == day(adequate_on)


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("long enough at dose, half of it taken", (AdherencePeriod(50.0, "pdc"),), "inadequate"),
        ("long enough at dose, how much was taken is not known", (), "indeterminate"),
    ],
    ids=ids,
)
def test_what_is_not_adequate_has_no_day_on_which_it_became_so(name: str, taken: Any, expected: str) -> None:
    one = found(90, trial(0, None, adherence=taken))
    assert (one.adequacy, one.days_at_dose, one.adequate_on) == (expected, 90, None)


@pytest.mark.parametrize(("again", "days"), [(36, 84), (45, 45)], ids=["bridged", "a break"])
def test_a_level_says_nothing_of_days_off(again: int, days: int) -> None:
    steps = doses((0, 75), (30, 0), (again, 75))
    given = trial(0, None, treatment="nortriptyline", doses=steps, levels=levels("ng/mL", (20, 60)))
    assert found(90, given).days_at_dose == days
