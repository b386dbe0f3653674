"""The newest score with what it is compared with, and what time alone will change first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.rules.ahead import Coming, coming
from assessment.rules.last_score import LastScore, last_score
from assessment.rules.policy import load_policy
from patients.record import AdherencePeriod, Check, Episode, Patient
from tests.rules.making import DAY_0, day, doses, ids, judged, levels, record, score, trial

SECOND: dict[str, Any] = {"id": "T2", "treatment": "venlafaxine"}
CHECKS = tuple(Check(code, "ruled_out", day(59), "Dr A") for code in ("BIP", "OSA", "SUD", "THY"))


@pytest.mark.parametrize(
    ("name", "facts", "expected"),
    [
        ("none", (trial(0, None),), None),
        ("of the running treatment", (trial(0, None), score(-30, 30), score(0, 24), score(50, 18)),
         LastScore("hamd17", 18, day(50), 24, day(0), "T1")),
        ("on the day itself", (trial(0, None), score(0, 24), score(60, 18)),
         LastScore("hamd17", 18, day(60), 24, day(0), "T1")),
        ("not of the day after", (trial(0, None), score(0, 24), score(50, 20), score(61, 18)),
         LastScore("hamd17", 20, day(50), 24, day(0), "T1")),
        ("nothing runs: the first of the episode",
         (trial(-40, -10), score(-70, 30), score(-50, 26), score(50, 18)),
         LastScore("hamd17", 18, day(50), 26, day(-50))),
        ("on the onset", (score(-60, 25), score(50, 18)), LastScore("hamd17", 18, day(50), 25, day(-60))),
        ("the only one", (score(50, 18),), LastScore("hamd17", 18, day(50))),
        ("another scale before", (score(0, 24), score(50, 12, "phq9")), LastScore("phq9", 12, day(50))),
        ("the trial began on another scale",
         (trial(0, None), score(0, 24), score(50, 12, "phq9", "self")), LastScore("phq9", 12, day(50))),
        ("the trial began on another scale, and an earlier one of this",
         (trial(0, None), score(0, 24), score(9, 19, "phq9", "self"), score(50, 12, "phq9", "self")),
         LastScore("phq9", 12, day(50), 19, day(9))),
        ("the trial began on this scale and was rated on another",
         (trial(0, None), score(0, 24), score(40, 12, "phq9", "self"), score(41, 20)),
         LastScore("hamd17", 20, day(41), 24, day(0), "T1")),
        ("not an outcome scale", (score(0, 24), score(50, 12, "gad7")), LastScore("hamd17", 24, day(0))),
        ("of one day the clinician's", (score(50, 18), score(50, 12, "phq9", rater="self")),
         LastScore("hamd17", 18, day(50))),
        ("of one day the clinician's, though of another scale",
         (score(50, 18, rater="self"), score(50, 30, "madrs")), LastScore("madrs", 30, day(50))),
        ("of one day the preferred scale", (score(50, 18), score(50, 30, "madrs")),
         LastScore("hamd17", 18, day(50))),
        ("of two self-ratings of one day the preferred scale",
         (score(50, 12, "phq9", rater="self"), score(50, 15, "qids_sr16", rater="self")),
         LastScore("qids_sr16", 15, day(50))),
        ("the newest of two, in whatever order they are named",
         (trial(30, None), trial(0, None, 75, **SECOND), score(0, 24), score(30, 20), score(50, 18)),
         LastScore("hamd17", 18, day(50), 20, day(30), "T1")),
        ("a trial begun since says nothing",
         (trial(0, None), trial(50, None, 75, **SECOND), score(0, 24), score(50, 18)),
         LastScore("hamd17", 18, day(50), 24, day(0), "T1")),
        ("the newest of two",
         (trial(0, None), trial(30, None, 75, **SECOND), score(0, 24), score(30, 20), score(50, 18)),
         LastScore("hamd17", 18, day(50), 20, day(30), "T2")),
    ],
    ids=ids,
)  # fmt: skip
def test_last_score(name: str, facts: Any, expected: LastScore | None) -> None:
    found = last_score(record(*facts), judged(60, *facts))
    assert found == expected


@pytest.mark.parametrize("episodes", [(), (Episode(None),)], ids=["no episode", "no onset"])
def test_without_an_onset_the_first_score_of_all_is_compared_with(episodes: tuple[Episode, ...]) -> None:
    facts = (score(-200, 30), score(0, 24), score(50, 18))
    found = last_score(record(*facts, episodes=episodes), judged(60, *facts, episodes=episodes))
    assert found == LastScore("hamd17", 18, day(50), 30, day(-200))


@pytest.mark.parametrize(("baseline", "percent"), [(24, 25.0), (12, -50.0), (None, None), (0, None)])
def test_improvement_of_the_last_score(baseline: int | None, percent: float | None) -> None:
    assert LastScore("hamd17", 18, DAY_0, baseline).improved_percent == percent


def ahead(as_of: int, *facts: Any, **values: Any) -> list[Coming]:
    return list(coming(record(*facts, **values), judged(as_of, *facts, **values), load_policy()))


def test_a_trial_becomes_adequate_and_raises_the_stage() -> None:
    checks = tuple(Check(one.code, one.state, day(40)) for one in CHECKS)
    facts: tuple[Any, ...] = (trial(0, None, 200), score(0, 24), score(40, 22), *checks)
    assert judged(41, *facts).next_change_on == day(42)
    found = ahead(41, *facts)
    assert found[:3] == [
        Coming("trial", "T1", "adequate"),
        Coming("check", "BIP", "expired"),  # asked for anew at each failure
        Coming("stage", "I", "provisional"),
    ]
    assert Coming("option", "SWITCH.OTHER_CLASS", "offered") in found
    assert Coming("warning", "W.TRIAL_NOT_COUNTED") in found
    models = {one.code: one.after for one in found if one.part == "model"}
    assert [models.get(name) for name in ("Thase and Rush", "Maudsley", "MGH", "European")] == [
        "I", "5", "1.5", "non-responder"
    ]  # fmt: skip
    assert Coming("withheld", "SWITCH.SERTRALINE", "withheld") in found


@pytest.mark.parametrize(
    ("name", "dose", "mark", "after"),
    [
        ("four weeks at dose", 100, 28, "four_weeks"),
        ("twice the minimum duration", 100, 84, "optimised"),
        ("four weeks at the usual maximum", 200, 28, "optimised"),
    ],
    ids=ids,
)
def test_a_trial_passes_a_mark_without_another_verdict(name: str, dose: float, mark: int, after: str) -> None:
    facts: tuple[Any, ...] = (trial(0, None, dose), score(0, 24), score(mark - 1, 22), *CHECKS)
    assert judged(mark - 1, *facts).next_change_on == day(mark)
    assert ahead(mark - 1, *facts)[0] == Coming("trial", "T1", after)


def test_an_overlap_becomes_a_combination_without_another_verdict() -> None:
    facts = (trial(0, None), trial(15, None, 150, **SECOND))
    assert ahead(43, *facts)[0] == Coming("trial", "T2", "")


def test_a_longer_run_of_which_little_was_taken_settles_the_stage() -> None:
    taken = (AdherencePeriod(95.0, "pdc", day(0), day(55)), AdherencePeriod(20.0, "pdc", day(55)))
    given = trial(0, None, doses=doses((0, 100), (50, 0), (60, 100)), adherence=taken)
    found = ahead(105, given, score(0, 24), score(49, 22))
    assert found[:3] == [
        Coming("trial", "T1", "inadequate"),
        Coming("stage", "0", "settled"),
        Coming("impostor", "nonadherence", "present"),
    ]
    assert Coming("model", "Maudsley", "") in found


def test_a_check_goes_out_of_date_and_makes_the_stage_provisional() -> None:
    facts = (trial(0, None, 200), score(0, 24), score(60, 22), *CHECKS)
    expires = 59 + 181
    found = ahead(expires - 1, *facts)
    assert found[:2] == [Coming("check", "SUD", "expired"), Coming("stage", "I", "provisional")]
    assert Coming("alert", "provisional_stage", "raised") in found
    assert Coming("warning", "W.TRD_PROVISIONAL", "due") in found


def test_a_birthday_brings_a_warning() -> None:
    facts = (trial(0, None, 200), score(0, 24), score(60, 22), *CHECKS)
    patient = Patient("P1", day(62).replace(year=1960), "female")
    assert Coming("warning", "W.BEERS_ANTICHOLINERGIC", "due") in ahead(61, *facts, patient=patient)


def test_a_score_begins_to_be_asked_for() -> None:
    """A course of sessions that is long enough: from its third week less a week on a score would count."""
    course = trial(0, None, treatment="itbs", role="neuromodulation", doses=(), session_count=20)
    facts: tuple[Any, ...] = (course, score(-10, 24), *CHECKS)
    asked = "a score on iTBS (T1) at its end"
    [on] = [n for n in range(1, 60) if asked in [m.what for m in judged(n, *facts).missing]][:1]
    assert judged(on - 1, *facts).next_change_on == day(on)
    assert Coming("missing", asked, "asked") in ahead(on - 1, *facts)


def test_nothing_is_ahead_where_nothing_runs_and_no_birthday_counts() -> None:
    closed, old = (Episode(day(-60), day(0)),), Patient("P1", day(0).replace(year=1930), "male")
    assert ahead(2000, episodes=closed, patient=old) == []


BASE = trial(-50, None, 200, id="T0")
LITHIUM: dict[str, Any] = {"treatment": "lithium", "role": "augmentation"}
SSRI_STOPPED = (score(0, 24), score(60, 22), *CHECKS)
RAISED = ((0, 100), (50, 200))
FAILED = (score(0, 24), score(49, 22))
TAKEN_FROM_20 = (
    AdherencePeriod(20.0, "pdc", day(0), day(20)),
    AdherencePeriod(95.0, "pdc", day(20)),
)
AT_65 = (date(2050, 6, 1) - DAY_0).days


@pytest.mark.parametrize(
    ("name", "as_of", "facts", "changes"),
    [
        ("begun today", 0, (trial(0, None),), 28),
        ("the day before four weeks", 27, (trial(0, None),), 28),
        ("four weeks: six are next", 28, (trial(0, None),), 42),
        ("six weeks, failed: twelve are next", 42, (trial(0, None), score(0, 24), score(42, 22)), 84),
        ("six weeks, not rated: nothing but a birthday", 42, (trial(0, None),), AT_65),
        ("twelve weeks: nothing but a birthday", 84, (trial(0, None),), AT_65),
        ("below its minimum", 20, (trial(0, None, 25),), AT_65),
        ("four weeks at its usual maximum", 20, (trial(0, None, 200),), 28),
        ("at an unknown dose", 20, (trial(0, None, doses=()),), 42),
        ("first at an unknown dose", 30, (trial(0, None, doses=doses((0, None), (20, 100))),), 42),
        ("paused", 33, (trial(0, None, doses=doses((0, 100), (30, 0))),), AT_65),
        ("a week off is bridged and not counted", 40,
         (trial(0, None, doses=doses((0, 100), (30, 0), (37, 100))),), 49),
        ("an add-on", 20, (BASE, trial(0, None, 900, **LITHIUM)), 28),
        ("an add-on to a base at an unknown dose", 20,
         (replace(BASE, doses=()), trial(0, None, 900, **LITHIUM)), 28),
        ("an add-on that has lost its base", 20,
         (replace(BASE, stop=day(10)), trial(0, None, 900, **LITHIUM)), AT_65),
        ("a level below its range", 30,
         (trial(0, None, 75, treatment="nortriptyline", levels=levels("ng/mL", (20, 40))),), AT_65),
        ("a check goes out of date", 61, (trial(0, 60), *SSRI_STOPPED), 240),
        ("fluoxetine washes out", 61, (trial(0, 60, 40, treatment="fluoxetine"), *SSRI_STOPPED), 94),
        ("an overlap, six weeks of the first are next", 40,
         (trial(0, None), trial(15, None, 150, **SECOND)), 42),
        ("an overlap that becomes a combination", 43,
         (trial(0, None), trial(15, None, 150, **SECOND)), 44),
        ("begun today beside another: a combination on the day after four weeks, which change nothing", 0,
         (replace(BASE, treatment="citalopram", doses=doses((-50, 20))), trial(0, None, adherence=()),
          trial(0, None, 75, adherence=(), **SECOND)), 29),
        ("its usual maximum reached today", 50, (trial(0, None, doses=doses(*RAISED)), *FAILED), 78),
        ("its usual maximum reached ten days ago", 60,
         (trial(0, None, doses=doses(*RAISED)), *FAILED), 78),
        ("at its usual maximum twice", 60,
         (trial(0, None, doses=doses((0, 200), (10, 100), (50, 200))), *FAILED), 68),
        ("its minimum reached today: of the days at dose enough is taken", 20,
         (trial(0, None, doses=doses((0, 25), (20, 50)), adherence=TAKEN_FROM_20),), 21),
        ("at an unknown dose from today: of those days enough is taken", 20,
         (trial(0, None, doses=doses((0, 25), (20, None)), adherence=TAKEN_FROM_20),), 21),
    ],
    ids=ids,
)  # fmt: skip
def test_first_day_on_which_time_alone_changes_something(
    name: str, as_of: int, facts: Any, changes: int
) -> None:
    assert judged(as_of, *facts).next_change_on == day(changes)
