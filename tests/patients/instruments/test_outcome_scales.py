"""Totals, bands and cut-offs of the four outcome scales, at every edge."""

import pytest

from patients.instruments import INSTRUMENTS, OUTCOME_SCALES, instrument, item_of, total_of
from patients.record import Score
from tests.strategies import AS_OF

BANDS = {
    "hamd17": [("none", 0, 7), ("mild", 8, 16), ("moderate", 17, 23), ("severe", 24, 52)],
    "madrs": [("normal", 0, 6), ("mild", 7, 19), ("moderate", 20, 34), ("severe", 35, 60)],
    "phq9": [
        ("minimal", 0, 4),
        ("mild", 5, 9),
        ("moderate", 10, 14),
        ("moderately severe", 15, 19),
        ("severe", 20, 27),
    ],
    "qids_sr16": [
        ("none", 0, 5),
        ("mild", 6, 10),
        ("moderate", 11, 15),
        ("severe", 16, 20),
        ("very severe", 21, 27),
    ],
}


@pytest.mark.parametrize(
    ("code", "total", "name"),
    [(code, total, name) for code, bands in BANDS.items() for name, *edges in bands for total in edges],
)
def test_band_at_its_edges(code: str, total: int, name: str) -> None:
    assert instrument(code).band(total) == name


@pytest.mark.parametrize(("code", "total"), [("hamd17", 53), ("hamd17", -1), ("phq9", 28)])
def test_band_of_an_impossible_total_is_empty(code: str, total: int) -> None:
    assert instrument(code).band(total) == ""


@pytest.mark.parametrize(
    ("code", "remission", "suicide_item", "items", "highest"),
    [
        ("hamd17", 7, 3, 17, 52),
        ("madrs", 10, 10, 10, 60),
        ("phq9", 4, 9, 9, 27),
        ("qids_sr16", 5, 12, 16, 27),
    ],
)
def test_outcome_scale_facts(code: str, remission: int, suicide_item: int, items: int, highest: int) -> None:
    scale = instrument(code)

    assert (scale.remission_max, scale.suicide_item, len(scale.items)) == (remission, suicide_item, items)
    assert (scale.total_min, scale.total_max) == (0, highest)
    assert scale.rate([item.high for item in scale.items]).total == highest
    assert scale.rate([0] * items).total == 0


def test_outcome_scales_are_the_four() -> None:
    assert OUTCOME_SCALES == ("hamd17", "madrs", "phq9", "qids_sr16")


def test_hamd_worked_example_of_the_record_format() -> None:
    assert instrument("hamd17").rate([2, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0]).total == 12


@pytest.mark.parametrize("code", ["hamd17", "madrs"])
def test_clinician_scale_with_an_item_missing_has_no_total(code: str) -> None:
    scale = instrument(code)
    items: list[int | None] = [1] * len(scale.items)
    items[4] = None

    rated = scale.rate(items)

    assert rated.total is None
    assert rated.missing == (5,)
    assert "item 5 not rated" in rated.note


def test_hamd_item_16_code_3_is_missing_not_three_points() -> None:
    score = Score(AS_OF, "hamd17", items=(*[1] * 15, 3, 1))

    assert instrument("hamd17").rate(score.items or ()).missing == (16,)
    assert total_of(score) is None
    assert item_of(score, 16) is None
    assert item_of(score, 17) == 1


@pytest.mark.parametrize(
    ("items", "total", "imputed"),
    [
        ([1] * 9, 9, False),
        ([1, 1, 1, 1, 1, 1, 1, 1, None], 9, True),
        ([2, 2, 2, 2, 2, 2, 2, None, None], 18, True),
        ([3, 0, 0, 0, 0, 0, 0, 0, None], 3, True),  # 3.375
        ([1, 1, 1, 1, 0, 0, 0, 0, None], 5, True),  # 4.5: the worse of two totals
        ([1, 1, 1, 1, 1, 1, None, None, None], None, False),
    ],
)
def test_phq9_imputes_at_most_two_items(items: list[int | None], total: int | None, imputed: bool) -> None:
    rated = instrument("phq9").rate(items)

    assert (rated.total, rated.imputed) == (total, imputed)


@pytest.mark.parametrize(
    ("changed", "total"),
    [
        ({}, 0),
        ({1: 3}, 3),
        ({1: 3, 2: 3, 3: 3, 4: 3}, 3),
        ({5: 2}, 2),
        ({6: 1, 9: 3}, 3),
        ({15: 2, 16: 3}, 3),
        ({10: 1, 11: 1, 12: 1, 13: 1, 14: 1}, 5),
    ],
)
def test_qids_counts_the_highest_of_a_domain(changed: dict[int, int], total: int) -> None:
    items = [changed.get(number, 0) for number in range(1, 17)]

    assert instrument("qids_sr16").rate(items).total == total


@pytest.mark.parametrize(
    ("missing", "total", "noted"),
    [
        ((7, 9), 9, False),  # one of each pair is how the form is filled in
        ((2,), 9, True),
        ((6, 7), 9, True),
        ((6, 7, 8, 9), None, True),
        ((5,), None, True),
        ((15, 16), None, True),
    ],
)
def test_qids_tolerates_a_gap_only_beside_an_answer(
    missing: tuple[int, ...], total: int | None, noted: bool
) -> None:
    rated = instrument("qids_sr16").rate([None if n in missing else 1 for n in range(1, 17)])

    assert (rated.total, bool(rated.note)) == (total, noted)


@pytest.mark.parametrize(
    "items", [[1] * 8, [1] * 10, [4, *[0] * 8], [-1, *[0] * 8]], ids=["short", "long", "above", "below"]
)
def test_rate_refuses_items_that_cannot_be(items: list[int]) -> None:
    with pytest.raises(ValueError, match="PHQ-9"):
        instrument("phq9").rate(items)


def test_item_of_outside_the_scale_is_unknown() -> None:
    assert item_of(Score(AS_OF, "phq9", items=(1,) * 9), 10) is None
    assert item_of(Score(AS_OF, "phq9", total=9), 9) is None


def test_wording_ships_only_where_the_licence_allows() -> None:
    with_text = {code for code, scale in INSTRUMENTS.items() if any(item.text for item in scale.items)}

    assert with_text == {"hamd17", "phq9", "gad7"}
    assert all(INSTRUMENTS[code].licence == "text_ok" for code in with_text)
    assert INSTRUMENTS["gad7"].items[0].anchors[0] == "Not at all"
