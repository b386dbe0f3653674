"""The only place for the shapes of what the rules conclude (docs/assessment-format.md).

Frozen findings out. Every finding says why (``because``: plain sentences with dates and
numbers), and "cannot tell" is an answer. Codes are those of ``trd-assessment/1``. What is made many
times for a record is a ``NamedTuple``: a frozen dataclass sets its fields one by one, at thrice the cost.
One with ten to twenty fields is made by ``X.__new__(X, field=...)``: ``X(field=...)`` packs the names into a
dictionary first, which costs as much again. ``TrialFinding`` is made by place, in one function: each of its
forty names would be looked for among all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Day = date  # for findings that have a field called ``date``

MET, NOT_MET, NOT_APPLICABLE, CANNOT_TELL = "met", "not_met", "not_applicable", "cannot_tell"


class Pillar(NamedTuple):
    """Dose, duration or adherence of one trial: met, not_met, not_applicable or cannot_tell."""

    outcome: str
    because: str


class TrialFinding(NamedTuple):
    """One trial, judged. The first block is the file form; the second is for later rules only."""

    id: str
    treatment: str
    role: str
    adequacy: str
    reasons: tuple[str, ...]
    dose: Pillar
    duration: Pillar
    adherence: Pillar
    days_at_dose: int | None
    sessions: int | None
    effective_start: date | None
    earliest_adequate_on: date | None
    baseline: int | None
    baseline_date: date | None
    endpoint: int | None
    endpoint_date: date | None
    instrument: str | None
    improvement_percent: float | None
    """Unrounded, same instrument only; the file form rounds to two decimals."""
    outcome: str
    counts_as_failure: bool
    because: tuple[str, ...]
    # for later rules, not in the file form
    counted_role: str
    """The role the rules use: an overlapping second antidepressant is judged a ``combination``."""
    class_group: str | None
    running: bool
    in_current_episode: bool
    last_dose: float | None
    """The latest known daily dose above 0; ``None`` when unknown."""
    highest_dose: float | None
    minimum_dose: float | None
    adherence_percent: float | None
    """What decided the adherence pillar; ``None`` = unknown."""
    adequate_on: date | None
    """The first day on which the trial was adequate; not known of a count of sessions that goes on."""
    days_on_treatment: int
    provisional_improvement: float | None = None
    """Across scales (scales.md 3.4): advice only, never an outcome."""
    provisional_outcome: str | None = None
    flags: tuple[str, ...] = ()
    """Alert codes this trial raises: baseline_missing, scale_mismatch, loss_of_response …"""
    optimised: bool = False
    """For the MGH score: four weeks at the usual maximum, or twice the minimum duration."""
    counts_as_antidepressant: bool = True
    """Judged as a trial of an antidepressant of its own: may enter the ladder if it failed."""
    adequate_athf: bool = False
    """Adequate as ATHF-SF asks (four weeks): shown beside, never used for the stage."""
    scores_until: date | None = None
    """The last day whose score is this trial's, where a later treatment takes over from then on."""
    baseline_instrument: str | None = None
    """``instrument`` is that of the endpoint; without one both are the baseline's."""


@dataclass(frozen=True, slots=True)
class Maudsley:
    duration: int
    severity: int
    antidepressants: int
    augmentation: int
    ect: int
    total: int
    band: str


class Staging(NamedTuple):
    """All staging models side by side from the same trials; ``None`` = suppressed or not computable."""

    ladder: str | None
    thase_rush: str | None
    suppressed: bool
    provisional: bool
    counted_failures: int
    failed_class_groups: tuple[str, ...]
    augmentation_failures: int
    ect_failures: int
    article: bool
    regulatory_two_trials: bool
    delphi_two_trials: bool
    maudsley: Maudsley | None
    mgh: float | None
    european: str | None
    because: tuple[str, ...]
    differences: tuple[str, ...] = ()
    """Why two models disagree here, in words."""
    details: tuple[tuple[str, object], ...] = ()
    """Further models by name (``dm_trd``, ``mgh_level``, ``athf_sf_4_weeks`` …) with their values."""
    flags: tuple[str, ...] = ()
    """Alert codes the stage raises: three_classes_failed, ect_out_of_sequence."""


class Impostor(NamedTuple):
    code: str
    state: str
    because: str
    clears: str
    source: str


class CheckFinding(NamedTuple):
    """One line of the impostor checklist as it stands on the day."""

    code: str
    state: str
    """not_assessed, ruled_out, present, treated or expired."""
    date: Day | None
    by: str | None
    valid_until: Day | None
    """The last day on which the answer still counts; ``None`` = no end, or nothing to count."""
    core: bool


class Alert(NamedTuple):
    code: str
    because: str


class Profile(NamedTuple):
    code: str
    evidence: str
    inputs: tuple[str, ...]
    text: str


class Option(NamedTuple):
    """One way forward, never an order: a card with its reasons."""

    code: str
    kind: str
    rank: int
    title: str
    because: tuple[str, ...]
    check_first: tuple[str, ...] = ()
    monitor: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    strength: str | None = None
    sources: tuple[str, ...] = ()


class Withheld(NamedTuple):
    code: str
    because: tuple[str, ...]


class Warned(NamedTuple):
    code: str
    text: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class NextSteps:
    options: tuple[Option, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    what: str
    would_change: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the rules conclude about one record on one day."""

    reference: str
    as_of: date
    policy: str
    policy_version: str
    rules_version: str
    jurisdiction: str
    trials: tuple[TrialFinding, ...]
    staging: Staging
    impostors: tuple[Impostor, ...]
    checks: tuple[CheckFinding, ...]
    alerts: tuple[Alert, ...]
    profiles: tuple[Profile, ...]
    next_steps: NextSteps = field(default_factory=NextSteps)
    missing: tuple[Missing, ...] = ()
    next_change_on: date | None = None
    not_computed: tuple[str, ...] = ()
    """Profiles that nothing can be said of, with what is missing (subtypes.md); not in the file form."""

    def trial(self, trial_id: str) -> TrialFinding:
        """The finding for this trial id; ``KeyError`` if there is none."""
        for finding in self.trials:
            if finding.id == trial_id:
                return finding
        raise KeyError(trial_id)
