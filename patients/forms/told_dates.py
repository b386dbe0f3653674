"""The only place that reads a date as it is told ("spring 2019", "about 8 weeks"): never silently made exact.

A told date becomes the middle of what it may mean, marked as not exact; the form shows it and asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from patients.forms.fields import in_words

EXAMPLES = "2019-04-15, 2019-04, April 2019, spring 2019 or 2019"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = {
    "spring": (4, 15), "summer": (7, 15), "autumn": (10, 15), "fall": (10, 15), "winter": (1, 15),
    "early": (3, 1), "mid": (7, 1), "late": (11, 1),
}  # fmt: skip
_DAYS_IN = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "d": 1.0, "w": 7.0, "m": 30.44}
_ABOUT = re.compile(r"^(?:about|around|approx\.?|approximately|c\.?|ca\.?|~)\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """``exact`` is False where the words leave room; ``words`` are kept as they were typed."""

    day: date
    exact: bool
    words: str

    @property
    def taken(self) -> str:
        return f"“{self.words}” is taken as about {in_words(self.day)}"


def read_day(text: str) -> Told | None:
    """``None`` when these words name no date."""
    words = text.strip()
    plain = _ABOUT.sub("", words.casefold())
    full = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain)
    if full:
        day = _day(*(int(part) for part in full.groups()))
        return Told(day, plain == words.casefold(), words) if day else None
    day = _month(plain) or _part_of_year(plain)
    return Told(day, False, words) if day else None


def read_stop(text: str, start: date) -> Told | None:
    """As ``read_day``, or how long it lasted: "8 weeks", "3 months"."""
    words = text.strip()
    lasted = re.fullmatch(
        r"(\d{1,3}(?:\.\d)?)\s*(day|week|month|year|d|w|m)s?", _ABOUT.sub("", words.casefold())
    )
    if lasted is None:
        return read_day(text)
    days = round(float(lasted[1]) * _DAYS_IN[lasted[2]])
    return Told(start + timedelta(days=days), False, words) if days else None


def _month(plain: str) -> date | None:
    numbered = re.fullmatch(r"(\d{4})-(\d{1,2})", plain)
    if numbered:
        return _day(int(numbered[1]), int(numbered[2]), 15)
    named = re.fullmatch(r"([a-z]{3,9})\s+(\d{4})", plain)
    if named and named[1][:3] in _MONTHS and named[1] not in _PARTS:
        return _day(int(named[2]), _MONTHS.index(named[1][:3]) + 1, 15)
    return None


def _part_of_year(plain: str) -> date | None:
    part = re.fullmatch(r"(?:([a-z]+)[\s-]+)?(\d{4})", plain)
    if part is None:
        return None
    month, day = _PARTS.get(part[1], (0, 0)) if part[1] else (7, 1)
    return _day(int(part[2]), month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
