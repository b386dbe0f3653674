"""The only place for the answer in ten seconds: the stage, what is taken now, what could come next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.presenters.ahead import next_change
from assessment.presenters.naming import treatment_name
from assessment.presenters.trials import unit_of
from assessment.rules.ahead import Coming
from assessment.rules.findings import Assessment
from assessment.rules.last_score import LastScore as Last
from assessment.rules.last_score import last_score
from assessment.timeline.panel import scales_used
from assessment.timeline.words import ADEQUACY, GLYPHS, day, dose, scale_name
from patients.instruments import INSTRUMENTS
from patients.record import PatientRecord, Trial

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


def glance(record: PatientRecord, assessment: Assessment, ahead: tuple[Coming, ...] = ()) -> Glance:
    titles = tuple(option.title for option in assessment.next_steps.options)
    return Glance(
        current=tuple(_current(trial, assessment) for trial in record.trials if trial.running),
        last_score=_last_score(record, assessment),
        options=titles[:_AT_A_GLANCE],
        more_options=max(0, len(titles) - _AT_A_GLANCE),
        next_change=next_change(record, assessment, ahead),
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


def _last_score(record: PatientRecord, assessment: Assessment) -> LastScore | None:
    """The newest rating, with its change since the treatment began."""
    last = last_score(record, assessment)
    if last is None:
        return _without_total(record, assessment)
    name, band = scale_name(last.instrument), INSTRUMENTS[last.instrument].band(last.total)
    return LastScore(f"{name} {last.total} on {day(last.on)}", band, _since(record, last))


def _without_total(record: PatientRecord, assessment: Assessment) -> LastScore | None:
    used = scales_used(record)
    rated = [
        one for one in record.scores if used and one.instrument == used[0] and one.date <= assessment.as_of
    ]
    if not rated:
        return None
    text = f"{scale_name(rated[-1].instrument)}: no total on {day(rated[-1].date)}"
    return LastScore(text, "", "items are missing")


def _since(record: PatientRecord, last: Last) -> str:
    if last.baseline is None or last.baseline_on is None:
        return "no earlier score to compare"
    trial = record.trial(last.of) if last.of else None
    first = "the first of this episode" if record.current_episode else "the first on record"
    before = f", {f'before {treatment_name(trial.treatment, trial.role)}' if trial else first}"
    return f"{_change(last)} {last.baseline} on {day(last.baseline_on)}{before}"


def _change(last: Last) -> str:
    percent = last.improved_percent
    if percent is None or last.baseline == last.total:
        return "unchanged from"
    return f"{abs(percent):.0f} % {'better' if percent > 0 else 'worse'} than"
