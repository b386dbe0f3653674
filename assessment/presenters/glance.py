"""The only place for the answer in ten seconds: the stage, what is taken now, what could come next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.presenters.naming import treatment_name
from assessment.presenters.trials import unit_of
from assessment.rules.findings import Assessment
from assessment.timeline.panel import scales_used
from assessment.timeline.words import ADEQUACY, GLYPHS, day, dose, scale_name
from patients.instruments import INSTRUMENTS, total_of
from patients.record import PatientRecord, Score, Trial

_AT_A_GLANCE = 3


@dataclass(frozen=True, slots=True)
class Current:
    """One running treatment: name with dose, its week, its verdict."""

    id: str
    name: str
    week: str
    adequacy: str
    verdict: str


@dataclass(frozen=True, slots=True)
class LastScore:
    text: str
    band: str
    change: str


@dataclass(frozen=True, slots=True)
class Glance:
    current: tuple[Current, ...]
    last_score: LastScore | None
    options: tuple[str, ...]
    more_options: int
    next_change: str


def glance(record: PatientRecord, assessment: Assessment) -> Glance:
    titles = tuple(option.title for option in assessment.next_steps.options)
    ahead = assessment.next_change_on
    return Glance(
        current=tuple(_current(trial, assessment) for trial in record.trials if trial.running),
        last_score=_last_score(record),
        options=titles[:_AT_A_GLANCE],
        more_options=max(0, len(titles) - _AT_A_GLANCE),
        next_change=day(ahead) if ahead else "",
    )


def _current(trial: Trial, assessment: Assessment) -> Current:
    finding = assessment.trial(trial.id)
    steps = [step for step in trial.doses if step.start <= assessment.as_of]
    name = treatment_name(trial.treatment, trial.role)
    name = f"{name} {dose(steps[-1], unit_of(trial))}" if steps else name
    verdict = f"{GLYPHS[finding.adequacy]} {ADEQUACY[finding.adequacy]}"
    return Current(trial.id, name, week_words(trial.start, assessment.as_of), finding.adequacy, verdict)


def week_words(start: date, as_of: date) -> str:
    return f"week {(as_of - start).days // 7 + 1}"


def _last_score(record: PatientRecord) -> LastScore | None:
    """The newest rating on the scale used most, with its change since the one before."""
    used = scales_used(record)
    rated = [score for score in record.scores if used and score.instrument == used[0]]
    if not rated:
        return None
    last, before = rated[-1], rated[-2] if len(rated) > 1 else None
    total, scale = total_of(last), INSTRUMENTS[last.instrument]
    name = scale_name(last.instrument)
    if total is None:
        return LastScore(f"{name}: no total on {day(last.date)}", "", "items are missing")
    return LastScore(f"{name} {total} on {day(last.date)}", scale.band(total), _since(before, total))


def _since(before: Score | None, total: int) -> str:
    earlier = total_of(before) if before else None
    if before is None or earlier is None:
        return "no earlier score to compare"
    way = "lower" if total < earlier else "higher"
    moved = f"{abs(total - earlier)} {way}" if total != earlier else "unchanged"
    return (
        f"{moved} than {earlier} on {day(before.date)}"
        if total != earlier
        else f"{moved} since {day(before.date)}"
    )
