"""Every derived case holds: boundaries on both sides, written from the reference without reading the rules.

They assert in the language of the worked cases, and two things more, for what must stay silent:
``next_step.must_not_warn`` (codes of warnings that are not due) and ``withheld`` (codes that
must be named as withheld, not merely left out).
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
    ] == []


def _silent(case: dict[str, Any], found: Assessment) -> list[tuple[Any, ...]]:
    expected, steps = case["expected"], found.next_steps
    unwanted = set(expected.get("next_step", {}).get("must_not_warn", ())) & {
        warning.code for warning in steps.warnings
    }
    unnamed = set(expected.get("withheld", ())) - {one.code for one in steps.withheld}
    return [(name, codes) for name, codes in (("must_not_warn", unwanted), ("withheld", unnamed)) if codes]
