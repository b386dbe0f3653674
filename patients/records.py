"""The only place that turns stored rows into the plain record, for one patient or many.

Always the same number of queries, however many patients and rows. Rows marked as entered in error
are left out, and so is what hangs on a trial that is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from patients import record
from patients.models import Patient, TreatmentSession, Trial
from patients.rows import COURSE, OF_TRIAL, TRIAL_COLUMNS, fact_of


class IncompleteRecord(ValueError):
    """The record lacks what no rule can do without; the message says what to add."""


def record_of(patient: Patient) -> record.PatientRecord:
    return records_of([patient])[patient.pk]


def records_of(patients: Iterable[Patient]) -> dict[int, record.PatientRecord]:
    """Patient key -> record; a patient who lacks a birth date is ``IncompleteRecord``."""
    patients = list(patients)
    for patient in patients:
        check_complete(patient)
    keys = [patient.pk for patient in patients]
    facts = {field: _facts(kind, row, keys) for field, (kind, row) in COURSE.items()}
    trials = _trials(keys)
    return {
        patient.pk: record.PatientRecord(
            patient=person_of(patient),
            trials=tuple(trials[patient.pk]),
            **{field: tuple(of_patient[patient.pk]) for field, of_patient in facts.items()},
        )
        for patient in patients
    }


def trials_of(patients: Iterable[Patient]) -> Mapping[int, list[record.Trial]]:
    """Patient key -> the trials alone, which need no birth date."""
    return _trials([patient.pk for patient in patients])


def check_complete(patient: Patient) -> None:
    if patient.birth_date is None:
        raise IncompleteRecord("The birth date is not known. Add it, so that the record can be assessed.")


def person_of(patient: Patient) -> record.Patient:
    check_complete(patient)
    assert patient.birth_date is not None
    return record.Patient(patient.record_number, patient.birth_date, patient.sex)


def _facts(kind: type[Any], row: type[Any], patients: list[int]) -> Mapping[int, list[Any]]:
    facts = defaultdict(list)
    for found in row.objects.standing().filter(patient__in=patients).order_by("pk"):
        facts[found.patient_id].append(fact_of(kind, found))
    return facts


def _trials(patients: list[int]) -> Mapping[int, list[record.Trial]]:
    rows = list(Trial.objects.standing().filter(patient__in=patients).order_by("pk"))
    labels = {row.pk: row.label for row in rows}
    parts = {field: _of_trial(kind, row, patients) for field, (kind, row) in OF_TRIAL.items()}
    sessions = _sessions(patients)
    trials = defaultdict(list)
    for row in rows:
        of_row = {field: tuple(by_trial[row.pk]) for field, by_trial in parts.items()}
        trials[row.patient_id].append(_trial(row, labels, tuple(sessions[row.pk]), of_row))
    return trials


def _trial(
    row: Trial, labels: Mapping[int, str], sessions: tuple[date, ...], parts: Mapping[str, Any]
) -> record.Trial:
    return record.Trial(
        id=row.label,
        augments=labels.get(row.augments_id) if row.augments_id else None,
        sessions=sessions if row.sessions_known or sessions else None,
        **{column: getattr(row, column) for column in TRIAL_COLUMNS},
        **parts,
    )


def _of_trial(kind: type[Any], row: type[Any], patients: list[int]) -> Mapping[int, list[Any]]:
    parts = defaultdict(list)
    for found in _in_time(row, patients):
        parts[found.trial_id].append(fact_of(kind, found))
    return parts


def _sessions(patients: list[int]) -> Mapping[int, list[date]]:
    sessions = defaultdict(list)
    for found in _in_time(TreatmentSession, patients):
        sessions[found.trial_id].append(found.date)
    return sessions


def _in_time(row: type[Any], patients: list[int]) -> Iterable[Any]:
    """Dose steps and sessions are told in order of time, whenever they were entered."""
    when = "start" if any(field.name == "start" for field in row._meta.fields) else "date"
    return row.objects.standing().filter(patient__in=patients).order_by(when, "pk")  # type: ignore[no-any-return]
