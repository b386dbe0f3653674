"""The only place for the stage over time: the rules asked again on each day something could change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from assessment.rules.conclusions import nothing_judged
from assessment.rules.findings import Assessment, Staging, TrialFinding
from assessment.rules.judging import judge
from assessment.rules.policy import Policy
from assessment.timeline.inputs import UNTOLD, StageFrom
from patients.record import PatientRecord, record_on

_SCREENS = ("mdq", "rms", "asrm", "stop_bang", "audit", "audit_c")


@lru_cache(maxsize=256)
def stages_of(record: PatientRecord, assessment: Assessment, policy: Policy) -> tuple[StageFrom, ...]:
    """The stage from each day on which it changed, up to the day of the assessment."""
    steps: list[StageFrom] = []
    for day in sorted(_days(record, assessment)):
        step = _stage_on(record, day, assessment, policy)
        if not steps or (steps[-1].stage, steps[-1].provisional) != (step.stage, step.provisional):
            steps.append(step)
    return tuple(steps)


def _stage_on(record: PatientRecord, day: date, assessment: Assessment, policy: Policy) -> StageFrom:
    if day == assessment.as_of:
        return _step(day, assessment.staging, assessment.trials)
    then = judge(record_on(record, day), day, policy, assessment.jurisdiction)
    return _step(day, then.staging, then.trials)


def _step(day: date, staging: Staging, trials: Sequence[TrialFinding]) -> StageFrom:
    """The lowest rung for want of a treatment that can be judged is no finding, as in the words above."""
    if staging.ladder == "0" and nothing_judged((trial.adequacy, trial.outcome) for trial in trials):
        return StageFrom(day, UNTOLD)
    return StageFrom(day, staging.ladder, staging.provisional)


def _days(record: PatientRecord, assessment: Assessment) -> set[date]:
    """The days on which a trial, a screen, a check or an episode could have moved the stage."""
    days = {assessment.as_of, *(trial.start for trial in record.trials)}
    days |= {trial.stop for trial in record.trials if trial.stop}
    for finding in assessment.trials:
        days |= {day for day in (finding.adequate_on, finding.endpoint_date) if day}
    days |= {check.date for check in record.checks} | {condition.date for condition in record.conditions}
    days |= {check.valid_until + timedelta(days=1) for check in assessment.checks if check.valid_until}
    days |= {score.date for score in record.scores if score.instrument in _SCREENS}
    days |= {day for episode in record.episodes for day in (episode.onset, episode.end) if day}
    first = min((trial.start for trial in record.trials), default=assessment.as_of)
    return {day for day in days if first <= day <= assessment.as_of}
