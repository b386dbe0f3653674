"""The only place for how much of the treatment was taken: which source wins, over which days.

A level of 0 beats everything; every method but self-report is objective and beats it; where
objective sources differ the lowest wins, day by day over the days that are judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from assessment.rules.courses import Course
from assessment.rules.policy import Policy
from assessment.rules.spans import Run
from patients.record import AdherencePeriod

SELF_REPORT = "self_report"
_WORDS = {
    "level": "drug level",
    "drug_level": "drug level",
    "pdc": "dispensing records (PDC)",
    "mpr": "dispensing records (MPR, capped at 100 %)",
    "pill_count": "pill count",
    "caregiver": "caregiver",
    "self_report": "self-report",
    "record": "treatment record",
    None: "a source that is not named",
}


_REPORTED = (SELF_REPORT, None)


@dataclass(slots=True)
class Taken:
    """``percent`` is ``None`` where nothing is known; ``by`` names the source that decided."""

    percent: float | None
    by: str
    self_report_only: bool = False
    undetectable: bool = False


_NOTHING_KNOWN = Taken(None, "")


def adherence(course: Course, run: Run | None, policy: Policy) -> tuple[Taken, bool | None]:
    """What was taken over the run, without one over the whole course; and was it enough?"""
    first, past = (run.first, run.past) if run else (course.first, max(course.past, course.first + 1))
    share = taken(course, first, past)
    return share, None if share.percent is None else share.percent >= policy.min_adherence_percent


def taken(course: Course, first: int, past: int) -> Taken:
    """The share taken over ``[first, past)``."""
    level = course.levels.undetectable
    if level is not None and level.date.toordinal() >= course.first:
        return Taken(0.0, "drug level", undetectable=True)
    if not course.trial.adherence:
        return _NOTHING_KNOWN
    if len(course.trial.adherence) == 1:
        return _told_once(course.trial.adherence[0], course, first, past)
    periods = [period for period in course.trial.adherence if period.percent is not None]
    objective = [period for period in periods if period.method not in _REPORTED]
    if len(objective) > 1 and any(period.method == "pdc" for period in objective):
        objective = [period for period in objective if period.method != "mpr"]
    if objective and (found := _share(objective, course, first, past)) is not None:
        return Taken(found, _sources(objective))
    reported = [period for period in periods if period.method in _REPORTED]
    found = _share(reported, course, first, past)
    if found is None:
        return _NOTHING_KNOWN
    return Taken(found, _sources(reported), self_report_only=True)


def _told_once(period: AdherencePeriod, course: Course, first: int, past: int) -> Taken:
    """Mostly there is one source, and no other to weigh it against."""
    found = None if period.percent is None else _share([period], course, first, past)
    if found is None:
        return _NOTHING_KNOWN
    return Taken(found, _WORDS[period.method], period.method in _REPORTED)


def _share(periods: list[AdherencePeriod], course: Course, first: int, past: int) -> float | None:
    """Early refills give an MPR above 100 %: at most that is taken."""
    if len(periods) == 1 and periods[0].start is None and periods[0].stop is None:
        return min(periods[0].percent or 0.0, 100.0)
    return _lowest_by_day(periods, course, first, past)


def _lowest_by_day(periods: list[AdherencePeriod], course: Course, first: int, past: int) -> float | None:
    """The mean over the days that any source covers, of the lowest value given for the day."""
    known = []
    for period in periods:
        low = (period.start or course.trial.start).toordinal()
        high = period.stop.toordinal() if period.stop else max(course.past, past)
        if max(low, first) < min(high, past):
            known.append((max(low, first), min(high, past), min(period.percent or 0.0, 100.0)))
    edges = sorted({edge for low, high, _ in known for edge in (low, high)})
    share, days = 0.0, 0
    for low, high in pairwise(edges):
        values = [percent for start, stop, percent in known if start <= low and high <= stop]
        if values:
            share += min(values) * (high - low)
            days += high - low
    return share / days if days else None


def _sources(periods: list[AdherencePeriod]) -> str:
    if len(periods) == 1:
        return _WORDS[periods[0].method]
    return " and ".join(dict.fromkeys(_WORDS[period.method] for period in periods))
