"""The only place for how things are logged: a line an event, as JSON in production, without any record."""

import json
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("trd.request")


class JsonLines(logging.Formatter):
    """JSON keeps one event on one line, whatever text it carries."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "event", {}),
        }
        if record.exc_info:
            event["error"] = self.formatException(record.exc_info)
        return json.dumps(event)


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
        "formatters": {
            "json": {"()": JsonLines},
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "plain"}
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"trd": {"level": "INFO" if as_json else "WARNING"}},
    }
