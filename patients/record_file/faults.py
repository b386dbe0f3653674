"""The only place for what is said about a record that is refused: where, what was found, what is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LONGEST_FOUND = 100
MOST_FAULTS = 1000
"""More are not collected: a file that wrong is not a record with typing errors."""

Found = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Fault:
    where: str
    found: Found
    expected: str

    def as_json(self) -> dict[str, Found]:
        return {"where": self.where, "found": self.found, "expected": self.expected}


class RefusedRecord(ValueError):
    """Every fault at once; nothing of the record was taken over."""

    def __init__(self, errors: tuple[Fault, ...]) -> None:
        lines = (
            f"{fault.where or 'the file'}: found {fault.found!r}, expected {fault.expected}"
            for fault in errors
        )
        super().__init__("\n".join(lines))
        self.errors = errors

    def __reduce__(self) -> tuple[type[RefusedRecord], tuple[tuple[Fault, ...]]]:
        return RefusedRecord, (self.errors,)


@dataclass(frozen=True, slots=True)
class NotANumber:
    """What JSON text called a number and no measurement can be: NaN, Infinity, 1e400, 5000 digits."""

    text: str


def refuse(where: str, found: object, expected: str) -> RefusedRecord:
    return RefusedRecord((Fault(where, shown(found), expected),))


def shown(value: Any) -> Found:
    """The value as it can be printed anywhere: short, one line, no half characters."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(10**15) < value < 10**15 else "a number of too many digits"
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, NotANumber):
        return shown(value.text)
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"


def _printable(text: str) -> str:
    short = text if len(text) <= LONGEST_FOUND else f"{text[:LONGEST_FOUND]}…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in short)
