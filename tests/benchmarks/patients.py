"""The only place for the patients that are measured: ten trials and forty scores, no two alike.

Each has tried ten different medicines one after the other (three added to the one before), with a
titration, a known adherence and four PHQ-9 or HAM-D17 ratings a trial, as a chart of some years
has. Numbers come from a seeded generator, so that every run measures the same patients.
"""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

TRIALS, SCORES = 10, 40
AS_OF = date(2026, 6, 1)
_DAYS = 70  # a trial; the next begins the day after
_BASES = (
    ("sertraline", 50, 100),
    ("escitalopram", 10, 20),
    ("venlafaxine", 75, 150),
    ("bupropion", 150, 300),
    ("mirtazapine", 15, 30),
    ("duloxetine", 30, 60),
    ("vortioxetine", 10, 20),
    ("fluoxetine", 20, 40),
    ("nortriptyline", 50, 100),
    ("citalopram", 20, 40),
)
_ADDED = (("aripiprazole", 2, 5), ("quetiapine_xr", 50, 150), ("lithium", 600, 900))


def patient(number: int) -> dict[str, Any]:
    """The record of patient ``number``, as ``trd-record/1``."""
    chance = random.Random(number)
    start = AS_OF - timedelta(days=TRIALS * _DAYS + chance.randrange(20))
    trials = _trials(chance, start)
    return {
        "format": "trd-record/1",
        "patient": {"reference": f"B{number:05}", "birth_date": _birth(chance), "sex": _sex(chance)},
        "episodes": [{"onset": _text(start - timedelta(days=60)), "end": None}],
        "scores": _scores(chance, start),
        "trials": trials,
        "conditions": [
            {"code": "hypothyroidism", "status": chance.choice(("absent", "treated")), "date": _text(start)},
            {"code": "pregnancy", "status": "absent", "date": _text(AS_OF - timedelta(days=20))},
        ],
        "symptoms": [
            {"code": code, "date": _text(AS_OF - timedelta(days=3))}
            for code in chance.sample(("insomnia", "fatigue", "anhedonia", "anxiety"), 2)
        ],
        "measurements": [
            {"date": _text(start), "test": "tsh", "value": 2.1, "unit": "mIU/L"},
            {"date": _text(start), "test": "crp", "value": float(chance.randrange(1, 9)), "unit": "mg/L"},
        ],
        "medicines": [{"name": "naproxen", "start": _text(start), "stop": None}],
        "checks": [
            {"code": code, "state": "ruled_out", "date": _text(AS_OF - timedelta(days=90)), "by": "Dr A"}
            for code in ("BIP", "OSA", "SUD", "THY")
        ],
    }


def lines(count: int) -> list[str]:
    """As many patients as JSON Lines."""
    return [json.dumps(patient(number), separators=(",", ":")) for number in range(count)]


def dispensings(number: int) -> list[tuple[str, str, str]]:
    """The same patient as the reference program wants it: (patient, drug, day) of each mention.

    Ten drugs, each mentioned once a fortnight, four times: as many lines as the patient has ratings.
    """
    record = patient(number)
    return [
        (record["patient"]["reference"], trial["treatment"], _text(day))
        for trial in record["trials"]
        for day in _fortnights(trial)
    ]


def _fortnights(trial: dict[str, Any]) -> list[date]:
    start = date.fromisoformat(trial["start"])
    return [start + timedelta(days=14 * step) for step in range(SCORES // TRIALS)]


def _trials(chance: random.Random, start: date) -> list[dict[str, Any]]:
    bases = chance.sample(_BASES, TRIALS - len(_ADDED))
    trials = [_trial(chance, number, drug, start) for number, drug in enumerate(bases)]
    last = trials[-len(_ADDED) :]
    for number, drug in enumerate(chance.sample(_ADDED, len(_ADDED)), TRIALS - len(_ADDED)):
        base = last[number - TRIALS + len(_ADDED)]
        trials.append(_added(chance, number, drug, base))
    return trials


def _trial(chance: random.Random, number: int, drug: tuple[str, int, int], start: date) -> dict[str, Any]:
    name, first, full = drug
    begin = start + timedelta(days=number * _DAYS)
    running = number == TRIALS - len(_ADDED) - 1
    return {
        "id": f"T{number + 1}",
        "treatment": name,
        "role": "antidepressant",
        "start": _text(begin),
        "stop": None if running else _text(begin + timedelta(days=_DAYS)),
        "stop_reason": None if running else chance.choice(("lack_of_efficacy", "intolerance", "other")),
        "doses": [
            {"from": _text(begin), "dose": first},
            {"from": _text(begin + timedelta(days=7 + chance.randrange(14))), "dose": full},
        ],
        "adherence": [{"percent": chance.randrange(70, 101), "method": "pdc"}],
        "side_effects": [{"effect": "nausea", "severity": "mild", "date": _text(begin)}],
    }


def _added(
    chance: random.Random, number: int, drug: tuple[str, int, int], base: dict[str, Any]
) -> dict[str, Any]:
    added = _trial(chance, number, drug, AS_OF)
    begin = date.fromisoformat(base["start"]) + timedelta(days=28)
    return added | {
        "role": "augmentation",
        "augments": base["id"],
        "start": _text(begin),
        "stop": base["stop"],
        "stop_reason": base["stop_reason"],
        "doses": [{"from": _text(begin), "dose": drug[2]}],
        "side_effects": [],
    }


def _scores(chance: random.Random, start: date) -> list[dict[str, Any]]:
    days = (AS_OF - start).days // SCORES
    return [_score(chance, start + timedelta(days=number * days), number) for number in range(SCORES)]


def _score(chance: random.Random, day: date, number: int) -> dict[str, Any]:
    if number % 4 == 3:
        items = [chance.randrange(0, 4) for _ in range(8)]
        return {"date": _text(day), "instrument": "phq9", "items": [*items, 0], "rater": "self"}
    total = max(8, 26 - number // 4 + chance.randrange(-4, 5))
    return {"date": _text(day), "instrument": "hamd17", "total": total, "rater": "clinician"}


def _birth(chance: random.Random) -> str:
    return _text(date(1950 + chance.randrange(50), 1 + chance.randrange(12), 1 + chance.randrange(28)))


def _sex(chance: random.Random) -> str:
    return chance.choice(("female", "male"))


def _text(day: date) -> str:
    return day.isoformat()
