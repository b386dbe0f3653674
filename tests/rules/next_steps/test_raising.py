"""What forbids a higher dose of the drug that is given: modifiers and safety.md, from both sides.

Response with room, so that without the fact a higher dose comes first (next_steps.md 1, 4.3; triggers.md 3).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.assess import assess
from patients.record import AdherencePeriod, Condition, DrugLevel, Medicine, PatientRecord, SideEffect, Trial
from tests.rules.making import day, ids, score, trial
from tests.rules.next_steps.plain import AS_OF, bars, measured, offered, plain, steps

ROOM = {"sertraline": 100, "venlafaxine": 150, "duloxetine": 60, "bupropion": 300, "fluoxetine": 20,
        "citalopram": 20, "nortriptyline": 75, "phenelzine": 45, "clomipramine": 100,
        "maprotiline": 100}  # fmt: skip


def _on(drug: str, **facts: Any) -> PatientRecord:
    return plain(trial(0, None, ROOM[drug], treatment=drug), end=12, **facts)


def _has(code: str) -> tuple[Condition, ...]:
    return (Condition(code, "present", day(AS_OF)),)


def _taken(name: str) -> tuple[Medicine, ...]:
    return (Medicine(name, day(0)),)


@pytest.mark.parametrize(
    ("drug", "facts", "words"),
    [
        ("sertraline", {"conditions": _has("hepatic_impairment_child_pugh_b")}, "[L12]"),
        ("sertraline", {"measurements": measured(sodium=134)}, "sodium 134"),
        ("venlafaxine", {"measurements": measured(systolic_blood_pressure=140)}, "blood pressure not"),
        ("venlafaxine", {"conditions": _has("uncontrolled_hypertension")}, "blood pressure not controlled"),
        ("duloxetine", {"conditions": _has("hepatic_impairment_child_pugh_b")}, "[L17]"),
        ("duloxetine", {"measurements": measured(egfr=29)}, "[L17]"),
        ("bupropion", {"conditions": _has("seizure_disorder")}, "contraindicated"),
        ("bupropion", {"conditions": _has("anorexia_nervosa")}, "contraindicated"),
        ("bupropion", {"conditions": _has("abrupt_alcohol_cessation_planned")}, "contraindicated"),
        ("clomipramine", {"conditions": _has("seizure_disorder")}, "avoid [M6]"),
        ("clomipramine", {"conditions": _has("anorexia_nervosa")}, "avoid [M6]"),
        ("maprotiline", {"conditions": _has("bulimia_nervosa")}, "avoid [M6]"),
        ("maprotiline", {"conditions": _has("abrupt_alcohol_cessation_planned")}, "avoid [M6]"),
        ("fluoxetine", {"medicines": _taken("tamoxifen")}, "[D15, avoid]"),
        ("citalopram", {"conditions": _has("heart_failure")}, "heart failure"),
        ("nortriptyline", {"conditions": _has("recent_myocardial_infarction")}, "myocardial infarction"),
        ("phenelzine", {"conditions": _has("pregnancy")}, "[P05]"),
        ("phenelzine", {"medicines": _taken("tramadol")}, "[D03, contraindicated]"),
    ],
    ids=ids,
)  # fmt: skip
def test_no_higher_dose_of_what_must_not_be_started(drug: str, facts: dict[str, Any], words: str) -> None:
    assert bars(_on(drug), "OPTIMISE_DOSE") == ()
    (why,) = [one for one in bars(_on(drug, **facts), "OPTIMISE_DOSE") if words in one]
    assert why.startswith(f"no more {drug}: ")
    assert "OPTIMISE_DOSE" not in offered(_on(drug, **facts))


def test_no_more_of_a_drug_by_the_name_it_goes_by() -> None:
    patch = trial(0, None, 6, treatment="selegiline_transdermal")
    (why,) = bars(plain(patch, end=12, conditions=_has("pregnancy")), "OPTIMISE_DOSE")
    assert why == "no more selegiline transdermal: in pregnancy: avoid [P05]"


@pytest.mark.parametrize(
    ("drug", "facts"),
    [
        ("sertraline", {"conditions": _has("seizure_disorder")}),
        ("sertraline", {"measurements": measured(sodium=135)}),
        ("sertraline", {"measurements": measured(systolic_blood_pressure=150)}),
        ("venlafaxine", {"measurements": measured(systolic_blood_pressure=139)}),
        ("duloxetine", {"measurements": measured(egfr=30)}),
        ("bupropion", {"conditions": _has("hypertension")}),
        ("bupropion", {"measurements": measured(sodium=134)}),
        ("fluoxetine", {"medicines": _taken("metoprolol")}),
        ("nortriptyline", {"conditions": _has("pregnancy")}),
    ],
    ids=ids,
)
def test_a_higher_dose_where_the_fact_is_another_ones(drug: str, facts: dict[str, Any]) -> None:
    assert "OPTIMISE_DOSE" in offered(_on(drug, **facts))


@pytest.mark.parametrize(("jurisdiction", "raised"), [("UK", False), ("US", True)])
def test_beside_a_qt_drug_citalopram_is_not_raised_where_the_label_forbids_both(
    jurisdiction: str, raised: bool
) -> None:
    one = _on("citalopram", medicines=_taken("methadone"))
    assert ("OPTIMISE_DOSE" in offered(one, jurisdiction)) is raised
    assert any("[D08" in why for why in bars(one, "OPTIMISE_DOSE", jurisdiction)) is not raised


def _beside(other: Trial, dose: float) -> PatientRecord:
    one = plain(other, trial(45, None, dose))
    return replace(one, scores=(*one.scores, score(45, 24)))


def test_no_more_of_two_that_are_forbidden_together_but_of_the_new_one_in_a_cross_taper() -> None:
    ssri = trial(0, None, 20, id="T0", treatment="escitalopram")
    assert "OPTIMISE_DOSE" in offered(_beside(ssri, 25))  # D25 excepts some days of both
    maoi = trial(0, None, 45, id="T0", treatment="phenelzine")
    assert any("[D01" in why for why in bars(_beside(maoi, 25), "OPTIMISE_DOSE"))


def _lithium(level: float) -> Trial:
    found = (DrugLevel(day(55), level, "mmol/L"),)
    return trial(5, None, 600, id="T2", treatment="lithium", role="augmentation", augments="T1", levels=found)


@pytest.mark.parametrize(("level", "raised"), [(0.5, True), (1.5, False)])
def test_lithium_is_raised_below_its_range_and_never_while_it_is_toxic(level: float, raised: bool) -> None:
    one = plain(trial(0, None, 200), _lithium(level))
    assert ("OPTIMISE_DOSE" in offered(one)) is raised
    toxic = any("lithium level" in why for why in bars(one, "OPTIMISE_DOSE"))
    assert toxic is (level >= 1.5)


@pytest.mark.parametrize(("dose", "waits"), [(25, True), (50, False)])
def test_an_add_on_waits_for_the_dose_of_its_base(dose: float, waits: bool) -> None:
    add_on = trial(30, None, 5, id="T2", treatment="aripiprazole", role="augmentation", augments="T1")
    one = plain(trial(0, None, dose), add_on)
    first = steps(replace(one, scores=(*one.scores, score(30, 23)))).options[0]
    said = "First the dose of what it was added to: sertraline (T1) is at 25 mg, its minimum is 50 mg"
    assert first.code == "OPTIMISE_DOSE"  # without a low base for want of an early effect (T5)
    assert (said in first.because) is waits


@pytest.mark.parametrize(("percent", "offers"), [(79, True), (80, False)])
def test_in_remission_poor_adherence_is_asked_about_after_going_on(percent: float, offers: bool) -> None:
    one = plain(trial(0, None, 100, adherence=(AdherencePeriod(percent, "pdc"),)), end=6)
    codes = offered(one)
    assert codes[0] == "MAINTAIN"
    assert ("ADDRESS_ADHERENCE" in codes) is offers


def test_low_sodium_on_an_ssri_is_no_effect_of_the_class_of_bupropion() -> None:
    before = trial(
        -90, -40, 100, id="T0", stop_reason="intolerance", side_effects=(SideEffect("hyponatraemia"),)
    )
    on_bupropion = plain(before, trial(0, None, 300, treatment="bupropion"))
    same = bars(on_bupropion, "SWITCH.SAME_CLASS")
    assert not any("side effect of the class" in why for why in same)
    on_an_ssri = plain(before, trial(0, None, 20, treatment="escitalopram"))
    assert any("side effect of the class SSRI" in why for why in bars(on_an_ssri, "SWITCH.SAME_CLASS"))


def test_scores_of_a_trial_that_ended_before_apnoea_was_treated_are_its_own() -> None:
    treated = (Condition("obstructive_sleep_apnoea", "treated", day(80)),)
    one = plain(trial(0, 56, 100), conditions=treated)
    one = replace(one, scores=(score(0, 24), score(50, 20), score(79, 19), score(81, 18)))
    found = assess(one, day(120)).trial("T1")
    assert (found.adequacy, found.baseline, found.endpoint, found.counts_as_failure) == (
        "inadequate",
        24,
        20,
        False,
    )
