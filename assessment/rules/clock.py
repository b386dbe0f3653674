"""The only place for the days on which a running trial will pass a mark, if the present dose goes on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from assessment.rules.adherence import adherence
from assessment.rules.courses import ANTIDEPRESSANT, Course
from assessment.rules.policy import Policy
from assessment.rules.spans import Run, Spans, union
from assessment.rules.stretches import longest_run
from assessment.rules.today import Today, day_of


def follow_the_clock(
    course: Course,
    given: Course,
    goes_on: bool,
    longest: tuple[Run | None, ...],
    needed: int,
    today: Today,
    policy: Policy,
) -> int | None:
    """Note the days on which a running trial passes a mark; the day its weeks are complete, if the
    present dose goes on. ``course`` is the stretch that is judged, ``given`` all of it: after a long gap an
    earlier stretch may be judged while a later one goes on (not ``goes_on``), and it is the later one that
    time carries on.
    ``longest``: the longest runs so far, without and with the days at an unknown dose."""
    now = today.date.toordinal()
    if course.levels.all_below:
        return None
    marks = {policy.early_days, policy.athf_min_days, needed, policy.min_days}
    for run in longest:
        if run is not None and now - run.past > policy.bridge_gap_days:
            marks |= {run.days, run.days + 1}  # as long as that earlier one; longer than it
    if course.role == ANTIDEPRESSANT:
        marks.add(policy.optimised_duration_factor * policy.min_days)
        _note_usual_maximum(course, now, today, policy)
    at_dose = course.at_dose_today
    sure_of_both, open_to_both = at_dose and course.base_goes_on, False not in (at_dose, course.base_goes_on)
    surely = _days_so_far(given.sure, now, policy) if sure_of_both else None
    possibly = _days_so_far(given.possible, now, policy) if open_to_both else None
    known, most = [run.days if run is not None else 0 for run in longest]
    if goes_on and possibly is not None and not sure_of_both and known == most < possibly + 1:
        today.later.add(day_of(now + 1))  # from then on the days at dose are not known
    for days in {surely, possibly}:
        if days is not None:
            today.later.update([day_of(now + mark - days) for mark in marks if mark > days])
    return now + needed - surely if surely is not None and needed > surely else None


_LONG_ENOUGH = 36525  # days in which any share comes as close as it ever will to that of each day


def follow_the_share(course: Course, run: Run | None, goes_on: bool, today: Today, policy: Policy) -> None:
    """Note the day from which enough, or no longer enough, will have been taken, if what is recorded of
    today goes on. ``run``: over which it is asked today; ``goes_on``: days at dose from now on belong to it,
    or begin it. What each day ahead adds is the same, so that the share passes the bound only once."""
    if not course.running or not any(period.start or period.stop for period in course.trial.adherence):
        return
    grows = goes_on and False not in (course.at_dose_today, course.base_goes_on)
    said = _enough(course, run, policy)

    def differs_after(days: int) -> bool:
        ahead = replace(course, past=course.past + days)
        spans = union([*course.possible, (course.past, ahead.past)])
        return _enough(ahead, longest_run(spans, policy) if grows else run, policy) != said

    if differs_after(1):
        today.later.add(day_of(course.past + 1))
    elif differs_after(_LONG_ENOUGH):
        days = bisect_left(range(_LONG_ENOUGH), True, lo=2, key=differs_after)
        today.later.add(day_of(course.past + days))


def _enough(course: Course, run: Run | None, policy: Policy) -> tuple[bool | None, bool]:
    share, enough = adherence(course, run, policy)
    return enough, share.self_report_only


def _note_usual_maximum(course: Course, now: int, today: Today, policy: Policy) -> None:
    """The day on which it will have been at its usual maximum for four weeks, if it is there now."""
    top, dose = course.treatment.usual_max, course.steps[-1].dose
    if top is None or dose is None or dose < top:
        return
    days = days_at_usual_maximum(course)
    if days < policy.optimised_days:
        today.later.add(day_of(now + policy.optimised_days - days))


def days_at_usual_maximum(course: Course) -> int:
    top, highest, days = course.treatment.usual_max, course.highest, 0
    if top is None or highest is None or (highest.dose or 0) < top:
        return 0
    for step in course.steps:
        if step.dose is not None and step.dose >= top:
            low = step.first if step.first > course.first else course.first
            days += step.past - low if step.past > low else 0
    return days


def _days_so_far(spans: Spans, now: int, policy: Policy) -> int:
    """The days of the run to which today, at dose, will add one, counted back from today: none if the last
    ended too long ago."""
    days, back_to = 0, now
    for first, past in reversed(spans):
        if back_to - past > policy.bridge_gap_days:
            break
        days, back_to = days + past - first, first
    return days
