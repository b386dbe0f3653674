"""The only place for the first later day on which the answer would differ if nothing new were recorded.

Rules ask about days only through ``Today``, which notes every day still to come that decided
something, and who asked. So only those days need another look, and on them only those rules,
earliest first, until an answer really differs.
"""

from __future__ import annotations

from datetime import date

from assessment.rules.judged import Judged
from assessment.rules.judging import Answer, differs_on
from assessment.rules.today import Today


def next_change_on(case: Judged, said: Answer) -> date | None:
    """``None`` = time alone changes nothing."""
    waiting = {rules: set(days) for rules, days in case.today.noted.items() if days}
    if not waiting:
        return None
    while waiting:
        day = min([min(days) for days in waiting.values()])
        today = Today(day)
        if differs_on(case, said, today, {rules for rules, days in waiting.items() if day in days}):
            return day
        waiting = _still_waiting(waiting, today)
    return None


def _still_waiting(waiting: dict[str, set[date]], today: Today) -> dict[str, set[date]]:
    """The days after this one, with those that it brought up itself."""
    days = {
        rules: {day for day in waiting.get(rules, set()) | today.noted.get(rules, set()) if day > today.date}
        for rules in waiting.keys() | today.noted.keys()
    }
    return {rules: later for rules, later in days.items() if later}
