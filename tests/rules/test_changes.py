"""The days on which the conclusions changed: each one found, none made up, and never without end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessment.rules import changes
from assessment.rules.changes import Found, History, change_after, change_before
from assessment.rules.policy import load_policy
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


def test_change_looked_for_too_long_says_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of entries that change nothing end in an answer, not in waiting."""
    monkeypatch.setattr(changes, "LIMIT", 4)
    record, assessment = worked("v14")
    quiet = replace(record, trials=(), checks=(), conditions=(), measurements=(), medicines=(), symptoms=())
    history = History(quiet, POLICY)
    found = change_after(history, date(1990, 1, 1), assessment.as_of)
    assert history.looks <= 5
    assert found.looked_to <= assessment.as_of


def test_history_of_nothing_changes_nothing() -> None:
    record, assessment = worked("v01")
    empty = replace(record, episodes=(), scores=(), trials=(), checks=(), conditions=(), symptoms=())
    history = History(replace(empty, measurements=(), medicines=()), POLICY)
    assert change_before(history, assessment.as_of).day is None
