"""A gap of more than 28 days makes a new trial: which stretch is judged, and from where (adequacy.md 2)."""

from __future__ import annotations

import pytest

from assessment.rules.findings import TrialFinding
from patients.known import record_on
from patients.record import AdherencePeriod, DoseStep
from tests.rules.making import day, doses, found, ids, record, score, trial
from tests.rules.walking import looks, walk

SCORES = (score(0, 24), score(40, 20), score(110, 18), score(150, 16), score(180, 14))


def weighed(stop: int | None, *steps: tuple[int, float | None], as_of: int = 200) -> TrialFinding:
    return found(as_of, trial(0, stop, doses=doses(*steps)), *SCORES)


def test_the_later_of_two_long_stretches_is_judged() -> None:
    """50 days, 40 off, 60 days: the second, from its first day, with its own baseline."""
    finding = weighed(150, (0, 100), (50, 0), (90, 100))
    assert (finding.days_at_dose, finding.effective_start, finding.adequacy) == (60, day(90), "adequate")
    said = "Counted from 2 Apr 2025, when it was taken up again; days before do not count."
    assert said in finding.because
    assert (finding.baseline_date, finding.endpoint_date) != (day(0), day(40))


def test_a_long_first_stretch_beats_a_short_second_one() -> None:
    """50 days, 40 off, 20 days: the first was the fair trial; scores of the second say nothing about it."""
    finding = weighed(110, (0, 100), (50, 0), (90, 100))
    assert (finding.days_at_dose, finding.effective_start, finding.adequacy) == (50, None, "adequate")
    assert finding.endpoint_date == day(40)


def test_of_two_short_stretches_the_later_is_judged() -> None:
    finding = weighed(120, (0, 100), (30, 0), (90, 100))
    assert (finding.days_at_dose, finding.effective_start, finding.adequacy) == (30, day(90), "inadequate")


def test_exactly_the_minimum_is_long_enough_to_be_chosen() -> None:
    """42 days, 40 off, 20 days: 42 are enough."""
    finding = weighed(102, (0, 100), (42, 0), (82, 100))
    assert (finding.days_at_dose, finding.adequacy) == (42, "adequate")
    assert weighed(101, (0, 100), (41, 0), (81, 100)).days_at_dose == 20


@pytest.mark.parametrize(
    ("name", "gap", "days", "from_day"),
    [("28 days off: one trial", 28, 50, None), ("29 days off: a new one", 29, 45, 79)],
    ids=ids,
)
def test_gap_that_makes_a_new_trial(name: str, gap: int, days: int, from_day: int | None) -> None:
    """50 days, the gap, 45 days: in one trial the longest run counts, else the latest long stretch."""
    finding = weighed(50 + gap + 45, (0, 100), (50, 0), (50 + gap, 100))
    assert (finding.days_at_dose, finding.effective_start) == (
        days,
        None if from_day is None else day(from_day),
    )


def test_taken_up_below_the_minimum_the_new_trial_starts_with_the_first_dose() -> None:
    """Off for 40 days, a fortnight at 25 mg, then 100 mg: the new start is the first day back."""
    finding = weighed(164, (0, 100), (50, 0), (90, 25), (104, 100))
    assert (finding.effective_start, finding.days_at_dose) == (day(90), 60)


def test_a_gap_below_the_minimum_alone_starts_anew_at_dose() -> None:
    """Never off, but 40 days at 25 mg: the new trial starts when the minimum is reached again."""
    finding = weighed(150, (0, 100), (50, 25), (90, 100))
    assert (finding.effective_start, finding.days_at_dose) == (day(90), 60)


def test_three_stretches_keep_to_the_last_long_one() -> None:
    finding = weighed(200, (0, 100), (50, 0), (80, 100), (130, 0), (170, 100), as_of=210)
    assert (finding.effective_start, finding.days_at_dose) == (day(80), 50)


def test_a_stretch_at_an_unknown_dose_may_have_been_long_enough() -> None:
    """20 known days, 40 off, 60 at a dose nobody wrote down: those may be the fair trial."""
    finding = weighed(120, (0, 100), (20, 0), (60, None))
    assert (finding.adequacy, finding.dose.outcome) == ("indeterminate", "cannot_tell")


def test_taken_up_again_and_running() -> None:
    again = trial(0, None, doses=(DoseStep(day(0), 100.0), DoseStep(day(50), 0.0), DoseStep(day(170), 100.0)))
    finding = found(200, again, *SCORES)
    assert (finding.adequacy, finding.effective_start, finding.days_at_dose) == ("adequate", None, 50)


GOES_ON = {
    "at dose again": ((0, 100), (60, 0), (100, 100)),
    "at a dose not known": ((0, 100), (60, 25), (100, None)),
    "not known, then below": ((0, 100), (60, 25), (95, None), (110, 25)),
    "at dose, below, at dose": ((0, 100), (50, 25), (90, 100), (95, 25), (100, 100)),
}


@pytest.mark.parametrize("steps", GOES_ON.values(), ids=GOES_ON)
def test_the_next_change_is_foretold_while_an_earlier_stretch_is_judged(
    steps: tuple[tuple[int, float | None], ...],
) -> None:
    """The days of the stretch that goes on are those that time adds to, and few days have to be tried."""
    whole = record(trial(0, None, doses=doses(*steps)), score(0, 24), score(48, 20))
    tried = 0
    for number in range(62, 190, 9):
        known = record_on(whole, day(number))
        tried += looks(known, day(number))
        walk(known, day(number), 100)
    assert tried < 60


@pytest.mark.parametrize(
    ("steps", "as_of"),
    [
        (((0, 100), (1, 25), (21, None), (28, 25), (42, 50)), 42),
        (((0, None), (6, 25), (34, 100)), 34),
        (((0, None), (1, 0), (30, None)), 30),
    ],
    ids=["a week", "six days", "a day"],
)
def test_the_next_change_is_foretold_when_days_at_an_unknown_dose_are_outlasted(
    steps: tuple[tuple[int, float | None], ...], as_of: int
) -> None:
    walk(record(trial(0, None, doses=doses(*steps)), score(0, 24), score(20, 23)), day(as_of), 45)


@pytest.mark.parametrize("before", [28, 50])
@pytest.mark.parametrize("gap", [7, 8, 28, 29, 60])
@pytest.mark.parametrize("meanwhile", [0, 25, None])
@pytest.mark.parametrize("again", [100, None])
def test_the_next_change_is_foretold_on_the_day_it_is_taken_up_again(
    before: int, gap: int, meanwhile: float | None, again: float | None
) -> None:
    back = before + gap
    given = doses((0, 100), (before, meanwhile), (back, again))
    walk(record(trial(0, None, doses=given), score(0, 24), score(20, 23)), day(back), 45)


@pytest.mark.parametrize(
    ("name", "steps", "start"),
    [
        ("off in the stretch before, then only below the minimum",
         ((0, 100), (20, 0), (25, 100), (50, 25), (90, 100)), 90),
        ("off again after it was taken up", ((0, 100), (50, 0), (90, 100), (120, 0), (125, 100)), 90),
        ("off twice: after the last day off it", ((0, 100), (50, 0), (60, 25), (70, 0), (88, 25), (104, 100)),
         88),
        ("below, off, and straight back at dose", ((0, 100), (50, 25), (60, 0), (90, 100)), 90),
        ("off twice, then straight back at dose",
         ((0, 100), (50, 0), (60, 25), (80, 0), (100, 100)),
         100),
        ("off, then at a dose not known", ((0, 100), (50, 0), (90, None), (95, 100)), 90),
    ],
    ids=ids,
)  # fmt: skip
def test_first_day_back_on_the_drug(
    name: str, steps: tuple[tuple[int, float | None], ...], start: int
) -> None:
    finding = weighed(170, *steps)
    assert finding.effective_start == day(start)
    assert finding.duration.outcome == "met"


@pytest.mark.parametrize(
    ("name", "scored", "endpoint"),
    [
        ("a week after the last day on it", 57, 57),
        ("eight days after it", 58, None),
        ("in the stretch after the gap", 95, None),
    ],
    ids=ids,
)
def test_a_stretch_before_a_gap_ends_with_its_last_day(name: str, scored: int, endpoint: int | None) -> None:
    """50 days, 40 off, 20 more: the scores of the fair trial end a week after day 50."""
    given = trial(0, 110, doses=doses((0, 100), (50, 0), (90, 100)))
    finding = found(200, given, score(0, 24), score(scored, 20))
    assert finding.endpoint_date == (None if endpoint is None else day(endpoint))


@pytest.mark.parametrize(
    ("name", "scored", "endpoint"),
    [("a week after it", 157, 157), ("eight days after it", 158, None)],
    ids=ids,
)
def test_the_last_stretch_ends_with_the_trial(name: str, scored: int, endpoint: int | None) -> None:
    """50 days, 40 off, 55 more, and 5 below the minimum: the trial ended on day 150."""
    given = trial(0, 150, doses=doses((0, 100), (50, 0), (90, 100), (145, 25)))
    finding = found(200, given, score(90, 24), score(scored, 20))
    assert finding.endpoint_date == (None if endpoint is None else day(endpoint))


@pytest.mark.parametrize(
    ("name", "steps", "days"),
    [
        ("the spans of the stretch before are left out", ((0, 100), (45, 0), (85, 100)), 85),
        ("a short gap within the stretch stays in", ((0, 100), (45, 0), (85, 100), (120, 0), (127, 100)), 78),
    ],
    ids=ids,
)
def test_days_of_the_stretch_alone(name: str, steps: tuple[tuple[int, float | None], ...], days: int) -> None:
    assert weighed(170, *steps).days_at_dose == days


TWO_RUNS = doses((0, 100), (50, 0), (60, 100))
"""50 days, 10 off, then 70: one trial with two fair runs, on days 42 and 102."""


@pytest.mark.parametrize(
    ("name", "begun", "endpoint"),
    [
        ("the day before the longer run was long enough", 101, 50),
        ("the day on which it was", 102, None),
        ("never", None, None),
    ],
    ids=ids,
)
def test_run_that_is_rated_where_a_later_treatment_took_over(
    name: str, begun: int | None, endpoint: int | None
) -> None:
    """The longer run decides (endpoint from day 60 + 42 - 7 on), unless it was not yet long enough."""
    given = trial(0, 130, doses=TWO_RUNS)
    later = () if begun is None else (trial(begun, 160, 150, id="T2", treatment="venlafaxine"),)
    finding = found(200, given, *later, score(0, 24), score(50, 20))
    assert finding.endpoint_date == (None if endpoint is None else day(endpoint))


def test_of_the_runs_before_a_later_treatment_the_longest_is_rated() -> None:
    """55 days, 8 off, 45, 8 off, 80: of the two fair before day 120 the first is the longer."""
    steps = doses((0, 100), (55, 0), (63, 100), (108, 0), (116, 100))
    given = trial(0, 196, doses=steps)
    later = trial(120, 190, 150, id="T2", treatment="venlafaxine")
    finding = found(200, given, later, score(0, 24), score(50, 20))
    assert finding.endpoint_date == day(50)
    assert finding.days_at_dose == 80


def test_the_longer_run_takes_over_on_the_day_foretold() -> None:
    """50 days that were taken, 10 off, then more that were not: those are judged once they are more."""
    taken = (AdherencePeriod(95.0, "pdc", day(0), day(55)), AdherencePeriod(20.0, "pdc", day(55)))
    facts = (trial(0, None, doses=TWO_RUNS, adherence=taken), score(0, 24), score(49, 22))
    assert [found(number, *facts).adequacy for number in (109, 111)] == ["adequate", "inadequate"]
    walk(record(*facts), day(105), 10)


def test_known_days_of_a_later_stretch_are_not_those_of_the_one_that_is_judged() -> None:
    """60 days at a dose nobody wrote down, 40 off, 20 at 100 mg: the first may have been the fair trial."""
    finding = weighed(120, (0, None), (60, 0), (100, 100))
    assert finding.adequacy == "indeterminate"
    assert finding.duration.because.startswith("0 days surely at 50 mg or more")
