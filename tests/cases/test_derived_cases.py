"""Every derived case holds: boundaries on both sides, written from the reference without reading the rules.

They assert in the language of the worked cases, and some things more (docs/assessment-format.md):
what must stay silent (``next_step.must_not_warn``, ``no_alerts``), what is named as withheld, not
merely left out (``withheld``), which options stand in this order (``next_step.order``), what is
asked for (``missing``) and when time alone changes the answer (``next_change_on``).
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
        *_further(case["expected"], found),
    ] == []


def _silent(case: dict[str, Any], found: Assessment) -> list[tuple[Any, ...]]:
    expected, steps = case["expected"], found.next_steps
    unwanted = set(expected.get("next_step", {}).get("must_not_warn", ())) & {
        warning.code for warning in steps.warnings
    }
    unnamed = set(expected.get("withheld", ())) - {one.code for one in steps.withheld}
    raised = set(expected.get("no_alerts", ())) & {alert.code for alert in found.alerts}
    named = (("must_not_warn", unwanted), ("withheld", unnamed), ("no_alerts", raised))
    return [(name, codes) for name, codes in named if codes]


def _further(expected: dict[str, Any], found: Assessment) -> list[tuple[Any, ...]]:
    """What stands in order, what is asked for, and the day on which the answer changes by itself."""
    wrong: list[tuple[Any, ...]] = []
    listed = [option.code for option in found.next_steps.options]
    order = expected.get("next_step", {}).get("order", [])
    if [code for code in listed if code in order] != order:
        wrong.append(("order", order, "found", listed))
    asked = [one.what for one in found.missing]
    wrong += [("missing", what, asked) for what in expected.get("missing", ()) if what not in asked]
    changes = found.next_change_on.isoformat() if found.next_change_on else None
    if expected.get("next_change_on", changes) != changes:
        wrong.append(("next_change_on", expected["next_change_on"], "found", changes))
    return wrong
