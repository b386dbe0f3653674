"""The only place where a rule may compare a date with the day of the assessment.

Asking "is this day reached?" of a day still to come notes it: those notes are the only days on
which the answer can differ if nothing new is recorded, so the next change can be found exactly
(``horizon.py``) without walking day by day.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

day_of = lru_cache(maxsize=65536)(date.fromordinal)  # the same days are asked for over and over


def add_months(day: date, months: int) -> date:
    """The same day of the month later; the month's last day where there is none (31 Jan + 1 = 28 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def days_after(day: date, days: int) -> date:
    """By day numbers: a ``timedelta`` costs three times as much to make as it takes to add one."""
    return day_of(day.toordinal() + days)


def birthday(birth_date: date, age: int) -> date:
    """The day on which this age is reached; a 29 February child is older on 1 March."""
    try:
        return date(birth_date.year + age, birth_date.month, birth_date.day)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def age_on(birth_date: date, day: date) -> int:
    """Full years on this day."""
    before = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before


class Today:
    """The day of the assessment, and the later days that rules have asked about.

    ``noted`` keeps them by who asked (``asked_by``), so that on such a day only the rules that
    asked about it need be asked again; ``later`` are those of whoever is asking now.
    """

    __slots__ = ("date", "later", "noted")

    def __init__(self, day: date) -> None:
        self.date = day
        self.noted: dict[str, set[date]] = {}
        self.asked_by("")

    def asked_by(self, rules: str) -> None:
        """From here on these rules are asking."""
        self.later = self.noted.setdefault(rules, set())

    def reached(self, day: date) -> bool:
        """Is it this day, or later?"""
        if day <= self.date:
            return True
        self.later.add(day)
        return False

    def since(self, day: date, days: int) -> bool:
        """Is ``day`` at least ``days`` days ago? ("stopped < 21 days ago" is ``not since(stop, 21)``)"""
        return self.reached(days_after(day, days))

    def aged(self, birth_date: date, age: int) -> bool:
        """Has the patient reached this age?"""
        return self.reached(birthday(birth_date, age))


class Ages:
    """Has the patient reached an age? Several rules ask for the same one; the days that are noted belong to
    whoever asks first, so that each who asks about days has one of these."""

    __slots__ = ("_birth_date", "_known", "_today")

    def __init__(self, today: Today, birth_date: date) -> None:
        self._today, self._birth_date = today, birth_date
        self._known: dict[int, bool] = {}

    def reached(self, age: int) -> bool:
        reached = self._known.get(age)
        if reached is None:
            reached = self._known[age] = self._today.aged(self._birth_date, age)
        return reached
