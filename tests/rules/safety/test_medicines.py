"""What is being taken on the day of the record: a dose of exactly 0 is not, an unknown one may be."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.rules.safety.medicines import exposures, running_tags
from patients.record import Check, Medicine
from tests.rules.making import day, doses, ids, judged, record, trial


def lithium(**values: Any) -> Any:
    return trial(0, None, treatment="lithium", role="augmentation", **values)


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("900 mg", lithium(doses=doses((0, 900))), True),
        ("1 mg: too little is not nothing", lithium(doses=doses((0, 1))), True),
        ("half a milligram", lithium(doses=doses((0, 0.5))), True),
        ("0 from the start", lithium(doses=doses((0, 0))), False),
        ("0 since", lithium(doses=doses((0, 900), (20, 0))), False),
        ("0 before", lithium(doses=doses((0, 0), (20, 900))), True),
        ("a dose not known since", lithium(doses=doses((0, 0), (20, None))), True),
        ("no dose recorded", lithium(doses=()), True),
        ("stopped", trial(0, 30, 900, treatment="lithium", role="augmentation"), False),
    ],
    ids=ids,
)
def test_what_is_being_taken(name: str, given: Any, taken: bool) -> None:
    assert ("lithium" in running_tags(record(given))) is taken
    expired = {one.code: one.state for one in judged(200, given, Check("THY", "ruled_out", day(0))).checks}
    assert expired["THY"] == ("expired" if taken else "ruled_out")


def test_what_is_being_taken_beside_one_drug() -> None:
    one = record(
        trial(0, None), medicines=(Medicine("lithium", day(0)), Medicine("ibuprofen", day(0), day(9)))
    )
    assert {"SSRI", "lithium"} <= running_tags(one)
    assert "lithium" not in running_tags(one, "lithium")
    assert "NSAID" not in running_tags(one)


def test_a_talking_treatment_is_no_drug() -> None:
    assert (
        running_tags(record(trial(0, None, treatment="cbt", role="psychotherapy", doses=()))) == frozenset()
    )


@pytest.mark.parametrize(
    ("name", "steps", "last"),
    [
        ("taken", ((0, 100),), None),
        ("off since", ((0, 100), (20, 0)), 19),
        ("off before", ((0, 0), (20, 100)), None),
        ("hardly any since", ((0, 100), (20, 1)), None),
        ("not known since", ((0, 100), (20, None)), None),
    ],
    ids=ids,
)
def test_last_day_on_which_a_running_trial_was_taken(name: str, steps: Any, last: int | None) -> None:
    (exposure,) = exposures(record(trial(0, None, doses=doses(*steps))))
    assert (exposure.running, exposure.last_dose) == (last is None, None if last is None else day(last))
