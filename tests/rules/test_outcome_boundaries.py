"""Each number of adequacy.md 6 and scales.md 3.4 and 4 from both sides: baseline, endpoint, category."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.outcome import category, improvement
from assessment.rules.policy import load_policy
from patients.record import AdherencePeriod, Condition, Episode, Score
from tests.rules.making import day, doses, found, ids, judged, levels, score, trial

LONG = 84
POLICY = load_policy()


@pytest.mark.parametrize(
    ("name", "baseline", "endpoint", "outcome"),
    [
        ("HAM-D 7 is remission", 24, 7, "remission"),
        ("HAM-D 8 is not", 24, 8, "response"),
        ("50 % is response", 24, 12, "response"),
        ("just under 50 % is partial", 25, 13, "partial_response"),
        ("25 % is partial", 24, 18, "partial_response"),
        ("24 % is non-response", 25, 19, "non_response"),
        ("worse is non-response", 24, 30, "non_response"),
        ("remission below 50 % is remission", 12, 7, "remission"),
    ],
    ids=ids,
)
def test_category(name: str, baseline: int, endpoint: int, outcome: str) -> None:
    one = found(LONG, trial(0, None), score(0, baseline), score(80, endpoint))
    assert one.outcome == outcome
    assert one.counts_as_failure == (outcome != "remission")


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (24.99, "non_response"),
        (25.0, "partial_response"),
        (49.99, "partial_response"),
        (50.0, "response"),
        (-5.0, "non_response"),
    ],
)
def test_category_is_compared_unrounded(percent: float, expected: str) -> None:
    assert category(percent, POLICY) == expected


@pytest.mark.parametrize(("baseline", "endpoint"), [(24, 18), (28, 21), (52, 39), (36, 27)])
def test_a_quarter_is_exactly_25_percent(baseline: int, endpoint: int) -> None:
    assert improvement(baseline, endpoint) == 25.0


@pytest.mark.parametrize(("instrument", "cut"), [("hamd17", 7), ("madrs", 10), ("qids_sr16", 5), ("phq9", 4)])
def test_remission_cut_of_each_scale(instrument: str, cut: int) -> None:
    for endpoint, remitted in ((cut, True), (cut + 1, False)):
        one = found(LONG, trial(0, None), score(0, 26, instrument), score(80, endpoint, instrument))
        assert (one.outcome == "remission") == remitted


@pytest.mark.parametrize(
    ("name", "scores", "baseline", "flag"),
    [
        ("14 days before", ((-14, 24),), 24, None),
        ("15 days before is stale", ((-15, 24),), 24, "baseline_stale"),
        ("28 days before is stale", ((-28, 24),), 24, "baseline_stale"),
        ("29 days before is none", ((-29, 24),), None, "baseline_missing"),
        ("on the day", ((0, 24),), 24, None),
        ("3 days after", ((3, 24),), 24, None),
        ("4 days after is none", ((4, 24),), None, "baseline_missing"),
        ("the last before, not the first", ((-10, 26), (-2, 24)), 24, None),
        ("before wins over after", ((-14, 26), (1, 24)), 26, None),
        ("after wins over stale", ((-15, 26), (3, 24)), 24, None),
        ("the first after, not the last", ((1, 26), (3, 24)), 26, None),
    ],
    ids=ids,
)
def test_baseline_window(name: str, scores: Any, baseline: int | None, flag: str | None) -> None:
    one = found(LONG, trial(0, None), *(score(*pair) for pair in scores), score(80, 20))
    assert one.baseline == baseline
    assert [found for found in one.flags if found.startswith("baseline")] == ([flag] if flag else [])


@pytest.mark.parametrize(
    ("name", "scores", "endpoint"),
    [
        ("day 35 is the first that may", ((35, 20),), 20),
        ("day 34 is too early", ((34, 20),), None),
        ("the last, not the best", ((40, 9), (80, 20)), 20),
        ("the stop day counts", ((LONG, 20),), 20),
        ("the stop day, not the day after", ((LONG, 20), (LONG + 1, 18)), 20),
        ("7 days after the stop, if none on it", ((LONG + 7, 20),), 20),
        ("8 days after the stop is none", ((LONG + 8, 20),), None),
        ("after the stop only if none on it", ((50, 20), (LONG + 2, 18)), 20),
    ],
    ids=ids,
)
def test_endpoint_window(name: str, scores: Any, endpoint: int | None) -> None:
    one = found(120, trial(0, LONG), score(0, 24), *(score(*pair) for pair in scores))
    assert one.endpoint == endpoint
    assert ("endpoint_missing" in one.flags) == (endpoint is None)
    assert (one.outcome == "unknown") == (endpoint is None)


def test_endpoint_counts_from_the_days_at_dose() -> None:
    """Titrated for 10 days: the earliest endpoint moves by 10 days."""
    steps = doses((0, 25), (10, 50))
    for number, endpoint in ((44, None), (45, 20)):
        one = found(120, trial(0, LONG, doses=steps), score(0, 24), score(number, 20))
        assert one.endpoint == endpoint


@pytest.mark.parametrize(
    ("name", "added_on", "number", "endpoint"),
    [
        ("7 days after the add-on is still its own", 50, 57, 15),
        ("8 days after belongs to the add-on", 50, 58, 20),
        ("added on the day it became adequate: closed", 42, 58, 20),
        ("added the day before it was adequate: open", 41, 58, 15),
    ],
    ids=ids,
)
def test_add_on_freeze(name: str, added_on: int, number: int, endpoint: int) -> None:
    add_on = trial(added_on, None, 5, id="T2", treatment="aripiprazole", role="augmentation")
    one = found(100, trial(0, None), add_on, score(0, 24), score(40, 20), score(number, 15))
    assert one.endpoint == endpoint


@pytest.mark.parametrize(
    ("name", "number", "endpoint"),
    [("7 days after the next start", 57, 19), ("8 days after", 58, 20)],
    ids=ids,
)
def test_cross_taper_closes_the_endpoint(name: str, number: int, endpoint: int) -> None:
    following = trial(50, None, 30, id="T2", treatment="mirtazapine")
    one = found(100, trial(0, 64), following, score(0, 24), score(45, 20), score(number, 19))
    assert one.endpoint == endpoint


@pytest.mark.parametrize(
    ("name", "begun", "number", "endpoint"),
    [
        ("begun before the stop: 7 days after that start", 50, 57, 19),
        ("begun before the stop: not 8, though 6 after the stop", 50, 58, None),
        ("begun after the stop: 7 days after the stop", 58, 59, 19),
        ("begun after the stop: not 8, though 2 after that start", 58, 60, None),
    ],
    ids=ids,
)
def test_a_score_after_the_stop_is_one_of_both_weeks(
    name: str, begun: int, number: int, endpoint: int | None
) -> None:
    """Not rated while it was taken: a week after the stop, and a week after the next start, end its time."""
    following = trial(begun, None, 30, id="T2", treatment="mirtazapine")
    one = found(100, trial(0, 52), following, score(0, 24), score(number, 19))
    assert one.endpoint == endpoint


@pytest.mark.parametrize(
    ("name", "added", "endpoint"),
    [
        ("after the first long run", 70, 20),
        ("before any run was long enough", 40, 10),
        ("after the second long run", 130, 14),
    ],
    ids=ids,
)
def test_add_on_after_a_run_that_was_long_enough_closes_the_endpoint(
    name: str, added: int, endpoint: int
) -> None:
    """60 days at dose, 8 below it, then 200: adequate from day 42 on, however long the later run became."""
    base = trial(0, None, doses=doses((0, 100), (60, 25), (68, 100)))
    add_on = trial(added, None, 5, id="T2", treatment="aripiprazole", role="augmentation")
    scores = (score(0, 24), score(65, 20), score(130, 14), score(260, 10))
    one = judged(268, base, add_on, *scores).trial("T1")
    assert (one.days_at_dose, one.adequate_on, one.endpoint) == (200, day(42), endpoint)


def test_psychotherapy_closes_no_endpoint() -> None:
    therapy = trial(50, None, treatment="cbt", role="psychotherapy", id="T2", doses=())
    one = found(100, trial(0, None), therapy, score(0, 24), score(40, 20), score(90, 15))
    assert one.endpoint == 15


@pytest.mark.parametrize(
    ("name", "total", "outcome", "provisional", "advice"),
    [
        ("QIDS 5 is its own remission", 5, "remission", 7, "remission"),
        ("QIDS 6 is not: no percentage", 6, "not_remitted_unspecified", 8, "response"),
        ("QIDS 14 is worth HAM-D 19, the worse value", 14, "not_remitted_unspecified", 19, "non_response"),
    ],
    ids=ids,
)
def test_scale_mismatch(name: str, total: int, outcome: str, provisional: int, advice: str) -> None:
    one = found(LONG, trial(0, None), score(0, 24), score(80, total, "qids_sr16", "self"))
    assert (one.outcome, one.improvement_percent) == (outcome, None)
    assert (one.provisional_improvement, one.provisional_outcome) == (improvement(24, provisional), advice)
    assert "scale_mismatch" in one.flags


def test_each_total_keeps_its_scale() -> None:
    across = found(LONG, trial(0, None), score(0, 24), score(80, 14, "qids_sr16", "self"))
    assert (across.baseline_instrument, across.instrument) == ("hamd17", "qids_sr16")
    unrated = found(LONG, trial(0, None), score(0, 24))
    assert (unrated.baseline_instrument, unrated.instrument) == ("hamd17", "hamd17")
    no_baseline = found(LONG, trial(0, None), score(80, 14))
    assert (no_baseline.baseline_instrument, no_baseline.instrument) == (None, "hamd17")


def test_same_scale_is_looked_for_before_the_preferred_one() -> None:
    facts = (score(0, 24), score(0, 20, "phq9", "self"), score(80, 16, "phq9", "self"))
    one = found(LONG, trial(0, None), *facts)
    assert (one.instrument, one.baseline, one.endpoint) == ("phq9", 20, 16)


@pytest.mark.parametrize(("name", "number"), [("on it", 10), ("a week after it", 27)], ids=ids)
def test_same_scale_is_looked_for_in_a_trial_that_is_not_adequate_too(name: str, number: int) -> None:
    """HAM-D17 was rated at the start alone: PHQ-9 has both, on it or after it."""
    facts = (score(0, 24), score(0, 20, "phq9", "self"), score(number, 16, "phq9", "self"))
    one = found(60, trial(0, 20), *facts)
    assert (one.instrument, one.baseline, one.endpoint, one.flags) == ("phq9", 20, 16, ())


@pytest.mark.parametrize(
    ("name", "as_of", "start", "number", "endpoint"),
    [
        ("on the day of the start", 10, 0, 0, None),
        ("the day before it", 10, 0, -1, None),
        ("the day after it", 10, 0, 1, 16),
        ("started today, rated today", 0, 0, 0, None),
        ("started today, rated yesterday", 0, 0, -1, None),
    ],
    ids=ids,
)
def test_a_second_scale_is_an_endpoint_only_after_the_start(
    name: str, as_of: int, start: int, number: int, endpoint: int | None
) -> None:
    """HAM-D17 ten days before the start, PHQ-9 around it."""
    one = found(as_of, trial(start, None), score(-10, 24), score(number, 16, "phq9", "self"))
    assert (one.baseline, one.endpoint) == (24, endpoint)


def test_the_preferred_of_two_scales_decides() -> None:
    facts = (score(0, 24), score(0, 20, "phq9", "self"), score(75, 16, "phq9", "self"), score(70, 20))
    assert found(LONG, trial(0, None), *facts).instrument == "hamd17"


@pytest.mark.parametrize(
    ("name", "facts", "outcome", "flags"),
    [
        ("no baseline, not remitted", (score(80, 14),), "not_remitted_unspecified", {"baseline_missing"}),
        ("no baseline, remitted", (score(80, 7),), "remission", {"baseline_missing"}),
        ("only a baseline after the start", (score(3, 24),), "unknown", {"endpoint_missing"}),
        ("no endpoint", (score(0, 24),), "unknown", {"endpoint_missing"}),
        ("neither", (), "unknown", {"baseline_missing", "endpoint_missing"}),
        ("baseline in remission", (score(0, 7), score(80, 3)), "unknown", {"baseline_in_remission"}),
    ],
    ids=ids,
)
def test_missing_scores(name: str, facts: Any, outcome: str, flags: set[str]) -> None:
    one = found(LONG, trial(0, None), *facts)
    assert (one.outcome, set(one.flags)) == (outcome, flags)


@pytest.mark.parametrize(
    ("name", "day_of", "taken", "missing"),
    [
        ("41 days, running: not due yet", 41, 95.0, False),
        ("42 days, adequate", 42, 95.0, True),
        ("42 days, not taken often enough", 42, 70.0, True),
        ("42 days, adherence not known", 42, None, True),
    ],
    ids=ids,
)
def test_endpoint_is_missing_once_the_days_are_complete(
    name: str, day_of: int, taken: float | None, missing: bool
) -> None:
    share = () if taken is None else (AdherencePeriod(taken, "pdc"),)
    one = found(day_of, trial(0, None, adherence=share), score(0, 24))
    assert ("endpoint_missing" in one.flags) == missing


@pytest.mark.parametrize(
    ("name", "given", "flags"),
    [
        ("running and adequate", trial(0, None), ("endpoint_missing",)),
        ("running, not yet adequate: it may still come", trial(60, None), ()),
        ("stopped too early", trial(60, 70), ("endpoint_missing",)),
    ],
    ids=ids,
)
def test_an_endpoint_is_missing_when_none_can_come(name: str, given: Any, flags: tuple[str, ...]) -> None:
    assert found(LONG, given, replace(score(0, 24), date=given.start)).flags == flags


@pytest.mark.parametrize(
    ("name", "scores", "flags"),
    [
        ("50 % reached and lost on it", ((40, 12), (80, 16)), ("loss_of_response",)),
        ("49 % reached is no loss", ((40, 13), (80, 16)), ()),
        ("response kept", ((40, 12), (80, 12)), ()),
        ("lost after the stop", ((80, 12), (110, 13)), ("loss_after_stop",)),
        ("kept after the stop", ((80, 12), (110, 12)), ()),
        ("reached on the stop day, which is on it", ((LONG, 12), (90, 13)), ("loss_after_stop",)),
        ("reached on it, first weeks, and lost by a week after", ((30, 12), (90, 13)), ("loss_of_response",)),
        ("reached only after the stop, and lost", ((LONG + 1, 12), (90, 13)), ()),
        ("reached after the stop, not there before", ((86, 13), (90, 12)), ()),
        ("reached after the stop and lost later", ((91, 12), (92, 13)), ("loss_after_stop",)),
    ],
    ids=ids,
)
def test_loss_of_response(name: str, scores: Any, flags: Any) -> None:
    one = found(120, trial(0, LONG), score(0, 24), *(score(*pair) for pair in scores))
    assert one.flags == flags


@pytest.mark.parametrize(
    ("name", "number", "flags"),
    [("on the stop day", LONG, ()), ("the day after it", LONG + 1, ("loss_after_stop",))],
    ids=ids,
)
def test_a_response_is_lost_after_the_stop_only_once_it_was_stopped(
    name: str, number: int, flags: Any
) -> None:
    """What was added on day 50 owns the scores from day 58 on: the endpoint is a response."""
    add_on = trial(50, None, 5, id="T2", treatment="aripiprazole", role="augmentation")
    one = found(120, trial(0, LONG), add_on, score(0, 24), score(55, 12), score(number, 20))
    assert (one.endpoint, one.flags) == (12, flags)


@pytest.mark.parametrize(
    ("name", "later", "flags"),
    [("lost", 8, ("loss_after_stop",)), ("still a remission", 7, ())],
    ids=ids,
)
def test_a_remission_of_less_than_half_is_lost_after_the_stop_too(name: str, later: int, flags: Any) -> None:
    """From 12 to 7: a remission, though only 42 % better."""
    one = found(120, trial(0, LONG), score(0, 12), score(80, 7), score(110, later))
    assert (one.outcome, one.flags) == ("remission", flags)


@pytest.mark.parametrize(
    ("name", "earlier", "flags"),
    [
        ("remission, its baseline not known", ((-60, 6),), ("loss_of_response",)),
        ("remission from a known baseline", ((-100, 24), (-60, 6)), ("loss_of_response",)),
        ("response from a known baseline", ((-100, 24), (-60, 12)), ("loss_of_response",)),
        ("remission by the last point", ((-60, 7),), ("loss_of_response",)),
        ("neither, its baseline not known", ((-60, 8),), ()),
        ("not rated before", (), ()),
        ("started in remission", ((-100, 6), (-60, 6)), ()),
    ],
    ids=ids,
)
def test_relapse_into_a_new_episode_on_the_same_drug(name: str, earlier: Any, flags: Any) -> None:
    episodes = (Episode(None, day(-60)), Episode(day(0)))
    scores = [score(*pair) for pair in (*earlier, (0, 24), (80, 20))]
    one = found(LONG, trial(-100, None), *scores, episodes=episodes)
    assert (one.effective_start, one.flags) == (day(0), flags)


@pytest.mark.parametrize("number", [56, 80])
def test_trial_over_before_it_could_count_has_lost_no_response(number: int) -> None:
    """It ended on the day the apnoea was treated, or before: the scores of its own time count: 24 to 20."""
    treated = (Condition("obstructive_sleep_apnoea", "treated", day(number)),)
    one = found(120, trial(0, 56), score(0, 24), score(50, 20), conditions=treated)
    assert (one.adequacy, one.outcome, one.flags) == ("inadequate", "non_response", ())


def test_two_ratings_of_a_day_take_the_clinicians_then_the_worse() -> None:
    both = (score(80, 12, rater="self"), score(80, 20))
    assert found(LONG, trial(0, None), score(0, 24), *both).endpoint == 20
    worse = (score(80, 12, rater="self"), score(80, 14, rater="self"))
    assert found(LONG, trial(0, None), score(0, 24), *worse).endpoint == 14


def test_procedure_endpoint_by_its_weeks() -> None:
    ect = trial(0, 40, treatment="ect", role="neuromodulation", doses=(), session_count=8)
    for number, endpoint in ((13, None), (14, 20)):
        assert found(60, ect, score(0, 24), score(number, 20)).endpoint == endpoint


@pytest.mark.parametrize(("number", "endpoint"), [(13, None), (14, 20)])
def test_endpoint_of_a_running_course_of_which_only_the_count_is_known(
    number: int, endpoint: int | None
) -> None:
    ect = trial(0, None, treatment="ect", role="neuromodulation", doses=(), session_count=8)
    one = found(20, ect, score(0, 24), score(number, 20))
    assert (one.adequacy, one.endpoint) == ("adequate", endpoint)


@pytest.mark.parametrize(("number", "endpoint"), [(9, None), (10, None), (11, 20), (17, 20), (18, None)])
def test_endpoint_of_a_course_shorter_than_its_weeks_comes_after_it(
    number: int, endpoint: int | None
) -> None:
    """Eight sessions of ECT in ten days: two weeks after the start there is no day left of it."""
    ect = trial(0, 10, treatment="ect", role="neuromodulation", doses=(), session_count=8)
    assert found(60, ect, score(0, 24), score(number, 20)).endpoint == endpoint


@pytest.mark.parametrize(
    ("name", "begun", "number", "endpoint"),
    [
        ("nothing followed", None, 12, 20),
        ("begun on the same day", 0, 12, 20),
        ("begun the next day: 7 days after that start", 1, 8, 20),
        ("begun the next day: not 8", 1, 9, None),
    ],
    ids=ids,
)
def test_course_adequate_on_its_first_day_is_not_closed_by_its_own_start(
    name: str, begun: int | None, number: int, endpoint: int | None
) -> None:
    """All sessions of an accelerated course are noted under its first day; it was over on day 5."""
    course = trial(
        0, 5, treatment="accelerated_itbs", role="neuromodulation", doses=(), sessions=(day(0),) * 50
    )
    next_one = () if begun is None else (trial(begun, None, id="T2"),)
    one = found(60, course, *next_one, score(0, 24), score(number, 20))
    assert (one.adequate_on, one.endpoint) == (day(0), endpoint)


@pytest.mark.parametrize(("number", "instrument"), [(356, "hamd17"), (357, "phq9")])
def test_endpoint_of_what_no_rule_calls_adequate_is_by_its_weeks_too(number: int, instrument: str) -> None:
    """VNS: 52 weeks; a late score on a second scale says more than an early one on the first."""
    vns = trial(0, None, treatment="vns", role="neuromodulation", doses=())
    scores = (score(0, 24), score(0, 20, "phq9"), score(30, 20), score(number, 10, "phq9"))
    assert found(400, vns, *scores).instrument == instrument


def test_endpoint_of_a_psychotherapy_is_due_at_no_day() -> None:
    """No weeks are known for it: the preferred scale decides, however early it was rated."""
    therapy = trial(0, None, treatment="cbt", role="psychotherapy", doses=())
    scores = (score(0, 24), score(0, 20, "phq9"), score(30, 20), score(80, 10, "phq9"))
    assert found(100, therapy, *scores).instrument == "hamd17"


@pytest.mark.parametrize("number", [1, 10, 20, 21, 27])
def test_trial_that_is_not_adequate_shows_an_early_score_that_never_counts(number: int) -> None:
    """From the day after its start to the stop day, else up to 7 days after."""
    one = found(30, trial(0, 20), score(0, 24), score(number, 12))
    assert (one.endpoint, one.outcome, one.counts_as_failure) == (12, "response", False)


@pytest.mark.parametrize(
    ("baseline", "number", "endpoint"), [(3, 3, None), (3, 4, 12), (1, 1, None), (1, 2, 12)]
)
def test_the_endpoint_is_later_than_a_baseline_after_the_start(
    baseline: int, number: int, endpoint: int | None
) -> None:
    later = () if number == baseline else (score(number, 12),)
    one = found(30, trial(0, 20), score(baseline, 24), *later)
    assert (one.baseline, one.endpoint) == (24, endpoint)


@pytest.mark.parametrize(
    ("name", "last", "raised"),
    [("55 days", 20 + 55, False), ("56 days", 20 + 56, True)],
    ids=ids,
)
def test_lasting_remission_within_an_episode_raises_the_question(name: str, last: int, raised: bool) -> None:
    facts = (trial(0, None), score(0, 24), score(20, 7), score(last, 7), score(last + 20, 20))
    codes = {alert.code for alert in judged(120, *facts).alerts}
    assert ("possible_new_episode" in codes) == raised


def test_lasting_remission_on_one_scale_is_asked_about_though_another_saw_none() -> None:
    """The clinician's scale was rated at the start alone; by her own the patient was well for 56 days."""
    own = (score(number, total, "phq9", "self") for number, total in ((0, 20), (20, 4), (76, 4), (90, 15)))
    codes = {alert.code for alert in judged(120, trial(0, None), score(0, 24), *own).alerts}
    assert "possible_new_episode" in codes


def test_level_below_range_leaves_no_run_but_the_score_is_shown() -> None:
    facts = (score(0, 24), score(80, 21))
    tca = trial(0, None, 100, treatment="nortriptyline", levels=levels("ng/mL", (20, 28)))
    one = found(LONG, tca, *facts)
    assert (one.outcome, one.endpoint_date, one.counts_as_failure) == ("non_response", day(80), False)


OFF = ((0, 100), (50, 0))


@pytest.mark.parametrize("stop", [None, 100], ids=["not stopped on record", "stopped later on record"])
@pytest.mark.parametrize(
    ("name", "steps", "scored", "endpoint"),
    [
        ("on the first day without it", OFF, (40, 50), 50),
        ("after it, with one before", OFF, (40, 51), 40),
        ("a week after it, without one before", OFF, (57,), 57),
        ("eight days after it", OFF, (58,), None),
        ("off by two steps", (*OFF, (70, 0)), (40, 60), 40),
        ("given again within a week", (*OFF, (57, 100)), (40, 80), 80),
        ("given again within four weeks, then off", (*OFF, (70, 100), (75, 0)), (40, 75, 76), 75),
        ("below its minimum: still on it", ((0, 100), (50, 25)), (40, 80), 80),
        ("at a dose not known", ((0, 100), (50, None)), (40, 80), 80),
    ],
    ids=ids,
)
def test_a_dose_of_0_is_the_first_day_without_the_drug(
    name: str, stop: int | None, steps: Any, scored: tuple[int, ...], endpoint: int | None
) -> None:
    """Whatever day its stop was recorded for: a later score is not one on the drug (adequacy.md 2 and 6)."""
    given = trial(0, stop, doses=doses(*steps))
    finding = found(120, given, score(0, 24), *[score(number, 20) for number in scored])
    assert finding.endpoint_date == (None if endpoint is None else day(endpoint))


def test_a_relapse_off_the_drug_is_no_failure_of_it() -> None:
    finding = found(120, trial(0, None, doses=doses(*OFF)), score(0, 24), score(48, 6), score(90, 25))
    assert (finding.outcome, finding.counts_as_failure) == ("remission", False)
    assert finding.flags == ("loss_after_stop",)
    assert found(120, trial(0, None), score(0, 24), score(48, 6), score(90, 25)).flags == (
        "loss_of_response",
    )


def test_a_score_is_missing_from_when_it_was_left_off() -> None:
    """Asked for as one of the last day on it, on every later day."""
    given = trial(0, None, doses=doses(*OFF))
    for as_of in (50, 57, 58, 120):
        asked = [one.what for one in judged(as_of, given, score(0, 24)).missing]
        assert "a score on sertraline (T1) at its end" in asked


@pytest.mark.parametrize("rater", ["clinician", None], ids=["said", "not said"])
def test_of_one_day_a_clinicians_scale_is_the_clinicians_unless_said_otherwise(rater: str | None) -> None:
    """HAM-D17 7 beside one of 15 that the patient filled in: the clinician's stands (scales.md 3)."""
    of_day = (Score(day(80), "hamd17", 7, rater=rater), score(80, 15, rater="self"))
    assert found(LONG, trial(0, None), score(0, 24), *of_day).outcome == "remission"
    assert found(LONG, trial(0, None), score(0, 24), *of_day[::-1]).outcome == "remission"
