"""The only place for what every import of a table shares: whose records it may add to, and the end of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from patients import access, record_file, records
from patients.exchange.cells import Person
from patients.exchange.csv_reading import RowFault
from patients.models import CareTeam, Clinic, Patient, PatientAssignment, User
from patients.record import PatientRecord
from patients.record_file.faults import Fault, RefusedRecord, refuse
from patients.signals import record_changed

BATCH = 200
Progress = Callable[[list[Patient]], Iterable[Patient]]
"""Hands the patients on one by one, telling how far it is."""


@dataclass(frozen=True, slots=True)
class Into:
    """Who imports, into whose care, and whether numbers that are not theirs become new patients.

    ``as_operator`` is the command line, whose operator holds the database already: no role is asked for.
    """

    by: User
    team: CareTeam
    register: bool = True
    as_operator: bool = False

    @property
    def clinic(self) -> Clinic:
        return self.team.clinic


@dataclass(frozen=True, slots=True)
class Met:
    """The people of a file: those known, those to be registered, and what is wrong with some of them."""

    known: dict[str, Patient]
    newcomers: dict[str, Person]
    faults: tuple[RowFault, ...]

    def welcome(self, number: str) -> bool:
        return number in self.known or number in self.newcomers


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or why it did nothing. ``rows`` are scores or trials."""

    patients: int
    new_patients: int
    rows: int
    already_there: int
    faults: tuple[RowFault, ...]
    stored: bool
    baselines: int = 0
    left_out: int = 0
    """Rows that hold nothing to be stored, or whose treatment was said to be none."""


def check_may_import(into: Into) -> None:
    if into.as_operator:
        return
    access.check_can_register(into.by, into.clinic)
    if not access.own_teams_of(into.by).filter(pk=into.team.pk).exists():
        raise refuse("team", into.team.name, "a care team of this clinic that you belong to")


def meet(into: Into, people: Mapping[str, Person], *, writing: bool = False) -> Met:
    """Who is known: only those whose record may be changed, so a hidden patient is like none at all.

    Whether a number is someone else's comes out when it is registered, never from a preview.
    """
    known = _known(into, people, lock=writing)
    faults = [fault for person in people.values() if (fault := _birth_dates_differ(person, known))]
    strangers = [person for number, person in people.items() if number not in known]
    if not into.register:
        faults += [_stranger(person) for person in strangers]
    elif writing:
        taken = _taken(into, strangers)
        faults += [_unusable(person) for person in strangers if person.number in taken]
        access.numbers_refused(into.by, into.clinic, taken)  # kept: refused rows end no transaction
    bad = {fault.line for fault in faults}
    return Met(
        {number: patient for number, patient in known.items() if people[number].line not in bad},
        {person.number: person for person in strangers if person.line not in bad},
        tuple(faults),
    )


def _known(into: Into, people: Mapping[str, Person], *, lock: bool) -> dict[str, Patient]:
    patients = _patients_of(into)
    if lock:
        # One import into a clinic at a time: what is there already has to stay what it is.
        Clinic.objects.select_for_update().get(pk=into.clinic.pk)
        patients = patients.select_for_update(of=("self",))
    found = patients.filter(clinic=into.clinic, record_number__in=list(people)).order_by("pk")
    return {patient.record_number: patient for patient in found}


def _patients_of(into: Into) -> QuerySet[Patient]:
    if into.as_operator:
        return Patient.objects.select_related("clinic")
    return access.patients_to_edit_for(into.by)


def _birth_dates_differ(person: Person, known: Mapping[str, Patient]) -> RowFault | None:
    """The same number with another birth date is another person, or a typing error: not to be guessed."""
    patient = known.get(person.number)
    if patient is None or None in (patient.birth_date, person.birth_date):
        return None
    if patient.birth_date == person.birth_date:
        return None
    expected = f"{patient.birth_date}, the birth date in the record of {person.number}"
    return RowFault(person.line, person.born_column, str(person.birth_date), expected)


def _stranger(person: Person) -> RowFault:
    expected = "the number of a patient whose record you may change"
    return RowFault(person.line, person.column, person.number, expected)


def _unusable(person: Person) -> RowFault:
    expected = "a number that you can use here; an administrator of the clinic can say more"
    return RowFault(person.line, person.column, person.number, expected)


def _taken(into: Into, people: Iterable[Person]) -> set[str]:
    numbers = [person.number for person in people]
    found = Patient.objects.filter(clinic=into.clinic, record_number__in=numbers)
    return set(found.values_list("record_number", flat=True))


def register(into: Into, people: Iterable[Person], at: datetime) -> dict[str, Patient]:
    """New patients by number; the charts of those without a birth date ask for it first."""
    patients = Patient.objects.bulk_create(
        Patient(
            clinic=into.clinic,
            record_number=person.number,
            birth_date=person.birth_date,
            sex=person.sex,
            created_at=at,
            created_by=into.by,
        )
        for person in people
    )
    clinician = None if into.as_operator else into.by
    PatientAssignment.objects.bulk_create(
        PatientAssignment(
            patient=patient, team=into.team, clinician=clinician, started_at=at, started_by=into.by
        )
        for patient in patients
    )
    return {patient.record_number: patient for patient in patients}


def settle_all(
    patients: list[Patient], at: datetime, progress: Progress, store: Callable[[Patient], None] | None = None
) -> None:
    """As ``settle``, of many: read back in batches, each record held to be one, and those who listen told."""
    kept: dict[int, PatientRecord] = {}
    for index, patient in enumerate(progress(patients)):
        if index % BATCH == 0:
            kept = _store_batch(patients[index : index + BATCH], store)
        record = kept.get(patient.pk)
        if record is not None:
            _check(patient, record, at)
        record_changed.send(sender=Patient, patient=patient, record=record, at=at)


def _store_batch(batch: list[Patient], store: Callable[[Patient], None] | None) -> dict[int, PatientRecord]:
    for patient in batch:
        if store is not None:
            store(patient)
    return records.records_of([patient for patient in batch if patient.birth_date])


def _check(patient: Patient, record: PatientRecord, at: datetime) -> None:
    try:
        record_file.parse(record_file.write(record), as_of=patient.today(at))
    except RefusedRecord as refused:
        whose = f"patient {patient.record_number}, "
        raise RefusedRecord(
            tuple(Fault(whose + fault.where, fault.found, fault.expected) for fault in refused.errors)
        ) from refused
