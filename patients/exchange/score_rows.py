"""The only place that understands a table of scores: which column says what, row by row, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from patients.exchange.cells import Bad, People, Person, WhoseColumns, cell, check_columns, one_of, whole
from patients.exchange.csv_reading import RefusedTable, Row, RowFault, Table
from patients.instruments import INSTRUMENTS, Instrument
from patients.models.limits import FIRST_DAY
from patients.record import RATERS

__all__ = ["Mapping", "Person", "Rating", "Understood", "understand"]

_SCALES = one_of(INSTRUMENTS)
_RATERS = one_of(RATERS)
_ALL_ITEMS = re.compile(r"\s+|\s*;\s*")


@dataclass(frozen=True, slots=True)
class Mapping(WhoseColumns):
    """Which column holds what. The day is in column ``dated``, or counted from ``day_zero`` in ``day``.

    ``instrument`` and ``rater`` hold for the whole file unless a column says them.
    """

    instrument: str = ""
    total: str | None = None
    items: tuple[str, ...] = ()
    dated: str | None = None
    day: str | None = None
    day_zero: date | None = None
    baseline: str | None = None
    rater: str | None = None
    instrument_column: str | None = None
    rater_column: str | None = None
    items_cell: str | None = None
    """A column with all items of a rating in one cell: ``2 1 - 0``, a dash for one not rated."""

    def columns(self) -> tuple[str, ...]:
        who = (self.patient, self.birth_date, self.sex, self.instrument_column, self.rater_column)
        what = (self.total, self.dated, self.day, self.baseline, self.items_cell)
        return tuple(name for name in (*who, *what, *self.items) if name)

    @property
    def told_by(self) -> str:
        """The column that is named when a rating as a whole is wrong."""
        return self.total or self.items_cell or next(iter(self.items), self.patient)


@dataclass(frozen=True, slots=True)
class Rating:
    """One score of the file, with where it stands there."""

    line: int
    column: str
    patient: str
    day: date
    day_column: str
    instrument: str
    total: int | None
    items: tuple[int | None, ...] | None = None
    rater: str | None = None
    baseline: bool = False

    @property
    def value(self) -> tuple[int | None, tuple[int | None, ...] | None]:
        return self.total, self.items

    @property
    def key(self) -> tuple[str, str, date]:
        return self.patient, self.instrument, self.day


@dataclass(frozen=True, slots=True)
class Understood:
    ratings: tuple[Rating, ...]
    people: dict[str, Person]
    faults: tuple[RowFault, ...]
    unrated: int
    """Rows that hold no score."""


def understand(table: Table, mapping: Mapping, today: date) -> Understood:
    """Every rating of every good row; of a bad row nothing but its faults."""
    check_columns(table, mapping.columns())
    _check_items(mapping)
    reader = _Reader(mapping, today)
    for row in table.rows:
        reader.read(row)
    faults = sorted((*table.faults, *reader.faults), key=lambda fault: fault.line)
    return Understood(tuple(reader.kept.values()), reader.people.found, tuple(faults), reader.unrated)


def _check_items(mapping: Mapping) -> None:
    """A column an item: only where one scale is said for the whole file."""
    scale = INSTRUMENTS.get(mapping.instrument)
    if mapping.items and (scale is None or len(mapping.items) != len(scale.items)):
        expected = (
            f"{len(scale.items)} columns, as {scale.name} has items" if scale else "one scale for all rows"
        )
        raise RefusedTable(RowFault(1, "items", f"{len(mapping.items)} columns", expected))


class _Reader:
    """Keeps each patient's rating of a day once: the same again is fine, another one is a fault."""

    def __init__(self, mapping: Mapping, today: date) -> None:
        self.mapping, self.today = mapping, today
        self.people = People(mapping, today)
        self.kept: dict[tuple[str, str, date], Rating] = {}
        self.faults: list[RowFault] = []
        self.unrated = 0

    def read(self, row: Row) -> None:
        try:
            person = self.people.of(row)
            ratings = list(self._ratings(row, person.number))
            for rating in ratings:
                self._check_new(rating)
        except Bad as bad:
            self.faults.append(bad.at(row.line))
            return
        self.people.keep(person)
        self.unrated += not any(not rating.baseline for rating in ratings)
        for rating in ratings:
            self.kept.setdefault(rating.key, rating)

    def _ratings(self, row: Row, number: str) -> Iterator[Rating]:
        given, scale = self.mapping, self._scale(row)
        rater = cell(row, given.rater_column, _RATERS) or given.rater
        total, items = _total(row, given.total, scale), self._items(row, scale)
        if total is not None or items is not None:
            when = self._day(row), given.dated or given.day or ""
            yield Rating(row.line, given.told_by, number, *when, scale.code, total, items, rater)
        before = _total(row, given.baseline, scale)
        if before is not None and given.day_zero and given.baseline:
            when = given.day_zero, given.baseline
            yield Rating(row.line, given.baseline, number, *when, scale.code, before, None, rater, True)

    def _scale(self, row: Row) -> Instrument:
        column = self.mapping.instrument_column
        code = cell(row, column, _SCALES) or self.mapping.instrument
        if not code:
            raise Bad(column or "", row.cells.get(column or "", ""), "the code of a scale, such as phq9")
        return INSTRUMENTS[code]

    def _check_new(self, rating: Rating) -> None:
        kept = self.kept.get(rating.key)
        if kept is not None and kept.value != rating.value:
            expected = f"{kept.total}, as line {kept.line} says for this patient and day"
            raise Bad(rating.column, str(rating.total), expected)

    def _day(self, row: Row) -> date:
        dated = self.mapping.dated
        day = cell(row, dated, self.mapping.day_of) if dated else self._counted(row)
        if day is None or not FIRST_DAY <= day <= self.today:
            column = dated or self.mapping.day or ""
            raise Bad(column, row.cells[column], f"a day from {FIRST_DAY} to today ({self.today})")
        return day

    def _counted(self, row: Row) -> date | None:
        days = cell(row, self.mapping.day, whole)
        if days is None or self.mapping.day_zero is None:
            return None
        try:
            return self.mapping.day_zero + timedelta(days=days)
        except OverflowError:
            return None

    def _items(self, row: Row, scale: Instrument) -> tuple[int | None, ...] | None:
        """As many as the scale has items; with a total beside them, what they add up to."""
        columns, values = self._item_values(row, scale)
        for column, item, value in zip(columns, scale.items, values, strict=True):
            if not item.allows(value):
                which = "" if self.mapping.items else f" for item {item.number}"
                raise Bad(column, str(value), f"{item.low} to {item.high}{which}")
        if all(value is None for value in values):
            return None
        stated, summed = _total(row, self.mapping.total, scale), scale.score(values).total
        if stated is not None and summed is not None and stated != summed:
            raise Bad(self.mapping.total or "", str(stated), f"{summed}, what the items give")
        return values

    def _item_values(self, row: Row, scale: Instrument) -> tuple[tuple[str, ...], tuple[int | None, ...]]:
        """The column and the value of each item."""
        if self.mapping.items:
            return self.mapping.items, tuple(cell(row, column, whole) for column in self.mapping.items)
        column = self.mapping.items_cell or ""
        written = cell(row, self.mapping.items_cell, lambda _, text: _ALL_ITEMS.split(text))
        values = tuple(None if part in ("-", "NA") else whole(column, part) for part in written or ())
        if written is not None and len(values) != len(scale.items):
            raise Bad(
                column, f"{len(values)} items", f"{len(scale.items)}: one for each item of {scale.name}"
            )
        values = values or (None,) * len(scale.items)
        return (column,) * len(values), values


def _total(row: Row, column: str | None, scale: Instrument) -> int | None:
    total = cell(row, column, whole)
    if total is not None and not scale.total_min <= total <= scale.total_max:
        expected = f"{scale.total_min} to {scale.total_max}, the range of {scale.name}"
        raise Bad(column or "", str(total), expected)
    return total
