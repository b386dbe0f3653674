"""Days of treatment against outside truth: the 26 official test patients of the US measure CMS128.

"Antidepressant Medication Management" asks for 84 days of treatment in the 115 days, and 180 in the
232 days, from the first dispensing. ``manage.py assess`` runs over the patients as a separate process
and its ``days_at_dose`` are held against the answers in the official MeasureReports. What the measure
means differently, and the tests below that show it: docs/clinical/ecqm.md.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from patients.formulary import treatment
from tests.ecqm.conversion import Resource, first_dispensed, record_of, resources

_ROOT = Path(__file__).parents[2]
_BUNDLES: list[Resource] = json.loads(
    (_ROOT / "tests/samples/ecqm_cms128_antidepressant_bundles.json").read_text(encoding="utf-8")
)
# (days of treatment asked for, days in which they are to be found)
_RATES = ((84, 115), (180, 232))
_TWO_TABLETS = 150.0  # the bundles give 75 mg tablets and the days they last, not how many a day
_ONE_TABLET = 75.0
_TITLES = [
    resources(bundle, "MeasureReport")[0]["extension"][1]["valueMarkdown"].strip() for bundle in _BUNDLES
]


def _end(bundle: Resource, window: int) -> date:
    return first_dispensed(bundle) + timedelta(days=window)


@cache
def _assessed(window: int, daily_dose: float | None = _TWO_TABLETS) -> list[dict[str, Any]]:
    return _run([(record_of(one, _end(one, window), daily_dose), _end(one, window)) for one in _BUNDLES])


def _run(records: list[tuple[Resource, date]]) -> list[dict[str, Any]]:
    """The command, as its own process, over cases that bring their own day."""
    cases = [
        {"format": "trd-case/1", "id": str(number), "title": "", "as_of": day.isoformat(), "record": record}
        for number, (record, day) in enumerate(records)
    ]
    ran = subprocess.run(
        [sys.executable, "manage.py", "assess", "-"],
        input="\n".join(json.dumps(case) for case in cases),
        capture_output=True,
        text=True,
        cwd=_ROOT,
        timeout=100,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout[:2000]
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _days(assessment: dict[str, Any]) -> int:
    """Cumulative days at dose of what was dispensed."""
    return sum(trial["days_at_dose"] for trial in assessment["trials"] if trial["id"].startswith("D"))


def _official(bundle: Resource, rate: int) -> dict[str, int]:
    group = resources(bundle, "MeasureReport")[0]["group"][rate]
    return {one["code"]["coding"][0]["code"]: one["count"] for one in group["population"]}


@pytest.mark.parametrize("rate", [0, 1], ids=("84 of 115 days", "180 of 232 days"))
@pytest.mark.parametrize("number", range(len(_BUNDLES)), ids=_TITLES)
def test_days_of_treatment_agree_with_the_official_answer(number: int, rate: int) -> None:
    asked, window = _RATES[rate]
    assert (_days(_assessed(window)[number]) >= asked) == bool(_official(_BUNDLES[number], rate)["numerator"])


@pytest.mark.parametrize("supply", [83, 84, 179, 180])
def test_days_at_the_measures_edges_are_the_days_supplied(supply: int) -> None:
    number = _TITLES.index(f"Antidepressant continuous treatment {supply} days")
    official = tuple(_official(_BUNDLES[number], rate)["numerator"] for rate in (0, 1))

    assert _days(_assessed(232)[number]) == supply
    assert official == (int(supply >= 84), int(supply >= 180))


def test_every_official_patient_is_one_record_and_one_answer() -> None:
    references = [resources(bundle, "Patient")[0]["id"] for bundle in _BUNDLES]
    assert [one["reference"] for one in _assessed(115)] == references
    assert len(set(references)) == 26


def _dispensed(*fills: tuple[int, int]) -> Resource:
    """The official patient of 84 days with other dispensings: (day of the window, days' supply)."""
    bundle = copy.deepcopy(_BUNDLES[_TITLES.index("Antidepressant continuous treatment 84 days")])
    first = first_dispensed(bundle)
    (dispense,) = resources(bundle, "MedicationDispense")
    bundle["entry"] = [one for one in bundle["entry"] if one["resource"] is not dispense]
    for day, supply in fills:
        when = (first + timedelta(days=day)).isoformat() + "T01:00:00.000Z"
        fill = {**dispense, "whenHandedOver": when, "daysSupply": {"value": supply}}
        bundle["entry"].append({"resource": fill})
    return bundle


def _of(*fills: tuple[int, int], dose: float | None = _TWO_TABLETS) -> dict[str, Any]:
    bundle = _dispensed(*fills)
    (assessment,) = _run([(record_of(bundle, _end(bundle, 115), dose), _end(bundle, 115))])
    return assessment


@pytest.mark.parametrize(
    ("gap", "ours"),
    [(0, 84), (7, 84), (8, 42), (28, 42)],
    ids=["no gap", "7 days bridge", "8 days break the run", "28 days break it, in one trial"],
)
def test_gaps_the_measure_forgives_break_a_run_of_ours(gap: int, ours: int) -> None:
    """The measure adds up 84 days in all four; for an adequate trial the longest run counts."""
    assessment = _of((0, 42), (42 + gap, 42))

    assert [trial["days_at_dose"] for trial in assessment["trials"]] == [ours]


def test_gap_of_29_days_makes_two_trials() -> None:
    assert [trial["days_at_dose"] for trial in _of((0, 42), (71, 42))["trials"]] == [42, 42]


def test_supply_collected_early_is_taken_afterwards() -> None:
    assert _days(_of((0, 42), (30, 42))) == 84


def test_a_tablet_a_day_is_treatment_to_the_measure_and_no_dose_to_us() -> None:
    (trial,) = _of((0, 84), dose=_ONE_TABLET)["trials"]

    assert (trial["days_at_dose"], trial["adequacy"]) == (0, "inadequate")
    assert trial["pillars"]["dose"]["outcome"] == "not_met"
    assert (treatment("desipramine").minimum_dose, _TWO_TABLETS) == (150, 150)


def test_a_dose_nobody_wrote_down_is_cannot_tell() -> None:
    (trial,) = _of((0, 84), dose=None)["trials"]

    assert (trial["pillars"]["dose"]["outcome"], trial["adequacy"]) == ("cannot_tell", "indeterminate")
