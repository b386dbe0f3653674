"""The only place for the Massachusetts General Hospital score, MGH-S (staging.md 4)."""

from __future__ import annotations

from assessment.rules.findings import TrialFinding
from assessment.rules.policy import Policy
from assessment.rules.staging.failures import Failures


def mgh(failed: Failures, policy: Policy) -> float:
    """1 a failed trial, half a point more where it was optimised, half an add-on, 3 an ECT course."""
    trials = sum(1.5 if optimised(trial, policy) else 1.0 for trial in failed.antidepressants)
    return trials + 0.5 * len(failed.add_ons) + 3.0 * len(failed.ect)


def optimised(trial: TrialFinding, policy: Policy) -> bool:
    """Four weeks at the usual maximum, or twice the minimum duration."""
    if trial.days_at_usual_max >= policy.optimised_days:
        return True
    return (trial.days_at_dose or 0) >= policy.optimised_duration_factor * policy.min_days
