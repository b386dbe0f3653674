"""The only place for what was given in each trial: from when it counts, at which dose, in which role.

A ``Course`` is one trial read day by day: dose steps against the minimum, drug levels over dose,
the start from which exposure counts (a new episode, a treated saboteur), the part it plays beside
other trials (a second antidepressant kept is a combination; an add-on needs its base at dose).
Days at an unknown dose are kept apart: ``sure`` spans leave them out, ``possible`` spans take them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from types import MappingProxyType

from assessment.rules.levels import NO_LEVELS, Levels, read_levels
from assessment.rules.policy import Policy
from assessment.rules.spans import Span, Spans, intersection, total, union
from assessment.rules.starts import Starts
from assessment.rules.today import Today, age_on, day_of
from patients.formulary import Treatment, treatment
from patients.record import PatientRecord, Trial

ANTIDEPRESSANT, AUGMENTATION, COMBINATION = "antidepressant", "augmentation", "combination"
ADD_ONS = (AUGMENTATION, COMBINATION)


@dataclass(slots=True)
class Step:
    """One dose step; ``at_dose``: True, False, or None where the dose is not known."""

    first: int
    past: int
    dose: float | None
    at_dose: bool | None
    by_dose: bool | None
    """The same by the dose alone, before any drug level is looked at."""


@dataclass(slots=True)
class Course:
    trial: Trial
    treatment: Treatment
    role: str
    """The counted role."""
    minimum: float | None
    running: bool
    is_drug: bool
    """Judged by days at a daily dose (not by sessions, not a talking treatment)."""
    start: int
    first: int
    """The day from which exposure counts."""
    past: int
    """The first day that does not: the stop, or the day of the assessment."""
    in_current_episode: bool
    moved_by: str | None
    """Why ``first`` is later than the start; ``None`` = it is the start."""
    steps: tuple[Step, ...]
    highest: Step | None
    """The step of the highest known dose, of equals the first."""
    levels: Levels
    sure: Spans
    possible: Spans
    own: Spans = ()
    """Possible days at dose by its own dose, before asking for a base."""
    promoted_by: str | None = None
    """The id of the antidepressant beside which this one was kept: judged a combination."""
    bases: tuple[str, ...] = ()
    base_goes_on: bool | None = True
    """An add-on: one of its bases is still given at dose; ``None`` = at a dose not known."""
    lowered_minimum: float | None = None
    lowered_today: bool = False
    """The inhibitor that lowers its minimum is taken on the day of the assessment."""

    @property
    def at_dose_today(self) -> bool | None:
        """Of a running trial, by the dose in force on the day of the assessment, which is not yet a day at
        dose; ``None`` = that dose is not known."""
        now = self.steps[-1]
        if self.lowered_today and now.dose is not None and now.dose >= (self.lowered_minimum or now.dose):
            return True
        return now.at_dose


_NOTHING_ENDED: Mapping[str, Course] = MappingProxyType({})


def given(
    record: PatientRecord, today: Today, policy: Policy, ended: Mapping[str, Course] = _NOTHING_ENDED
) -> list[Course]:
    """Every trial of the record, in its order, as it was given by itself: ``with_bases`` comes next.

    ``ended``: courses of an earlier day; time does not change what has ended.
    """
    starts = Starts(record)
    courses = [
        ended.get(trial.id) or course_of(record, trial, trial.role, today, policy, starts)
        for trial in record.trials
    ]
    _promote_kept_antidepressants(courses, record, today, policy, starts)
    halve_minimum_beside_inhibitors(courses, policy)
    return courses


def with_bases(courses: list[Course]) -> list[Course]:
    """An add-on counts only on days on which its base is at dose."""
    return [_with_base(course, courses) if course.role in ADD_ONS else course for course in courses]


def course_of(
    record: PatientRecord, trial: Trial, role: str, today: Today, policy: Policy, starts: Starts
) -> Course:
    entry = treatment(trial.treatment, role)
    start, past = trial.start.toordinal(), (trial.stop or today.date).toordinal()
    first, current, why = starts.of(start, past, trial.stop is None)
    minimum, levels = entry.minimum_dose, NO_LEVELS
    if entry.older_adult_minimum != minimum or trial.levels:  # else no age changes anything
        age = age_on(record.patient.birth_date, trial.start)
        minimum, levels = _minimum(entry, age, policy), read_levels(trial, age, policy)
    steps = _steps(trial, start, past, minimum, levels)
    sure, possible, own = _spans(steps, first, levels)
    running, is_drug = trial.stop is None, minimum is not None and entry.min_sessions is None
    return Course(
        trial,
        entry,
        role,
        minimum,
        running,
        is_drug,
        start,
        first,
        past,
        current,
        why,
        steps,
        _highest(steps),
        levels,
        sure,
        possible,
        own,
    )


def off_from(trial: Trial, past: int) -> int:
    """The first day without the drug (adequacy.md 2): its stop (or today), or the day of a dose of 0 that
    was not raised again before."""
    for step in reversed(trial.doses):
        if step.dose != 0:
            break
        past = min(past, step.start.toordinal())
    return past


def _highest(steps: tuple[Step, ...]) -> Step | None:
    highest, most = None, -1.0
    for step in steps:
        if step.dose is not None and step.dose > most:
            highest, most = step, step.dose
    return highest


def _minimum(entry: Treatment, age: int, policy: Policy) -> float | None:
    if age >= policy.older_adult_age and entry.older_adult_minimum is not None:
        return entry.older_adult_minimum
    return entry.minimum_dose


def _steps(trial: Trial, start: int, past: int, minimum: float | None, levels: Levels) -> tuple[Step, ...]:
    """The dose steps up to ``past``; before the first one, and without any, the dose is unknown."""
    steps, until = [], past
    for step in reversed(trial.doses):
        first, dose = step.start.toordinal(), step.dose
        enough = None if dose is None or minimum is None else dose >= minimum
        steps.append(Step(first, until if until < past else past, dose, enough, enough))
        until = first
    if until > start or not steps:
        steps.append(Step(start, until if until < past else past, None, None, None))
    steps.reverse()
    return _by_level(steps, levels) if levels.steps else tuple(steps)


def _by_level(steps: list[Step], levels: Levels) -> tuple[Step, ...]:
    """A level decides over the dose of its step, but a dose of 0 is none; where all levels are below, no
    step is at dose, whatever was given."""
    return tuple(
        step
        if step.dose == 0
        else replace(step, at_dose=False if levels.all_below else levels.steps.get(index, step.by_dose))
        for index, step in enumerate(steps)
    )


def _spans(steps: tuple[Step, ...], first: int, levels: Levels) -> tuple[Spans, Spans, Spans]:
    """``(sure, possible, by its own dose)`` spans from ``first`` on."""
    sure: list[Span] = []
    possible: list[Span] = []
    for step in steps:
        low = step.first if step.first > first else first
        if low < step.past and step.at_dose is not False:
            span = (low, step.past)
            possible.append(span)
            if step.at_dose:
                sure.append(span)
    if not levels.steps:
        everything = union(possible)
        return (everything if len(sure) == len(possible) else union(sure)), everything, everything
    own = union(
        [
            (max(step.first, first), step.past)
            for step in steps
            if max(step.first, first) < step.past and (step.at_dose or step.by_dose is not False)
        ]
    )
    return union(sure), union(possible), own


def _promote_kept_antidepressants(
    courses: list[Course], record: PatientRecord, today: Today, policy: Policy, starts: Starts
) -> None:
    """A second antidepressant kept beside the first for more than 28 days is a combination."""
    seen: list[Course] = []
    for index, course in enumerate(courses):
        if course.role != ANTIDEPRESSANT and course.promoted_by is None:
            continue
        if course.promoted_by is None and (beside := _kept_beside(course, seen, today, policy)):
            again = course_of(record, course.trial, COMBINATION, today, policy, starts)
            course = courses[index] = replace(again, promoted_by=beside)
        seen.append(course)


def _kept_beside(course: Course, earlier: list[Course], today: Today, policy: Policy) -> str | None:
    first = course.first
    for other in earlier:
        if other.past <= first and not other.running:
            continue
        days = total(intersection(course.possible, other.possible))
        if days > policy.cross_taper_days:
            return other.trial.id
        if _may_be_at_dose_today(course) and _may_be_at_dose_today(other):
            today.later.add(day_of(today.date.toordinal() + policy.cross_taper_days + 1 - days))
    return None


def _may_be_at_dose_today(course: Course) -> bool:
    return course.running and course.at_dose_today is not False


def halve_minimum_beside_inhibitors(courses: list[Course], policy: Policy) -> None:
    """Aripiprazole: the halved dose counts on days with a strong CYP2D6 inhibitor."""
    for index, course in enumerate(courses):
        if course.trial.treatment == "aripiprazole" and course.minimum is not None:
            courses[index] = _with_lower_minimum(
                course,
                [other for other in courses if other.trial.treatment in policy.cyp2d6_inhibitors],
                policy.aripiprazole_minimum_with_inhibitor,
            )


def _taken(courses: list[Course]) -> Spans:
    steps = [step for course in courses for step in course.steps]
    return union([(step.first, step.past) for step in steps if step.dose != 0 and step.first < step.past])


def _with_lower_minimum(course: Course, inhibitors: list[Course], minimum: float) -> Course:
    if not inhibitors:
        return course
    enough = [
        (max(step.first, course.first), step.past)
        for step in course.steps
        if step.dose is not None and step.dose >= minimum and max(step.first, course.first) < step.past
    ]
    gained = intersection(union(enough), _taken(inhibitors))
    today = course.running and any(one.running and one.steps[-1].dose != 0 for one in inhibitors)
    dose = course.steps[-1].dose
    if not gained and not (today and dose is not None and dose >= minimum):
        return course
    sure = union([*course.sure, *gained])
    possible = union([*course.possible, *gained])
    return replace(
        course, sure=sure, possible=possible, own=possible, lowered_minimum=minimum, lowered_today=today
    )


def _with_base(course: Course, courses: list[Course]) -> Course:
    """Only the days on which a base antidepressant is at its minimum dose or above."""
    bases = _bases_of(course, courses)
    based = Course(*_ALL_FIELDS(course))  # ``replace`` asks for each field by its name: thrice the cost
    based.sure = intersection(course.sure, _together([base.sure for base in bases]))
    based.possible = intersection(course.possible, _together([base.possible for base in bases]))
    based.bases = tuple([base.trial.id for base in bases])
    based.base_goes_on = _best([base.at_dose_today for base in bases if base.running])
    return based


_ALL_FIELDS = attrgetter(*Course.__slots__)


def _together(given_on: list[Spans]) -> Spans:
    return given_on[0] if len(given_on) == 1 else union([span for spans in given_on for span in spans])


def _bases_of(course: Course, courses: list[Course]) -> list[Course]:
    """The trial that it is said to be added to, else every antidepressant beside it."""
    own, named = course.trial.id, course.trial.augments
    if named is None:
        others = [other for other in courses if other.trial.id != own]
    else:
        others = [other for other in courses if other.trial.id == named != own]
    if not course.in_current_episode:
        others = [_in_its_own_time(other) for other in others]
    return others if named is not None else [other for other in others if _is_beside(course, other)]


def _in_its_own_time(base: Course) -> Course:
    """As it was given also before the current episode: an add-on of an earlier one had it as its base."""
    start = base.start
    if base.first == start:
        return base
    sure, possible, _ = _spans(base.steps, start, base.levels)
    return replace(base, first=start, sure=sure, possible=possible)


def _best(known: list[bool | None]) -> bool | None:
    if True in known:
        return True
    return None if None in known else False


def _is_beside(course: Course, other: Course) -> bool:
    """An antidepressant that was given at the same time."""
    if not is_antidepressant(other):
        return False
    if course.running and other.running:
        return True  # even where one was started on the day of the assessment, of which nothing is over
    return other.first < course.past and course.first < other.past


def is_antidepressant(course: Course) -> bool:
    """Given as an antidepressant, alone or kept beside another (not a procedure, not a mere augmenter)."""
    if course.role == ANTIDEPRESSANT:
        return True
    return course.role == COMBINATION and treatment(course.trial.treatment).role == ANTIDEPRESSANT
