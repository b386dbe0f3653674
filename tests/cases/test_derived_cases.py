"""Every derived case holds: boundaries on both sides, written from the reference without reading the rules.

They assert in the language of the worked cases, and some things more (docs/assessment-format.md): what must
stay silent, which profiles are shown, in which order, what is asked for, when a washout is over and when time
alone changes the conclusions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessment.rules.findings import Assessment
from assessment.rules.wording import on
from tests.cases import test_worked_cases as worked

_CASES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "derived").glob("*.json"))
]
_KNOWN = {
    "trials", "staging", "impostors", "alerts", "no_alerts", "profiles", "next_step", "withheld",
    "earliest_start", "next_change_on", "missing",
}  # fmt: skip
_KNOWN_OF_STEPS = {
    "kind_any_of", "first_any_of", "offers", "must_offer", "must_not_offer", "not_first", "order",
    "warnings", "must_not_warn",
}  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=worked._ids)
def test_derived_case_holds(case: dict[str, Any]) -> None:
    found = worked._assessed(case)
    assert [
        *worked._trials(case, found),
        *worked._staging(case, found),
        *worked._sets(case, found),
        *worked._steps(case, found),
        *_silent(case, found),
        *_in_order(case, found),
        *_in_time(case, found),
    ] == []


def test_nothing_is_expected_that_nobody_compares() -> None:
    for case in _CASES:
        assert set(case["expected"]) <= _KNOWN, case["id"]
        assert set(case["expected"].get("next_step", {})) <= _KNOWN_OF_STEPS, case["id"]


def _silent(case: dict[str, Any], found: Assessment) -> list[tuple[Any, ...]]:
    """What must not be there, or be named as withheld instead of merely left out."""
    expected, steps = case["expected"], found.next_steps
    warned = {warning.code for warning in steps.warnings}
    wrong = {
        "must_not_warn": set(expected.get("next_step", {}).get("must_not_warn", ())) & warned,
        "no_alerts": set(expected.get("no_alerts", ())) & {alert.code for alert in found.alerts},
        "withheld": set(expected.get("withheld", ())) - {one.code for one in steps.withheld},
    }
    return [(name, codes) for name, codes in wrong.items() if codes]


def _in_order(case: dict[str, Any], found: Assessment) -> Iterator[tuple[Any, ...]]:
    """``order``: all of these are offered, each before the next; ``profiles``: these and no other;
    ``missing``: each of these is asked for."""
    expected = case["expected"]
    unasked = set(expected.get("missing", ())) - {one.what for one in found.missing}
    if unasked:
        yield "missing", "not asked for", unasked
    wanted = expected.get("next_step", {}).get("order", [])
    offered = [option.code for option in found.next_steps.options]
    if [code for code in offered if code in wanted] != wanted:
        yield "order", "expected", wanted, "found", offered
    shown = [profile.code for profile in found.profiles]
    if "profiles" in expected and set(expected["profiles"]) != set(shown):
        yield "profiles", "expected", expected["profiles"], "found", shown


def _in_time(case: dict[str, Any], found: Assessment) -> Iterator[tuple[Any, ...]]:
    """``earliest_start``: the option is withheld and its reasons name this day, or none where it is null."""
    expected = case["expected"]
    withheld = {one.code: " ".join(one.because) for one in found.next_steps.withheld}
    for code, day in expected.get("earliest_start", {}).items():
        words = "start on or after " + (on(date.fromisoformat(day)) if day else "")
        if code not in withheld or (words in withheld[code]) is not bool(day):
            yield "earliest_start", code, day, "found", withheld.get(code)
    changes = found.next_change_on and found.next_change_on.isoformat()
    if "next_change_on" in expected and expected["next_change_on"] != changes:
        yield "next_change_on", "expected", expected["next_change_on"], "found", changes
