"""What the visit form says is due, from the record alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from patients.forms.chart import Chart
from patients.forms.due import due
from patients.record import Check, DrugLevel, Measurement, Score, Trial
from tests.rules.making import day, doses, record, trial

TODAY = day(400)


def _said(*trials: Trial, ago: int) -> str:
    when = TODAY - timedelta(days=ago)
    checks = [Check(code, "ruled_out", TODAY, "Dr A") for code in ("BIP", "OSA", "SUD")]
    one = record(*trials, *checks, Check("THY", "ruled_out", when, "Dr A"))
    return "; ".join(due(Chart(one, TODAY, "Dr A")))


LITHIUM = trial(0, None, treatment="lithium", role="augmentation", doses=doses((0, 900)))


@pytest.mark.parametrize(
    ("name", "trials", "ago", "open_again"),
    [
        ("365 days", (), 365, False),
        ("366 days", (), 366, True),
        ("on lithium 180 days", (LITHIUM,), 180, False),
        ("on lithium 181 days", (LITHIUM,), 181, True),
    ],
    ids=lambda row: row if isinstance(row, str) else None,
)
def test_thyroid_check_goes_out_of_date_sooner_on_lithium(
    name: str, trials: tuple[Trial, ...], ago: int, open_again: bool
) -> None:
    assert ("checklist open or out of date: thyroid" in _said(*trials, ago=ago)) is open_again


def _told(*facts: Trial | Score, on: int) -> str:
    return "; ".join(due(Chart(record(*facts), day(on), "Dr A")))


def _lithium(*levels: int, second_dose: int | None = None) -> Trial:
    steps = ((0, 600),) if second_dose is None else ((0, 600), (second_dose, 900))
    given = trial(0, None, treatment="lithium", role="augmentation", doses=doses(*steps))
    return replace(given, levels=tuple(DrugLevel(day(level), 0.6, "mmol/L") for level in levels))


@pytest.mark.parametrize(
    ("name", "lithium", "on", "level"),
    [
        ("fourth day", _lithium(), 4, ""),
        ("fifth day", _lithium(), 5, "due 5 to 7 days after"),
        ("seventh day", _lithium(), 7, "due 5 to 7 days after"),
        ("eighth day", _lithium(), 8, "overdue"),
        ("measured too early", _lithium(4), 8, "overdue"),
        ("measured on the fifth day", _lithium(5), 8, ""),
        ("dose changed since", _lithium(5, second_dose=30), 35, "change of"),
        ("after the change", _lithium(5, 36, second_dose=30), 40, ""),
        ("90 days in the first year", _lithium(5), 95, ""),
        ("91 days in the first year", _lithium(5), 96, "level is due (last"),
        ("91 days later on", _lithium(400), 491, ""),
        ("183 days later on", _lithium(400), 583, "level is due (last"),
    ],
    ids=lambda row: row if isinstance(row, str) else None,
)
def test_level_of_lithium_is_due_after_each_change_and_then_regularly(
    name: str, lithium: Trial, on: int, level: str
) -> None:
    said = _told(lithium, on=on)
    assert (level in said) if level else ("level is due" not in said)


@pytest.mark.parametrize(
    ("on", "missing"),
    [(199, "lithium: calcium not measured"), (200, "lithium: eGFR, calcium not measured")],
    ids=["182 days", "183 days"],
)
def test_labs_of_lithium_name_those_that_are_missing(on: int, missing: str) -> None:
    found = (
        Measurement(day(17), "egfr", 90.0, "mL/min/1.73m2"),
        Measurement(day(190), "tsh", 2.0, "mIU/L"),
        Measurement(day(190), "weight", 80.0, "kg"),
    )
    one = replace(record(_lithium(5)), measurements=found)
    assert missing in due(Chart(one, day(on), "Dr A"))[-2]


def test_labs_of_lithium_are_not_asked_for_without_lithium() -> None:
    assert "not measured" not in _told(SERTRALINE, on=300)


SERTRALINE = trial(0, None, doses=doses((0, 100)))


@pytest.mark.parametrize(
    ("facts", "on", "reached"),
    [
        ((SERTRALINE,), 41, False),
        ((SERTRALINE,), 42, True),
        ((SERTRALINE,), 62, True),
        ((SERTRALINE,), 63, False),
        ((SERTRALINE, Score(day(41), "hamd17", 12)), 45, True),
        ((SERTRALINE, Score(day(42), "hamd17", 12)), 45, False),
        ((trial(0, None, treatment="ect", role="neuromodulation", doses=()),), 45, False),
    ],
    ids=["day 41", "week 6", "last day", "week 9", "rated before", "rated at week 6", "sessions"],
)
def test_week_six_is_said_until_the_outcome_is_rated(
    facts: tuple[Trial | Score, ...], on: int, reached: bool
) -> None:
    assert ("week 6 is reached" in _told(*facts, on=on)) is reached
