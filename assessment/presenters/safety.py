"""The only place for the words of a kept answer to a suicide item; never a risk band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.timeline.words import day

if TYPE_CHECKING:
    from patients.actions import SafetyAnswer


@dataclass(frozen=True, slots=True)
class SafetyLine:
    text: str
    answered: bool
    """Assessed; else only the reason why not is kept, and the request stands."""


def safety_line(answer: SafetyAnswer | None) -> SafetyLine | None:
    if answer is None:
        return None
    when = day(answer.date)
    if not answer.done:
        return SafetyLine(f"Safety assessment not done at the visit of {when}: {answer.reason}", False)
    found = f"outcome: {answer.outcome}; plan: {answer.plan}"
    return SafetyLine(f"Safety assessment recorded {when} by {answer.assessed_by}; {found}", True)
