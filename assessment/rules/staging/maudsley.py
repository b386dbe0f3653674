"""The only place for the Maudsley Staging Method, 3 to 15 (staging.md 3)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from assessment.rules.findings import Maudsley
from assessment.rules.policy import Policy
from assessment.rules.staging.failures import Failures
from assessment.rules.staging.severity import Severity
from assessment.rules.today import Today, add_months

_ONE_DAY = timedelta(days=1)
_DRUGS_FROM = (3, 5, 7, 11)


def maudsley(failed: Failures, duration: int | None, ill: Severity | None, policy: Policy) -> Maudsley | None:
    """``None`` without a failed antidepressant (1-2 is the lowest category), an onset or any score."""
    if not failed.antidepressants or duration is None or ill is None:
        return None
    drugs = drug_points(distinct_drugs(failed))
    augmentation, ect = int(bool(failed.add_ons)), int(bool(failed.ect))
    total = duration + ill.points + drugs + augmentation + ect
    return Maudsley(duration, ill.points, drugs, augmentation, ect, total, band(total, policy))


def duration_points(onset: date, today: Today, policy: Policy) -> int:
    """Up to and including 12 calendar months 1, 24 months 2, longer 3."""
    months = (policy.maudsley_short_months, policy.maudsley_medium_months)
    points = 1
    for limit in months:
        points += today.reached(add_months(onset, limit) + _ONE_DAY)
    return points


def distinct_drugs(failed: Failures) -> int:
    """A repeated drug counts once; combinations are not drugs of their own."""
    return len({trial.treatment for trial in failed.antidepressants})


def drug_points(drugs: int) -> int:
    """1-2, 3-4, 5-6, 7-10, more."""
    return 1 + bisect_right(_DRUGS_FROM, drugs)


def band(total: int, policy: Policy) -> str:
    if total <= policy.maudsley_mild_max:
        return "mild"
    return "moderate" if total <= policy.maudsley_moderate_max else "severe"
