"""What of the patient's health withholds which option, in which words: triggers.md 3, "withheld when".

Each row from both sides: with the fact the reason stands there, with its opposite nothing does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.wording import on
from patients.record import Check, Condition, Episode, Measurement, Medicine, Score, SideEffect, Symptom
from tests.rules.making import day, ids, trial
from tests.rules.next_steps.plain import (
    AS_OF,
    UNITS,
    aged,
    bars,
    failed,
    has,
    measured,
    no_trial,
    offered,
    plain,
    scores_of,
    steps,
    the_day_before,
)

ON = "(3 Mar 2025)"
CYP1A2 = "CYP1A2 inhibition raises its level [D16, avoid]"
TAMOXIFEN = "tamoxifen works less (CYP2D6) [D15, avoid]"
QT = "QT prolongation, torsades de pointes (ECG, potassium, magnesium)"
BUPROPION = ("SWITCH.BUPROPION", "AUGMENT.BUPROPION", "SWITCH.DEXTROMETHORPHAN_BUPROPION")
KETAMINES = ("AUGMENT.ESKETAMINE", "AUGMENT.KETAMINE_IV")
TCAS = ("SWITCH.TCA", "SWITCH.NORTRIPTYLINE", "SWITCH.AMITRIPTYLINE", "SWITCH.DOXEPIN")
SGAS = tuple(
    f"AUGMENT.{agent}"
    for agent in (
        "ARIPIPRAZOLE", "BREXPIPRAZOLE", "CARIPRAZINE", "QUETIAPINE_XR", "OLANZAPINE", "RISPERIDONE",
        "LUMATEPERONE", "ZIPRASIDONE",
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "codes", "reason"),
    [
        ("recent_myocardial_infarction", (*TCAS, "AUGMENT.T3", "AUGMENT.STIMULANT", "SWITCH.CITALOPRAM"),
         f"recent myocardial infarction {ON}"),
        ("heart_block", (*TCAS, "AUGMENT.T3", "AUGMENT.STIMULANT", "AUGMENT.MODAFINIL"), f"heart block {ON}"),
        ("arrhythmia", (*TCAS, "AUGMENT.T3", "AUGMENT.STIMULANT", "AUGMENT.MODAFINIL"), f"arrhythmia {ON}"),
        ("uncompensated_heart_failure", ("SWITCH.CITALOPRAM", "AUGMENT.STIMULANT"),
         f"uncompensated heart failure {ON}"),
        ("heart_failure", ("SWITCH.CITALOPRAM", "AUGMENT.STIMULANT"), f"heart failure {ON}"),
        ("cardiovascular_disease", ("AUGMENT.STIMULANT",), f"cardiovascular disease {ON}"),
        ("heart_block", KETAMINES, f"heart block {ON}: not suggested, cardiology first [M8]"),
        ("uncompensated_heart_failure", KETAMINES,
         f"uncompensated heart failure {ON}: not suggested, cardiology first [M8]"),
        ("uncontrolled_hypertension", ("SWITCH.SNRI", "SWITCH.VENLAFAXINE", "SWITCH.DESVENLAFAXINE",
         "SWITCH.DULOXETINE", "SWITCH.MAOI", "AUGMENT.STIMULANT"),
         f"blood pressure not controlled: uncontrolled hypertension {ON}"),
        ("uncontrolled_hypertension", KETAMINES,
         f"blood pressure above 140/90: uncontrolled hypertension {ON}"),
        ("congenital_long_qt", (*TCAS, "SWITCH.ESCITALOPRAM", "SWITCH.CITALOPRAM", "AUGMENT.ZIPRASIDONE"),
         f"congenital long QT {ON}"),
        ("abrupt_alcohol_cessation_planned", BUPROPION,
         f"abrupt stop of alcohol, sedative or antiepileptic {ON}: bupropion is contraindicated"),
        ("psychotic_features", (*BUPROPION, *KETAMINES, "AUGMENT.PRAMIPEXOLE", "NEUROMOD.RTMS"),
         f"psychotic features {ON}"),
        ("catatonia", ("TREAT_AS_PSYCHOTIC_DEPRESSION", "NEUROMOD.RTMS"),
         f"catatonia not treated yet: catatonia {ON}"),
        ("refusing_food_and_fluid", ("NEUROMOD.VNS",), f"refusing food and fluid {ON}"),
        ("severe_physical_deterioration", ("NEUROMOD.VNS",), f"severe physical deterioration {ON}"),
        ("parkinson_disease", SGAS, f"Parkinson disease {ON}"),
        ("lewy_body_dementia", SGAS, f"Lewy body dementia {ON}"),
        ("hyperprolactinaemia", ("AUGMENT.RISPERIDONE",), f"hyperprolactinaemia {ON}"),
        ("phaeochromocytoma", ("SWITCH.MAOI",), f"phaeochromocytoma {ON}"),
        ("cochlear_implant", ("NEUROMOD.RTMS",), f"cochlear implant {ON}"),
        ("ferromagnetic_head_implant", ("NEUROMOD.RTMS",), f"ferromagnetic head implant {ON}"),
        ("hepatic_impairment_child_pugh_a",
         ("SWITCH.DULOXETINE", "SWITCH.NEFAZODONE"), f"hepatic impairment Child-Pugh A {ON}"),
        ("hepatic_impairment_child_pugh_b",
         ("SWITCH.DULOXETINE", "SWITCH.NEFAZODONE", "SWITCH.SERTRALINE"),
         f"hepatic impairment Child-Pugh B {ON}"),
        ("hepatic_impairment_child_pugh_c",
         ("SWITCH.DULOXETINE", "SWITCH.NEFAZODONE", "SWITCH.SERTRALINE", "AUGMENT.CARIPRAZINE",
          "SWITCH.DEXTROMETHORPHAN_BUPROPION", *KETAMINES), f"hepatic impairment Child-Pugh C {ON}"),
        ("chronic_liver_disease", ("SWITCH.DULOXETINE", "SWITCH.NEFAZODONE"), f"chronic liver disease {ON}"),
        ("chronic_kidney_disease_stage_4",
         ("SWITCH.DULOXETINE", "AUGMENT.LITHIUM", "AUGMENT.CARIPRAZINE", "SWITCH.DEXTROMETHORPHAN_BUPROPION"),
         f"chronic kidney disease stage 4 {ON}"),
        ("chronic_kidney_disease_stage_5", ("SWITCH.DULOXETINE", "AUGMENT.LITHIUM"),
         f"chronic kidney disease stage 5 {ON}"),
        ("alcohol_dependence", ("SWITCH.DULOXETINE",), f"alcohol dependence {ON}: avoid duloxetine"),
        ("alcohol_dependence", ("AUGMENT.STIMULANT",), f"alcohol dependence {ON}"),
        ("substance_use_disorder", ("AUGMENT.STIMULANT",), f"substance use disorder {ON}"),
        ("hyponatraemia", ("SWITCH.SSRI", "SWITCH.ESCITALOPRAM", "SWITCH.SNRI", "SWITCH.VENLAFAXINE"),
         f"hyponatraemia: hyponatraemia {ON}"),
        ("pregnancy", ("AUGMENT.LITHIUM",), "pregnancy: specialist only [P12]"),
        ("pregnancy", ("SWITCH.PAROXETINE",),
         "in pregnancy: do not start; may continue if stable before conception [P04]"),
        ("pregnancy", ("SWITCH.MAOI",), "in pregnancy: avoid [P05]"),
        ("pregnancy", ("SWITCH.DOXEPIN",), "in pregnancy: avoid [P06]"),
        ("pregnancy", KETAMINES, "in pregnancy: not recommended (may harm the fetus) [P09]"),
        ("pregnancy", ("AUGMENT.MODAFINIL",), "in pregnancy: avoid (malformation signal) [P14]"),
        ("breastfeeding", ("SWITCH.DOXEPIN",),
         "while breastfeeding: not recommended (infant harm reported) [P06]"),
        ("breastfeeding", KETAMINES, "while breastfeeding: not recommended [P09]"),
        ("mania", ("MAINTAIN",), f"mania {ON}"),
    ],
)  # fmt: skip
def test_condition_withholds_while_present(condition: str, codes: tuple[str, ...], reason: str) -> None:
    now, never = plain(**has(condition)), plain(**has(condition, "absent"))
    assert [reason in bars(now, code) for code in codes] == [True for _ in codes]
    assert [reason in bars(never, code) for code in codes] == [False for _ in codes]


@pytest.mark.parametrize(
    ("condition", "codes", "reason"),
    [
        ("overdose", TCAS, "overdose"),
        ("aneurysmal_vascular_disease", KETAMINES, "aneurysmal vascular disease{}: contraindicated"),
        ("intracerebral_haemorrhage", KETAMINES, "intracerebral haemorrhage{}: contraindicated"),
        ("seizure_disorder", BUPROPION, "seizure disorder{}: bupropion is contraindicated"),
        ("impulse_control_disorder", ("AUGMENT.PRAMIPEXOLE",), "impulse control disorder"),
        ("vagotomy", ("NEUROMOD.VNS",), "vagotomy"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("status", "said"), [("present", " (3 Mar 2025)"), ("past", " (3 Mar 2025, past)")])
def test_condition_withholds_for_ever(
    condition: str, codes: tuple[str, ...], reason: str, status: str, said: str
) -> None:
    words = reason.format(said) if "{}" in reason else reason + said
    assert [words in bars(plain(**has(condition, status)), code) for code in codes] == [True for _ in codes]
    assert [words in bars(plain(**has(condition, "absent")), code) for code in codes] == [
        False for _ in codes
    ]


@pytest.mark.parametrize(
    ("test", "inside", "outside", "codes", "reason"),
    [
        ("sodium", 125, 126, ("SWITCH.VORTIOXETINE",), f"sodium 125 mmol/L on {ON[1:-1]}"),
        ("sodium", 134, 135, ("SWITCH.SSRI", "SWITCH.SNRI", "SWITCH.FLUOXETINE"),
         "hyponatraemia: sodium 134 mmol/L on 3 Mar 2025"),
        ("qtc", 460, 459, (*TCAS, "SWITCH.ESCITALOPRAM", "AUGMENT.ZIPRASIDONE"), "QTc 460 ms on 3 Mar 2025"),
        ("qtc", 500, 499, ("SWITCH.MIRTAZAPINE", "AUGMENT.MIRTAZAPINE", "AUGMENT.OLANZAPINE",
         "AUGMENT.RISPERIDONE", "AUGMENT.QUETIAPINE_XR"), "QTc 500 ms on 3 Mar 2025"),
        ("egfr", 29, 30, ("AUGMENT.LITHIUM", "SWITCH.DULOXETINE", "AUGMENT.CARIPRAZINE",
         "SWITCH.DEXTROMETHORPHAN_BUPROPION"), "eGFR 29 mL/min/1.73m2 on 3 Mar 2025"),
        ("tsh", 4.6, 4.5, ("AUGMENT.T3",), "TSH 4.6 mIU/L on 3 Mar 2025: evaluate first"),
        ("tsh", 0, 0.4, ("AUGMENT.T3",), "TSH 0 mIU/L on 3 Mar 2025: evaluate first"),
        ("tsh", 0.3, 0.4, ("AUGMENT.T3",), "TSH 0.3 mIU/L on 3 Mar 2025: evaluate first"),
        ("systolic_blood_pressure", 141, 140, KETAMINES,
         "blood pressure above 140/90: systolic blood pressure 141 mm[Hg] on 3 Mar 2025"),
        ("diastolic_blood_pressure", 91, 90, KETAMINES,
         "blood pressure above 140/90: diastolic blood pressure 91 mm[Hg] on 3 Mar 2025"),
        ("diastolic_blood_pressure", 90, 89, ("AUGMENT.STIMULANT", "SWITCH.MAOI", "SWITCH.DESVENLAFAXINE"),
         "blood pressure not controlled: diastolic blood pressure 90 mm[Hg] on 3 Mar 2025"),
    ],
)  # fmt: skip
def test_value_withholds_from_its_limit(
    test: str, inside: float, outside: float, codes: tuple[str, ...], reason: str
) -> None:
    low, high = (
        plain(measurements=(Measurement(day(AS_OF), test, value, UNITS.get(test, "mm[Hg]")),))
        for value in (inside, outside)
    )
    assert [reason in bars(low, code) for code in codes] == [True for _ in codes]
    # QTc 499 is long and still withholds what a long QTc does: only the reason at hand is asked for
    assert [reason in bars(high, code) for code in codes] == [False for _ in codes]


@pytest.mark.parametrize("code", ["SWITCH.PAROXETINE", "SWITCH.AMITRIPTYLINE", "SWITCH.DOXEPIN"])
def test_strongly_anticholinergic_from_65(code: str) -> None:
    reason = "age 65 or older: strongly anticholinergic (Beers 2023)"
    assert reason in bars(plain(patient=aged(65)), code)
    assert reason not in bars(plain(patient=the_day_before(65)), code)


@pytest.mark.parametrize(
    ("drug", "code", "jurisdiction", "reason"),
    [
        ("warfarin", "SWITCH.FLUVOXAMINE", "US", "CYP2C9/1A2: INR rises (INR) [D28, avoid]"),
        ("tizanidine", "SWITCH.FLUVOXAMINE", "US", CYP1A2),
        ("clozapine", "SWITCH.FLUVOXAMINE", "US", CYP1A2),
        ("ciprofloxacin", "SWITCH.DULOXETINE", "US", CYP1A2),
        ("ciprofloxacin", "AUGMENT.OLANZAPINE", "US", CYP1A2),
        ("tamoxifen", "SWITCH.BUPROPION", "US", TAMOXIFEN),
        ("tamoxifen", "SWITCH.FLUOXETINE", "US", TAMOXIFEN),
        ("tamoxifen", "SWITCH.PAROXETINE", "US", TAMOXIFEN),
        ("tramadol", "SWITCH.MAOI", "US", "serotonin syndrome [D03, contraindicated]"),
        ("methylphenidate", "SWITCH.MAOI", "US", "hypertensive crisis (BP) [D04, contraindicated]"),
        ("methadone", "SWITCH.ESCITALOPRAM", "UK", f"{QT} [D08, contraindicated (UK) / avoid (US)]"),
    ],
)
def test_medicine_withholds(drug: str, code: str, jurisdiction: str, reason: str) -> None:
    taken = plain(medicines=(Medicine(drug, day(1)),))
    stopped = plain(medicines=(Medicine(drug, day(1), day(2)),))
    assert f"with {drug}: {reason}" in bars(taken, code, jurisdiction)
    assert f"with {drug}: {reason}" not in bars(stopped, code, jurisdiction)


def test_a_qt_drug_only_warns_of_citalopram_in_the_us_and_withholds_ziprasidone() -> None:
    one = plain(medicines=(Medicine("folic acid", day(0)), Medicine("methadone", day(1))))
    assert bars(one, "SWITCH.CITALOPRAM") == ()
    assert bars(one, "AUGMENT.ZIPRASIDONE") == ("methadone prolongs QT",)
    assert bars(plain(), "AUGMENT.ZIPRASIDONE") == ()


@pytest.mark.parametrize(
    ("drug", "dose", "held"),
    [("citalopram", 40, True), ("escitalopram", 20, True), ("fluoxetine", 60, False)],
)
def test_ziprasidone_is_not_added_to_an_antidepressant_of_known_qt_risk(
    drug: str, dose: float, held: bool
) -> None:
    found = bars(plain(trial(0, None, dose, treatment=drug)), "AUGMENT.ZIPRASIDONE")
    assert found == ((f"{drug} prolongs QT",) if held else ())


def test_a_second_antipsychotic_is_withheld() -> None:
    one = plain(medicines=(Medicine("haloperidol", day(1)),))
    reason = "with haloperidol: two antipsychotics [D24, avoid]"
    assert [reason in bars(one, code) for code in SGAS] == [True for _ in SGAS]


@pytest.mark.parametrize("drug", ["phenelzine", "moclobemide", "linezolid"])
def test_stimulant_is_withheld_with_an_mao_inhibitor(drug: str) -> None:
    one = plain(medicines=(Medicine(drug, day(1)),))
    assert f"with {drug}" in bars(one, "AUGMENT.STIMULANT")
    assert bars(plain(), "AUGMENT.STIMULANT") == ()


@pytest.mark.parametrize(
    ("effect", "drug", "code", "reason"),
    [
        ("akathisia", "aripiprazole", "AUGMENT.ARIPIPRAZOLE", "akathisia on it (T2)"),
        ("akathisia", "aripiprazole", "AUGMENT.BREXPIPRAZOLE", None),
        ("sedation", "aripiprazole", "AUGMENT.ARIPIPRAZOLE", None),
        ("rash", "lamotrigine", "AUGMENT.LAMOTRIGINE", "rash on it (T2)"),
        ("rash", "quetiapine_xr", "AUGMENT.LAMOTRIGINE", None),
        ("nausea", "lamotrigine", "AUGMENT.LAMOTRIGINE", None),
    ],
)
def test_effect_of_the_same_drug_before(effect: str, drug: str, code: str, reason: str | None) -> None:
    before = trial(
        -50, -30, 10, id="T2", treatment=drug, role="augmentation", stop_reason="other",
        side_effects=(SideEffect(effect, day(-35), "moderate"),),
    )  # fmt: skip
    assert bars(plain(before, trial(0, None, 200)), code) == ((reason,) if reason else ())


def test_effect_of_another_drug_is_none_of_one_taken_before() -> None:
    before = trial(-50, -30, 10, id="T2", treatment="aripiprazole", role="augmentation", stop_reason="other")
    restless = trial(0, None, 200, side_effects=(SideEffect("akathisia", day(9), "mild"),))
    assert bars(plain(before, restless), "AUGMENT.ARIPIPRAZOLE") == ()


@pytest.mark.parametrize(
    ("name", "base", "held"),
    [
        ("an SSRI", "sertraline", False),
        ("an SNRI", "venlafaxine", False),
        ("a tricyclic", "nortriptyline", False),
        ("mirtazapine", "mirtazapine", False),
        ("vortioxetine", "vortioxetine", True),
    ],
    ids=ids,
)
def test_bupropion_is_added_to_some_antidepressants_only(name: str, base: str, held: bool) -> None:
    reason = "added to an SSRI, SNRI, tricyclic or mirtazapine only, not to vortioxetine (T1)"
    one = plain(trial(0, None, 20 if base == "vortioxetine" else 150, treatment=base))
    assert (reason in bars(one, "AUGMENT.BUPROPION")) is held


@pytest.mark.parametrize("taken", ["bupropion", "Zyban 150 mg", "naproxen"])
def test_the_product_with_bupropion_is_not_started_beside_bupropion(taken: str) -> None:
    one = plain(medicines=(Medicine(taken, day(0), None),))
    held = "bupropion is taken already" in bars(one, "SWITCH.DEXTROMETHORPHAN_BUPROPION")
    assert held is (taken != "naproxen")


def _qtc(before: float, now: float) -> dict[str, Any]:
    return {"measurements": tuple(Measurement(day(n), "qtc", v, "ms") for n, v in ((10, before), (60, now)))}


NORMAL_TSH: dict[str, Any] = {"measurements": measured(tsh=2.0)}
CONFUSED: dict[str, Any] = {"symptoms": (Symptom("confusion", day(60)),)}


def _has(code: str) -> dict[str, Any]:
    return {"conditions": (Condition(code, "present", day(50)),)}


@pytest.mark.parametrize(
    ("name", "facts", "code", "held"),
    [
        ("QTc up by 60 ms", _qtc(380, 440), "SWITCH.CITALOPRAM", True),
        ("QTc up by 59 ms", _qtc(381, 440), "SWITCH.CITALOPRAM", False),
        ("confusion on it", CONFUSED, "SWITCH.VENLAFAXINE", True),
        ("confusion on it", CONFUSED, "SWITCH.VORTIOXETINE", True),
        ("confusion on it", CONFUSED, "SWITCH.BUPROPION", False),
        ("heart failure", _has("heart_failure"), "SWITCH.NORTRIPTYLINE", True),
        ("heart failure", _has("heart_failure"), "AUGMENT.T3", False),
        ("an overactive thyroid", _has("hyperthyroidism"), "AUGMENT.T3", True),
        ("then a normal TSH", _has("hyperthyroidism") | NORMAL_TSH, "AUGMENT.T3", False),
        ("an underactive thyroid", _has("hypothyroidism"), "AUGMENT.T3", True),
        ("with a normal TSH of the day", has("hypothyroidism") | NORMAL_TSH, "AUGMENT.T3", False),
    ],
    ids=ids,
)
def test_gates_and_diagnoses_hold_what_they_make_unsafe(
    name: str, facts: dict[str, Any], code: str, held: bool
) -> None:
    assert bool(bars(plain(**facts), code)) is held


@pytest.mark.parametrize("drug", ["escitalopram", "gepirone"])
def test_no_higher_dose_with_congenital_long_qt(drug: str) -> None:
    least = {"escitalopram": 10, "gepirone": 54.5}[drug]
    one = plain(trial(0, None, least, treatment=drug), **_has("congenital_long_qt"))
    assert "OPTIMISE_DOSE" not in offered(one)


@pytest.mark.parametrize(("code", "raised"), [("congenital_long_qt", False), ("hypertension", True)])
def test_no_higher_dose_of_ziprasidone_with_congenital_long_qt(code: str, raised: bool) -> None:
    added = trial(20, None, 40, id="T2", treatment="ziprasidone", role="augmentation", augments="T1")
    one = plain(trial(0, None, 200), added, **_has(code))
    one = replace(one, scores=(*one.scores, Score(day(20), "hamd17", 23, rater="clinician")))
    assert ("OPTIMISE_DOSE" in offered(one)) is raised


def hamd_22(suicide: int) -> Score:
    """HAM-D17 of 22 with this answer to item 3."""
    items = (4, 4, suicide, 0, 0, 0, 4, 4, 6 - suicide, *(0,) * 8)
    return Score(day(AS_OF), "hamd17", 22, items=items, rater="clinician")


@pytest.mark.parametrize(("answer", "held"), [(2, False), (3, True)])
def test_a_red_suicide_item_withholds_tricyclics_and_vns(answer: int, held: bool) -> None:
    one = plain()
    one = replace(one, scores=(one.scores[0], hamd_22(answer)))
    reason = f"HAM-D17 item 3 answered {answer} on 3 Mar 2025: an assessment the same day is asked for"
    assert [reason in bars(one, code) for code in (*TCAS, "NEUROMOD.VNS")] == [held] * 5


@pytest.mark.parametrize(("state", "open_"), [("present", True), ("ruled_out", False)])
def test_sleep_apnoea_before_sleep_restriction(state: str, open_: bool) -> None:
    one = plain(checks=(Check("OSA", state, day(AS_OF)),))
    found = bars(one, "PSYCHOTHERAPY.CBTI")
    assert any(why.startswith("sleep apnoea first: ") for why in found) is open_


@pytest.mark.parametrize(("days", "held"), [(28, True), (29, False)])
def test_a_low_sodium_is_put_down_to_what_was_stopped_shortly_before(days: int, held: bool) -> None:
    before = trial(-100, -1 - days, 150, id="T0", treatment="venlafaxine", stop_reason="other")
    sodium = (Measurement(day(-1), "sodium", 133, "mmol/L"), Measurement(day(50), "sodium", 138, "mmol/L"))
    why = bars(plain(before, trial(0, None, 200), measurements=sodium), "SWITCH.SSRI")
    said = "hyponatraemia: sodium 133 mmol/L on 1 Jan 2025, on venlafaxine"
    assert (said in why) is held, why


def test_a_newer_normal_sodium_answers_the_diagnosis() -> None:
    recorded: dict[str, Any] = {"conditions": (Condition("hyponatraemia", "present", day(-30)),)}
    normal = (Measurement(day(-10), "sodium", 138, "mmol/L"),)
    older = (Measurement(day(-40), "sodium", 138, "mmol/L"),)
    assert bars(plain(measurements=normal, **recorded), "SWITCH.ESCITALOPRAM") == ()
    assert bars(plain(measurements=older, **recorded), "SWITCH.ESCITALOPRAM") == (
        "hyponatraemia: hyponatraemia (3 Dec 2024)",
    )


@pytest.mark.parametrize(
    ("name", "number", "held"),
    [("before the antidepressant", -1, False), ("on its first day", 0, True), ("on it", 20, True)],
    ids=ids,
)
def test_a_diagnosis_on_an_antidepressant_is_remembered(name: str, number: int, held: bool) -> None:
    one = plain(conditions=(Condition("hyponatraemia", "past", day(number)),))
    found = bars(one, "SWITCH.ESCITALOPRAM")
    assert (found != ()) is held
    assert all(why.endswith(f": hyponatraemia ({on(day(number))}, past) on sertraline") for why in found)


@pytest.mark.parametrize(
    ("name", "number", "held"),
    [("three weeks after its end", -40, True), ("two months after", -1, False)],
    ids=ids,
)
def test_a_low_sodium_long_after_an_antidepressant_is_not_its_own(name: str, number: int, held: bool) -> None:
    before = trial(-120, -61, 150, id="T0", treatment="venlafaxine")
    low, normal = (Measurement(day(n), "sodium", value, "mmol/L") for n, value in ((number, 133), (50, 139)))
    one = plain(before, trial(0, None, 200), measurements=(low, normal))
    assert bool(bars(one, "SWITCH.ESCITALOPRAM")) is held


def test_a_class_is_not_withheld_from_one_who_took_nothing_of_it() -> None:
    said = steps(no_trial())
    assert "SWITCH.SAME_CLASS" not in {one.code for kind in (said.options, said.withheld) for one in kind}


def test_a_general_switch_without_a_medicine_under_it_says_so() -> None:
    """Opipramol: no other medicine of its class is listed."""
    one = plain(trial(0, None, 150, treatment="opipramol"))
    assert bars(one, "SWITCH.SAME_CLASS") == ("no other medicine under it is listed",)


def test_a_class_is_withheld_though_nothing_but_its_medicines_is() -> None:
    """All three SNRIs failed in an earlier episode; no SSRI, the last was milnacipran."""
    given = {"venlafaxine": 150.0, "desvenlafaxine": 50.0, "duloxetine": 60.0}
    before = [
        replace(failed(drug, number, dose), id=f"E{number}")
        for number, (drug, dose) in enumerate(given.items(), start=3)
    ]
    last = trial(0, None, 100, treatment="milnacipran")
    rated = tuple(score for one in before for score in scores_of(one))
    episodes = (Episode(day(-600), day(-100)), Episode(day(-60)))
    one = replace(plain(*before, last), episodes=episodes)
    one = replace(one, scores=(*rated, *one.scores))
    held = {withheld.code for withheld in steps(one).withheld}
    assert held == {f"SWITCH.{code}" for code in ("SNRI", "SAME_CLASS", *(drug.upper() for drug in given))}


def test_after_a_partial_response_to_an_mao_inhibitor_another_is_within_the_class() -> None:
    one = plain(trial(0, None, 60, treatment="phenelzine"), end=14)
    assert "partial response to phenelzine (T1): not within the same class (MAOI)" in bars(one, "SWITCH.MAOI")
