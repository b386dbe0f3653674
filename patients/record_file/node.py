"""The only place that reads one typed field of a record file, noting every fault where it stands."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from patients.record import ImpossibleRecord, in_figures
from patients.record_file.faults import MOST_FAULTS, Fault, RefusedRecord, shown
from patients.record_file.reading import FieldsTwice
from patients.unseen import UNSEEN

T = TypeVar("T")

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)
LONGEST_TEXT = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(slots=True)
class Reading:
    """What is known while one record is read: its faults so far, and between which days facts may lie."""

    as_of: date | None = None
    birth: date | None = None
    faults: list[Fault] = field(default_factory=list)

    def add(self, where: str, found: object, expected: str) -> None:
        self.faults.append(Fault(where, shown(found), expected))
        if len(self.faults) >= MOST_FAULTS:
            self.finish()

    def finish(self) -> None:
        """Nothing is taken over half-read: with any fault the whole record is refused."""
        if self.faults:
            raise RefusedRecord(tuple(self.faults))


class Node:
    """One object of the file, at its place. A field with a fault reads as ``None``."""

    __slots__ = ("_data", "_is_object", "_seen", "ok", "place", "reading")

    def __init__(self, place: str, value: Any, reading: Reading) -> None:
        self.place, self.reading, self.ok = place, reading, True
        self._seen: set[str] = set()
        self._is_object = isinstance(value, dict)
        self._data: dict[Any, Any] = value if self._is_object else {}
        if not self._is_object:
            self.fault("", value, "an object")
        if isinstance(value, FieldsTwice):
            for name in value.twice:
                self.fault(_printed(name), "the field twice", "each field once")

    def at(self, name: str) -> str:
        return ".".join(filter(None, (self.place, name)))

    def fault(self, name: str, found: object, expected: str) -> None:
        self.ok = False
        self.reading.add(self.at(name), found, expected)

    def raw(self, name: str, required: str = "") -> Any:
        """The value, ``None`` when left out; ``required`` says what was expected then."""
        self._seen.add(name)
        value = self._data.get(name)
        if value is None and required and self._is_object:
            self.fault(name, None, required)
        return value

    def names(self) -> tuple[Any, ...]:
        return tuple(self._data)

    def holds(self, name: str) -> bool:
        """The field is there, even if null; a thing that is no object is at fault for that alone."""
        return name in self._data or not self._is_object

    def text(self, name: str, *, required: bool = False) -> str | None:
        expected = f"a text of 1 to {LONGEST_TEXT} characters"
        value = self.raw(name, expected if required else "")
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
            self.fault(name, value, expected)
            return None
        if UNSEEN.search(value):
            self.fault(name, value, "a text without signs that cannot be seen")
            return None
        return value

    def choice(self, name: str, allowed: Collection[str], *, required: bool = False) -> str | None:
        """One of these; where there are many, the fault names the closest."""
        value = self.raw(name, _one_of(allowed, None) if required else "")
        if value is None or (isinstance(value, str) and value in allowed):
            return value
        self.fault(name, value, _one_of(allowed, value))
        return None

    def day(self, name: str, *, required: bool = False) -> date | None:
        value = self.raw(name, "a date, YYYY-MM-DD" if required else "")
        return None if value is None else self.as_day(name, value)

    def as_day(self, name: str, value: Any) -> date | None:
        """A day between birth and the as-of date, written in one way only."""
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            self.fault(name, value, "a date, YYYY-MM-DD")
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fault(name, value, "a day of the calendar, YYYY-MM-DD")
            return None
        return self._within(name, day)

    def _within(self, name: str, day: date) -> date | None:
        birth, as_of = self.reading.birth, self.reading.as_of
        if birth is not None and day < birth:
            self.fault(name, day.isoformat(), f"on or after the birth date {birth.isoformat()}")
            return None
        if day < EARLIEST:
            self.fault(name, day.isoformat(), f"on or after {EARLIEST.isoformat()}")
            return None
        if as_of is not None and day > as_of:
            self.fault(name, day.isoformat(), f"not in the future: on or before {as_of.isoformat()}")
            return None
        if day > LATEST:
            self.fault(name, day.isoformat(), f"on or before {LATEST.isoformat()}")
            return None
        return day

    def number(self, name: str, low: float, high: float) -> float | None:
        value = self.raw(name)
        if value is None:
            return None
        if not _is_number(value) or not low <= value <= high:
            self.fault(name, value, f"a number from {in_figures(low)} to {in_figures(high)}")
            return None
        return float(value) + 0.0  # minus zero is zero

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.raw(name)
        return None if value is None else self.as_whole(name, value, low, high)

    def as_whole(self, name: str, value: Any, low: int, high: int) -> int | None:
        if not _is_number(value) or value != int(value) or not low <= value <= high:
            self.fault(name, value, f"a whole number from {low} to {high}")
            return None
        return int(value)

    def values(self, name: str) -> list[Any] | None:
        value = self.raw(name)
        if value is None or isinstance(value, list):
            return value
        self.fault(name, value, "a list")
        return None

    def nodes(self, name: str) -> Iterator[Node]:
        """The objects of a list, each at its place (``trials[2]``)."""
        for index, value in enumerate(self.values(name) or ()):
            yield Node(f"{self.at(name)}[{index}]", value, self.reading)

    def after(self, name: str, day: date | None, start: date | None, what: str) -> date | None:
        """The day; periods are half-open and at least one day long."""
        if day is not None and start is not None and day <= start:
            self.fault(name, day.isoformat(), f"a day after {what}, {start.isoformat()}")
            return None
        return day

    def close(self) -> None:
        """Unknown fields are faults: a typing mistake must not be silently lost."""
        for name in self._data:
            if name not in self._seen:
                self.fault(
                    _printed(name), self._data[name], f"no such field; known: {', '.join(sorted(self._seen))}"
                )

    def build(self, make: Callable[..., T], **values: Any) -> T | None:
        """The fact itself, once every field of it is sound; what it cannot be is a fault here too."""
        self.close()
        if not self.ok:
            return None
        try:
            return make(**values)
        except ImpossibleRecord as impossible:
            self.fault(impossible.field, impossible.found, impossible.expected)
            return None


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _printed(name: object) -> str:
    return str(shown(name))


def _one_of(allowed: Collection[str], value: object) -> str:
    if len(allowed) <= 12:
        return f"one of {', '.join(allowed)}"
    close = (
        difflib.get_close_matches(value.casefold(), allowed, 3)
        if isinstance(value, str) and len(value) < 60
        else []
    )
    return f"a known code, perhaps {' or '.join(close)}" if close else f"one of {', '.join(allowed)}"
