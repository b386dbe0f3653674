"""The only place that reads single-day events and shaded periods out of a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessment.timeline.inputs import Happening, Shading
from assessment.timeline.words import number, plain, scale_name
from patients.instruments import INSTRUMENTS, item_of
from patients.record import PatientRecord, Score

_MEASURES = {
    "crp": "CRP", "tsh": "TSH", "egfr": "eGFR", "qtc": "QTc", "inr": "INR", "b12": "B12", "il6": "IL-6",
    "tnf": "TNF", "bmi": "BMI", "ahi": "AHI", "alt": "ALT", "free_t4": "free T4",
}  # fmt: skip
_SABOTEURS = {
    "obstructive_sleep_apnoea": "sleep apnoea",
    "hypothyroidism": "hypothyroidism",
    "alcohol_dependence": "alcohol dependence",
    "substance_use_disorder": "substance use",
}
_CHECKED = {
    "OSA": "sleep apnoea",
    "THY": "thyroid disease",
    "SUD": "alcohol or substance use",
    "ANA": "anaemia or deficiency",
    "MED": "mood-lowering medicine",
}


def measure_name(test: str) -> str:
    return _MEASURES.get(test, plain(test))


def visits_of(record: PatientRecord) -> tuple[Happening, ...]:
    """Days on which something was rated, asked or measured, when no visits are handed in."""
    days = {score.date for score in record.scores} | {symptom.date for symptom in record.symptoms}
    return tuple(Happening(day, "visit", "Visit") for day in sorted(days))


def alerts_of(record: PatientRecord) -> tuple[Happening, ...]:
    """Suicide items answered above 0, one alert a day: what was answered, never a risk."""
    days: dict[date, list[str]] = {}
    for score in record.scores:
        if words := _suicide_item(score):
            days.setdefault(score.date, []).append(words)
    return tuple(
        Happening(day, "alert", f"Suicide item answered above 0: {'; '.join(words)}", "suicide item")
        for day, words in days.items()
    )


def _suicide_item(score: Score) -> str:
    scale = INSTRUMENTS.get(score.instrument)
    if scale is None or scale.suicide_item is None:
        return ""
    answer = item_of(score, scale.suicide_item)
    return f"{scale_name(scale.code)} item {scale.suicide_item} = {answer}" if answer else ""


def measurements_of(record: PatientRecord) -> tuple[Happening, ...]:
    return tuple(
        Happening(
            found.date,
            "measurement",
            f"{measure_name(found.test)} {_value(found.value)} {found.unit or ''}".strip(),
            f"{measure_name(found.test)} {_value(found.value)}",
        )
        for found in record.measurements
    )


def _value(value: float | None) -> str:
    return "not known" if value is None else number(value)


def shadings_of(record: PatientRecord) -> tuple[Shading, ...]:
    """Periods in which an untreated condition could make a treatment seem to fail."""
    states: dict[str, list[tuple[date, str]]] = {}
    for condition in record.conditions:
        if condition.code in _SABOTEURS and condition.status:
            states.setdefault(_SABOTEURS[condition.code], []).append((condition.date, condition.status))
    for check in record.checks:
        if check.code in _CHECKED and check.state in ("present", "treated", "ruled_out"):
            states.setdefault(_CHECKED[check.code], []).append((check.date, check.state))
    found = [shade for name, known in states.items() for shade in _untreated(name, sorted(known), record)]
    return tuple(sorted(found, key=lambda shade: (shade.start, shade.text)))


def _untreated(name: str, known: list[tuple[date, str]], record: PatientRecord) -> Iterator[Shading]:
    """From ``present`` to the next other state; treated first of all means untreated before."""
    if known[0][1] == "treated":
        known = [(_earliest(record, known[0][0]), "present"), *known]
    since: date | None = None
    for day, state in known:
        if state == "present":
            since = since or day
        elif since is not None:
            if since < day:
                yield Shading(since, day, f"untreated {name}")
            since = None
    if since is not None:
        yield Shading(since, None, f"untreated {name}")


def _earliest(record: PatientRecord, before: date) -> date:
    days = [trial.start for trial in record.trials] + [score.date for score in record.scores]
    return min([before, *days])
