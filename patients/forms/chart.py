"""The only place for what a form has to know about the patient before anyone types."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from patients.formulary import Treatment, treatment
from patients.instruments import INSTRUMENTS, OUTCOME_SCALES, item_of, total_of
from patients.record import AdherencePeriod, Check, Medicine, PatientRecord, Score, Trial

USUAL = ("hamd17", "phq9")
"""Where the clinic has not chosen its usual set."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Another medicine that is taken now, with the row that it stands in."""

    reference: UUID
    version: int
    medicine: Medicine


@dataclass(frozen=True, slots=True)
class Chart:
    """The record as it stands, the day it is in the clinic, and who is writing."""

    record: PatientRecord
    today: date
    by: str
    usual: tuple[str, ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    """Trial id -> the version the form is opened with."""
    taken: tuple[Taken, ...] = ()
    """Other medicines without a stop."""

    @property
    def running(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.record.trials if trial.running)

    @property
    def instruments(self) -> tuple[str, ...]:
        """The scale last followed first, then the clinic's usual set."""
        known = [code for code in self.usual or USUAL if code in INSTRUMENTS]
        last = self.last_of_any(OUTCOME_SCALES)
        first = [] if last is None else [last.instrument]
        return tuple(dict.fromkeys([*first, *known]))

    def last_of_any(self, codes: tuple[str, ...]) -> Score | None:
        return next((score for score in reversed(self.record.scores) if score.instrument in codes), None)

    def scores(self, instrument: str) -> tuple[Score, ...]:
        """This scale's ratings with a total, oldest first."""
        of_scale = (score for score in self.record.scores if score.instrument == instrument)
        return tuple(score for score in of_scale if total_of(score) is not None)

    def last(self, instrument: str, before: date | None = None) -> Score | None:
        known = [score for score in self.scores(instrument) if before is None or score.date < before]
        return known[-1] if known else None

    def baseline(self, instrument: str) -> Score | None:
        """The first of the current episode: what "since the start" is measured from."""
        episode = self.record.current_episode
        start = episode.onset if episode and episode.onset else None
        known = self.scores(instrument)
        return next((score for score in known if start is None or score.date >= start), None)

    def last_item(self, instrument: str, number: int) -> int | None:
        """The latest answer to this item; ``None`` = never rated."""
        of_scale = (score for score in reversed(self.record.scores) if score.instrument == instrument)
        answers = (item_of(score, number) for score in of_scale)
        return next((answer for answer in answers if answer is not None), None)

    def check(self, code: str) -> Check | None:
        return next((check for check in reversed(self.record.checks) if check.code == code), None)

    def last_weight(self) -> float | None:
        weights = (m.value for m in reversed(self.record.measurements) if m.test == "weight")
        return next(weights, None)

    def age_on(self, day: date) -> int:
        born = self.record.patient.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def current_dose(trial: Trial, day: date) -> float | None:
    """The dose in force on this day; ``None`` = unknown."""
    reached = [step.dose for step in trial.doses if step.start <= day]
    return reached[-1] if reached else None


def week_of(trial: Trial, day: date) -> int:
    """Week 1 is the first seven days."""
    return max(0, (day - trial.start) // timedelta(days=7)) + 1


def unit_of(trial: Trial) -> str:
    return entry_of(trial).dose_unit


def entry_of(trial: Trial) -> Treatment:
    return treatment(trial.treatment, trial.role)


def adherence_since(trial: Trial, day: date) -> date:
    """From where a new adherence figure counts: the end of the last one, else the start."""
    ends = [period.stop for period in trial.adherence if period.stop is not None and period.stop < day]
    return max([trial.start, *ends])


def last_method(trial: Trial) -> str | None:
    known: list[AdherencePeriod] = [period for period in trial.adherence if period.method]
    return known[-1].method if known else None
