"""The only place that writes a ``PatientRecord`` as ``trd-record/1``: fixed order, unknowns left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from patients.record import AdherencePeriod, DoseStep, Episode, PatientRecord, Score, Trial


def write(record: PatientRecord) -> dict[str, Any]:
    """The file form; ``parse(write(record)) == record`` always."""
    return {
        "format": "trd-record/1",
        "patient": _fields(record.patient, "reference", "birth_date", "sex"),
        "episodes": [_episode(episode) for episode in record.episodes],
        "scores": [_score(score) for score in record.scores],
        "trials": [_trial(trial) for trial in record.trials],
        "conditions": [_fields(fact, "code", "status", "date") for fact in record.conditions],
        "symptoms": [_fields(fact, "code", "date") for fact in record.symptoms],
        "measurements": [_fields(fact, "date", "test", "value", "unit") for fact in record.measurements],
        "medicines": [_fields(fact, "name", "start", "stop") for fact in record.medicines],
        "checks": [_fields(fact, "code", "state", "date", "by") for fact in record.checks],
    }


def _fields(fact: object, *names: str) -> dict[str, Any]:
    """These fields in this order; an unknown one is left out."""
    return {name: _plain(value) for name in names if (value := getattr(fact, name)) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _episode(episode: Episode) -> dict[str, Any]:
    return {"onset": _plain(episode.onset), "end": _plain(episode.end)}


def _score(score: Score) -> dict[str, Any]:
    written = _fields(score, "date", "instrument", "total")
    if score.items is not None:
        written["items"] = list(score.items)
    written |= _fields(score, "rater")
    if score.answers:
        written["answers"] = dict(score.answers)
    return written


def _trial(trial: Trial) -> dict[str, Any]:
    written = _fields(trial, "id", "treatment", "role", "start", "stop", "stop_reason", "augments")
    lists = {
        "doses": [_dose(step) for step in trial.doses],
        "adherence": [_adherence(period) for period in trial.adherence],
        "levels": [_fields(level, "date", "value", "unit") for level in trial.levels],
        "side_effects": [_fields(effect, "effect", "date", "severity") for effect in trial.side_effects],
    }
    if trial.sessions is not None:
        written["sessions"] = [day.isoformat() for day in trial.sessions]
    written |= _fields(trial, "session_count", "electrode_placement")
    return written | {name: facts for name, facts in lists.items() if facts}


def _dose(step: DoseStep) -> dict[str, Any]:
    return {"from": step.start.isoformat(), **_fields(step, "dose")}


def _adherence(period: AdherencePeriod) -> dict[str, Any]:
    written = _fields(period, "percent", "method")
    for name, day in (("from", period.start), ("to", period.stop)):
        if day is not None:
            written[name] = day.isoformat()
    return written
