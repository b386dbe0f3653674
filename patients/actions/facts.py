"""The only place that stores facts as rows, each stamped with whose, by whom, when and at which visit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from patients import models
from patients.models import Patient, User
from patients.rows import COURSE, OF_TRIAL, columns_of


@dataclass(frozen=True, slots=True)
class Entry:
    """Who writes into which record at which moment; ``visit`` if it happened at one."""

    patient: Patient
    by: User
    at: datetime
    visit: models.Visit | None = None

    def stamp(self) -> dict[str, Any]:
        stamp = {
            "clinic_id": self.patient.clinic_id,
            "patient": self.patient,
            "created_at": self.at,
            "created_by": self.by,
        }
        return stamp if self.visit is None else stamp | {"visit": self.visit}

    def at_visit(self, visit: models.Visit) -> Entry:
        return dataclasses.replace(self, visit=visit)


def add_facts(entry: Entry, facts: Any) -> None:
    """Store every episode, score, condition … of ``facts`` (a record or a visit)."""
    for field, (_, row) in COURSE.items():
        _add(row, (columns_of(fact) for fact in getattr(facts, field)), entry.stamp())


def add_trial_facts(entry: Entry, trial: models.Trial, facts: Any) -> None:
    """Store every dose step, adherence period … of ``facts`` (a trial or a change to one)."""
    stamp = entry.stamp() | {"trial": trial}
    for field, (_, row) in OF_TRIAL.items():
        _add(row, (columns_of(fact) for fact in getattr(facts, field)), stamp)
    add_sessions(entry, trial, facts.sessions or ())


def add_sessions(entry: Entry, trial: models.Trial, days: Iterable[date]) -> None:
    stamp = entry.stamp() | {"trial": trial}
    _add(models.TreatmentSession, ({"date": day} for day in days), stamp)


def _add(row: type[Any], facts: Iterable[dict[str, Any]], stamp: dict[str, Any]) -> None:
    rows = [row(**fact, **stamp) for fact in facts]
    if rows:
        row.objects.bulk_create(rows)
