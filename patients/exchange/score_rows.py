"""The only place that understands a table of scores: which column says what, row by row, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from patients.exchange.csv_reading import RefusedTable, Row, RowFault, Table
from patients.instruments import INSTRUMENTS, Instrument
from patients.models.limits import FIRST_DAY, TEXT_LENGTH

Value = TypeVar("Value")

NOT_RATED = frozenset({"", "NA", "N/A", ".", "null", "NULL", "None"})
SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "other": "other", "": "unknown"}
SHORTENED = re.compile(r"\d+([.,]\d+)?[eE]\+\d+")
"""What a spreadsheet makes of a long number: the number itself is lost."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column holds what. The day is in column ``dated``, or counted from ``day_zero`` in ``day``."""

    patient: str
    instrument: str
    total: str | None = None
    items: tuple[str, ...] = ()
    dated: str | None = None
    day: str | None = None
    day_zero: date | None = None
    baseline: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    rater: str | None = None

    def columns(self) -> tuple[str, ...]:
        named = (self.patient, self.total, self.dated, self.day, self.baseline, self.birth_date, self.sex)
        return tuple(name for name in (*named, *self.items) if name)


@dataclass(frozen=True, slots=True)
class Rating:
    """One score of the file, with where it stands there."""

    line: int
    column: str
    patient: str
    day: date
    total: int | None
    items: tuple[int | None, ...] | None = None
    baseline: bool = False

    @property
    def value(self) -> tuple[int | None, tuple[int | None, ...] | None]:
        return self.total, self.items


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    birth_date: date | None
    sex: str


@dataclass(frozen=True, slots=True)
class Understood:
    ratings: tuple[Rating, ...]
    people: dict[str, Person]
    faults: tuple[RowFault, ...]
    unrated: int
    """Rows that hold no score."""


class _Bad(Exception):
    def __init__(self, column: str, found: str, expected: str) -> None:
        self.column, self.found, self.expected = column, found, expected


def understand(table: Table, mapping: Mapping, today: date) -> Understood:
    """Every rating of every good row; of a bad row nothing but its faults."""
    _check_columns(table, mapping)
    reader = _Reader(mapping, INSTRUMENTS[mapping.instrument], today)
    for row in table.rows:
        reader.read(row)
    faults = sorted((*table.faults, *reader.faults), key=lambda fault: fault.line)
    return Understood(tuple(reader.kept.values()), reader.people, tuple(faults), reader.unrated)


def _check_columns(table: Table, mapping: Mapping) -> None:
    missing = [name for name in mapping.columns() if name not in table.columns]
    if missing:
        there = ", ".join(table.columns)
        raise RefusedTable(*(RowFault(1, name, "no such column", f"one of {there}") for name in missing))


class _Reader:
    """Keeps each patient's rating of a day once: the same again is fine, another one is a fault."""

    def __init__(self, mapping: Mapping, instrument: Instrument, today: date) -> None:
        self.mapping, self.instrument, self.today = mapping, instrument, today
        self.kept: dict[tuple[str, date], Rating] = {}
        self.people: dict[str, Person] = {}
        self.faults: list[RowFault] = []
        self.unrated = 0

    def read(self, row: Row) -> None:
        try:
            person, ratings = self._person(row), list(self._ratings(row))
            for rating in ratings:
                self._check_new(rating)
        except _Bad as bad:
            self.faults.append(RowFault(row.line, bad.column, bad.found, bad.expected))
            return
        self.people.setdefault(person.number, person)
        self.unrated += not any(not rating.baseline for rating in ratings)
        for rating in ratings:
            self.kept.setdefault((rating.patient, rating.day), rating)

    def _ratings(self, row: Row) -> Iterator[Rating]:
        number = _number_of(row, self.mapping.patient)
        column = self.mapping.total or self.mapping.items[0]
        total, items = self._total(row, self.mapping.total), self._items(row)
        if total is not None or items is not None:
            yield Rating(row.line, column, number, self._day(row), total, items)
        before = self._total(row, self.mapping.baseline)
        if before is not None and self.mapping.day_zero and self.mapping.baseline:
            yield Rating(
                row.line, self.mapping.baseline, number, self.mapping.day_zero, before, baseline=True
            )

    def _check_new(self, rating: Rating) -> None:
        kept = self.kept.get((rating.patient, rating.day))
        if kept is not None and kept.value != rating.value:
            expected = f"{kept.total}, as line {kept.line} says for this patient and day"
            raise _Bad(rating.column, str(rating.total), expected)

    def _person(self, row: Row) -> Person:
        number = _number_of(row, self.mapping.patient)
        person = Person(number, self._birth_date(row), _cell(row, self.mapping.sex, _sex) or "unknown")
        known = self.people.get(number, person)
        if known != person:
            column = self.mapping.birth_date if known.birth_date != person.birth_date else self.mapping.sex
            raise _Bad(column or "", row.cells[column or ""], "the same as in this patient's earlier rows")
        return person

    def _birth_date(self, row: Row) -> date | None:
        day = _cell(row, self.mapping.birth_date, _date)
        if day is not None and not FIRST_DAY <= day <= self.today:
            raise _Bad(self.mapping.birth_date or "", day.isoformat(), f"a day from {FIRST_DAY} to today")
        return day

    def _day(self, row: Row) -> date:
        column = self.mapping.dated or self.mapping.day or ""
        day = _cell(row, self.mapping.dated, _date) if self.mapping.dated else self._counted(row)
        if day is None or not FIRST_DAY <= day <= self.today:
            raise _Bad(column, row.cells[column], f"a day from {FIRST_DAY} to today ({self.today})")
        return day

    def _counted(self, row: Row) -> date | None:
        days = _cell(row, self.mapping.day, _whole)
        if days is None or self.mapping.day_zero is None:
            return None
        try:
            return self.mapping.day_zero + timedelta(days=days)
        except OverflowError:
            return None

    def _total(self, row: Row, column: str | None) -> int | None:
        total = _cell(row, column, _whole)
        low, high = self.instrument.total_min, self.instrument.total_max
        if total is not None and not low <= total <= high:
            raise _Bad(column or "", str(total), f"{low} to {high}, the range of {self.instrument.name}")
        return total

    def _items(self, row: Row) -> tuple[int | None, ...] | None:
        """As many columns as the scale has items; with a total beside them, what they add up to."""
        if not self.mapping.items:
            return None
        values = tuple(_cell(row, column, _whole) for column in self.mapping.items)
        for column, item, value in zip(self.mapping.items, self.instrument.items, values, strict=True):
            if not item.allows(value):
                raise _Bad(column, str(value), f"{item.low} to {item.high}")
        stated, summed = self._total(row, self.mapping.total), self.instrument.score(values).total
        if stated is not None and summed is not None and stated != summed:
            raise _Bad(self.mapping.total or "", str(stated), f"{summed}, what the items give")
        return None if all(value is None for value in values) else values


def _number_of(row: Row, column: str) -> str:
    number = row.cells[column]
    if not number or len(number) > TEXT_LENGTH:
        raise _Bad(column, number[:TEXT_LENGTH], f"the patient's number, 1 to {TEXT_LENGTH} characters")
    if SHORTENED.fullmatch(number):
        raise _Bad(column, number, "the number written out: a spreadsheet has shortened it")
    return number


def _cell(row: Row, column: str | None, parse: Callable[[str, str], Value]) -> Value | None:
    if column is None or row.cells[column] in NOT_RATED:
        return None
    return parse(column, row.cells[column])


def _whole(column: str, text: str) -> int:
    """A whole number; ``21.0`` is one, ``21.5``, ``1,5`` and ``1e3`` are not."""
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.0*)?", text):
        raise _Bad(column, text[:TEXT_LENGTH], "a whole number")
    return int(text.split(".")[0])


def _date(column: str, text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _Bad(column, text[:TEXT_LENGTH], "a date as YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Bad(column, text, "a day that the calendar has") from None


def _sex(column: str, text: str) -> str:
    if text.lower() not in SEXES:
        raise _Bad(column, text[:TEXT_LENGTH], "F, M, female, male, other or nothing")
    return SEXES[text.lower()]
