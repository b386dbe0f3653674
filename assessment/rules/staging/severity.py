"""The only place for how severe the illness is now, as the Maudsley and DM-TRD models ask (staging.md 3)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import NamedTuple

from assessment.rules.policy import Policy
from assessment.rules.ratings import NAMES, PREFERENCE, Ratings, clinician_rated, mark_of
from assessment.rules.today import Today, days_after
from assessment.rules.wording import on
from patients.instruments import total_of
from patients.record import Score

# The lowest total of mild, moderate and severe: severity 2, 3 and 4.
CUTS = {
    "hamd17": (8, 17, 24),
    "madrs": (7, 20, 35),
    "phq9": (5, 10, 20),
    "qids_sr16": (6, 11, 16),
}
PSYCHOTIC = 5


class Severity(NamedTuple):
    points: int
    because: str
    worst: int
    """By the worst score of the episode; stored beside, not used."""


def severity(
    ratings: Ratings, psychotic: bool, onset: date | None, today: Today, policy: Policy
) -> Severity | None:
    """``None`` where no outcome scale was ever rated."""
    since = days_after(today.date, -policy.maudsley_severity_days)
    rated = [code for code in PREFERENCE if code in ratings.scores]
    newest = [pair for code in rated for pair in _newest_of_each_rater(ratings.scores[code], since)]
    if not newest:
        return None
    score, total = _at_index(newest, today, policy)
    points = _points(score.instrument, total, psychotic)
    why = f"{NAMES[score.instrument]} {total} on {on(score.date)}{mark_of(score).words}"
    if psychotic and points == PSYCHOTIC:
        why += " with psychotic features"
    return Severity(points, why, max(points, *_worst(ratings, onset, psychotic), 1))


def _newest_of_each_rater(scores: list[Score], since: date) -> list[tuple[Score, int]]:
    """The newest rating of this scale by a clinician and by anyone else, with its total.

    Of days before ``since`` only the newest of all: no other so old is the one that decides (``_at_index``).
    """
    found: dict[bool, tuple[Score, int]] = {}
    least = date.min
    for score in reversed(scores):
        if score.date < least:
            break
        rater = clinician_rated(score)
        best = found.get(rater)
        if best is not None and best[0].date > score.date:
            if len(found) == 2:
                break
            continue
        total = total_of(score)
        if total is not None and (best is None or total > best[1]):
            found[rater] = (score, total)
            least = min(score.date, since)
    return list(found.values())


def _worst(ratings: Ratings, onset: date | None, psychotic: bool) -> list[int]:
    start = onset.toordinal() if onset else 0
    return [
        _points(
            series.instrument, max(series.totals[bisect_left(series.days, start) :], default=0), psychotic
        )
        for series in ratings.series
    ]


def _points(instrument: str, total: int, psychotic: bool) -> int:
    points = 1 + bisect_right(CUTS[instrument], total)
    return PSYCHOTIC if psychotic and points > 1 else points


def _at_index(rated: list[tuple[Score, int]], today: Today, policy: Policy) -> tuple[Score, int]:
    """The latest clinician's rating of the last two weeks, else the latest of all."""
    latest = max(rated, key=_rank)
    by_clinician = [pair for pair in rated if clinician_rated(pair[0])]
    if not by_clinician:
        return latest
    candidate = max(by_clinician, key=_rank)
    if candidate is latest or today.since(candidate[0].date, policy.maudsley_severity_days + 1):
        return latest
    return candidate


def _rank(pair: tuple[Score, int]) -> tuple[date, bool, int, int]:
    score, total = pair
    return score.date, clinician_rated(score), -PREFERENCE.index(score.instrument), total
