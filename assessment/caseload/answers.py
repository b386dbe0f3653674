"""The only place that keeps what a page would else work out anew: the stage over time, what changes next.

Worked out when a record changes and kept in the caseload row, sealed with all it follows from (record,
policy, labels, rules): if one of them is another, it is not believed and the page works it out itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from assessment.models import CaseloadRow
from assessment.rules.ahead import Coming, coming
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy
from assessment.timeline.history import stages_of, up_to
from assessment.timeline.inputs import StageFrom
from patients.known import known_on
from patients.models import Patient
from patients.prepared import Prepared
from patients.record import PatientRecord

_KEPT = Prepared(
    lambda patient: CaseloadRow.objects.filter(pk=patient).values_list(
        "assessed_on", "next_change_on", "answers", "answers_seal"
    ),
    patient=int,
)


class Answers(NamedTuple):
    """``None``: not kept, or not for this day."""

    stages: tuple[StageFrom, ...] | None = None
    coming: tuple[Coming, ...] | None = None


def answer_columns(record: PatientRecord, assessment: Assessment, policy: Policy) -> dict[str, Any]:
    """The columns of ``CaseloadRow`` that hold the answers."""
    known = known_on(record, assessment.as_of)
    steps, changes = stages_of(known, assessment, policy), coming(known, assessment, policy)
    answers = {
        "stages": [[step.date.isoformat(), step.stage, step.provisional] for step in steps],
        "coming": [[change.part, change.code, change.after] for change in changes],
    }
    basis = _basis(record, assessment, policy)
    return {
        "answers": answers,
        "answers_seal": _seal(basis, assessment.as_of, assessment.next_change_on, answers),
    }


def answers_to(patient: Patient, record: PatientRecord, assessment: Assessment, policy: Policy) -> Answers:
    """What is kept for the day of this assessment; ``record`` is all that is stored, also what came later."""
    for assessed_on, ahead, text, seal in _KEPT.rows(patient=patient.pk):
        answers = json.loads(text or "null")  # a prepared question hands over what PostgreSQL sends
        if answers and seal == _seal(_basis(record, assessment, policy), assessed_on, ahead, answers):
            return _on(assessment, answers, assessed_on, _still(assessment, record, assessed_on, ahead))
    return Answers()


def _on(assessment: Assessment, answers: dict[str, Any], assessed_on: date, still: bool) -> Answers:
    """Steps serve any earlier day: each was taken from what was known on its own day."""
    if not still and assessment.as_of > assessed_on:
        return Answers()
    steps = [StageFrom(date.fromisoformat(day), *stage) for day, *stage in answers["stages"]]
    changes = tuple(Coming(*change) for change in answers["coming"]) if still else None
    return Answers(up_to(steps, assessment), changes)


def _still(assessment: Assessment, record: PatientRecord, assessed_on: date, ahead: date | None) -> bool:
    """Nothing became known since, and time alone changed nothing: the conclusions are the same."""
    day = assessment.as_of
    return assessed_on <= day and (ahead is None or day < ahead) and known_on(record, assessed_on) is record


def _basis(record: PatientRecord, assessment: Assessment, policy: Policy) -> Sequence[object]:
    return (record, policy, assessment.jurisdiction, assessment.rules_version)


def _seal(basis: Sequence[object], assessed_on: date, ahead: date | None, answers: dict[str, Any]) -> str:
    """Facts are frozen and print every field, so that equal facts give equal text."""
    said = json.dumps(answers, sort_keys=True)
    return hashlib.sha256(repr((basis, assessed_on, ahead, said)).encode()).hexdigest()
