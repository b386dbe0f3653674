"""Which rating, which value is the newest: of one day the clinician's, else the worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.ratings import Ratings
from patients.record import Measurement, Score
from tests.rules.making import DAY_0, day, ids, judged, record, score, trial

Answers = tuple[int | None, ...]
DAY = DAY_0.toordinal()


@pytest.mark.parametrize(
    ("name", "of_day", "total", "rater"),
    [
        ("one", [(20, "self")], 20, "self"),
        ("a clinician's, though another is worse", [(20, "clinician"), (30, "self")], 20, "clinician"),
        ("the same the other way round", [(30, "self"), (20, "clinician")], 20, "clinician"),
        ("of two clinicians the worse", [(20, "clinician"), (22, "clinician")], 22, "clinician"),
        ("of two others the worse", [(24, "self"), (22, "informant")], 24, "self"),
    ],
    ids=ids,
)
def test_newest_rating_of_one_day(name: str, of_day: list[tuple[int, str]], total: int, rater: str) -> None:
    earlier = score(0, 40, rater="clinician")
    found = Ratings(record(earlier, *(score(7, number, rater=who) for number, who in of_day)))
    newest = found.newest("hamd17")
    assert newest is not None
    assert (newest.total, newest.rater) == (total, rater)
    assert found.series[0].totals == (40, total)


@pytest.mark.parametrize("total", [None, 22])
def test_a_rating_of_which_no_total_can_be_told_is_none_of_the_outcome(total: int | None) -> None:
    """Alone, or beside one that has a total."""
    part = Score(day(0), "hamd17", None, (2,) * 5 + (None,) * 12)
    facts = (part,) if total is None else (part, score(1, total))
    finding = judged(60, trial(0, None), *facts, score(50, 20, "madrs")).trial("T1")
    assert (finding.baseline, finding.outcome) == (total, "not_remitted_unspecified")


def test_newest_value_is_the_last_one_known() -> None:
    values = (Measurement(day(0), "tsh", 9.0, "mIU/L"), Measurement(day(9), "tsh", None, None))
    found = Ratings(record(measurements=values))
    newest = found.measured("tsh")
    assert newest is not None
    assert newest.value == 9.0
    assert found.measured("crp") is None
    assert found.newest("madrs") is None


PART: Answers = (2, 2, 2, 2, 2, 2, 2, None, None)
WHOLE: Answers = (2,) * 9


def phq9(items: Answers, number: int = 0) -> Score:
    return Score(day(number), "phq9", None, items, rater="self")


@pytest.mark.parametrize(
    ("name", "scores", "imputed"),
    [
        ("every item rated", (phq9(WHOLE),), {}),
        ("two left out", (phq9(PART),), {DAY: 2}),
        ("one left out", (phq9((*WHOLE[:8], None)),), {DAY: 1}),
        ("three left out: no total", (phq9((*WHOLE[:6], None, None, None)),), {}),
        ("only a total", (score(0, 18, "phq9"),), {}),
        ("the same total rated in full on that day", (phq9(PART), phq9(WHOLE)), {}),
        ("the other way round", (phq9(WHOLE), phq9(PART)), {}),
        ("a worse one of that day, in full", (phq9(PART), phq9((3,) * 9)), {}),
        ("a worse one of that day, in part", (phq9(WHOLE), phq9((*(3,) * 8, None))), {DAY: 1}),
        ("another day", (phq9(WHOLE), phq9(PART, 5)), {DAY + 5: 2}),
        ("rated by a clinician", (replace(phq9(PART), rater="clinician"),), {DAY: 2}),
    ],
    ids=ids,
)
def test_items_imputed_in_the_total_of_a_day(
    name: str, scores: tuple[Score, ...], imputed: dict[int, int]
) -> None:
    found = Ratings(record(*scores)).series
    assert {number: mark.imputed for series in found for number, mark in series.marks.items()} == imputed


@pytest.mark.parametrize(
    ("name", "raters", "marked"),
    [
        ("by a clinician", ("clinician",), False),
        ("by the patient", ("self",), False),
        ("in retrospect", ("retrospective",), True),
        ("in retrospect and then", ("retrospective", "self"), False),
        ("the other way round", ("self", "retrospective"), False),
    ],
    ids=ids,
)
def test_rated_in_retrospect(name: str, raters: tuple[str, ...], marked: bool) -> None:
    (series,) = Ratings(record(*(score(0, 20, rater=rater) for rater in raters))).series
    assert bool(series.marks) is marked


def test_a_rating_in_retrospect_is_said_to_be_one() -> None:
    finding = judged(60, trial(0, None), score(0, 24, rater="retrospective"), score(50, 20)).trial("T1")
    assert finding.because[-1] == (
        "HAM-D17 24 on 2 Jan 2025 (rated in retrospect) to HAM-D17 20 on 21 Feb 2025: 16.7 % better, "
        "non-response (20 is above the remission cut of 7)."
    )
    assert finding.flags == ()


@pytest.mark.parametrize(
    ("name", "facts", "words"),
    [
        ("at the start", (trial(0, None), phq9(PART), phq9(WHOLE, 50)),
         "PHQ-9 18 on 2 Jan 2025 (2 items left out, imputed by the mean) to PHQ-9 18 on 21 Feb 2025: "
         "0 % better, non-response (18 is above the remission cut of 4)."),
        ("at the end", (trial(0, None), phq9(WHOLE), phq9((*WHOLE[:8], None), 50)),
         "PHQ-9 18 on 2 Jan 2025 to PHQ-9 18 on 21 Feb 2025 (1 item left out, imputed by the mean): "
         "0 % better, non-response (18 is above the remission cut of 4)."),
        ("no start", (trial(0, None), phq9(PART, 50)),
         "No baseline score; PHQ-9 18 on 21 Feb 2025 (2 items left out, imputed by the mean): not in "
         "remission, by how much improved is not known (18 is above the remission cut of 4)."),
    ],
    ids=ids,
)  # fmt: skip
def test_an_imputed_total_is_said_to_be_so(name: str, facts: Any, words: str) -> None:
    case = judged(60, *facts)
    assert words in case.trial("T1").because
    assert {alert.code: alert.because for alert in case.alerts}["score_imputed"] == (
        "sertraline (T1): a total that decides its outcome has items left out, imputed by the mean of the "
        "others."
    )


def test_the_severity_of_the_maudsley_score_says_so_too() -> None:
    staging = judged(60, trial(0, None), phq9(WHOLE), phq9(PART, 50)).staging
    assert (
        "Severity for the Maudsley score: PHQ-9 18 on 21 Feb 2025 (2 items left out, imputed by the mean)."
        in staging.because
    )
