"""The only place where everything the rules conclude about one record on one day is put together."""

from __future__ import annotations

from datetime import date

from assessment.rules.findings import Assessment
from assessment.rules.horizon import next_change_on
from assessment.rules.judged import Judged
from assessment.rules.judging import answer, judge
from assessment.rules.policy import Policy, load_policy
from patients.known import known_on
from patients.record import PatientRecord

RULES_VERSION = "1.3.3"
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
    said = answer(judged)
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
        not_computed=judged.not_computed,
        next_steps=said.steps,
        missing=said.missing,
        next_change_on=next_change_on(judged, said),
    )
    return assessment, judged
