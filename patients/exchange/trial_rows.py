"""The only place that understands a table of treatment trials: row by row, or what is wrong, or what to ask.

A name that is not certainly one treatment is asked about, once for all rows that have it, and never
guessed. What a row says is read as a record file is read, so that both accept the same trials.
"""

from __future__ import annotations

from collections.abc import Mapping as Answers
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from patients import record_file
from patients.exchange import trial_cells
from patients.exchange.cells import Bad, People, Person, WhoseColumns, cell, check_columns, one_of, whole
from patients.exchange.csv_reading import Row, RowFault, Table
from patients.formulary import Treatment, match_name, treatment
from patients.models.limits import TEXT_LENGTH
from patients.record import ADHERENCE_METHODS, ELECTRODE_PLACEMENTS, ROLES, STOP_REASONS, Trial, in_figures
from patients.record_file.parts import OLDEST

LEAVE_OUT = "-"
"""The answer that a name is no treatment to be recorded."""
_PLACES = {"doses": "doses", "adherence": "adherence", "session_count": "sessions", "id": "trial"}
"""Part of a trial in a record file -> what holds it here, where the names differ."""


@dataclass(frozen=True, slots=True)
class Mapping(WhoseColumns):
    """Which column holds what; only whose trial it is, the treatment and the start have to be there."""

    treatment: str
    start: str
    stop: str | None = None
    stop_reason: str | None = None
    role: str | None = None
    trial: str | None = None
    augments: str | None = None
    doses: str | None = None
    adherence: str | None = None
    adherence_method: str | None = None
    sessions: str | None = None
    electrode_placement: str | None = None

    def columns(self) -> tuple[str | None, ...]:
        who = (self.patient, self.birth_date, self.sex, self.trial)
        what = (self.treatment, self.role, self.augments, self.start, self.stop, self.stop_reason)
        how = (self.doses, self.adherence, self.adherence_method, self.sessions, self.electrode_placement)
        return (*who, *what, *how)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial of the file. ``trial.id`` and ``trial.augments`` are the file's own words, if any."""

    line: int
    patient: str
    written: str
    trial: Trial
    column: str
    augments_column: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A name to be asked about, with the treatments that it may mean: perhaps none."""

    written: str
    candidates: tuple[Treatment, ...]
    line: int
    column: str
    answer: str | None = None

    @property
    def fault(self) -> RowFault:
        names = " or ".join(entry.name for entry in self.candidates)
        return RowFault(self.line, self.column, self.written, names or "the name of a treatment")


@dataclass(frozen=True, slots=True)
class Understood:
    rows: tuple[TrialRow, ...]
    people: dict[str, Person]
    faults: tuple[RowFault, ...]
    doubtful: tuple[Doubtful, ...] = ()
    """Every name that is not certain, in the order of the file, answered or not."""
    left_out: int = 0
    unlikely: tuple[RowFault, ...] = ()
    """Possible and stored, but worth a second look."""

    @property
    def unanswered(self) -> tuple[Doubtful, ...]:
        return tuple(one for one in self.doubtful if one.answer is None)


def understand(
    table: Table, mapping: Mapping, today: date, answers: Answers[str, str] | None = None
) -> Understood:
    """``answers``: a name as written -> the treatment that is meant, or ``LEAVE_OUT``."""
    check_columns(table, mapping.columns())
    reader = _Reader(mapping, today, answers or {})
    for row in table.rows:
        reader.read(row)
    return Understood(
        rows=tuple(reader.rows),
        people=reader.people.found,
        faults=tuple(sorted((*table.faults, *reader.faults), key=lambda fault: fault.line)),
        doubtful=tuple(reader.doubtful.values()),
        left_out=reader.left_out,
        unlikely=tuple(reader.unlikely),
    )


class _Reader:
    def __init__(self, mapping: Mapping, today: date, answers: Answers[str, str]) -> None:
        self.mapping, self.today, self.answers = mapping, today, answers
        self.people = People(mapping, today)
        self.rows: list[TrialRow] = []
        self.faults: list[RowFault] = []
        self.unlikely: list[RowFault] = []
        self.names: dict[str, Treatment | None] = {}
        self.doubtful: dict[str, Doubtful] = {}
        self.ids: dict[tuple[str, str], int] = {}
        self.left_out = 0

    def read(self, row: Row) -> None:
        try:
            person = self.people.of(row)
            found = self._treatment(row)
            if found is None:
                self.left_out += self.answers.get(row.cells[self.mapping.treatment]) == LEAVE_OUT
                return
            trial = self._trial(row, found, person)
        except Bad as bad:
            self.faults.append(bad.at(row.line))
            return
        self.people.keep(person)
        columns = self.mapping.treatment, self.mapping.augments or ""
        self.rows.append(TrialRow(row.line, person.number, row.cells[columns[0]], trial, *columns))

    def _treatment(self, row: Row) -> Treatment | None:
        """``None`` where the name has to be asked about, or is to be left out."""
        written = row.cells[self.mapping.treatment]
        if not written:
            raise Bad(self.mapping.treatment, written, "the name of a treatment")
        if written not in self.names:
            self.names[written] = self._named(written, row.line)
        return self.names[written]

    def _named(self, written: str, line: int) -> Treatment | None:
        found = match_name(written)
        if isinstance(found, Treatment):
            return found
        answer = self.answers.get(written)
        self.doubtful[written] = Doubtful(written, found or (), line, self.mapping.treatment, answer)
        return treatment(answer) if answer and answer != LEAVE_OUT else None

    def _trial(self, row: Row, found: Treatment, person: Person) -> Trial:
        said = self._said(row, found)
        birth = person.birth_date or date(self.today.year - OLDEST, 1, 1)
        who = {"reference": "-", "birth_date": birth.isoformat(), "sex": person.sex}
        whole_record = {"format": "trd-record/1", "patient": who, "trials": [said]}
        try:
            read = record_file.parse(whole_record, as_of=self.today)
        except record_file.RefusedRecord as refused:
            raise self._placed(row, refused.errors[0]) from None
        label, augments = self._label(row, person), cell(row, self.mapping.augments, _short)
        self._notice_unlikely(row, said, found)
        return replace(read.trials[0], id=label or "", augments=augments)

    def _said(self, row: Row, found: Treatment) -> dict[str, Any]:
        """The row as one trial of a record file; what it does not say is left out."""
        given, start = self.mapping, self._start(row)
        role = cell(row, given.role, one_of(ROLES)) or found.usual_role
        method = cell(row, given.adherence_method, one_of(ADHERENCE_METHODS))
        stop = cell(row, given.stop, given.day_of)
        said = {
            "id": "new",
            "treatment": found.id,
            "role": role,
            "start": start.isoformat(),
            "stop": stop.isoformat() if stop else None,
            "stop_reason": cell(row, given.stop_reason, one_of(STOP_REASONS)),
            "session_count": cell(row, given.sessions, whole),
            "electrode_placement": cell(row, given.electrode_placement, one_of(ELECTRODE_PLACEMENTS)),
            "doses": cell(
                row, given.doses, lambda at, text: trial_cells.doses(at, text, start, found, given)
            ),
            "adherence": cell(row, given.adherence, lambda at, text: trial_cells.adherence(at, text, method)),
        }
        return {name: value for name, value in said.items() if value is not None}

    def _start(self, row: Row) -> date:
        start = cell(row, self.mapping.start, self.mapping.day_of)
        if start is None:
            raise Bad(self.mapping.start, row.cells[self.mapping.start], "the day of the start")
        return start

    def _placed(self, row: Row, fault: record_file.Fault) -> Bad:
        """A fault of a record file, told by the column that it came from."""
        part = fault.where.removeprefix("trials[0].").split("[")[0].split(".")[0]
        column = getattr(self.mapping, _PLACES.get(part, part), None) or self.mapping.start
        return Bad(column, str(row.cells[column]), fault.expected)

    def _label(self, row: Row, person: Person) -> str | None:
        label = cell(row, self.mapping.trial, _short)
        before = self.ids.setdefault((person.number, label), row.line) if label else row.line
        if before != row.line:
            raise Bad(self.mapping.trial or "", label or "", f"an id of its own: line {before} has it")
        return label

    def _notice_unlikely(self, row: Row, said: dict[str, Any], found: Treatment) -> None:
        column = self.mapping.doses or ""
        if any(trial_cells.unlikely(step, found) for step in said.get("doses", ())):
            usual = f"{in_figures(found.usual_max or found.label_max or 0)} {found.dose_unit}"
            self.unlikely.append(RowFault(row.line, column, row.cells[column], f"usually at most {usual}"))


def _short(column: str, text: str) -> str:
    if len(text) > TEXT_LENGTH:
        raise Bad(column, text, f"at most {TEXT_LENGTH} characters")
    return text
