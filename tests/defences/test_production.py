"""What a browser is told under production's settings, from the first byte to the error page."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SAFE = {
    "TRD_ENV": "production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "trd.clinic.example",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x",
    "DJANGO_SETTINGS_MODULE": "trdsite.settings",
    "PYTHONPATH": str(ROOT),
}


def run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "TRD_VAR": str(folder)} | SAFE
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        timeout=100,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = run([str(Path(__file__).parent / "production_probe.py")], tmp_path_factory.mktemp("production"))
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers | {"log": done.stderr}


PAGES = ("live", "sign-in", "chart", "nothing", "another host", "trace", "database away")
EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_check_deploy_is_clean(tmp_path: Path) -> None:
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES)
def test_c27_every_answer_carries_every_policy(told: dict[str, Any], page: str) -> None:
    headers = told[page]["headers"]
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "no-store" in headers["Cache-Control"]
    assert "camera=()" in headers["Permissions-Policy"]
    check_content_policy(headers["Content-Security-Policy"])


@pytest.mark.parametrize("page", ["plain http", "another host in plain http", "style sheet"])
def test_content_policy_stands_even_on_what_is_answered_first(told: dict[str, Any], page: str) -> None:
    check_content_policy(told[page]["headers"]["Content-Security-Policy"])


def check_content_policy(policy: str) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if rule.strip())
    assert rules["default-src"] == "'none'"
    assert (
        rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    )
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == "'none'"
    assert not any(word in policy for word in ("unsafe", "*", "http:", "https:", "blob:"))


def test_plain_http_is_led_to_tls(told: dict[str, Any]) -> None:
    assert told["plain http"]["status"] == 301
    assert told["plain http"]["headers"]["Location"] == "https://trd.clinic.example/accounts/login/"
    assert told["live in plain http"]["status"] == 200  # a balancer asks from within


def test_cookies_are_bound_to_this_host_and_tls(told: dict[str, Any]) -> None:
    (name,) = told["sign-in"]["cookies"]
    cookie = told["sign-in"]["cookies"][name]
    assert name == "__Host-csrf"
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def test_c16_another_host_is_refused(told: dict[str, Any]) -> None:
    assert told["another host"]["status"] == 400
    assert told["another host in plain http"]["status"] == 400
    assert "evil.example" not in told["log"]


@pytest.mark.parametrize(("page", "status"), [("chart", 302), ("nothing", 404), ("trace", 405)])
def test_stranger_without_a_database_is_still_answered(told: dict[str, Any], page: str, status: int) -> None:
    assert told[page]["status"] == status


def test_log_is_one_json_event_a_line(told: dict[str, Any]) -> None:
    events = [json.loads(line) for line in told["log"].splitlines()]
    assert all({"at", "level", "logger", "message"} <= event.keys() for event in events)
    asked = [event for event in events if event["logger"] == "trd.request"]
    assert {"request", "method", "route", "status", "ms"} <= asked[0].keys()
    assert {event["route"] for event in asked} >= {"patients/<uuid:reference>", "accounts/login/", "-"}
