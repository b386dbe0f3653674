"""The only place that stores the trials of a file: each once, none beside another of the same treatment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from patients import access, models, records
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
from patients.actions.trials import add_trials
from patients.actions.writing import refusing
from patients.exchange.csv_reading import RowFault
from patients.exchange.trial_rows import TrialRow, Understood
from patients.formulary import Treatment, match_name
from patients.models import Patient
from patients.record import Trial
from patients.trail import done_by

VERB = "import_trials"


@dataclass(frozen=True, slots=True)
class TrialFile:
    """What a file said, and how to go on when some of its rows are bad."""

    name: str
    understood: Understood
    keep_good_rows: bool = False


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """What storing would do; in ``new`` every trial has its id and what it augments by id."""

    met: Met
    new: tuple[TrialRow, ...]
    already_there: int
    faults: tuple[RowFault, ...]


def plan_trials(*, into: Into, understood: Understood, writing: bool = False) -> TrialPlan:
    """What would be stored; nothing is. A name that was not answered is a fault of its row."""
    check_may_import(into)
    met = meet(into, understood.people, writing=writing)
    standing, used = records.trials_of(met.known.values()), _labels(met.known.values())
    courses = {
        number: _Course(standing.get(patient.pk, []), used[patient.pk])
        for number, patient in met.known.items()
    }
    for row in understood.rows:
        if met.welcome(row.patient):
            courses.setdefault(row.patient, _Course([], set())).take(row)
    new = [row for course in courses.values() for row in course.linked()]
    faults = [*understood.faults, *met.faults, *(name.fault for name in understood.unanswered)]
    faults += [fault for course in courses.values() for fault in course.faults]
    there = sum(course.already_there for course in courses.values())
    new.sort(key=lambda row: row.line)
    return TrialPlan(met, tuple(new), there, tuple(sorted(faults, key=lambda fault: fault.line)))


def import_trials(*, into: Into, file: TrialFile, at: datetime, progress: Progress = iter) -> Imported:
    """As ``import_scores``: all; with bad rows nothing, unless the good ones are to be kept."""
    with refusing(), transaction.atomic(), done_by(into.by.pk, VERB):
        plan = plan_trials(into=into, understood=file.understood, writing=True)
        if file.understood.unanswered or (plan.faults and not file.keep_good_rows):
            return _told(file, plan, stored=False)
        patients = plan.met.known | register(into, plan.met.newcomers.values(), at)
        _store(into, at, patients, plan, progress)
        told = _told(file, plan, stored=True)
        access.imported(into.by, "trials as CSV", details={"trials": told.rows}, clinic=into.clinic)
    return told


def _labels(patients: Iterable[Patient]) -> Mapping[int, set[str]]:
    """Every id ever used in each record: one entered in error is not given again."""
    labels: defaultdict[int, set[str]] = defaultdict(set)
    rows = models.Trial.objects.filter(patient__in=list(patients)).values_list("patient", "label")
    for patient, label in rows:
        labels[patient].add(label)
    return labels


class _Course:
    """What one patient has been treated with: what stands in the record, and what the file adds."""

    def __init__(self, standing: list[Trial], used: set[str]) -> None:
        self.standing, self.used = standing, set(used)
        self.new: list[tuple[TrialRow, Trial]] = []
        self.ids: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.already_there = 0
        self.faults: list[RowFault] = []

    def take(self, row: TrialRow) -> None:
        meets = next((other for other in self._all() if _overlap(other, row.trial)), None)
        if meets is None:
            self._add(row)
        elif meets.start == row.trial.start and _says_no_more(row.trial, meets):
            self.already_there += 1
            if row.trial.id:
                self.ids[row.trial.id] = meets.id
        else:
            expected = _beside(meets, row.trial, self.lines.get(meets.id))
            self.faults.append(RowFault(row.line, row.column, row.written, expected))

    def _all(self) -> Iterator[Trial]:
        yield from self.standing
        for _, trial in self.new:
            yield trial

    def _add(self, row: TrialRow) -> None:
        label = row.trial.id if row.trial.id and row.trial.id not in self.used else self._free()
        self.used.add(label)
        self.lines[label] = row.line
        if row.trial.id:
            self.ids[row.trial.id] = label
        self.new.append((row, replace(row.trial, id=label)))

    def _free(self) -> str:
        return next(
            label for number in range(1, len(self.used) + 2) if (label := f"T{number}") not in self.used
        )

    def linked(self) -> list[TrialRow]:
        """The new trials, each pointing to what it augments; without one that cannot, and so on."""
        while True:
            linked = [(row, trial, self._base(row)) for row, trial in self.new]
            lost = [row for row, _, base in linked if row.trial.augments and base is None]
            if not lost:
                return [replace(row, trial=replace(trial, augments=base)) for row, trial, base in linked]
            for row in lost:
                expected = "the id in this file, or the treatment, of one other trial of this patient"
                fault = RowFault(row.line, row.augments_column, row.trial.augments or "", expected)
                self.faults.append(fault)
            self.new = [(row, trial) for row, trial in self.new if row not in lost]

    def _base(self, row: TrialRow) -> str | None:
        """By the file's own id; else by the record's; else by the treatment, if only one trial is of it."""
        said = row.trial.augments
        if said is None:
            return None
        others = [trial for trial in self._all() if trial.treatment != row.trial.treatment]
        known = {trial.id for trial in others}
        if (label := self.ids.get(said, said)) in known:
            return label
        named = match_name(said)
        of_it = [one.id for one in others if isinstance(named, Treatment) and one.treatment == named.id]
        return of_it[0] if len(of_it) == 1 else None


def _overlap(one: Trial, other: Trial) -> bool:
    if one.treatment != other.treatment:
        return False
    return (one.stop is None or other.start < one.stop) and (other.stop is None or one.start < other.stop)


_SINGLE = ("role", "stop", "stop_reason", "electrode_placement")


def _says_no_more(given: Trial, there: Trial) -> bool:
    """Whether the record holds all of it already; what the file leaves open may have come since."""
    single = all(getattr(given, name) in (None, getattr(there, name)) for name in _SINGLE)
    count = there.session_count if there.sessions is None else len(there.sessions)
    many = set(given.doses) <= set(there.doses) and set(given.adherence) <= set(there.adherence)
    return single and many and given.session_count in (None, count)


def _beside(other: Trial, given: Trial, line: int | None) -> str:
    which = f"line {line}" if line else f"{other.id} in the record"
    if other.start == given.start:
        return f"the same as {which} says, which began on the same day"
    until = f"to {other.stop}" if other.stop else "and still runs"
    return f"a time without {given.treatment}: {which} began {other.start} {until}"


def _store(
    into: Into, at: datetime, patients: Mapping[str, Patient], plan: TrialPlan, progress: Progress
) -> None:
    by_patient: defaultdict[str, list[Trial]] = defaultdict(list)
    for row in plan.new:
        by_patient[row.patient].append(row.trial)

    def store(patient: Patient) -> None:
        add_trials(Entry(patient, into.by, at), by_patient[patient.record_number])

    touched = by_patient.keys() | plan.met.newcomers.keys()
    settle_all([patients[number] for number in sorted(touched)], at, progress, store)


def _told(file: TrialFile, plan: TrialPlan, *, stored: bool) -> Imported:
    return Imported(
        patients=len(file.understood.people),
        new_patients=len(plan.met.newcomers) if stored else 0,
        rows=len(plan.new) if stored else 0,
        already_there=plan.already_there,
        left_out=file.understood.left_out,
        faults=plan.faults,
        stored=stored,
    )
