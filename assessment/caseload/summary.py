"""The only place that says what one line of the caseload tells about an assessed record."""

from __future__ import annotations

from datetime import date
from textwrap import shorten
from typing import Any

from assessment.models.caseload_row import AFTER_LENGTH, CODE_LENGTH
from assessment.rules.ahead import TRIAL, coming
from assessment.rules.conclusions import nothing_to_tell_from
from assessment.rules.findings import Assessment, TrialFinding
from assessment.rules.last_score import last_score, running_newest_first
from assessment.rules.policy import Policy
from assessment.rules.safety.suicide import SCREENER, screened, suicide_answers
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS, item_of
from patients.record import PatientRecord, Score


def summary(record: PatientRecord, assessment: Assessment, policy: Policy) -> dict[str, Any]:
    """The columns of ``CaseloadRow`` that depend on the record."""
    return {
        "assessed_on": assessment.as_of,
        "stage": None if nothing_to_tell_from(assessment) else assessment.staging.ladder,
        "provisional": assessment.staging.provisional,
        "suppressed": assessment.staging.suppressed,
        "rules_version": assessment.rules_version,
        "suicide_item": _suicide_item(record, assessment.as_of),
        **_next_change(record, assessment, policy),
        **_next_step(assessment),
        **_treatment(record, assessment),
        **_score(record, assessment),
    }


def _next_step(assessment: Assessment) -> dict[str, Any]:
    options = assessment.next_steps.options
    return {"next_step": options[0].code, "next_step_title": options[0].title} if options else {}


def _treatment(record: PatientRecord, assessment: Assessment) -> dict[str, Any]:
    running = running_newest_first(record, assessment)
    if not running:
        return {}
    newest = running[0]
    return {
        "treatment": newest.treatment,
        "treatment_label": " + ".join(_name(finding) for finding in running),
        "treatment_started_on": record.trial(newest.id).start,
        "treatment_adequacy": newest.adequacy,
    }


def _name(finding: TrialFinding) -> str:
    return treatment(finding.treatment, finding.role).name


def _score(record: PatientRecord, assessment: Assessment) -> dict[str, Any]:
    """The newest total of an outcome scale, beside the baseline on the same scale."""
    last = last_score(record, assessment)
    if last is None:
        return {}
    return {
        "instrument": last.instrument,
        "last_score": last.total,
        "last_score_on": last.on,
        "baseline": last.baseline,
        "baseline_on": last.baseline_on,
        "change_percent": last.improved_percent,
    }


def _next_change(record: PatientRecord, assessment: Assessment, policy: Policy) -> dict[str, Any]:
    """The day, and what comes first on it: a list tells why, and asks no rule."""
    first = next(iter(coming(record, assessment, policy)), None)
    if first is None:
        return {}
    code = record.trial(first.code).treatment if first.part == TRIAL else first.code
    return {
        "next_change_on": assessment.next_change_on,
        "next_change_part": first.part,
        "next_change_code": shorten(code, CODE_LENGTH, placeholder=" …"),
        "next_change_after": first.after[:AFTER_LENGTH],
    }


def _suicide_item(record: PatientRecord, as_of: date) -> bool | None:
    """Above 0 in what was last answered on any scale that asks; ``None`` while nobody answered."""
    scores = tuple(score for score in record.scores if score.date <= as_of)
    if suicide_answers(scores):
        return True
    return False if any(map(_answered, scores)) else None


def _answered(score: Score) -> bool:
    if score.instrument == SCREENER:
        return screened(score)
    scale = INSTRUMENTS.get(score.instrument)
    return bool(scale and scale.suicide_item and item_of(score, scale.suicide_item) is not None)
