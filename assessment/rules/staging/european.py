"""The only place for the European staging of Souery 1999 (staging.md 5)."""

from __future__ import annotations

from datetime import date

from assessment.rules.policy import Policy
from assessment.rules.staging.failures import Failures
from assessment.rules.today import Today, add_months


def european(failed: Failures, starts: dict[str, date], today: Today, policy: Policy) -> str | None:
    """By the number of failed trials, not the printed week ranges, which overlap; ``None`` without any."""
    count = len(failed.antidepressants)
    if count == 0:
        return None
    if count == 1:
        return "non-responder"
    first = min(starts[trial.id] for trial in failed.antidepressants)
    if today.reached(add_months(first, policy.chronic_months)):
        return "CRD"
    return f"TRD{min(count - 1, 5)}"
