"""One trial's bar: steps, heights, gaps, adherence, ends; and how trials are put into lanes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from assessment.timeline.axis import Scale, Window
from assessment.timeline.bars import adherence_kind, bar_shapes, dose_labels, share_of, steps_of
from assessment.timeline.inputs import Strand
from assessment.timeline.lanes import lanes_of
from assessment.timeline.words import spoken_trial
from patients.record import AdherencePeriod, DoseStep, SideEffect, Trial

START = date(2026, 1, 1)
UNTIL = date(2026, 4, 1)
SCALE = Scale(Window(START, START + timedelta(days=100)), 0, 1000)


def _day(number: int) -> date:
    return START + timedelta(days=number)


def _strand(trial: Trial, group: str = "SSRI", base: str | None = None) -> Strand:
    return Strand(trial, None, trial.treatment, group, 50, 200, "mg/day", base)


def _trial(label: str = "T1", **known: Any) -> Trial:
    doses = (DoseStep(START, 25), DoseStep(_day(14), 50), DoseStep(_day(28), 200))
    given: dict[str, Any] = {
        "start": START,
        "stop": None,
        "doses": doses,
        "treatment": "sertraline",
        "role": "antidepressant",
    }
    return Trial(id=label, **(given | known))


def test_dose_at_the_minimum_stands_at_half_height_and_below_it_lower() -> None:
    strand = _strand(_trial())
    assert share_of(25, strand) == pytest.approx(0.25)
    assert share_of(50, strand) == pytest.approx(0.5)
    assert share_of(200, strand) == pytest.approx(0.9)


@pytest.mark.parametrize("dose", [49.9, 50, 50.1, 120, 199, 200, 500])
def test_higher_dose_is_never_drawn_lower(dose: float) -> None:
    strand = _strand(_trial())
    assert share_of(dose, strand) <= share_of(dose + 1, strand) <= 1


def test_unknown_dose_is_a_step_of_its_own_and_said_to_be_unknown() -> None:
    strand = _strand(_trial(doses=(DoseStep(_day(10), 50),)))
    first, second = steps_of(strand, UNTIL)
    assert (first.dose, first.known, first.stop) == (None, False, _day(10))
    assert second.known
    texts = [label.text for label in dose_labels(strand, SCALE, 40, UNTIL)]
    assert texts == ["dose unknown", "50 mg"]


def test_running_bar_ends_today_and_a_stopped_one_at_its_stop() -> None:
    assert steps_of(_strand(_trial()), UNTIL)[-1].stop == UNTIL
    assert steps_of(_strand(_trial(stop=_day(60))), UNTIL)[-1].stop == _day(60)


def test_days_without_the_medicine_are_a_gap_between_two_bars() -> None:
    doses = (DoseStep(START, 50), DoseStep(_day(30), 0), DoseStep(_day(40), 50))
    shapes = bar_shapes(_strand(_trial(doses=doses)), SCALE, 10, 40, UNTIL)
    (gap,) = [shape for shape in shapes if shape.kind == "gap"]
    assert (gap.x, gap.x2) == (300, 400)
    assert len([shape for shape in shapes if shape.kind.startswith("crest")]) == 2


@pytest.mark.parametrize(
    ("percent", "kind"), [(None, "taken-unknown"), (79.9, "taken-poorly"), (80, "taken"), (100, "taken")]
)
def test_adherence_rail_unknown_is_not_drawn_as_taken(percent: float | None, kind: str) -> None:
    assert adherence_kind(percent) == kind


def test_adherence_without_any_record_is_drawn_as_unknown() -> None:
    shapes = bar_shapes(_strand(_trial()), SCALE, 10, 40, UNTIL)
    assert [shape.kind for shape in shapes if shape.kind.startswith("rail")] == ["rail taken-unknown"]
    shapes = bar_shapes(_strand(_trial(adherence=(AdherencePeriod(30, "pdc"),))), SCALE, 10, 40, UNTIL)
    assert [shape.kind for shape in shapes if shape.kind.startswith("rail")] == ["rail taken-poorly"]


@pytest.mark.parametrize(
    ("reason", "sign"),
    [("intolerance", "stop-cross"), ("nonadherence", "stop-ring"), ("remission", "stop-dot")],
)
def test_stop_reason_has_its_own_sign(reason: str, sign: str) -> None:
    shapes = bar_shapes(_strand(_trial(stop=_day(60), stop_reason=reason)), SCALE, 10, 40, UNTIL)
    assert sign in {shape.kind for shape in shapes}


def test_side_effect_stands_at_its_day_and_one_without_a_day_is_not_guessed() -> None:
    effects = (SideEffect("nausea", _day(20), "severe"), SideEffect("rash"))
    shapes = bar_shapes(_strand(_trial(side_effects=effects)), SCALE, 10, 40, UNTIL)
    signs = [shape for shape in shapes if shape.kind.startswith("side-effect")]
    assert [sign.kind for sign in signs] == ["side-effect severe"]
    assert signs[0].d.startswith("M196 ")


def test_sessions_are_ticks_and_a_bare_count_invents_none() -> None:
    ect: dict[str, Any] = {"treatment": "ect", "role": "neuromodulation", "doses": (), "stop": _day(30)}
    dated = bar_shapes(_strand(_trial(sessions=(_day(0), _day(3), _day(7)), **ect)), SCALE, 10, 40, UNTIL)
    (ticks,) = [shape for shape in dated if shape.kind == "session"]
    assert ticks.d.count("M") == 3
    counted = bar_shapes(_strand(_trial(session_count=12, **ect)), SCALE, 10, 40, UNTIL)
    assert [shape for shape in counted if shape.kind == "session"] == []


def test_lanes_add_on_follows_its_base_within_the_base_s_class() -> None:
    base = _strand(_trial("T1"))
    other = _strand(_trial("T2", treatment="venlafaxine", start=_day(20), doses=()), "SNRI")
    add_on = _strand(
        _trial("T3", treatment="lithium", role="augmentation", start=_day(40), doses=()), "lithium", base="T1"
    )
    lanes = lanes_of([add_on, other, base])
    assert [(lane.group, lane.name, lane.add_on) for lane in lanes] == [
        ("SSRI", "sertraline", False),
        ("SSRI", "lithium", True),
        ("SNRI", "venlafaxine", False),
    ]


def test_lanes_one_treatment_twice_shares_a_lane_unless_it_overlaps() -> None:
    first = _strand(_trial("T1", stop=_day(30), doses=()))
    again = _strand(_trial("T2", start=_day(30), doses=()))
    assert len(lanes_of([first, again])) == 1
    overlapping = _strand(_trial("T2", start=_day(29), doses=()))
    assert len(lanes_of([first, overlapping])) == 2


def test_lanes_procedures_come_after_all_medicines() -> None:
    ect = _strand(_trial("T1", treatment="ect", role="neuromodulation", doses=(), start=_day(0)), "ECT")
    drug = _strand(_trial("T2", start=_day(50), doses=()))
    assert [lane.group for lane in lanes_of([ect, drug])] == ["SSRI", "ECT"]


def test_spoken_says_what_the_bar_shows_taken_and_side_effects() -> None:
    trial = _trial(
        adherence=(AdherencePeriod(60, "pdc"), AdherencePeriod(90, "pdc")),
        side_effects=(SideEffect("nausea", _day(3), "mild"), SideEffect("sweating", None, None)),
    )
    said = spoken_trial(trial, None, "sertraline", "mg/day")
    assert "60 %, then 90 % taken" in said
    assert "side effects: sweating, mild nausea" in said
    assert "how much was taken is not known" in spoken_trial(_trial(), None, "sertraline", "mg/day")
    ect = _trial(treatment="ect", role="neuromodulation", doses=(), session_count=8)
    assert "taken" not in spoken_trial(ect, None, "ECT", "sessions")
