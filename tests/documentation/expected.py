"""The only place that puts what a worked case expects into words (docs/assessment-format.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from assessment.rules.wording import on
from tests.documentation.markdown import bullets, text

_STEPS = {
    "kind_any_of": "The first option that is neither urgent nor psychotherapy is of the kind",
    "first_any_of": "First among the options is one of",
    "offers": "Offered",
    "must_offer": "Offered",
    "may_offer": "May be offered",
    "must_not_offer": "Not offered",
    "not_first": "Not first",
    "warnings": "Warnings that are due",
    "order": "Offered, each before the next",
    "must_not_warn": "Warnings that are not due",
}
_SETS = {
    "impostors": "Impostors",
    "alerts": "Alerts",
    "no_alerts": "Alerts that are not raised",
    "profiles": "Profiles",
}


def expected_in_words(expected: dict[str, Any]) -> str:
    return bullets(_lines(expected))


def _lines(expected: dict[str, Any]) -> Iterator[str]:
    for trial in expected.get("trials", ()):
        facts = {name: value for name, value in trial.items() if name != "id"}
        yield f"{trial['id']}: {_facts(facts)}"
    if staging := expected.get("staging"):
        yield f"Stage: {_facts(staging)}"
    for name, words in _SETS.items():
        if name in expected:
            yield f"{words}: {_codes(expected[name]) or 'none'}"
    for name, value in expected.get("next_step", {}).items():
        if value:
            yield f"{_STEPS[name]}: {_codes(value)}"
    if expected.get("withheld"):
        yield f"Named as withheld: {_codes(expected['withheld'])}"
    for code, day in expected.get("earliest_start", {}).items():
        yield f"`{code}` withheld: {f'to be started on {_day(day)} at the earliest' if day else 'no day yet'}"
    if expected.get("missing"):
        yield f"Asked for: {'; '.join(expected['missing'])}"
    if "next_change_on" in expected:
        yield f"Next change by time alone: {_day(expected['next_change_on'])}"


def _day(day: str | None) -> str:
    return on(date.fromisoformat(day)) if day else "none"


def _codes(codes: list[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _facts(facts: dict[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {_fact(value)}" for name, value in facts.items())


def _fact(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name.replace('_', ' ')} {_fact(one)}" for name, one in value.items()) + ")"
    if value == [] or value is None:
        return "none"
    return text(value).replace("_", " ")
