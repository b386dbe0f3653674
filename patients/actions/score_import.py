"""The only place that stores the scores of a file: each patient once, each rating of a day once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from patients import access, record
from patients.actions.facts import Entry
from patients.actions.table_import import (
    Imported,
    Into,
    Met,
    Progress,
    check_may_import,
    meet,
    register,
    settle_all,
)
from patients.actions.writing import refusing
from patients.exchange.csv_reading import RowFault
from patients.exchange.score_rows import Rating, Understood
from patients.models import CareTeam, Clinic, Patient, Score, User
from patients.rows import columns_of
from patients.trail import done_by

SYSTEM_EMAIL = "command-line@installation.invalid"
VERB = "import_scores"
Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """What a file said, and how to go on when some of its rows are bad."""

    name: str
    understood: Understood
    keep_good_rows: bool = False


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """What storing would do: the rows that are new, how many are there, and every fault."""

    met: Met
    new: tuple[Rating, ...]
    already_there: int
    faults: tuple[RowFault, ...]


def command_line_user() -> User:
    """Who is said to have written what was imported from the command line; nobody can sign in as it."""
    user = User.objects.filter(email=SYSTEM_EMAIL).first()
    return user or User.objects.create_user(email=SYSTEM_EMAIL, name="Command line", is_active=False)


def clinic_and_team(name: str, team: str, at: datetime) -> tuple[Clinic, CareTeam]:
    """The clinic and care team of these names, made when there is none."""
    with transaction.atomic(), done_by(command_line_user().pk, VERB):
        clinic, _ = Clinic.objects.get_or_create(name=name)
        care, _ = CareTeam.objects.get_or_create(
            clinic=clinic, name=team, defaults={"created_by": command_line_user()}
        )
    return clinic, care


def plan_scores(*, into: Into, understood: Understood, writing: bool = False) -> ScorePlan:
    """What would be stored; nothing is."""
    check_may_import(into)
    met = meet(into, understood.people, writing=writing)
    standing = _scores_of(met.known)
    new: list[Rating] = []
    there, faults = 0, [*understood.faults, *met.faults]
    for rating in understood.ratings:
        if not met.welcome(rating.patient):
            continue
        scores = standing.get(rating.key, [])
        fault = _before_birth(rating, met, understood) or _contradiction(rating, scores)
        if fault:
            faults.append(fault)
        elif scores:
            there += 1
        else:
            new.append(rating)
    return ScorePlan(met, tuple(new), there, tuple(sorted(faults, key=lambda fault: fault.line)))


def import_scores(*, into: Into, file: ScoreFile, at: datetime, progress: Progress = iter) -> Imported:
    """All; with bad rows nothing, unless the good ones are to be kept. The same file again adds nothing."""
    with refusing(), transaction.atomic(), done_by(into.by.pk, VERB):
        plan = plan_scores(into=into, understood=file.understood, writing=True)
        if plan.faults and not file.keep_good_rows:
            return _told(file, plan, stored=False)
        patients = plan.met.known | register(into, plan.met.newcomers.values(), at)
        _store(into, at, patients, plan, progress)
        told = _told(file, plan, stored=True)
        access.imported(into.by, "scores as CSV", details={"scores": told.rows}, clinic=into.clinic)
    return told


def _scores_of(known: Mapping[str, Patient]) -> dict[Key, list[Score]]:
    scores: dict[Key, list[Score]] = {}
    of_known = Score.objects.standing().filter(patient__in=known.values()).select_related("patient")
    for score in of_known:
        scores.setdefault((score.patient.record_number, score.instrument, score.date), []).append(score)
    return scores


def _before_birth(rating: Rating, met: Met, understood: Understood) -> RowFault | None:
    patient = met.known.get(rating.patient)
    born = (patient and patient.birth_date) or understood.people[rating.patient].birth_date
    if born is None or born <= rating.day:
        return None
    return RowFault(
        rating.line, rating.day_column, rating.day.isoformat(), f"on or after the birth date {born}"
    )


def _contradiction(rating: Rating, standing: Iterable[Score]) -> RowFault | None:
    standing = list(standing)
    if not standing or any(_same(score, rating) for score in standing):
        return None
    expected = f"{standing[0].total}, which the record says for {rating.day} (amend it there)"
    return RowFault(rating.line, rating.column, str(rating.total), expected)


def _same(score: Score, rating: Rating) -> bool:
    items = None if score.items is None else tuple(score.items)
    return (score.total, items) == rating.value


def _store(
    into: Into, at: datetime, patients: Mapping[str, Patient], plan: ScorePlan, progress: Progress
) -> None:
    stamps = {number: Entry(patient, into.by, at).stamp() for number, patient in patients.items()}
    Score.objects.bulk_create(
        (Score(**columns_of(score_of(rating)), **stamps[rating.patient]) for rating in plan.new),
        batch_size=1000,
    )
    touched = {rating.patient for rating in plan.new} | plan.met.newcomers.keys()
    settle_all([patients[number] for number in sorted(touched)], at, progress)


def score_of(rating: Rating) -> record.Score:
    return record.Score(rating.day, rating.instrument, rating.total, rating.items, rating.rater)


def _told(file: ScoreFile, plan: ScorePlan, *, stored: bool) -> Imported:
    new = plan.new if stored else ()
    return Imported(
        patients=len(file.understood.people),
        new_patients=len(plan.met.newcomers) if stored else 0,
        rows=sum(not rating.baseline for rating in new),
        baselines=sum(rating.baseline for rating in new),
        already_there=plan.already_there,
        left_out=file.understood.unrated,
        faults=plan.faults,
        stored=stored,
    )
