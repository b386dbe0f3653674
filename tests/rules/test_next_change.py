"""The first later day on which the answer differs if nothing new is recorded: named cases, each walked to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.rules.assess import assess
from patients.record import AdherencePeriod, Check, Condition, Patient
from tests.rules.making import day, doses, found, ids, levels, record, score, trial
from tests.rules.walking import looks, walk

RULED_OUT = Check("BIP", "ruled_out", day(40), "Dr A")


def test_a_share_known_only_until_the_dose_was_reached_is_not_known_tomorrow() -> None:
    """All days were taken, and today the minimum is reached: of the days at dose nothing is known."""
    known = AdherencePeriod(95, "pdc", day(0), day(20))
    given = replace(trial(0, None, None), doses=doses((0, 25), (20, 50)), adherence=(known,))
    facts = record(given, score(0, 24), score(20, 23))
    assert assess(facts, day(20)).next_change_on == day(21)
    walk(facts, day(20), 30)


def test_sessions_known_by_their_number_cannot_be_told_from_the_day_a_cause_is_treated() -> None:
    found = Condition("hypothyroidism", "treated", day(14))
    begun = trial(0, None, None, treatment="rtms", role="neuromodulation")
    course = replace(begun, doses=(), session_count=10)
    facts = record(course, score(0, 24), conditions=(found,))
    assert assess(facts, day(14)).trials[0].adequacy == "indeterminate"
    walk(facts, day(14), 30)


COUNTED = trial(0, None, treatment="ect", role="neuromodulation", doses=(), adherence=(), session_count=8)
NEXT = trial(40, None, 150, id="T2", treatment="venlafaxine")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("not rated yet", (COUNTED, score(0, 24))),
        ("another treatment begun today", (COUNTED, NEXT, score(0, 24))),
        ("failed, bipolarity ruled out today", (COUNTED, score(0, 24), score(35, 22), RULED_OUT)),
        ("failed on the day before", (COUNTED, score(0, 24), score(39, 22), RULED_OUT)),
    ],
    ids=ids,
)
def test_a_running_course_of_which_only_the_count_is_known(name: str, facts: Any) -> None:
    """On which day it became adequate is not known: nothing may depend on its being today."""
    walk(record(*facts), day(40), 40)


@pytest.mark.parametrize("before", [25, 26, 27, 28])
@pytest.mark.parametrize("meanwhile", [0, 25])
def test_a_second_antidepressant_back_at_dose_today_becomes_a_combination(
    before: int, meanwhile: float
) -> None:
    """So many days beside the first, 51 off or below the minimum, today at 100 mg: it is a combination once
    both were given for more than 28 days."""
    back, change = before + 51, before + 51 + 29 - before
    first = trial(-100, None, 60, id="T0", treatment="duloxetine")
    second = trial(0, None, doses=doses((0, 100), (before, meanwhile), (back, 100)), adherence=())
    facts = (first, second, score(-102, 24))
    roles = [found(number, *facts).counted_role for number in (change - 1, change)]
    assert roles == ["antidepressant", "combination"]
    walk(record(*facts), day(back), 45)


def test_a_later_stretch_with_the_same_verdict_counts_for_the_checks() -> None:
    """Two fair stretches, none helped: BIP was ruled out after the first, and is out of date when the second
    becomes the one that is judged."""
    given = trial(0, None, doses=doses((0, 100), (50, 0), (90, 100)))
    scores = (score(0, 24), score(50, 22), score(88, 24), score(125, 22))
    facts = record(given, *scores, Check("BIP", "ruled_out", day(60), "Dr A"))
    assert assess(facts, day(131)).next_change_on == day(132)
    walk(facts, day(131), 10)


def taken(*periods: tuple[float, str, int | None, int | None]) -> tuple[AdherencePeriod, ...]:
    return tuple(
        AdherencePeriod(
            percent, method, None if first is None else day(first), None if past is None else day(past)
        )
        for percent, method, first, past in periods
    )


OFF_AND_BACK = doses((0, 100), (20, 25), (30, 100))


@pytest.mark.parametrize(
    ("name", "known", "as_of", "change"),
    [
        # 20 days at 95 %, then 50 %: (20 * 95 + n * 50) / (20 + n) is below 80 from the eleventh day on
        ("falls below 80 %", taken((95, "pdc", 0, 20), (50, "pdc", 20, None)), 29, 31),
        # 20 days at 50 %, then 95 %: 80 is reached with the fortieth day
        ("rises to 80 %", taken((50, "pdc", 0, 20), (95, "pdc", 20, None)), 57, 60),
        ("never reaches it", taken((50, "pdc", 0, 20), (80, "pdc", 20, None)), 57, None),
        ("never falls below it", taken((95, "pdc", 0, 20), (80, "pdc", 20, None)), 29, None),
        ("recorded from today on", taken((50, "pdc", 31, None)), 31, 32),
        ("from today on not by the patient's word alone",
         taken((95, "self_report", 0, None), (95, "pdc", 31, None)), 31, 32),
        ("over: it stays as it is", taken((95, "pdc", 0, 20), (50, "pdc", 20, 29)), 29, None),
    ],
    ids=ids,
)  # fmt: skip
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"doses": doses((0, 25))},
        {"treatment": "cbt", "role": "psychotherapy", "doses": ()},
        {"treatment": "rtms", "role": "neuromodulation", "doses": (), "session_count": 10},
    ],
    ids=["at dose", "below it", "psychotherapy", "sessions"],
)
def test_the_share_that_was_taken_passes_the_bound(
    name: str, known: tuple[AdherencePeriod, ...], as_of: int, change: int | None, given: dict[str, Any]
) -> None:
    facts = (trial(0, None, **{"adherence": known} | given), score(-2, 24))
    walk(record(*facts), day(as_of), 45)
    outcomes = [found(number, *facts).adherence for number in range(as_of, as_of + 45)]
    changed = [
        as_of + ahead
        for ahead, one in enumerate(outcomes)
        if (one.outcome, "self-report" in one.because)
        != (outcomes[0].outcome, "self-report" in outcomes[0].because)
    ]
    assert (changed[0] if changed else None) == change


@pytest.mark.parametrize(
    ("name", "known", "as_of"),
    [
        ("its days go on today", taken((95, "pdc", 0, 20), (50, "pdc", 30, None)), 30),
        ("a day later", taken((95, "pdc", 0, 20), (50, "pdc", 30, None)), 31),
        ("not yet: the run before it is judged", taken((95, "pdc", 0, 20), (50, "pdc", 20, None)), 30),
        ("the longer run is judged", taken((95, "pdc", 0, 20), (50, "pdc", 30, None)), 45),
    ],
    ids=ids,
)
def test_the_share_is_that_of_the_run_that_is_judged(
    name: str, known: tuple[AdherencePeriod, ...], as_of: int
) -> None:
    """20 days at 100 mg, 10 at 25 mg, then 100 mg again."""
    walk(record(trial(0, None, doses=OFF_AND_BACK, adherence=known), score(-2, 24)), day(as_of), 45)


@pytest.mark.parametrize(
    ("name", "steps", "as_of"),
    [
        ("as long as an earlier run at an unknown dose", ((0, None), (8, 0), (22, 100), (30, None)), 30),
        ("shorter than that", ((0, None), (9, 0), (22, 100), (30, None)), 30),
        ("after a long gap", ((0, None), (40, 0), (80, 100), (90, None)), 90),
        ("after a long gap, and fair before it", ((0, 100), (50, 0), (80, 100), (90, None)), 90),
        ("nothing before it", ((0, 100), (10, None)), 10),
    ],
    ids=ids,
)
def test_from_tomorrow_the_dose_is_not_known(
    name: str, steps: tuple[tuple[int, float | None], ...], as_of: int
) -> None:
    """It is known today how many days it was at dose, and no longer so tomorrow."""
    given = trial(0, None, doses=doses(*steps))
    walk(record(given, score(-2, 24)), day(as_of), 60)
    add_on = trial(0, None, 900, id="T2", treatment="lithium", role="augmentation")
    walk(record(given, add_on, score(-2, 24)), day(as_of), 60)


@pytest.mark.parametrize("as_of", [0, 1, 13, 14, 21, 28])
def test_a_score_is_asked_for_from_the_day_on_which_it_would_count(as_of: int) -> None:
    """A course that is long enough by its sessions: what a score of today would say is no conclusion, but
    from when on one is missing is."""
    course = trial(0, None, treatment="itbs", role="neuromodulation", doses=(), session_count=20)
    others = tuple(trial(0, None, None, id=f"T{n}", adherence=()) for n in (2, 3))
    walk(record(course, *others, episodes=()), day(as_of), 60)
    walk(record(course, score(-10, 24)), day(as_of), 60)


def test_a_base_whose_levels_are_all_below_the_range_is_never_at_dose() -> None:
    """Its add-on gains no day by it: to look for the day on which it has enough would never end."""
    base = trial(0, None, 75, treatment="nortriptyline", levels=levels("ng/mL", (20, 30.0)))
    base = replace(base, doses=doses((0, 75), (40, 100)))
    add_on = trial(30, None, 900, id="T2", treatment="lithium", role="augmentation", augments="T1")
    facts = record(base, add_on, patient=Patient("P1", date(1985, 6, 1), "female"))
    assert assess(facts, day(200)).trial("T2").reasons == ("duration_too_short",)
    assert looks(facts, day(200)) < 40
    walk(facts, day(200), 45)


def test_a_check_runs_out_on_a_day_that_changes_nothing_of_the_trials() -> None:
    """Twelve weeks at dose say nothing where no score is known; the check of day -97 counts for 180 days."""
    checks = (Check("SUD", "ruled_out", day(84 - 181), "Dr A"), Check("BIP", "ruled_out", day(0), "Dr A"))
    facts = record(trial(0, None), *checks)
    assert assess(facts, day(42)).next_change_on == day(84)
    walk(facts, day(42), 45)


def test_a_rating_that_is_no_longer_recent_changes_nothing_where_the_newer_one_is_as_severe() -> None:
    """The clinician's of day 129 counts for two weeks, the patient's of day 131 says the same; on that day
    the second trial is twelve weeks old, and it is still not known how much of it is taken. The dose of the
    first is above the maximum at that age all the time."""
    given, patient = trial(0, 60, 40, treatment="citalopram"), Patient("P1", day(-25700), "male")
    running = trial(60, None, 150, id="T2", treatment="venlafaxine", adherence=())
    scores = (score(0, 24), score(60, 22), score(129, 22), score(131, 12, "phq9", "self"))
    facts = record(given, running, *scores, patient=patient)
    assert assess(facts, day(132)).missing
    assert "dose_above_population_max" in [one.code for one in assess(facts, day(132)).alerts]
    walk(facts, day(132), 20)
