"""The only place for what a code of a record is, and the files that list them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")

FOLDER = Path(__file__).parent


class BadCodes(ValueError):
    """A code file that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Code:
    """A condition, symptom or side effect."""

    code: str
    means: str
    used_by: str
    """The rows of the clinical reference that read it."""
    source: str
    target: str = ""
    """What augmenters are matched to: ``anergia`` and ``low_energy`` mean ``fatigue``."""


@dataclass(frozen=True, slots=True)
class CheckCode:
    """One entry of the impostor checklist."""

    code: str
    means: str
    panel: str
    """core or extended, as impostors.md 1 lists them."""
    core: bool
    """One of the four that make a stage provisional while open: BIP, OSA, SUD, THY."""
    valid_days: int | None
    """``None``: the reference gives no validity."""
    valid_days_on_lithium: int | None
    option: str
    source: str

    def valid_for(self, *, on_lithium: bool) -> int | None:
        shorter = self.valid_days_on_lithium if on_lithium else None
        return self.valid_days if shorter is None else shorter


def rows(name: str, folder: Path = FOLDER) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row with its ``file:line``; a row with too few or too many columns is refused."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            where = f"{name}:{reader.line_num}"
            if None in row or None in row.values():
                raise BadCodes(f"{where}: not {len(reader.fieldnames or ())} columns")
            yield where, row


def once(found: Iterator[tuple[str, str, T]]) -> Mapping[str, T]:
    """By code, in file order; the same code twice is refused."""
    known: dict[str, T] = {}
    for where, code, entry in found:
        if not code or code in known:
            raise BadCodes(f"{where}: {code!r} is empty or stands twice")
        known[code] = entry
    return MappingProxyType(known)


def codes_of(kind: str) -> Mapping[str, Code]:
    return once(
        (where, row["code"], Code(row["code"], row["means"], row["used_by"], row["source"], row["target"]))
        for where, row in rows("codes.csv")
        if row["kind"] == kind
    )


def checks() -> Mapping[str, CheckCode]:
    return once((where, row["code"], _check(row)) for where, row in rows("checks.csv"))


def _check(row: dict[str, str]) -> CheckCode:
    return CheckCode(
        code=row["code"],
        means=row["means"],
        panel=row["panel"],
        core=row["core"] == "true",
        valid_days=_days(row["valid_days"]),
        valid_days_on_lithium=_days(row["valid_days_on_lithium"]),
        option=row["option"],
        source=row["source"],
    )


def _days(text: str) -> int | None:
    return int(text) if text else None
