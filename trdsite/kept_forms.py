"""The only place that keeps a form posted after its author's session had ended.

The form names its author by a signed token, since the session can no longer. What was typed becomes a
draft of that author, for that patient: whoever signs in next, nobody else is shown it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from patients import access
from patients.models import Draft, User

TYPED_BY = "typed_by"
VALID_SECONDS = 24 * 3600
LONGEST = 1_000_000
"""Characters of one kept form: a visit with a 100 kB note fits, a flood does not."""
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
    author = _author(request.POST.get(TYPED_BY, ""))
    match = request.resolver_match
    if author is None or match is None or "reference" not in match.kwargs:
        return False
    try:
        patient = access.patient_to_edit_for(author, match.kwargs["reference"])
    except (Http404, PermissionDenied):
        return False
    data = request.POST.copy()
    for field in ("csrfmiddlewaretoken", TYPED_BY):
        data.pop(field, None)
    typed = data.urlencode()
    if len(typed) > LONGEST:
        return False
    Draft.objects.update_or_create(
        user=author,
        patient=patient,
        form=match.url_name,
        defaults={"data": typed, "updated_at": timezone.now()},
    )
    return True


def _author(token: str) -> User | None:
    try:
        pk = _SIGNER.unsign(token, max_age=VALID_SECONDS)
    except BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
