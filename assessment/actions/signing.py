"""The only place where a clinician signs an assessment: the one shown, as of today; the newest counts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from assessment.actions.keeping import columns, keeping, standing
from assessment.models import SignedAssessment
from patients.actions.writing import earlier, remember
from patients.models import Patient, User

VERB = "sign_assessment"


def sign_assessment(
    *, by: User, patient: Patient, shown: str, at: datetime, submission_id: UUID, note: str = ""
) -> SignedAssessment:
    """``shown`` is the digest of the assessment on the screen: nobody signs what they did not see."""
    with keeping(by=by, patient=patient, verb=VERB) as locked:
        done = earlier(submission_id, by=by, patient=locked, verb=VERB)
        if done is not None:
            return SignedAssessment.objects.get(pk=done)
        taken = standing(locked, shown, at)
        signed = SignedAssessment.objects.create(
            supersedes=_newest(locked), note=note.strip(), **columns(locked, taken, by, at)
        )
        remember(submission_id, by=by, patient=locked, verb=VERB, row_id=signed.pk, at=at)
    return signed


def _newest(patient: Patient) -> SignedAssessment | None:
    """The chain is a line: each one supersedes the one that nothing superseded yet."""
    return SignedAssessment.objects.filter(patient=patient, superseded_by__isnull=True).first()
