"""The only place that ends a session by itself, and that says what a request without one is told.

A session ends after a time without use (a clinic setting) and, whatever its use, after a working day.
What was typed is never the price: an htmx request is answered 401 with nothing to swap, so the form
stays on the page, and a form posted in full is kept for its author (trdsite/kept_forms.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from patients.models import User
from patients.sign_in_rules import sign_in_rules_for
from trdsite import kept_forms

SIGNED_IN_AT, USED_AT = "signed_in_at", "used_at"
WRITE_EVERY_SECONDS = 20
"""How stale the stored time of the last use may be: spares a write on every request."""
CLOCK_SLACK_SECONDS = 60
"""How far the clocks of two machines may differ."""
SESSIONS_AT_ONCE = 5
OWN_ACCOUNT = "/accounts/"
"""Where a person without the second factor that the clinic asks for may still go: to set it up."""

Answer = Callable[[HttpRequest], HttpResponse]


@receiver(user_logged_in)
def _begin(request: HttpRequest, user: User, **_: Any) -> None:
    """A sign-in starts the clock, under a session id that nobody knew before (also on signing in again)."""
    request.session.cycle_key()
    request.session[SIGNED_IN_AT] = request.session[USED_AT] = time.time()
    _end_the_oldest(request, user)


def _end_the_oldest(request: HttpRequest, user: User) -> None:
    """A forgotten session on some ward's machine ends when as many newer ones are open."""
    open_ones = sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.created_at)
    others = [session for session in open_ones if session.session_key != request.session.session_key]
    for session in others[: max(0, len(others) - SESSIONS_AT_ONCE + 1)]:
        session.end()
        told = f"You were signed in in more than {SESSIONS_AT_ONCE} places: the oldest session was ended."
        messages.info(request, told, fail_silently=True)


class SessionLimits:
    """Ends a session that is too old or too long unused; holds back who lacks a needed second factor."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            rules = sign_in_rules_for(request.user)
            request.idle_seconds = rules.idle_minutes * 60  # type: ignore[attr-defined]  # for session.js
            request.second_factor_first = rules.lacks_second_factor  # type: ignore[attr-defined]  # for its page
            if _over(request, rules.idle_minutes):
                request.expired_user = request.user  # type: ignore[attr-defined]
                logout(request)
            elif rules.lacks_second_factor and not request.path.startswith(OWN_ACCOUNT):
                return _second_factor_first(request)
            else:
                _note_use(request)
        return self.get_response(request)


def _over(request: HttpRequest, idle_minutes: int) -> bool:
    now = time.time()
    began: float = request.session.get(SIGNED_IN_AT, 0.0)
    used: float = request.session.get(USED_AT, 0.0)
    if used - now > CLOCK_SLACK_SECONDS:  # the clock was put back: nobody knows how old this session is
        return True
    return now - began >= settings.SESSION_HOURS * 3600 or now - used >= idle_minutes * 60


def _note_use(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session[USED_AT] >= WRITE_EVERY_SECONDS:
        request.session[USED_AT] = now


def _second_factor_first(request: HttpRequest) -> HttpResponse:
    if _is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("mfa_index")})
    return redirect("mfa_index")


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view says otherwise."""

    def handle_no_permission(  # type: ignore[override]  # its base only ever redirects
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if _is_htmx(request):
            return HttpResponse(
                status=401,
                headers={"HX-Reswap": "none", "HX-Trigger": "signed-out", "Cache-Control": "no-store"},
            )
        if request.method == "POST":
            kept_forms.keep_unsent(request)
        return redirect(f"{reverse(settings.LOGIN_URL)}?{_next(request)}")


def _next(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path() if request.method == "GET" else request.path})


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
