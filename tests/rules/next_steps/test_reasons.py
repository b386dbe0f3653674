"""What brings each option up and the sentences it comes with (triggers.md 3, next_steps.md 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patients.record import (
    AdherencePeriod,
    Check,
    Episode,
    Measurement,
    Medicine,
    PatientRecord,
    Score,
    SideEffect,
    Symptom,
)
from tests.rules.making import TAKEN, day, doses, ids, levels, score, trial
from tests.rules.next_steps.plain import (
    AS_OF,
    CHECKS,
    after,
    aged,
    failed,
    has,
    measured,
    mixed_up,
    no_trial,
    option_reasons,
    plain,
    steps,
    young,
)

DATED = "(3 Mar 2025)"
STORY = "sertraline (T1), adequate: HAM-D17 24 to 22, 8.3 % better by 3 Mar 2025: non response"
STAGE = "Ladder stage I, 1 failed adequate trial"
PRESENT = "Recorded as present on 3 Mar 2025."
COMORBIDITY = "INVESTIGATE.PSYCHIATRIC_COMORBIDITY"
ANAEMIA = "INVESTIGATE.ANAEMIA_B12"
EMERGENCY, STOP = "EMERGENCY_MEDICAL_REVIEW", "STOP_OFFENDING_DRUG"


def checked(code: str, state: str = "present") -> PatientRecord:
    others = tuple(one for one in CHECKS if one.code != code)
    return plain(checks=(*others, Check(code, state, day(AS_OF))))


def rated(instrument: str, total: int, one: PatientRecord | None = None) -> PatientRecord:
    one = one or plain()
    return replace(one, scores=(*one.scores, Score(day(AS_OF), instrument, total, rater="self")))


def noted(*symptoms: str) -> PatientRecord:
    return plain(symptoms=tuple(Symptom(code, day(AS_OF)) for code in symptoms))


def taking(*names: str) -> PatientRecord:
    return plain(medicines=tuple(Medicine(name, day(1)) for name in names))


THREE = after(failed("venlafaxine", 2, 225), failed("nortriptyline", 1, 150))
TWO = after(failed("venlafaxine", 1, 225))
NO_TRIAL, STAGE_0 = (
    "No treatment trial is recorded in this episode",
    "Ladder stage 0, 0 failed adequate trials",
)
EARLIER = replace(
    plain(trial(-300, -240, 200)),
    scores=(score(-300, 24), score(-240, 22), score(AS_OF, 22)),
    episodes=(Episode(day(-400), day(-200)), Episode(day(-60))),
)
THERAPY = trial(10, None, id="T2", treatment="cbt", role="psychotherapy", doses=())
LOW_BASE = (score(-40, 25), score(20, 24), score(AS_OF, 22))
ADDED = {
    "augmentation": trial(20, None, 900, id="T2", treatment="lithium", role="augmentation"),
    "combination": trial(20, None, 30, id="T2", treatment="mirtazapine", role="combination"),
}
TAPERED = plain(
    trial(-60, None, doses=doses((-60, 100), (50, 25))),
    trial(40, None, 225, id="T2", treatment="venlafaxine"),
    scores=(score(-60, 25), score(40, 24), score(AS_OF, 22)),
)
LOW = "First the dose of what it was added to: sertraline (T1) is at 25 mg, its minimum is 50 mg"


@pytest.mark.parametrize(
    ("name", "one", "code", "reasons"),
    [
        ("switch", plain(), "SWITCH.OTHER_CLASS", (STORY, STAGE)),
        ("across two scales: each total with its own",
         replace(plain(), scores=(score(0, 24), score(AS_OF, 14, "qids_sr16", "self"))), "SWITCH.OTHER_CLASS",
         ("sertraline (T1), adequate: HAM-D17 24 to QIDS-SR16 14, 20.8 % better when converted "
          "by 3 Mar 2025: non response", STAGE)),
        ("augment", plain(), "AUGMENT.ARIPIPRAZOLE", (STORY, STAGE)),
        ("the article's match", noted("fatigue"), "AUGMENT.BUPROPION",
         (STORY, "The article names it for fatigue", STAGE)),
        ("the matrix's match", noted("anxiety"), "AUGMENT.ARIPIPRAZOLE",
         (STORY, "Matched to anxiety (limited evidence)", STAGE)),
        ("a side effect matched",
         plain(trial(0, None, 200, side_effects=(SideEffect("anxiety", day(9), "mild"),))),
         "AUGMENT.ARIPIPRAZOLE", (STORY, "Matched to anxiety (side effect) (limited evidence)", STAGE)),
        ("two failures", TWO, "SWITCH.OTHER_CLASS", (STORY, "Ladder stage II, 2 failed adequate trials")),
        ("ECT at ladder II", TWO, "NEUROMOD.ECT", (STORY, "Ladder stage II, 2 failed adequate trials")),
        ("ECT for psychosis", plain(**has("psychotic_features")), "NEUROMOD.ECT",
         (f"psychotic features {DATED}",)),
        ("G5", plain(**has("mania")), "URGENT_SAFETY_REVIEW", (f"mania {DATED}",)),
        ("G8", plain(**has("refusing_food_and_fluid")), "URGENT_SAFETY_REVIEW",
         (f"refusing food and fluid {DATED}",)),
        ("G2", plain(**has("clonus")), EMERGENCY, (f"clonus {DATED}",)),
        ("G2: a diagnosis", plain(**has("serotonin_toxicity")), EMERGENCY, (f"serotonin toxicity {DATED}",)),
        ("G2: what causes it", plain(**has("clonus")), STOP,
         ("Running and able to cause it: sertraline", f"clonus {DATED}")),
        ("G3", plain(measurements=measured(sodium=125)), EMERGENCY, ("sodium 125 mmol/L on 3 Mar 2025",)),
        ("G3: what causes it", plain(measurements=measured(sodium=125)), STOP,
         ("Running and able to cause it: sertraline", "sodium 125 mmol/L on 3 Mar 2025")),
        ("G3: confusion", noted("confusion"), EMERGENCY, ("confusion while taking sertraline",)),
        ("G3: a seizure", noted("seizure"), EMERGENCY, ("seizure while taking sertraline",)),
        ("G3: confusion without a drug", replace(noted("confusion"), trials=()), EMERGENCY, ()),
        ("G5: what causes it", plain(**has("mania")), STOP,
         ("Running and able to cause it: sertraline", f"mania {DATED}")),
        ("G9: nothing that causes it", plain(**has("lithium_toxicity")), STOP, ()),
        ("above a cap", plain(trial(0, None, 40, treatment="citalopram"), patient=aged(66)), "REDUCE_DOSE",
         ("citalopram (T1) at 40 mg a day is above 20 mg, the most for age above 60 (label) [L02]",)),
        ("no score now", replace(plain(), scores=(score(0, 24),)), "COMPLETE_ASSESSMENT",
         ("sertraline (T1): no current score",)),
        ("no trial", no_trial(), "COMPLETE_ASSESSMENT", ("no treatment trial is recorded in this episode",)),
        ("no trial: psychotherapy", no_trial(), "PSYCHOTHERAPY.ADD", (NO_TRIAL, STAGE_0)),
        ("a trial of an earlier episode only", EARLIER, "PSYCHOTHERAPY.ADD", (NO_TRIAL, STAGE_0)),
        ("a psychotherapy only", replace(plain(THERAPY), scores=(score(10, 24), score(AS_OF, 12))),
         "COMPLETE_ASSESSMENT", ("no treatment trial is recorded in this episode",)),
        ("a psychotherapy beside the drug",
         plain(trial(0, None, 200), THERAPY, scores=(score(0, 24), score(10, 24), score(AS_OF, 12))),
         "AUGMENT.ARIPIPRAZOLE",
         ("sertraline (T1), adequate: HAM-D17 24 to 12, 50 % better by 3 Mar 2025: response", STAGE)),
        ("two scales", rated("phq9", 15, replace(plain(), scores=(score(0, 24),))), "COMPLETE_ASSESSMENT",
         ("sertraline (T1): start and end are on different scales, so its outcome is only provisional",)),
        ("two scales, but remission by its own cut",
         rated("madrs", 10, replace(plain(), scores=(score(0, 24),))),
         "COMPLETE_ASSESSMENT", ()),
        ("two scales, 11 on the second", rated("madrs", 11, replace(plain(), scores=(score(0, 24),))),
         "COMPLETE_ASSESSMENT",
         ("sertraline (T1): start and end are on different scales, so its outcome is only provisional",)),
        ("two scales, but not tolerated",
         rated("madrs", 28, replace(plain(trial(40, 59, 200, stop_reason="intolerance")),
                                    scores=(score(40, 24),))),
         "COMPLETE_ASSESSMENT", ()),
        ("adherence not known, not tolerated",
         replace(plain(trial(40, 59, 200, stop_reason="intolerance", adherence=())), scores=(score(40, 24),)),
         "ADDRESS_ADHERENCE", ("sertraline (T1): How much was taken is not recorded.",)),
        ("not taken", plain(trial(0, None, 200, adherence=(AdherencePeriod(79.0, "pdc"),))),
         "ADDRESS_ADHERENCE", ("sertraline (T1): 79 % taken by dispensing records (PDC); 80 % needed.",)),
        ("taken", plain(trial(0, None, 200, adherence=(AdherencePeriod(80.0, "pdc"),))),
         "ADDRESS_ADHERENCE", ()),
        ("too early", young(), "COMPLETE_TRIAL",
         (STORY.replace("adequate", "not yet"),
          "20 days at 50 mg or more, 11 Feb 2025 to 3 Mar 2025; 42 needed.")),
        ("dose too low", plain(trial(0, None, 25)), "OPTIMISE_DOSE",
         (STORY.replace("adequate", "not yet"),
          "Room for a higher dose: 25 mg/day; the most for this patient is 200")),
        *((f"{role} of a drug below its minimum", plain(trial(-40, None, 25), added, scores=LOW_BASE),
           "OPTIMISE_DOSE",
           (f"{added.treatment} (T2), not yet: HAM-D17 24 to 22, 8.3 % better by 3 Mar 2025: non response",
            LOW)) for role, added in ADDED.items()),
        ("a switch from a drug that is tapered below its minimum", TAPERED, "OPTIMISE_DOSE", ()),
        ("a switch from a drug that is tapered below its minimum", TAPERED, "COMPLETE_TRIAL",
         ("venlafaxine (T2), not yet: HAM-D17 24 to 22, 8.3 % better by 3 Mar 2025: non response",
          "20 days at 150 mg or more, 11 Feb 2025 to 3 Mar 2025; 42 needed.")),
        ("stopped too early", replace(plain(trial(20, 50, 200)), scores=(score(20, 24), score(50, 22))),
         "OPTIMISE_DOSE",
         (STORY.replace("adequate", "inadequate").replace("3 Mar", "21 Feb"),
          "It was not a fair trial: repeat it properly",
          "30 days at 50 mg or more, 22 Jan 2025 to 21 Feb 2025; 42 needed.")),
        ("response with room", plain(trial(0, None, 100), end=12), "OPTIMISE_DOSE",
         ("sertraline (T1), adequate: HAM-D17 24 to 12, 50 % better by 3 Mar 2025: response",
          "Room for a higher dose: 100 mg/day; the most for this patient is 200")),
        ("waits once, named once", THREE, "WAIT_WASHOUT",
         ("Switch to an MAO inhibitor (specialist): sertraline is being taken: stop it first, "
          "then wait 14 days after its last dose (W07)",)),
        ("ladder III", THREE, "REFER_SPECIALIST", ("Ladder stage III, 3 failed adequate trials",)),
        ("ladder II", TWO, "REFER_SPECIALIST", ()),
        ("pregnancy", plain(**has("pregnancy")), "REFER_SPECIALIST", (f"pregnancy {DATED}: perinatal team",)),
        ("G6 to a specialist", plain(**has("psychotic_features")), "REFER_SPECIALIST",
         (f"psychotic features {DATED}",)),
        ("pregnancy at ladder III", replace(THREE, **has("pregnancy")), "REFER_SPECIALIST",
         (f"pregnancy {DATED}: perinatal team", "Ladder stage III, 3 failed adequate trials")),
        ("bipolar screen", mixed_up(Score(day(50), "rms", 4, rater="self")), "REEVALUATE_BIPOLAR",
         ("RMS positive (4) on 21 Feb 2025.",)),
        ("bipolar now", plain(**has("mania")), "OTHER.MOOD_STABILISER_PATHWAY", (f"mania {DATED}",)),
        ("bipolar before", plain(**has("hypomania", "past")), "OTHER.MOOD_STABILISER_PATHWAY",
         ("Hypomania: earlier, confirmed, recorded on 3 Mar 2025.",)),
        ("worse", plain(end=25), "REEVALUATE_DIAGNOSIS",
         ("sertraline (T1), adequate: HAM-D17 24 to 25, 4.2 % worse by 3 Mar 2025: non response",)),
        ("not better, not worse", plain(end=24), "REEVALUATE_DIAGNOSIS", ()),
        ("psychosis", plain(**has("psychotic_features")), "TREAT_AS_PSYCHOTIC_DEPRESSION",
         (f"psychotic features {DATED}",)),
        ("psychosis on the checklist", checked("PSY"), "TREAT_AS_PSYCHOTIC_DEPRESSION",
         ("psychotic features on the checklist",)),
        ("catatonia", plain(**has("catatonia")), "TREAT_CATATONIA.BENZODIAZEPINE", (f"catatonia {DATED}",)),
        ("catatonia on the checklist", checked("CAT"), "TREAT_CATATONIA.BENZODIAZEPINE",
         ("catatonia on the checklist",)),
        ("sleep apnoea", checked("OSA"), "INVESTIGATE.OSA", (PRESENT,)),
        ("TSH", plain(measurements=measured(tsh=4.6)), "INVESTIGATE.THYROID",
         ("TSH 4.6 mIU/L on 3 Mar 2025",)),
        ("thyroid on the checklist", checked("THY"), "INVESTIGATE.THYROID", (PRESENT,)),
        ("thyroid treated", checked("THY", "treated"), "INVESTIGATE.THYROID", ()),
        ("underactive", replace(checked("THY", "not_assessed"), **has("hypothyroidism")),
         "INVESTIGATE.THYROID", ("Hypothyroidism recorded on 3 Mar 2025, not yet treated.",)),
        ("underactive, cleared the same day", plain(**has("hypothyroidism")), "INVESTIGATE.THYROID",
         (f"hypothyroidism {DATED}",)),
        ("overactive", plain(**has("hyperthyroidism")), "INVESTIGATE.THYROID", (f"hyperthyroidism {DATED}",)),
        ("CRP 10", plain(measurements=measured(crp=10)), "INVESTIGATE.INFLAMMATORY_ILLNESS", ()),
        ("CRP 10.1", plain(measurements=measured(crp=10.1)), "INVESTIGATE.INFLAMMATORY_ILLNESS",
         ("CRP 10.1 mg/L on 3 Mar 2025",)),
        ("CRP 3", plain(measurements=measured(crp=3)), "INFO.CRP_RESEARCH_NOTE", ()),
        ("CRP 3.1", plain(measurements=measured(crp=3.1)), "INFO.CRP_RESEARCH_NOTE",
         ("CRP 3.1 mg/L on 3 Mar 2025",)),
        ("cognition", checked("COG"), "ASSESS.COGNITION", ("cognitive disorder on the checklist",)),
        ("dementia", plain(**has("dementia")), "ASSESS.COGNITION", (f"dementia {DATED}",)),
        ("65, not assessed", plain(patient=aged(65)), "ASSESS.COGNITION",
         ("age 65 or older and cognition not assessed",)),
        ("65, assessed two years ago",
         plain(patient=aged(65), checks=(*plain().checks, Check("COG", "ruled_out", day(AS_OF - 800)))),
         "ASSESS.COGNITION", ("age 65 or older and cognition not assessed",)),
        ("64, not assessed", plain(patient=aged(64)), "ASSESS.COGNITION", ()),
        ("65, ruled out", replace(checked("COG", "ruled_out"), patient=aged(65)), "ASSESS.COGNITION", ()),
        ("substance unspecified", checked("SUD"), "TREAT.SUBSTANCE_USE",
         ("substance use on the checklist, substance not specified",)),
        ("alcohol", plain(**has("alcohol_dependence")), "TREAT.SUBSTANCE_USE",
         (f"alcohol dependence {DATED}",)),
        ("another substance", replace(checked("SUD"), **has("substance_use_disorder")), "TREAT.SUBSTANCE_USE",
         (f"substance use disorder {DATED}",)),
        ("substance use treated", replace(checked("SUD", "treated"), **has("alcohol_dependence")),
         "TREAT.SUBSTANCE_USE", ()),
        ("mood-lowering on the checklist", checked("MED"), "REVIEW_MOOD_LOWERING_DRUG", (PRESENT,)),
        ("four psychotropics", taking("lorazepam", "haloperidol", "zolpidem"), "DEPRESCRIBE_REVIEW",
         ("4 psychotropic drugs running: sertraline, haloperidol, lorazepam and zolpidem",)),
        ("three psychotropics", taking("lorazepam", "haloperidol"), "DEPRESCRIBE_REVIEW", ()),
        ("insomnia", noted("insomnia"), "PSYCHOTHERAPY.CBTI", ("insomnia",)),
        ("ISI 14", rated("isi", 14), "PSYCHOTHERAPY.CBTI", ()),
        ("ISI 15", rated("isi", 15), "PSYCHOTHERAPY.CBTI", ("ISI 15",)),
    ],
    ids=ids,
)  # fmt: skip
def test_option_is_brought_up(name: str, one: PatientRecord, code: str, reasons: tuple[str, ...]) -> None:
    assert option_reasons(one, code) == reasons


@pytest.mark.parametrize(
    ("instrument", "negative", "positive", "code", "words"),
    [
        ("pc_ptsd_5", 2, 3, COMORBIDITY, "PC-PTSD-5 positive"),
        ("pcl_5", 30, 31, COMORBIDITY, "PCL-5 positive"),
        ("oci_r", 20, 21, COMORBIDITY, "OCI-R positive"),
        ("ybocs", 15, 16, COMORBIDITY, "Y-BOCS positive"),
        ("asrs", 3, 4, COMORBIDITY, "ASRS part A positive"),
        ("msi_bpd", 6, 7, COMORBIDITY, "MSI-BPD positive"),
        ("scoff", 1, 2, COMORBIDITY, "SCOFF positive"),
        ("moca", 26, 25, "ASSESS.COGNITION", "MoCA below its cut-off"),
        ("mmse", 24, 23, "ASSESS.COGNITION", "MMSE below its cut-off"),
        ("mini_cog", 3, 2, "ASSESS.COGNITION", "Mini-Cog below its cut-off"),
        ("audit_c", 2, 3, "TREAT.SUBSTANCE_USE", "AUDIT-C positive"),
        ("audit", 7, 8, "TREAT.SUBSTANCE_USE", "AUDIT positive"),
    ],
)
def test_screen_brings_up(instrument: str, negative: int, positive: int, code: str, words: str) -> None:
    assert option_reasons(rated(instrument, negative), code) == ()
    assert option_reasons(rated(instrument, positive), code) == (words,)


@pytest.mark.parametrize(("fours", "due"), [(7, False), (8, True)])
def test_screen_answered_in_part_is_positive_where_no_answer_could_change_it(fours: int, due: bool) -> None:
    """PCL-5, from 31 on: 28 and 32 so far, three questions of 0 to 4 not answered."""
    part = Score(day(AS_OF), "pcl_5", None, (4,) * fours + (0,) * (17 - fours) + (None,) * 3)
    one = replace(plain(), scores=(*plain().scores, part))
    assert option_reasons(one, COMORBIDITY) == (("PCL-5 positive",) if due else ())


@pytest.mark.parametrize(
    ("name", "state", "number", "due"),
    [
        ("ruled out the day before", "ruled_out", 49, True),
        ("ruled out on the day", "ruled_out", 50, False),
        ("not assessed since", "not_assessed", AS_OF, True),
    ],
    ids=ids,
)
def test_a_clinician_answers_a_cognitive_screen(name: str, state: str, number: int, due: bool) -> None:
    one = plain()
    check = Check("COG", state, day(number), "Dr A")
    one = replace(one, scores=(*one.scores, Score(day(50), "moca", 25)), checks=(*one.checks, check))
    assert bool(option_reasons(one, "ASSESS.COGNITION")) is due


@pytest.mark.parametrize("code", ["PTSD", "OCD", "ADHD", "PD", "EAT"])
def test_comorbidity_on_the_checklist(code: str) -> None:
    assert option_reasons(checked(code), COMORBIDITY) == (f"{code} on the checklist",)
    assert option_reasons(checked(code, "ruled_out"), COMORBIDITY) == ()


@pytest.mark.parametrize("name", ["PTSD", "OCD", "ADHD", "personality disorder", "eating disorder"])
def test_comorbidity_as_a_diagnosis(name: str) -> None:
    code = name.lower().replace(" ", "_")
    assert option_reasons(plain(**has(code)), COMORBIDITY) == (f"{name} {DATED}",)
    assert option_reasons(plain(**has(code, "past")), COMORBIDITY) == ()


@pytest.mark.parametrize(
    ("test", "low", "enough", "values", "words"),
    [
        ("haemoglobin", 119, 120, {}, "haemoglobin 119 g/L on 3 Mar 2025"),
        ("haemoglobin", 129, 130, {"patient": aged(40, "male")}, "haemoglobin 129 g/L on 3 Mar 2025"),
        ("haemoglobin", 109, 110, has("pregnancy"), "haemoglobin 109 g/L on 3 Mar 2025"),
        ("ferritin", 29, 30, {}, "ferritin 29 ug/L on 3 Mar 2025"),
        ("b12", 179, 180, {}, "B12 179 ng/L on 3 Mar 2025"),
        ("folate", 6.9, 7, {}, "folate 6.9 nmol/L on 3 Mar 2025"),
    ],
)
def test_blood_brings_up(test: str, low: float, enough: float, values: dict[str, Any], words: str) -> None:
    assert option_reasons(plain(measurements=measured(**{test: low}), **values), ANAEMIA) == (words,)
    assert option_reasons(plain(measurements=measured(**{test: enough}), **values), ANAEMIA) == ()


@pytest.mark.parametrize(
    ("code", "test", "normal"),
    [
        ("anaemia", "haemoglobin", 140),
        ("iron_deficiency", "ferritin", 80),
        ("b12_deficiency", "b12", 400),
        ("folate_deficiency", "folate", 20),
    ],
)
def test_deficiency_as_a_diagnosis_stands_until_a_value_answers_it(
    code: str, test: str, normal: float
) -> None:
    one = plain(**has(code))
    (said,) = option_reasons(one, ANAEMIA)
    assert said == f"{code.replace('_', ' ').capitalize()} recorded on 3 Mar 2025."
    assert option_reasons(replace(one, measurements=measured(**{test: normal})), ANAEMIA) == ()
    before = (Measurement(day(AS_OF - 1), test, normal, "g/L"),)
    assert option_reasons(replace(one, measurements=before), ANAEMIA) == (said,)
    assert option_reasons(replace(one, checks=(Check("ANA", "treated", day(AS_OF)),)), ANAEMIA) == ()


@pytest.mark.parametrize(
    ("name", "stop_reason", "adherence", "end", "brought_up"),
    [
        ("unknown, without effect", "lack_of_efficacy", (), 22, True),
        ("unknown, not tolerated", "intolerance", (), 22, True),
        ("low, not tolerated", "intolerance", (AdherencePeriod(50.0, "pdc"),), 22, True),
        ("known, not tolerated", "intolerance", TAKEN, 22, False),
        ("unknown, remission", "other", (), 7, False),
    ],
    ids=ids,
)
def test_adherence_is_asked_about_unless_in_remission(
    name: str, stop_reason: str, adherence: Any, end: int, brought_up: bool
) -> None:
    one = plain(trial(0, 58, 200, stop_reason=stop_reason, adherence=adherence), end=end)
    assert bool(option_reasons(one, "ADDRESS_ADHERENCE")) is brought_up


def test_anaemia_on_the_checklist() -> None:
    assert option_reasons(checked("ANA"), ANAEMIA) == (PRESENT,)


def test_mood_lowering_drug_before_the_onset() -> None:
    one = plain(medicines=(Medicine("prednisone", day(-80)),))
    assert option_reasons(one, "REVIEW_MOOD_LOWERING_DRUG") == (
        "prednisone, which can lower mood, was started 14 Oct 2024, within 84 days before the onset on "
        "3 Nov 2024.",
    )


def test_what_was_asked_about_says_so() -> None:
    (lithium,) = [one for one in steps(plain(), "US", "AUGMENT.LITHIUM").options if "LITHIUM" in one.code]
    assert lithium.because == (
        "You asked about it; nothing recorded withholds it",
        "Unasked it is offered from ladder stage II on, or with melancholic features beside a tricyclic or "
        "venlafaxine",
    )


def test_what_was_asked_about_and_waits_for_nothing_says_no_more() -> None:
    (nefazodone,) = [one for one in steps(plain(), "US", "SWITCH.NEFAZODONE").options if "NEFAZ" in one.code]
    assert nefazodone.because == ("You asked about it; nothing recorded withholds it",)


def test_a_remission_that_was_lost_after_the_stop_is_not_simply_maintained() -> None:
    lost = "The remission was lost after it was stopped: what helped may be given again (NICE NG222 1.13.1)"
    given = trial(0, 50, 200, stop_reason="remission")
    gone = plain(given, scores=(score(0, 24), score(49, 6), score(AS_OF, 22)))
    assert lost in option_reasons(gone, "MAINTAIN")
    kept = plain(given, scores=(score(0, 24), score(49, 6), score(AS_OF, 7)))
    assert lost not in option_reasons(kept, "MAINTAIN")


LITHIUM: dict[str, Any] = {"id": "T2", "treatment": "lithium", "role": "augmentation"}


@pytest.mark.parametrize(
    ("name", "level", "stop", "reasons"),
    [
        ("1.49", 1.49, None, ()),
        ("1.5", 1.5, None, ("lithium level 1.5 mmol/L on 21 Feb 2025",)),
        ("stopped 6 days ago", 1.5, AS_OF - 6, ("lithium level 1.5 mmol/L on 21 Feb 2025",)),
        ("stopped 7 days ago", 1.5, AS_OF - 7, ()),
    ],
    ids=ids,
)
def test_toxic_level(name: str, level: float, stop: int | None, reasons: tuple[str, ...]) -> None:
    added = trial(20, stop, 900, levels=levels("mmol/L", (50, level)), **LITHIUM)
    assert option_reasons(plain(trial(0, None, 200), added), EMERGENCY) == reasons
    begun_since = trial(40, None, 30, id="T3", treatment="mirtazapine", role="combination")
    assert option_reasons(plain(trial(0, None, 200), added, begun_since), EMERGENCY) == reasons


LADDER_II = after(failed("venlafaxine", 1, 225))


def also_rated(instrument: str, total: int) -> PatientRecord:
    return replace(LADDER_II, scores=(*LADDER_II.scores, Score(day(AS_OF), instrument, total)))


def also_noted(*codes: str) -> PatientRecord:
    return replace(LADDER_II, symptoms=tuple(Symptom(code, day(AS_OF)) for code in codes))


def also_felt(effect: str) -> PatientRecord:
    *before, last = LADDER_II.trials
    return replace(
        LADDER_II, trials=(*before, replace(last, side_effects=(SideEffect(effect, day(50), "mild"),)))
    )


def said_of(article: str = "", *matched: str) -> dict[str, set[str]]:
    return {"The article names it": set(article.split()), "Matched": set(matched)}


FATIGUE = said_of("BUPROPION", "ARIPIPRAZOLE", "T3", "MODAFINIL", "STIMULANT")
INSOMNIA = said_of("MIRTAZAPINE", "QUETIAPINE_XR", "OLANZAPINE")
ANXIETY = said_of("", "ARIPIPRAZOLE", "QUETIAPINE_XR", "MIRTAZAPINE")
ANHEDONIA = said_of("BUPROPION", "ARIPIPRAZOLE", "KETAMINE_IV", "PRAMIPEXOLE")


@pytest.mark.parametrize(
    ("name", "one", "words", "agents"),
    [
        ("fatigue", also_noted("fatigue"), "fatigue", FATIGUE),
        ("anergia", also_noted("anergia"), "anergia", FATIGUE),
        ("poor concentration", also_noted("poor_concentration"), "poor concentration",
         said_of("", "BUPROPION")),
        ("insomnia", also_noted("insomnia"), "insomnia", INSOMNIA),
        ("ISI 15", also_rated("isi", 15), "ISI 15", INSOMNIA),
        ("ISI 14", also_rated("isi", 14), "", said_of()),
        ("insomnia, an effect", also_felt("insomnia"), "insomnia (side effect)", INSOMNIA),
        ("anhedonia", also_rated("shaps", 3), "anhedonic profile", ANHEDONIA),
        ("anxiety", also_rated("gad7", 10), f"GAD-7 10 on {DATED[1:-1]}", ANXIETY),
        ("anxiety, an effect", also_felt("anxiety"), "anxiety (side effect)", ANXIETY),
        ("sexual dysfunction, an effect", also_felt("sexual_dysfunction"),
         "sexual dysfunction (side effect)", said_of("BUPROPION", "MIRTAZAPINE")),
        ("weight", also_noted("weight_gain"), "weight gain", said_of("", "BUPROPION")),
        ("nausea on an SSRI", also_felt("nausea"), "nausea (side effect)", said_of("", "MIRTAZAPINE")),
        ("melancholic", replace(LADDER_II, **has("melancholic_features")), f"melancholic features {DATED}",
         said_of("", "LITHIUM", "T3")),
        ("an overdose", replace(LADDER_II, **has("overdose", "past")), "overdose (3 Mar 2025, past)",
         said_of("", "LITHIUM")),
        ("an attempt", replace(LADDER_II, **has("suicide_attempt", "past")),
         "suicide attempt (3 Mar 2025, past)", said_of("", "LITHIUM")),
    ],
    ids=ids,
)  # fmt: skip
def test_augmenters_are_matched(name: str, one: PatientRecord, words: str, agents: Any) -> None:
    found = said_of()
    for option in steps(one).options:
        for because in option.because:
            if because == f"The article names it for {words}":
                found["The article names it"].add(option.code.removeprefix("AUGMENT."))
            elif because.startswith("Matched"):
                assert because == f"Matched to {words} (limited evidence)"
                found["Matched"].add(option.code.removeprefix("AUGMENT."))
    assert found == agents


@pytest.mark.parametrize(("days", "matched"), [(28, True), (29, False)])
def test_a_symptom_is_matched_while_it_is_still_said(days: int, matched: bool) -> None:
    symptoms = (Symptom("fatigue", day(AS_OF - days)), Symptom("low_mood", day(AS_OF)))
    reasons = option_reasons(plain(symptoms=symptoms), "AUGMENT.BUPROPION")
    assert ("The article names it for fatigue" in reasons) is matched
