"""Windows, ticks, the score panel, stage steps, shaded periods and the twin table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from assessment.timeline.axis import (
    SHORTEST_DAYS,
    Scale,
    Window,
    default_window,
    ticks,
    window_between,
    window_named,
)
from assessment.timeline.events import draw_events
from assessment.timeline.happenings import alerts_of, shadings_of
from assessment.timeline.inputs import UNTOLD, Happening, StageFrom
from assessment.timeline.panel import Panel, panel_of, rated_on, scales_used
from assessment.timeline.scores import draw_panel
from assessment.timeline.shapes import tenth
from assessment.timeline.stages import draw_stages, stage_variants
from assessment.timeline.styles import WIDE
from assessment.timeline.table import rows_of
from assessment.timeline.text import elided, text_width
from patients.record import Check, Condition, PatientRecord, Score
from tests.rules.making import day, judged, record, score, trial
from tests.timeline.histories import made_up, worked

DAY = date(2026, 1, 1)


@pytest.mark.parametrize("days", [42, 90, 200, 400, 1000, 2500, 7300, 20000])
@pytest.mark.parametrize("width", [300, 700, 1200])
def test_ticks_at_every_length_keep_apart(days: int, width: int) -> None:
    found = ticks(Scale(Window(DAY, DAY + timedelta(days=days)), 0, width))
    assert len(found) >= 2
    for one, other in pairwise(found):
        room = (text_width(one.text, 11, one.strong) + text_width(other.text, 11, other.strong)) / 2
        assert other.x - one.x > room


def test_ticks_without_a_january_name_the_year_once() -> None:
    found = ticks(Scale(Window(date(2026, 3, 5), date(2026, 9, 20)), 0, 900))
    assert found[0].text.endswith("2026")
    assert not any(tick.text.endswith("2026") for tick in found[1:])


def test_window_is_never_shorter_than_six_weeks() -> None:
    assert window_between(DAY, DAY + timedelta(days=1)).days == SHORTEST_DAYS
    record, _ = worked("ns_06")
    assert window_named("all", record, record.trials[0].start).days >= SHORTEST_DAYS


def test_window_of_the_episode_begins_with_a_trial_carried_into_it() -> None:
    record, assessment = worked("v12")
    onset = record.trials[0].start + timedelta(days=10)
    late = replace(record, episodes=(replace(record.episodes[0], onset=onset),))
    assert window_named("episode", late, assessment.as_of).start <= record.trials[0].start


def test_default_window_without_an_episode_is_everything() -> None:
    record, assessment = worked("v12")
    assert default_window(record, assessment.as_of) == "episode"
    assert default_window(replace(record, episodes=()), assessment.as_of) == "all"


def _panel(record: PatientRecord, scale: Scale) -> Panel:
    rated = rated_on(record, "hamd17", scale.window)
    assert rated is not None
    return panel_of(rated, scale, WIDE, 0)


def test_score_without_a_total_breaks_nothing_and_has_no_value() -> None:
    record, assessment = worked("v01")
    items = (None, *[1] * 16)
    unknown = Score(assessment.as_of, "hamd17", items=items)
    window = window_named("all", record, assessment.as_of)
    panel = _panel(replace(record, scores=(*record.scores, unknown)), Scale(window, 0, 900))
    rows = rows_of(replace(record, scores=(unknown,), trials=()), replace(assessment, trials=()))
    assert len(panel.scores) == len(record.scores) + 1
    assert [row.what for row in rows if row.kind == "Score"] == ["HAM-D17: no total"]


def test_panel_higher_scores_stand_higher_and_remission_at_its_cut() -> None:
    record, _ = worked("v01")
    panel = _panel(record, Scale(Window(DAY, DAY + timedelta(days=300)), 0, 900))
    heights = [panel.y(total) for total in range(30)]
    assert heights == sorted(heights, reverse=True)
    assert panel.y(7) > panel.y(8)


def test_curve_enters_and_leaves_the_window_between_ratings() -> None:
    """20 ten days before the window and 10 ten days into it: 15 at its edge, and so on beyond it."""
    record, assessment = worked("v01")
    days, totals = (-10, 10, 90, 110), (20, 10, 10, 30)
    scores = [
        Score(DAY + timedelta(days=at), "hamd17", total) for at, total in zip(days, totals, strict=True)
    ]
    scale = Scale(Window(DAY, DAY + timedelta(days=100)), 0, 1000)
    panel = _panel(replace(record, scores=tuple(scores)), scale)
    assert list(panel.edges) == [(0, 15), (1000, 20)]
    assert len(panel.scores) == 2
    (curve,) = [shape for shape in draw_panel(panel, assessment, None).shapes if shape.kind == "curve"]
    assert curve.d.startswith(f"M0 {tenth(panel.y(15))}L")
    assert curve.d.endswith(f"L1000 {tenth(panel.y(20))}")


def test_a_total_is_never_drawn_on_another_scale() -> None:
    """HAM-D17 24 at the start, PHQ-9 14 at the end: each is marked on its own scale, and a PHQ-9 of 12 is not
    half of a HAM-D17."""
    facts = (trial(0, None), score(0, 24), score(10, 20, "phq9", "self"), score(80, 14, "phq9", "self"))
    whole, assessment = record(*facts), judged(84, *facts)
    scale = Scale(Window(day(-10), day(100)), 0, 900)
    marks = {}
    for code in ("hamd17", "phq9"):
        rated = rated_on(whole, code, scale.window)
        assert rated is not None
        part = draw_panel(panel_of(rated, scale, WIDE, 0), assessment, None)
        marks[code] = [one.kind for one in part.shapes if one.kind in ("baseline", "endpoint")]
        lines = [*part.back, *part.shapes]
        assert ("response-line" in [one.kind for one in lines]) == (code == "hamd17")
        assert any(one.text.startswith("response: 12") for one in part.labels) == (code == "hamd17")
    assert marks == {"hamd17": ["baseline"], "phq9": ["endpoint"]}
    assert assessment.trials[0].flags == ("scale_mismatch",)


def test_curve_does_not_go_beyond_the_first_and_the_last_rating() -> None:
    record, _ = worked("v01")
    inside = replace(record, scores=(Score(DAY + timedelta(days=50), "hamd17", 20),))
    scale = Scale(Window(DAY, DAY + timedelta(days=100)), 0, 1000)
    assert _panel(inside, scale).edges == ()


def test_test_result_says_its_unit_where_there_is_room() -> None:
    sodium = Happening(DAY + timedelta(days=50), "measurement", "sodium 122 mmol/L", "sodium 122")
    scale = Scale(Window(DAY, DAY + timedelta(days=100)), 200, 1000)
    assert "sodium 122 mmol/L" in [
        label.text for label in draw_events("Tests", [sodium], scale, WIDE, 0).labels
    ]


def test_scales_used_are_outcome_scales_most_used_first() -> None:
    record, _ = worked("ns_23")
    assert scales_used(record) == ("madrs", "phq9")
    assert "mdq" not in scales_used(worked("v08")[0])


def test_stage_steps_reach_to_the_next_one_and_equal_ones_are_one() -> None:
    scale = Scale(Window(DAY, DAY + timedelta(days=100)), 0, 1000)
    steps = [
        StageFrom(DAY, "0"),
        StageFrom(DAY + timedelta(days=10), "0"),
        StageFrom(DAY + timedelta(days=50), "I"),
    ]
    part = draw_stages(steps, scale, WIDE, 0, DAY + timedelta(days=80))
    assert [(s.x, s.width) for s in part.shapes] == [(0, 500), (500, 300)]


def test_stage_suppressed_is_said_not_shown_as_none() -> None:
    assert stage_variants(StageFrom(DAY, None))[0] == "Not staged: bipolar disorder"
    assert stage_variants(StageFrom(DAY, "0")) == ("No stage", "none", "0")
    assert stage_variants(StageFrom(DAY, UNTOLD)) == ("Cannot tell yet", "Cannot tell", "?")
    assert stage_variants(StageFrom(DAY, "II", provisional=True))[0] == "Stage II, provisional"


def test_shading_lasts_from_present_to_treated() -> None:
    record, _ = worked("v01")
    apnoea = [
        Condition("obstructive_sleep_apnoea", "present", DAY),
        Condition("obstructive_sleep_apnoea", "treated", DAY + timedelta(days=40)),
    ]
    (shade,) = shadings_of(replace(record, conditions=tuple(apnoea)))
    assert (shade.start, shade.stop) == (DAY, DAY + timedelta(days=40))


@pytest.mark.parametrize("state", ["not_assessed", "ruled_out"])
def test_shading_is_never_drawn_for_what_was_not_found(state: str) -> None:
    record, _ = worked("v01")
    assert shadings_of(replace(record, checks=(Check("OSA", state, DAY),), conditions=())) == ()


def test_alert_says_the_answer_and_an_unanswered_item_raises_none() -> None:
    record, _ = worked("v01")
    answered = Score(DAY, "phq9", items=(1, 1, 1, 1, 1, 1, 1, 1, 2))
    unanswered = Score(DAY, "phq9", items=(1, 1, 1, 1, 1, 1, 1, 1, None))
    (alert,) = alerts_of(replace(record, scores=(answered,)))
    assert alert.text == "Suicide item answered above 0: PHQ-9 item 9 = 2"
    assert "risk" not in alert.text
    assert alerts_of(replace(record, scores=(unanswered,))) == ()


def test_table_holds_every_trial_score_and_measurement_in_time_order() -> None:
    record, assessment = made_up(10, 40, 1826, 2)
    rows = rows_of(record, assessment)
    assert [row.date for row in rows] == sorted(row.date for row in rows)
    assert {row.trial for row in rows if row.kind == "Treatment"} == {trial.id for trial in record.trials}
    assert sum(row.kind == "Score" for row in rows) == len(record.scores)
    assert sum(row.kind == "Test result" for row in rows) == len(record.measurements)


def test_table_sorted_by_kind_keeps_all_rows() -> None:
    record, assessment = made_up(4, 12, 365, 1)
    by_kind = rows_of(record, assessment, sort="kind")
    assert [row.kind for row in by_kind] == sorted(row.kind for row in by_kind)
    assert len(by_kind) == len(rows_of(record, assessment))


@pytest.mark.parametrize(("value", "shown"), [(1.04, 1), (1.06, 1.1), (-0.04, 0), (12.0, 12)])
def test_tenth_rounds_and_drops_a_trailing_zero(value: float, shown: float) -> None:
    assert str(tenth(value)) == str(shown)


def test_elided_text_fits_its_room_or_is_empty() -> None:
    for room in (5, 20, 60, 300):
        assert text_width(elided("selegiline transdermal", 12, room), 12) <= room
