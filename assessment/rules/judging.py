"""The only place where one record is judged: today, on a later day, or with a fact filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from assessment.rules.alerts import alerts
from assessment.rules.checks import check_list, run_out
from assessment.rules.clues import Clues
from assessment.rules.conclusions import concluded, of_checks, of_steps, of_trials
from assessment.rules.courses import Course, course_of, given, halve_minimum_beside_inhibitors
from assessment.rules.findings import Missing, NextSteps, TrialFinding
from assessment.rules.impostors import impostors
from assessment.rules.judged import Judged
from assessment.rules.missing import missing
from assessment.rules.next_steps import propose
from assessment.rules.outcome import days_a_score_gains_by
from assessment.rules.policy import Policy
from assessment.rules.profiles import profiles
from assessment.rules.ratings import Ratings
from assessment.rules.safety.suicide import suicide_answers
from assessment.rules.staging import Rung, rung_of, stage
from assessment.rules.staging.failures import failures_of
from assessment.rules.staging.ladder import ladder
from assessment.rules.starts import Starts
from assessment.rules.today import Today, day_of
from assessment.rules.trials import judge_courses
from patients.record import PatientRecord, Score, Trial

# Who asks about days: the rules in the order in which they build on each other.
TRIALS, CHECKS, REST, STEPS, MISSING = "trials", "checks", "rest", "steps", "missing"


class Settled(NamedTuple):
    """Trials of which the stage will say the same on every later day."""

    findings: tuple[TrialFinding, ...]
    courses: Mapping[str, Course]


class Staged(NamedTuple):
    """A record on one day up to its rung on the ladder."""

    clues: Clues
    courses: tuple[Course, ...]
    rung: Rung


NOTHING_SETTLED = Settled((), MappingProxyType({}))


def settled(before: Staged, record: PatientRecord, day: date) -> Settled:
    """Of the trials judged before, those that ended so long ago, and are known as they were, that no score
    and no later treatment reaches them; none if an episode, a condition or a check came in between."""
    clues, last = before.clues, before.clues.today.date
    noted = [entry.date for entry in record.conditions] + [entry.date for entry in record.checks]
    if any(last < noted_on <= day for noted_on in noted) or clues.record.episodes != record.episodes:
        return NOTHING_SETTLED
    ended_by = last - timedelta(days=clues.policy.endpoint_after_stop_days + 1)
    known = {trial.id: trial for trial in clues.record.trials if trial.stop and trial.stop <= ended_by}
    still = {trial.id for trial in record.trials if known.get(trial.id) == trial}
    return Settled(
        tuple(finding for finding in clues.trials if finding.id in still),
        {course.trial.id: course for course in before.courses if course.trial.id in still},
    )


def judge(
    record: PatientRecord,
    as_of: date,
    policy: Policy,
    jurisdiction: str = "US",
    consider: tuple[str, ...] = (),
) -> Judged:
    """Everything up to the next steps, from a record that holds nothing later than the day."""
    clues, courses = _clues(record, as_of, policy, jurisdiction, NOTHING_SETTLED)
    return _conclude(clues, courses, consider)


def staged(
    record: PatientRecord, as_of: date, policy: Policy, jurisdiction: str, still: Settled = NOTHING_SETTLED
) -> Staged:
    """The rung alone; ``still``: what an earlier day found of trials on which nothing changes any more."""
    clues, courses = _clues(record, as_of, policy, jurisdiction, still)
    return Staged(clues, courses, rung_of(clues, impostors(clues)))


def _clues(
    record: PatientRecord, as_of: date, policy: Policy, jurisdiction: str, still: Settled
) -> tuple[Clues, tuple[Course, ...]]:
    today, ratings = Today(as_of), Ratings(record)
    today.asked_by(TRIALS)
    courses = given(record, today, policy, still.courses)
    trials = judge_courses(courses, today, policy, ratings, still.findings)
    today.asked_by(CHECKS)
    checks = check_list(record, trials, today, policy)
    return Clues(record, today, policy, jurisdiction, ratings, trials, checks), tuple(courses)


def _conclude(clues: Clues, courses: tuple[Course, ...], consider: tuple[str, ...]) -> Judged:
    """What follows from the trials and checks; whoever asks about days afterwards are the next steps."""
    clues.today.asked_by(REST)
    flagged = impostors(clues)
    staging = stage(clues, flagged)
    suicide = suicide_answers(clues.record.scores)
    (shown, not_computed), raised = profiles(clues), alerts(clues, staging, suicide)
    clues.today.asked_by(STEPS)
    return Judged(
        record=clues.record,
        as_of=clues.today.date,
        policy=clues.policy,
        jurisdiction=clues.jurisdiction,
        consider=consider,
        trials=clues.trials,
        checks=clues.checks,
        impostors=flagged,
        staging=staging,
        profiles=shown,
        not_computed=not_computed,
        alerts=raised,
        suicide=suicide,
        today=clues.today,
        ratings=clues.ratings,
        courses=courses,
    )


class Answer(NamedTuple):
    """What builds on a record as it was judged."""

    steps: NextSteps
    missing: tuple[Missing, ...]


def answer(case: Judged) -> Answer:
    """Whoever asks about days are the next steps, and then what is missing."""
    case.today.asked_by(STEPS)
    return Answer(propose(case), missing(case, filled))


def differs_on(case: Judged, said: Answer, today: Today, askers: set[str]) -> bool:
    """Is anything concluded otherwise on this later day, if nothing new is recorded?

    Only those who asked about the day are asked again, in order, until a conclusion differs: where
    none does, what builds on it is the same too, but for the next steps, which count the days, and
    for what is missing, where days are asked about that count only if a fact is supposed.
    """
    return any(_otherwise_on(case, said, today, askers))


def _otherwise_on(case: Judged, said: Answer, today: Today, askers: set[str]) -> Iterator[bool]:
    """Does each of those who are asked again, in turn, conclude otherwise?"""
    courses, trials, checks = case.courses, case.trials, case.checks
    if askers & {TRIALS, MISSING}:
        courses, trials = _trials_on(case, today)
        yield of_trials(trials) != of_trials(case.trials)
        if _days_of(trials) != _days_of(case.trials):
            askers = askers | {CHECKS, REST}
    if CHECKS in askers:
        today.asked_by(CHECKS)
        if TRIALS not in askers:
            yield bool(run_out(checks, today))
        else:
            checks = check_list(case.record, trials, today, case.policy)
            yield of_checks(checks) != of_checks(case.checks)
    later = case._replace(as_of=today.date, today=today, courses=courses, trials=trials, checks=checks)
    if REST in askers:
        clues = Clues(case.record, today, case.policy, case.jurisdiction, case.ratings, trials, checks)
        later = _conclude(clues, courses, case.consider)
        yield concluded(later) != concluded(case)
    if askers & {TRIALS, STEPS}:
        today.asked_by(STEPS)
        yield of_steps(propose(later)) != of_steps(said.steps)
    if askers & {TRIALS, MISSING}:
        yield missing(later, filled) != said.missing


def _days_of(trials: tuple[TrialFinding, ...]) -> list[tuple[date | None, ...]]:
    """What others count from: they move, though the verdict is the same, where another stretch is judged."""
    return [
        (one.effective_start, one.adequate_on, one.baseline_date, one.endpoint_date, one.scores_until)
        for one in trials
    ]


def _trials_on(case: Judged, today: Today) -> tuple[tuple[Course, ...], tuple[TrialFinding, ...]]:
    """What has ended stays as it was judged."""
    today.asked_by(TRIALS)
    ended = {course.trial.id: course for course in case.courses if not course.running}
    known = tuple(finding for finding in case.trials if not finding.running)
    courses = given(case.record, today, case.policy, ended)
    return tuple(courses), judge_courses(courses, today, case.policy, case.ratings, known)


def filled(
    case: Judged, trial: Trial, score: Score | None = None
) -> tuple[tuple[TrialFinding, ...], str | None]:
    """With this trial (and perhaps a score) in its place, on the same day: all findings and the stage."""
    today, policy = case.today, case.policy
    today.asked_by(MISSING)
    courses, ratings = list(case.courses), case.ratings
    place = next(number for number, course in enumerate(courses) if course.trial.id == trial.id)
    if score is not None:
        ratings = ratings.plus(score)
        for day in days_a_score_gains_by(courses[place], policy):
            today.reached(day_of(day))
    starts = Starts(case.record)
    again = course_of(case.record, trial, courses[place].role, today, policy, starts)
    courses[place] = replace(again, promoted_by=courses[place].promoted_by)
    halve_minimum_beside_inhibitors(courses, policy)
    own_alone = trial.doses == case.record.trials[place].doses and score is None
    others = tuple(one for one in case.trials if one.id != trial.id) if own_alone else ()
    trials = judge_courses(courses, today, policy, ratings, others)
    if case.staging.suppressed:
        return trials, None
    return trials, ladder(failures_of(case.record, trials, policy), policy)
