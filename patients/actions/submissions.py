"""The only place that tells whether a form was already acted upon: a double click, a resent page."""

from __future__ import annotations

from uuid import UUID

from patients.models import Patient, Submission, User


def already_saved(submission_id: UUID | None, *, by: User, patient: Patient) -> bool:
    done = Submission.objects.filter(pk=submission_id, by=by, patient=patient) if submission_id else None
    return done is not None and done.exists()
