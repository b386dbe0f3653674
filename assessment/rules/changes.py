"""The only place for the days in the past on which the conclusions changed, one after the other.

Between two entries only time can change anything, and ``next_change_on`` says when: so
only those days are looked at, nearest first, and at most ``LIMIT`` of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta

from assessment.rules.assess import assess_fully
from assessment.rules.conclusions import Conclusions, conclusions
from assessment.rules.policy import Policy
from patients.record import PatientRecord

LIMIT = 150


@dataclass(frozen=True, slots=True)
class Found:
    """``day`` is ``None`` when nothing changed as far as ``looked_to``."""

    day: date | None
    looked_to: date


@dataclass(slots=True)
class History:
    """One record whose past days are looked at, and how many have been so far."""

    record: PatientRecord
    policy: Policy
    jurisdiction: str = "US"
    looks: int = 0

    def seen(self, day: date) -> tuple[Conclusions, date | None]:
        self.looks += 1
        assessment, judged = assess_fully(self.record, day, self.policy, self.jurisdiction)
        return conclusions(judged, assessment.next_steps), assessment.next_change_on

    @property
    def tired(self) -> bool:
        return self.looks >= LIMIT


def change_after(history: History, day: date, today: date) -> Found:
    """The first day after ``day``, up to ``today``, on which something was concluded otherwise."""
    entries = sorted(_days(history.record))
    now, ahead = history.seen(day)
    while not history.tired:
        later = [one for one in (next((e for e in entries if e > day), None), ahead) if one]
        if not later or min(later) > today:
            return Found(None, today)
        day = min(later)
        then, ahead = history.seen(day)
        if then != now:
            return Found(day, day)
    return Found(None, day)


def change_before(history: History, day: date) -> Found:
    """The last day before ``day`` on which something was concluded otherwise than the day before it."""
    end = day
    for entry in sorted((one for one in _days(history.record) if one < day), reverse=True):
        first, last = _last_change(history, entry, end)
        if last is not None:
            return Found(last, last)
        if first != history.seen(entry - timedelta(days=1))[0]:
            return Found(entry, entry)
        end = entry
        if history.tired:
            break
    return Found(None, end)


def _last_change(history: History, start: date, end: date) -> tuple[Conclusions, date | None]:
    """What was concluded on ``start``, and the last day before ``end`` on which time alone changed it."""
    first, ahead = history.seen(start)
    now, last = first, None
    while ahead is not None and ahead < end and not history.tired:
        day = ahead
        then, ahead = history.seen(day)
        now, last = then, day if then != now else last
    return first, last


def _days(record: PatientRecord) -> set[date]:
    """Every day that an entry names, and the day after it: then a first day has been taken."""
    named = {day for part in fields(record)[1:] for day in _within(getattr(record, part.name))}
    return named | {day + timedelta(days=1) for day in named}


def _within(fact: object) -> Iterator[date]:
    if isinstance(fact, date):
        yield fact
    elif isinstance(fact, tuple):
        for part in fact:
            yield from _within(part)
    elif is_dataclass(fact):
        for field in fields(fact):
            yield from _within(getattr(fact, field.name))
