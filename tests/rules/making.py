"""The only place for the plain records that boundary tables start from: day 0 is 2 Jan 2025."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assessment.rules.assess import assess
from assessment.rules.findings import Assessment, TrialFinding
from patients.record import (
    AdherencePeriod,
    Check,
    DoseStep,
    DrugLevel,
    Episode,
    Patient,
    PatientRecord,
    Score,
    Trial,
)

DAY_0 = date(2025, 1, 2)
TAKEN = (AdherencePeriod(95.0, "pdc"),)


def day(number: int) -> date:
    return DAY_0 + timedelta(days=number)


def doses(*steps: tuple[int, float | None]) -> tuple[DoseStep, ...]:
    return tuple(DoseStep(day(number), dose) for number, dose in steps)


def levels(unit: str, *values: tuple[int, float]) -> tuple[DrugLevel, ...]:
    return tuple(DrugLevel(day(number), value, unit) for number, value in values)


def trial(start: int, stop: int | None, dose: float | None = 100, **values: Any) -> Trial:
    """Sertraline 100 mg, taken, from one day to another, unless said otherwise."""
    given: dict[str, Any] = {
        "id": "T1",
        "treatment": "sertraline",
        "role": "antidepressant",
        "doses": (DoseStep(day(start), dose),),
        "adherence": TAKEN,
        "stop_reason": "lack_of_efficacy" if stop is not None else None,
    }
    return Trial(start=day(start), stop=None if stop is None else day(stop), **given | values)


def score(number: int, total: int, instrument: str = "hamd17", rater: str = "clinician") -> Score:
    return Score(day(number), instrument, total, rater=rater)


def record(*facts: Trial | Score | Check, **values: Any) -> PatientRecord:
    plain = PatientRecord(
        patient=Patient("P1", date(1985, 6, 1), "female"),
        episodes=(Episode(day(-60)),),
        trials=tuple(fact for fact in facts if isinstance(fact, Trial)),
        scores=tuple(fact for fact in facts if isinstance(fact, Score)),
        checks=tuple(fact for fact in facts if isinstance(fact, Check)),
    )
    return replace(plain, **values)


def judged(as_of: int, *facts: Trial | Score | Check, **values: Any) -> Assessment:
    return assess(record(*facts, **values), day(as_of))


def found(as_of: int, *facts: Trial | Score | Check, **values: Any) -> TrialFinding:
    """The finding for T1."""
    return judged(as_of, *facts, **values).trial("T1")


def ids(row: Any) -> str | None:
    """The first entry of a table's row names the case."""
    return row if isinstance(row, str) else None
