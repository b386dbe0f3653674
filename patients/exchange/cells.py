"""The only place for how a cell of a table becomes a number, a day or a word, or a fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from patients.exchange.csv_reading import RefusedTable, Row, RowFault, Table
from patients.exchange.csv_writing import FORMULA
from patients.models.limits import FIRST_DAY, TEXT_LENGTH
from patients.record_file.parts import OLDEST
from patients.unseen import UNREADABLE, UNSEEN

Value = TypeVar("Value")

NOT_SAID = frozenset({"", "NA", "N/A", ".", "null", "NULL", "None"})
SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "other": "other", "": "unknown"}
SEXES |= {"unknown": "unknown"}
SHORTENED = re.compile(r"\d+([.,]\d+)?[eE]\+\d+")
"""What a spreadsheet makes of a long number: the number itself is lost."""
DATE_ORDERS = {"ymd": "YYYY-MM-DD", "dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}
"""How the days of a file are written: said, never guessed. The first is always understood."""
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


class Bad(Exception):
    """What is wrong in one cell of the row being read."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        self.column, self.found, self.expected = column, found[:TEXT_LENGTH], expected

    def at(self, line: int) -> RowFault:
        return RowFault(line, self.column, self.found, self.expected)


@dataclass(frozen=True, slots=True)
class WhoseColumns:
    """Which columns say whose row it is, and how the file writes its days."""

    patient: str
    birth_date: str | None = field(default=None, kw_only=True)
    sex: str | None = field(default=None, kw_only=True)
    date_order: str = field(default="ymd", kw_only=True)

    def day_of(self, column: str, text: str) -> date:
        return _day(column, text, self.date_order)


@dataclass(frozen=True, slots=True)
class Person:
    """One patient as the file knows them; ``line`` is where they first come."""

    number: str
    birth_date: date | None
    sex: str
    line: int = field(default=0, compare=False)
    column: str = field(default="", compare=False)
    born_column: str = field(default="", compare=False)


class People:
    """Everyone in the file: each number one person throughout."""

    def __init__(self, columns: WhoseColumns, today: date) -> None:
        self.columns, self.today = columns, today
        self.found: dict[str, Person] = {}

    def of(self, row: Row) -> Person:
        """Whose row this is; not kept until the rest of the row is known to be good."""
        number = number_of(row, self.columns.patient)
        sex = cell(row, self.columns.sex, _sex) or "unknown"
        where = (row.line, self.columns.patient, self.columns.birth_date or "")
        person = Person(number, self._birth_date(row), sex, *where)
        known = self.found.get(number, person)
        if known != person:
            other = self.columns.birth_date if known.birth_date != person.birth_date else self.columns.sex
            raise Bad(other or "", row.cells[other or ""], "the same as in this patient's earlier rows")
        return person

    def keep(self, person: Person) -> None:
        self.found.setdefault(person.number, person)

    def _birth_date(self, row: Row) -> date | None:
        column = self.columns.birth_date
        day = cell(row, column, self.columns.day_of)
        first = max(FIRST_DAY, date(self.today.year - OLDEST, 1, 1))
        if day is not None and not first <= day <= self.today:
            raise Bad(column or "", day.isoformat(), f"a day from {first} to today")
        return day


def check_columns(table: Table, named: Iterable[str | None]) -> None:
    missing = [name for name in named if name and name not in table.columns]
    if missing:
        there = ", ".join(table.columns)
        raise RefusedTable(*(RowFault(1, name, "no such column", f"one of {there}") for name in missing))


def number_of(row: Row, column: str) -> str:
    number = _text(row, column)
    if not number or len(number) > TEXT_LENGTH:
        raise Bad(column, number, f"the patient's number, 1 to {TEXT_LENGTH} characters")
    if SHORTENED.fullmatch(number):
        raise Bad(column, number, "the number written out: a spreadsheet has shortened it")
    if UNSEEN.search(number) or UNREADABLE in number:
        raise Bad(column, ascii(number), "a number without characters that cannot be seen")
    return number


def cell(row: Row, column: str | None, parse: Callable[[str, str], Value]) -> Value | None:
    """``None`` where the table has no such column or the cell says nothing."""
    if column is None or row.cells[column] in NOT_SAID:
        return None
    return parse(column, _text(row, column))


def _text(row: Row, column: str) -> str:
    """Without the apostrophe by which our tables keep a spreadsheet from running a text as a formula."""
    text = row.cells[column]
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def whole(column: str, text: str) -> int:
    """A whole number; ``21.0`` is one, ``21.5``, ``1,5`` and ``1e3`` are not."""
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.0*)?", text):
        raise Bad(column, text, "a whole number")
    return int(text.split(".")[0])


def one_of(allowed: Iterable[str]) -> Callable[[str, str], str]:
    """A coded word, however its letters and blanks are written: ``Lack of efficacy`` is one too."""
    codes = tuple(allowed)

    def parse(column: str, text: str) -> str:
        code = re.sub(r"[\s_-]+", "_", text.strip().casefold())
        if code not in codes:
            raise Bad(column, text, f"one of {', '.join(codes)}")
        return code

    return parse


def _day(column: str, text: str, order: str) -> date:
    parts = _parts(text, order)
    if parts is None:
        raise Bad(column, text, f"a date as {DATE_ORDERS[order]}")
    try:
        return date(*parts)
    except ValueError:
        raise Bad(column, text, "a day that the calendar has") from None


def _parts(text: str, order: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if iso := _ISO.fullmatch(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    written = _PARTED.fullmatch(text)
    if written is None or order == "ymd":
        return None
    first, second, year = int(written[1]), int(written[3]), int(written[4])
    return (year, second, first) if order == "dmy" else (year, first, second)


def _sex(column: str, text: str) -> str:
    if text.lower() not in SEXES:
        raise Bad(column, text, "F, M, female, male, other or nothing")
    return SEXES[text.lower()]
