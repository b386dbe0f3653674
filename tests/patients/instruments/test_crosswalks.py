"""The published tables, the worse value of a range, and nothing beyond them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.instruments import INSTRUMENTS, anhedonia, anxiety_somatization
from patients.instruments.crosswalks import convert, worse


@pytest.mark.parametrize(
    ("total", "start", "end", "low", "high"),
    [
        (0, "qids_sr16", "hamd17", 0, 0),
        (5, "qids_sr16", "hamd17", 7, 7),
        (7, "qids_sr16", "hamd17", 9, 10),
        (14, "qids_sr16", "hamd17", 18, 19),
        (15, "qids_sr16", "hamd17", 18, 19),
        (27, "qids_sr16", "hamd17", 36, 52),
        (7, "hamd17", "qids_sr16", 5, 5),
        (18, "hamd17", "qids_sr16", 14, 15),
        (52, "hamd17", "qids_sr16", 27, 27),
        (7, "hamd17", "madrs", 8, 9),
        (10, "hamd17", "madrs", 13, 13),
        (24, "hamd17", "madrs", 31, 31),
        (40, "hamd17", "madrs", 52, 53),
        (13, "madrs", "hamd17", 10, 10),
        (26, "madrs", "hamd17", 20, 20),
        (53, "madrs", "hamd17", 40, 40),
        (15, "qids_sr16", "madrs", 18, 24),
        (17, "madrs", "qids_sr16", 6, 10),
        (20, "phq9", "phq9", 20, 20),
    ],
)
def test_convert_gives_the_published_range(total: int, start: str, end: str, low: int, high: int) -> None:
    converted = convert(total, start, end)

    assert converted is not None
    assert (converted.low, converted.high) == (low, high)
    assert worse(total, start, end) == high


@pytest.mark.parametrize(
    ("total", "start", "end"),
    [
        (6, "hamd17", "madrs"),
        (41, "hamd17", "madrs"),
        (7, "madrs", "hamd17"),
        (54, "madrs", "hamd17"),
        (28, "qids_sr16", "hamd17"),
        (-1, "qids_sr16", "hamd17"),
        (10, "phq9", "hamd17"),
        (10, "hamd17", "phq9"),
        (10, "gad7", "madrs"),
    ],
)
def test_convert_never_extrapolates(total: int, start: str, end: str) -> None:
    assert convert(total, start, end) is None
    assert worse(total, start, end) is None


@given(st.sampled_from(["hamd17", "madrs", "qids_sr16"]), st.sampled_from(["hamd17", "madrs", "qids_sr16"]))
def test_worse_rises_with_the_total(start: str, end: str) -> None:
    totals = [worse(total, start, end) for total in range(INSTRUMENTS[start].total_max + 1)]
    known = [total for total in totals if total is not None]

    assert known == sorted(known)
    assert known
    assert known[-1] <= INSTRUMENTS[end].total_max


def test_anxiety_factor_sums_its_six_items() -> None:
    items = list(range(17))  # item n holds n - 1: only the numbers matter here

    assert anxiety_somatization(items) == 9 + 10 + 11 + 12 + 14 + 16


@pytest.mark.parametrize("number", [10, 11, 12, 13, 15, 17])
def test_anxiety_factor_with_an_item_missing_cannot_tell(number: int) -> None:
    assert anxiety_somatization([None if n == number else 1 for n in range(1, 18)]) is None


def test_anxiety_factor_needs_only_its_own_items() -> None:
    assert anxiety_somatization([1 if n in (10, 11, 12, 13, 15, 17) else None for n in range(1, 18)]) == 6


def test_anhedonia_factor_sums_its_five_items() -> None:
    assert anhedonia([6, 5, 0, 0, 0, 4, 3, 2, 0, 0]) == 20
    assert anhedonia([None, 5, 0, 0, 0, 4, 3, 2, 0, 0]) is None
