"""Cases that nobody meets in a year, found by asking which changes of the rules no other test noticed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.rules.safety.classes import tags_of
from assessment.rules.safety.medicines import Exposure
from assessment.rules.safety.washouts import Wait, wait_for
from assessment.rules.today import Today
from patients.record import DoseStep
from tests.rules.making import judged, score, trial

_TODAY = date(2026, 3, 1)


def _taken(
    drug: str, last_dose: date | None, *, running: bool = False, days: int = 60, dose: float = 20
) -> Exposure:
    start = _TODAY - timedelta(days=days)
    return Exposure(drug, drug, tags_of(drug), start, running, last_dose, (DoseStep(start, dose),))


def _wait(target: str, *past: Exposure) -> Wait:
    wait = wait_for(tags_of(target), past, Today(_TODAY))
    assert wait is not None
    return wait


@pytest.mark.parametrize("order", [1, -1], ids=["known first", "unknown first"])
def test_a_drug_stopped_on_an_unknown_day_outweighs_every_known_day(order: int) -> None:
    known = _taken("fluoxetine", _TODAY - timedelta(days=1))
    unknown = _taken("venlafaxine", None)
    wait = _wait("phenelzine", *(known, unknown)[::order])
    assert (wait.earliest, wait.after) == (None, unknown)


@pytest.mark.parametrize("order", [1, -1], ids=["longer first", "longer last"])
def test_of_two_washouts_the_later_day_holds(order: int) -> None:
    """Five weeks after fluoxetine end later than two weeks after sertraline, though that was stopped last."""
    longer = _taken("fluoxetine", _TODAY - timedelta(days=10))
    shorter = _taken("sertraline", _TODAY - timedelta(days=1))
    wait = _wait("phenelzine", *(longer, shorter)[::order])
    assert (wait.after, wait.earliest) == (longer, _TODAY + timedelta(days=25))


@pytest.mark.parametrize(("days", "row"), [(179, "W08"), (180, "W08b")])
def test_fluoxetine_still_taken_is_long_term_from_180_days(days: int, row: str) -> None:
    wait = _wait("phenelzine", _taken("fluoxetine", None, running=True, days=days))
    assert (wait.row.id, wait.earliest) == (row, None)


@pytest.mark.parametrize(("days", "row"), [(179, "W08"), (180, "W08b")])
def test_fluoxetine_stopped_was_long_term_from_180_days(days: int, row: str) -> None:
    past = _taken("fluoxetine", _TODAY - timedelta(days=1), days=days + 1)
    assert _wait("phenelzine", past).row.id == row


def test_ect_that_failed_before_any_drug_is_out_of_sequence() -> None:
    course = trial(
        0,
        40,
        treatment="ect",
        role="neuromodulation",
        doses=(),
        session_count=10,
        electrode_placement="bilateral",
    )
    staging = judged(60, course, score(0, 24), score(39, 22)).staging
    assert (staging.ladder, staging.ect_failures) == ("0", 1)
    assert "ect_out_of_sequence" in staging.flags


def test_an_adequate_trial_of_unknown_outcome_is_resistance_by_no_definition() -> None:
    staging = judged(70, trial(0, None), score(0, 24)).staging
    assert (staging.article, staging.regulatory_two_trials, staging.delphi_two_trials) == (
        False,
        False,
        False,
    )
    assert judged(70, trial(0, None), score(0, 24), score(56, 20)).staging.article
