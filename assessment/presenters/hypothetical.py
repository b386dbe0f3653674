"""The only place that puts the answer to "what if" on the page, marked as hypothetical throughout."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.presenters.differences import Told, told
from assessment.presenters.looking import Looking
from assessment.presenters.picture import picture
from assessment.presenters.stage import headline
from assessment.presenters.steps import Steps, steps
from assessment.presenters.trials import TrialCard, trial_cards
from assessment.rules import assessment_file
from assessment.rules.policy import Policy
from assessment.rules.what_if import WhatIf
from assessment.timeline.shapes import Timeline
from assessment.timeline.table import Row
from patients.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Hypothetical:
    edits: tuple[str, ...]
    now: str
    then: str
    differences: Told
    drawings: tuple[Timeline, ...]
    rows: tuple[Row, ...]
    trials: tuple[TrialCard, ...]
    steps: Steps


def hypothetical(
    record: PatientRecord, found: WhatIf, policy: Policy, edits: tuple[str, ...]
) -> Hypothetical:
    """``record`` is the one with the edits."""
    shown = picture(record, found.after, policy, Looking())
    return Hypothetical(
        edits=edits,
        now=headline(found.before),
        then=headline(found.after),
        differences=told(assessment_file.write(found.before), assessment_file.write(found.after)),
        drawings=shown.drawings,
        rows=shown.rows,
        trials=trial_cards(record, found.after),
        steps=steps(found.after, record),
    )
