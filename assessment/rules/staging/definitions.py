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
    """The adequate trials of an antidepressant of its own on which they rest."""


def definitions(current: tuple[TrialFinding, ...], policy: Policy) -> Definitions:
    """From the same trials of this episode, each by its own idea of a failure, whatever the policy's is."""
    rated = [one for one in current if one.adequacy == "adequate" and one.counts_as_antidepressant]
    failed = tuple([trial for trial in rated if trial.outcome not in ("remission", "unknown")])
    known = improvements(failed).values()
    regulatory = [percent for percent in known if percent < policy.regulatory_percent]
    delphi = [percent for percent in known if percent < policy.delphi_percent]
    least = policy.definition_trials
    return Definitions(bool(failed), len(regulatory) >= least, len(delphi) >= least, failed)


def improvements(not_remitted: tuple[TrialFinding, ...]) -> dict[str, float]:
    """By trial id, in percent; what cannot be judged is left out: neither regulators nor Delphi count it."""
    return {
        trial.id: trial.improvement_percent for trial in not_remitted if trial.improvement_percent is not None
    }
