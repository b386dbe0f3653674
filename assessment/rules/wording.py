"""The only place for how days, doses and counts are put into words."""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=65536)
def on(day: date | int) -> str:
    """``15 Dec 2025``; also for a day number."""
    if isinstance(day, int):
        day = date.fromordinal(day)
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 day``, ``42 days``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """``37.5``, ``100``: no needless zeros, and never rounded past what decides (79.99 stays 79.99)."""
    return f"{value + 0.0:.10g}"  # a zero without a sign


@lru_cache(maxsize=4096)
def percent(value: float) -> str:
    """``33.3 %``, ``50 %``, ``24.99 %``: one decimal, more only where rounding would cross a limit."""
    tenths = math.copysign(
        math.floor(abs(value) * 10 + 0.5) / 10, value
    )  # half of a tenth goes up, not to even
    if not tenths.is_integer():
        return f"{tenths:.1f} %"
    return f"{int(tenths)} %" if abs(value - tenths) < 1e-9 else f"{value:.2f} %"


@lru_cache(maxsize=4096)
def changed(improvement: float) -> str:
    """``8.3 % better``, ``40 % worse``: no reader has to turn a sign round."""
    return f"{percent(improvement)} better" if improvement >= 0 else f"{percent(-improvement)} worse"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
