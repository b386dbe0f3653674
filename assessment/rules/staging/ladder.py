"""The only place for the article's ladder, the default stage (staging.md 1)."""

from __future__ import annotations

from assessment.rules.policy import Policy
from assessment.rules.staging.failures import Failures


def ladder(failed: Failures, policy: Policy) -> str:
    """``0`` to ``V``; classes count unless the policy takes any two trials."""
    count = len(failed.antidepressants)
    rungs = failed.classes if policy.different_classes_for_stage_two else count
    steps = rungs + bool(failed.add_ons)
    if count < policy.failures_for_resistance:
        return "0"
    if rungs < 2:
        return "I"
    beyond = bool(failed.add_ons) or bool(failed.groups & {"TCA", "MAOI"})
    if steps < policy.stage_three_steps or not beyond:
        return "II"
    if failed.ect:
        return "V"
    return "IV" if "MAOI" in failed.groups and steps >= policy.stage_four_steps else "III"


def ladder_flags(failed: Failures, stage: str) -> tuple[str, ...]:
    """What explains a stage that is lower than the history may suggest."""
    flags = []
    if stage == "II" and failed.classes >= 3:
        flags.append("three_classes_failed")
    if failed.ect and stage in ("0", "I", "II"):
        flags.append("ect_out_of_sequence")
    return tuple(flags)
