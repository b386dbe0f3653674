"""The only place where a whole record file becomes a patient: all of it or nothing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from patients import access, record
from patients.actions.facts import Entry, add_facts
from patients.actions.patients import register_patient
from patients.actions.trials import add_trials
from patients.actions.writing import refusing, settle
from patients.models import CareTeam, Clinic, Patient, User
from patients.models.limits import FIRST_DAY, FIRST_DAY_TOO_LATE, TEXT_LENGTH
from patients.record_file.faults import Fault, RefusedRecord, shown
from patients.trail import done_by


def import_record(
    *,
    by: User,
    clinic: Clinic,
    team: CareTeam,
    record: record.PatientRecord,
    at: datetime,
    given_name: str = "",
    family_name: str = "",
) -> Patient:
    """A new patient with everything a parsed record file says; the record number must not be in use."""
    check_storable(record)
    with refusing(), transaction.atomic(), done_by(by.pk, "import_record"):
        patient = register_patient(
            by=by,
            clinic=clinic,
            team=team,
            record_number=record.patient.reference,
            birth_date=record.patient.birth_date,
            sex=record.patient.sex,
            given_name=given_name,
            family_name=family_name,
            at=at,
        )
        entry = Entry(patient, by, at)
        add_facts(entry, record)
        add_trials(entry, record.trials)
        settle(patient, at)
        access.imported(by, "record file", details={"patients": 1}, clinic=clinic)
    return patient


def check_storable(given: record.PatientRecord) -> None:
    """What a file may say but a record kept here may not, every fault with its place."""
    faults = [*_texts(given), *_days(given), *_overlapping_trials(given), *_overlapping_episodes(given)]
    if faults:
        raise RefusedRecord(tuple(faults))


def _texts(given: record.PatientRecord) -> list[Fault]:
    texts = [("patient.reference", given.patient.reference)]
    texts += [(f"trials[{index}].id", trial.id) for index, trial in enumerate(given.trials)]
    texts += [(f"medicines[{index}].name", item.name) for index, item in enumerate(given.medicines)]
    texts += [(f"checks[{index}].by", check.by or "-") for index, check in enumerate(given.checks)]
    return [fault for where, text in texts if (fault := _text_fault(where, text))]


def _text_fault(where: str, text: str) -> Fault | None:
    if "\x00" in text:
        return Fault(where, shown(text), "text without the NUL character")
    if not text.strip() or len(text) > TEXT_LENGTH:
        return Fault(where, shown(text), f"1 to {TEXT_LENGTH} characters")
    return None


def _days(given: record.PatientRecord) -> list[Fault]:
    """Days of the whole record; those within a trial lie within its start and stop or near them."""
    expected = f"a day from {FIRST_DAY} to before {FIRST_DAY_TOO_LATE}"
    return [
        Fault(where, day.isoformat(), expected)
        for where, day in _all_days("", given)
        if not FIRST_DAY <= day < FIRST_DAY_TOO_LATE
    ]


def _all_days(where: str, value: object) -> list[tuple[str, date]]:
    if isinstance(value, date):
        return [(where, value)]
    if isinstance(value, tuple):
        return [found for index, part in enumerate(value) for found in _all_days(f"{where}[{index}]", part)]
    names = getattr(value, "__dataclass_fields__", {})
    return [
        found for name in names for found in _all_days(f"{where}.{name}".lstrip("."), getattr(value, name))
    ]


def _overlapping_trials(given: record.PatientRecord) -> list[Fault]:
    faults = []
    for index, trial in enumerate(given.trials):
        for other in given.trials[:index]:
            same = other.treatment == trial.treatment
            if same and _overlap((other.start, other.stop), (trial.start, trial.stop)):
                expected = f"a time without {trial.treatment}: trial {other.id} runs since {other.start}"
                faults.append(Fault(f"trials[{index}].start", trial.start.isoformat(), expected))
    return faults


def _overlapping_episodes(given: record.PatientRecord) -> list[Fault]:
    known = [(index, e.onset, e.end) for index, e in enumerate(given.episodes) if e.onset is not None]
    return [
        Fault(f"episodes[{index}].onset", onset.isoformat(), "a day after the end of the episode before it")
        for position, (index, onset, end) in enumerate(known)
        if any(_overlap((before, its_end), (onset, end)) for _, before, its_end in known[:position])
    ]


def _overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    (start, stop), (other_start, other_stop) = one, other
    return (stop is None or other_start < stop) and (other_stop is None or start < other_stop)
