"""What is said of a listed option for this patient: states, values, changing over, what is not checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.next_steps.minded import STATES, SUSPECTED
from assessment.rules.safety.classes import tags_of
from assessment.rules.safety.washouts import CHANGED_WITH_CARE, CHANGEOVERS
from patients.codes import CONDITIONS
from patients.formulary import TREATMENT_IDS
from patients.record import Condition, Medicine, PatientRecord, SideEffect
from tests.rules.making import day, ids, score, trial
from tests.rules.next_steps.plain import AS_OF, after, failed, has, measured, plain, steps

MAN = replace(plain().patient, sex="male")


def cautions(one: PatientRecord, code: str, jurisdiction: str = "US", *asked: str) -> list[str]:
    return [
        said
        for o in steps(one, jurisdiction, *asked).options
        if o.code == code
        for said in (o.title, *o.cautions)
    ]


def taking(*names: str, **values: Any) -> PatientRecord:
    return plain(medicines=tuple(Medicine(name, day(1)) for name in names), **values)


def second_stage(**values: Any) -> PatientRecord:
    one = after(failed("venlafaxine", 1, 225))
    return replace(one, **values)


def said(one: PatientRecord, code: str, words: str, jurisdiction: str = "US") -> bool:
    found = cautions(one, code, jurisdiction, code)
    assert found, f"{code} is not listed"
    return any(words in caution for caution in found)


def _word(condition: str) -> str:
    first, *others = condition.split("_")
    return others[0] if first == "cns" else first


def test_table_names_known_conditions_and_drugs_only() -> None:
    known = {tag for drug in TREATMENT_IDS for tag in tags_of(drug)}
    suspected = {code for codes in SUSPECTED.values() for code in codes}
    assert {row.condition for row in STATES} | suspected <= set(CONDITIONS)
    assert frozenset(SUSPECTED).union(*(row.drugs for row in STATES)) <= known
    assert all(row.source for row in STATES)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("angle_closure_glaucoma", "SWITCH.VENLAFAXINE"),
        ("angle_closure_glaucoma", "SWITCH.MIRTAZAPINE"),
        ("angle_closure_glaucoma", "SWITCH.BUPROPION"),
        ("urinary_retention", "SWITCH.DULOXETINE"),
        ("recurrent_falls", "SWITCH.VORTIOXETINE"),
        ("recurrent_falls", "AUGMENT.ARIPIPRAZOLE"),
        ("dementia", "AUGMENT.ARIPIPRAZOLE"),
        ("dementia", "SWITCH.PAROXETINE"),
        ("restless_legs", "SWITCH.MIRTAZAPINE"),
        ("agranulocytosis", "SWITCH.MIRTAZAPINE"),
        ("abrupt_alcohol_cessation_planned", "NEUROMOD.RTMS"),
        ("alcohol_dependence", "SWITCH.BUPROPION"),
        ("cns_tumour", "SWITCH.BUPROPION"),
        ("head_injury", "SWITCH.BUPROPION"),
        ("stroke", "SWITCH.BUPROPION"),
        ("intracerebral_haemorrhage", "SWITCH.BUPROPION"),
        ("seizure_disorder", "NEUROMOD.RTMS"),
        ("gastrointestinal_bleed", "SWITCH.ESCITALOPRAM"),
        ("gastrointestinal_bleed", "SWITCH.VENLAFAXINE"),
        ("gastrointestinal_bleed", "SWITCH.VORTIOXETINE"),
        ("overdose", "SWITCH.VENLAFAXINE"),
        ("impulse_control_disorder", "AUGMENT.ARIPIPRAZOLE"),
        ("impulse_control_disorder", "AUGMENT.BREXPIPRAZOLE"),
        ("chronic_liver_disease", "SWITCH.MIRTAZAPINE"),
        ("chronic_kidney_disease_stage_4", "SWITCH.MIRTAZAPINE"),
        ("uncontrolled_hypertension", "SWITCH.BUPROPION"),
        ("obesity", "SWITCH.MIRTAZAPINE"),
        ("congenital_long_qt", "SWITCH.MIRTAZAPINE"),
        ("congenital_long_qt", "AUGMENT.QUETIAPINE_XR"),
    ],
)
def test_condition_is_named_with_the_option(condition: str, code: str) -> None:
    assert said(plain(**has(condition)), code, _word(condition))
    assert not said(plain(**has(condition, "absent")), code, _word(condition))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("arrhythmia", "AUGMENT.LITHIUM"),
        ("heart_block", "NEUROMOD.ECT"),
        ("heart_failure", "AUGMENT.LITHIUM"),
        ("uncompensated_heart_failure", "NEUROMOD.ECT"),
        ("recent_myocardial_infarction", "AUGMENT.LITHIUM"),
        ("phaeochromocytoma", "NEUROMOD.ECT"),
        ("raised_intracranial_pressure", "NEUROMOD.ECT"),
        ("stroke", "NEUROMOD.ECT"),
        ("aneurysmal_vascular_disease", "NEUROMOD.ECT"),
        ("hypothyroidism", "AUGMENT.LITHIUM"),
        ("osteoporosis", "AUGMENT.T3"),
        ("overdose", "AUGMENT.LITHIUM"),
        ("hyponatraemia", "AUGMENT.LITHIUM"),
    ],
)
def test_condition_is_named_with_what_comes_later(condition: str, code: str) -> None:
    assert said(second_stage(**has(condition)), code, _word(condition))


@pytest.mark.parametrize("condition", ["head_injury", "stroke"])
def test_history_counts(condition: str) -> None:
    assert said(plain(**has(condition, "past")), "SWITCH.BUPROPION", _word(condition))


@pytest.mark.parametrize(
    ("name", "check", "open_"), [("not ruled out", None, True), ("ruled out", "ruled_out", False)], ids=ids
)
def test_modafinil_that_is_asked_about_goes_last_with_sleep_apnoea_open(
    name: str, check: str | None, open_: bool
) -> None:
    found = plain(**has("obstructive_sleep_apnoea"))
    one = replace(found, checks=tuple(each for each in found.checks if each.code != "OSA" or check))
    assert said(one, "AUGMENT.MODAFINIL", "After the others: sleep apnoea open") is open_


@pytest.mark.parametrize(
    ("name", "on_it", "down"),
    [("of a partial agonist", True, True), ("of another drug, the partial agonist tolerated", False, False)],
    ids=ids,
)
def test_partial_agonists_go_last_after_akathisia(name: str, on_it: bool, down: bool) -> None:
    restless = (SideEffect("akathisia", day(-135), "mild"),)
    before = trial(-140, -120, 5, id="T0", treatment="aripiprazole", role="augmentation", stop_reason="other")
    one = second_stage()
    first, *others = one.trials
    if on_it:
        before = replace(before, side_effects=restless)
    else:
        first = replace(first, side_effects=restless)
    one = replace(one, trials=(before, first, *others))
    found = [caution for caution in cautions(one, "AUGMENT.BREXPIPRAZOLE") if caution.startswith("After")]
    assert found == (["After the others: akathisia on aripiprazole"] if down else [])


def test_what_prolongs_qt_is_called_by_its_name() -> None:
    found = cautions(taking("aspirin", "haloperidol"), "SWITCH.MIRTAZAPINE")
    assert [caution for caution in found if "QT" in caution] == [
        "Caution: haloperidol, which prolongs QT [M7]"
    ]


def test_past_falls_do_not_count() -> None:
    assert not said(plain(**has("recurrent_falls", "past")), "SWITCH.VORTIOXETINE", "falls")


def test_history_of_mania_is_named_once_bipolarity_is_ruled_out() -> None:
    mania = Condition("mania", "past", day(-400))
    one = plain(conditions=(mania,))
    assert [c for c in cautions(one, "AUGMENT.MODAFINIL", "US", "AUGMENT.MODAFINIL") if "mania" in c]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("phaeochromocytoma", "NEUROMOD.ECT"),
        ("parkinson_disease", "AUGMENT.ARIPIPRAZOLE"),
        ("brugada_syndrome", "AUGMENT.LITHIUM"),
        ("cochlear_implant", "NEUROMOD.RTMS"),
        ("seizure_disorder", "SWITCH.BUPROPION"),
        ("congenital_long_qt", "SWITCH.CITALOPRAM"),
        ("congenital_long_qt", "SWITCH.NORTRIPTYLINE"),
        ("arrhythmia", "AUGMENT.T3"),
        ("heart_failure", "AUGMENT.KETAMINE_IV"),
    ],
)
def test_suspected_is_not_settled(condition: str, code: str) -> None:
    assert said(second_stage(**has(condition, "suspected")), code, "Suspected, not settled")


def test_what_its_place_says_already_is_not_said_again() -> None:
    found = cautions(plain(**has("obesity")), "AUGMENT.MIRTAZAPINE")
    assert sum("obesity" in caution for caution in found) == 1


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "code", "words", "due"),
    [
        ({"systolic_blood_pressure": 140}, "SWITCH.BUPROPION", "[M9]", True),
        ({"systolic_blood_pressure": 139}, "SWITCH.BUPROPION", "[M9]", False),
        ({"bmi": 30}, "SWITCH.MIRTAZAPINE", "[M15]", True),
        ({"bmi": 29.9}, "SWITCH.MIRTAZAPINE", "[M15]", False),
        ({"egfr": 39}, "SWITCH.MIRTAZAPINE", "[augmenters 2.2]", True),
        ({"egfr": 40}, "SWITCH.MIRTAZAPINE", "[augmenters 2.2]", False),
        ({"egfr": 29}, "AUGMENT.PRAMIPEXOLE", "[augmenters 2.7]", True),
        ({"egfr": 90}, "AUGMENT.PRAMIPEXOLE", "[augmenters 2.7]", False),
        ({"qtc": 459}, "SWITCH.MIRTAZAPINE", "[M7]", True),
        ({"qtc": 459}, "SWITCH.FLUOXETINE", "QTc", False),
        ({"qtc": 449}, "SWITCH.MIRTAZAPINE", "[M7]", False),
        ({"qtc": 460}, "SWITCH.MIRTAZAPINE", "potassium 4.0 mmol/L", True),
        ({"qtc": 460}, "SWITCH.VENLAFAXINE", "potassium 4.0 mmol/L", True),
        ({"qtc": 460}, "AUGMENT.QUETIAPINE_XR", "potassium 4.0 mmol/L", True),
        ({"qtc": 460}, "SWITCH.VORTIOXETINE", "potassium 4.0 mmol/L", False),
    ],
)
def test_value_is_named_with_the_option(values: dict[str, float], code: str, words: str, due: bool) -> None:
    assert said(plain(patient=MAN, measurements=measured(**values)), code, words) is due


def test_sertraline_is_preferred_with_a_long_qtc() -> None:
    one = plain(trial(0, None, 225, treatment="venlafaxine"), measurements=measured(qtc=465))
    assert not said(one, "SWITCH.SERTRALINE", "QT drug")


# --- interactions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("medicine", "code", "due"),
    [
        ("metoprolol", "SWITCH.PAROXETINE", True),
        ("flecainide", "SWITCH.FLUOXETINE", True),
        ("codeine", "SWITCH.DULOXETINE", True),
        ("tamoxifen", "SWITCH.DULOXETINE", True),
        ("metoprolol", "SWITCH.VENLAFAXINE", False),
        ("metoprolol", "SWITCH.ESCITALOPRAM", False),
        ("ramipril", "SWITCH.DULOXETINE", False),
    ],
)
def test_cyp2d6_inhibitor_beside_a_substrate(medicine: str, code: str, due: bool) -> None:
    assert said(taking(medicine), code, "[M28, avoid]") is due


@pytest.mark.parametrize("medicine", ["rasagiline 1 mg", "safinamide"])
def test_mao_b_inhibitor_was_not_checked(medicine: str) -> None:
    words = f"Not checked for interactions (no row of the reference): {medicine}"
    assert said(taking(medicine), "SWITCH.VENLAFAXINE", words)


def test_thiazide_below_65_is_said_as_the_warning_has_it() -> None:
    assert said(taking("indapamide"), "SWITCH.VENLAFAXINE", "sodium is checked at every age")


# --- changing over -------------------------------------------------------------------------------


def on(drug: str, dose: float) -> PatientRecord:
    return plain(trial(0, None, dose, treatment=drug))


def stopped(drug: str, dose: float, days: int) -> PatientRecord:
    """Its last dose so many days ago."""
    last = AS_OF - days
    one = plain(trial(last - 70, last + 1, dose, treatment=drug))
    return replace(one, scores=(score(last - 70, 24), score(last, 22)))


@pytest.mark.parametrize(
    ("one", "code", "words", "due"),
    [
        (on("clomipramine", 200), "SWITCH.SERTRALINE", "From clomipramine: no cross-taper", True),
        (on("clomipramine", 200), "SWITCH.VENLAFAXINE", "From clomipramine: no cross-taper", True),
        (on("clomipramine", 200), "SWITCH.MIRTAZAPINE", "no cross-taper", False),
        (on("clomipramine", 200), "SWITCH.VORTIOXETINE", "no cross-taper", False),
        (on("imipramine", 200), "SWITCH.SERTRALINE", "no cross-taper", False),
        (stopped("clomipramine", 200, 1), "SWITCH.SERTRALINE", "no cross-taper", False),
        (taking("clomipramine"), "SWITCH.ESCITALOPRAM", "From clomipramine: no cross-taper", True),
        (on("fluoxetine", 40), "SWITCH.VENLAFAXINE", "start low", True),
        (on("fluoxetine", 40), "SWITCH.MIRTAZAPINE", "start low", True),
        (on("fluoxetine", 40), "SWITCH.VORTIOXETINE", "start low", False),
        (stopped("fluoxetine", 40, 34), "SWITCH.VENLAFAXINE", "start low", True),
        (stopped("fluoxetine", 40, 35), "SWITCH.VENLAFAXINE", "start low", False),
        (on("sertraline", 200), "SWITCH.VENLAFAXINE", "[W", False),
    ],
)
def test_how_to_change_over(one: PatientRecord, code: str, words: str, due: bool) -> None:
    assert said(one, code, words) is due


def test_every_row_is_about_a_drug_that_is_looked_for() -> None:
    for row in CHANGEOVERS:
        assert row.sources <= CHANGED_WITH_CARE or row.targets == {"clomipramine"}


def test_class_of_tricyclics_says_it_of_clomipramine() -> None:
    assert said(second_stage(), "SWITCH.TCA", "no cross-taper to clomipramine")
    assert not said(
        replace(second_stage(), trials=on("mirtazapine", 45).trials), "SWITCH.TCA", "clomipramine"
    )


# --- apathy --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drug", "effect", "stop", "due"),
    [
        ("sertraline", "apathy", None, True),
        ("venlafaxine", "apathy", None, False),
        ("sertraline", "headache", None, False),
        ("sertraline", "apathy", 60, False),
    ],
)
def test_apathy_on_an_ssri_that_is_taken_speaks_for_bupropion(
    drug: str, effect: str, stop: int | None, due: bool
) -> None:
    one = plain(
        trial(0, stop, 200, treatment=drug, side_effects=(SideEffect(effect, day(30), "mild"),)), end=16
    )
    why = [w for o in steps(one).options if o.code == "AUGMENT.BUPROPION" for w in o.because]
    assert ("Matched to emotional blunting (side effect) (limited evidence)" in why) is due
