"""The only place where trials are judged: what was given, was it fair, how did it turn out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from assessment.rules.adequacy import Adequacy, enough_with_remission, weigh
from assessment.rules.clock import days_at_usual_maximum
from assessment.rules.courses import ANTIDEPRESSANT, Course, with_bases
from assessment.rules.findings import TrialFinding
from assessment.rules.outcome import Outcome, category, rate
from assessment.rules.policy import Policy
from assessment.rules.ratings import Ratings
from assessment.rules.spans import Run, longest
from assessment.rules.today import Today, day_of
from assessment.rules.trial_words import because, pillars


def judge_courses(
    courses: list[Course],
    today: Today,
    policy: Policy,
    ratings: Ratings,
    known: tuple[TrialFinding, ...] = (),
) -> tuple[TrialFinding, ...]:
    """``known``: findings that hold still, such as those of trials that had ended on an earlier day."""
    starts = sorted({one.start for one in courses if one.trial.role != "psychotherapy"})
    already = {finding.id: finding for finding in known}
    return tuple(
        [
            already.get(course.trial.id) or _judge(course, starts, today, policy, ratings)
            for course in with_bases(courses)
        ]
    )


def _judge(course: Course, starts: list[int], today: Today, policy: Policy, ratings: Ratings) -> TrialFinding:
    found = weigh(course, today, policy)
    closes = _closes(found, starts, policy)
    run = _rated_run(found, closes, policy)
    outcome = rate(found.course, run, found.needed, closes.day, found.stop, ratings, policy)
    if outcome.code == "remission" and outcome.endpoint:
        found = enough_with_remission(found, outcome.endpoint.day)
    return _finding(found, outcome, closes, policy)


@dataclass(slots=True)
class Closing:
    """The last day whose score is still this trial's, if it is adequate."""

    day: int | None = None
    taken_over: bool = False
    """By a later treatment, not by its own stop."""
    passed: bool = False


_NOT_CLOSED = Closing()


def _closes(found: Adequacy, starts: list[int], policy: Policy) -> Closing:
    """The first treatment started once this trial was adequate takes over the scores a week later."""
    if found.code != "adequate":
        return _NOT_CLOSED
    last_day = found.stop + policy.endpoint_after_stop_days
    start, adequate_on = found.course.start, found.adequate_on
    if adequate_on is None:
        return Closing(last_day)  # nothing begun so far is known to have followed
    later = bisect_left(starts, adequate_on if adequate_on > start else start + 1)
    if later == len(starts):
        return Closing(last_day)
    closes = starts[later] + policy.freeze_grace_days
    passed = closes < found.stop
    return Closing(closes if closes < last_day else last_day, passed or found.course.running, passed)


def _rated_run(found: Adequacy, closes: Closing, policy: Policy) -> Run | None:
    """The longest run; where a later treatment took over before that one was long enough, an earlier one."""
    run, needed = found.run, found.needed
    if len(found.fair_runs) < 2 or needed is None or closes.day is None:
        return run
    by = closes.day - policy.freeze_grace_days
    return longest([one for one in found.fair_runs if (one.day_number(needed) or by) <= by]) or run


def _finding(found: Adequacy, outcome: Outcome, closes: Closing, policy: Policy) -> TrialFinding:
    course = found.course
    trial = course.trial
    baseline, endpoint = outcome.baseline, outcome.endpoint
    shown = endpoint or baseline
    dose, duration, adherence = pillars(found, policy)
    # By place, in the order of the fields: to look up forty names costs as much as all the rest of it.
    return TrialFinding.__new__(
        TrialFinding,
        trial.id,
        trial.treatment,
        trial.role,
        found.code,
        found.reasons,
        dose,
        duration,
        adherence,
        _days_at_dose(found),
        found.sessions,
        _day(course.first) if course.moved_by else None,  # effective start
        _day(found.earliest),
        baseline.total if baseline else None,
        _day(baseline.day) if baseline else None,
        endpoint.total if endpoint else None,
        _day(endpoint.day) if endpoint else None,
        shown.instrument if shown else None,
        outcome.improvement,
        outcome.code,
        _counts(found, outcome, policy),
        because(found, outcome, closes.passed),
        # for later rules, not in the file form
        course.role,
        course.treatment.class_group,
        course.running,
        course.in_current_episode,
        _last_dose(course),
        (course.highest.dose or None) if course.highest else None,
        course.minimum,
        found.taken.percent,
        _day(found.adequate_on),
        _days_on_treatment(course),
        outcome.provisional_improvement,
        _provisional(outcome, policy),
        _flags(found, outcome),
        _optimised(found, policy),
        _is_antidepressant_trial(course),
        _athf(found, policy),
        _day(closes.day) if closes.taken_over else None,
        baseline.instrument if baseline else None,
    )


def _day(number: int | None) -> date | None:
    return None if number is None else day_of(number)


def _days_on_treatment(course: Course) -> int:
    return course.past - course.start


def _days_at_dose(found: Adequacy) -> int | None:
    """Of the judged run; ``None`` where days at an unknown dose leave it open, or days do not decide."""
    if not found.course.is_drug or found.needed is None:
        return None
    sure = found.run.days if found.run else 0
    possible = found.possible.days if found.possible else 0
    return sure if sure == possible or found.long_enough else None


def _counts(found: Adequacy, outcome: Outcome, policy: Policy) -> bool:
    """A failure under this policy: adequate, in the current episode, and not improved enough."""
    if found.code != "adequate" or not found.course.in_current_episode:
        return False
    if outcome.code == "not_remitted_unspecified":
        return policy.unspecified_counts
    if outcome.code in ("remission", "unknown") or outcome.improvement is None:
        return False
    return outcome.improvement < policy.failure_below_percent


def _provisional(outcome: Outcome, policy: Policy) -> str | None:
    percent = outcome.provisional_improvement
    if percent is None:
        return None
    return "remission" if outcome.code == "remission" else category(percent, policy)


def _last_dose(course: Course) -> float | None:
    for step in reversed(course.steps):
        if step.dose:
            return step.dose
    return None


def _optimised(found: Adequacy, policy: Policy) -> bool:
    """Four weeks at the usual maximum, or twice the minimum duration (MGH): of antidepressants only."""
    if found.course.role != ANTIDEPRESSANT:
        return False
    if found.run is not None and found.run.days >= policy.optimised_duration_factor * policy.min_days:
        return True
    return days_at_usual_maximum(found.course) >= policy.optimised_days


def _is_antidepressant_trial(course: Course) -> bool:
    return course.role == "antidepressant" and course.treatment.role == "antidepressant"


def _athf(found: Adequacy, policy: Policy) -> bool:
    """Adequate as ATHF-SF asks: four weeks at dose, taken; an alternative flag, never for the stage."""
    return found.run is not None and found.run.days >= policy.athf_min_days and found.adherent is True


def _flags(found: Adequacy, outcome: Outcome) -> tuple[str, ...]:
    flags = list(outcome.flags)
    if "endpoint_missing" in flags and found.code == "not_yet":
        flags.remove("endpoint_missing")  # it is not due yet
    if found.taken.self_report_only and found.adherent:
        flags.append("adherence_self_report_only")
    if found.course.trial.stop_reason == "intolerance" and found.code == "adequate":
        flags.append("intolerance_after_adequate_trial")
    if found.course.promoted_by:
        flags.append("treated_as_combination")
    return tuple(flags)
