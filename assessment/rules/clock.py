"""The only place for the days on which a running trial will pass a mark, if the present dose goes on."""

from __future__ import annotations

from datetime import date

from assessment.rules.courses import ANTIDEPRESSANT, Course
from assessment.rules.policy import Policy
from assessment.rules.spans import Run, Spans, runs
from assessment.rules.today import Today


def follow_the_clock(
    course: Course, run: Run | None, needed: int, today: Today, policy: Policy
) -> int | None:
    """Note the days on which a running trial passes a mark; the day its weeks are complete, if the
    present dose goes on."""
    now = today.date.toordinal()
    if course.levels.all_below:
        return None
    marks = {policy.early_days, policy.athf_min_days, needed, policy.min_days, run.days if run else 0}
    if course.role == ANTIDEPRESSANT:
        marks.add(policy.optimised_duration_factor * policy.min_days)
        _note_usual_maximum(course, now, today, policy)
    surely = _days_so_far(course, course.sure, course.steps[-1].at_dose is True, now, policy)
    possibly = _days_so_far(course, course.possible, course.steps[-1].at_dose is not False, now, policy)
    if possibly is not None and course.sure == course.possible and course.steps[-1].at_dose is None:
        today.later.add(date.fromordinal(now + 1))  # from then on the days at dose are not known
    for days in (days for days in {surely, possibly} if days is not None):
        today.later.update(date.fromordinal(now + mark - days) for mark in marks if mark > days)
    return now + needed - surely if surely is not None and needed > surely else None


def _note_usual_maximum(course: Course, now: int, today: Today, policy: Policy) -> None:
    """The day on which it will have been at its usual maximum for four weeks, if it is there now."""
    top, dose = course.treatment.usual_max, course.steps[-1].dose
    if top is None or dose is None or dose < top:
        return
    days = days_at_usual_maximum(course)
    if days < policy.optimised_days:
        today.later.add(date.fromordinal(now + policy.optimised_days - days))


def days_at_usual_maximum(course: Course) -> int:
    top, days = course.treatment.usual_max, 0
    for step in course.steps:
        if top is not None and step.dose is not None and step.dose >= top:
            days += max(step.past - max(step.first, course.first), 0)
    return days


def _days_so_far(course: Course, spans: Spans, at_dose: bool, now: int, policy: Policy) -> int | None:
    """The days of a run that goes on today, so that tomorrow adds one; ``None`` = none does."""
    if not spans:
        return 0 if course.first >= now and at_dose and course.base_goes_on else None
    return runs(spans, policy.bridge_gap_days)[-1].days if spans[-1][1] == now else None
