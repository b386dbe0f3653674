"""Profiles in their permitted words, and alerts: each threshold from both sides."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.rules.findings import Assessment
from patients.instruments import INSTRUMENTS
from patients.record import Check, Condition, Episode, Measurement, Patient, Score, Symptom
from tests.rules.making import day, doses, ids, judged, score, trial

NOW = 100
NEVER_SAID = ("dopamine", "salience", "circuit", "subtype", "will respond", "anti-IL-6", "probability")


def rated(instrument: str, items: dict[int, int], number: int = NOW) -> Score:
    length = len(INSTRUMENTS[instrument].items)
    values = tuple(items.get(item, 0) for item in range(1, length + 1))
    return Score(day(number), instrument, None, values)


def crp(value: float, number: int = NOW) -> Measurement:
    return Measurement(day(number), "crp", value, "mg/L")


def shown(found: Assessment) -> set[str]:
    return {profile.code for profile in found.profiles}


def raised(found: Assessment) -> set[str]:
    return {alert.code for alert in found.alerts}


@pytest.mark.parametrize(
    ("name", "facts", "codes"),
    [
        ("SHAPS 3", (Score(day(NOW), "shaps", 3),), {"anhedonic"}),
        ("SHAPS 2", (Score(day(NOW), "shaps", 2),), set()),
        ("MADRS item 8 = 4", (rated("madrs", {8: 4}),), {"anhedonic"}),
        ("MADRS item 8 = 3", (rated("madrs", {8: 3}),), set()),
        ("anxiety factor 7", (rated("hamd17", {10: 4, 11: 3}),), {"anxious"}),
        ("anxiety factor 6", (rated("hamd17", {10: 3, 11: 3}),), set()),
        ("GAD-7 10", (Score(day(NOW), "gad7", 10),), {"anxious"}),
        ("GAD-7 9", (Score(day(NOW), "gad7", 9),), set()),
    ],
    ids=ids,
)
def test_symptom_profiles(name: str, facts: Any, codes: set[str]) -> None:
    assert shown(judged(NOW, *facts)) == codes


@pytest.mark.parametrize(
    ("value", "profile", "alert"),
    [(3.0, False, False), (3.1, True, True), (10.0, True, True), (10.1, False, True)],
)
def test_crp(value: float, profile: bool, alert: bool) -> None:
    found = judged(NOW, measurements=(crp(value),))
    assert ("inflamed" in shown(found)) is profile
    assert ("crp_raised" in raised(found)) is alert


@pytest.mark.parametrize(("earlier", "said"), [(NOW - 14, "repeated yes"), (NOW - 13, "repeated no")])
def test_crp_repeated_after_two_weeks(earlier: int, said: str) -> None:
    found = judged(NOW, measurements=(crp(5, earlier), crp(6)))
    assert said in found.profiles[0].text


def test_profiles_claim_nothing_they_may_not() -> None:
    facts = (Score(day(NOW), "shaps", 9), Score(day(NOW), "gad7", 15))
    found = judged(NOW, *facts, measurements=(crp(6),))
    assert len(found.profiles) == 3
    for profile in found.profiles:
        assert profile.text.endswith("unless a guideline row says so.")
        assert not [words for words in NEVER_SAID if words.lower() in profile.text.lower()]


@pytest.mark.parametrize(
    ("instrument", "item"), [("hamd17", 3), ("madrs", 10), ("phq9", 9), ("qids_sr16", 12)]
)
def test_suicide_item(instrument: str, item: int) -> None:
    assert "suicide_item" in raised(judged(NOW, rated(instrument, {item: 1})))
    assert "suicide_item" not in raised(judged(NOW, rated(instrument, {item: 0})))
    newer = (rated(instrument, {item: 2}, NOW - 7), rated(instrument, {item: 0}))
    assert "suicide_item" not in raised(judged(NOW, *newer))
    total_only = (rated(instrument, {item: 2}, NOW - 7), Score(day(NOW), instrument, 20))
    assert "suicide_item" in raised(judged(NOW, *total_only))  # not answered is not zero (safety.md S11)


@pytest.mark.parametrize(("item", "raises"), [(3, False), (4, True), (5, True), (6, True)])
def test_cssrs_items(item: int, raises: bool) -> None:
    assert ("suicide_item" in raised(judged(NOW, rated("cssrs_screener", {item: 1})))) is raises


@pytest.mark.parametrize(
    ("instrument", "item", "value", "raises"),
    [
        ("hamd17", 2, 4, True),
        ("hamd17", 2, 3, False),
        ("hamd17", 15, 4, True),
        ("madrs", 9, 6, True),
        ("madrs", 9, 5, False),
    ],
)
def test_psychotic_answers_ask(instrument: str, item: int, value: int, raises: bool) -> None:
    assert ("psychotic_features" in raised(judged(NOW, rated(instrument, {item: value})))) is raises


@pytest.mark.parametrize(("state", "ruled_on", "raises"), [
    ("ruled_out", NOW, False), ("ruled_out", NOW - 1, True), ("not_assessed", NOW, True),
])  # fmt: skip
def test_psychotic_answers_are_settled_by_a_clinician(state: str, ruled_on: int, raises: bool) -> None:
    check = Check("PSY", state, day(ruled_on), "Dr A")
    assert ("psychotic_features" in raised(judged(NOW, rated("hamd17", {15: 4}), check))) is raises


@pytest.mark.parametrize(
    ("name", "dose", "born", "country", "raises"),
    [
        ("40 mg, adult", 40, -15000, "US", False),
        ("above the label", 41, -15000, "US", True),
        ("20 mg at 70", 20, -25700, "US", False),
        ("40 mg at 70", 40, -25700, "US", True),
    ],
    ids=ids,
)
def test_dose_above_maximum_is_an_alert_and_counts(
    name: str, dose: float, born: int, country: str, raises: bool
) -> None:
    facts = (trial(0, None, dose, treatment="citalopram"), score(0, 24), score(90, 20))
    found = judged(NOW, *facts, patient=Patient("P1", day(born), "male"))
    assert ("dose_above_population_max" in raised(found)) is raises
    assert found.trial("T1").counts_as_failure


def test_soft_bipolar_signs_from_three() -> None:
    two: dict[str, Any] = {
        "conditions": (Condition("family_history_bipolar", "present", day(0)),),
        "symptoms": (Symptom("irritability", day(NOW)),),
    }
    assert "bipolar_soft_signs" not in raised(judged(NOW, **two))
    young = Patient("P1", day(-60 - 24 * 365), "female")
    assert "bipolar_soft_signs" in raised(judged(NOW, patient=young, **two))


def test_alerts_of_trials_of_an_earlier_episode_stay_silent() -> None:
    episodes = (Episode(day(-400), day(-100)), Episode(day(0)))
    assert raised(judged(NOW, trial(-300, -200), episodes=episodes)) == set()


def test_unknown_dose_raises_no_cap() -> None:
    found = judged(NOW, trial(0, None, treatment="citalopram", doses=doses((0, None))))
    assert "dose_above_population_max" not in raised(found)


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        (
            "nothing measured",
            (),
            (
                "anhedonic: not computed (missing: SHAPS, MADRS item 8)",
                "anxious: not computed (missing: HAM-D items, GAD-7)",
                "inflamed: not computed (missing: CRP)",
            ),
        ),
        (
            "one of two inputs, and it is low",
            (score(0, 3, "gad7"),),
            (
                "anhedonic: not computed (missing: SHAPS, MADRS item 8)",
                "anxious: not computed (missing: HAM-D items)",
                "inflamed: not computed (missing: CRP)",
            ),
        ),
    ],
    ids=ids,
)
def test_a_profile_without_its_inputs_is_not_computed_which_is_not_absent(
    name: str, facts: Any, said: tuple[str, ...]
) -> None:
    assert judged(10, *facts).not_computed == said
