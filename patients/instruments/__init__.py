"""The only place that knows the rating scales: items, ranges, scoring, bands, cut-offs, licences.

Adding a scale is adding one file to ``scales/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from patients.instruments.factors import anhedonia, anxiety_somatization, stop_bang_high
from patients.instruments.instrument import Band, Instrument, Item, Question, Rated
from patients.instruments.loader import BadInstrument, load
from patients.record import Score

__all__ = [
    "INSTRUMENTS",
    "OUTCOME_SCALES",
    "BadInstrument",
    "Band",
    "Instrument",
    "Item",
    "Question",
    "Rated",
    "anhedonia",
    "anxiety_somatization",
    "imputed_items",
    "instrument",
    "item_of",
    "load",
    "rate",
    "stop_bang_high",
    "total_of",
]

INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType(load())
OUTCOME_SCALES: tuple[str, ...] = tuple(code for code, scale in INSTRUMENTS.items() if scale.outcome_scale)


def instrument(code: str) -> Instrument:
    """The scale with this code; ``KeyError`` when unknown."""
    return INSTRUMENTS[code]


def rate(score: Score) -> Rated:
    """A recorded rating by its scale's rule; a total without items stands as given."""
    if score.items is None:
        return Rated(score.total)
    return INSTRUMENTS[score.instrument].rate(score.items, score.answers)


def total_of(score: Score) -> int | None:
    """The total, given or computed from the items; ``None`` = cannot tell."""
    if score.total is not None or score.items is None:
        return score.total
    return INSTRUMENTS[score.instrument].score(score.items).total


def imputed_items(score: Score) -> int:
    """How many items its total stands on that nobody answered: filled in by the mean of the others."""
    if score.items is None or not INSTRUMENTS[score.instrument].most_imputed:
        return 0
    rated = INSTRUMENTS[score.instrument].score(score.items)
    return len(rated.missing) if rated.imputed else 0


def item_of(score: Score, number: int) -> int | None:
    """One item's answer (1-based); ``None`` when not rated, whichever way that was written."""
    if score.items is None or not 1 <= number <= len(score.items):
        return None
    return INSTRUMENTS[score.instrument].items[number - 1].rated(score.items[number - 1])
