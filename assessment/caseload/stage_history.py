"""The only place that keeps the stage over time: worked out when a record changes, no page waits for it.

What is kept beside the caseload row is sealed with all it follows from (record, policy, labels, rules): as
soon as one of them is another, the steps are no longer believed and the page works them out itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from assessment.models import CaseloadRow
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
        "assessed_on", "next_change_on", "stage_steps", "stage_seal"
    ),
    patient=int,
)


def stage_columns(record: PatientRecord, assessment: Assessment, policy: Policy) -> dict[str, Any]:
    """The columns of ``CaseloadRow`` that hold the stage over time."""
    steps = stages_of(known_on(record, assessment.as_of), assessment, policy)
    about = (assessment.as_of, assessment.next_change_on, steps)
    return {
        "stage_steps": [[step.date.isoformat(), step.stage, step.provisional] for step in steps],
        "stage_seal": _seal(record, assessment, policy, *about),
    }


def stages_to(
    patient: Patient, record: PatientRecord, assessment: Assessment, policy: Policy
) -> tuple[StageFrom, ...] | None:
    """The steps up to the day of this assessment; ``None`` where what is kept does not answer that.

    ``record`` is all that is stored: each step was taken from what was known on its own day.
    """
    for assessed_on, ahead, kept, seal in _KEPT.rows(patient=patient.pk):
        steps = _read(kept)
        sealed = seal and seal == _seal(record, assessment, policy, assessed_on, ahead, steps)
        if sealed and _reaches(assessment.as_of, record, assessed_on, ahead):
            return up_to(steps, assessment)
    return None


def _read(kept: str | None) -> tuple[StageFrom, ...]:
    """From the text of the column: a prepared question hands over what PostgreSQL sends."""
    steps = json.loads(kept or "[]")
    return tuple(StageFrom(date.fromisoformat(day), stage, provisional) for day, stage, provisional in steps)


def _reaches(day: date, record: PatientRecord, assessed_on: date, ahead: date | None) -> bool:
    """To any earlier day; to a later one while time alone changed nothing and nothing became known."""
    if day <= assessed_on:
        return True
    return (ahead is None or day < ahead) and known_on(record, assessed_on) is record


def _seal(
    record: PatientRecord,
    assessment: Assessment,
    policy: Policy,
    assessed_on: date,
    ahead: date | None,
    steps: Sequence[StageFrom],
) -> str:
    """Facts are frozen and print every field, so that equal facts give equal text."""
    rules = (policy, assessment.jurisdiction, assessment.rules_version)
    return hashlib.sha256(repr((record, rules, assessed_on, ahead, steps)).encode()).hexdigest()
