"""The only place for the histories the picture is tried on: worked cases, and longer ones made up here."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from assessment.rules.assess import assess
from assessment.rules.findings import Assessment
from assessment.timeline.layout import laid_out, scene_of
from assessment.timeline.shapes import Timeline
from assessment.timeline.styles import WIDE, Style
from patients.formulary import FORMULARY
from patients.record import (
    STOP_REASONS,
    AdherencePeriod,
    Condition,
    DoseStep,
    Episode,
    Measurement,
    Patient,
    PatientRecord,
    Score,
    SideEffect,
    Trial,
)
from patients.record_file import parse

CASES = Path(__file__).parent.parent / "cases"
CASE_FILES = tuple(sorted([*CASES.glob("staging/*.json"), *CASES.glob("next_steps/*.json")]))
_BASES = [entry for entry in FORMULARY if entry.role == "antidepressant" and entry.minimum_dose]
_ADDED = [entry for entry in FORMULARY if entry.role == "augmenter" and entry.minimum_dose]


@cache
def worked(name: str) -> tuple[PatientRecord, Assessment]:
    """A worked case by its file's name, with the assessment of its own day."""
    found = json.loads(next(path for path in CASE_FILES if path.stem == name).read_text())
    record = parse(found["record"])
    return record, assess(record, date.fromisoformat(found["as_of"]))


@cache
def made_up(trials: int, visits: int, days: int, seed: int) -> tuple[PatientRecord, Assessment]:
    """A history of this many trials and visits over this many days, always the same for a seed."""
    chance = random.Random(seed)
    end = date(2026, 6, 1)
    start = end - timedelta(days=days)
    record = PatientRecord(
        Patient(f"R{seed}", date(1970, 1, 1), "female"),
        (Episode(start + timedelta(days=days // 3)),),
        tuple(_scores(start, days, visits, chance)),
        tuple(_trials(start, days, trials, chance)),
        conditions=(Condition("obstructive_sleep_apnoea", "present", start + timedelta(days=days // 4)),),
        measurements=tuple(
            Measurement(start + timedelta(days=days * part // 9), "crp", float(part), "mg/L")
            for part in range(9)
        ),
    )
    return record, assess(record, end)


def _scores(start: date, days: int, visits: int, chance: random.Random) -> list[Score]:
    total, scores = 26, []
    for number in range(visits):
        total = max(2, min(40, total + chance.randint(-3, 3)))
        scores.append(Score(start + timedelta(days=number * days // visits), "hamd17", total))
    return scores


def _trials(start: date, days: int, count: int, chance: random.Random) -> list[Trial]:
    each = max(14, days // count)
    found: list[Trial] = []
    for number in range(count):
        begin = start + timedelta(days=number * days // count)
        stop = begin + timedelta(days=chance.randint(each // 2, each + 20))
        entry = chance.choice(_ADDED if number % 4 == 3 else _BASES)
        found.append(_trial(f"T{number + 1}", entry.id, entry.role, begin, stop, chance))
    return found


def _trial(label: str, treatment: str, role: str, begin: date, stop: date, chance: random.Random) -> Trial:
    low = next(entry.minimum_dose for entry in FORMULARY if entry.id == treatment and entry.minimum_dose)
    steps = [DoseStep(begin, low / 2), DoseStep(begin + timedelta(days=5), low)]
    running = stop >= date(2026, 6, 1)
    return Trial(
        label,
        treatment,
        "augmentation" if role == "augmenter" else "antidepressant",
        begin,
        None if running else stop,
        None if running else chance.choice(STOP_REASONS),
        doses=tuple(steps),
        adherence=chance.choice([(), (AdherencePeriod(90, "pdc"),), (AdherencePeriod(35, "pill_count"),)]),
        side_effects=chance.choice([(), (SideEffect("nausea", begin + timedelta(days=3), "mild"),)]),
    )


SIZES = {
    "six weeks, one trial": (1, 3, 42),
    "a year, four trials": (4, 12, 365),
    "five years, ten trials, forty scores": (10, 40, 1826),
    "twenty years, thirty trials, 700 visits": (30, 700, 7300),
}


def lay_out(
    record: PatientRecord, assessment: Assessment, style: Style = WIDE, *wanted: Any, **named: Any
) -> Timeline:
    """One picture in one style; the rest is what ``scene_of`` takes."""
    return laid_out(scene_of(record, assessment, *wanted, **named), style)
