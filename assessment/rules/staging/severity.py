"""The only place for how severe the illness is now, as the Maudsley and DM-TRD models ask (staging.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.rules.policy import Policy
from assessment.rules.ratings import NAMES, PREFERENCE, Ratings
from assessment.rules.today import Today
from assessment.rules.wording import on
from patients.instruments import INSTRUMENTS, total_of
from patients.record import Score

# The lowest total of mild, moderate and severe: severity 2, 3 and 4.
CUTS = {
    "hamd17": (8, 17, 24),
    "madrs": (7, 20, 35),
    "phq9": (5, 10, 20),
    "qids_sr16": (6, 11, 16),
}
PSYCHOTIC = 5


@dataclass(frozen=True, slots=True)
class Severity:
    points: int
    because: str
    worst: int
    """By the worst score of the episode; stored beside, not used."""


def severity(
    ratings: Ratings, psychotic: bool, onset: date | None, today: Today, policy: Policy
) -> Severity | None:
    """``None`` where no outcome scale was ever rated."""
    rated = [
        (score, total)
        for code in PREFERENCE
        for score in ratings.scores.get(code, ())
        if (total := total_of(score)) is not None
    ]
    if not rated:
        return None
    score, total = _at_index(rated, today, policy)
    points = _points(score.instrument, total, psychotic)
    why = f"{NAMES[score.instrument]} {total} on {on(score.date)}"
    if psychotic and points == PSYCHOTIC:
        why += " with psychotic features"
    in_episode = [pair for pair in rated if onset is None or pair[0].date >= onset]
    worst = max((_points(one.instrument, value, psychotic) for one, value in in_episode), default=points)
    return Severity(points, why, worst)


def _points(instrument: str, total: int, psychotic: bool) -> int:
    points = 1 + sum(total >= cut for cut in CUTS[instrument])
    return PSYCHOTIC if psychotic and points > 1 else points


def _at_index(rated: list[tuple[Score, int]], today: Today, policy: Policy) -> tuple[Score, int]:
    """The latest clinician's rating of the last two weeks, else the latest of all."""
    latest = max(rated, key=_rank)
    by_clinician = [pair for pair in rated if _clinician_rated(pair[0])]
    if not by_clinician:
        return latest
    candidate = max(by_clinician, key=_rank)
    if candidate is latest or today.since(candidate[0].date, policy.maudsley_severity_days + 1):
        return latest
    return candidate


def _rank(pair: tuple[Score, int]) -> tuple[date, bool, int, int]:
    score, total = pair
    return score.date, _clinician_rated(score), -PREFERENCE.index(score.instrument), total


def _clinician_rated(score: Score) -> bool:
    return (score.rater or INSTRUMENTS[score.instrument].rater) == "clinician"
