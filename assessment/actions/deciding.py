"""The only place where a decision on the next steps is kept, or marked as entered in error."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from assessment.actions.keeping import columns, keeping, standing
from assessment.models import FOLLOWED, OTHERWISE, Decision, DecisionInError
from assessment.rules.snapshot import Snapshot
from patients.actions.writing import earlier, remember
from patients.models import Patient, User
from patients.record_file.faults import refuse

VERB = "decide"
IN_ERROR = "mark_decision_in_error"


def decide(
    *,
    by: User,
    patient: Patient,
    shown: str,
    at: datetime,
    submission_id: UUID,
    option: str = "",
    instead: str = "",
    because: str = "",
) -> Decision:
    """Either the code of an ``option`` that is offered, or what is done ``instead`` and why."""
    with keeping(by=by, patient=patient, verb=VERB) as locked:
        done = earlier(submission_id, by=by, patient=locked, verb=VERB)
        if done is not None:
            return Decision.objects.get(pk=done)
        taken = standing(locked, shown, at)
        said = _followed(option, instead, taken) if option else _otherwise(instead, because)
        decision = Decision.objects.create(because=because.strip(), **said, **columns(locked, taken, by, at))
        remember(submission_id, by=by, patient=locked, verb=VERB, row_id=decision.pk, at=at)
    return decision


def mark_decision_in_error(
    *, by: User, patient: Patient, decision: UUID, reason: str, at: datetime, submission_id: UUID
) -> DecisionInError:
    """That it was recorded by mistake, once and with the reason; it stays as it was kept."""
    with keeping(by=by, patient=patient, verb=IN_ERROR) as locked:
        done = earlier(submission_id, by=by, patient=locked, verb=IN_ERROR)
        if done is not None:
            return DecisionInError.objects.get(pk=done)
        wrong = Decision.objects.get(patient=locked, reference=decision)
        if not reason.strip():
            raise refuse("reason", reason, "a few words: what was wrong about it")
        if DecisionInError.objects.filter(decision=wrong).exists():
            raise refuse("decision", str(decision), "a decision that is not entered in error already")
        owned = {"clinic_id": locked.clinic_id, "patient": locked, "created_by": by, "created_at": at}
        marked = DecisionInError.objects.create(decision=wrong, reason=reason.strip(), **owned)
        remember(submission_id, by=by, patient=locked, verb=IN_ERROR, row_id=marked.pk, at=at)
    return marked


def _followed(option: str, instead: str, taken: Snapshot) -> dict[str, Any]:
    offered = {card["code"]: card["title"] for card in taken.assessment["next_steps"]["options"]}
    if instead.strip():
        raise refuse("instead", instead, "nothing: an option of the list was chosen")
    if option not in offered:
        raise refuse("option", option, "an option that is offered, or what is done instead and why")
    return {"course": FOLLOWED, "option": option, "title": offered[option]}


def _otherwise(instead: str, because: str) -> dict[str, Any]:
    for where, text in (("instead", instead), ("because", because)):
        if not text.strip():
            raise refuse(where, text, "a few words: what is done instead of the options, and why")
    return {"course": OTHERWISE, "instead": instead.strip()}
