"""Washouts on their last closed and first open day (safety.md section 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessment.rules.safety.classes import tags_of
from assessment.rules.safety.medicines import exposures
from assessment.rules.safety.washouts import WASHOUTS, Wait, wait_for
from assessment.rules.today import Today
from patients.record import DoseStep, Medicine, Patient, PatientRecord, Trial

LAST_DOSE = date(2026, 3, 1)


def taken(treatment: str, dose: float = 40, days: int = 70, **values: object) -> PatientRecord:
    """One drug, last taken on ``LAST_DOSE``."""
    start = LAST_DOSE - timedelta(days=days)
    stop = LAST_DOSE + timedelta(days=1)
    given: dict[str, object] = {"stop": stop, "stop_reason": "other", **values}
    trial = Trial("T1", treatment, "antidepressant", start, doses=(DoseStep(start, dose),), **given)  # type: ignore[arg-type]
    return PatientRecord(Patient("P", date(1980, 1, 1), "female"), trials=(trial,))


def waiting(record: PatientRecord, to: str, days_after: int, poor: bool = False) -> Wait | None:
    today = Today(LAST_DOSE + timedelta(days=days_after))
    return wait_for(tags_of(to), exposures(record), today, poor)


@pytest.mark.parametrize(
    ("source", "dose", "to", "days", "row"),
    [
        ("phenelzine", 60, "sertraline", 14, "W01"),
        ("phenelzine", 60, "mirtazapine", 14, "W01"),
        ("phenelzine", 60, "bupropion", 14, "W01"),
        ("phenelzine", 60, "clomipramine", 21, "W02"),
        ("phenelzine", 60, "tranylcypromine", 14, "W04"),
        ("phenelzine", 60, "methylphenidate", 14, "W21"),
        ("moclobemide", 450, "sertraline", 5, "W05"),
        ("moclobemide", 450, "phenelzine", 5, "W06"),
        ("sertraline", 100, "phenelzine", 14, "W07"),
        ("fluoxetine", 59, "phenelzine", 35, "W08"),
        ("fluoxetine", 60, "phenelzine", 42, "W08b"),
        ("fluoxetine", 40, "moclobemide", 35, "W09"),
        ("vortioxetine", 20, "phenelzine", 21, "W10"),
        ("vortioxetine", 20, "moclobemide", 21, "W11"),
        ("venlafaxine", 150, "phenelzine", 7, "W12"),
        ("duloxetine", 60, "phenelzine", 5, "W13"),
        ("nortriptyline", 100, "phenelzine", 14, "W14"),
        ("imipramine", 150, "phenelzine", 21, "W15"),
        ("mirtazapine", 30, "phenelzine", 14, "W16"),
        ("sertraline", 100, "moclobemide", 14, "W17"),
        ("st_johns_wort", 900, "sertraline", 14, "W20"),
        ("agomelatine", 25, "phenelzine", 14, "WP1"),
        ("milnacipran", 100, "phenelzine", 14, "WP1"),
    ],
)
def test_washout_closes_the_day_before_and_opens_on_the_day(
    source: str, dose: float, to: str, days: int, row: str
) -> None:
    record = taken(source, dose)
    closed = waiting(record, to, days - 1)
    assert closed is not None
    assert (closed.row.id, closed.earliest) == (row, LAST_DOSE + timedelta(days=days))
    assert waiting(record, to, days) is None


@pytest.mark.parametrize(
    ("name", "days", "poor", "expected"),
    [
        ("179 days is not long-term", 179, False, 35),
        ("180 days is long-term", 180, False, 42),
        ("CYP2D6 poor metaboliser", 70, True, 42),
    ],
)
def test_fluoxetine_waits_longer_after_much_of_it(name: str, days: int, poor: bool, expected: int) -> None:
    wait = waiting(taken("fluoxetine", 20, days), "phenelzine", 1, poor)
    assert wait is not None
    assert wait.row.days == expected


@pytest.mark.parametrize(("source", "to"), [("sertraline", "venlafaxine"), ("fluoxetine", "bupropion")])
def test_no_washout_between_other_antidepressants(source: str, to: str) -> None:
    assert waiting(taken(source), to, 0) is None


def test_running_drug_has_no_earliest_day() -> None:
    wait = waiting(taken("nortriptyline", stop=None, stop_reason=None), "phenelzine", 5)
    assert wait is not None
    assert wait.earliest is None
    assert "stop it first" in wait.because


def test_of_two_washouts_the_one_that_ends_last_counts() -> None:
    """Five weeks from fluoxetine, ten days of them left; two weeks from sertraline, all of them left."""
    start, stop = date(2025, 12, 1), LAST_DOSE - timedelta(days=24)
    fluoxetine = Trial(
        "T0", "fluoxetine", "antidepressant", start, stop, doses=(DoseStep(start, 20),), stop_reason="other"
    )
    sertraline = taken("sertraline", 100)
    wait = waiting(replace(sertraline, trials=(fluoxetine, *sertraline.trials)), "phenelzine", 0)
    assert wait is not None
    assert (wait.row.id, wait.earliest) == ("W07", LAST_DOSE + timedelta(days=14))


def test_stop_on_an_unknown_day_cannot_be_computed() -> None:
    wait = waiting(taken("nortriptyline", stop=None), "phenelzine", 400)
    assert wait is not None
    assert (wait.earliest, wait.after.running) == (None, False)
    assert "unknown day" in wait.because


def test_dose_zero_is_the_end_even_without_a_stop() -> None:
    start = LAST_DOSE - timedelta(days=70)
    steps = (DoseStep(start, 60), DoseStep(LAST_DOSE + timedelta(days=1), 0))
    record = taken("phenelzine", stop=None, stop_reason=None)
    trial = Trial("T1", "phenelzine", "antidepressant", start, doses=steps)
    wait = waiting(PatientRecord(record.patient, trials=(trial,)), "sertraline", 13)
    assert wait is not None
    assert wait.earliest == LAST_DOSE + timedelta(days=14)


def test_other_medicine_counts_like_a_trial() -> None:
    medicine = Medicine("Linezolid 600 mg", LAST_DOSE - timedelta(days=9), LAST_DOSE + timedelta(days=1))
    record = PatientRecord(Patient("P", date(1980, 1, 1), "female"), medicines=(medicine,))
    assert waiting(record, "sertraline", 0) is not None
    assert waiting(record, "sertraline", 1) is None


def test_wait_notes_the_day_on_which_it_ends() -> None:
    today = Today(LAST_DOSE + timedelta(days=3))
    wait_for(tags_of("sertraline"), exposures(taken("phenelzine", 60)), today)
    assert LAST_DOSE + timedelta(days=14) in today.later


def test_every_row_has_days_and_a_mark() -> None:
    assert all(row.days > 0 and row.mark for row in WASHOUTS)
    written = {f"W{n:02}" for n in range(1, 24)} - {"W18", "W19"} | {"W08b", "WP1"}
    assert {row.id for row in WASHOUTS} == written


def test_a_wait_of_one_day_is_said_of_one_day() -> None:
    record = PatientRecord(
        Patient("P", date(1980, 1, 1), "female"), medicines=(Medicine("linezolid", LAST_DOSE),)
    )
    wait = waiting(record, "sertraline", 5)
    assert wait is not None
    assert wait.because == (
        "linezolid is being taken: stop it first, then wait 1 day after its last dose (W22)"
    )
