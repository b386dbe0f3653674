"""The only place where the answer to a positive suicide item is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from patients import models
from patients.actions.facts import Entry


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """``done``: assessed by whom, with what outcome and plan; else the ``reason`` why not."""

    date: date
    asked_because: str
    done: bool
    assessed_by: str = ""
    outcome: str = ""
    plan: str = ""
    reason: str = ""


def add_safety_answer(entry: Entry, answer: SafetyAnswer) -> models.SafetyAssessment:
    """For other actions: at the visit where the item was answered."""
    return models.SafetyAssessment.objects.create(
        date=answer.date,
        asked_because=answer.asked_because,
        done=answer.done,
        assessed_by=answer.assessed_by,
        outcome=answer.outcome,
        plan=answer.plan,
        reason=answer.reason,
        **entry.stamp(),
    )
