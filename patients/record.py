"""The only place for what a patient record *is*: frozen facts, no Django, no clock.

Shapes and meanings are those of the file form ``trd-record/1`` (docs/record-format.md).
A record that cannot be (a trial that stops before it starts, 120 % by pill count) cannot be
built: constructors raise ``ImpossibleRecord``. Unknown is ``None`` and never means "no".
Periods are half-open: ``stop`` is the first day without the treatment.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import lt
from typing import Any

SEXES = ("female", "male", "other", "unknown")
RATERS = ("clinician", "self", "informant", "retrospective")
ROLES = ("antidepressant", "augmentation", "combination", "neuromodulation", "psychotherapy")
STOP_REASONS = (
    "lack_of_efficacy",
    "intolerance",
    "nonadherence",
    "remission",
    "patient_choice",
    "logistics",
    "incomplete",
    "other",
)
ADHERENCE_METHODS = (
    "level",
    "pdc",
    "mpr",
    "pill_count",
    "caregiver",
    "self_report",
    "record",
    "drug_level",
)
SEVERITIES = ("mild", "moderate", "severe")
ELECTRODE_PLACEMENTS = ("bilateral", "right_unilateral")
CONDITION_STATUSES = ("present", "past", "treated", "absent", "suspected")
CHECK_STATES = ("not_assessed", "ruled_out", "present", "treated")

MAX_MPR_PERCENT = 1000.0  # an MPR above 100 is real (early refills); above this it is a typing error


class ImpossibleRecord(ValueError):
    """A fact that contradicts itself: ``found`` is not ``expected`` in ``field``."""

    def __init__(self, field: str, found: object, expected: str) -> None:
        super().__init__(f"{field}: found {found!r}, expected {expected}")
        self.field, self.found, self.expected = field, found, expected


def in_figures(number: float) -> str:
    """Every digit that was given and none more: never 1e+09, never 100.0."""
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _one_of(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise ImpossibleRecord(field, value, f"one of {', '.join(allowed)}")


def _number(field: str, value: float | None, low: float, high: float = math.inf) -> None:
    if value is None:
        return
    if not (math.isfinite(value) and low <= value <= high):
        upper = "" if high == math.inf else f" to {in_figures(high)}"
        raise ImpossibleRecord(field, value, f"a number from {in_figures(low)}{upper}")


def _after(field: str, value: date | None, start: date | None, what: str) -> None:
    if value is not None and start is not None and value <= start:
        raise ImpossibleRecord(field, value.isoformat(), f"a day after {what} {start.isoformat()}")


@dataclass(frozen=True, slots=True)
class Patient:
    reference: str
    birth_date: date
    sex: str

    def __post_init__(self) -> None:
        _one_of("sex", self.sex, SEXES)


@dataclass(frozen=True, slots=True)
class Episode:
    """A depressive episode; ``end`` is ``None`` for the current one, ``onset`` ``None`` if unknown."""

    onset: date | None
    end: date | None = None

    def __post_init__(self) -> None:
        _after("end", self.end, self.onset, "the onset")


@dataclass(frozen=True, slots=True)
class Score:
    """One rating. ``total`` or ``items`` or both; ``items`` has ``None`` where not rated."""

    date: date
    instrument: str
    total: int | None = None
    items: tuple[int | None, ...] | None = None
    rater: str | None = None
    answers: tuple[tuple[str, str | int | bool], ...] = ()

    def __post_init__(self) -> None:
        _one_of("rater", self.rater, RATERS)
        if self.total is None and self.items is None:
            raise ImpossibleRecord("total", None, "a total, the items, or both")


@dataclass(frozen=True, slots=True)
class DoseStep:
    """``dose`` (unit of the formulary, usually mg a day) from ``start`` on; 0 = not taken; None = unknown."""

    start: date
    dose: float | None

    def __post_init__(self) -> None:
        _number("dose", self.dose, 0)


@dataclass(frozen=True, slots=True)
class AdherencePeriod:
    """``percent`` taken, by ``method``; ``start``/``stop`` default to the whole trial."""

    percent: float | None
    method: str | None = None
    start: date | None = None
    stop: date | None = None

    def __post_init__(self) -> None:
        _one_of("method", self.method, ADHERENCE_METHODS)
        _number("percent", self.percent, 0, MAX_MPR_PERCENT if self.method == "mpr" else 100)
        _after("to", self.stop, self.start, "its from")


@dataclass(frozen=True, slots=True)
class DrugLevel:
    date: date
    value: float | None
    unit: str | None

    def __post_init__(self) -> None:
        _number("value", self.value, 0)


@dataclass(frozen=True, slots=True)
class SideEffect:
    effect: str
    date: date | None = None
    severity: str | None = None

    def __post_init__(self) -> None:
        _one_of("severity", self.severity, SEVERITIES)


@dataclass(frozen=True, slots=True)
class Trial:
    """One treatment trial: a medicine, a procedure (sessions) or a psychotherapy."""

    id: str
    treatment: str
    role: str
    start: date
    stop: date | None = None
    stop_reason: str | None = None
    augments: str | None = None
    doses: tuple[DoseStep, ...] = ()
    sessions: tuple[date, ...] | None = None
    session_count: int | None = None
    electrode_placement: str | None = None
    adherence: tuple[AdherencePeriod, ...] = ()
    levels: tuple[DrugLevel, ...] = ()
    side_effects: tuple[SideEffect, ...] = ()

    def __post_init__(self) -> None:
        _one_of("role", self.role, ROLES)
        _one_of("stop_reason", self.stop_reason, STOP_REASONS)
        _one_of("electrode_placement", self.electrode_placement, ELECTRODE_PLACEMENTS)
        _after("stop", self.stop, self.start, "the start")
        _number("session_count", self.session_count, 0)
        _sort_in_place(self, "adherence", "levels", "side_effects")
        self._check_doses()

    def _check_doses(self) -> None:
        previous: date | None = None
        for index, step in enumerate(self.doses):
            where = f"doses[{index}].from"
            if step.start < self.start or (self.stop is not None and step.start >= self.stop):
                raise ImpossibleRecord(where, step.start.isoformat(), "a day within the trial")
            _after(where, step.start, previous, "the dose step before it,")
            previous = step.start

    @property
    def running(self) -> bool:
        """No stop is recorded; a record read as of a date never holds later stops."""
        return self.stop is None


@dataclass(frozen=True, slots=True)
class Condition:
    code: str
    status: str | None
    date: date

    def __post_init__(self) -> None:
        _one_of("status", self.status, CONDITION_STATUSES)


@dataclass(frozen=True, slots=True)
class Symptom:
    code: str
    date: date


@dataclass(frozen=True, slots=True)
class Measurement:
    """A test result, ``unit`` the canonical one of ``patients/codes`` (the parser converts)."""

    date: date
    test: str
    value: float | None
    unit: str | None

    def __post_init__(self) -> None:
        _number("value", self.value, 0)


@dataclass(frozen=True, slots=True)
class Medicine:
    """Another medicine, by free-text ``name``; matched against a list by the rules."""

    name: str
    start: date
    stop: date | None = None

    def __post_init__(self) -> None:
        _after("stop", self.stop, self.start, "the start")


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of the impostor checklist."""

    code: str
    state: str | None
    date: date
    by: str | None = None

    def __post_init__(self) -> None:
        _one_of("state", self.state, CHECK_STATES)


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Everything the rules may know about one patient.

    The order of facts means nothing: each tuple is kept in one fixed order, so that equal
    records are equal however they were entered.
    """

    patient: Patient
    episodes: tuple[Episode, ...] = ()
    scores: tuple[Score, ...] = ()
    trials: tuple[Trial, ...] = ()
    conditions: tuple[Condition, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        _sort_in_place(self, *_FACTS)
        if sum(episode.end is None for episode in self.episodes) > 1:
            raise ImpossibleRecord("episodes", "two without an end", "at most one open episode")
        ids = [trial.id for trial in self.trials]
        if len(set(ids)) != len(ids):
            raise ImpossibleRecord("trials", ids, "each trial id once")
        for trial in self.trials:
            if trial.augments is not None and trial.augments not in ids:
                raise ImpossibleRecord("augments", trial.augments, "the id of another trial")

    def trial(self, trial_id: str) -> Trial:
        """The trial with this id; ``KeyError`` if there is none."""
        for trial in self.trials:
            if trial.id == trial_id:
                return trial
        raise KeyError(trial_id)

    @property
    def current_episode(self) -> Episode | None:
        return next((episode for episode in self.episodes if episode.end is None), None)


_FACTS = (
    "episodes",
    "scores",
    "trials",
    "conditions",
    "symptoms",
    "measurements",
    "medicines",
    "checks",
)


def _sort_in_place(facts: object, *fields: str) -> None:
    for field in fields:
        values = getattr(facts, field)
        if len(values) > 1 and not _rises(values):
            object.__setattr__(facts, field, tuple(_in_order(values)))


def _rises(values: tuple[Any, ...]) -> bool:
    """Each on a later day than the one before it: in order, whatever else they hold."""
    days = [*map(_when, values)]
    return all(map(lt, days, days[1:]))


def _in_order(values: tuple[Any, ...]) -> Iterator[Any]:
    """Most facts differ by their day, which is quick to see; only those of the same day need more."""
    for _, of_day in groupby(sorted(values, key=_when), key=_when):
        facts = list(of_day)
        yield from sorted(facts, key=in_time) if len(facts) > 1 else facts


def _when(fact: Any) -> date:
    found = getattr(fact, "date", None) or getattr(fact, "start", None) or getattr(fact, "onset", None)
    return found or date.min


def in_time(fact: object) -> tuple[Any, ...]:
    """Earliest first; then field by field, unknown before known."""
    values = (getattr(fact, name) for name in fact.__dataclass_fields__)  # type: ignore[attr-defined]
    return (_when(fact), *((value is not None, str(value)) for value in values))
