"""The days on which the conclusions changed: each one found, none made up, and never without end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessment.rules import changes
from assessment.rules.assess import assess
from assessment.rules.changes import Found, History, change_after, change_before
from assessment.rules.policy import load_policy
from patients.record import Episode
from tests.rules.making import day, doses, record, score, trial
from tests.timeline.histories import worked

POLICY = load_policy()
DAY = timedelta(days=1)


def _history(name: str) -> History:
    return History(worked(name)[0], POLICY)


def _true_days(name: str, first: date, last: date) -> list[date]:
    """The slow way: every single day asked."""
    history, days, day = _history(name), [], first
    before = history.seen(first)[0]
    while day < last:
        day += DAY
        now = history.seen(day)[0]
        if now != before:
            days.append(day)
        before = now
    return days


def _forward(name: str, first: date, last: date) -> list[date]:
    days, day = [], first
    while (found := change_after(_history(name), day, last).day) is not None:
        days.append(found)
        day = found
    return days


def _backward(name: str, first: date, last: date) -> list[date]:
    days, day = [], last + DAY
    while (found := change_before(_history(name), day).day) is not None and found > first:
        days.append(found)
        day = found
    return days[::-1]


@pytest.mark.parametrize("name", ["v08", "ns_14"])
def test_changes_both_ways_are_those_of_asking_every_day(name: str) -> None:
    last = worked(name)[1].as_of
    first = last - timedelta(days=180)
    assert _forward(name, first, last) == _true_days(name, first, last) == _backward(name, first, last)


def test_change_before_the_first_entry_there_is_none() -> None:
    assert change_before(_history("v14"), date(1990, 1, 1)) == Found(None, date(1990, 1, 1))


def test_change_after_today_there_is_none() -> None:
    as_of = worked("v14")[1].as_of
    assert change_after(_history("v14"), as_of, as_of) == Found(None, as_of)


def test_change_after_the_last_entry_there_is_none() -> None:
    """Days after the last of them, where only time could change anything."""
    closed = History(record(trial(0, 50), score(0, 24), score(50, 22)), POLICY)
    assert change_after(closed, day(2000), day(2010)) == Found(None, day(2010))


QUIET = tuple(score(number, 24) for number in range(0, 100, 10))


@pytest.mark.parametrize(
    ("limit", "first", "after", "before"),
    [(4, 0, day(11), day(90)), (5, 0, day(20), day(81)), (4, 50, day(61), day(90))],
)
def test_change_looked_for_too_long_says_how_far(
    monkeypatch: pytest.MonkeyPatch, limit: int, first: int, after: date, before: date
) -> None:
    """Hundreds of entries that change nothing end in an answer, not in waiting."""
    monkeypatch.setattr(changes, "LIMIT", limit)
    quiet = record(*QUIET)
    assert change_after(History(quiet, POLICY), day(first), day(500)) == Found(None, after)
    assert change_before(History(quiet, POLICY), day(95)) == Found(None, before)


def test_change_on_the_day_a_trial_begins_anew_is_found() -> None:
    """Taken up again after four weeks off: it begins a trial of its own on that day, not on the next."""
    again = trial(0, None, doses=doses((0, 100), (28, 0), (57, 100)))
    history = History(record(again, score(0, 24), score(20, 23)), POLICY)
    assert change_after(history, day(50), day(70)) == Found(day(57), day(57))
    assert change_after(history, day(57), day(70)) == Found(None, day(70))
    assert change_before(history, day(70)) == Found(day(57), day(57))


def test_change_on_the_day_an_episode_ends_is_found() -> None:
    ended = record(trial(0, 50), score(0, 24), score(50, 22), episodes=(Episode(day(-60), day(100)),))
    assert change_after(History(ended, POLICY), day(90), day(120)) == Found(day(100), day(100))
    assert change_before(History(ended, POLICY), day(120)) == Found(day(100), day(100))


def test_change_by_time_alone_is_found_from_either_side() -> None:
    history = History(record(trial(0, None)), POLICY)
    assert change_after(history, day(20), day(30)) == Found(day(28), day(28))
    assert change_before(history, day(30)) == Found(day(28), day(28))


def test_day_on_which_only_a_score_begins_to_be_asked_for_is_none_of_change() -> None:
    """What is missing is no conclusion: from day 21 on a score is asked for, and nothing else differs."""
    course = trial(0, None, treatment="itbs", role="neuromodulation", doses=(), session_count=20)
    asked_for = record(course, score(-10, 24))
    assert assess(asked_for, day(20)).next_change_on == day(21)
    history = History(asked_for, POLICY)
    assert change_after(history, day(1), day(40)) == Found(None, day(40))
    assert change_before(history, day(40)) == Found(day(0), day(0))


def test_history_is_looked_at_by_its_policy_where_the_patient_is() -> None:
    failed = record(trial(0, 60), score(0, 24), score(60, 22))
    here, there = History(failed, POLICY), History(failed, POLICY, "UK")
    strict = History(failed, load_policy("regulatory"))
    said = [one.seen(day(61))[0] for one in (here, there, strict)]
    assert [one["ladder"] for one in said] == ["I", "I", "0"]
    assert "SWITCH.AGOMELATINE" in said[1]["options"]  # type: ignore[operator]


def test_history_of_nothing_changes_nothing() -> None:
    whole, assessment = worked("v01")
    empty = replace(whole, episodes=(), scores=(), trials=(), checks=(), conditions=(), symptoms=())
    history = History(replace(empty, measurements=(), medicines=()), POLICY)
    assert change_before(history, assessment.as_of).day is None
