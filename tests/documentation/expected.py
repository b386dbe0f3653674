"""The only place that puts what a worked case expects into words (docs/assessment-format.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.documentation.markdown import bullets, text

_STEPS = {
    "kind_any_of": "The first option that is neither urgent nor psychotherapy is of the kind",
    "first_any_of": "First among the options is one of",
    "offers": "Offered",
    "must_offer": "Offered",
    "may_offer": "May be offered",
    "must_not_offer": "Not offered",
    "not_first": "Not first",
    "in_order": "Offered, each before the next",
    "warnings": "Warnings that are due",
    "must_not_warn": "Warnings that are not due",
}


def expected_in_words(expected: dict[str, Any]) -> str:
    return bullets(_lines(expected))


def _lines(expected: dict[str, Any]) -> Iterator[str]:
    for trial in expected.get("trials", ()):
        facts = {name: value for name, value in trial.items() if name != "id"}
        yield f"{trial['id']}: {_facts(facts)}"
    if staging := expected.get("staging"):
        yield f"Stage: {_facts(staging)}"
    for name in ("impostors", "alerts"):
        if name in expected:
            yield f"{name.capitalize()}: {_codes(expected[name]) or 'none'}"
    if expected.get("not_alerted"):
        yield f"Alerts that are not raised: {_codes(expected['not_alerted'])}"
    for name, value in expected.get("next_step", {}).items():
        if value:
            yield f"{_STEPS[name]}: {_codes(value)}"
    if expected.get("withheld"):
        yield f"Named as withheld: {_codes(expected['withheld'])}"
    if "next_change_on" in expected:
        yield f"Changes next on: {_fact(expected['next_change_on'])}"


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
