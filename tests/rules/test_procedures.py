"""Procedures are judged by sessions: how many, at what dose, from which day they count (adequacy.md 1, 7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.rules.findings import TrialFinding
from patients.record import AdherencePeriod, Check, Condition, DrugLevel, Episode, Trial
from tests.rules.making import day, doses, found, ids, judged, score, trial

BASES = (score(0, 24), score(60, 20))


def course(treatment: str = "ect", **values: Any) -> Trial:
    given: dict[str, Any] = {"stop": day(60), "stop_reason": "lack_of_efficacy", **values}
    return Trial("T1", treatment, "neuromodulation", day(0), **given)


def every(days: int, count: int, first: int = 0) -> tuple[date, ...]:
    return tuple(day(first + days * number) for number in range(count))


def weighed(trial: Trial, as_of: int = 70, **values: Any) -> TrialFinding:
    return found(as_of, trial, *BASES, **values)


@pytest.mark.parametrize(
    ("name", "treatment", "sessions", "adequate"),
    [
        ("ECT 6", "ect", 6, False),
        ("ECT 7", "ect", 7, True),
        ("rTMS 19", "rtms", 19, False),
        ("rTMS 20", "rtms", 20, True),
        ("iTBS 20", "itbs", 20, True),
        ("accelerated iTBS 49", "accelerated_itbs", 49, False),
        ("accelerated iTBS 50", "accelerated_itbs", 50, True),
        ("tDCS 14", "tdcs", 14, False),
        ("tDCS 15", "tdcs", 15, True),
    ],
    ids=ids,
)
def test_sessions_needed(name: str, treatment: str, sessions: int, adequate: bool) -> None:
    finding = weighed(course(treatment, session_count=sessions))
    assert (finding.adequacy, finding.sessions) == ("adequate" if adequate else "inadequate", sessions)
    assert finding.reasons == (() if adequate else ("too_few_sessions",))


@pytest.mark.parametrize(
    ("name", "treatment", "endpoint", "adequacy"),
    [
        ("ECT, remission", "ect", 7, "adequate"),
        ("ECT, no remission", "ect", 8, "inadequate"),
        ("MST, as ECT", "mst", 7, "adequate"),
        ("rTMS has no such rule", "rtms", 7, "inadequate"),
    ],
    ids=ids,
)
def test_remission_before_the_sessions_are_full(
    name: str, treatment: str, endpoint: int, adequacy: str
) -> None:
    """formulary.csv, ect: adequate if >= 7 treatments without remission, or remission earlier."""
    short = course(treatment, session_count=5, stop=day(15), stop_reason="remission")
    assessed = judged(20, short, score(0, 24), score(15, endpoint))
    finding = assessed.trial("T1")
    assert (finding.adequacy, finding.reasons) == (
        adequacy,
        () if adequacy == "adequate" else ("too_few_sessions",),
    )
    assert not finding.counts_as_failure
    offered = {option.code for option in assessed.next_steps.options}
    assert ("MAINTAIN" in offered) == (adequacy == "adequate")


def test_remission_is_said_where_it_makes_the_course_a_full_one() -> None:
    finding = found(20, course(session_count=5, stop=day(15)), score(0, 24), score(15, 7))
    words = "5 sessions; 7 needed without remission, which it brought earlier."
    assert (finding.duration.outcome, finding.duration.because) == ("met", words)
    assert finding.adequate_on == day(15)


def test_missed_treatments_are_not_made_good_by_remission() -> None:
    missed = course(session_count=5, stop=day(15), adherence=(AdherencePeriod(50.0, "record"),))
    assert found(20, missed, score(0, 24), score(15, 7)).adequacy == "inadequate"


def test_adequate_from_the_day_of_the_session_that_made_it_enough() -> None:
    """Ten sessions every third day: the seventh is on day 18, in whatever order they were written."""
    finding = weighed(course(sessions=every(3, 10)[::-1]))
    assert finding.adequate_on == day(18)


def test_a_mere_count_is_adequate_from_the_last_day() -> None:
    assert weighed(course(session_count=10)).adequate_on == day(60)


def test_a_mere_count_of_a_course_that_goes_on_says_no_day() -> None:
    running = course(session_count=10, stop=None, stop_reason=None)
    finding = weighed(running)
    assert (finding.adequacy, finding.adequate_on, finding.counts_as_failure) == ("adequate", None, True)
    second = trial(10, None, 150, id="T2", treatment="venlafaxine")
    assert judged(70, running, second, *BASES).trial("T1").endpoint == 20


@pytest.mark.parametrize(("ruled_out", "state"), [(59, "expired"), (60, "ruled_out")])
def test_a_count_that_goes_on_has_failed_on_the_day_of_its_endpoint(ruled_out: int, state: str) -> None:
    running = course(session_count=10, stop=None, stop_reason=None)
    found = judged(70, running, *BASES, Check("BIP", "ruled_out", day(ruled_out), "Dr A"))
    assert {check.code: check.state for check in found.checks}["BIP"] == state


def test_too_few_sessions_are_adequate_on_no_day() -> None:
    assert weighed(course(sessions=every(3, 6))).adequate_on is None


@pytest.mark.parametrize(
    ("name", "dose", "adequacy", "reasons"),
    [
        ("55 mg a session", 55, "inadequate", ("dose_below_minimum",)),
        ("56 mg a session", 56, "adequate", ()),
        ("dose not recorded", None, "adequate", ()),
    ],
    ids=ids,
)
def test_dose_a_session(name: str, dose: float | None, adequacy: str, reasons: tuple[str, ...]) -> None:
    steps = () if dose is None else doses((0, dose))
    finding = weighed(course("esketamine_nasal", session_count=8, doses=steps))
    assert (finding.adequacy, finding.reasons) == (adequacy, reasons)


@pytest.mark.parametrize(
    ("name", "steps", "sessions", "counted", "words"),
    [
        ("the first below", ((0, 28), (7, 56)), every(7, 8), 7, "7 sessions (1 more below the minimum dose)"),
        ("the last, on the day of the stop", ((0, 56), (59, 28)), (*every(7, 7), day(60)), 7,
         "7 sessions (1 more below the minimum dose)"),
        ("all at 56 mg", ((0, 56),), every(7, 8), 8, "8 sessions;"),
        ("first a dose not known", ((0, None), (7, 56)), every(7, 8), 8, "8 sessions;"),
    ],
    ids=ids,
)  # fmt: skip
def test_dated_sessions_below_the_minimum_dose_do_not_count_and_are_told(
    name: str, steps: Any, sessions: tuple[date, ...], counted: int, words: str
) -> None:
    finding = weighed(course("esketamine_nasal", sessions=sessions, doses=doses(*steps)))
    assert finding.sessions == counted
    assert finding.duration.because.startswith(words)
    assert finding.adequacy == ("adequate" if counted == 8 else "inadequate")


def test_dose_a_session_reached_today_is_reached() -> None:
    running = course("esketamine_nasal", stop=None, session_count=3, doses=doses((0, None), (70, 56)))
    assert weighed(running).dose.outcome == "met"


def test_dose_a_session_below_its_minimum_may_still_be_raised_while_running() -> None:
    finding = weighed(
        course("esketamine_nasal", stop=None, stop_reason=None, session_count=8, doses=doses((0, 28)))
    )
    assert (finding.adequacy, finding.reasons) == ("not_yet", ("dose_below_minimum",))


@pytest.mark.parametrize(
    ("name", "running", "sessions", "percent", "adequacy"),
    [
        ("79 %, over", False, 8, 79, "inadequate"),
        ("80 %, over", False, 8, 80, "adequate"),
        ("79 %, running, enough sessions", True, 8, 79, "inadequate"),
        ("79 %, running, too few so far", True, 6, 79, "not_yet"),
        ("79 %, over, sessions not known", False, None, 79, "inadequate"),
        ("79 %, running, sessions not known", True, None, 79, "indeterminate"),
    ],
    ids=ids,
)
def test_adherence_of_a_procedure(
    name: str, running: bool, sessions: int | None, percent: float, adequacy: str
) -> None:
    over: dict[str, Any] = {"stop": None, "stop_reason": None} if running else {}
    taken = (AdherencePeriod(percent, "record"),)
    finding = weighed(course(session_count=sessions, adherence=taken, **over))
    assert finding.adequacy == adequacy
    assert ("nonadherence" in finding.reasons) == (percent < 80)


def test_adherence_of_a_procedure_is_asked_for_only_where_it_was_recorded() -> None:
    finding = weighed(course(session_count=8))
    assert (finding.adequacy, finding.adherence_percent, finding.reasons) == ("adequate", None, ())
    assert finding.adherence.outcome == "not_applicable"


def test_an_undetectable_level_is_not_taken_even_without_a_recorded_share() -> None:
    esketamine = course("esketamine_nasal", session_count=8, levels=(DrugLevel(day(30), 0, "ng/mL"),))
    assert "nonadherence" in weighed(esketamine).reasons


@pytest.mark.parametrize(("reason", "flagged"), [("intolerance", True), ("lack_of_efficacy", False)])
def test_a_procedure_stopped_early_for_intolerance_says_so(reason: str, flagged: bool) -> None:
    finding = weighed(course(session_count=3, stop_reason=reason))
    assert ("intolerance_stop" in finding.reasons) == flagged
    assert "too_few_sessions" in finding.reasons


def test_a_full_course_stopped_for_intolerance_is_no_early_stop() -> None:
    assessed = judged(70, course(session_count=7, stop_reason="intolerance"), *BASES)
    finding = assessed.trial("T1")
    assert (finding.adequacy, finding.reasons, finding.counts_as_failure) == ("adequate", (), True)
    assert "intolerance" not in {flag.code for flag in assessed.impostors}


def test_sessions_before_the_new_episode_do_not_count() -> None:
    """Of ten sessions the five after the new onset count."""
    finding = weighed(
        course(sessions=every(6, 10)), episodes=(Episode(day(-300), day(-100)), Episode(day(30)))
    )
    assert (finding.sessions, finding.adequacy) == (5, "inadequate")


def test_a_mere_count_across_a_new_episode_cannot_be_told() -> None:
    finding = weighed(course(session_count=10), episodes=(Episode(day(-300), day(-100)), Episode(day(30))))
    assert (finding.sessions, finding.adequacy) == (None, "indeterminate")


def test_sessions_before_treated_sleep_apnoea_do_not_count() -> None:
    treated = (Condition("obstructive_sleep_apnoea", "treated", day(31)),)
    finding = weighed(course(sessions=every(6, 10)), conditions=treated)
    assert (finding.sessions, finding.effective_start) == (4, day(31))


def test_a_psychotherapy_keeps_what_is_known_of_it() -> None:
    talks = Trial("T1", "cbt", "psychotherapy", day(0), day(60), session_count=9)
    finding = weighed(talks)
    assert (finding.adequacy, finding.reasons, finding.sessions) == ("indeterminate", (), 9)


def test_failed_rtms_enters_neither_the_ladder_nor_the_add_ons() -> None:
    staging = judged(70, course("rtms", session_count=20), *BASES).staging
    assert judged(70, course("rtms", session_count=20), *BASES).trial("T1").counts_as_failure
    assert (staging.ladder, staging.counted_failures, staging.augmentation_failures) == ("0", 0, 0)
    assert staging.ect_failures == 0
