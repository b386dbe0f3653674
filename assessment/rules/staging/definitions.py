"""The only place for what the article, regulators and the Delphi consensus call resistance (staging.md 8)."""

from __future__ import annotations

from typing import NamedTuple

from assessment.rules.findings import TrialFinding
from assessment.rules.policy import Policy


class Definitions(NamedTuple):
    article: bool
    regulatory: bool
    delphi: bool
    not_remitted: tuple[TrialFinding, ...]
    """The adequate trials on which they rest."""


def definitions(current: tuple[TrialFinding, ...], policy: Policy) -> Definitions:
    """From the same trials of this episode, each by its own idea of a failure, whatever the policy's is."""
    failed = tuple([trial for trial in current if _not_remitted(trial)])
    regulatory = [trial for trial in failed if improved_less(trial, policy.regulatory_percent)]
    delphi = [trial for trial in failed if improved_less(trial, policy.delphi_percent)]
    least = policy.definition_trials
    return Definitions(bool(failed), len(regulatory) >= least, len(delphi) >= least, failed)


def _not_remitted(trial: TrialFinding) -> bool:
    """An adequate trial of an antidepressant of its own that did not bring remission."""
    return (
        trial.adequacy == "adequate"
        and trial.counts_as_antidepressant
        and trial.outcome not in ("remission", "unknown")
    )


def improved_less(trial: TrialFinding, percent: float) -> bool:
    """Of a trial that did not remit: what cannot be judged counts for neither regulators nor Delphi."""
    return trial.improvement_percent is not None and trial.improvement_percent < percent
