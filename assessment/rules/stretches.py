"""The only place for which stretch of a treatment is judged: a long gap makes a new trial (adequacy.md 2)."""

from __future__ import annotations

from dataclasses import replace

from assessment.rules.courses import Course, off_from
from assessment.rules.policy import Policy
from assessment.rules.spans import Run, Spans, longest, runs


def longest_run(spans: Spans, policy: Policy) -> Run | None:
    """Short gaps bridged."""
    if len(spans) == 1:
        first, past = spans[0]
        return Run(first, past, past - first, spans)
    return longest(runs(spans, policy.bridge_gap_days))


def judged_stretch(course: Course, needed: int, policy: Policy) -> tuple[Course, int]:
    """A gap of more than 28 days starts a new trial: the latest stretch that lasted long enough (or, with
    unknown doses, may have) is judged, else the latest. Gives the course as judged and its last day."""
    spans = _with_today(course)
    if len(spans) < 2:
        return course, off_from(course.trial, course.past)
    stretches = runs(spans, policy.new_trial_gap_days)
    if len(stretches) == 1:
        return course, off_from(course.trial, course.past)
    for spans in (course.sure, course.possible):
        lasting = [n for n, one in enumerate(stretches) if _lasts(spans, one, needed, policy)]
        if lasting:
            return _cut_to(course, stretches, lasting[-1])
    return _cut_to(course, stretches, len(stretches) - 1)


def _with_today(course: Course) -> Spans:
    """What is taken up again on the day of the assessment has begun, though no day of it has passed."""
    spans = course.possible
    if not (course.running and spans) or spans[-1][1] == course.past:
        return spans
    if course.at_dose_today is False or course.base_goes_on is False:
        return spans
    return (*spans, (course.past, course.past))


def _lasts(spans: Spans, stretch: Run, needed: int, policy: Policy) -> bool:
    run = longest_run(_within(spans, stretch), policy)
    return run is not None and run.days >= needed


def _within(spans: Spans, stretch: Run) -> Spans:
    """None of a stretch that begins on the day of the assessment."""
    return tuple([span for span in spans if stretch.first <= span[0] < stretch.past])


def _cut_to(course: Course, stretches: list[Run], chosen: int) -> tuple[Course, int]:
    stretch = stretches[chosen]
    is_last = chosen == len(stretches) - 1
    stop = off_from(course.trial, course.past) if is_last else stretch.past
    first, why = course.first, course.moved_by
    if chosen:
        first, why = _resumed(course, stretches[chosen - 1].past, stretch.first), "it was taken up again"
    sure, possible = _within(course.sure, stretch), _within(course.possible, stretch)
    return replace(course, first=first, moved_by=why, sure=sure, possible=possible), stop


def _resumed(course: Course, gap_from: int, at_dose_from: int) -> int:
    """The first day back on the drug: after the last day off it, else back at dose."""
    off = [step.past for step in course.steps if step.dose == 0 and gap_from <= step.past <= at_dose_from]
    return max(off, default=at_dose_from)
