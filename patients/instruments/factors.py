"""The only place for part-scores: which items of a scale together say something of their own."""

from __future__ import annotations

from patients.instruments.instrument import Items

HAMD_ANXIETY_ITEMS = (10, 11, 12, 13, 15, 17)
"""Anxiety/somatization (M: Cleary & Guy 1977; item 17 V: PMC3708141), 0-18."""
MADRS_ANHEDONIA_ITEMS = (1, 2, 6, 7, 8)
"""Anhedonia factor (V: bio-protocol), 0-30; no agreed cut-off."""


def anxiety_somatization(hamd_items: Items) -> int | None:
    """The HAM-D17 anxiety/somatization factor; ``None`` when one of its items is not rated."""
    return _factor(hamd_items, HAMD_ANXIETY_ITEMS)


def anhedonia(madrs_items: Items) -> int | None:
    """The MADRS anhedonia factor; ``None`` when one of its items is not rated."""
    return _factor(madrs_items, MADRS_ANHEDONIA_ITEMS)


def _factor(items: Items, numbers: tuple[int, ...]) -> int | None:
    values = [items[number - 1] for number in numbers]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def stop_bang_high(total: int | None, items: Items | None) -> bool | None:
    """High risk: 5 or more, or two of the first four with BMI, neck or male (V: fpnotebook, BMJ)."""
    if total is not None and total >= 5:
        return True
    if items is None:
        return None if total is None or total >= 3 else False
    stop = sum(bool(value) for value in items[:4])
    if stop >= 2 and any(items[number - 1] for number in (5, 7, 8)):
        return True
    return None if None in items else False
