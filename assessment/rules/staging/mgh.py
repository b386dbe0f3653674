"""The only place for the Massachusetts General Hospital score, MGH-S (staging.md 4)."""

from __future__ import annotations

from assessment.rules.staging.failures import Failures


def mgh(failed: Failures) -> float:
    """1 a failed trial, half a point more where it was optimised, half an add-on, 3 an ECT course."""
    trials = sum([1.5 if trial.optimised else 1.0 for trial in failed.antidepressants])
    return trials + 0.5 * len(failed.add_ons) + 3.0 * len(failed.ect)
