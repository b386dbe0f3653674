"""The only place where everything the rules conclude about one record on one day is put together."""

from __future__ import annotations

from datetime import date

from assessment.rules.alerts import alerts
from assessment.rules.checks import check_list
from assessment.rules.clues import Clues
from assessment.rules.findings import Assessment, Staging, TrialFinding
from assessment.rules.horizon import next_change_on
from assessment.rules.impostors import impostors
from assessment.rules.judged import Judged
from assessment.rules.missing import missing
from assessment.rules.next_steps import propose
from assessment.rules.policy import Policy, load_policy
from assessment.rules.profiles import profiles
from assessment.rules.ratings import Ratings
from assessment.rules.staging import stage
from assessment.rules.today import Today
from assessment.rules.trials import judge_on
from patients.record import Medicine, PatientRecord, Trial, record_on

RULES_VERSION = "1.0.0"
JURISDICTIONS = ("US", "UK", "EU", "CA")


def assess(
    record: PatientRecord,
    as_of: date,
    policy: Policy | None = None,
    jurisdiction: str = "US",
    consider: tuple[str, ...] = (),
) -> Assessment:
    """Everything concluded about this record on this day; facts later than the day are not looked at."""
    return assess_fully(record, as_of, policy, jurisdiction, consider)[0]


def assess_fully(
    record: PatientRecord,
    as_of: date,
    policy: Policy | None = None,
    jurisdiction: str = "US",
    consider: tuple[str, ...] = (),
) -> tuple[Assessment, Judged]:
    """The assessment and what it was concluded from."""
    judged = judge(known_on(record, as_of), as_of, policy or load_policy(), jurisdiction, tuple(consider))
    steps = propose(judged)
    assessment = Assessment(
        reference=record.patient.reference,
        as_of=as_of,
        policy=judged.policy.name,
        policy_version=judged.policy.version,
        rules_version=RULES_VERSION,
        jurisdiction=jurisdiction,
        trials=judged.trials,
        staging=judged.staging,
        impostors=judged.impostors,
        checks=judged.checks,
        alerts=judged.alerts,
        profiles=judged.profiles,
        next_steps=steps,
        missing=missing(judged, restage),
        next_change_on=next_change_on(judged, steps, judge_later, propose),
    )
    return assessment, judged


def judge(
    record: PatientRecord,
    as_of: date,
    policy: Policy,
    jurisdiction: str = "US",
    consider: tuple[str, ...] = (),
) -> Judged:
    """Everything up to the next steps, from a record that holds nothing later than the day."""
    today, ratings = Today(as_of), Ratings(record)
    trials = judge_on(record, today, policy, ratings)
    return _conclude(record, today, policy, jurisdiction, consider, ratings, trials)


def judge_later(case: Judged, day: date) -> Judged:
    """The same record on a later day: what has ended stays as it was judged."""
    today = Today(day)
    trials = judge_on(
        case.record,
        today,
        case.policy,
        case.ratings,
        known=tuple(finding for finding in case.trials if not finding.running),
    )
    return _conclude(case.record, today, case.policy, case.jurisdiction, case.consider, case.ratings, trials)


def restage(case: Judged, record: PatientRecord, trial_id: str) -> tuple[TrialFinding, Staging]:
    """The record with one trial's facts filled in, on the same day: that trial and the stage."""
    today, ratings = Today(case.as_of), case.ratings
    if record.scores is not case.record.scores:
        ratings = Ratings(record)
    others = tuple(finding for finding in case.trials if finding.id != trial_id)
    trials = judge_on(record, today, case.policy, ratings, known=others)
    clues = Clues(record, today, case.policy, case.jurisdiction, ratings, trials, case.checks)
    found = next(finding for finding in trials if finding.id == trial_id)
    return found, stage(clues, case.impostors)


def _conclude(
    record: PatientRecord,
    today: Today,
    policy: Policy,
    jurisdiction: str,
    consider: tuple[str, ...],
    ratings: Ratings,
    trials: tuple[TrialFinding, ...],
) -> Judged:
    checks = check_list(record, trials, today, policy)
    clues = Clues(record, today, policy, jurisdiction, ratings, trials, checks)
    flagged = impostors(clues)
    staging = stage(clues, flagged)
    return Judged(
        record=record,
        as_of=today.date,
        policy=policy,
        jurisdiction=jurisdiction,
        consider=consider,
        trials=trials,
        checks=checks,
        impostors=flagged,
        staging=staging,
        profiles=profiles(clues),
        alerts=alerts(clues, staging),
        today=today,
        ratings=ratings,
    )


def known_on(record: PatientRecord, day: date) -> PatientRecord:
    """The same record if it holds nothing later than the day (the usual case), else as known then."""
    return record_on(record, day) if _holds_later(record, day) else record


def _holds_later(record: PatientRecord, day: date) -> bool:
    if record.scores and record.scores[-1].date > day:  # each tuple is sorted by date
        return True
    dated = (record.conditions, record.symptoms, record.measurements, record.checks)
    if any(facts and facts[-1].date > day for facts in dated):
        return True
    if any(_begins_or_ends_later(one, day) for one in record.trials):
        return True
    if any(_begins_or_ends_later(one, day) for one in record.medicines):
        return True
    within = (step.start for trial in record.trials for step in trial.doses[-1:])
    levels = (level.date for trial in record.trials for level in trial.levels[-1:])
    sessions = (one for trial in record.trials for one in trial.sessions or ())
    ends = (period.stop for trial in record.trials for period in trial.adherence if period.stop)
    episodes = (when for one in record.episodes for when in (one.onset, one.end) if when)
    return any(when > day for group in (within, levels, sessions, ends, episodes) for when in group)


def _begins_or_ends_later(given: Trial | Medicine, day: date) -> bool:
    return given.start > day or (given.stop is not None and given.stop > day)
