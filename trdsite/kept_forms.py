"""The only place that keeps a form posted after its author's session had ended.

The form names its author by a signed token, since the session can no longer. What was typed becomes a
draft of that author, for that patient: whoever signs in next, nobody else is shown it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from patients import access, actions
from patients.forms.kept import TYPED_BY, as_draft, submission_in
from patients.models import Patient, User

__all__ = ["TYPED_BY", "keep_unsent", "token_for", "typed_by"]

VALID_SECONDS = 24 * 3600
NEWCOMER = "patient_new"
"""The one form about nobody's chart yet."""
_SIGNER = TimestampSigner(salt="typed by")


def token_for(user: User) -> str:
    """For a hidden field of a form that must not be lost: who is typing."""
    return _SIGNER.sign(str(user.pk))


def typed_by(request: HttpRequest) -> dict[str, object]:
    """Context processor: the token for a form's hidden field of this name."""
    user = getattr(request, "user", None)
    return {TYPED_BY: SimpleLazyObject(lambda: token_for(user))} if isinstance(user, User) else {}


def keep_unsent(request: HttpRequest) -> bool:
    """Keep this post as its author's draft; says whether it could."""
    author, match = _author(request.POST.get(TYPED_BY, "")), request.resolver_match
    if author is None or match is None or match.url_name is None:
        return False
    try:
        patient = _patient(author, match)
    except (Http404, PermissionDenied):
        return False
    return actions.save_draft(
        by=author,
        patient=patient,
        form=match.url_name,
        data=as_draft(request.POST),
        at=timezone.now(),
        submission_id=submission_in(request.POST),
    )


def _patient(author: User, match: ResolverMatch) -> Patient | None:
    """Whom the form is about: a chart that its author may write in, or a newcomer without one."""
    if "reference" in match.kwargs:
        return access.patient_to_edit_for(author, match.kwargs["reference"])
    if match.url_name != NEWCOMER or not access.own_teams_of(author).exists():
        raise Http404
    return None


def _author(token: str) -> User | None:
    try:
        pk = _SIGNER.unsign(token, max_age=VALID_SECONDS)
    except BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
