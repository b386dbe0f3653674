"""Every derived case holds: boundaries on both sides, written from the reference without reading the rules.

They assert in the language of the worked cases, and some things more. For what must stay silent:
``next_step.must_not_warn`` (codes of warnings that are not due), ``not_alerted`` and ``withheld`` (codes
that must be named as withheld, not merely left out). For what comes when: ``next_step.in_order`` (all
offered, each before the next) and ``next_change_on``. ``policy`` names another policy than the article's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assessment.rules.findings import Assessment
from tests.cases import test_worked_cases as worked

_CASES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "derived").glob("*.json"))
]


@pytest.mark.parametrize("case", _CASES, ids=worked._ids)
def test_derived_case_holds(case: dict[str, Any]) -> None:
    found = worked._assessed(case)
    assert [
        *worked._trials(case, found),
        *worked._staging(case, found),
        *worked._sets(case, found),
        *worked._steps(case, found),
        *_silent(case, found),
        *_when(case, found),
    ] == []


def _silent(case: dict[str, Any], found: Assessment) -> list[tuple[Any, ...]]:
    expected, steps = case["expected"], found.next_steps
    unwanted = set(expected.get("next_step", {}).get("must_not_warn", ())) & {
        warning.code for warning in steps.warnings
    }
    alerted = set(expected.get("not_alerted", ())) & {alert.code for alert in found.alerts}
    unnamed = set(expected.get("withheld", ())) - {one.code for one in steps.withheld}
    silent = (("must_not_warn", unwanted), ("not_alerted", alerted), ("withheld", unnamed))
    return [(name, codes) for name, codes in silent if codes]


def _when(case: dict[str, Any], found: Assessment) -> list[tuple[Any, ...]]:
    expected, codes = case["expected"], [option.code for option in found.next_steps.options]
    asked = expected.get("next_step", {}).get("in_order", [])
    wrong: list[tuple[Any, ...]] = []
    if [code for code in codes if code in asked] != asked:
        wrong.append(("in_order", asked, codes))
    changes = found.next_change_on.isoformat() if found.next_change_on else None
    if expected.get("next_change_on", changes) != changes:
        wrong.append(("next_change_on", expected["next_change_on"], changes))
    return wrong
