"""An assessment leaves nothing behind that only a search for reference cycles would find."""

import gc
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.rules.assess import assess
from assessment.rules.assessment_file import write
from assessment.rules.cycles import look_seldom_for_cycles
from patients.record_file import parse

CASES = sorted((Path(__file__).parents[1] / "cases" / "staging").glob("*.json"))


@pytest.fixture
def nobody_searching() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _assess_all() -> None:
    for path in CASES:
        case = json.loads(path.read_text(encoding="utf-8"))
        as_of = date.fromisoformat(case["as_of"])
        write(assess(parse(case["record"], as_of), as_of))


def test_records_and_assessments_go_by_themselves(nobody_searching: None) -> None:
    _assess_all()
    gc.collect()  # what loading leaves behind
    _assess_all()
    assert gc.collect() == 0


def test_cycles_are_looked_for_seldom() -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        look_seldom_for_cycles()
        assert gc.get_threshold() == (50_000, 20, 20)
    finally:
        gc.set_threshold(*before)
