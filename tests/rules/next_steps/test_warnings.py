"""When each warning is due and which facts it names: triggers.md 2, each row from both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patients.record import AdherencePeriod, Check, Medicine, PatientRecord, Score, SideEffect, Symptom
from tests.rules.making import day, ids, score, trial
from tests.rules.next_steps.plain import (
    AS_OF,
    CHECKS,
    after,
    aged,
    failed,
    has,
    measured,
    no_trial,
    plain,
    the_day_before,
    warning_facts,
    young,
)

DATED = "(3 Mar 2025)"
LISTED = "among the options"
VALPROATE = Medicine("valproate", day(1))
TREATED = {"end": 7}
"""In remission nothing is listed but MAINTAIN: what is then due, is due for what runs or is measured."""


def taking(*names: str, **values: Any) -> PatientRecord:
    return plain(medicines=tuple(Medicine(name, day(1)) for name in names), **values)


def on(drug: str, dose: float, **values: Any) -> PatientRecord:
    return plain(trial(0, None, dose, treatment=drug), **values)


def added(drug: str, stop: int | None = None, **values: Any) -> PatientRecord:
    add_on = trial(10, stop, 10, id="T2", treatment=drug, role="augmentation")
    return plain(trial(0, None, 200), add_on, **values)


def beside_a_tricyclic(drug: str, dose: float) -> PatientRecord:
    other = trial(10, None, dose, id="T2", treatment=drug, role="combination")
    return plain(trial(0, None, 150, treatment="nortriptyline"), other, **TREATED)


def stopped(drug: str, days: int, dose: float) -> PatientRecord:
    """Its last dose so many days ago."""
    last = AS_OF - days
    one = plain(trial(last - 70, last + 1, dose, treatment=drug))
    return replace(one, scores=(score(last - 70, 24), score(last, 22)))


def checks(*given: Check) -> dict[str, Any]:
    return {"checks": given}


def present(code: str) -> dict[str, Any]:
    return checks(*(one for one in CHECKS if one.code != code), Check(code, "present", day(AS_OF)))


def symptom(*codes: str) -> dict[str, Any]:
    return {"symptoms": tuple(Symptom(code, day(AS_OF)) for code in codes)}


STORY = "sertraline (T1), adequate: HAM-D17 24 to {} better by 3 Mar 2025: {}"
PLAIN_TRIAL = trial(0, None, 200)
METHADONE = (Medicine("methadone", day(1)),)
EARLY = replace(plain(trial(30, None, 100)), scores=(score(30, 24), score(AS_OF, 20)))
IMPROVED = replace(EARLY, scores=(score(30, 24), score(AS_OF, 19)))


@pytest.mark.parametrize(
    ("name", "one", "code", "facts"),
    [
        ("24 on a drug", plain(patient=the_day_before(25)), "BOXED_SUICIDALITY_UNDER25",
         "sertraline is running"),
        ("24, nothing runs or is listed", replace(no_trial(), patient=the_day_before(25)),
         "BOXED_SUICIDALITY_UNDER25", None),
        ("overdose ever", plain(**has("overdose", "past")), "OVERDOSE_TOXICITY",
         "overdose (3 Mar 2025, past)"),
        ("no overdose", plain(), "OVERDOSE_TOXICITY", None),
        ("akathisia noted", plain(**TREATED, **symptom("akathisia")), "AKATHISIA_SUICIDALITY",
         "akathisia noted"),
        ("akathisia noted", plain(**TREATED, **symptom("akathisia")), "AKATHISIA", "akathisia noted"),
        ("akathisia as a side effect",
         plain(trial(0, None, 200, side_effects=(SideEffect("akathisia", day(9), "mild"),)), **TREATED),
         "AKATHISIA_SUICIDALITY", "akathisia on sertraline (T1)"),
        ("another side effect",
         plain(trial(0, None, 200, side_effects=(SideEffect("nausea", day(9), "mild"),)), **TREATED),
         "AKATHISIA_SUICIDALITY", None),
        ("a partial agonist listed", plain(), "AKATHISIA", LISTED),
        ("a partial agonist running", added("cariprazine", **TREATED), "AKATHISIA", "cariprazine is running"),
        ("remission", plain(**TREATED), "AKATHISIA", None),
        ("G8", plain(**has("severe_physical_deterioration")), "LIFE_THREATENING",
         f"severe physical deterioration {DATED}"),
        ("G2", plain(**has("clonus")), "SEROTONIN_SYNDROME", f"clonus {DATED}"),
        ("a pair of D07", taking("tramadol"), "SEROTONIN_SYNDROME",
         "sertraline with tramadol: serotonin syndrome (clonus, temperature) [D07, caution]"),
        ("a pair of D06", taking("sumatriptan"), "SEROTONIN_SYNDROME",
         "sertraline with sumatriptan: serotonin syndrome, rare (symptoms) [D06, caution]"),
        ("no pair", plain(), "SEROTONIN_SYNDROME", None),
        ("held for a washout after an MAO inhibitor", stopped("phenelzine", 13, 60), "SEROTONIN_SYNDROME",
         "phenelzine, last taken on 18 Feb 2025: start on or after 4 Mar 2025, "
         "14 days after its last dose (W01)"),
        ("washed out", stopped("phenelzine", 14, 60), "SEROTONIN_SYNDROME", None),
        ("an MAO inhibitor 20 days ago", stopped("phenelzine", 20, 60), "MAOI_WASHOUT",
         "phenelzine taken in the last 21 days"),
        ("an MAO inhibitor 21 days ago", stopped("phenelzine", 21, 60), "MAOI_WASHOUT", None),
        ("an MAO inhibitor 13 days ago", stopped("phenelzine", 13, 60), "TYRAMINE",
         "phenelzine taken in the last 14 days"),
        ("an MAO inhibitor 14 days ago", stopped("phenelzine", 14, 60), "TYRAMINE", None),
        ("fluoxetine 34 days ago", stopped("fluoxetine", 34, 40), "FLUOXETINE_LONG_HALFLIFE",
         "fluoxetine taken in the last 35 days"),
        ("fluoxetine 35 days ago", stopped("fluoxetine", 35, 40), "FLUOXETINE_LONG_HALFLIFE", None),
        ("on a drug, switches offered", plain(), "DISCONTINUATION", "sertraline is running"),
        ("response: no switch", plain(end=12), "DISCONTINUATION", None),
        ("to be stopped", plain(**has("clonus")), "DISCONTINUATION", "sertraline is running"),
        ("to be reduced", plain(trial(0, None, 40, treatment="citalopram"), patient=aged(66), end=12),
         "DISCONTINUATION", "citalopram is running"),
        ("a long QTc", plain(measurements=measured(qtc=460)), "QTC", "QTc 460 ms on 3 Mar 2025"),
        ("a QT drug beside a QT antidepressant", taking("methadone", **TREATED), "QTC",
         "sertraline is running"),
        ("a QT drug, a QT antidepressant listed", on("bupropion", 300, medicines=METHADONE), "QTC", LISTED),
        ("a QT drug, no QT antidepressant", on("bupropion", 300, **TREATED, medicines=METHADONE),
         "QTC", None),
        ("a QT antidepressant beside a medicine that prolongs nothing",
         on("bupropion", 300, **TREATED, medicines=taking("mirtazapine", "naproxen").medicines), "QTC", None),
        ("no QT drug", plain(), "QTC", None),
        ("a CYP2C19 inhibitor", replace(on("citalopram", 20), medicines=taking("omeprazole").medicines),
         "CITALOPRAM_MAX20", "omeprazole"),
        ("CYP2C19", plain(**has("cyp2c19_poor_metaboliser")), "CITALOPRAM_MAX20",
         f"CYP2C19 poor metaboliser {DATED}"),
        ("liver disease", plain(**has("chronic_liver_disease")), "CITALOPRAM_MAX20",
         f"chronic liver disease {DATED}"),
        ("60 years", plain(patient=aged(60)), "CITALOPRAM_MAX20", "age 60 or older"),
        ("liver disease, no citalopram about", plain(**TREATED, **has("chronic_liver_disease")),
         "CITALOPRAM_MAX20", None),
        ("a thiazide", taking("indapamide"), "HYPONATRAEMIA", "indapamide is running"),
        ("65", plain(patient=aged(65)), "HYPONATRAEMIA", "age 65 or older"),
        ("65, a tricyclic", on("nortriptyline", 150, patient=aged(65), **TREATED), "HYPONATRAEMIA",
         "age 65 or older"),
        ("65, vortioxetine", on("vortioxetine", 20, patient=aged(65), **TREATED), "HYPONATRAEMIA",
         "age 65 or older"),
        ("65, nothing that lowers sodium", on("bupropion", 300, patient=aged(65), **TREATED),
         "HYPONATRAEMIA", None),
        ("a diagnosis", plain(**TREATED, **has("hyponatraemia")), "HYPONATRAEMIA", f"hyponatraemia {DATED}"),
        ("tamoxifen", taking("tamoxifen"), "TAMOXIFEN_2D6", "tamoxifen is running"),
        ("bupropion offered", plain(), "BUPROPION_SEIZURE_EATING_CHECK", "bupropion is offered"),
        ("bupropion not offered", plain(**TREATED), "BUPROPION_SEIZURE_EATING_CHECK", None),
        ("a CYP2D6 substrate", taking("metoprolol"), "CYP2D6_BUPROPION", "metoprolol is running"),
        ("a substrate, no bupropion", taking("metoprolol", **TREATED), "CYP2D6_BUPROPION", None),
        *((drug, on(drug, dose), "CYP2D6_BUPROPION", f"{drug} is running") for drug, dose in
          (("venlafaxine", 225), ("vortioxetine", 20), ("nortriptyline", 150))),
        *((drug, added(drug), "CYP2D6_BUPROPION", f"{drug} is running") for drug in
          ("aripiprazole", "brexpiprazole", "risperidone")),
        ("atomoxetine", taking("atomoxetine"), "CYP2D6_BUPROPION", "atomoxetine is running"),
        ("no substrate", added("lithium"), "CYP2D6_BUPROPION", None),
        ("a tricyclic and bupropion listed", on("nortriptyline", 150), "TCA_LEVEL_ECG",
         "with a tricyclic: among the options"),
        *((f"a tricyclic beside {drug}", beside_a_tricyclic(drug, dose), "TCA_LEVEL_ECG",
           f"with a tricyclic: {drug} is running") for drug, dose in
          (("bupropion", 300), ("fluoxetine", 20), ("paroxetine", 20), ("duloxetine", 60))),
        ("a tricyclic beside sertraline", beside_a_tricyclic("sertraline", 100), "TCA_LEVEL_ECG", None),
        ("a tricyclic alone", on("nortriptyline", 150, **TREATED), "TCA_LEVEL_ECG", None),
        ("a tricyclic running", on("nortriptyline", 150, **TREATED), "TCA_ECG_OVERDOSE",
         "nortriptyline is running"),
        ("no tricyclic", plain(), "TCA_ECG_OVERDOSE", None),
        ("lithium running", added("lithium", **TREATED), "LITHIUM_MONITORING", "lithium is running"),
        ("no lithium", plain(), "LITHIUM_MONITORING", None),
        ("an antipsychotic listed", plain(), "METABOLIC_MONITORING", LISTED),
        ("an antipsychotic running", added("quetiapine_xr", **TREATED), "METABOLIC_MONITORING",
         "quetiapine xr is running"),
        ("psychosis", plain(**has("psychotic_features")), "METABOLIC_MONITORING",
         "an antipsychotic is among the options"),
        ("none", plain(**TREATED), "METABOLIC_MONITORING", None),
        ("mirtazapine listed", plain(), "WEIGHT_GAIN", LISTED),
        ("nothing that adds weight", plain(**TREATED), "WEIGHT_GAIN", None),
        ("mirtazapine listed", plain(), "SEDATION", LISTED),
        ("nothing that sedates", plain(**TREATED), "SEDATION", None),
        ("falls", plain(**has("recurrent_falls")), "FALLS", f"recurrent falls {DATED}"),
        ("65 years", plain(patient=aged(65)), "BEERS_ANTICHOLINERGIC", "age 65 or older"),
        ("pregnant", on("bupropion", 300, **has("pregnancy")), "PREGNANCY", f"pregnancy {DATED}"),
        ("breastfeeding", plain(**has("breastfeeding")), "PREGNANCY", f"breastfeeding {DATED}"),
        ("pregnant, on an SSRI", plain(**has("pregnancy")), "PREGNANCY",
         f"pregnancy {DATED}; sertraline is taken: late pregnancy: neonatal adaptation (up to about 30 %); "
         "PPHN signal; postpartum haemorrhage [P16]"),
        ("pregnant, on valproate", on("bupropion", 300, medicines=(VALPROATE,), **has("pregnancy")),
         "PREGNANCY", f"pregnancy {DATED}; valproate is taken: do not use for depression "
         "(major malformations; neurodevelopmental harm) [P10]"),
        ("breastfeeding, on valproate", plain(**has("breastfeeding"), medicines=(VALPROATE,)), "PREGNANCY",
         f"breastfeeding {DATED}; valproate is taken: caution [P10]"),
        ("on valproate", plain(medicines=(VALPROATE,)), "PREGNANCY", None),
        ("paroxetine is listed", plain(), "PREGNANCY_UNKNOWN", "Switch to paroxetine"),
        ("none of the five is listed", plain(end=16), "PREGNANCY_UNKNOWN", None),
        ("eGFR 29", plain(measurements=measured(egfr=29)), "RENAL", "eGFR 29 mL/min/1.73m2 on 3 Mar 2025"),
        ("kidney disease", plain(**has("chronic_kidney_disease_stage_4")), "RENAL",
         f"chronic kidney disease stage 4 {DATED}"),
        ("liver disease", plain(**has("chronic_liver_disease")), "HEPATIC_DOSE",
         f"chronic liver disease {DATED}"),
        ("liver disease", plain(**has("chronic_liver_disease")), "DULOXETINE_HEPATIC",
         f"chronic liver disease {DATED}"),
        ("alcohol", plain(**has("alcohol_dependence")), "DULOXETINE_HEPATIC", f"alcohol dependence {DATED}"),
        ("an SNRI listed", plain(), "BP_MONITOR", "bupropion, an SNRI or esketamine is among the options"),
        ("an SNRI to be raised", on("venlafaxine", 150, end=12, **has("seizure_disorder")), "BP_MONITOR",
         "an SNRI may be raised"),
        ("140", plain(**TREATED, measurements=measured(systolic_blood_pressure=140)), "BP_MONITOR",
         "systolic blood pressure 140 mm[Hg] on 3 Mar 2025"),
        ("90", plain(**TREATED, measurements=measured(diastolic_blood_pressure=90)), "BP_MONITOR",
         "diastolic blood pressure 90 mm[Hg] on 3 Mar 2025"),
        ("139", plain(**TREATED, measurements=measured(systolic_blood_pressure=139)), "BP_MONITOR", None),
        ("vessels", plain(**has("intracerebral_haemorrhage", "past")), "ESKETAMINE_VASCULAR_CI",
         "intracerebral haemorrhage (3 Mar 2025, past)"),
        ("rTMS listed", plain(), "TMS_SCREEN", LISTED),
        ("rTMS not listed", plain(**TREATED), "TMS_SCREEN", None),
        ("an implant", plain(**has("ferromagnetic_head_implant")), "TMS_FERROMAGNETIC",
         f"ferromagnetic head implant {DATED}"),
        ("ECT listed", after(failed("venlafaxine", 1, 225)), "ECT_MED_REVIEW", LISTED),
        ("ECT not listed", plain(), "ECT_MED_REVIEW", None),
        ("an anticoagulant", taking("warfarin"), "BLEEDING_RISK", "warfarin"),
        ("an NSAID", taking("ibuprofen"), "BLEEDING_RISK", "ibuprofen"),
        ("an antiplatelet", taking("aspirin"), "BLEEDING_RISK", "aspirin"),
        ("a bleed", plain(**has("gastrointestinal_bleed", "past")), "BLEEDING_RISK",
         "gastrointestinal bleed (3 Mar 2025, past)"),
        ("an anticoagulant beside vortioxetine",
         on("vortioxetine", 20, **TREATED, medicines=taking("warfarin").medicines), "BLEEDING_RISK",
         "warfarin"),
        ("nothing serotonergic", on("bupropion", 300, **TREATED, medicines=taking("warfarin").medicines),
         "BLEEDING_RISK", None),
        ("worse", plain(end=25), "WORSENING",
         "sertraline (T1), adequate: HAM-D17 24 to 25, 4.2 % worse by 3 Mar 2025: non response"),
        ("the same", plain(end=24), "WORSENING", None),
        ("sleep apnoea", plain(**present("OSA")), "OSA_NOT_RULED_OUT", "Recorded as present on 3 Mar 2025."),
        ("BMI 36", plain(measurements=measured(bmi=36), checks=()), "OSA_SCREEN_DUE",
         "BMI 36 kg/m2 on 3 Mar 2025"),
        *((f"BMI 36, on the checklist as {state}",
           plain(measurements=measured(bmi=36), **checks(Check("OSA", state, day(AS_OF)))),
           "OSA_SCREEN_DUE", None) for state in ("ruled_out", "treated")),
        ("BMI 36, screened",
         plain(measurements=measured(bmi=36), checks=(),
               scores=(*plain().scores, Score(day(AS_OF), "stop_bang", 2))), "OSA_SCREEN_DUE", None),
        ("BMI 36, treated",
         plain(measurements=measured(bmi=36), checks=(), **has("obstructive_sleep_apnoea", "treated")),
         "OSA_SCREEN_DUE", None),
        ("thyroid", plain(**present("THY")), "THYROID", "thyroid disease on the checklist"),
        ("thyroid ruled out", plain(), "THYROID", None),
        ("core check present", plain(**present("BIP")), "TRD_PROVISIONAL", "present: BIP"),
        ("two core checks present",
         plain(**checks(*CHECKS[2:], *(Check(code, "present", day(AS_OF)) for code in ("OSA", "BIP")))),
         "TRD_PROVISIONAL", "present: BIP, OSA"),
        ("core checks open", plain(checks=CHECKS[:2]), "TRD_PROVISIONAL", "open: SUD, THY"),
        ("core checks open below ladder I", replace(young(), checks=()), "TRD_PROVISIONAL", None),
        ("core checks open, no data", plain(checks=(), scores=()), "TRD_PROVISIONAL",
         "open: BIP, OSA, SUD, THY"),
        ("core checks settled", plain(), "TRD_PROVISIONAL", None),
        ("not adequate yet", young(), "TRIAL_NOT_COUNTED", "sertraline (T1) is not adequate"),
        ("adherence unknown", plain(trial(0, None, 200, adherence=())), "TRIAL_NOT_COUNTED",
         "sertraline (T1) is not known to be adequate"),
        ("adequate", plain(), "TRIAL_NOT_COUNTED", None),
        ("an add-on stopped too early", added("aripiprazole", 20), "TRIAL_NOT_COUNTED",
         "aripiprazole (T2) was stopped before it was adequate"),
        ("not taken", plain(trial(0, None, 200, adherence=(AdherencePeriod(79.0, "pdc"),))), "ADHERENCE",
         "79 % taken by dispensing records (PDC); 80 % needed."),
        ("taken", plain(trial(0, None, 200, adherence=(AdherencePeriod(80.0, "pdc"),))), "ADHERENCE", None),
        ("20 days", young(), "TOO_EARLY", "sertraline (T1)"),
        ("16.7 % at 30 days", EARLY, "EARLY_NONIMPROVEMENT",
         "sertraline (T1), not yet: HAM-D17 24 to 20, 16.7 % better by 3 Mar 2025: non response"),
        ("20.8 % at 30 days", IMPROVED, "EARLY_NONIMPROVEMENT", None),
        ("30 days", EARLY, "TOO_EARLY", None),
        ("two of one class", after(failed("citalopram", 1, 40)), "SAME_CLASS_STAGING",
         "two failed trials of one class"),
        ("one failure", plain(), "SAME_CLASS_STAGING", None),
        ("response", plain(end=12), "RESIDUAL_SYMPTOMS_RELAPSE", STORY.format("12, 50 %", "response")),
        ("partial", plain(end=16), "RESIDUAL_SYMPTOMS_RELAPSE", None),
        ("remission", plain(**TREATED), "MAINTENANCE_DURATION", STORY.format("7, 70.8 %", "remission")),
        ("non-response", plain(), "SWITCHING_EVIDENCE_LIMITED", ""),
        ("partial", plain(end=16), "SWITCHING_EVIDENCE_LIMITED", None),
        ("a match", plain(**symptom("fatigue")), "MATCH_EVIDENCE_LIMITED", "Augment with bupropion: fatigue"),
        ("no target", plain(**symptom("low_mood")), "MATCH_EVIDENCE_LIMITED", None),
        ("an anxious profile", replace(plain(), scores=(*plain().scores, Score(day(AS_OF), "gad7", 12))),
         "SUBTYPE_DESCRIPTIVE", "anxious"),
        ("two profiles",
         replace(plain(measurements=measured(crp=4)),
                 scores=(*plain().scores, Score(day(AS_OF), "gad7", 12))),
         "SUBTYPE_DESCRIPTIVE", "anxious, inflamed"),
        ("CRP", plain(measurements=measured(crp=11)), "CRP_REPEAT", "CRP 11 mg/L on 3 Mar 2025"),
        ("citalopram at 66", on("citalopram", 20, patient=aged(66)), "LABEL_DIFFERS_BY_COUNTRY",
         "L02: citalopram, age above 60 (label)"),
        ("D08", taking("methadone"), "LABEL_DIFFERS_BY_COUNTRY",
         "D08: citalopram with a drug that prolongs QT"),
        ("nothing differs", plain(**TREATED), "LABEL_DIFFERS_BY_COUNTRY", None),
        ("off label", plain(), "OFF_LABEL", "Augment with risperidone"),
        ("no data", plain(scores=(score(0, 24),)), "INSUFFICIENT_DATA", "no current score"),
        ("no dose", plain(trial(0, None, doses=())), "INSUFFICIENT_DATA",
         "dose is not known; time at dose is not known"),
        ("no adherence", plain(trial(0, None, 200, adherence=())), "INSUFFICIENT_DATA",
         "adherence is not known"),
        ("no score at the start", plain(scores=(score(AS_OF, 22),)), "INSUFFICIENT_DATA",
         "no score at the start of the trial"),
        ("in remission at the start", plain(scores=(score(0, 5), score(AS_OF, 22))), "INSUFFICIENT_DATA",
         "the outcome cannot be told from the scores on record"),
        ("nobody knows its limits",
         plain(trial(0, None, treatment="vns", role="neuromodulation", doses=())), "INSUFFICIENT_DATA",
         "dose: No minimum adequate dose is known for it.; time at dose: How long a fair trial of it takes "
         "is not known."),
        ("not tolerated", plain(trial(0, 58, 200, adherence=(), stop_reason="intolerance")),
         "INSUFFICIENT_DATA", None),
        ("in remission", plain(trial(0, None, 200, adherence=()), **TREATED), "INSUFFICIENT_DATA", None),
        ("not yet due", young(), "INSUFFICIENT_DATA", None),
        ("stopped on an unknown day",
         plain(trial(-60, None, 60, treatment="phenelzine", id="T0", stop_reason="other"), PLAIN_TRIAL),
         "MAOI_WASHOUT_UNKNOWN",
         "phenelzine was stopped on an unknown day: wait 14 days after its last dose (W01); "
         "the day cannot be computed"),
        ("stopped on a known day", stopped("phenelzine", 2, 60), "MAOI_WASHOUT_UNKNOWN", None),
    ],
    ids=ids,
)  # fmt: skip
def test_warning_is_due(name: str, one: PatientRecord, code: str, facts: str | None) -> None:
    assert warning_facts(one, f"W.{code}") == facts


@pytest.mark.parametrize(
    ("name", "one", "asked", "code", "facts"),
    [
        ("MAOI asked about", plain(), "SWITCH.MAOI", "MAOI_WASHOUT",
         "sertraline is being taken: stop it first, then wait 14 days after its last dose (W07)"),
        ("MAOI not asked about", plain(), "SWITCH.TCA", "MAOI_WASHOUT", None),
        ("MAOI held: serotonin", plain(), "SWITCH.MAOI", "SEROTONIN_SYNDROME",
         "sertraline is being taken: stop it first, then wait 14 days after its last dose (W07)"),
        ("MAOI open", stopped("bupropion", 20, 300), "SWITCH.MAOI", "MAOI_WASHOUT",
         "an MAO inhibitor is among the options"),
        ("MAOI open: diet", stopped("bupropion", 20, 300), "SWITCH.MAOI", "TYRAMINE",
         "an MAO inhibitor is offered"),
        ("fluoxetine 41 days", stopped("fluoxetine", 41, 40), "SWITCH.MAOI", "FLUOXETINE_WASHOUT_5W",
         "fluoxetine taken in the last 42 days"),
        ("fluoxetine 42 days", stopped("fluoxetine", 42, 40), "SWITCH.MAOI", "FLUOXETINE_WASHOUT_5W", None),
        ("fluoxetine, no MAOI", stopped("fluoxetine", 41, 40), "SWITCH.TCA", "FLUOXETINE_WASHOUT_5W", None),
        ("vortioxetine 20 days", stopped("vortioxetine", 20, 20), "SWITCH.MAOI", "VORTIOXETINE_WASHOUT_21D",
         "vortioxetine taken in the last 21 days"),
        ("vortioxetine 21 days", stopped("vortioxetine", 21, 20), "SWITCH.MAOI", "VORTIOXETINE_WASHOUT_21D",
         None),
        ("vortioxetine, no MAOI", stopped("vortioxetine", 20, 20), "SWITCH.TCA", "VORTIOXETINE_WASHOUT_21D",
         None),
        ("W10 differs", on("vortioxetine", 20), "SWITCH.MAOI", "LABEL_DIFFERS_BY_COUNTRY",
         "W10: 21 days here, elsewhere EU SmPC 14"),
        ("lithium listed", plain(), "AUGMENT.LITHIUM", "LITHIUM_MONITORING", LISTED),
        *((drug, taking(drug), "AUGMENT.LITHIUM", "LITHIUM_INTERACTION", f"{drug} is running")
          for drug in ("naproxen", "celecoxib", "lisinopril", "losartan", "indapamide", "furosemide")),
        ("nothing that raises lithium", plain(), "AUGMENT.LITHIUM", "LITHIUM_INTERACTION", None),
        ("no lithium", taking("naproxen"), "AUGMENT.T3", "LITHIUM_INTERACTION", None),
        ("a tricyclic listed", plain(), "SWITCH.NORTRIPTYLINE", "TCA_ECG_OVERDOSE", LISTED),
        ("ECT listed", plain(), "NEUROMOD.ECT", "ECT_MED_REVIEW", LISTED),
        ("off label", plain(), "AUGMENT.T3", "OFF_LABEL",
         "Augment with risperidone; Augment with T3 (liothyronine)"),
        ("may harm", plain(), "AUGMENT.LITHIUM", "PREGNANCY_UNKNOWN",
         "Augment with lithium; Switch to paroxetine"),
        ("matched only because asked", plain(**symptom("poor_concentration"), **has("seizure_disorder")),
         "AUGMENT.MODAFINIL", "MATCH_EVIDENCE_LIMITED", "Augment with modafinil: poor concentration"),
        ("matched, but not asked about", plain(**symptom("poor_concentration"), **has("seizure_disorder")),
         "SWITCH.VORTIOXETINE", "MATCH_EVIDENCE_LIMITED", None),
    ],
    ids=ids,
)  # fmt: skip
def test_warning_is_due_for_what_was_asked(
    name: str, one: PatientRecord, asked: str, code: str, facts: str | None
) -> None:
    assert warning_facts(one, f"W.{code}", "US", asked) == facts


def test_off_label_in_the_uk() -> None:
    assert warning_facts(plain(), "W.OFF_LABEL", "UK") == (
        "Switch to bupropion; Augment with risperidone; Augment with bupropion"
    )


@pytest.mark.parametrize("role", ["augmentation", "combination"])
def test_an_add_on_stopped_before_it_was_adequate_is_not_counted(role: str) -> None:
    stopped = trial(5, 15, 15, id="T2", treatment="mirtazapine", role=role, augments="T1")
    said = warning_facts(plain(trial(0, None, 200), stopped), "W.TRIAL_NOT_COUNTED")
    assert said == "mirtazapine (T2) was stopped before it was adequate"
