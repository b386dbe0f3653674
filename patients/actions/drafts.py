"""The only place where what is typed but not saved is kept: for its author, until it is saved or let go."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from patients.models import Draft, Patient, Submission, User

LONGEST = 1_000_000
KEPT_FOR = timedelta(days=30)


def save_draft(
    *,
    by: User,
    patient: Patient | None,
    form: str,
    data: str,
    at: datetime,
    submission_id: UUID | None = None,
    longest: int = LONGEST,
) -> bool:
    """Keep this as the draft; not if the form was saved meanwhile or is too long to be typed."""
    if len(data) > longest or _saved(submission_id):
        return False
    Draft.objects.update_or_create(
        user=by, patient=patient, form=form, defaults={"data": data, "updated_at": at}
    )
    return True


def _saved(submission_id: UUID | None) -> bool:
    return submission_id is not None and Submission.objects.filter(pk=submission_id).exists()


def draft_of(user: User, patient: Patient | None, form: str, at: datetime) -> Draft | None:
    """This person's own draft, unless it is too old to be of use."""
    drafts = Draft.objects.filter(user=user, patient=patient, form=form, updated_at__gt=at - KEPT_FOR)
    return drafts.first()


def discard_draft(*, by: User, patient: Patient | None, form: str) -> None:
    Draft.objects.filter(user=by, patient=patient, form=form).delete()
