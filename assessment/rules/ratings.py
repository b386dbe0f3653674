"""The only place for finding scores: outcome scales by day, newest ratings, newest measurements."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from assessment.rules.safety.presence import Conditions
from assessment.rules.wording import count
from patients.instruments import INSTRUMENTS, OUTCOME_SCALES, imputed_items, total_of
from patients.record import Measurement, PatientRecord, Score

PREFERENCE = ("hamd17", "madrs", "qids_sr16", "phq9")
assert set(PREFERENCE) == set(OUTCOME_SCALES), "the order of preference names every outcome scale"
REMISSION = {code: INSTRUMENTS[code].remission_max or 0 for code in PREFERENCE}
NAMES = {code: INSTRUMENTS[code].short for code in INSTRUMENTS}
_IMPUTING = frozenset(code for code in PREFERENCE if INSTRUMENTS[code].most_imputed)


class Mark(NamedTuple):
    """What is said of a total wherever it decides something (scales.md 1.3, adequacy.md 6)."""

    imputed: int = 0
    """So many items were left out and filled in by the mean of the others."""
    retrospective: bool = False

    @property
    def words(self) -> str:
        """In brackets, to follow the total; mostly nothing."""
        said = [f"{count(self.imputed, 'item')} left out, imputed by the mean"] if self.imputed else []
        said += ["rated in retrospect"] if self.retrospective else []
        return f" ({'; '.join(said)})" if said else ""


def mark_of(score: Score) -> Mark:
    return Mark(imputed_items(score), score.rater == "retrospective")


NO_MARK = Mark()
_NONE_MARKED: Mapping[int, Mark] = MappingProxyType({})


@dataclass(slots=True)
class Series:
    """One outcome scale: a rating a day (a clinician's first, else the worse), by day number."""

    instrument: str
    days: tuple[int, ...]
    totals: tuple[int, ...]
    marks: Mapping[int, Mark]
    """By day number, of those days alone whose total has one."""

    def last_within(self, first: int, last: int) -> int | None:
        """The position of the last rating from ``first`` to ``last``, both included."""
        days = self.days
        position = bisect_right(days, last) - 1
        return position if position >= 0 and days[position] >= first else None

    def between(self, after: int, before: int) -> tuple[int, ...]:
        """The totals of the days strictly between these two."""
        return self.totals[bisect_right(self.days, after) : bisect_left(self.days, before)]


class Ratings:
    """What was measured, ready to be asked: built once for a record."""

    __slots__ = ("conditions", "measurements", "scores", "series")

    def __init__(self, record: PatientRecord) -> None:
        scores, measurements = defaultdict(list), defaultdict(list)
        for score in record.scores:
            scores[score.instrument].append(score)
        for measurement in record.measurements:
            if measurement.value is not None:
                measurements[measurement.test].append(measurement)
        self.scores: dict[str, list[Score]] = dict(scores)
        self.measurements: dict[str, list[Measurement]] = dict(measurements)
        self.conditions = Conditions(record.conditions)
        self.series = _all_series(self.scores)

    def plus(self, score: Score) -> Ratings:
        """With one more rating."""
        more = copy(self)
        scores = sorted([*self.scores.get(score.instrument, ()), score], key=lambda one: one.date)
        more.scores = self.scores | {score.instrument: scores}
        more.series = _all_series(more.scores)
        return more

    def newest(self, instrument: str) -> Score | None:
        """The newest rating of this scale; of one day the clinician's."""
        scores = self.scores.get(instrument)
        if not scores:
            return None
        last = scores[-1].date
        if len(scores) == 1 or scores[-2].date < last:
            return scores[-1]
        of_day = [score for score in scores if score.date == last]
        return max(of_day, key=lambda score: (clinician_rated(score), total_of(score) or 0))

    def series_of(self, instrument: str) -> Series:
        """The ratings of this outcome scale; ``KeyError`` if it was never rated."""
        for series in self.series:
            if series.instrument == instrument:
                return series
        raise KeyError(instrument)

    def measured(self, test: str) -> Measurement | None:
        """The newest value of this test."""
        values = self.measurements.get(test)
        return values[-1] if values else None


def _all_series(scores: dict[str, list[Score]]) -> tuple[Series, ...]:
    found = (_series(code, scores[code]) for code in PREFERENCE if code in scores)
    return tuple(series for series in found if series.days)


def _series(instrument: str, scores: list[Score]) -> Series:
    """Mostly one rating a day, of each the total alone; else the ratings are weighed against each other."""
    imputing = instrument in _IMPUTING
    totals: dict[int, int] = {}
    for score in scores:
        total = score.total if score.total is not None else total_of(score)
        if total is None or score.rater == "retrospective" or (imputing and _left_out(score)):
            return _picked(instrument, scores)
        totals[score.date.toordinal()] = total
    if len(totals) < len(scores):
        return _picked(instrument, scores)
    return Series(instrument, tuple(totals), tuple(totals.values()), _NONE_MARKED)


def _left_out(score: Score) -> bool:
    return score.items is not None and None in score.items


def clinician_rated(score: Score) -> bool:
    """Where no rater is named, the one whom the scale is made for."""
    return (score.rater or INSTRUMENTS[score.instrument].rater) == "clinician"


def _picked(instrument: str, scores: list[Score]) -> Series:
    """Of each day the clinician's rating, else the worse, with what is to be said of it."""
    best: dict[int, tuple[bool, int]] = {}
    for score in scores:
        total = total_of(score)
        if total is not None:
            day, rating = score.date.toordinal(), (clinician_rated(score), total)
            if day not in best or rating > best[day]:
                best[day] = rating
    totals = tuple([total for _, total in best.values()])
    marked = [score for score in scores if score.rater == "retrospective" or _left_out(score)]
    return Series(instrument, tuple(best), totals, _marks(scores, best) if marked else _NONE_MARKED)


def _marks(scores: list[Score], best: dict[int, tuple[bool, int]]) -> Mapping[int, Mark]:
    """Of the rating that stands for the day; where the same total was rated without a mark, too, none."""
    found: dict[int, Mark] = {}
    for score in scores:
        day, total = score.date.toordinal(), total_of(score)
        if total is not None and best[day] == (clinician_rated(score), total):
            found[day] = min(found.get(day, mark_of(score)), mark_of(score))
    return {day: mark for day, mark in found.items() if mark != NO_MARK}
