"""The only place for the first later day on which the answer would differ if nothing new were recorded.

Rules ask about days only through ``Today``, which notes every day still to come that decided
something. So only those days need another look, earliest first, until one really differs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assessment.rules.conclusions import Conclusions, concluded, of_steps
from assessment.rules.findings import NextSteps
from assessment.rules.judged import Judged

# What is missing follows from the verdicts: it never changes on a day on which no conclusion does.
Again = Callable[[Judged, date], Judged]
Propose = Callable[[Judged], NextSteps]


def next_change_on(case: Judged, steps: NextSteps, again: Again, propose: Propose) -> date | None:
    """``again`` judges the same record on a later day; ``None`` = time alone changes nothing."""
    waiting = set(case.today.later)
    if not waiting:
        return None
    now = concluded(case) | of_steps(steps)
    while waiting:
        day = min(waiting)
        later = again(case, day)
        if differs(now, later, propose):
            return day
        waiting = {other for other in waiting | later.today.later if other > day}
    return None


def differs(now: Conclusions, later: Judged, propose: Propose) -> bool:
    """The next steps are asked for only where everything before them is the same."""
    if any(now[name] != value for name, value in concluded(later).items()):
        return True
    return any(now[name] != value for name, value in of_steps(propose(later)).items())
