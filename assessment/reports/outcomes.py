"""The only place that says how the patients of a score file came out: last value against baseline."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.rules.outcome import category, improvement
from assessment.rules.policy import Policy
from assessment.rules.ratings import REMISSION
from patients.exchange.score_rows import Rating


def outcomes(ratings: Iterable[Rating], instrument: str, policy: Policy) -> dict[str, str]:
    """Patient -> outcome; only those with a baseline and a later total of an outcome scale."""
    if instrument not in REMISSION:
        return {}
    baselines, last = _ends(ratings)
    return {
        patient: outcome(baselines[patient], total, instrument, policy)
        for patient, total in last.items()
        if patient in baselines
    }


def outcome(baseline: int, endpoint: int, instrument: str, policy: Policy) -> str:
    """By the policy's cut-offs; a baseline of 0 leaves nothing to improve."""
    if endpoint <= REMISSION[instrument]:
        return "remission"
    return category(improvement(baseline, endpoint), policy) if baseline else "unknown"


def _ends(ratings: Iterable[Rating]) -> tuple[dict[str, int], dict[str, int]]:
    baselines: dict[str, int] = {}
    last: dict[str, int] = {}
    for rating in sorted(ratings, key=lambda rating: rating.day):
        if rating.total is None:
            continue
        ends = baselines if rating.baseline else last
        ends[rating.patient] = rating.total
    return baselines, last
