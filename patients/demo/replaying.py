"""The only place that turns a finished record into the visits at which a clinician would have logged it."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from datetime import date
from typing import Any

from patients import record
from patients.actions import TrialChange, Visit

PARTS = ("doses", "adherence", "levels", "side_effects")
FACTS = ("scores", "conditions", "symptoms", "measurements", "medicines", "checks")


def visits_of(given: record.PatientRecord, today: date) -> tuple[Visit, ...]:
    """A visit on each day with a score or a change of treatment; what else is known goes to the next one."""
    days = visit_days(given) or [today]
    return tuple(
        Visit(
            date=day,
            episodes=given.episodes if day == days[0] else (),
            started=tuple(_at_start(trial) for trial in given.trials if trial.start == day),
            changes=tuple(
                change for trial in given.trials if (change := _change(trial, day, days)) is not None
            ),
            **{field: _noted(getattr(given, field), day, days) for field in FACTS},
        )
        for day in days
    )


def visit_days(given: record.PatientRecord) -> list[date]:
    days = {score.date for score in given.scores}
    for trial in given.trials:
        days |= {trial.start, *(step.start for step in trial.doses)}
        days |= {trial.stop} if trial.stop else set()
    return sorted(days)


def _noted(facts: Any, day: date, days: list[date]) -> Any:
    return tuple(fact for fact in facts if _noted_on(_day_of(fact), days) == day)


def _noted_on(day: date | None, days: list[date]) -> date:
    """The first visit on or after that day; the last one for what came later or has no day."""
    if day is None:
        return days[-1]
    return days[min(bisect_left(days, day), len(days) - 1)]


def _day_of(fact: Any) -> date | None:
    day: date | None = getattr(fact, "date", None) or getattr(fact, "start", None)
    return day


def _at_start(trial: record.Trial) -> record.Trial:
    """As it was prescribed: the dose of the first day, nothing of what came later."""
    first = tuple(step for step in trial.doses if step.start == trial.start)
    later: dict[str, Any] = dict.fromkeys(PARTS, ())
    return dataclasses.replace(
        trial,
        stop=None,
        stop_reason=None,
        sessions=() if trial.sessions is not None else None,
        **later | {"doses": first},
    )


def _change(trial: record.Trial, day: date, days: list[date]) -> TrialChange | None:
    parts = {part: _noted(getattr(trial, part), day, days) for part in PARTS}
    parts["doses"] = tuple(step for step in parts["doses"] if step.start > trial.start)
    sessions = tuple(when for when in trial.sessions or () if _noted_on(when, days) == day)
    stops = trial.stop is not None and trial.stop == day
    if not (stops or sessions or any(parts.values())):
        return None
    end = {"stop": trial.stop, "stop_reason": trial.stop_reason} if stops else {}
    return TrialChange(trial.id, sessions=sessions, **parts, **end)  # type: ignore[arg-type]
