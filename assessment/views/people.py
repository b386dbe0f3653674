"""The only place that says who asks."""

from __future__ import annotations

from django.http import HttpRequest

from patients.models import User


def user_of(request: HttpRequest) -> User:
    """Every page here needs a sign-in (the middleware sees to it)."""
    assert isinstance(request.user, User)
    return request.user
