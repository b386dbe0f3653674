"""The only place that reads a CSV file strictly: its encoding, its separator, its columns, or why not."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST_FILE = 50 * 1024 * 1024
MOST_ROWS = 1_000_000
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one place of a table: line and column as an editor shows them."""

    line: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: found {self.found!r}, expected {self.expected}"


class RefusedTable(ValueError):
    """The file is no table that can be read; nothing of it was taken over."""

    def __init__(self, *faults: RowFault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    """Rows with too few or too many cells; they are not among ``rows``."""


def read_table(content: bytes) -> Table:
    """``RefusedTable`` when there is no telling what the cells are."""
    return table_of(read_text(content))


def read_text(content: bytes) -> str:
    """The characters of the file, each line ended by a line feed."""
    if len(content) > LARGEST_FILE:
        raise _refused(1, "file", f"{len(content)} bytes", f"at most {LARGEST_FILE} bytes")
    text = _decode(content)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise _refused(line, "text", "NUL", "text without the NUL character")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 that says so; other encodings are not guessed, for a name would come out wrong."""
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = content[error.start : error.start + 1].hex()
        raise _refused(line, "text", f"byte {found}", "UTF-8 (save the file as CSV UTF-8)") from None


def table_of(text: str) -> Table:
    """As ``read_table``, of what ``read_text`` gave."""
    lines = _lines(text)
    try:
        _, header = next(lines)
    except StopIteration:
        raise _refused(1, "file", "nothing", "a line with the names of the columns") from None
    columns = _columns(header)
    rows, faults = [], []
    for line, cells in lines:
        if len(cells) == len(columns):
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        else:
            faults.append(RowFault(line, "row", f"{len(cells)} cells", f"{len(columns)}, as the first line"))
        if len(rows) + len(faults) > MOST_ROWS:
            raise _refused(line, "file", f"more than {MOST_ROWS} rows", "a smaller file")
    return Table(columns, tuple(rows), tuple(faults))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refused(first, "row", str(error), "cells with every quotation mark closed") from None
        if any(cell.strip() for cell in cells):
            yield first, [cell.strip() for cell in cells]


def _separator(text: str) -> str:
    """The one that divides the first line most; the comma where none does."""
    header = text.lstrip("\n").split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _columns(header: list[str]) -> tuple[str, ...]:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise _refused(1, ", ".join(twice), "the same name twice", "each column named once")
    return tuple(header)


def _refused(line: int, column: str, found: str, expected: str) -> RefusedTable:
    return RefusedTable(RowFault(line, column, found, expected))
