"""The whole picture, over the worked cases and made-up histories, at each size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessment.rules.assess import assess
from assessment.timeline.axis import WINDOWS, window_named
from assessment.timeline.inputs import Happening, StageFrom
from assessment.timeline.labels import Want, collisions, place_row
from assessment.timeline.layout import Wishes
from assessment.timeline.shapes import Box, Timeline
from assessment.timeline.styles import NARROW, STYLES, WIDE, Style
from patients.record import Episode, Patient, PatientRecord, Trial
from tests.timeline.histories import CASE_FILES, SIZES, lay_out, made_up, worked

NAMES = [path.stem for path in CASE_FILES]


def _stages(record: PatientRecord, as_of: date) -> list[StageFrom]:
    first = min((trial.start for trial in record.trials), default=as_of)
    span = (as_of - first).days
    steps = ("0", "I", "II", None, "III", "V")
    return [
        StageFrom(first + timedelta(days=span * i // 6), stage, i % 2 == 1) for i, stage in enumerate(steps)
    ]


def _check(picture: Timeline) -> None:
    paper = Box(0, 0, picture.width, picture.height)
    assert picture.labels, "a picture without labels: nothing would be measured"
    assert collisions(picture.labels) == []
    assert [label.text for label in picture.labels if not label.box.inside(paper)] == []
    assert [mark.date for mark in picture.marks] == sorted(mark.date for mark in picture.marks)
    assert all(mark.spoken and mark.width > 0 and mark.height > 0 for mark in picture.marks)


@pytest.mark.parametrize("name", NAMES)
def test_labels_worked_case_never_meet_and_stay_on_the_paper(name: str) -> None:
    record, assessment = worked(name)
    for style in STYLES:
        _check(lay_out(record, assessment, style, stages=_stages(record, assessment.as_of)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("seed", range(3))
def test_labels_made_up_history_never_meet_and_stay_on_the_paper(size: str, window: str, seed: int) -> None:
    trials, visits, days = SIZES[size]
    record, assessment = made_up(trials, visits, days, seed)
    wishes = Wishes(window=window_named(window, record, assessment.as_of, assessment.next_change_on))
    for style in STYLES:
        _check(lay_out(record, assessment, style, wishes, _stages(record, assessment.as_of)))


def test_trials_in_the_window_all_have_a_bar_and_the_rest_are_named() -> None:
    record, assessment = made_up(30, 700, 7300, 1)
    window = window_named("2y", record, assessment.as_of)
    picture = lay_out(record, assessment, WIDE, Wishes(window=window))
    drawn = {mark.of for mark in picture.marks if mark.kind == "trial"}
    assert drawn | set(picture.hidden_trials) == {trial.id for trial in record.trials}
    assert drawn.isdisjoint(picture.hidden_trials)
    assert picture.hidden_trials


def test_same_input_gives_the_same_picture() -> None:
    record, assessment = worked("v14")
    assert repr(lay_out(record, assessment)) == repr(lay_out(record, assessment))


def test_today_line_stands_at_the_day_of_the_assessment() -> None:
    record, assessment = worked("v12")
    picture = lay_out(record, assessment)
    (line,) = picture.of_kind("today")
    days = (picture.window_stop - picture.window_start).days
    share = (assessment.as_of - picture.window_start).days / days
    expected = picture.plot.left + share * (picture.plot.right - picture.plot.left)
    assert line.x == pytest.approx(expected, abs=0.1)


def test_next_change_inside_the_window_is_marked() -> None:
    record, assessment = worked("v12")
    soon = replace(assessment, next_change_on=assessment.as_of + timedelta(days=9))
    assert len(lay_out(record, soon).of_kind("next-change")) == 1
    assert lay_out(record, replace(assessment, next_change_on=None)).of_kind("next-change") == ()


def test_record_without_trials_or_scores_still_gives_a_picture() -> None:
    record, assessment = worked("v01")
    empty = replace(record, trials=(), scores=(), episodes=())
    picture = lay_out(empty, replace(assessment, trials=()))
    assert picture.height > 0
    assert [mark.kind for mark in picture.marks if mark.kind in ("trial", "score")] == []


def test_happenings_handed_in_take_the_place_of_the_record_s_own_days() -> None:
    record, assessment = worked("v01")
    decision = Happening(assessment.as_of, "decision", "Did otherwise: patient's wish", "decision")
    picture = lay_out(record, assessment, happenings=(decision,))
    assert len(picture.of_kind("decision")) == 1
    assert picture.of_kind("visit") == ()
    assert any("Did otherwise" in mark.spoken for mark in picture.marks)


def test_row_an_earlier_label_leaves_the_last_one_its_words() -> None:
    """What is taken now stands last, where room is short: it is not the one that shrinks to a sign."""
    long = (
        "✓ Adequate: no response (64 % worse) · counts as failed",
        "✓ Adequate: no response",
        "✓ Adequate",
        "✓",
    )
    first, last = place_row([Want(100, long, "verdict"), Want(360, long, "verdict")], 0, 400, 10, 11.5)
    assert first.text == "✓ Adequate: no response"
    assert last.text == "✓ Adequate"
    assert first.box.right <= last.x


def test_row_without_room_for_words_keeps_the_sign() -> None:
    crowded = [Want(x, ("✓ Adequate", "✓"), "verdict") for x in (0, 20, 40)]
    assert [label.text for label in place_row(crowded, 0, 60, 10, 11.5)] == ["✓", "✓", "✓"]


def _names(style: Style, *treatments: str) -> list[str]:
    start = date(2026, 1, 5)
    trials = [Trial(f"T{i}", name, "psychotherapy", start) for i, name in enumerate(treatments, 1)]
    record = PatientRecord(Patient("R", date(1980, 1, 1), "female"), (Episode(start),), (), tuple(trials))
    picture = lay_out(record, assess(record, date(2026, 6, 1)), style)
    return [label.text for label in picture.labels if label.kind in ("name", "group")]


def test_names_of_two_psychotherapies_are_never_cut_to_the_same_text() -> None:
    """On a desk over two lines, on a telephone by their short names."""
    wide = ["psychotherapy", "CBASP", "cognitive behavioural", "therapy"]
    assert _names(WIDE, "cbt", "cbasp") == wide
    assert _names(NARROW, "cbt", "cbasp") == ["psychotherapy", "CBASP", "CBT"]


@pytest.mark.parametrize("style", STYLES)
def test_names_a_class_of_the_same_name_is_not_said_twice(style: Style) -> None:
    assert _names(style, "cbt_i").count("psychotherapy") == 1
    start = date(2026, 1, 5)
    trial = Trial("T1", "ect", "neuromodulation", start, session_count=8)
    record = PatientRecord(Patient("R", date(1980, 1, 1), "female"), (Episode(start),), (), (trial,))
    picture = lay_out(record, assess(record, date(2026, 6, 1)), style)
    assert [label.text for label in picture.labels].count("ECT") == 1
