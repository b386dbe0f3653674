"""The only place that turns stored rows into the plain record, for one patient or many.

Always one query, however many patients and rows. Rows marked as entered in error are left out, and
so is what hangs on a trial that is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from django.db.models import DateField, FloatField

from patients import record
from patients.models import Patient, TreatmentSession, Trial
from patients.prepared import planned_cursor
from patients.rows import COURSE, OF_TRIAL, TRIAL_COLUMNS, column_of, fact_of

Found = Mapping[tuple[str, int], list[Mapping[str, Any]]]
"""(part of the record, patient key) -> the values of each row, in order."""
_TRIAL_VALUES = ("id", "label", "augments_id", "sessions_known", *TRIAL_COLUMNS)


class IncompleteRecord(ValueError):
    """The record lacks what no rule can do without; the message says what to add."""


def record_of(patient: Patient) -> record.PatientRecord:
    return records_of([patient])[patient.pk]


def records_of(patients: Iterable[Patient]) -> dict[int, record.PatientRecord]:
    """Patient key -> record; a patient who lacks a birth date is ``IncompleteRecord``."""
    patients = list(patients)
    for patient in patients:
        check_complete(patient)
    found = _found([patient.pk for patient in patients])
    return {patient.pk: _record(patient, found) for patient in patients}


def trials_of(patients: Iterable[Patient]) -> Mapping[int, list[record.Trial]]:
    """Patient key -> the trials alone, which need no birth date."""
    keys = [patient.pk for patient in patients]
    found = _found(keys)
    return {key: _trials(key, found) for key in keys}


def check_complete(patient: Patient) -> None:
    if patient.birth_date is None:
        raise IncompleteRecord("The birth date is not known. Add it, so that the record can be assessed.")


def person_of(patient: Patient) -> record.Patient:
    check_complete(patient)
    assert patient.birth_date is not None
    return record.Patient(patient.record_number, patient.birth_date, patient.sex)


def _record(patient: Patient, found: Found) -> record.PatientRecord:
    course: dict[str, Any] = {
        part: tuple(fact_of(kind, values) for values in found[part, patient.pk])
        for part, (kind, _) in COURSE.items()
    }
    return record.PatientRecord(
        patient=person_of(patient), trials=tuple(_trials(patient.pk, found)), **course
    )


def _trials(patient: int, found: Found) -> list[record.Trial]:
    rows = found["trials", patient]
    labels = {values["id"]: values["label"] for values in rows}
    parts = {part: _of_trial(kind, found[part, patient]) for part, (kind, _) in OF_TRIAL.items()}
    sessions = defaultdict(list)
    for values in found["sessions", patient]:
        sessions[values["trial_id"]].append(values["date"])
    return [
        _trial(
            values,
            sessions=tuple(sessions[values["id"]]),
            augments=labels.get(values["augments_id"]),
            **{part: tuple(by_trial[values["id"]]) for part, by_trial in parts.items()},
        )
        for values in rows
    ]


def _of_trial(kind: type[Any], rows: list[Mapping[str, Any]]) -> Mapping[int, list[Any]]:
    facts = defaultdict(list)
    for values in rows:
        fact = {name: value for name, value in values.items() if name != "trial_id"}
        facts[values["trial_id"]].append(fact_of(kind, fact))
    return facts


def _trial(values: Mapping[str, Any], sessions: tuple[Any, ...], **parts: Any) -> record.Trial:
    return record.Trial(
        id=values["label"],
        sessions=sessions if values["sessions_known"] or sessions else None,
        **{column: values[column] for column in TRIAL_COLUMNS},
        **parts,
    )


# One question for all of it: asking table by table cost more than everything the rules do


def _found(patients: list[int]) -> Found:
    found: Found = defaultdict(list)
    readers = _readers()
    with planned_cursor() as cursor:
        cursor.execute(_statement(), {"patients": patients})
        for part, patient, rows in cursor:
            found[part, patient].extend(readers[part](values) for values in json.loads(rows))
    return found


@cache
def _tables() -> Mapping[str, tuple[type[Any], tuple[tuple[str, str], ...], str]]:
    """Part of the record -> its table, (name, column) of each value, and the order of its rows."""
    course = {part: (row, _columns(kind), "id") for part, (kind, row) in COURSE.items()}
    of_trial = {
        part: (row, (("trial_id", "trial_id"), *_columns(kind)), _in_time(row))
        for part, (kind, row) in OF_TRIAL.items()
    }
    return {
        **course,
        **of_trial,
        "trials": (Trial, tuple((name, name) for name in _TRIAL_VALUES), "id"),
        "sessions": (TreatmentSession, (("trial_id", "trial_id"), ("date", "date")), "date, id"),
    }


def _columns(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, column_of(kind, field.name)) for field in fields(kind))


def _in_time(row: type[Any]) -> str:
    """Dose steps and sessions are told in order of time, whenever they were entered."""
    return "start, id" if any(field.name == "start" for field in row._meta.fields) else "date, id"


@cache
def _statement() -> str:
    """One row for each part of each patient. Names come from the models, keys as a parameter."""
    return " UNION ALL ".join(
        f"SELECT '{part}', patient_id, json_agg(json_build_array({_listed(columns)}) ORDER BY {order})::text"
        f' FROM "{row._meta.db_table}"'
        " WHERE patient_id = ANY(%(patients)s) AND entered_in_error_at IS NULL GROUP BY patient_id"
        for part, (row, columns, order) in _tables().items()
    )


def _listed(columns: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f'"{column}"' for _, column in columns)


@cache
def _readers() -> Mapping[str, Callable[[list[Any]], Mapping[str, Any]]]:
    return {part: _reader(row, columns) for part, (row, columns, _) in _tables().items()}


def _reader(row: type[Any], columns: tuple[tuple[str, str], ...]) -> Callable[[list[Any]], dict[str, Any]]:
    """JSON knows neither days nor whole floats; each column says what it holds."""
    ways = tuple((name, _way(row._meta.get_field(column))) for name, column in columns)
    return lambda values: {
        name: value if way is None or value is None else way(value)
        for (name, way), value in zip(ways, values, strict=True)
    }


def _way(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, DateField):
        return date.fromisoformat
    return float if isinstance(field, FloatField) else None
