"""The only place for how things are logged: a line an event, as JSON in production, without any record.

A path, a query, an exception's message and a database's complaint can each carry what someone typed: a
request is named by its route, an exception by its kind and where it arose.
"""

import json
import logging
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("trd.request")

TELLING = (InterfaceError, OperationalError)
"""Their messages are about the connection, never about a row."""
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127, *range(128, 160))}


def message_of(record: logging.LogRecord) -> str:
    """Django's lines about a request give its path or quote its header: only what was answered is kept."""
    if not hasattr(record, "request"):
        return record.getMessage()
    status = getattr(record, "status_code", None)
    match = getattr(record.request, "resolver_match", None)
    return f"answered {status or 'with an error'} at {match.route if match else '-'}"


def error_of(exc_info: Any) -> str:
    """Where it arose and of what kind, from the first cause on; never what it said."""
    return "\n".join(_chain(exc_info[1])) if exc_info and exc_info[1] else ""


def _chain(problem: BaseException) -> Iterator[str]:
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if before is not None:
        yield from _chain(before)
    for frame in traceback.extract_tb(problem.__traceback__):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    said = f": {str(problem).splitlines()[0]}" if isinstance(problem, TELLING) and str(problem) else ""
    yield f"{type(problem).__module__}.{type(problem).__qualname__}{said}"


def event_of(record: logging.LogRecord) -> dict[str, Any]:
    return dict(getattr(record, "event", {}))


class JsonLines(logging.Formatter):
    """JSON keeps one event on one line, whatever text it carries."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            **event_of(record),
        }
        if error := error_of(record.exc_info):
            event["error"] = error
        return json.dumps(event)


class Plain(logging.Formatter):
    """For a person at a terminal: the same, with nothing in it that could pass for a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        line = f"{at} {record.levelname} {record.name}: {message_of(record)}".translate(CONTROLS)
        error = error_of(record.exc_info)
        return f"{line}\n{error}" if error else line


class RequestLog:
    """Numbers each request and logs how it went: by route, since a path or a query may name a patient."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        started = time.monotonic()
        response = self.get_response(request)
        milliseconds = round((time.monotonic() - started) * 1000)
        route = request.resolver_match.route if request.resolver_match else "-"
        event = {
            "request": request.request_id,  # type: ignore[attr-defined]
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": milliseconds,
        }
        _log.info("%s %s %s", request.method, route, response.status_code, extra={"event": event})
        response["X-Request-ID"] = event["request"]
        return response


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}, "plain": {"()": Plain}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "plain"}
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "trd": {"level": "INFO" if as_json else "WARNING"},
            "django": {"handlers": [], "propagate": True},  # its own handlers would print and mail unscrubbed
        },
    }
