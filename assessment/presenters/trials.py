"""The only place that puts a judged trial on the page: its pillars, numbers, what it counts for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from assessment.presenters.citations import MARKS, Citation
from assessment.presenters.naming import PILLAR_OUTCOMES, ROLES, said, treatment_name
from assessment.rules.evidence import source
from assessment.rules.findings import Assessment, Pillar, TrialFinding
from assessment.rules.policy import PolicyFact, policy_facts
from assessment.timeline.words import (
    ADEQUACY,
    GLYPHS,
    OUTCOME,
    STOPPED,
    change,
    day,
    dose,
    dose_unit,
    number,
    period,
    plain,
    scale_name,
    sessions,
    verdict_variants,
)
from patients.formulary import treatment
from patients.record import PatientRecord, Trial


@dataclass(frozen=True, slots=True)
class PillarCard:
    name: str
    outcome: str
    words: str
    because: str


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class TrialCard:
    id: str
    name: str
    group: str
    """Class and role, and the label that reasons refer to it by: "SSRI, antidepressant · T1"."""
    when: str
    doses: str
    running: bool
    dosed: bool
    """Its dose can be changed: sessions have none."""
    adequacy: str
    sign: str
    verdict: str
    line: str
    counts: str
    pillars: tuple[PillarCard, ...]
    facts: tuple[Fact, ...]
    because: tuple[str, ...]
    missing: tuple[str, ...]
    ready_on: str
    limits: tuple[Citation, ...] = ()
    """Each limit that the pillars use, with its source and how surely that was read."""


def trial_cards(record: PatientRecord, assessment: Assessment) -> tuple[TrialCard, ...]:
    """Newest first: what is taken now is what the reader asks about."""
    trials = sorted(record.trials, key=lambda trial: (trial.stop or date.max, trial.start), reverse=True)
    return tuple(trial_card(trial, assessment) for trial in trials)


def trial_card(trial: Trial, assessment: Assessment) -> TrialCard:
    finding = assessment.trial(trial.id)
    name = treatment_name(trial.treatment, trial.role)
    return TrialCard(
        id=trial.id,
        name=name,
        group=_group(name, finding),
        when=period(trial.start, trial.stop),
        doses=doses_in_words(trial),
        running=trial.running,
        dosed=trial.role != "psychotherapy" and unit_of(trial) != "sessions",
        adequacy=finding.adequacy,
        sign=GLYPHS[finding.adequacy],
        verdict=ADEQUACY[finding.adequacy],
        line=verdict_variants(finding)[0].split(" ", 1)[1],
        counts=counts_words(finding),
        pillars=_pillars(finding),
        facts=tuple(_facts(trial, finding)),
        because=finding.because,
        missing=tuple(_missing(trial, name, assessment)),
        ready_on=_ready(finding),
        limits=tuple(_limits(trial, finding, assessment)),
    )


_THRESHOLDS = {
    "min_days": "Duration: {value} days or more",
    "min_adherence_percent": "Adherence: {value} % or more",
    "response_percent": "Response: {value} % better or more",
}


def _limits(trial: Trial, finding: TrialFinding, assessment: Assessment) -> Iterator[Citation]:
    """Of the treatment from the formulary, the others from the policy that judged it."""
    try:
        known = treatment(trial.treatment, trial.role)
        yield Citation("Dose and course of this treatment", known.source, f"confidence {known.confidence}")
    except KeyError:
        pass
    for name, cited in _of_policy(assessment.policy):
        if not (finding.sessions is not None and name == "min_days"):
            yield cited


@cache
def _of_policy(policy: str) -> tuple[tuple[str, Citation], ...]:
    return tuple(
        (
            fact.name,
            Citation(_THRESHOLDS[fact.name].format(value=f"{fact.value:g}"), _title(fact), _mark(fact)),
        )
        for fact in policy_facts(policy)
        if fact.name in _THRESHOLDS
    )


def _title(fact: PolicyFact) -> str:
    return source(fact.source).title


def _mark(fact: PolicyFact) -> str:
    return MARKS[fact.mark]


def _group(name: str, finding: TrialFinding) -> str:
    role = ROLES.get(finding.counted_role, plain(finding.counted_role))
    known = (name, role)
    group = "" if finding.class_group in known else f"{finding.class_group or 'class unknown'}, "
    return f"{group}{role} · {finding.id}"


def doses_in_words(trial: Trial) -> str:
    """50 mg, then 100 mg from 29 Dec 2025."""
    if not trial.doses:
        return sessions(trial) or ("" if trial.role == "psychotherapy" else "dose not recorded")
    unit = unit_of(trial)
    first, *later = trial.doses
    return ", then ".join(
        [dose(first, unit), *(f"{dose(step, unit)} from {day(step.start)}" for step in later)]
    )


def unit_of(trial: Trial) -> str:
    try:
        return treatment(trial.treatment, trial.role).dose_unit
    except KeyError:
        return ""


def counts_words(finding: TrialFinding) -> str:
    """What the trial counts for; an open question stays one."""
    if finding.counts_as_failure:
        return "Counts as a failed adequate trial"
    if finding.adequacy == "not_yet":
        return "Does not count yet"
    if finding.adequacy == "indeterminate":
        return "Does not count: cannot be judged on what is recorded"
    if finding.adequacy == "inadequate":
        return "Does not count: never had a fair chance"
    if finding.outcome == "remission":
        return "Does not count as failed: remission"
    if not finding.in_current_episode:
        return "Does not count: an earlier episode"
    return "Does not count: the outcome cannot be told"


def _pillars(finding: TrialFinding) -> tuple[PillarCard, ...]:
    pillars = (("Dose", finding.dose), ("Duration", finding.duration), ("Adherence", finding.adherence))
    return tuple(_pillar(name, pillar) for name, pillar in pillars)


def _pillar(name: str, pillar: Pillar) -> PillarCard:
    return PillarCard(name, pillar.outcome, said(PILLAR_OUTCOMES, pillar.outcome), pillar.because)


def _facts(trial: Trial, finding: TrialFinding) -> list[Fact]:
    minimum = finding.minimum_dose
    known = [
        Fact("Baseline", _score(finding.baseline, finding.baseline_date, finding.baseline_instrument)),
        Fact("Endpoint", _score(finding.endpoint, finding.endpoint_date, finding.instrument)),
        Fact("Change", change(finding) or "cannot be computed"),
        Fact("Outcome", OUTCOME[finding.outcome]),
    ]
    if minimum is not None:
        known.append(Fact("Minimum dose", f"{number(minimum)} {_minimum_unit(trial)}"))
    if finding.days_at_dose is not None:
        known.append(Fact("Days at that dose or more", str(finding.days_at_dose)))
    if finding.sessions is not None:
        known.append(Fact("Sessions that count", str(finding.sessions)))
    percent = finding.adherence_percent
    known.append(Fact("Adherence", "not known" if percent is None else f"{number(percent)} %"))
    if trial.stop:
        reason = STOPPED.get(trial.stop_reason or "", "reason not recorded")
        known.append(Fact("Stopped", reason.removeprefix("stopped: ")))
    known += [Fact("Side effect", _effect(e.effect, e.severity, e.date)) for e in trial.side_effects]
    return known


def _minimum_unit(trial: Trial) -> str:
    """A minimum a session is not one a day."""
    unit = unit_of(trial)
    return "mg a session" if unit == "mg/session" else dose_unit(unit)


def _score(total: int | None, when: date | None, scale: str | None) -> str:
    if total is None:
        return "not known"
    return " ".join(
        text
        for text in (scale_name(scale) if scale else "", str(total), f"on {day(when)}" if when else "")
        if text
    )


def _effect(effect: str, severity: str | None, when: date | None) -> str:
    return ", ".join(text for text in (plain(effect), severity or "", day(when) if when else "") if text)


def _missing(trial: Trial, name: str, assessment: Assessment) -> list[str]:
    """What the rules ask for about this trial."""
    return [
        f"{missing.what}: {missing.would_change}"
        for missing in assessment.missing
        if f"({trial.id})" in missing.what or f" {trial.id}" in missing.what or name in missing.what
    ]


def _ready(finding: TrialFinding) -> str:
    if finding.adequacy != "not_yet":
        return ""
    ready = finding.earliest_adequate_on
    if ready is None:
        return "At the present dose it does not become adequate."
    return f"Can be judged from {day(ready)} if nothing changes."
