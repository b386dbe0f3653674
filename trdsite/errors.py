"""The only place for pages that say what went wrong: in plain words, without a traceback or a record."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

from trdsite import kept_forms

_log = logging.getLogger("trd.errors")

RETRY_AFTER_SECONDS = "5"

# status: (what happened, what to do)
WORDS = {
    400: ("This request could not be read", "Nothing was saved. Go back, check what you sent and try again."),
    403: (
        "You may not do this",
        "Nothing was changed. If you think you should be able to, ask your administrator.",
    ),
    404: (
        "There is nothing here",
        "The address is wrong, or this belongs to a patient you do not look after.",
    ),
    405: ("This page cannot be used that way", "Go back and use the page's own links and buttons."),
    429: (
        "Too many tries",
        "Nothing was changed. Wait some minutes before you try again; whoever is signed in stays so.",
    ),
    500: (
        "Something went wrong on our side",
        "It has been logged. Nothing half-done was kept; please try again.",
    ),
    503: (
        "The database does not answer",
        "Nothing was lost that was saved before. Try again in a few seconds.",
    ),
}

UNANSWERED = (
    "The database does not answer",
    "What you just sent may not have been saved. Go back: what you typed should still be in the form. "
    "Wait a few seconds, and before you send it again look whether it is in the chart.",
)

TOO_OLD = (
    "This page was too old to be sent",
    "Nothing was saved. Go back and copy what you typed, then load the page again and send it from there.",
)

KEPT = (
    "This page was too old to be sent",
    "Nothing went into the record, but what you typed is kept: open the form again, and your draft is there.",
)


def page(status: int, words: tuple[str, str] | None = None) -> HttpResponse:
    """Needs neither the database nor a session, since those may be what is broken."""
    title, advice = words or WORDS[status]
    body = render_to_string("error.html", {"status": status, "title": title, "advice": advice})
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return page(429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error, wherever in the request that arose."""
    if not is_away(sys.exc_info()[1]):
        return page(500)
    return page(503, UNANSWERED if request.method == "POST" else None)


def forged_request(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page older than the last sign-in looks forged, too: its author's text is kept for them."""
    _log.warning("refused a form without a valid token: %s", reason)
    return page(403, KEPT if kept_forms.keep_unsent(request) else TOO_OLD)


def is_away(exception: BaseException | None) -> bool:
    """Whether this error, or one it came from, means that the database did not answer."""
    while exception is not None:
        if isinstance(exception, (PoolTimeout, InterfaceError, OperationalError)):
            return True
        exception = exception.__cause__ or exception.__context__
    return False
