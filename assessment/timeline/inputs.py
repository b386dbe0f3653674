"""The only place for what the picture is drawn from besides the record and its assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.rules.findings import Assessment, TrialFinding
from assessment.timeline.words import NOT_JUDGED, plain, spoken_trial, verdict_variants
from patients.formulary import treatment
from patients.record import Trial

UNTOLD = "?"
"""The stage while no treatment can be judged: "none" would be a guess."""


@dataclass(frozen=True, slots=True)
class StageFrom:
    """The stage from ``date`` on, until the next entry; ``stage`` is ``None`` while suppressed."""

    date: date
    stage: str | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on one day that is not a trial: a visit, an alert, a decision, a test result."""

    date: date
    kind: str
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Shading:
    """A period during which something other than the treatment could explain the symptoms."""

    start: date
    stop: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Strand:
    """One trial with all that its bar needs: names, dose range, verdict, and what it joins."""

    trial: Trial
    finding: TrialFinding | None
    name: str
    class_group: str
    minimum: float | None
    usual_max: float | None
    unit: str
    base: str | None
    verdicts: tuple[str, ...] = NOT_JUDGED
    """The verdict in words, fullest first, down to its sign."""
    spoken: str = ""
    """Everything its bar shows, to be heard."""

    @property
    def role(self) -> str:
        return self.finding.counted_role if self.finding else self.trial.role

    @property
    def adequacy(self) -> str:
        return self.finding.adequacy if self.finding else "indeterminate"


def strands_of(trials: tuple[Trial, ...], assessment: Assessment) -> tuple[Strand, ...]:
    judged = {finding.id: finding for finding in assessment.trials}
    return tuple(_strand(trial, judged.get(trial.id), trials) for trial in trials)


def _strand(trial: Trial, finding: TrialFinding | None, trials: tuple[Trial, ...]) -> Strand:
    base = _base(trial, finding.counted_role if finding else trial.role, trials)
    verdicts = verdict_variants(finding) if finding else NOT_JUDGED
    try:
        known = treatment(trial.treatment, trial.role)
    except KeyError:
        name = plain(trial.treatment)
        spoken = spoken_trial(trial, finding, name, "")
        return Strand(trial, finding, name, "other", None, None, "", base, verdicts, spoken)
    minimum = finding.minimum_dose if finding and finding.minimum_dose is not None else known.minimum_dose
    group, unit = known.class_group or known.drug_class or "other", known.dose_unit or ""
    name = known.name.removesuffix(" (augmentation)")
    spoken = spoken_trial(trial, finding, name, unit)
    return Strand(trial, finding, name, group, minimum, known.usual_max, unit, base, verdicts, spoken)


def _base(trial: Trial, role: str, trials: tuple[Trial, ...]) -> str | None:
    """The trial an add-on is added to: as recorded, else the antidepressant running at its start."""
    if trial.augments is not None:
        return trial.augments
    if role not in ("augmentation", "combination"):
        return None
    running = [
        other.id
        for other in trials
        if other.role == "antidepressant"
        and other.id != trial.id
        and other.start <= trial.start
        and (other.stop is None or other.stop > trial.start)
    ]
    return running[-1] if running else None
