"""The only place for the arithmetic of the scoring rules: items in, ``Rated`` out.

Each rule is built once per instrument from its description and then only called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patients.instruments.instrument import Item, Items, Rated

Score = Callable[[Items], Rated]
Extremes = Callable[[Items], tuple[int, int]]


def rule(description: dict[str, Any], items: tuple[Item, ...]) -> tuple[Score, Extremes]:
    """The scoring function of this description, and the range that unrated items leave."""
    build = {
        "sum": _sum,
        "imputed_sum": _imputed_sum,
        "domains": _domains,
        "count": _count,
        "skip_count": _skip_count,
        "total_only": _total_only,
    }[description["rule"]]
    return build(description, items)


def _rated(items: tuple[Item, ...], values: Items) -> list[int | None]:
    return [item.rated(value) for item, value in zip(items, values, strict=True)]


def _missing(values: Items) -> tuple[int, ...]:
    return tuple(number for number, value in enumerate(values, 1) if value is None)


def _no_total(missing: tuple[int, ...]) -> Rated:
    numbers = ", ".join(map(str, missing))
    return Rated(None, missing, note=f"no total: item{'s' * (len(missing) > 1)} {numbers} not rated")


def _sum(_: dict[str, Any], items: tuple[Item, ...]) -> tuple[Score, Extremes]:
    special = any(item.missing_codes for item in items)

    def score(values: Items) -> Rated:
        rated = _rated(items, values) if special else values
        return _no_total(_missing(rated)) if None in rated else Rated(sum(filter(None, rated)))

    def extremes(values: Items) -> tuple[int, int]:
        rated = _rated(items, values)
        low = sum(item.low if value is None else value for item, value in zip(items, rated, strict=True))
        return low, low + sum(
            item.high - item.low for item, value in zip(items, rated, strict=True) if value is None
        )

    return score, extremes


def _imputed_sum(description: dict[str, Any], items: tuple[Item, ...]) -> tuple[Score, Extremes]:
    most: int = description["most_imputed"]
    plain, extremes = _sum(description, items)

    def score(values: Items) -> Rated:
        rated = plain(values)
        if rated.total is not None:
            return rated
        missing = _missing(values)
        if not missing or len(missing) > most:
            return rated
        known = [value for value in values if value is not None]
        # Mean times all items, halves rounded up: of two totals the worse is taken.
        total = (2 * sum(known) * len(items) + len(known)) // (2 * len(known))
        return Rated(
            total, missing, imputed=True, note=f"{len(missing)} of {len(items)} items imputed by the mean"
        )

    return score, extremes


def _domains(description: dict[str, Any], items: tuple[Item, ...]) -> tuple[Score, Extremes]:
    domains = [[number - 1 for number in domain] for domain in description["domains"]]
    pairs = [[number - 1 for number in pair] for pair in description["either_of"]]

    def score(values: Items) -> Rated:
        missing = _missing(values)
        if any(all(values[index] is None for index in domain) for domain in domains):
            return _no_total(missing)
        total = sum(max(values[index] or 0 for index in domain) for domain in domains)
        unexpected = tuple(number for number in missing if not _partner_answered(number - 1, values))
        note = "items left out in a domain with another item answered" if unexpected else ""
        return Rated(total, missing, note=note)

    def _partner_answered(index: int, values: Items) -> bool:
        return any(index in pair and any(values[other] is not None for other in pair) for pair in pairs)

    def extremes(values: Items) -> tuple[int, int]:
        low = sum(max(values[index] or 0 for index in domain) for domain in domains)
        high = sum(max(_or_high(values[i], items[i]) for i in domain) for domain in domains)
        return low, high

    return score, extremes


def _or_high(value: int | None, item: Item) -> int:
    return item.high if value is None else value


def _count(_: dict[str, Any], items: tuple[Item, ...]) -> tuple[Score, Extremes]:
    def counted(values: Items) -> int:
        return sum(
            value is not None and value >= (item.counts_from or 1)
            for item, value in zip(items, values, strict=True)
        )

    def score(values: Items) -> Rated:
        missing = _missing(values)
        return _no_total(missing) if missing else Rated(counted(values))

    def extremes(values: Items) -> tuple[int, int]:
        return counted(values), counted(values) + len(_missing(values))

    return score, extremes


def _skip_count(description: dict[str, Any], items: tuple[Item, ...]) -> tuple[Score, Extremes]:
    """Questions not asked because an earlier answer was "no" are not missing."""
    gate, skipped = description["skip"]["if_no"], description["skip"]["then_skipped"]
    plain, plain_extremes = _sum(description, items)

    def filled(values: Items) -> Items:
        if values[gate - 1] != 0:
            return values
        return [0 if value is None and number in skipped else value for number, value in enumerate(values, 1)]

    return lambda values: plain(filled(values)), lambda values: plain_extremes(filled(values))


def _total_only(description: dict[str, Any], _: tuple[Item, ...]) -> tuple[Score, Extremes]:
    low, high = description["total"]
    return lambda values: Rated(None, note="entered as a total"), lambda values: (low, high)
