"""The only place for hypothetical edits of a record: what would change, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assessment.rules.assess import assess_fully
from assessment.rules.conclusions import conclusions
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy
from patients.record import PatientRecord, Trial

_FIELDS = {
    "Episode": "episodes",
    "Score": "scores",
    "Trial": "trials",
    "Condition": "conditions",
    "Symptom": "symptoms",
    "Measurement": "measurements",
    "Medicine": "medicines",
    "Check": "checks",
}


@dataclass(frozen=True, slots=True)
class Add:
    """A further fact: any of the record's (a Score, a Trial, a Check …)."""

    fact: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """Without this fact."""

    fact: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A trial with other values: ``Change("T2", adherence=(AdherencePeriod(80, "pdc"),))``."""

    trial: str
    values: dict[str, Any]


Edit = Add | Remove | Change


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    before: object
    after: object
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    before: Assessment
    after: Assessment
    differences: tuple[Difference, ...]


def what_if(
    record: PatientRecord,
    changes: Sequence[Edit],
    as_of: date,
    policy: Policy | None = None,
    jurisdiction: str = "US",
) -> WhatIf:
    """Both assessments, and every conclusion that differs with the sentences behind the new one."""
    before, now = assess_fully(record, as_of, policy, jurisdiction)
    after, then = assess_fully(edited(record, changes), as_of, policy, jurisdiction)
    old, new = conclusions(now, before.next_steps), conclusions(then, after.next_steps)
    names = dict.fromkeys([*old, *new])
    differences = tuple(
        Difference(name, old.get(name), new.get(name), _because(name, after))
        for name in names
        if old.get(name) != new.get(name)
    )
    return WhatIf(before, after, differences)


def edited(record: PatientRecord, changes: Sequence[Edit]) -> PatientRecord:
    """The record with the changes, or ``ImpossibleRecord`` where they contradict it."""
    for change in changes:
        record = _edited(record, change)
    return record


def _edited(record: PatientRecord, change: Edit) -> PatientRecord:
    if isinstance(change, Change):
        trials = [_with(trial, change) for trial in record.trials]
        if all(trial.id != change.trial for trial in record.trials):
            raise KeyError(f"no trial {change.trial!r}; there are: {', '.join(t.id for t in record.trials)}")
        return replace(record, trials=tuple(trials))
    field = _FIELDS[type(change.fact).__name__]
    facts = list(getattr(record, field))
    if isinstance(change, Add):
        facts.append(change.fact)
    else:
        facts.remove(change.fact)
    edits: dict[str, Any] = {field: tuple(facts)}
    return replace(record, **edits)


def _with(trial: Trial, change: Change) -> Trial:
    return replace(trial, **change.values) if trial.id == change.trial else trial


def _because(name: str, after: Assessment) -> tuple[str, ...]:
    """The sentences behind a conclusion, as far as they belong to it alone."""
    for trial in after.trials:
        if name == trial.id:
            pillars = (trial.dose, trial.duration, trial.adherence)
            return (*(pillar.because for pillar in pillars), *trial.because)
    if name in ("impostors", "alerts"):
        return tuple(one.because for one in getattr(after, name))
    if name == "options":
        return tuple(f"{one.code}: {why}" for one in after.next_steps.options for why in one.because)
    if name == "withheld":
        return tuple(f"{one.code}: {why}" for one in after.next_steps.withheld for why in one.because)
    if name == "warnings":
        return tuple(f"{one.code}: {one.because or one.text}" for one in after.next_steps.warnings)
    return (*after.staging.because, *after.staging.differences)
