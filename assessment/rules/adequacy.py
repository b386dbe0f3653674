"""The only place for whether a trial was a fair one: dose, and duration, and adherence (adequacy.md 1-5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assessment.rules.adherence import Taken, adherence
from assessment.rules.clock import follow_the_clock, follow_the_share
from assessment.rules.courses import Course, Step
from assessment.rules.outcome import minimum_days
from assessment.rules.policy import Policy
from assessment.rules.spans import Run, runs
from assessment.rules.stretches import judged_stretch, longest_run
from assessment.rules.today import Today


@dataclass(slots=True)  # read far more often than made: a slot is read at half the cost of a tuple's field
class Adequacy:
    """The verdict on one course and what it rests on; days are day numbers."""

    course: Course
    """As judged: after a long gap only the stretch that counts."""
    stop: int
    """The last day on which a score is still a score on the treatment."""
    code: str
    reasons: tuple[str, ...]
    run: Run | None
    """The longest run of days surely at dose."""
    possible: Run | None
    """The same with days at an unknown dose taken in."""
    needed: int | None
    sessions: int | None
    long_enough: bool | None
    taken: Taken
    adherent: bool | None
    at_dose_now: bool
    adequate_on: int | None
    """``None`` also of a running course that is adequate by a mere count of its sessions."""
    earliest: int | None
    fair_runs: tuple[Run, ...] = ()
    """The runs that were long enough, the first first: an adequate trial may have been so more than once."""


def weigh(course: Course, today: Today, policy: Policy) -> Adequacy:
    """Adequate, inadequate, not yet, or cannot tell."""
    needed = minimum_days(course, policy)
    if course.treatment.min_sessions is not None:
        return _by_sessions(course, needed, today, policy)
    if not course.is_drug or needed is None:
        return _cannot_be_told(course, needed, today, policy)
    given = course
    course, stop = judged_stretch(given, needed, policy)
    run = longest_run(course.sure, policy)
    possible = run if course.sure == course.possible else longest_run(course.possible, policy)
    long_enough = _long_enough(run, possible, needed)
    share, adherent = adherence(course, possible, policy)
    running, earliest = course.running, None
    if running:
        goes_on = stop == given.past
        follow_the_share(course, possible, goes_on, today, policy)
        earliest = follow_the_clock(course, given, goes_on, (run, possible), needed, today, policy)
    code = _drug_verdict(running, long_enough, adherent)
    at_dose_now = _at_dose_at_end(course)
    reasons = () if code == "adequate" else _drug_reasons(course, long_enough, adherent, at_dose_now)
    fair = _fair_runs(course, run, needed, policy) if code == "adequate" and run else ()
    return Adequacy(
        course,
        stop,
        code,
        reasons,
        run,
        possible,
        needed,
        None,  # sessions do not decide
        long_enough,
        share,
        adherent,
        at_dose_now,
        fair[0].day_number(needed) if fair else None,
        earliest if code == "not_yet" else None,
        fair,
    )


def _fair_runs(course: Course, run: Run, needed: int, policy: Policy) -> tuple[Run, ...]:
    if len(course.sure) == 1:
        return (run,)
    return tuple(one for one in runs(course.sure, policy.bridge_gap_days) if one.days >= needed)


def _long_enough(run: Run | None, possible: Run | None, needed: int) -> bool | None:
    if run is not None and run.days >= needed:
        return True
    return None if possible is not None and possible.days >= needed else False


def _drug_verdict(running: bool, long_enough: bool | None, adherent: bool | None) -> str:
    if long_enough is False:
        return "not_yet" if running else "inadequate"
    if long_enough and adherent is not None:
        return "adequate" if adherent else "inadequate"
    if adherent is False and not running:
        return "inadequate"  # whatever the dose was
    return "indeterminate"


def _drug_reasons(
    course: Course, long_enough: bool | None, adherent: bool | None, at_dose_now: bool
) -> tuple[str, ...]:
    short = long_enough is False
    below = course.levels.all_below
    holds = {
        "adherence_unknown": adherent is None,
        "dose_below_minimum": short and not at_dose_now,
        "duration_too_short": short and not below,
        "intolerance_stop": course.trial.stop_reason == "intolerance",
        "level_below_range": below,
        "nonadherence": adherent is False,
    }
    return _in_order(holds)


def _in_order(holds: dict[str, bool]) -> tuple[str, ...]:
    """The reasons that hold, by name."""
    return tuple(sorted([reason for reason, true in holds.items() if true]))


def _at_dose_at_end(course: Course) -> bool:
    """At its minimum (or at a dose not known) on its last day, the day of the assessment if running."""
    if course.running or course.past <= course.first:
        return course.at_dose_today is not False or course.steps[-1].by_dose is not False
    return bool(course.own) and course.own[-1][1] >= course.past


def _by_sessions(course: Course, needed: int | None, today: Today, policy: Policy) -> Adequacy:
    """Procedures: enough sessions; adherence only where it was recorded."""
    sessions = _sessions(course)
    minimum = course.treatment.min_sessions or 0
    enough = None if sessions is None else sessions >= minimum
    dose = _session_dose(course)
    share, adherent = adherence(course, None, policy)
    follow_the_share(course, None, False, today, policy)
    code = _session_verdict(course.running, enough, dose, adherent)
    holds = {
        "dose_below_minimum": dose is False,
        "intolerance_stop": course.trial.stop_reason == "intolerance",
        "nonadherence": adherent is False,
        "too_few_sessions": enough is False,
    }
    reasons = () if code == "adequate" else _in_order(holds)
    adequate_on = _session_day(course, minimum) if code == "adequate" else None
    return Adequacy(
        course=course,
        stop=course.past,
        code=code,
        reasons=reasons,
        run=None,
        possible=None,
        needed=needed,
        sessions=sessions,
        long_enough=enough,
        taken=share,
        adherent=adherent,
        at_dose_now=dose is not False,
        adequate_on=adequate_on,
        earliest=None,
    )


def _session_verdict(running: bool, enough: bool | None, dose: bool | None, adherent: bool | None) -> str:
    if enough is False or dose is False:
        return "not_yet" if running else "inadequate"
    if adherent is False and (enough or not running):
        return "inadequate"
    return "adequate" if enough else "indeterminate"


def _session_dose(course: Course) -> bool | None:
    """Did a recorded dose a session reach the minimum? ``None``: no minimum, or no dose is recorded."""
    known = [step.at_dose for step in course.steps if step.at_dose is not None]
    return any(known) if known else None


_ENOUGH_WITH_REMISSION = ("ECT", "MST")


def enough_with_remission(found: Adequacy, endpoint: int) -> Adequacy:
    """A course of ECT (or MST, "as ECT") that brought remission, on this day, needs no further sessions
    (formulary.csv, ect: 7 treatments "without remission … or remission earlier")."""
    group = found.course.treatment.class_group
    if group not in _ENOUGH_WITH_REMISSION or not found.sessions or found.adherent is False:
        return found
    if found.long_enough is not False:
        return found
    return replace(found, code="adequate", reasons=(), long_enough=True, adequate_on=endpoint)


def _sessions(course: Course) -> int | None:
    trial = course.trial
    if trial.sessions is not None:
        return len(_session_days(course))
    if trial.session_count is None or course.first <= course.start:
        return trial.session_count
    over = not course.running and course.past <= course.first
    return 0 if over else None  # how many came later, or may come today, is not known


def _session_days(course: Course) -> list[int]:
    """The days of the sessions that count, but for those on a dose known to be below the minimum."""
    return [day for day in sessions_since(course) if _in_force(course, day).at_dose is not False]


def sessions_since(course: Course) -> list[int]:
    """The days of all the sessions from the start that counts on."""
    days = (session.toordinal() for session in course.trial.sessions or ())
    return sorted(day for day in days if day >= course.first)


def _in_force(course: Course, day: int) -> Step:
    """On a day of the trial: its steps begin with its start."""
    return [step for step in course.steps if step.first <= day][-1]


def _session_day(course: Course, minimum: int) -> int | None:
    """The day of the session that made it enough; from a mere count the last day, or, of a course that goes
    on, no day: today would be another one tomorrow."""
    if course.trial.sessions is None:
        return None if course.running else course.past
    return _session_days(course)[minimum - 1] if minimum else course.first


def _cannot_be_told(course: Course, needed: int | None, today: Today, policy: Policy) -> Adequacy:
    """No minimum dose and no number of sessions is known for it (psychotherapy, VNS, hormones …)."""
    share, adherent = adherence(course, None, policy)
    follow_the_share(course, None, False, today, policy)
    holds = {
        "intolerance_stop": course.trial.stop_reason == "intolerance",
        "nonadherence": adherent is False,
    }
    return Adequacy(
        course=course,
        stop=course.past,
        code="indeterminate",
        reasons=_in_order(holds),
        run=None,
        possible=None,
        needed=needed,
        sessions=_sessions(course),
        long_enough=None,
        taken=share,
        adherent=adherent,
        at_dose_now=True,
        adequate_on=None,
        earliest=None,
    )
