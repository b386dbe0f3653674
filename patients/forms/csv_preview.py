"""The only place for what an import would do, as it is shown before, and for the work that then does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from patients.actions.import_job import Job
from patients.actions.score_import import ScoreFile, ScorePlan, import_scores, plan_scores
from patients.actions.table_import import Imported, Into, Progress
from patients.actions.trial_import import TrialFile, TrialPlan, import_trials, plan_trials
from patients.exchange import score_rows, trial_rows
from patients.exchange.csv_reading import RowFault, Table
from patients.exchange.score_rows import Rating
from patients.exchange.trial_rows import Doubtful, TrialRow
from patients.forms.csv_columns import ColumnsForm, Mapping
from patients.forms.csv_import import Upload
from patients.forms.fields import words
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS
from patients.models import User
from patients.record import in_figures

FIRST_ROWS = 10
LISTED = 200
SCORE_HEADER = ("Line", "Patient", "Date", "Scale", "Total", "Items", "Rater")
TRIAL_HEADER = (
    "Line",
    "Patient",
    "In the file",
    "Treatment",
    "Given as",
    "From",
    "To",
    "Doses",
    "Taken",
    "Id",
)

Understood = score_rows.Understood | trial_rows.Understood


@dataclass(frozen=True, slots=True)
class Preview:
    """What storing would do; ``faults`` are all, of which a page shows the first."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    new: int
    already_there: int
    not_stored: int
    """Rows without a score, or of a treatment that was said to be none."""
    known_patients: int
    new_patients: int
    without_birth_date: int
    faults: tuple[RowFault, ...]
    doubtful: tuple[Doubtful, ...] = ()
    unlikely: tuple[RowFault, ...] = ()

    @property
    def shown_faults(self) -> tuple[RowFault, ...]:
        return self.faults[:LISTED]

    @property
    def shown_unlikely(self) -> tuple[RowFault, ...]:
        return self.unlikely[:LISTED]

    @property
    def bad_rows(self) -> int:
        return len({fault.line for fault in self.faults})

    @property
    def unanswered(self) -> int:
        return sum(name.answer is None for name in self.doubtful)

    @property
    def storable(self) -> bool:
        return not self.unanswered and bool(self.new or self.new_patients)


@dataclass(frozen=True, slots=True)
class Checked:
    """The file understood as its columns were said to be."""

    upload: Upload
    into: Into
    understood: Understood

    @property
    def rows(self) -> int:
        return len(self.understood.people) + len(_rows(self.understood))

    def preview(self) -> Preview:
        """Reads what is there; whether a number is someone else's is not asked."""
        if isinstance(self.understood, score_rows.Understood):
            return _of_scores(self.understood, plan_scores(into=self.into, understood=self.understood))
        return _of_trials(self.understood, plan_trials(into=self.into, understood=self.understood))

    def job(self, at: datetime, *, keep_good_rows: bool) -> Job:
        """Checks everything again, in the transaction that stores it."""
        upload, understood, into = self.upload, self.understood, self.into

        def work(progress: Progress) -> Imported:
            if isinstance(understood, score_rows.Understood):
                scores = ScoreFile(upload.name, understood, keep_good_rows)
                return import_scores(into=into, file=scores, at=at, progress=progress)
            trials = TrialFile(upload.name, understood, keep_good_rows)
            return import_trials(into=into, file=trials, at=at, progress=progress)

        return Job(into.by, upload.token, upload.name, upload.kind, work)


def check(upload: Upload, table: Table, form: ColumnsForm, user: User, at: datetime) -> Checked:
    """``RefusedTable`` when the columns cannot be what they were said to be."""
    into = form.into(user)
    today = at.astimezone(into.clinic.zone).date()
    mapping: Mapping = form.mapping()
    if isinstance(mapping, score_rows.Mapping):
        return Checked(upload, into, score_rows.understand(table, mapping, today))
    return Checked(upload, into, trial_rows.understand(table, mapping, today, upload.answers))


def _rows(understood: Understood) -> tuple[Rating, ...] | tuple[TrialRow, ...]:
    return understood.ratings if isinstance(understood, score_rows.Understood) else understood.rows


def _of_scores(understood: score_rows.Understood, plan: ScorePlan) -> Preview:
    return Preview(
        header=SCORE_HEADER,
        rows=tuple(_score(rating) for rating in plan.new[:FIRST_ROWS]),
        not_stored=understood.unrated,
        **_shared(plan),
    )


def _of_trials(understood: trial_rows.Understood, plan: TrialPlan) -> Preview:
    asked = {name.fault for name in understood.unanswered}
    told = _shared(plan) | {"faults": tuple(fault for fault in plan.faults if fault not in asked)}
    return Preview(
        header=TRIAL_HEADER,
        rows=tuple(_trial(row) for row in plan.new[:FIRST_ROWS]),
        not_stored=understood.left_out,
        doubtful=understood.doubtful,
        unlikely=understood.unlikely,
        **told,
    )


def _shared(plan: ScorePlan | TrialPlan) -> dict[str, Any]:
    newcomers = plan.met.newcomers.values()
    return {
        "new": len(plan.new),
        "already_there": plan.already_there,
        "known_patients": len(plan.met.known),
        "new_patients": len(newcomers),
        "without_birth_date": sum(person.birth_date is None for person in newcomers),
        "faults": plan.faults,
    }


def _score(rating: Rating) -> tuple[str, ...]:
    items = " ".join("–" if item is None else str(item) for item in rating.items or ())
    total = "from the items" if rating.total is None else str(rating.total)
    scale, rater = INSTRUMENTS[rating.instrument].name, words(rating.rater or "not said")
    return (str(rating.line), rating.patient, str(rating.day), scale, total, items, rater)


def _trial(row: TrialRow) -> tuple[str, ...]:
    trial = row.trial
    role = f"{words(trial.role)} to {trial.augments}" if trial.augments else words(trial.role)
    until = f"{trial.stop} ({words(trial.stop_reason or 'reason not said')})" if trial.stop else "still runs"
    doses = "; ".join(f"{step.start}: {_number(step.dose)}" for step in trial.doses) or "not said"
    if trial.session_count is not None:
        doses = f"{trial.session_count} sessions"
    taken = "; ".join(
        f"{_number(one.percent)} % {words(one.method or '')}".strip() for one in trial.adherence
    )
    name = treatment(trial.treatment).name
    who = (str(row.line), row.patient, row.written, name, role)
    return (*who, str(trial.start), until, doses, taken or "not said", trial.id)


def _number(value: float | None) -> str:
    return "unknown" if value is None else in_figures(value)
