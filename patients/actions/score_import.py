"""The only place that stores the scores of a file: each patient once, each rating of a day once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from patients import access, models, record
from patients.actions.facts import Entry
from patients.actions.writing import refusing, settle
from patients.exchange.csv_reading import RowFault
from patients.exchange.score_rows import Person, Rating, Understood
from patients.models import CareTeam, Clinic, Patient, PatientAssignment, Score, User
from patients.rows import columns_of
from patients.trail import done_by

SYSTEM_EMAIL = "command-line@installation.invalid"
Progress = Callable[[list[Patient]], Iterable[Patient]]


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """What a file said, what it is about, and how to go on when some of its rows are bad."""

    name: str
    instrument: str
    understood: Understood
    rater: str | None = None
    keep_good_rows: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    patients: int
    new_patients: int
    scores: int
    baselines: int
    already_there: int
    unrated: int
    faults: tuple[RowFault, ...]
    stored: bool


def command_line_user() -> User:
    """Who is said to have written what was imported from the command line; nobody can sign in as it."""
    user = User.objects.filter(email=SYSTEM_EMAIL).first()
    return user or User.objects.create_user(email=SYSTEM_EMAIL, name="Command line", is_active=False)


def clinic_and_team(name: str, team: str, at: datetime) -> tuple[Clinic, CareTeam]:
    """The clinic and care team of these names, made when there is none."""
    with transaction.atomic(), done_by(command_line_user().pk, "import_scores"):
        clinic, _ = Clinic.objects.get_or_create(name=name)
        care, _ = CareTeam.objects.get_or_create(
            clinic=clinic, name=team, defaults={"created_by": command_line_user()}
        )
    return clinic, care


def import_scores(
    *, by: User, clinic: Clinic, team: CareTeam, file: ScoreFile, at: datetime, progress: Progress = iter
) -> Imported:
    """All or, with bad rows, nothing unless the good ones are to be kept. The same file again adds nothing.

    For the command line, whose operator holds the database already: no role is asked for.
    """
    with refusing(), transaction.atomic(), done_by(by.pk, "import_scores"):
        # One import into a clinic at a time: what is there already has to stay what it is.
        Clinic.objects.select_for_update().get(pk=clinic.pk)
        known = _known(clinic, file.understood.people)
        new, there, contradictions = _sorted_out(file, _scores_of(known))
        faults = (*file.understood.faults, *contradictions)
        if faults and not file.keep_good_rows:
            return _told(file, known, [], there, faults, stored=False)
        patients = known | _registered(by, clinic, team, at, _unknown(file, known))
        _store(by, at, file, patients, new, progress)
        told = _told(file, known, new, there, faults, stored=True)
        access.imported(by, "scores as CSV", details={"scores": told.scores}, clinic=clinic)
    return told


def _known(clinic: Clinic, numbers: Iterable[str]) -> dict[str, Patient]:
    found = Patient.objects.select_for_update(of=("self",)).select_related("clinic")
    of_file = found.filter(clinic=clinic, record_number__in=list(numbers)).order_by("pk")
    return {patient.record_number: patient for patient in of_file}


def _scores_of(known: dict[str, Patient]) -> dict[tuple[str, str, date], list[Score]]:
    scores: dict[tuple[str, str, date], list[Score]] = {}
    of_known = Score.objects.standing().filter(patient__in=known.values()).select_related("patient")
    for score in of_known:
        scores.setdefault((score.patient.record_number, score.instrument, score.date), []).append(score)
    return scores


def _sorted_out(
    file: ScoreFile, scores: dict[tuple[str, str, date], list[Score]]
) -> tuple[list[Rating], int, list[RowFault]]:
    """New ratings, how many are there already, and those that contradict what is there."""
    new, there, faults = [], 0, []
    for rating in file.understood.ratings:
        standing = scores.get((rating.patient, file.instrument, rating.day), [])
        if not standing:
            new.append(rating)
        elif any(_same(score, rating) for score in standing):
            there += 1
        else:
            faults.append(_contradiction(rating, standing[0]))
    return new, there, faults


def _same(score: Score, rating: Rating) -> bool:
    items = None if score.items is None else tuple(score.items)
    return (score.total, items) == rating.value


def _contradiction(rating: Rating, standing: Score) -> RowFault:
    expected = f"{standing.total}, which the record says for {rating.day} (amend it there)"
    return RowFault(rating.line, rating.column, str(rating.total), expected)


def _unknown(file: ScoreFile, known: dict[str, Patient]) -> list[Person]:
    return [person for number, person in file.understood.people.items() if number not in known]


def _registered(
    by: User, clinic: Clinic, team: CareTeam, at: datetime, people: list[Person]
) -> dict[str, Patient]:
    patients = Patient.objects.bulk_create(
        Patient(
            clinic=clinic,
            record_number=person.number,
            birth_date=person.birth_date,
            sex=person.sex,
            created_at=at,
            created_by=by,
        )
        for person in people
    )
    PatientAssignment.objects.bulk_create(
        PatientAssignment(patient=patient, team=team, started_at=at, started_by=by) for patient in patients
    )
    return {patient.record_number: patient for patient in patients}


def _store(
    by: User,
    at: datetime,
    file: ScoreFile,
    patients: dict[str, Patient],
    new: list[Rating],
    progress: Progress,
) -> None:
    stamps: dict[str, dict[str, Any]] = {
        number: Entry(patient, by, at).stamp() for number, patient in patients.items()
    }
    models.Score.objects.bulk_create(
        (Score(**columns_of(_score(file, rating)), **stamps[rating.patient]) for rating in new),
        batch_size=1000,
    )
    touched = {rating.patient for rating in new}
    for patient in progress([patients[number] for number in sorted(touched)]):
        settle(patient, at)


def _score(file: ScoreFile, rating: Rating) -> record.Score:
    return record.Score(rating.day, file.instrument, rating.total, rating.items, file.rater)


def _told(
    file: ScoreFile,
    known: dict[str, Patient],
    new: list[Rating],
    there: int,
    faults: Iterable[RowFault],
    *,
    stored: bool,
) -> Imported:
    people = file.understood.people
    return Imported(
        patients=len(people),
        new_patients=len(people) - len(known) if stored else 0,
        scores=sum(not rating.baseline for rating in new),
        baselines=sum(rating.baseline for rating in new),
        already_there=there,
        unrated=file.understood.unrated,
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        stored=stored,
    )
