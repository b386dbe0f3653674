"""The only place that reads the worked cases for the demo and moves them in time."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from patients import record_file
from patients.record import PatientRecord

CASES = Path(__file__).resolve().parents[2] / "tests" / "cases"
"""One copy, which the tests of the rules check: what the demo shows is what they expect."""
CHOSEN = ("staging", "next_steps")


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: the record, the day it was worked out for, and what it is about."""

    title: str
    why: str
    as_of: date
    record: PatientRecord
    expected: dict[str, Any]

    def on(self, day: date) -> PatientRecord:
        """The record as if it had been worked out for ``day``."""
        moved: PatientRecord = _moved(self.record, day - self.as_of)
        return moved


def cases() -> Iterator[Case]:
    for folder in CHOSEN:
        for path in sorted((CASES / folder).glob("*.json")):
            yield _read(json.loads(path.read_text(encoding="utf-8")))


def _read(case: dict[str, Any]) -> Case:
    as_of = date.fromisoformat(case["as_of"])
    record = record_file.parse(case["record"], as_of)
    return Case(case["title"], case.get("why", ""), as_of, record, case["expected"])


def _moved(value: Any, by: timedelta) -> Any:
    """Every day within, however deep, moved by as much."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(_moved(part, by) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: _moved(getattr(value, name), by) for name in names})
    return value
