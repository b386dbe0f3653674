"""Run by a test in a process of its own, with production's settings: what a few addresses answer, as JSON."""

import json
import sys

import django
from django.core.management import call_command
from django.test import Client


def probe(path: str, *, secure: bool = True, host: str = "trd.clinic.example", method: str = "GET") -> object:
    client = Client(raise_request_exception=False, headers={"host": host})
    answer = client.generic(method, path, secure=secure)
    return {
        "status": answer.status_code,
        "headers": dict(answer.items()),
        "cookies": {name: morsel.OutputString() for name, morsel in answer.cookies.items()},
    }


django.setup()
call_command("collectstatic", "--noinput", verbosity=0)
json.dump(
    {
        "live": probe("/live"),
        "sign-in": probe("/accounts/login/"),
        "plain http": probe("/accounts/login/", secure=False),
        "live in plain http": probe("/live", secure=False),
        "chart": probe("/patients/00000000-0000-4000-8000-000000000000"),
        "nothing": probe("/nothing"),
        "another host": probe("/", host="evil.example"),
        "another host in plain http": probe("/", host="evil.example", secure=False),
        "trace": probe("/", method="TRACE"),
        "database away": probe("/health"),
        "style sheet": probe("/static/trd.css"),
    },
    sys.stdout,
)
