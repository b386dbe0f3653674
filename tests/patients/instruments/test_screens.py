"""Every screen just below and at its cut-off, and where it cannot tell."""

import pytest

from patients.instruments import INSTRUMENTS, instrument, stop_bang_high

CUTS = {
    "gad7": 10,
    "asrm": 6,
    "rms": 4,
    "stop_bang": 3,
    "shaps": 3,
    "isi": 15,
    "audit": 8,
    "cudit_r": 8,
    "dast_10": 3,
    "pc_ptsd_5": 3,
    "pcl_5": 31,
    "oci_r": 21,
    "ybocs": 16,
    "asrs": 4,
    "msi_bpd": 7,
    "scoff": 2,
    "pain_nrs": 4,
}
LOW_IS_POSITIVE = {"moca": 25, "mmse": 23, "mini_cog": 2}
NO_CUT = {"ess", "dars", "gds_15"}
OWN_TESTS = {"mdq", "audit_c", "cssrs_screener"}


def test_every_screen_is_covered_here() -> None:
    screens = {code for code, scale in INSTRUMENTS.items() if not scale.outcome_scale}

    assert screens == set(CUTS) | set(LOW_IS_POSITIVE) | NO_CUT | OWN_TESTS


@pytest.mark.parametrize(("code", "cut"), CUTS.items())
def test_screen_is_positive_from_its_cut(code: str, cut: int) -> None:
    scale = instrument(code)

    assert scale.positive(cut - 1) is False
    assert scale.positive(cut) is True
    assert scale.positive(None) is None


@pytest.mark.parametrize(("code", "cut"), LOW_IS_POSITIVE.items())
def test_cognitive_screen_is_positive_up_to_its_cut(code: str, cut: int) -> None:
    assert instrument(code).positive(cut) is True
    assert instrument(code).positive(cut + 1) is False


@pytest.mark.parametrize("code", sorted(NO_CUT))
def test_screen_without_a_documented_cut_cannot_tell(code: str) -> None:
    assert instrument(code).positive(instrument(code).total_max) is None


@pytest.mark.parametrize(
    ("total", "answers", "expected"),
    [
        (9, {"same_period": True, "problem": "moderate"}, True),
        (7, {"same_period": True, "problem": "serious"}, True),
        (7, {"same_period": True, "problem": "minor"}, False),
        (7, {"same_period": False, "problem": "serious"}, False),
        (6, {"same_period": True, "problem": "serious"}, False),
        (7, {"same_period": True}, None),
        (6, {}, False),
        (None, {"same_period": True, "problem": "serious"}, None),
        (None, {"same_period": False}, False),
    ],
)
def test_mdq_needs_all_three_parts(
    total: int | None, answers: dict[str, str | bool], expected: bool | None
) -> None:
    assert instrument("mdq").positive(total, None, tuple(answers.items())) is expected


def test_mdq_with_an_item_missing_is_positive_once_seven_are_yes() -> None:
    answers = (("same_period", True), ("problem", "serious"))

    assert instrument("mdq").positive(None, [1] * 7 + [None] * 6, answers) is True
    assert instrument("mdq").positive(None, [1] * 6 + [None] * 7, answers) is None
    assert instrument("mdq").positive(None, [1] * 5 + [0] * 7 + [None], answers) is False


@pytest.mark.parametrize(
    ("total", "sex", "jurisdiction", "expected"),
    [
        (3, "male", "US", False),
        (4, "male", "US", True),
        (2, "female", "US", False),
        (3, "female", "US", True),
        (3, "unknown", "US", None),
        (3, None, "US", None),
        (4, "other", "US", True),
        (4, "male", "UK", False),
        (5, "female", "UK", True),
    ],
)
def test_audit_c_depends_on_sex_and_country(
    total: int, sex: str | None, jurisdiction: str, expected: bool | None
) -> None:
    assert instrument("audit_c").positive(total, sex=sex, jurisdiction=jurisdiction) is expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([0, 0, None, None, None, 0], False),
        ([1, 0, None, None, None, 0], False),
        ([1, 1, 1, 0, 0, 0], False),
        ([1, 1, 1, 1, 0, 0], True),
        ([1, 1, 1, 0, 1, 0], True),
        ([0, 0, None, None, None, 1], True),
        ([1, 1, None, None, None, 0], None),
        ([1, None, None, None, None, 0], None),
        ([0, 0, None, None, None, None], None),
    ],
)
def test_cssrs_prompts_on_intent_plan_or_behaviour(items: list[int | None], expected: bool | None) -> None:
    assert instrument("cssrs_screener").positive(None, items) is expected


def test_cssrs_questions_not_asked_are_not_missing() -> None:
    assert instrument("cssrs_screener").rate([1, 0, None, None, None, 0]).total == 1
    assert instrument("cssrs_screener").rate([1, 1, None, None, None, 0]).total is None


def test_asrs_counts_items_in_the_shaded_range() -> None:
    assert instrument("asrs").rate([2, 2, 2, 3, 3, 3]).total == 6
    assert instrument("asrs").rate([1, 1, 1, 2, 2, 2]).total == 0


@pytest.mark.parametrize(
    ("total", "items", "expected"),
    [
        (5, None, True),
        (4, None, None),
        (2, None, False),
        (3, [1, 1, 0, 0, 0, 0, 0, 1], True),
        (3, [1, 1, 0, 0, 0, 1, 0, 0], False),
        (3, [1, 1, 0, 0, 1, 0, 0, 0], True),
        (None, [1, 1, 0, 0, None, 0, 0, 0], None),
    ],
)
def test_stop_bang_high_risk(
    total: int | None, items: list[int | None] | None, expected: bool | None
) -> None:
    assert stop_bang_high(total, items) is expected


@pytest.mark.parametrize(
    ("code", "total", "name"),
    [
        ("gad7", 4, "minimal"),
        ("gad7", 5, "mild"),
        ("gad7", 9, "mild"),
        ("gad7", 10, "moderate"),
        ("gad7", 14, "moderate"),
        ("gad7", 15, "severe"),
        ("stop_bang", 2, "low"),
        ("stop_bang", 3, "intermediate"),
        ("stop_bang", 4, "intermediate"),
        ("stop_bang", 5, "high"),
        ("isi", 7, "none"),
        ("isi", 8, "subthreshold"),
        ("isi", 14, "subthreshold"),
        ("isi", 15, "moderate"),
        ("isi", 21, "moderate"),
        ("isi", 22, "severe"),
        ("audit", 7, "below the cut-off"),
        ("audit", 8, "hazardous"),
        ("audit", 16, "harmful"),
        ("audit", 20, "possible dependence"),
    ],
)
def test_screen_band_at_its_edges(code: str, total: int, name: str) -> None:
    assert instrument(code).band(total) == name
