"""The only place for what the article, regulators and the Delphi consensus call resistance (staging.md 8)."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.rules.findings import TrialFinding
from assessment.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Definitions:
    article: bool
    regulatory: bool
    delphi: bool


def definitions(trials: tuple[TrialFinding, ...], policy: Policy) -> Definitions:
    """From the same trials, each by its own idea of a failure, whatever the policy's is."""
    regulatory, delphi = policy.regulatory_percent, policy.delphi_percent
    failed = [trial for trial in trials if not_remitted(trial)]
    return Definitions(
        article=bool(failed),
        regulatory=len([1 for trial in failed if improved_less(trial, regulatory)])
        >= policy.definition_trials,
        delphi=len([1 for trial in failed if improved_less(trial, delphi)]) >= policy.definition_trials,
    )


def rated(trial: TrialFinding) -> bool:
    """An adequate trial of an antidepressant of its own in this episode."""
    return trial.adequacy == "adequate" and trial.counts_as_antidepressant and trial.in_current_episode


def not_remitted(trial: TrialFinding) -> bool:
    return rated(trial) and trial.outcome not in ("remission", "unknown")


def improved_less(trial: TrialFinding, percent: float) -> bool:
    """Of a trial that did not remit: what cannot be judged counts for neither regulators nor Delphi."""
    return trial.improvement_percent is not None and trial.improvement_percent < percent
