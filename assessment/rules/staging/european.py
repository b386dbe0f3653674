"""The only place for the European staging of Souery 1999 (staging.md 5)."""

from __future__ import annotations

from assessment.rules.policy import Policy
from assessment.rules.staging.failures import Failures
from assessment.rules.today import Today, add_months
from patients.record import PatientRecord


def european(failed: Failures, record: PatientRecord, today: Today, policy: Policy) -> str | None:
    """By the number of failed trials, not the printed week ranges, which overlap; ``None`` without any."""
    count = len(failed.antidepressants)
    if count == 0:
        return None
    if count == 1:
        return "non-responder"
    ids = {trial.id for trial in failed.antidepressants}
    first = min([trial.start for trial in record.trials if trial.id in ids])
    if today.reached(add_months(first, policy.chronic_months)):
        return "CRD"
    return f"TRD{min(count - 1, 5)}"
