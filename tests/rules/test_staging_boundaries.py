"""Each number of staging.md from both sides, and every model where it differs from the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.rules.assess import assess
from assessment.rules.clues import Clues
from assessment.rules.findings import Assessment
from assessment.rules.judging import staged as staged_clues
from assessment.rules.policy import load_policy
from assessment.rules.staging.dm_trd import (
    DmTrd,
    anxiety_points,
    augmentation_points,
    personality_points,
    stressor_points,
)
from assessment.rules.staging.maudsley import band, drug_points, duration_points
from assessment.rules.staging.severity import CUTS
from assessment.rules.today import Today
from patients.record import Check, Condition, Episode, Score, Symptom, Trial
from tests.rules.making import day, doses, ids, judged, record, score, trial

DOSES = {
    "sertraline": 100,
    "escitalopram": 20,
    "citalopram": 40,
    "venlafaxine": 150,
    "bupropion": 300,
    "nortriptyline": 100,
    "phenelzine": 60,
    "maprotiline": 150,
    "moclobemide": 600,
    "opipramol": 150,
    "st_johns_wort": 900,
}
LENGTH = 50
CORE_DONE = ("BIP", "OSA", "SUD", "THY")
TWO = ("sertraline", "venlafaxine")
THREE, FOUR = (*TWO, "nortriptyline"), (*TWO, "nortriptyline", "phenelzine")
THREE_FLAG, ECT_FLAG = ("three_classes_failed",), ("ect_out_of_sequence",)


def failed(*drugs: str, total: int = 20) -> list[Trial | Score]:
    """One failed adequate trial after the other, a month apart."""
    facts: list[Trial | Score] = []
    for number, drug in enumerate(drugs):
        start = number * (LENGTH + 30)
        dose = DOSES[drug]
        facts.append(
            trial(
                start, start + LENGTH, dose, id=f"T{number + 1}", treatment=drug, doses=doses((start, dose))
            )
        )
        facts += [score(start, 24), score(start + LENGTH, total)]
    return facts


def in_a_row(drugs: int) -> list[Trial | Score]:
    """So many failed trials of six weeks each, with no day between them."""
    facts: list[Trial | Score] = [score(0, 24)]
    for number, drug in enumerate(list(DOSES)[:drugs]):
        facts.append(trial(42 * number, 42 * (number + 1), DOSES[drug], id=f"T{number + 1}", treatment=drug))
        facts.append(score(42 * (number + 1), 24))
    return facts


def add_on(start: int = 1000) -> list[Trial | Score]:
    base = trial(start - 60, start + 60, 20, id="B", treatment="escitalopram", adherence=())
    lithium = trial(start, start + 40, 900, id="A", treatment="lithium", role="augmentation")
    return [base, lithium, score(start, 24), score(start + 40, 22)]


def ect(start: int = 1200, placement: str = "bilateral", sessions: int = 8) -> list[Trial | Score]:
    course = trial(
        start,
        start + 30,
        id=f"E{start}",
        treatment="ect",
        role="neuromodulation",
        doses=(),
        session_count=sessions,
        electrode_placement=placement,
    )
    return [course, score(start, 24), score(start + 30, 22)]


def staged(*facts: Any, **values: Any) -> Assessment:
    return judged(1400, *facts, **values)


@pytest.mark.parametrize(
    ("name", "facts", "ladder", "thase", "flags"),
    [
        ("nothing failed", [], "0", "0", ()),
        ("one", failed("sertraline"), "I", "I", ()),
        ("two of one class", failed("sertraline", "escitalopram"), "I", "I", ()),
        ("two of different classes", failed(*TWO), "II", "II", ()),
        ("three, none of them a TCA or MAOI", failed(*TWO, "bupropion"), "II", "II", THREE_FLAG),
        ("SSRI and TCA are two classes", failed("sertraline", "nortriptyline"), "II", "II", ()),
        ("three with a TCA", failed(*THREE), "III", "III", ()),
        ("the order does not matter", failed("nortriptyline", "venlafaxine", "sertraline"), "III", "III", ()),
        ("three with an MAOI", failed(*TWO, "phenelzine"), "III", "II", ()),
        ("four with an MAOI", failed(*TWO, "bupropion", "phenelzine"), "IV", "II", ()),
        ("four with TCA and MAOI", failed(*FOUR), "IV", "IV", ()),
        ("two classes and an add-on", [*failed(*TWO), *add_on()], "III", "II", ()),
        ("one class and an add-on", [*failed("sertraline"), *add_on()], "I", "I", ()),
        ("MAOI, a class and an add-on", [*failed("sertraline", "phenelzine"), *add_on()], "III", "II", ()),
        ("three with an MAOI and an add-on", [*failed(*TWO, "phenelzine"), *add_on()], "IV", "II", ()),
        ("ECT after III", [*failed(*THREE), *ect()], "V", "III", ()),
        ("ECT out of sequence", [*failed(*TWO), *ect()], "II", "II", ECT_FLAG),
        ("ECT after IV, bilateral", [*failed(*FOUR), *ect()], "V", "V", ()),
        ("ECT after IV, unilateral", [*failed(*FOUR), *ect(placement="right_unilateral")], "V", "IV", ()),
        ("maprotiline is a TCA", failed(*TWO, "maprotiline"), "III", "III", ()),
        ("moclobemide is an MAOI", failed(*TWO, "moclobemide"), "III", "II", ()),
        ("opipramol is neither", failed(*TWO, "opipramol"), "II", "II", THREE_FLAG),
        ("a herbal drug is no class", failed("sertraline", "st_johns_wort"), "I", "I", ()),
    ],
    ids=ids,
)  # fmt: skip
def test_ladder_and_thase_rush(name: str, facts: Any, ladder: str, thase: str, flags: Any) -> None:
    found = staged(*facts).staging
    assert (found.ladder, found.thase_rush, found.flags) == (ladder, thase, flags)


def test_models_that_differ_say_why() -> None:
    two = staged(*failed("sertraline", "escitalopram")).staging
    assert "Both failures are of one class (SSRI): stays Stage I" in two.differences[0]
    assert two.regulatory_two_trials
    lithium = staged(*failed(*TWO), *add_on()).staging
    assert any("Thase-Rush ignores it (II)" in words for words in lithium.differences)


ONE_SSRI = (
    "The article calls one failed adequate trial Stage I; regulators and the Delphi consensus need two."
)
TO_REGULATORS = "though regulators would call it resistant."
PARTIAL = "25 to under 50 % better: a failure for the article and regulators, not Delphi."
RESPONSE = "50 % or more without remission: a failure for the article, not for regulators or Delphi."
NOT_BILATERAL = "The failed ECT was not bilateral: enough for the ladder's V, not for Thase-Rush V."
WITHOUT_BASELINE = [fact for fact in failed("sertraline") if fact != score(0, 24)]
SHORT_ADD_ON = trial(1000, 1010, 900, id="A", treatment="lithium", role="augmentation")
SHORT_COMBINATION = trial(1000, 1010, 30, id="A", treatment="mirtazapine", role="combination")


@pytest.mark.parametrize(
    ("name", "facts", "sentences"),
    [
        ("one", failed("sertraline"), (ONE_SSRI,)),
        ("two of one class", failed("sertraline", "escitalopram"),
         (f"Both failures are of one class (SSRI): stays Stage I, {TO_REGULATORS}",)),
        ("three of one class", failed("sertraline", "escitalopram", "citalopram"),
         (f"All 3 failures are of one class (SSRI): stays Stage I, {TO_REGULATORS}",)),
        ("two of one class that responded", failed("sertraline", "escitalopram", total=12),
         ("Both failures are of one class (SSRI): stays Stage I.", f"T1 and T2: {RESPONSE}")),
        ("one that responded", failed("sertraline", total=12), (ONE_SSRI, f"T1: {RESPONSE}")),
        ("one that responded partly", failed("sertraline", total=18), (ONE_SSRI, f"T1: {PARTIAL}")),
        ("two that responded partly", failed(*TWO, total=13), (f"T1 and T2: {PARTIAL}",)),
        ("not known by how much", WITHOUT_BASELINE,
         (ONE_SSRI, "T1: not remitted, by how much improved is not known: only the article counts it.")),
        ("an add-on", [*failed(*TWO), *add_on()],
         ("The failed add-on (A) is a step on the ladder (III); Thase-Rush ignores it (II).",)),
        ("an MAOI without a TCA", failed(*TWO, "phenelzine"),
         ("From MAOI, SNRI and SSRI the ladder gives III, Thase-Rush II: it asks for a TCA beyond "
          "two classes.",)),
        ("ECT that was not bilateral", [*failed(*FOUR), *ect(placement="right_unilateral")],
         (NOT_BILATERAL,)),
        ("ECT without a TCA before", [*failed(*TWO, "phenelzine"), *ect()], ()),
        ("one drug twice", failed("sertraline", "sertraline"),
         (f"Both failures are of one class (SSRI): stays Stage I, {TO_REGULATORS}",
          "A drug that failed twice counts once in the Maudsley score.")),
        ("an add-on for ten days", [*failed(*TWO), add_on()[0], SHORT_ADD_ON],
         ("A: an add-on that was tried but not adequate gives no Maudsley point.",)),
        ("a second antidepressant added for ten days", [*failed(*TWO), add_on()[0], SHORT_COMBINATION],
         ("A: an add-on that was tried but not adequate gives no Maudsley point.",)),
    ],
    ids=ids,
)  # fmt: skip
def test_models_differ_in_these_words(name: str, facts: Any, sentences: tuple[str, ...]) -> None:
    assert staged(*facts).staging.differences == sentences


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        ("too few", ect(sessions=6), True),
        ("enough", ect(), False),
        ("too few, then enough", [*ect(sessions=6), *ect(1300)], False),
    ],
    ids=ids,
)
def test_ect_that_was_not_adequate_gives_no_maudsley_point(name: str, facts: Any, said: bool) -> None:
    """staging.md 3 (c): inadequate use is 0, with a flag."""
    found = staged(*failed(*TWO), *facts).staging
    words = "E1200: an ECT course that was tried but not adequate gives no Maudsley point."
    assert (words in found.differences) == said
    assert found.maudsley is not None
    assert found.maudsley.ect == (not said)


def test_ect_that_brought_remission_was_adequate() -> None:
    course, before, _ = ect()
    found = staged(*failed(*TWO), course, before, score(1230, 5)).staging
    assert not any("ECT course" in sentence for sentence in found.differences)


@pytest.mark.parametrize(
    ("name", "total", "regulatory", "delphi"),
    [
        ("24 to 19: under 25 %", 19, True, True),
        ("24 to 18: 25 %", 18, True, False),
        ("24 to 13: under 50 %", 13, True, False),
        ("24 to 12: 50 %", 12, False, False),
    ],
    ids=ids,
)
def test_definitions(name: str, total: int, regulatory: bool, delphi: bool) -> None:
    found = staged(*failed("sertraline", "escitalopram", total=total)).staging
    assert (found.article, found.regulatory_two_trials, found.delphi_two_trials) == (True, regulatory, delphi)


def test_one_trial_is_enough_for_the_article_only() -> None:
    found = staged(*failed("sertraline")).staging
    assert (found.article, found.regulatory_two_trials, found.delphi_two_trials) == (True, False, False)


@pytest.mark.parametrize(
    ("name", "drugs", "total", "ladder"),
    [
        ("one failure is none yet", ["sertraline"], 20, "0"),
        ("two of one class are two", ["sertraline", "escitalopram"], 20, "II"),
        ("a response is no failure", ["sertraline", "escitalopram"], 12, "0"),
    ],
    ids=ids,
)
def test_regulatory_policy(name: str, drugs: list[str], total: int, ladder: str) -> None:
    found = assess(record(*failed(*drugs, total=total)), day(1400), load_policy("regulatory"))
    assert (found.policy, found.staging.ladder) == ("regulatory", ladder)


@pytest.mark.parametrize(
    ("name", "drugs", "total", "counted", "said"),
    [
        ("one failure by each", ["sertraline"], 20, 1, True),
        ("two", ["sertraline", "escitalopram"], 20, 2, False),
        ("one by this policy, two for regulators", ["sertraline", "escitalopram"], 18, 1, False),
    ],
    ids=ids,
)
def test_two_are_needed_is_said_of_one_failure_only(
    name: str, drugs: list[str], total: int, counted: int, said: bool
) -> None:
    """A policy of Delphi's failures: less than 25 % improvement; regulators count less than 50 %."""
    strict = replace(load_policy(), failure_below_percent=25.0)
    facts = failed(*drugs, total=total)
    facts[2] = score(LENGTH, 20)  # the first: 16.7 %
    staging = assess(record(*facts), day(1400), strict).staging
    assert staging.counted_failures == counted
    assert (ONE_SSRI in staging.differences) is said


@pytest.mark.parametrize(
    ("onset", "today", "points"),
    [
        (date(2024, 3, 10), date(2025, 3, 10), 1),
        (date(2024, 3, 10), date(2025, 3, 11), 2),
        (date(2024, 3, 10), date(2026, 3, 10), 2),
        (date(2024, 3, 10), date(2026, 3, 11), 3),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 3, 1), 2),
        (date(2024, 1, 31), date(2026, 1, 31), 2),
    ],
    ids=str,
)
def test_maudsley_duration_in_calendar_months(onset: date, today: date, points: int) -> None:
    assert duration_points(onset, Today(today), load_policy()) == points


def test_maudsley_duration_notes_the_day_of_change() -> None:
    today = Today(date(2025, 1, 1))
    duration_points(date(2024, 3, 10), today, load_policy())
    assert min(today.later) == date(2025, 3, 11)


@pytest.mark.parametrize(
    ("drugs", "points"),
    [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (7, 4), (10, 4), (11, 5)],
)
def test_maudsley_antidepressants(drugs: int, points: int) -> None:
    assert drug_points(drugs) == points


@pytest.mark.parametrize(
    ("total", "expected"),
    [(3, "mild"), (6, "mild"), (7, "moderate"), (10, "moderate"), (11, "severe"), (15, "severe")],
)
def test_maudsley_bands(total: int, expected: str) -> None:
    assert band(total, load_policy()) == expected


SEVERITIES = [
    (scale, total, points)
    for scale, cuts in CUTS.items()
    for points, cut in enumerate(cuts, 1)
    for total, points in ((cut - 1, points), (cut, points + 1))
]


@pytest.mark.parametrize(("scale", "total", "points"), SEVERITIES)
def test_maudsley_severity_cuts(scale: str, total: int, points: int) -> None:
    facts = [one for one in failed("sertraline") if isinstance(one, Trial)]
    rater = "clinician" if scale in ("hamd17", "madrs") else "self"
    rated = (score(0, 26, scale, rater), score(50, 25, scale, rater), score(55, total, scale, rater))
    found = judged(60, *facts, *rated).staging.maudsley
    assert found is not None
    assert found.severity == points


BY_ITEMS = Score(day(50), "hamd17", items=(4, 4, 0, 0, 0, 0, 4, 4, 4, *[0] * 8), rater="clinician")
"""A total of 20."""


@pytest.mark.parametrize(
    ("name", "rated", "severity"),
    [
        ("a self-rating filled in by the clinician",
         (score(50, 10, "phq9"), score(59, 25, "phq9", "self")), 3),
        ("two self-ratings since", (score(50, 10, "phq9"),
         score(58, 24, "phq9", "self"), score(59, 25, "phq9", "self")), 3),
        ("a clinician's scale, rater not said",
         (Score(day(50), "hamd17", 10), score(59, 25, "phq9", "self")), 2),
        ("a clinician's scale, filled in by the patient since",
         (score(50, 10, "hamd17"), score(59, 25, "hamd17", "self")), 2),
        ("a clinician's scale, filled in by the patient twice since",
         (score(50, 10, "madrs"), score(58, 25, "madrs", "self"), score(59, 25, "madrs", "self")), 2),
        ("a clinician's scale, rater not said, filled in by the patient since",
         (Score(day(50), "hamd17", 10), score(59, 25, "hamd17", "self")), 2),
        ("a patient's scale filled in by the clinician, rater not said since",
         (score(50, 10, "phq9"), Score(day(59), "phq9", 25)), 3),
        ("one more of the clinician's before it, the patient's since",
         (score(48, 30), score(50, 10), score(59, 25, "hamd17", "self")), 2),
        ("14 days old, on the scale that the patient filled in since",
         (score(46, 10), score(59, 25, "hamd17", "self")), 2),
        ("two of a day by clinicians: the worse", (score(50, 10), BY_ITEMS), 3),
        ("two of a day by clinicians, the other worse", (score(50, 24), BY_ITEMS), 4),
        ("two scales of a day: HAM-D17 first", (score(59, 10), score(59, 36, "madrs")), 2),
    ],
    ids=ids,
)  # fmt: skip
def test_maudsley_severity_takes_the_clinicians_word(
    name: str, rated: tuple[Score, ...], severity: int
) -> None:
    found = judged(60, trial(0, 45), score(0, 24), score(45, 24), *rated).staging.maudsley
    assert found is not None
    assert found.severity == severity


@pytest.mark.parametrize(
    ("name", "by_clinician", "severity"),
    [("14 days old: the clinician's", 46, 2), ("15 days old: the latest", 45, 4)],
    ids=ids,
)
def test_maudsley_severity_takes_a_recent_clinicians_rating(
    name: str, by_clinician: int, severity: int
) -> None:
    rated = (score(0, 24), score(by_clinician, 10), score(59, 25, "phq9", "self"))
    found = judged(60, trial(0, 45), *rated).staging.maudsley
    assert found is not None
    assert found.severity == severity


def test_maudsley_psychosis_is_5_unless_subsyndromal() -> None:
    psychotic = (Condition("psychotic_features", "present", day(0)),)
    for total, points in ((20, 5), (8, 5), (7, 1)):
        facts = (*failed("sertraline"), score(1390, total))
        staging = staged(*facts, conditions=psychotic).staging
        assert staging.maudsley is not None
        assert staging.maudsley.severity == points
        because = next(one for one in staging.because if one.startswith("Severity"))
        assert ("with psychotic features" in because) is (points == 5)


def test_worst_severity_of_a_psychotic_episode_is_5_whatever_the_last_score() -> None:
    psychotic = (Condition("psychotic_features", "present", day(0)),)
    details = dict(staged(*failed("sertraline"), score(1390, 7), conditions=psychotic).staging.details)
    assert details["maudsley_worst_severity"] == 5


def test_maudsley_repeated_drug_counts_once() -> None:
    found = staged(*failed("sertraline", "sertraline", "venlafaxine")).staging
    assert found.counted_failures == 3
    assert found.maudsley is not None
    assert found.maudsley.antidepressants == 1


def test_maudsley_needs_a_failure_and_an_onset() -> None:
    assert staged(score(0, 24)).staging.maudsley is None
    assert staged(*failed("sertraline"), episodes=(Episode(None),)).staging.maudsley is None


@pytest.mark.parametrize(
    ("name", "steps", "stop", "points"),
    [
        ("plain", ((0, 100),), 60, 1.0),
        ("27 days at the usual maximum", ((0, 100), (33, 200)), 60, 1.0),
        ("28 days at the usual maximum", ((0, 100), (32, 200)), 60, 1.5),
        ("83 days", ((0, 100),), 83, 1.0),
        ("84 days: twice the minimum", ((0, 100),), 84, 1.5),
    ],
    ids=ids,
)
def test_mgh_optimised(name: str, steps: Any, stop: int, points: float) -> None:
    found = judged(200, trial(0, stop, doses=doses(*steps)), score(0, 24), score(stop, 20)).staging
    assert found.mgh == points


@pytest.mark.parametrize(
    ("treatment", "sessions", "ect_failures"), [("esketamine_nasal", 8, 0), ("ect", 7, 1)]
)
def test_procedure_recorded_as_an_augmentation_is_no_failed_add_on(
    treatment: str, sessions: int, ect_failures: int
) -> None:
    """adequacy.md 7: ECT enters ECT alone, esketamine and the other procedures neither."""
    course = trial(
        1200,
        1230,
        id="P",
        treatment=treatment,
        role="augmentation",
        doses=(),
        session_count=sessions,
    )
    found = staged(*failed(*TWO), course, score(1200, 24), score(1230, 22))
    assert found.trial("P").counts_as_failure
    assert (found.staging.augmentation_failures, found.staging.ect_failures) == (0, ect_failures)
    assert found.staging.ladder == "II"


def test_mgh_adds_half_an_add_on_and_three_for_ect() -> None:
    assert staged(*failed("sertraline"), *add_on()).staging.mgh == 1.5
    assert staged(*failed("sertraline"), *ect()).staging.mgh == 4.0


@pytest.mark.parametrize(
    ("name", "drugs", "as_of", "expected"),
    [
        ("none", [], date(2025, 6, 1), None),
        ("one", ["sertraline"], date(2025, 6, 1), "non-responder"),
        ("two", ["sertraline", "venlafaxine"], date(2025, 12, 1), "TRD1"),
        ("two, the day before 12 months", ["sertraline", "venlafaxine"], date(2026, 1, 1), "TRD1"),
        ("two, at 12 months", ["sertraline", "venlafaxine"], date(2026, 1, 2), "CRD"),
    ],
    ids=ids,
)
def test_european(name: str, drugs: list[str], as_of: date, expected: str | None) -> None:
    assert assess(record(*failed(*drugs)), as_of).staging.european == expected


@pytest.mark.parametrize(
    ("drugs", "expected"),
    [(2, "TRD1"), (3, "TRD2"), (4, "TRD3"), (5, "TRD4"), (6, "TRD5"), (7, "TRD5"), (8, "TRD5")],
)
def test_european_stages_end_with_the_fifth(drugs: int, expected: str) -> None:
    """Eight trials of six weeks: all within a year."""
    staging = judged(42 * 8 + 1, *in_a_row(drugs)).staging
    assert (staging.counted_failures, staging.european) == (drugs, expected)


def test_athf_asks_for_four_weeks() -> None:
    for days, adequate in ((27, ()), (28, ("T1",))):
        details = dict(judged(200, trial(0, days), score(0, 24)).staging.details)
        assert details["athf_sf_4_weeks"] == adequate


@pytest.mark.parametrize(("rated", "worst"), [(-61, 3), (-60, 4)], ids=["before the onset", "on it"])
def test_worst_severity_is_of_this_episode(rated: int, worst: int) -> None:
    found = judged(60, trial(0, 50), score(rated, 40), score(0, 18), score(50, 16))
    details = dict(found.staging.details)
    assert details["maudsley_worst_severity"] == worst


def test_worst_severity_is_no_lower_than_the_present_one() -> None:
    """Two ratings of a day, of one of which the rater is not said: the worse is scored."""
    rated = (score(0, 10), score(45, 12), Score(day(55), "hamd17", 20), score(55, 10))
    staging = judged(60, trial(0, 45), *rated).staging
    assert staging.maudsley is not None
    assert (staging.maudsley.severity, dict(staging.details)["maudsley_worst_severity"]) == (3, 3)


def test_a_scale_used_before_the_episode_only_says_nothing_of_its_worst() -> None:
    earlier = score(-61, 27, "phq9", "self")
    found = judged(60, trial(0, 50), earlier, score(0, 18), score(50, 16))
    assert dict(found.staging.details)["maudsley_worst_severity"] == 3


def test_further_models_by_name() -> None:
    details = dict(staged(*failed(*TWO)).staging.details)
    assert list(details) == [
        "athf_sf_4_weeks", "mgh_level", "maudsley_worst_severity", "dm_trd", "dm_trd_missing",
    ]  # fmt: skip
    assert (details["mgh_level"], details["athf_sf_4_weeks"]) == (2, ("T1", "T2"))


def test_dm_trd_sums_to_the_published_range() -> None:
    highest = DmTrd(3, 5, 3, 1, 1, 1, 5, 3, 1, 2, 2)
    assert highest.total == 27
    assert DmTrd(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0).total == 2
    assert DmTrd(duration=1).total is None
    with pytest.raises(ValueError, match="severity: found 6"):
        DmTrd(severity=6)


def _now(code: str, status: str = "present", on: int = 0) -> Condition:
    return Condition(code, status, day(on))


def _check(code: str, state: str, on: int = 50) -> Check:
    return Check(code, state, day(on), "Dr A")


def _noted(*codes: str) -> dict[str, Any]:
    return {"symptoms": tuple(Symptom(code, day(0)) for code in codes)}


BORDERLINE = Score(day(0), "msi_bpd", 7)


@pytest.mark.parametrize(
    ("name", "facts", "values", "points"),
    [
        ("nobody has said", (), {}, None),
        ("diagnosed", (), {"conditions": (_now("personality_disorder"),)}, 1),
        ("diagnosed, no status", (), {"conditions": (Condition("personality_disorder", None, day(0)),)}, 1),
        ("treated", (), {"conditions": (_now("personality_disorder", "treated"),)}, 1),
        ("on the checklist", (_check("PD", "present"),), {}, 1),
        ("suspected", (), {"conditions": (_now("personality_disorder", "suspected"),)}, 0.5),
        ("past: it may be so still", (), {"conditions": (_now("personality_disorder", "past"),)}, None),
        ("absent", (), {"conditions": (_now("personality_disorder", "absent"),)}, 0),
        ("MSI-BPD 7", (BORDERLINE,), {}, 0.5),
        ("MSI-BPD 6", (Score(day(0), "msi_bpd", 6),), {}, None),
        ("absent, and a positive screen", (BORDERLINE,),
         {"conditions": (_now("personality_disorder", "absent"),)}, 0.5),
        ("ruled out", (_check("PD", "ruled_out"),), {}, 0),
        ("suspected, ruled out since", (_check("PD", "ruled_out"),),
         {"conditions": (_now("personality_disorder", "suspected"),)}, 0),
        ("suspected since it was ruled out", (_check("PD", "ruled_out"),),
         {"conditions": (_now("personality_disorder", "suspected", 51),)}, 0.5),
        ("screened, ruled out since", (BORDERLINE, _check("PD", "ruled_out")), {}, 0),
        ("screened since it was ruled out", (BORDERLINE, _check("PD", "ruled_out", -1)), {}, 0.5),
        ("ruled out two years ago and more", (_check("PD", "ruled_out", 60 - 731),), {}, None),
    ],
    ids=ids,
)  # fmt: skip
def test_dm_trd_personality(name: str, facts: Any, values: Any, points: float | None) -> None:
    assert personality_points(_clues(*facts, **values)) == points


@pytest.mark.parametrize(
    ("name", "facts", "values", "points"),
    [
        ("nobody has said", (), {}, None),
        ("generalised", (), {"conditions": (_now("generalised_anxiety_disorder"),)}, 1),
        ("panic", (), {"conditions": (_now("panic_disorder"),)}, 1),
        ("on the checklist", (_check("ANX", "present"),), {}, 1),
        ("symptoms, a disorder not looked for", (), _noted("anxiety"), None),
        ("symptoms, no disorder", (_check("ANX", "ruled_out"),), _noted("anxiety"), 0.5),
        ("distress, no disorder", (_check("ANX", "ruled_out"),),
         {"conditions": (_now("anxious_distress"),)}, 0.5),
        ("no disorder, symptoms not asked for", (_check("ANX", "ruled_out"),), {}, None),
    ],
    ids=ids,
)  # fmt: skip
def test_dm_trd_anxiety(name: str, facts: Any, values: Any, points: float | None) -> None:
    assert anxiety_points(_clues(*facts, **values)) == points


@pytest.mark.parametrize(
    ("name", "facts", "values", "points"),
    [
        ("nobody has said", (), {}, None),
        ("one", (), {"conditions": (_now("adjustment_stressor"),)}, 1),
        ("on the checklist", (_check("SOCIAL", "present"),), {}, 1),
        ("none", (_check("SOCIAL", "ruled_out"),), {}, 0),
        ("no longer", (), {"conditions": (_now("adjustment_stressor", "past"),)}, None),
    ],
    ids=ids,
)
def test_dm_trd_stressors(name: str, facts: Any, values: Any, points: float | None) -> None:
    assert stressor_points(_clues(*facts, **values)) == points


def _clues(*facts: Any, **values: Any) -> Clues:
    return staged_clues(record(*facts, **values), day(60), load_policy(), "US").clues


@pytest.mark.parametrize(
    ("name", "facts", "values", "rung"),
    [
        ("nothing failed", (), {}, ("0", False)),
        ("a cause not dealt with, nothing failed", (_check("ANA", "present"),), {}, ("0", True)),
        ("one failed, nothing ruled out", (trial(0, 45), score(0, 24), score(45, 22)), {}, ("I", True)),
        ("one failed, all ruled out", (trial(0, 45), score(0, 24), score(45, 22),
         *[_check(code, "ruled_out") for code in CORE_DONE]), {}, ("I", False)),
        ("one failed, and a course of ECT", (*ect(10), trial(0, 45), score(0, 24), score(45, 22)),
         {}, ("I", True)),
        ("bipolar", (trial(0, 45), score(0, 24), score(45, 22)),
         {"conditions": (_now("mania", "past"),)}, (None, False)),
    ],
    ids=ids,
)  # fmt: skip
def test_the_rung_of_a_day_is_the_one_of_the_whole_assessment(
    name: str, facts: Any, values: Any, rung: tuple[str | None, bool]
) -> None:
    """The timeline draws the ladder of each day from it; none if bipolarity is confirmed (staging.md 0)."""
    whole = judged(60, *facts, **values).staging
    assert (whole.ladder, whole.provisional) == rung
    assert staged_clues(record(*facts, **values), day(60), load_policy(), "US").rung == rung


NEVER_ON_RECORD = (
    "functional_impairment",
    "psychotherapy",
    "intensified_treatment",
)
ON_SOME_RECORDS = (
    "duration",
    "severity",
    "comorbid_anxiety",
    "personality_disorder",
    "psychosocial_stressors",
)
DISORDER = (Condition("personality_disorder", "present", day(0)),)


@pytest.mark.parametrize(
    ("name", "facts", "values", "known"),
    [
        ("no onset", failed("sertraline"), {"episodes": (Episode(None),)}, {"severity"}),
        ("rated", failed("sertraline"), {}, {"duration", "severity"}),
        ("nothing failed", [], {}, {"duration"}),
        ("a disorder", failed("sertraline"), {"conditions": DISORDER},
         {"duration", "severity", "personality_disorder"}),
        ("a disorder of anxiety and a stressor", failed("sertraline"),
         {"conditions": (_now("panic_disorder"), _now("adjustment_stressor"))},
         {"duration", "severity", "comorbid_anxiety", "psychosocial_stressors"}),
    ],
    ids=ids,
)  # fmt: skip
def test_dm_trd_says_what_the_record_does_not_answer(
    name: str, facts: Any, values: Any, known: set[str]
) -> None:
    details: dict[str, Any] = dict(staged(*facts, **values).staging.details)
    open_items = {*ON_SOME_RECORDS, *NEVER_ON_RECORD} - known
    assert (details["dm_trd"], set(details["dm_trd_missing"])) == (None, open_items)


@pytest.mark.parametrize(("add_ons", "points"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_dm_trd_augmentation(add_ons: int, points: int) -> None:
    assert augmentation_points(add_ons) == points


def _checks(on: int, *codes: str, state: str = "ruled_out") -> tuple[Check, ...]:
    return tuple(Check(code, state, day(on), "Dr A") for code in codes)


def _open(on: int) -> tuple[Check, ...]:
    return _checks(on, "THY", state="not_assessed")


def _treated(on: int) -> tuple[Check, ...]:
    return _checks(on, "SUD", state="treated")


@pytest.mark.parametrize(
    ("name", "checks", "provisional"),
    [
        ("all four settled", _checks(1400, *CORE_DONE), False),
        ("one not assessed", _checks(1400, *CORE_DONE[:3]), True),
        ("one not assessed on purpose", (*_checks(1400, *CORE_DONE[:3]), *_open(1400)), True),
        ("one present", (*_checks(1400, *CORE_DONE[:3]), *_checks(1400, "THY", state="present")), True),
        ("alcohol use treated is settled", (*_checks(1400, *CORE_DONE), *_treated(1400)), False),
    ],
    ids=ids,
)
def test_provisional(name: str, checks: Any, provisional: bool) -> None:
    found = staged(*failed("sertraline"), *checks)
    assert found.staging.ladder == "I"
    assert found.staging.provisional is provisional
    assert ("provisional_stage" in {alert.code for alert in found.alerts}) is provisional


@pytest.mark.parametrize(("code", "days"), [("BIP", 365), ("OSA", 365), ("THY", 365), ("SUD", 180)])
def test_a_core_check_goes_out_of_date(code: str, days: int) -> None:
    others = _checks(1400, *(other for other in CORE_DONE if other != code))
    for age, provisional in ((days, False), (days + 1, True)):
        found = staged(*failed("sertraline"), *others, *_checks(1400 - age, code))
        assert found.staging.provisional is provisional
        assert next(check for check in found.checks if check.code == code).valid_until == day(
            1400 - age + days
        )


ONE_FAILED = "Stage I: 1 failed adequate antidepressant trial, sertraline (T1); classes: SSRI."
RATED = "Severity for the Maudsley score: HAM-D17"
SUPPRESSED = "Bipolar illness is confirmed: staging of unipolar resistance does not apply."
CORE_RULED_OUT = _checks(1400, *CORE_DONE)


@pytest.mark.parametrize(
    ("name", "facts", "values", "sentences"),
    [
        ("nothing failed", CORE_RULED_OUT, {},
         ("No adequate antidepressant trial has failed in this episode.",)),
        ("one", [*failed("sertraline"), *CORE_RULED_OUT], {}, (ONE_FAILED, f"{RATED} 20 on 21 Feb 2025.")),
        ("two and an add-on", [*failed(*TWO), *add_on(), *CORE_RULED_OUT], {},
         ("Stage III: 2 failed adequate antidepressant trials, sertraline (T1) and venlafaxine (T2); "
          "classes: SNRI and SSRI.", "Failed add-ons: lithium (A).", f"{RATED} 22 on 8 Nov 2027.")),
        ("ECT", [*failed(*THREE), *ect(), *CORE_RULED_OUT], {},
         ("Stage V: 3 failed adequate antidepressant trials, sertraline (T1), venlafaxine (T2) and "
          "nortriptyline (T3); classes: SNRI, SSRI and TCA.", "Failed ECT courses: E1200.",
          f"{RATED} 22 on 16 May 2028.")),
        ("of no class", [*failed("st_johns_wort"), *CORE_RULED_OUT], {},
         ("Stage I: 1 failed adequate antidepressant trial, st_johns_wort (T1); classes: none that counts.",
          f"{RATED} 20 on 21 Feb 2025.")),
        ("checks open", [*failed("sertraline"), *_checks(1400, "BIP", "OSA"), *_checks(1000, "THY")], {},
         (ONE_FAILED, f"{RATED} 20 on 21 Feb 2025.", "Provisional: not ruled out: alcohol or substance use "
          "(not assessed) and thyroid disease (out of date).")),
        ("a flag", [*failed("sertraline"), *CORE_RULED_OUT, Score(day(1400), "rms", 5)],
         {"conditions": (Condition("anaemia", "present", day(1400)),)},
         (ONE_FAILED, f"{RATED} 20 on 21 Feb 2025.",
          "Provisional: anaemia is flagged. Anaemia recorded on 2 Nov 2028.")),
        ("bipolar illness", failed("sertraline"), {"conditions": (Condition("mania", "past", day(0)),)},
         (SUPPRESSED,)),
    ],
    ids=ids,
)  # fmt: skip
def test_stage_says_what_it_counted(name: str, facts: Any, values: Any, sentences: tuple[str, ...]) -> None:
    assert staged(*facts, **values).staging.because == sentences


def test_suppressed_staging_still_counts_what_failed() -> None:
    facts = (*failed(*FOUR), *add_on(), *ect())
    found = staged(*facts, conditions=(Condition("mania", "past", day(0)),)).staging
    assert (found.counted_failures, found.augmentation_failures, found.ect_failures) == (4, 1, 1)
    assert found.failed_class_groups == ("MAOI", "SNRI", "SSRI", "TCA")
    assert (found.ladder, found.thase_rush, found.maudsley, found.mgh, found.european) == (None,) * 5
    assert (found.suppressed, found.provisional) == (True, False)
    assert (found.article, found.regulatory_two_trials, found.delphi_two_trials) == (False,) * 3
    assert found.differences == ()


def test_thyroid_check_is_valid_half_as_long_on_lithium() -> None:
    lithium = trial(1390, None, 900, id="L", treatment="lithium", role="augmentation")
    for age, state in ((180, "ruled_out"), (181, "expired")):
        found = staged(lithium, *_checks(1400 - age, "THY"))
        assert next(check for check in found.checks if check.code == "THY").state == state


def test_bipolar_check_is_asked_anew_after_a_further_failure() -> None:
    for on, state in ((41, "expired"), (42, "ruled_out")):
        found = judged(100, trial(0, 60), score(0, 24), score(60, 22), *_checks(on, "BIP"))
        assert next(check for check in found.checks if check.code == "BIP").state == state


def test_no_core_check_is_asked_for_before_stage_one() -> None:
    assert not staged(score(0, 24)).staging.provisional


@pytest.mark.parametrize(
    "condition", [("hypomania", "past"), ("mania", "present"), ("mixed_state", "past")], ids=str
)
def test_confirmed_bipolar_illness_suppresses_staging(condition: tuple[str, str]) -> None:
    facts = failed(*TWO)
    found = staged(*facts, conditions=(Condition(condition[0], condition[1], day(0)),)).staging
    assert (found.ladder, found.thase_rush, found.maudsley, found.mgh, found.european) == (None,) * 5
    assert (found.suppressed, found.provisional, found.article) == (True, False, False)
    assert (found.counted_failures, found.failed_class_groups) == (2, ("SNRI", "SSRI"))


def test_change_of_a_stage_over_time_is_foretold() -> None:
    facts = (*failed("sertraline"), *_checks(90, *CORE_DONE))
    found = judged(100, *facts)
    assert found.next_change_on is not None
    assert found.next_change_on <= day(90 + 181)
    assert found.next_change_on > day(100)


def test_failures_of_no_class_are_not_called_a_matter_of_a_tca() -> None:
    """Two failed trials of St John's wort, which is in no class, where a policy asks for two of any."""
    wort: dict[str, Any] = {"treatment": "st_johns_wort"}
    trials = (trial(0, 50, 900, **wort), trial(60, 110, 900, id="T2", **wort))
    facts = record(*trials, score(0, 24), score(49, 22), score(60, 24), score(109, 22))
    staging = assess(facts, day(120), load_policy("regulatory")).staging
    assert (
        staging.differences[0]
        == "The ladder gives II, Thase-Rush I: what failed is of no class that it counts."
    )
