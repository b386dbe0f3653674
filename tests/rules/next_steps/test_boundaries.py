"""Each number of triggers.md from both sides, on one plain patient: ladder I, non-response to sertraline.

Day 60: HAM-D17 24 to 22 on sertraline 200 mg, core checks ruled out, woman of 39, US.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patients.record import (
    Check,
    Condition,
    Measurement,
    Medicine,
    Patient,
    Score,
    SideEffect,
    Symptom,
)
from tests.rules.making import day, ids, score, trial
from tests.rules.next_steps.plain import (
    AS_OF,
    CHECKS,
    after,
    aged,
    failed,
    has,
    measured,
    offered,
    plain,
    steps,
    the_day_before,
    warned,
)


def test_plain_patient_is_told_to_switch_first() -> None:
    codes = offered(plain())
    assert codes[0] == "SWITCH.OTHER_CLASS"
    assert {
        "SWITCH.SNRI",
        "SWITCH.SSRI",
        "SWITCH.SAME_CLASS",
        "AUGMENT.ARIPIPRAZOLE",
        "NEUROMOD.RTMS",
    } <= set(codes)
    assert (
        codes.index("SWITCH.SAME_CLASS") < codes.index("AUGMENT.ARIPIPRAZOLE") < codes.index("NEUROMOD.RTMS")
    )


@pytest.mark.parametrize(
    ("name", "values", "code", "due"),
    [
        ("QTc 459 woman", {"qtc": 459}, "W.QTC", False),
        ("QTc 460 woman", {"qtc": 460}, "W.QTC", True),
        ("sodium 135", {"sodium": 135}, "W.HYPONATRAEMIA", False),
        ("sodium 134", {"sodium": 134}, "W.HYPONATRAEMIA", True),
        ("eGFR 30", {"egfr": 30}, "W.RENAL", False),
        ("eGFR 29", {"egfr": 29}, "W.RENAL", True),
        ("systolic 139", {"systolic_blood_pressure": 139}, "W.BP_SNRI_UNCONTROLLED", False),
        ("systolic 140", {"systolic_blood_pressure": 140}, "W.BP_SNRI_UNCONTROLLED", True),
        ("diastolic 89", {"diastolic_blood_pressure": 89}, "W.BP_SNRI_UNCONTROLLED", False),
        ("diastolic 90", {"diastolic_blood_pressure": 90}, "W.BP_SNRI_UNCONTROLLED", True),
        ("TSH 0.4", {"tsh": 0.4}, "W.THYROID", False),
        ("TSH 0.39", {"tsh": 0.39}, "W.THYROID", True),
        ("TSH 4.5", {"tsh": 4.5}, "W.THYROID", False),
        ("TSH 4.6", {"tsh": 4.6}, "W.THYROID", True),
        ("CRP 3", {"crp": 3}, "W.CRP_INVESTIGATIONAL", False),
        ("CRP 3.1", {"crp": 3.1}, "W.CRP_INVESTIGATIONAL", True),
        ("CRP 10", {"crp": 10}, "W.CRP_REPEAT", False),
        ("CRP 10.1", {"crp": 10.1}, "W.CRP_REPEAT", True),
    ],
    ids=ids,
)
def test_warning_by_value(name: str, values: dict[str, float], code: str, due: bool) -> None:
    assert (code in warned(plain(measurements=measured(**values)))) is due


@pytest.mark.parametrize(
    ("name", "bmi", "check", "due"),
    [
        ("BMI 35", 35, "not_assessed", False),
        ("BMI 35.1", 35.1, "not_assessed", True),
        ("BMI 40, apnoea ruled out", 40, "ruled_out", False),
    ],
    ids=ids,
)
def test_sleep_apnoea_screen_is_due(name: str, bmi: float, check: str, due: bool) -> None:
    one = plain(measurements=measured(bmi=bmi), checks=(Check("OSA", check, day(AS_OF)),))
    assert ("W.OSA_SCREEN_DUE" in warned(one)) is due


@pytest.mark.parametrize(
    ("name", "sex", "qtc", "long"),
    [
        ("man 449", "male", 449, False),
        ("man 450", "male", 450, True),
        ("woman 459", "female", 459, False),
        ("woman 460", "female", 460, True),
        ("sex unknown 450: the stricter limit", "unknown", 450, True),
    ],
    ids=ids,
)
def test_long_qtc_withholds_escitalopram(name: str, sex: str, qtc: float, long: bool) -> None:
    one = plain(patient=aged(40, sex), measurements=measured(qtc=qtc))
    assert ("SWITCH.ESCITALOPRAM" not in offered(one)) is long
    assert ("W.QTC" in warned(one)) is long


@pytest.mark.parametrize(
    ("name", "values", "code", "held"),
    [
        ("QTc 499 keeps mirtazapine", {"qtc": 499}, "SWITCH.MIRTAZAPINE", False),
        ("QTc 500 withholds mirtazapine", {"qtc": 500}, "SWITCH.MIRTAZAPINE", True),
        ("QTc 500 withholds quetiapine", {"qtc": 500}, "AUGMENT.QUETIAPINE_XR", True),
        ("sodium 126 keeps vortioxetine", {"sodium": 126}, "SWITCH.VORTIOXETINE", False),
        ("sodium 125 withholds vortioxetine", {"sodium": 125}, "SWITCH.VORTIOXETINE", True),
        ("sodium 134 withholds an SNRI", {"sodium": 134}, "SWITCH.SNRI", True),
        ("sodium 135 keeps an SNRI", {"sodium": 135}, "SWITCH.SNRI", False),
        ("sodium 134 keeps bupropion", {"sodium": 134}, "SWITCH.BUPROPION", False),
        ("eGFR 30 keeps duloxetine", {"egfr": 30}, "SWITCH.DULOXETINE", False),
        ("eGFR 29 withholds duloxetine", {"egfr": 29}, "SWITCH.DULOXETINE", True),
        ("eGFR 29 withholds cariprazine", {"egfr": 29}, "AUGMENT.CARIPRAZINE", True),
        ("eGFR 30 keeps cariprazine", {"egfr": 30}, "AUGMENT.CARIPRAZINE", False),
        (
            "139/89 keeps an SNRI",
            {"systolic_blood_pressure": 139, "diastolic_blood_pressure": 89},
            "SWITCH.SNRI",
            False,
        ),
        (
            "140/89 withholds an SNRI",
            {"systolic_blood_pressure": 140, "diastolic_blood_pressure": 89},
            "SWITCH.SNRI",
            True,
        ),
        (
            "120/90 withholds an SNRI",
            {"systolic_blood_pressure": 120, "diastolic_blood_pressure": 90},
            "SWITCH.SNRI",
            True,
        ),
    ],
    ids=ids,
)
def test_option_by_value(name: str, values: dict[str, float], code: str, held: bool) -> None:
    one = steps(plain(measurements=measured(**values)))
    assert (code in [withheld.code for withheld in one.withheld]) is held
    assert (code in [option.code for option in one.options]) is not held


@pytest.mark.parametrize(
    ("name", "values", "urgent"),
    [
        ("sodium 126", {"sodium": 126}, False),
        ("sodium 125", {"sodium": 125}, True),
        ("QTc 499", {"qtc": 499}, False),
        ("QTc 500", {"qtc": 500}, True),
    ],
    ids=ids,
)
def test_emergency_by_value(name: str, values: dict[str, float], urgent: bool) -> None:
    assert ("EMERGENCY_MEDICAL_REVIEW" in offered(plain(measurements=measured(**values)))) is urgent


@pytest.mark.parametrize(("name", "rise", "urgent"), [("59 ms", 59, False), ("60 ms", 60, True)], ids=ids)
def test_emergency_by_rise_of_qtc(name: str, rise: int, urgent: bool) -> None:
    values = (Measurement(day(10), "qtc", 380, "ms"), Measurement(day(AS_OF), "qtc", 380 + rise, "ms"))
    assert ("EMERGENCY_MEDICAL_REVIEW" in offered(plain(measurements=values))) is urgent


@pytest.mark.parametrize(
    ("name", "patient", "code", "due"),
    [
        ("24", the_day_before(25), "W.BOXED_SUICIDALITY_UNDER25", True),
        ("25", aged(25), "W.BOXED_SUICIDALITY_UNDER25", False),
        ("64", the_day_before(65), "W.BEERS_ANTICHOLINERGIC", False),
        ("65", aged(65), "W.BEERS_ANTICHOLINERGIC", True),
        ("64 on an SSRI", the_day_before(65), "W.HYPONATRAEMIA", False),
        ("65 on an SSRI", aged(65), "W.HYPONATRAEMIA", True),
    ],
    ids=ids,
)
def test_warning_by_age(name: str, patient: Patient, code: str, due: bool) -> None:
    assert (code in warned(plain(patient=patient))) is due


@pytest.mark.parametrize(
    ("name", "age", "jurisdiction", "due"),
    [
        ("US 59", 59, "US", False),
        ("US 60", 60, "US", True),
        ("UK 65", 65, "UK", False),
        ("UK 66", 66, "UK", True),
        ("EU 66", 66, "EU", True),
    ],
    ids=ids,
)
def test_citalopram_warning_by_age_and_country(name: str, age: int, jurisdiction: str, due: bool) -> None:
    one = plain(trial(0, None, 20, treatment="citalopram"), patient=aged(age))
    assert ("W.CITALOPRAM_MAX20" in warned(one, jurisdiction)) is due


@pytest.mark.parametrize(
    ("name", "age", "jurisdiction", "expected"),
    [
        ("US 60: warned, not reduced", 60, "US", False),
        ("US 61: above the cap", 61, "US", True),
        ("UK 65", 65, "UK", False),
        ("UK 66: above the cap", 66, "UK", True),
    ],
    ids=ids,
)
def test_reduce_dose_by_age_and_country(name: str, age: int, jurisdiction: str, expected: bool) -> None:
    one = plain(trial(0, None, 40, treatment="citalopram"), patient=aged(age), end=16)
    codes = offered(one, jurisdiction)
    assert (codes[0] == "REDUCE_DOSE") is expected
    assert "OPTIMISE_DOSE" not in codes


def test_reduce_dose_comes_after_the_switches_on_non_response() -> None:
    codes = offered(plain(trial(0, None, 40, treatment="citalopram"), patient=aged(61)))
    assert codes.index("SWITCH.OTHER_CLASS") < codes.index("REDUCE_DOSE")


@pytest.mark.parametrize(
    ("name", "total", "symptom", "expected"),
    [
        ("STOP-BANG 2 with fatigue", 2, "fatigue", False),
        ("STOP-BANG 3 alone", 3, "pain", False),
        ("STOP-BANG 3 with fatigue", 3, "fatigue", True),
        ("STOP-BANG 4 with sleepiness", 4, "hypersomnia", True),
        ("STOP-BANG 5 alone", 5, "pain", True),
    ],
    ids=ids,
)
def test_sleep_apnoea_first(name: str, total: int, symptom: str, expected: bool) -> None:
    one = plain(symptoms=(Symptom(symptom, day(AS_OF)),), checks=CHECKS[:1] + CHECKS[2:])
    one = replace(one, scores=(*one.scores, Score(day(AS_OF), "stop_bang", total)))
    assert (offered(one)[0] == "INVESTIGATE.OSA") is expected
    assert ("W.OSA_NOT_RULED_OUT" in warned(one)) is expected


@pytest.mark.parametrize(
    ("name", "sex", "jurisdiction", "total", "expected"),
    [
        ("woman 2", "female", "US", 2, False),
        ("woman 3", "female", "US", 3, True),
        ("man 3", "male", "US", 3, False),
        ("man 4", "male", "US", 4, True),
        ("UK 4", "male", "UK", 4, False),
        ("UK woman 4", "female", "UK", 4, False),
        ("UK 5", "female", "UK", 5, True),
    ],
    ids=ids,
)
def test_substance_use_by_audit_c(name: str, sex: str, jurisdiction: str, total: int, expected: bool) -> None:
    one = plain(patient=aged(40, sex))
    one = replace(one, scores=(*one.scores, Score(day(AS_OF), "audit_c", total)))
    assert ("TREAT.SUBSTANCE_USE" in offered(one, jurisdiction)) is expected
    assert ("W.DULOXETINE_HEPATIC" in warned(one, jurisdiction)) is expected


@pytest.mark.parametrize(
    ("name", "age", "sex", "conditions", "due"),
    [
        ("woman of 40, nothing recorded", 40, "female", {}, True),
        (
            "recorded without a status",
            40,
            "female",
            {"conditions": (Condition("pregnancy", None, day(AS_OF)),)},
            False,
        ),
        ("not pregnant", 40, "female", has("pregnancy", "absent"), False),
        ("suspected is not known", 40, "female", has("pregnancy", "suspected"), True),
        ("man", 40, "male", {}, False),
        ("sex unknown", 40, "unknown", {}, True),
        ("14", 14, "female", {}, False),
        ("15", 15, "female", {}, True),
        ("50", 50, "female", {}, True),
        ("51", 51, "female", {}, False),
    ],
    ids=ids,
)
def test_pregnancy_not_recorded(name: str, age: int, sex: str, conditions: dict[str, Any], due: bool) -> None:
    one = plain(patient=aged(age, sex), **conditions)
    assert ("W.PREGNANCY_UNKNOWN" in warned(one, "US", "AUGMENT.LITHIUM")) is due


@pytest.mark.parametrize(
    ("name", "stopped", "dose", "open_again"),
    [
        ("fluoxetine 40 mg, 34 days", 34, 40, False),
        ("fluoxetine 40 mg, 35 days", 35, 40, True),
        ("fluoxetine 60 mg, 41 days", 41, 60, False),
        ("fluoxetine 60 mg, 42 days", 42, 60, True),
    ],
    ids=ids,
)
def test_maoi_after_fluoxetine(name: str, stopped: int, dose: float, open_again: bool) -> None:
    last = AS_OF - stopped  # the last dose; the stop is the day after
    fluoxetine = trial(last - 70, last + 1, dose, treatment="fluoxetine")
    failed = replace(plain(fluoxetine), scores=(score(last - 70, 24), score(last, 22)))
    found = steps(failed, "US", "SWITCH.MAOI")
    codes = [option.code for option in found.options]
    assert ("SWITCH.MAOI" in codes) is open_again
    assert ("WAIT_WASHOUT" in codes) is not open_again


def test_wait_says_the_earliest_day() -> None:
    fluoxetine = trial(-20, 51, 40, treatment="fluoxetine")
    failed = replace(plain(fluoxetine), scores=(score(-20, 24), score(50, 22)))
    found = steps(failed, "US", "SWITCH.MAOI")
    wait = next(option for option in found.options if option.code == "WAIT_WASHOUT")
    assert "start on or after 28 Mar 2025" in wait.because[0]  # 21 Feb 2025 and 35 days


@pytest.mark.parametrize(
    ("code", "warning", "reason"),
    [
        ("seizure_disorder", "W.SEIZURE_BUPROPION_CI", "seizure disorder"),
        ("bulimia_nervosa", "W.EATING_DISORDER_BUPROPION_CI", "bulimia nervosa"),
        ("anorexia_nervosa", "W.EATING_DISORDER_BUPROPION_CI", "anorexia nervosa"),
    ],
)
@pytest.mark.parametrize("status", ["present", "past", "treated", None])
def test_bupropion_contraindicated_ever(code: str, warning: str, reason: str, status: str | None) -> None:
    one = plain(conditions=(Condition(code, status, day(10)),))
    found = steps(one)
    held = {withheld.code: withheld.because for withheld in found.withheld}
    assert {"SWITCH.BUPROPION", "AUGMENT.BUPROPION", "SWITCH.DEXTROMETHORPHAN_BUPROPION"} <= set(held)
    assert any(reason in why and "contraindicated" in why for why in held["SWITCH.BUPROPION"])
    assert warning in {warned.code for warned in found.warnings}


@pytest.mark.parametrize(
    "code",
    [
        "recent_myocardial_infarction",
        "heart_block",
        "arrhythmia",
        "heart_failure",
        "uncompensated_heart_failure",
    ],
)
@pytest.mark.parametrize(("status", "held"), [("present", True), ("absent", False), ("past", False)])
def test_a_weak_heart_withholds_ketamine(code: str, status: str, held: bool) -> None:
    asked = ("AUGMENT.ESKETAMINE", "AUGMENT.KETAMINE_IV")
    withheld = {one.code: one.because for one in steps(plain(**has(code, status)), "US", *asked).withheld}
    assert [any("[M8]" in why for why in withheld.get(one, ())) for one in asked] == [held, held]


def test_absent_condition_contraindicates_nothing() -> None:
    assert "SWITCH.BUPROPION" in offered(plain(**has("seizure_disorder", "absent")))


def test_suspected_condition_is_a_caution_not_a_no() -> None:
    option = next(
        one
        for one in steps(plain(**has("seizure_disorder", "suspected"))).options
        if one.code == "SWITCH.BUPROPION"
    )
    assert any("Suspected, not settled: seizure disorder" in caution for caution in option.cautions)


def test_unknown_medicine_is_said_not_to_be_checked() -> None:
    one = plain(medicines=(Medicine("Mystery drops", day(1)),))
    option = next(option for option in steps(one).options if option.code == "SWITCH.MIRTAZAPINE")
    assert "Not checked for interactions (name not known): Mystery drops" in option.cautions


@pytest.mark.parametrize(
    ("jurisdiction", "agomelatine", "dextromethorphan", "off_label"),
    [
        ("US", False, True, False),
        ("UK", True, False, True),
        ("EU", True, False, False),
        ("CA", True, False, False),
    ],
)
def test_licences_by_country(
    jurisdiction: str, agomelatine: bool, dextromethorphan: bool, off_label: bool
) -> None:
    found = steps(plain(), jurisdiction)
    codes = {option.code for option in found.options}
    assert ("SWITCH.AGOMELATINE" in codes) is agomelatine
    assert ("SWITCH.DEXTROMETHORPHAN_BUPROPION" in codes) is dextromethorphan
    off = next((one.because for one in found.warnings if one.code == "W.OFF_LABEL"), "")
    assert ("bupropion" in off) is off_label


def test_partial_response_withholds_the_same_class() -> None:
    one = plain(end=16)
    codes = offered(one)
    assert codes[0] == "AUGMENT.ARIPIPRAZOLE"
    assert {"SWITCH.SAME_CLASS", "SWITCH.SSRI", "SWITCH.ESCITALOPRAM"}.isdisjoint(codes)


def test_response_withholds_every_switch() -> None:
    codes = offered(plain(end=12))
    assert not [code for code in codes if code.startswith("SWITCH.")]
    assert "SWITCH.MIRTAZAPINE" in [
        one.code for one in steps(plain(end=12), "US", "SWITCH.MIRTAZAPINE").withheld
    ]


def test_considered_option_moves_no_other() -> None:
    before = offered(plain())
    after = offered(plain(), "US", "AUGMENT.LITHIUM")
    assert [code for code in after if code != "AUGMENT.LITHIUM"] == before
    assert after.index("AUGMENT.LITHIUM") > after.index("NEUROMOD.RTMS")


@pytest.mark.parametrize(
    "code",
    [
        "URGENT_SAFETY_REVIEW",
        "TREAT_AS_PSYCHOTIC_DEPRESSION",
        "COMPLETE_ASSESSMENT",
        "INVESTIGATE.OSA",
        "ADDRESS_ADHERENCE",
        "ASSESS.COGNITION",
        "PSYCHOTHERAPY.CBTI",
    ],
)
def test_considered_option_that_no_row_offers_stands_in_group_five(code: str) -> None:
    """After everything that the record calls for, before psychotherapy."""
    before = offered(plain())
    assert offered(plain(), "US", code) == [*before[:-1], code, before[-1]]


def test_considered_code_that_is_none_is_said_so() -> None:
    (withheld,) = [
        one for one in steps(plain(), "US", "SWITCH.TO_HOPE").withheld if one.code == "SWITCH.TO_HOPE"
    ]
    assert withheld.because == ("no option has this code",)


@pytest.mark.parametrize(
    ("name", "symptoms", "effects", "first"),
    [
        ("fatigue", ("fatigue",), (), "AUGMENT.BUPROPION"),
        ("low energy is fatigue", ("low_energy",), (), "AUGMENT.BUPROPION"),
        ("anhedonia", ("anhedonia",), (), "AUGMENT.BUPROPION"),
        ("sexual side effect", (), ("sexual_dysfunction",), "AUGMENT.BUPROPION"),
        ("insomnia", ("insomnia",), (), "AUGMENT.MIRTAZAPINE"),
        ("pain", ("pain",), (), "AUGMENT.ARIPIPRAZOLE"),
    ],
    ids=ids,
)
def test_article_match_leads_the_augmenters(
    name: str, symptoms: tuple[str, ...], effects: tuple[str, ...], first: str
) -> None:
    noted = tuple(SideEffect(effect, day(AS_OF), "moderate") for effect in effects)
    one = plain(
        trial(0, None, 200, side_effects=noted),
        end=16,
        symptoms=tuple(Symptom(code, day(AS_OF)) for code in symptoms),
    )
    assert offered(one)[0] == first


@pytest.mark.parametrize(
    ("name", "effect", "stop", "end", "added"),
    [
        ("partial, sexual dysfunction", "sexual_dysfunction", None, 16, True),
        ("partial, another effect", "nausea", None, 16, False),
        ("partial, stopped since", "sexual_dysfunction", 58, 16, False),
        ("no response, sexual dysfunction", "sexual_dysfunction", None, 22, False),
    ],
    ids=ids,
)
def test_bupropion_for_a_severe_sexual_side_effect_of_what_helps_in_part(
    name: str, effect: str, stop: int | None, end: int, added: bool
) -> None:
    """O4: treat the side effect instead of switching; without a response the drug is switched (O6)."""
    bad = (SideEffect(effect, day(50), "severe"),)
    reason = None if stop is None else "patient_choice"
    one = plain(trial(0, stop, 200, side_effects=bad, stop_reason=reason), end=end)
    assert ("AUGMENT.BUPROPION" in offered(one)) is added


@pytest.mark.parametrize(("gad7", "first"), [(9, "AUGMENT.MIRTAZAPINE"), (10, "AUGMENT.ARIPIPRAZOLE")])
def test_insomnia_with_anxious_features(gad7: int, first: str) -> None:
    one = plain(end=16, symptoms=(Symptom("insomnia", day(AS_OF)),))
    one = replace(one, scores=(*one.scores, Score(day(AS_OF), "gad7", gad7)))
    assert offered(one)[0] == first


@pytest.mark.parametrize(
    ("name", "days", "row"), [("27 days", 27, "COMPLETE_TRIAL"), ("28 days", 28, "OPTIMISE_DOSE")], ids=ids
)
def test_early_nonimprovement(name: str, days: int, row: str) -> None:
    one = replace(plain(trial(AS_OF - days, None, 50)), scores=(score(AS_OF - days, 24), score(AS_OF, 20)))
    assert offered(one)[0] == row
    assert ("W.TOO_EARLY" in warned(one)) is (days < 28)
    assert ("W.EARLY_NONIMPROVEMENT" in warned(one)) is (days >= 28)


@pytest.mark.parametrize(
    ("name", "total", "row"),
    [("MADRS 26 is HAM-D 20: 16.7 %", 26, "OPTIMISE_DOSE"), ("MADRS 20: a third", 20, "COMPLETE_TRIAL")],
    ids=ids,
)
def test_early_nonimprovement_across_two_scales_is_the_provisional_one(
    name: str, total: int, row: str
) -> None:
    """The assessment is completed first, then come the options of the provisional outcome (T10)."""
    one = replace(plain(trial(30, None, 50)), scores=(score(30, 24), score(AS_OF, total, "madrs")))
    assert offered(one)[:2] == ["COMPLETE_ASSESSMENT", row]


@pytest.mark.parametrize(
    ("drug", "dose", "first"),
    [("sertraline", 200, "AUGMENT.MIRTAZAPINE"), ("vortioxetine", 20, "AUGMENT.QUETIAPINE_XR")],
)
def test_nausea_is_a_target_on_an_ssri_only(drug: str, dose: float, first: str) -> None:
    noted = (SideEffect("nausea", day(AS_OF), "moderate"),)
    one = plain(trial(0, None, dose, treatment=drug, side_effects=noted), end=16)
    codes = [code for code in offered(one) if code.startswith("AUGMENT.")]
    assert codes[:3] == ["AUGMENT.ARIPIPRAZOLE", "AUGMENT.BREXPIPRAZOLE", first]


@pytest.mark.parametrize("status", ["present", "past"])
def test_gates_need_the_present(status: str) -> None:
    codes = offered(plain(**has("psychotic_features", status)))
    assert ("TREAT_AS_PSYCHOTIC_DEPRESSION" in codes) is (status == "present")


@pytest.mark.parametrize("gate", ["clonus", "mania", "psychotic_features", "catatonia"])
def test_suppressing_gate_leaves_no_drug_option(gate: str) -> None:
    codes = offered(plain(**has(gate)))
    assert not [code for code in codes if code.startswith(("SWITCH.", "AUGMENT.")) or code == "NEUROMOD.RTMS"]
    assert len(codes) >= 2


def test_vortioxetine_is_not_brought_up_in_the_uk_before_two_failures() -> None:
    """triggers.md 3 asks for two failed trials there; elsewhere for none."""
    listed = {}
    for country in ("UK", "EU"):
        for failures, one in enumerate((plain(), after(failed("venlafaxine", 1, 225))), 1):
            found = steps(one, country)
            codes = {each.code for kind in (found.options, found.withheld) for each in kind}
            listed[country, failures] = "SWITCH.VORTIOXETINE" in codes
    assert listed == {("UK", 1): False, ("UK", 2): True, ("EU", 1): True, ("EU", 2): True}


def test_same_record_gives_the_same_answer() -> None:
    assert steps(plain()) == steps(plain())


@pytest.mark.parametrize(
    ("code", "here", "elsewhere"),
    [
        ("AUGMENT.ESKETAMINE", "US", "UK"),
        ("AUGMENT.LUMATEPERONE", "US", "EU"),
        ("SWITCH.DEXTROMETHORPHAN_BUPROPION", "US", "CA"),
        ("SWITCH.AGOMELATINE", "UK", "US"),
    ],
)
def test_what_is_not_to_be_had_in_a_country_is_not_even_withheld(
    code: str, here: str, elsewhere: str
) -> None:
    said = {}
    for country in (here, elsewhere):
        found = steps(after(failed("venlafaxine", 1, 225)), country)
        said[country] = {one.code for kind in (found.options, found.withheld) for one in kind}
    assert code in said[here]
    assert code not in said[elsewhere]
