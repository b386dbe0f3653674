"""The only place for the plain patient of the next-step tables: ladder I, non-response to sertraline.

Day 60 (3 Mar 2025): HAM-D17 24 to 22 on sertraline 200 mg, core checks ruled out, woman of 39, US.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from assessment.rules.assess import assess
from assessment.rules.findings import NextSteps
from patients.record import Check, Condition, Measurement, Patient, PatientRecord, Score, Trial
from tests.rules.making import day, record, score, trial

AS_OF = 60
CHECKS = tuple(Check(code, "ruled_out", day(AS_OF), "Dr A") for code in ("BIP", "OSA", "SUD", "THY"))
UNITS = {
    "egfr": "mL/min/1.73m2",
    "tsh": "mIU/L",
    "sodium": "mmol/L",
    "qtc": "ms",
    "crp": "mg/L",
    "bmi": "kg/m2",
    "haemoglobin": "g/L",
    "ferritin": "ug/L",
    "b12": "ng/L",
    "folate": "nmol/L",
}


def plain(*trials: Trial, end: int = 22, **values: Any) -> PatientRecord:
    given = trials or (trial(0, None, 200),)
    start = record(*given, score(0, 24), score(AS_OF, end), *CHECKS)
    return replace(start, **values)


def steps(one: PatientRecord, jurisdiction: str = "US", *asked: str) -> NextSteps:
    return assess(one, day(AS_OF), jurisdiction=jurisdiction, consider=asked).next_steps


def offered(one: PatientRecord, jurisdiction: str = "US", *asked: str) -> list[str]:
    return [option.code for option in steps(one, jurisdiction, *asked).options]


def warned(one: PatientRecord, jurisdiction: str = "US", *asked: str) -> set[str]:
    return {warning.code for warning in steps(one, jurisdiction, *asked).warnings}


def measured(**values: float) -> tuple[Measurement, ...]:
    return tuple(
        Measurement(day(AS_OF), test, value, UNITS.get(test, "mm[Hg]")) for test, value in values.items()
    )


def aged(age: int, sex: str = "female") -> Patient:
    """Had the birthday on the day of the assessment."""
    today = day(AS_OF)
    return Patient("P1", date(today.year - age, today.month, today.day), sex)


def the_day_before(age: int) -> Patient:
    today = day(AS_OF)
    return Patient("P1", date(today.year - age, today.month, today.day + 1), "female")


def has(code: str, status: str = "present") -> dict[str, Any]:
    return {"conditions": (Condition(code, status, day(AS_OF)),)}


def option_reasons(one: PatientRecord, code: str, jurisdiction: str = "US") -> tuple[str, ...]:
    """What brings this option up; empty where it is not offered by itself."""
    return next((tuple(o.because) for o in steps(one, jurisdiction).options if o.code == code), ())


def bars(one: PatientRecord, code: str, jurisdiction: str = "US") -> tuple[str, ...]:
    """What withholds this option from a clinician who asks about it."""
    return next((w.because for w in steps(one, jurisdiction, code).withheld if w.code == code), ())


def warning_facts(one: PatientRecord, code: str, jurisdiction: str = "US", *asked: str) -> str | None:
    """The facts behind this warning; ``None`` where it is not due."""
    return next((w.because for w in steps(one, jurisdiction, *asked).warnings if w.code == code), None)


# --- other courses than the plain one ---


def no_trial() -> PatientRecord:
    return replace(plain(), trials=())


def young(**values: Any) -> PatientRecord:
    """Day 20 of the trial."""
    return replace(plain(trial(40, None, 100), **values), scores=(score(40, 24), score(AS_OF, 22)))


def mixed_up(*facts: Any) -> PatientRecord:
    one = replace(plain(), checks=plain().checks[1:])
    return replace(one, scores=(*one.scores, *facts))


def failed(treatment: str, number: int, dose: float) -> Trial:
    """Eight weeks, without effect, before the plain trial."""
    start = -70 * number
    return trial(start, start + 60, dose, id=f"T{number + 1}", treatment=treatment)


def after(*trials: Trial, end: int = 22) -> PatientRecord:
    scores = [score for one in trials for score in scores_of(one)]
    one = plain(*trials, trial(0, None, 200), end=end)
    return replace(
        one,
        episodes=(replace(one.episodes[0], onset=day(-600)),),
        scores=(*scores, *one.scores),
    )


def scores_of(one: Trial) -> tuple[Score, Score]:
    assert one.stop is not None
    return Score(one.start, "hamd17", 24, rater="clinician"), Score(one.stop, "hamd17", 23, rater="clinician")
