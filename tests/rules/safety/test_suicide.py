"""Suicide items: what was answered is shown, never a band (safety.md section 8)."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.rules.safety.suicide import SuicideAnswer, screened, suicide_answers
from patients.record import Score

DAY, BEFORE = date(2026, 6, 1), date(2026, 5, 1)
LENGTH = {"phq9": 9, "madrs": 10, "hamd17": 17, "qids_sr16": 16, "cssrs_screener": 6}


def rated(instrument: str, item: int, answer: int | None, day: date = DAY, **values: object) -> Score:
    items: list[int | None] = [0] * LENGTH[instrument]
    items[item - 1] = answer
    return Score(day, instrument, None, tuple(items), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instrument", "item", "answer", "red"),
    [
        ("phq9", 9, 1, False),
        ("phq9", 9, 2, False),
        ("phq9", 9, 3, True),
        ("madrs", 10, 1, False),
        ("madrs", 10, 3, False),
        ("madrs", 10, 4, True),
        ("hamd17", 3, 1, False),
        ("hamd17", 3, 2, False),
        ("hamd17", 3, 3, True),
        ("qids_sr16", 12, 1, False),
        ("qids_sr16", 12, 2, True),
        ("cssrs_screener", 4, 1, True),
        ("cssrs_screener", 5, 1, True),
        ("cssrs_screener", 6, 1, True),
    ],
)
def test_answer_above_zero(instrument: str, item: int, answer: int, red: bool) -> None:
    assert suicide_answers((rated(instrument, item, answer),)) == (
        SuicideAnswer(instrument, item, answer, DAY, red),
    )


@pytest.mark.parametrize("score", [rated("phq9", 9, 0), rated("phq9", 1, 3), rated("cssrs_screener", 1, 1)])
def test_nothing_due(score: Score) -> None:
    assert suicide_answers((score,)) == ()


def test_rise_since_the_visit_before_is_said() -> None:
    (answer,) = suicide_answers((rated("phq9", 9, 1, BEFORE), rated("phq9", 9, 2)))
    assert (answer.answer, answer.before) == (2, 1)
    assert "up from 1" in answer.because


@pytest.mark.parametrize("answers", [(3, 1), (1, 3)])
def test_of_two_answers_of_one_day_the_higher_counts_and_is_no_rise(answers: tuple[int, int]) -> None:
    first, second = answers
    both = (rated("phq9", 9, first), rated("phq9", 9, second))
    assert suicide_answers(both) == (SuicideAnswer("phq9", 9, 3, DAY, red=True),)
    (since,) = suicide_answers((rated("phq9", 9, 2, BEFORE), *both))
    assert since.before == 2


def test_item_not_answered_is_not_zero() -> None:
    (answer,) = suicide_answers((rated("phq9", 9, 1, BEFORE), rated("phq9", 9, None)))
    assert (answer.answer, answer.date) == (1, BEFORE)


def test_total_alone_says_nothing_about_the_item() -> None:
    assert suicide_answers((Score(DAY, "phq9", 20),)) == ()


@pytest.mark.parametrize("item", [4, 5, 6])
def test_screener_with_a_total_only_does_not_clear_the_answers_before(item: int) -> None:
    """It does not say which of its questions was answered with yes."""
    before = rated("cssrs_screener", item, 1, BEFORE)
    red = (SuicideAnswer("cssrs_screener", item, 1, BEFORE, red=True),)
    assert suicide_answers((before, Score(DAY, "cssrs_screener", 1))) == red
    assert suicide_answers((before, rated("cssrs_screener", item, 0))) == ()


@pytest.mark.parametrize(
    ("name", "items", "still"),
    [
        ("intent and plan not answered, thoughts yes", (1, 1, 1, None, None, 0), (4, 5)),
        ("intent answered, plan not", (1, 1, 1, 0, None, 0), (5,)),
        ("left out: no thoughts", (1, 0, None, None, None, 0), ()),
        ("thoughts not answered either", (1, None, None, None, None, 0), (4, 5)),
        ("behaviour not answered", (0, 0, None, None, None, None), (6,)),
        ("all answered", (0, 0, 0, 0, 0, 0), ()),
    ],
    ids=lambda row: row if isinstance(row, str) else None,
)
def test_a_question_of_the_screener_that_was_not_answered_is_no_no(
    name: str, items: tuple[int | None, ...], still: tuple[int, ...]
) -> None:
    """A yes stands until it is answered again (S11); 3 to 5 are asked only of who has thoughts."""
    before = Score(BEFORE, "cssrs_screener", None, (1, 1, 1, 1, 1, 1))
    found = suicide_answers((before, Score(DAY, "cssrs_screener", None, items)))
    assert tuple(one.item for one in found) == still
    assert {one.date for one in found} <= {BEFORE}


@pytest.mark.parametrize(
    ("items", "known"),
    [
        ((0, 0, None, None, None, 0), True),
        ((1, 1, 1, 0, 0, 0), True),
        ((1, 1, 1, 0, None, 0), False),
        ((0, 0, None, None, None, None), False),
        ((None,) * 6, False),
    ],
)
def test_a_screener_that_is_answered_in_part_is_not_a_no(items: tuple[int | None, ...], known: bool) -> None:
    assert screened(Score(DAY, "cssrs_screener", None, items)) is known
    assert screened(Score(DAY, "cssrs_screener", 1)) is False


def test_of_two_screeners_of_one_day_a_yes_counts() -> None:
    yes, no = rated("cssrs_screener", 5, 1), rated("cssrs_screener", 5, 0)
    assert suicide_answers((yes, no)) == suicide_answers((no, yes)) != ()


def test_behaviour_long_ago_is_not_the_same_day() -> None:
    long_ago = rated("cssrs_screener", 6, 1, answers=(("behaviour_within_3_months", False),))
    assert [answer.red for answer in suicide_answers((long_ago,))] == [False]
