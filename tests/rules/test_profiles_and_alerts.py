"""Profiles in their permitted words, and alerts: each threshold from both sides."""

from __future__ import annotations

from datetime import date
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
    ("name", "facts", "inputs", "strength"),
    [
        ("SHAPS alone", (Score(day(NOW), "shaps", 3),), ("SHAPS 3/14 on 12 Apr 2025 (from 3)",), False),
        ("the MADRS item alone", (rated("madrs", {8: 4}),),
         ("MADRS item 8 = 4 on 12 Apr 2025 (from 4)",), False),
        ("both", (Score(day(NOW), "shaps", 3), rated("madrs", {8: 4})),
         ("SHAPS 3/14 on 12 Apr 2025 (from 3)", "MADRS item 8 = 4 on 12 Apr 2025 (from 4)"), True),
        ("SHAPS answered in part: no total", (Score(day(NOW), "shaps", None, (1,) * 2 + (None,) * 12),
         rated("madrs", {8: 4})), ("MADRS item 8 = 4 on 12 Apr 2025 (from 4)",), False),
    ],
    ids=ids,
)  # fmt: skip
def test_anhedonic_profile_shows_its_inputs(
    name: str, facts: Any, inputs: tuple[str, ...], strength: bool
) -> None:
    """With date and threshold; moderate where both are reached (subtypes.md 1 and 2)."""
    (profile,) = judged(NOW, *facts).profiles
    assert profile.inputs == inputs
    said = f"Anhedonic symptom profile ({', '.join(inputs)}).{' Strength: moderate.' if strength else ''} "
    assert profile.text.startswith(f"{said}Anhedonia is associated")


def test_anxious_profile_shows_its_inputs() -> None:
    (profile,) = judged(NOW, rated("hamd17", {10: 4, 11: 3}), Score(day(NOW), "gad7", 10)).profiles
    assert profile.text.startswith(
        "Anxious distress profile (HAM-D anxiety/somatization 7 on 12 Apr 2025 (from 7; some data suggest "
        "8-9), GAD-7 10 on 12 Apr 2025 (from 10)). "
    )


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
    assert {profile.code: profile.evidence for profile in found.profiles} == {
        "anhedonic": "supported-as-symptom",
        "anxious": "supported-as-symptom",
        "inflamed": "investigational",
    }
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
        (
            "all measured, and all low",
            (
                Score(day(0), "shaps", 2),
                rated("madrs", {8: 3}, 0),
                rated("hamd17", {}, 0),
                score(0, 3, "gad7"),
            ),
            ("inflamed: not computed (missing: CRP)",),
        ),
    ],
    ids=ids,
)
def test_a_profile_without_its_inputs_is_not_computed_which_is_not_absent(
    name: str, facts: Any, said: tuple[str, ...]
) -> None:
    assert judged(10, *facts).not_computed == said


STAR_D = "STAR*D (Perlis 2011) found such signs largely not predictive of resistance: do not over-call."
EFFECTS: dict[str, Any] = {"stop_reason": "intolerance"}
RELATIVE = (Condition("family_history_bipolar", "present", day(0)),)
IRRITABLE = Symptom("irritability", day(NOW))
SLEEPY = Symptom("hypersomnia", day(NOW))


def sodium(value: float) -> dict[str, Any]:
    return {"measurements": (Measurement(day(NOW), "sodium", value, "mmol/L"),)}


def episodes(number: int) -> tuple[Episode, ...]:
    """Of 100 days each; the last is the current one."""
    return tuple(Episode(day(-200 * n), day(100 - 200 * n) if n else None) for n in range(number))


def remitted(first: int, last: int) -> tuple[Any, ...]:
    return (score(0, 24), score(first, 7), score(last, 5), score(90, 15))


@pytest.mark.parametrize(
    ("name", "facts", "values", "code", "because"),
    [
        ("one item", (rated("phq9", {9: 1}),), {}, "suicide_item",
         "PHQ-9 item 9: 1 on 12 Apr 2025. Ask in person; assess clinically."),
        ("the screener", (rated("cssrs_screener", {4: 1}),), {}, "suicide_item",
         "C-SSRS question 4: yes on 12 Apr 2025. Ask in person; assess clinically."),
        ("sodium 125", (), sodium(125), "sodium_critical",
         "Sodium 125 mmol/L on 12 Apr 2025: 125 or less is urgent."),
        ("sodium 126", (), sodium(126), "sodium_low",
         "Sodium 126 mmol/L on 12 Apr 2025: 132 or less needs attention."),
        ("psychosis", (), {"conditions": (Condition("psychotic_features", "present", day(0)),)},
         "psychotic_features", "Psychotic features are recorded as present."),
        ("guilt with delusions", (rated("hamd17", {2: 4}),), {}, "psychotic_features",
         "HAM-D17 item 2 = 4 on 12 Apr 2025 describes delusions or voices: ask."),
        ("delusions of illness", (rated("hamd17", {15: 4}),), {}, "psychotic_features",
         "HAM-D17 item 15 = 4 on 12 Apr 2025 describes delusions or voices: ask."),
        ("pessimism with delusions", (rated("madrs", {9: 6}),), {}, "psychotic_features",
         "MADRS item 9 = 6 on 12 Apr 2025 describes delusions or voices: ask."),
        ("above two maxima", (trial(0, None, 45, treatment="citalopram"),),
         {"patient": Patient("P1", day(-25700), "male")}, "dose_above_population_max",
         "citalopram (T1) 45 mg is above the maximum of 40 mg for adult (L01), 20 mg for age above 60 "
         "(label) (L02) and 40 mg by the label; the dose counts all the same."),
        ("above the label, since lowered",
         (trial(0, None, treatment="citalopram", doses=doses((0, 60), (20, 20))),), {},
         "dose_above_population_max",
         "citalopram (T1) 60 mg, since lowered, is above the maximum of 40 mg for adult (L01) and 40 mg by "
         "the label; the dose counts all the same."),
        ("above the label, beside one within its maximum",
         (trial(0, None, id="T0"), trial(0, None, 45, treatment="citalopram")), {},
         "dose_above_population_max",
         "citalopram (T1) 45 mg is above the maximum of 40 mg for adult (L01) and 40 mg by the label; the "
         "dose counts all the same."),
        ("above the label, and no row has a maximum for anybody",
         (trial(0, None, 350, treatment="amitriptyline"),), {}, "dose_above_population_max",
         "amitriptyline (T1) 350 mg is above the maximum of 300 mg by the label; the dose counts all the "
         "same."),
        ("an augmenter without scores",
         (trial(-50, None, id="T0"), trial(0, 50, 300, treatment="bupropion", role="augmentation")), {},
         "endpoint_missing",
         "sertraline (T0) and bupropion (augmentation) (T1): no score on the treatment to judge it by."),
        ("no scores", (trial(0, 50), trial(51, 99, id="T2")), {}, "endpoint_missing",
         "sertraline (T1) and sertraline (T2): no score on the treatment to judge it by."),
        ("no baseline", (trial(0, 50),), {}, "baseline_missing",
         "sertraline (T1): no baseline score within reach of the start."),
        ("old baseline", (score(-20, 24), trial(0, 50), score(50, 22)), {}, "baseline_stale",
         "sertraline (T1): the baseline score is more than two weeks older than the start."),
        ("remitted before", (score(0, 5), trial(0, 50), score(50, 3)), {}, "baseline_in_remission",
         "sertraline (T1): the baseline score was already in remission."),
        ("two scales", (score(0, 24), trial(0, 50), score(50, 14, "phq9")), {}, "scale_mismatch",
         "sertraline (T1): baseline and endpoint are from different scales."),
        ("lost on it", (score(0, 24), trial(0, 50), score(30, 10), score(50, 20)), {}, "loss_of_response",
         "sertraline (T1): a response was reached and lost while it was still taken."),
        ("lost after it", (score(0, 24), trial(0, 50), score(50, 10), score(70, 20)), {}, "loss_after_stop",
         "sertraline (T1): the response was lost after it was stopped."),
        ("side effects late", (score(0, 24), trial(0, 50, **EFFECTS), score(50, 20)), {},
         "intolerance_after_adequate_trial",
         "sertraline (T1): stopped for side effects after it was adequate: it counts."),
        ("remission for 56 days", remitted(20, 76), {}, "possible_new_episode",
         "HAM-D17 was in remission from 22 Jan 2025 to 19 Mar 2025 and rose again: was this a new episode?"),
        ("remission for 56 days, ill before the onset", (score(-70, 24), *remitted(20, 76)), {},
         "possible_new_episode",
         "HAM-D17 was in remission from 22 Jan 2025 to 19 Mar 2025 and rose again: was this a new episode?"),
        ("remission for 56 days from the onset on", remitted(20, 76), {"episodes": (Episode(day(20)),)},
         "possible_new_episode",
         "HAM-D17 was in remission from 22 Jan 2025 to 19 Mar 2025 and rose again: was this a new episode?"),
        ("CRP 3.1", (), {"measurements": (crp(3.1),)}, "crp_raised",
         "CRP 3.1 mg/L on 12 Apr 2025, above 3. It never changes the stage."),
        ("CRP 10", (), {"measurements": (crp(10),)}, "crp_raised",
         "CRP 10 mg/L on 12 Apr 2025, above 3. It never changes the stage."),
        ("CRP 10.1", (), {"measurements": (crp(10.1),)}, "crp_raised",
         "CRP 10.1 mg/L on 12 Apr 2025, above 3; above 10 look for infection or inflammatory illness and "
         "repeat in 2-4 weeks. It never changes the stage."),
        ("three soft signs", (), {"conditions": RELATIVE, "symptoms": (SLEEPY, IRRITABLE)},
         "bipolar_soft_signs", "3 soft signs of bipolarity: a first-degree relative with bipolar illness, "
         f"atypical signs and mixed signs (irritability). {STAR_D}"),
        ("atypical features", (),
         {"conditions": (*RELATIVE, Condition("atypical_features", "present", day(0))),
          "symptoms": (IRRITABLE,)},
         "bipolar_soft_signs", "3 soft signs of bipolarity: a first-degree relative with bipolar illness, "
         f"atypical signs and mixed signs (irritability). {STAR_D}"),
        ("young", (), {"patient": Patient("P1", day(-60 - 24 * 365), "female"), "conditions": RELATIVE,
                       "symptoms": (IRRITABLE,)},
         "bipolar_soft_signs", "3 soft signs of bipolarity: first episode before 25, a first-degree relative "
         f"with bipolar illness and mixed signs (irritability). {STAR_D}"),
        ("a short episode", (), {"episodes": (Episode(day(-400), day(-380)), Episode(day(-60))),
                                 "conditions": RELATIVE, "symptoms": (IRRITABLE,)},
         "bipolar_soft_signs", "3 soft signs of bipolarity: a first-degree relative with bipolar illness, "
         f"many or short episodes and mixed signs (irritability). {STAR_D}"),
    ],
    ids=ids,
)  # fmt: skip
def test_alert_says(name: str, facts: Any, values: Any, code: str, because: str) -> None:
    found = {one.code: one.because for one in judged(NOW, *facts, **values).alerts}
    assert found[code] == because


@pytest.mark.parametrize(
    ("name", "values", "signs"),
    [
        ("the day before 25", {"patient": Patient("P1", date(1999, 11, 4), "female")}, True),
        ("25 on the day", {"patient": Patient("P1", date(1999, 11, 3), "female")}, False),
        ("89 days", {"episodes": (Episode(day(-400), day(-311)), Episode(day(-60)))}, True),
        ("90 days", {"episodes": (Episode(day(-400), day(-310)), Episode(day(-60)))}, False),
        ("five episodes", {"episodes": episodes(5)}, True),
        ("four episodes", {"episodes": episodes(4)}, False),
    ],
    ids=ids,
)  # fmt: skip
def test_third_soft_sign(name: str, values: Any, signs: bool) -> None:
    two: dict[str, Any] = {"conditions": RELATIVE, "symptoms": (IRRITABLE,)}
    assert ("bipolar_soft_signs" in raised(judged(NOW, **two, **values))) is signs


def signs_said(*facts: Any, **values: Any) -> str:
    return {one.code: one.because for one in judged(NOW, *facts, **values).alerts}["bipolar_soft_signs"]


def test_every_soft_sign_is_named_in_the_order_of_the_reference() -> None:
    codes = (
        "family_history_bipolar", "postpartum_onset", "early_onset_psychosis", "atypical_features",
        "antidepressant_induced_agitation", "seasonal_pattern", "rapid_onset_offset",
        "hyperthymic_temperament",
    )  # fmt: skip
    said = signs_said(
        patient=Patient("P1", date(2001, 1, 1), "female"),
        episodes=episodes(5),
        conditions=tuple(Condition(code, "present", day(0)) for code in codes),
        symptoms=tuple(
            Symptom(code, day(NOW))
            for code in ("agitation", "hyperphagia", "irritability", "racing_thoughts")
        ),
    )
    assert said == (
        "11 soft signs of bipolarity: first episode before 25, a first-degree relative with bipolar illness, "
        "many or short episodes, an episode that began after childbirth, psychosis before 25, "
        "atypical signs, mixed signs (racing thoughts, irritability and agitation), agitation brought "
        "on by an antidepressant, a seasonal pattern, episodes that begin and end abruptly and a hyperthymic "
        f"temperament. {STAR_D}"
    )


@pytest.mark.parametrize(
    ("name", "born", "state", "sign"),
    [
        ("present at 24", date(1999, 11, 4), "present", True),
        ("ruled out at 24", date(1999, 11, 4), "ruled_out", False),
        ("present at 25", date(1999, 11, 3), "present", False),
    ],
    ids=ids,
)
def test_psychosis_on_the_checklist_before_25(name: str, born: date, state: str, sign: bool) -> None:
    check = Check("PSY", state, date(2024, 11, 3), "Dr A")
    two: dict[str, Any] = {"conditions": RELATIVE, "symptoms": (IRRITABLE,)}
    patient, later = Patient("P1", born, "female"), (Episode(date(2024, 12, 1)),)
    found = raised(judged(NOW, check, patient=patient, episodes=later, **two))
    assert ("bipolar_soft_signs" in found) is sign


@pytest.mark.parametrize(
    ("name", "status", "known_on", "sign"),
    [
        ("present at 24", "present", date(2024, 11, 3), True),
        ("past at 24", "past", date(2024, 11, 3), True),
        ("present at 25", "present", date(2024, 11, 4), False),
        ("absent at 24, present later", "absent", date(2024, 11, 3), False),
        ("suspected at 24, present later", "suspected", date(2024, 11, 3), False),
    ],
    ids=ids,
)
def test_psychosis_on_record_before_25(name: str, status: str, known_on: date, sign: bool) -> None:
    """On record as present two weeks after the 25th birthday, whatever was noted around it."""
    noted = (Condition("psychotic_features", status, known_on),)
    later = (Condition("psychotic_features", "present", date(2024, 11, 18)),)
    found = judged(
        NOW,
        patient=Patient("P1", date(1999, 11, 4), "female"),
        episodes=(Episode(date(2024, 12, 1)),),
        conditions=(*RELATIVE, *noted, *later),
        symptoms=(IRRITABLE,),
    )
    assert ("bipolar_soft_signs" in raised(found)) is sign


LOST = (score(0, 24), score(25, 10), score(40, 20))
FAILED = tuple(
    one
    for number, drug in enumerate(("venlafaxine", "mirtazapine"))
    for one in (
        trial(-210 + 100 * number, -160 + 100 * number, 150 - 105 * number, id=f"T{number}", treatment=drug),
        score(-210 + 100 * number, 24),
        score(-161 + 100 * number, 22),
    )
)


@pytest.mark.parametrize(
    ("name", "third", "sign"),
    [
        ("two failed and one that no longer helps", (trial(0, 41, id="T3"), *LOST), True),
        ("two failed and one that never helped", (trial(0, 41, id="T3"), LOST[0], LOST[2]), False),
    ],
    ids=ids,
)
def test_a_response_lost_counts_as_a_failed_antidepressant(name: str, third: Any, sign: bool) -> None:
    two: dict[str, Any] = {"conditions": RELATIVE, "symptoms": (IRRITABLE,)}
    case = judged(NOW, *FAILED, *third, episodes=(Episode(day(-300)),), **two)
    assert case.staging.counted_failures == 2
    assert ("bipolar_soft_signs" in raised(case)) is sign
    if sign:
        assert "3 failed antidepressants (or no longer helping)" in signs_said(
            *FAILED, *third, episodes=(Episode(day(-300)),), **two
        )


def test_failed_antidepressants_of_which_none_had_helped_are_called_failed_alone() -> None:
    third = (trial(0, 50, id="T3"), score(0, 24), score(50, 22))
    values: dict[str, Any] = {"conditions": RELATIVE, "symptoms": (IRRITABLE,)}
    said = signs_said(*FAILED, *third, episodes=(Episode(day(-300)),), **values)
    assert f"and 3 failed antidepressants. {STAR_D}" in said


@pytest.mark.parametrize(
    ("name", "facts", "values", "inputs", "strength"),
    [
        ("SHAPS", (Score(day(NOW), "shaps", 3),), {}, ("SHAPS 3/14 on 12 Apr 2025 (from 3)",), False),
        ("MADRS", (rated("madrs", {8: 4}),), {}, ("MADRS item 8 = 4 on 12 Apr 2025 (from 4)",), False),
        ("both", (Score(day(NOW), "shaps", 3), rated("madrs", {8: 4})), {},
         ("SHAPS 3/14 on 12 Apr 2025 (from 3)", "MADRS item 8 = 4 on 12 Apr 2025 (from 4)"), True),
        ("one of both", (Score(day(NOW), "shaps", 3), rated("madrs", {8: 3})), {},
         ("SHAPS 3/14 on 12 Apr 2025 (from 3)", "MADRS item 8 = 3 on 12 Apr 2025 (from 4)"), False),
        ("anxiety factor", (rated("hamd17", {10: 4, 11: 3}),), {},
         ("HAM-D anxiety/somatization 7 on 12 Apr 2025 (from 7; some data suggest 8-9)",), False),
        ("GAD-7", (Score(day(NOW), "gad7", 10),), {}, ("GAD-7 10 on 12 Apr 2025 (from 10)",), False),
        ("recorded", (), {"conditions": (Condition("anxious_distress", "present", day(0)),)},
         ("anxious distress recorded on 2 Jan 2025",), False),
        ("CRP", (), {"measurements": (crp(4),)},
         ("CRP 4 mg/L, 12 Apr 2025 (above 3)", "repeated: no"), False),
        ("CRP again", (), {"measurements": (crp(5, NOW - 14), crp(4))},
         ("CRP 4 mg/L, 12 Apr 2025 (above 3)", "repeated: yes"), False),
        ("CRP again, normal before", (), {"measurements": (crp(3, NOW - 14), crp(4))},
         ("CRP 4 mg/L, 12 Apr 2025 (above 3)", "repeated: no"), False),
    ],
    ids=ids,
)  # fmt: skip
def test_profile_names_its_inputs(
    name: str, facts: Any, values: Any, inputs: tuple[str, ...], strength: bool
) -> None:
    (profile,) = judged(NOW, *facts, **values).profiles
    said = ", ".join(inputs) if profile.code != "inflamed" else "Raised CRP (4 mg/L, 12 Apr 2025; "
    assert profile.inputs == inputs
    assert said in profile.text
    assert ("Strength: moderate." in profile.text) is strength
