"""The only place for the naive way to the next change: every later day judged afresh."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from assessment.rules import horizon, judging
from assessment.rules.assess import assess
from assessment.rules.conclusions import conclusions
from assessment.rules.judging import filled, judge
from assessment.rules.missing import missing
from assessment.rules.next_steps import propose
from assessment.rules.policy import load_policy
from patients.known import known_on
from patients.record import PatientRecord


def concluded(record: PatientRecord, as_of: date) -> dict[str, Any]:
    """All of it by name, with what is missing."""
    case = judge(known_on(record, as_of), as_of, load_policy())
    return conclusions(case, propose(case)) | {"missing": missing(case, filled)}


def walk(record: PatientRecord, as_of: date, days: int) -> None:
    """Nothing changes before the day that is foretold, and on it something does."""
    change = assess(record, as_of).next_change_on
    now = concluded(record, as_of)
    for ahead in range(1, days + 1):
        day = as_of + timedelta(days=ahead)
        if day == change:
            assert concluded(record, day) != now
            return
        assert concluded(record, day) == now, f"changed on {day}, foretold for {change}"


def looks(record: PatientRecord, as_of: date) -> int:
    """How many later days are looked at; a rule that brings up another day on each would go on for ever."""
    with patch.object(horizon, "differs_on", side_effect=judging.differs_on) as asked:
        assess(record, as_of)
    return asked.call_count
