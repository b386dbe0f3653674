"""The only place for what drug levels say: where a window exists, the level decides over the dose."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.rules.policy import Policy
from patients.codes import UnknownUnit, canonical_level
from patients.record import DrugLevel, Trial


@dataclass(frozen=True, slots=True)
class Levels:
    """``steps``: dose step number -> at dose by its level. ``undetectable``: the last level of 0."""

    all_below: bool = False
    undetectable: DrugLevel | None = None
    steps: dict[int, bool] = field(default_factory=dict)
    low: float | None = None
    unit: str | None = None
    readable: tuple[DrugLevel, ...] = ()
    unread: tuple[DrugLevel, ...] = ()
    """Levels in a unit that is not known for this drug: they decide nothing."""


NO_LEVELS = Levels()


def read_levels(trial: Trial, age: int, policy: Policy) -> Levels:
    """What the levels of this trial say, at this age at its start."""
    if not trial.levels:
        return NO_LEVELS
    low, unit = _window(trial.treatment, age, policy)
    zeros = [level for level in trial.levels if level.value == 0]
    undetectable = max(zeros, key=lambda level: level.date, default=None)
    if low is None:
        return Levels(undetectable=undetectable)
    above_zero = [level for level in trial.levels if level.value]
    values = [(level, _value(trial.treatment, level)) for level in above_zero]
    readable = tuple(level for level, value in values if value is not None)
    known = [(level, value >= low) for level, value in values if value is not None]
    return Levels(
        all_below=bool(known) and not any(enough for _, enough in known),
        undetectable=undetectable,
        steps=_by_step(trial, known),
        low=low,
        unit=unit,
        readable=readable,
        unread=tuple(level for level, value in values if value is None),
    )


def _window(drug: str, age: int, policy: Policy) -> tuple[float | None, str | None]:
    if drug == "nortriptyline":
        return policy.nortriptyline_low, "ng/mL"
    if drug == "lithium":
        older = age >= policy.older_adult_lithium_age
        return (policy.lithium_low_older if older else policy.lithium_low), "mmol/L"
    return None, None


def _value(drug: str, level: DrugLevel) -> float | None:
    try:
        return canonical_level(drug, level.value, level.unit or "")[0]
    except UnknownUnit:
        return None


def _by_step(trial: Trial, known: list[tuple[DrugLevel, bool]]) -> dict[int, bool]:
    """A step counts if any of its levels is high enough; a level belongs to the step of its day."""
    steps: dict[int, bool] = {}
    late = bool(trial.doses) and trial.doses[0].start > trial.start
    for level, enough in known:
        index = max(sum(step.start <= level.date for step in trial.doses) - 1, 0)
        if late and level.date >= trial.doses[0].start:
            index += 1  # before the first known dose there is a step of unknown dose
        steps[index] = steps.get(index, False) or enough
    return steps
