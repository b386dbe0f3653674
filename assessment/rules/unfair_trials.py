"""The only place for the flags of trials that were never a fair fight: stopped early, too low, not taken."""

from __future__ import annotations

from collections.abc import Callable

from assessment.rules.clues import Clues
from assessment.rules.findings import TrialFinding
from assessment.rules.raised import PRESENT, Raised
from patients.formulary import treatment


def _of_trials(clues: Clues, reason: str, said: Callable[[TrialFinding], str | None]) -> Raised:
    if reason not in clues.reasons:
        return None
    sentences = [why for trial in clues.current if (why := said(trial))]
    return (PRESENT, " ".join(sentences)) if sentences else None


def name_of(trial: TrialFinding) -> str:
    return f"{treatment(trial.treatment).name} ({trial.id})"


def intolerance(clues: Clues) -> Raised:
    def said(trial: TrialFinding) -> str | None:
        if "intolerance_stop" not in trial.reasons:
            return None
        days = trial.days_on_treatment
        return f"{name_of(trial)} was stopped for side effects after {days} days, before it was adequate."

    return _of_trials(clues, "intolerance_stop", said)


def with_reason(reason: str, pillar: str) -> Callable[[Clues], Raised]:
    def said(trial: TrialFinding) -> str | None:
        return f"{name_of(trial)}: {getattr(trial, pillar).because}" if reason in trial.reasons else None

    return lambda clues: _of_trials(clues, reason, said)


def short_duration(clues: Clues) -> Raised:
    def said(trial: TrialFinding) -> str | None:
        if trial.running or "duration_too_short" not in trial.reasons:
            return None
        if "dose_below_minimum" in trial.reasons or "intolerance_stop" in trial.reasons:
            return None
        return f"{name_of(trial)}: {trial.duration.because}"

    return _of_trials(clues, "duration_too_short", said)
