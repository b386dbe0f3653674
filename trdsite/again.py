"""The only place for signing in again without leaving the page that one was typing on.

The page stays; a second tab goes through the whole sign-in, second factor included, and says so. The
first then asks here for a token of the new session, and whether it is still the same person.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.models import User


@require_GET
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where the second tab ends; it tells the first and closes itself."""
    return render(request, "account/signed_in_again.html")


@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """Whose session this is, and its token against forged forms."""
    assert isinstance(request.user, User)
    return JsonResponse({"person": str(request.user.reference), "token": get_token(request)})
