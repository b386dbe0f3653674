"""What is flagged as looking like resistance: each threshold from both sides, and what clears it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from assessment.rules.assess import assess
from patients.record import (
    Check,
    Condition,
    Episode,
    Measurement,
    Medicine,
    Patient,
    Score,
    SideEffect,
    Symptom,
)
from tests.rules.making import day, ids, judged, levels, record, score, trial

NOW = 100


def flags(*facts: Any, jurisdiction: str = "US", **values: Any) -> set[str]:
    found = assess(record(*facts, **values), day(NOW), jurisdiction=jurisdiction)
    return {impostor.code for impostor in found.impostors}


def measured(test: str, value: float, unit: str, number: int = NOW) -> Measurement:
    return Measurement(day(number), test, value, unit)


def screen(instrument: str, total: int, number: int = NOW, **values: Any) -> Score:
    return Score(day(number), instrument, total, rater="self", **values)


def check(code: str, state: str, number: int = NOW) -> Check:
    return Check(code, state, day(number), "Dr A")


PROBLEM = (("problem", "moderate"), ("same_period", True))
MINOR = (("problem", "minor"), ("same_period", True))
LOW_LEVEL = trial(0, None, treatment="nortriptyline", levels=levels("ng/mL", (30, 20)))
TREATED = (Condition("obstructive_sleep_apnoea", "treated", day(0)),)


@pytest.mark.parametrize(
    ("name", "facts", "flagged"),
    [
        ("MDQ 7 with both answers", (screen("mdq", 7, answers=PROBLEM),), True),
        ("MDQ 6", (screen("mdq", 6, answers=PROBLEM),), False),
        ("MDQ 9 with a minor problem", (screen("mdq", 9, answers=MINOR),), False),
        ("MDQ 9, answers not given: cannot tell", (screen("mdq", 9),), False),
        ("RMS 4", (screen("rms", 4),), True),
        ("RMS 3", (screen("rms", 3),), False),
        ("ASRM 6", (screen("asrm", 6),), True),
        ("ASRM 5", (screen("asrm", 5),), False),
        ("an older positive, a newer negative", (screen("rms", 4, 50), screen("rms", 2)), False),
        ("two of a day: the worse", (screen("rms", 6, 50), screen("rms", 2), screen("rms", 4)), True),
        ("two of a day, both negative", (screen("rms", 6, 50), screen("rms", 2), screen("rms", 3)), False),
        ("ruled out on the day", (screen("rms", 4), check("BIP", "ruled_out")), False),
        ("ruled out before the screen", (screen("rms", 4), check("BIP", "ruled_out", NOW - 1)), True),
    ],
    ids=ids,
)  # fmt: skip
def test_bipolar_screen(name: str, facts: Any, flagged: bool) -> None:
    assert flags(*facts) == ({"bipolar_screen_positive"} if flagged else set())


@pytest.mark.parametrize(
    ("code", "status", "flagged"),
    [
        ("hypomania", "past", "bipolar_spectrum"),
        ("mania", "present", "bipolar_spectrum"),
        ("hypomania", "suspected", None),
        ("hypomania", "absent", None),
        ("antidepressant_associated_hypomania", "past", "bipolar_screen_positive"),
        ("bipolar_disorder", "past", "bipolar_screen_positive"),
        ("bipolar_disorder", "suspected", None),
        ("response_to_mood_stabiliser", "past", "bipolar_screen_positive"),
        ("family_history_bipolar", "present", None),
    ],
)
def test_bipolar_history(code: str, status: str, flagged: str | None) -> None:
    found = flags(screen("rms", 1), conditions=(Condition(code, status, day(0)),))
    assert found == ({flagged} if flagged else set())


HELPED = Condition("antidepressant_associated_hypomania", "past", day(NOW))
UNDERACTIVE = Condition("hypothyroidism", "present", day(NOW))


@pytest.mark.parametrize(
    ("name", "code", "values", "flag"),
    [
        ("TSH", "THY", {"measurements": (measured("tsh", 14, "mIU/L"),)}, "hypothyroidism"),
        ("hypothyroidism", "THY", {"conditions": (UNDERACTIVE,)}, "hypothyroidism"),
        ("hypomania on a drug", "BIP", {"conditions": (HELPED,)}, "bipolar_screen_positive"),
        ("STOP-BANG", "OSA", {"scores": (screen("stop_bang", 6),)}, "osa_suspected"),
        ("AUDIT", "SUD", {"scores": (screen("audit", 8),)}, "substance_use"),
        ("haemoglobin", "ANA", {"measurements": (measured("haemoglobin", 90, "g/L"),)}, "anaemia"),
        ("B12", "ANA", {"measurements": (measured("b12", 90, "ng/L"),)}, "b12_deficiency"),
        ("a medicine", "MED", {"medicines": (Medicine("isotretinoin", day(-80)),)}, "drug_induced"),
    ],
    ids=ids,
)  # fmt: skip
def test_a_clinician_clears_it_on_the_day(name: str, code: str, values: Any, flag: str) -> None:
    assert flags(**values) == {flag}
    for state in ("ruled_out", "treated"):
        assert flags(**values, checks=(check(code, state),)) == set()
    assert flags(**values, checks=(check(code, "not_assessed"),)) == {flag}


@pytest.mark.parametrize(
    ("name", "code", "values", "flag"),
    [
        ("a positive MDQ", "BIP", {"scores": (screen("mdq", 7, answers=PROBLEM),)},
         "bipolar_screen_positive"),
        ("hypomania on a drug", "BIP", {"conditions": (HELPED,)}, "bipolar_screen_positive"),
        ("a sleep study", "OSA", {"measurements": (measured("ahi", 5, "1/h"),)}, "osa_suspected"),
        ("apnoea diagnosed", "OSA",
         {"conditions": (Condition("obstructive_sleep_apnoea", "present", day(NOW)),)}, "osa_suspected"),
        ("a questionnaire of sleep", "OSA", {"scores": (screen("stop_bang", 8),)}, None),
        ("TSH", "THY", {"measurements": (measured("tsh", 14, "mIU/L"),)}, "hypothyroidism"),
        ("hypothyroidism", "THY", {"conditions": (UNDERACTIVE,)}, "hypothyroidism"),
        ("free T4 beside an older TSH", "THY",
         {"measurements": (measured("tsh", 6, "mIU/L", NOW - 9), measured("free_t4", 0.5, "ng/dL"))},
         "hypothyroidism"),
        ("free T4 beside an older TSH of 14", "THY",
         {"measurements": (measured("tsh", 14, "mIU/L", NOW - 9), measured("free_t4", 0.5, "ng/dL"))},
         "hypothyroidism"),
        ("TSH beside an older free T4", "THY",
         {"measurements": (measured("free_t4", 0.5, "ng/dL", NOW - 9), measured("tsh", 6, "mIU/L"))},
         "hypothyroidism"),
        ("a normal free T4 beside an older TSH", "THY",
         {"measurements": (measured("tsh", 14, "mIU/L", NOW - 9), measured("free_t4", 1, "ng/dL"))}, None),
        ("AUDIT", "SUD", {"scores": (screen("audit", 8),)}, "substance_use"),
        ("dependence", "SUD", {"conditions": (Condition("alcohol_dependence", "present", day(NOW)),)},
         "substance_use"),
        ("haemoglobin", "ANA", {"measurements": (measured("haemoglobin", 90, "g/L"),)}, "anaemia"),
        ("anaemia", "ANA", {"conditions": (Condition("anaemia", "present", day(NOW)),)}, "anaemia"),
        ("B12", "ANA", {"measurements": (measured("b12", 90, "ng/L"),)}, "b12_deficiency"),
        ("B12 deficiency", "ANA", {"conditions": (Condition("b12_deficiency", "present", day(NOW)),)},
         "b12_deficiency"),
    ],
    ids=ids,
)  # fmt: skip
def test_what_is_found_after_it_was_ruled_out(name: str, code: str, values: Any, flag: str | None) -> None:
    assert flags(**values, checks=(check(code, "ruled_out", NOW - 1),)) == ({flag} if flag else set())
    assert flags(**values, checks=(check(code, "ruled_out"),)) == set()


@pytest.mark.parametrize(
    ("test", "value", "unit", "flag"),
    [
        ("haemoglobin", 90, "g/L", "anaemia"),
        ("ferritin", 10, "ug/L", "anaemia"),
        ("b12", 90, "ng/L", "b12_deficiency"),
    ],
)
def test_a_low_value_after_it_was_treated_asks_again(test: str, value: float, unit: str, flag: str) -> None:
    """Of the day of the answer and before it is what was treated; a later one was not helped by it."""
    low = (measured(test, value, unit),)
    assert flags(measurements=low, checks=(check("ANA", "treated"),)) == set()
    assert flags(measurements=low, checks=(check("ANA", "treated", NOW - 1),)) == {flag}


@pytest.mark.parametrize(("study", "flagged"), [(NOW - 1, False), (NOW, False), (NOW + 1, False)])
def test_a_sleep_study_does_not_undo_that_apnoea_is_treated(study: int, flagged: bool) -> None:
    found = assess(
        record(check("OSA", "treated"), measurements=(measured("ahi", 20, "1/h", study),)), day(NOW + 1)
    )
    assert ("osa_suspected" in {one.code for one in found.impostors}) is flagged


@pytest.mark.parametrize(
    ("name", "stop", "facts", "flagged"),
    [
        ("still taken", None, (score(NOW, 20),), True),
        ("stopped, no score", 0, (), True),
        ("stopped on the day of the score", NOW, (score(NOW, 20),), True),
        ("stopped the day before", NOW - 1, (score(NOW, 20),), False),
        ("stopped, and a self-rating since", NOW - 1, (score(NOW, 14, "phq9", "self"),), False),
        ("stopped, and only anxiety rated", NOW - 1, (score(NOW, 14, "gad7", "self"),), True),
        ("an older score", NOW - 1, (score(NOW - 2, 20),), True),
    ],
    ids=ids,
)
def test_a_mood_lowering_medicine_is_cleared_when_stopped_and_rated(
    name: str, stop: int | None, facts: Any, flagged: bool
) -> None:
    medicine = Medicine("isotretinoin", day(-80), None if stop is None else day(stop))
    assert flags(*facts, medicines=(medicine,)) == ({"drug_induced"} if flagged else set())


def test_of_two_mood_lowering_medicines_one_still_taken_is_flagged() -> None:
    both = (Medicine("isotretinoin", day(-80), day(0)), Medicine("levetiracetam", day(-70)))
    (found,) = judged(NOW, score(NOW, 20), medicines=both).impostors
    assert found.because.startswith("levetiracetam, which can lower mood,")


@pytest.mark.parametrize(("ruled_out", "flagged"), [(89, True), (90, False)])
def test_a_worsening_after_the_prescriber_judged_asks_again(ruled_out: int, flagged: bool) -> None:
    facts = (trial(0, None), score(0, 20), score(90, 24), check("MED", "ruled_out", ruled_out))
    medicine = Medicine("isotretinoin", day(30))
    assert ("drug_induced" in flags(*facts, medicines=(medicine,))) is flagged


def test_confirmed_hypomania_replaces_the_screen() -> None:
    found = flags(screen("rms", 5), conditions=(Condition("hypomania", "past", day(0)),))
    assert found == {"bipolar_spectrum"}


SLEEPY = (Symptom("hypersomnia", day(NOW)),)


@pytest.mark.parametrize(
    ("name", "total", "symptoms", "more", "flagged"),
    [
        ("5 is high", 5, (), {}, True),
        ("4 alone is not enough", 4, (), {}, False),
        ("4 with sleepiness", 4, SLEEPY, {}, True),
        ("3 with fatigue", 3, (Symptom("anergia", day(NOW)),), {}, True),
        ("2 with sleepiness", 2, SLEEPY, {}, False),
        ("sleepiness on the day of the onset", 4, (Symptom("hypersomnia", day(-60)),), {}, True),
        ("sleepiness of an earlier episode", 4, (Symptom("hypersomnia", day(-90)),), {}, False),
        ("on CPAP", 6, (), {"measurements": (measured("cpap_use", 4.0, "h/night"),)}, False),
        ("CPAP hardly used", 6, (), {"measurements": (measured("cpap_use", 3.9, "h/night"),)}, True),
        ("treated", 6, (), {"conditions": TREATED}, False),
        ("found, then treated", 6, (),
         {"conditions": TREATED, "checks": (check("OSA", "present", -10),)}, False),
        ("found and treated on one day", 6, (),
         {"conditions": TREATED, "checks": (check("OSA", "present", 0),)}, False),
        ("treated, then found again", 6, (),
         {"conditions": TREATED, "checks": (check("OSA", "present", 10),)}, True),
    ],
    ids=ids,
)  # fmt: skip
def test_sleep_apnoea(name: str, total: int, symptoms: Any, more: Any, flagged: bool) -> None:
    found = flags(screen("stop_bang", total), symptoms=symptoms, **more)
    assert found == ({"osa_suspected"} if flagged else set())


@pytest.mark.parametrize(("ahi", "flagged"), [(4.9, False), (5.0, True)])
def test_sleep_study(ahi: float, flagged: bool) -> None:
    assert ("osa_suspected" in flags(measurements=(measured("ahi", ahi, "1/h"),))) is flagged


@pytest.mark.parametrize(("age", "flagged"), [(365, False), (366, True)])
def test_sleep_apnoea_ruled_out_for_a_year(age: int, flagged: bool) -> None:
    ruled_out = check("OSA", "ruled_out", NOW - age)
    assert ("osa_suspected" in flags(screen("stop_bang", 6), ruled_out)) is flagged


@pytest.mark.parametrize(
    ("name", "values", "flagged"),
    [
        ("TSH 10", (measured("tsh", 10, "mIU/L"),), True),
        ("TSH 9.9", (measured("tsh", 9.9, "mIU/L"),), False),
        (
            "TSH 4.6 with low free T4",
            (measured("tsh", 4.6, "mIU/L"), measured("free_t4", 0.79, "ng/dL")),
            True,
        ),
        (
            "TSH 4.6 with normal free T4",
            (measured("tsh", 4.6, "mIU/L"), measured("free_t4", 0.8, "ng/dL")),
            False,
        ),
        (
            "TSH 4.5 with low free T4",
            (measured("tsh", 4.5, "mIU/L"), measured("free_t4", 0.5, "ng/dL")),
            False,
        ),
        (
            "TSH 4.6 with no free T4 to be found",
            (measured("tsh", 4.6, "mIU/L"), measured("free_t4", 0, "ng/dL")),
            True,
        ),
        ("normal since", (measured("tsh", 14, "mIU/L", 50), measured("tsh", 3, "mIU/L")), False),
    ],
    ids=ids,
)
def test_hypothyroidism(name: str, values: Any, flagged: bool) -> None:
    assert flags(measurements=values) == ({"hypothyroidism"} if flagged else set())


@pytest.mark.parametrize(
    ("name", "tsh", "number", "flagged"),
    [
        ("4.5 since", 4.5, NOW, False),
        ("4.6 since", 4.6, NOW, True),
        ("0.4 since", 0.4, NOW, False),
        ("0.39 since: low is not normal", 0.39, NOW, True),
        ("normal on the day", 3, 50, False),
        ("normal the day before", 3, 49, True),
    ],
    ids=ids,
)
def test_a_normal_tsh_answers_the_diagnosis(name: str, tsh: float, number: int, flagged: bool) -> None:
    recorded = (Condition("hypothyroidism", "present", day(50)),)
    found = flags(conditions=recorded, measurements=(measured("tsh", tsh, "mIU/L", number),))
    assert found == ({"hypothyroidism"} if flagged else set())


@pytest.mark.parametrize(
    ("name", "drugs", "days"), [("no lithium", (), 365), ("on lithium", ("lithium",), 180)], ids=ids
)
def test_a_normal_tsh_answers_the_diagnosis_for_a_while(name: str, drugs: Any, days: int) -> None:
    facts = record(
        conditions=(Condition("hypothyroidism", "present", day(0)),),
        measurements=(measured("tsh", 2, "mIU/L", 10),),
        medicines=tuple(Medicine(drug, day(0)) for drug in drugs),
    )
    last, next_day = assess(facts, day(10 + days)), assess(facts, day(11 + days))
    assert last.impostors == ()
    assert last.next_change_on == day(11 + days)
    assert [flag.code for flag in next_day.impostors] == ["hypothyroidism"]


@pytest.mark.parametrize(
    ("name", "instrument", "total", "sex", "country", "flagged"),
    [
        ("AUDIT-C 4, man", "audit_c", 4, "male", "US", True),
        ("AUDIT-C 3, man", "audit_c", 3, "male", "US", False),
        ("AUDIT-C 3, woman", "audit_c", 3, "female", "US", True),
        ("AUDIT-C 2, woman", "audit_c", 2, "female", "US", False),
        ("AUDIT-C 4, UK", "audit_c", 4, "female", "UK", False),
        ("AUDIT-C 5, UK", "audit_c", 5, "female", "UK", True),
        ("AUDIT 8", "audit", 8, "male", "US", True),
        ("AUDIT 7", "audit", 7, "male", "US", False),
        ("CUDIT-R 8", "cudit_r", 8, "male", "US", True),
        ("CUDIT-R 7", "cudit_r", 7, "male", "US", False),
        ("DAST-10 3", "dast_10", 3, "male", "US", True),
        ("DAST-10 2", "dast_10", 2, "male", "US", False),
    ],
    ids=ids,
)
def test_alcohol(name: str, instrument: str, total: int, sex: str, country: str, flagged: bool) -> None:
    patient = Patient("P1", day(-15000), sex)
    found = flags(screen(instrument, total), patient=patient, jurisdiction=country)
    assert found == ({"substance_use"} if flagged else set())


@pytest.mark.parametrize(
    ("name", "test", "value", "unit", "sex", "code"),
    [
        ("haemoglobin 129, man", "haemoglobin", 129, "g/L", "male", "anaemia"),
        ("haemoglobin 130, man", "haemoglobin", 130, "g/L", "male", None),
        ("haemoglobin 119, woman", "haemoglobin", 119, "g/L", "female", "anaemia"),
        ("haemoglobin 120, woman", "haemoglobin", 120, "g/L", "female", None),
        ("ferritin 29", "ferritin", 29, "ug/L", "female", "anaemia"),
        ("ferritin 30", "ferritin", 30, "ug/L", "female", None),
        ("B12 179", "b12", 179, "ng/L", "female", "b12_deficiency"),
        ("B12 180", "b12", 180, "ng/L", "female", None),
        ("folate 6.9", "folate", 6.9, "nmol/L", "female", "b12_deficiency"),
        ("folate 7", "folate", 7, "nmol/L", "female", None),
    ],
    ids=ids,
)
def test_anaemia(name: str, test: str, value: float, unit: str, sex: str, code: str | None) -> None:
    patient = Patient("P1", day(-15000), sex)
    assert flags(patient=patient, measurements=(measured(test, value, unit),)) == ({code} if code else set())


def test_anaemia_in_pregnancy() -> None:
    pregnant = (Condition("pregnancy", "present", day(0)),)
    for value, flagged in ((109, True), (110, False)):
        found = flags(conditions=pregnant, measurements=(measured("haemoglobin", value, "g/L"),))
        assert ("anaemia" in found) is flagged


@pytest.mark.parametrize(
    ("name", "drug", "before_onset", "flagged"),
    [
        ("84 days before the onset", "isotretinoin", 84, True),
        ("85 days before", "isotretinoin", 85, False),
        ("after the onset", "isotretinoin", -1, False),
        ("a drug that does not lower mood", "naproxen", 10, False),
        ("a name nobody knows", "xyzzy", 10, False),
    ],
    ids=ids,
)
def test_mood_lowering_medicine(name: str, drug: str, before_onset: int, flagged: bool) -> None:
    onset = day(-60)
    medicine = Medicine(drug, onset - timedelta(days=before_onset))
    assert flags(medicines=(medicine,)) == ({"drug_induced"} if flagged else set())


@pytest.mark.parametrize(
    ("name", "value", "drug", "flagged", "alert"),
    [
        ("125 is critical", 125, None, True, "sodium_critical"),
        ("126 without an SSRI", 126, None, False, "sodium_low"),
        ("126 on an SSRI", 126, "sertraline", True, "sodium_low"),
        ("132 on an SSRI", 132, "sertraline", True, "sodium_low"),
        ("133 on an SSRI", 133, "sertraline", False, None),
        ("132 on mirtazapine", 132, "mirtazapine", False, "sodium_low"),
    ],
    ids=ids,
)
def test_sodium(name: str, value: float, drug: str | None, flagged: bool, alert: str | None) -> None:
    facts = () if drug is None else (trial(90, None, 100, treatment=drug),)
    found = judged(NOW, *facts, measurements=(measured("sodium", value, "mmol/L"),))
    assert ("hyponatraemia" in {one.code for one in found.impostors}) is flagged
    raised = {one.code for one in found.alerts} & {"sodium_critical", "sodium_low"}
    assert raised == ({alert} if alert else set())


@pytest.mark.parametrize(
    ("name", "given", "flagged"),
    [
        ("underdosed", trial(0, 60, 25), "underdosing"),
        ("too short", trial(0, 20), "short_duration"),
        ("too short but still running", trial(80, None), None),
        ("not taken", trial(0, 60, adherence=()), "adherence_unknown"),
        ("level below", LOW_LEVEL, "pk_rapid_metabolism"),
    ],
    ids=ids,
)  # fmt: skip
def test_unfair_trials(name: str, given: Any, flagged: str | None) -> None:
    assert flags(given) == ({flagged} if flagged else set())


def test_trials_of_an_earlier_episode_flag_nothing() -> None:
    episodes = (Episode(day(-400), day(-100)), Episode(day(0)))
    assert flags(trial(-300, -290), episodes=episodes) == set()


@pytest.mark.parametrize(
    ("code", "flagged"),
    [
        ("BIP", "bipolar_spectrum"),
        ("OSA", "osa_suspected"),
        ("THY", "hypothyroidism"),
        ("SUD", "substance_use"),
        ("MED", "drug_induced"),
        ("ANA", "anaemia"),
    ],
)
def test_a_clinician_recorded_it_as_present(code: str, flagged: str) -> None:
    found = judged(NOW, check(code, "present"))
    assert {one.code for one in found.impostors} == {flagged}
    assert found.impostors[0].state == "present"
    assert "Dr A" in found.impostors[0].because
    assert found.impostors[0].clears


def test_every_flag_says_why_and_what_clears_it() -> None:
    facts = (trial(0, 20, 25), screen("stop_bang", 7), screen("rms", 5), score(0, 24))
    for impostor in judged(NOW, *facts).impostors:
        assert any(character.isdigit() for character in impostor.because), impostor
        assert impostor.clears.endswith(".")
        assert impostor.source


@pytest.mark.parametrize(("number", "flagged"), [(50, True), (60, False), (70, False)])
@pytest.mark.parametrize("code", ["alcohol_dependence", "substance_use_disorder"])
def test_dependence_recorded_after_it_was_ruled_out(code: str, number: int, flagged: bool) -> None:
    recorded = (Condition(code, "present", day(60)),)
    found = flags(conditions=recorded, checks=(check("SUD", "ruled_out", number),))
    assert ("substance_use" in found) is flagged


def condition(code: str, status: str = "present") -> dict[str, Any]:
    return {"conditions": (Condition(code, status, day(0)),)}


def blood(*values: tuple[str, float, str]) -> dict[str, Any]:
    return {"measurements": tuple(measured(*value) for value in values)}


def by_items(*items: int) -> Score:
    return Score(day(NOW), "stop_bang", None, items=items, rater="self")


RATED_IN_PART = Score(day(NOW), "stop_bang", 6, items=(1, 1, 1, 1, 1, None, None, None), rater="self")
HALF_RATED = Score(day(NOW), "stop_bang", None, items=(1, 1, 1, 1, 1, None, None, None), rater="self")


@pytest.mark.parametrize(
    ("name", "facts", "values", "code", "state", "because"),
    [
        ("hypomania now", (), condition("hypomania"), "bipolar_spectrum", "present",
         "Hypomania: confirmed, recorded on 2 Jan 2025."),
        ("hypomania before", (), condition("hypomania", "past"), "bipolar_spectrum", "present",
         "Hypomania: earlier, confirmed, recorded on 2 Jan 2025."),
        ("a mixed state", (), condition("mixed_state"), "bipolar_spectrum", "present",
         "Mixed state: confirmed, recorded on 2 Jan 2025."),
        ("MDQ", (screen("mdq", 7, answers=PROBLEM),), {}, "bipolar_screen_positive", "suspected",
         "MDQ positive (7) on 12 Apr 2025."),
        ("RMS", (screen("rms", 4),), {}, "bipolar_screen_positive", "suspected",
         "RMS positive (4) on 12 Apr 2025."),
        ("MDQ before RMS", (screen("rms", 4), screen("mdq", 7, answers=PROBLEM)), {},
         "bipolar_screen_positive", "suspected", "MDQ positive (7) on 12 Apr 2025."),
        ("RMS before ASRM", (screen("asrm", 6), screen("rms", 4)), {},
         "bipolar_screen_positive", "suspected", "RMS positive (4) on 12 Apr 2025."),
        ("on an antidepressant", (), condition("antidepressant_associated_hypomania", "past"),
         "bipolar_screen_positive", "suspected", "Hypomania on an antidepressant recorded on 2 Jan 2025."),
        ("as a side effect", (trial(0, None, side_effects=(SideEffect("hypomania", day(20)),)),), {},
         "bipolar_screen_positive", "suspected", "Hypomania on sertraline (T1) noted on 22 Jan 2025."),
        ("as a side effect beside another",
         (trial(0, None, side_effects=(SideEffect("nausea", day(5)), SideEffect("hypomania", day(20)))),), {},
         "bipolar_screen_positive", "suspected", "Hypomania on sertraline (T1) noted on 22 Jan 2025."),
        ("sleep apnoea recorded", (), condition("obstructive_sleep_apnoea"), "osa_suspected", "present",
         "Obstructive sleep apnoea recorded on 2 Jan 2025."),
        ("sleep study", (), blood(("ahi", 5, "1/h")), "osa_suspected", "present",
         "Apnoea-hypopnoea index 5 1/h on 12 Apr 2025, not treated; below 5 clears."),
        ("STOP-BANG high", (screen("stop_bang", 5),), {}, "osa_suspected", "suspected",
         "STOP-BANG 5 of 8 on 12 Apr 2025 (5-8 is high), not on CPAP."),
        ("STOP-BANG between", (screen("stop_bang", 3),), {"symptoms": SLEEPY}, "osa_suspected", "suspected",
         "STOP-BANG 3 of 8 on 12 Apr 2025 (intermediate) with daytime sleepiness or fatigue, not on CPAP."),
        ("STOP-BANG high by its items", (by_items(1, 0, 1, 0, 0, 0, 0, 1),), {}, "osa_suspected", "suspected",
         "STOP-BANG 3 of 8 on 12 Apr 2025 (high: two of its first four with BMI, neck or male sex), not on "
         "CPAP."),
        ("STOP-BANG between, tired", (by_items(0, 1, 0, 0, 0, 1, 0, 1),), {}, "osa_suspected", "suspected",
         "STOP-BANG 3 of 8 on 12 Apr 2025 (intermediate) with daytime sleepiness or fatigue, not on CPAP."),
        ("STOP-BANG half rated, its total known",
         (RATED_IN_PART,), {}, "osa_suspected", "suspected",
         "STOP-BANG 6 of 8 on 12 Apr 2025 (5-8 is high), not on CPAP."),
        ("STOP-BANG half rated: what is certain", (HALF_RATED,), {}, "osa_suspected", "suspected",
         "STOP-BANG 5 of 8 on 12 Apr 2025 (5-8 is high), not on CPAP."),
        ("TSH", (), blood(("tsh", 10, "mIU/L")), "hypothyroidism", "present",
         "TSH 10 mIU/L on 12 Apr 2025; 10 or more is overt."),
        ("TSH and free T4", (), blood(("tsh", 4.6, "mIU/L"), ("free_t4", 0.7, "ng/dL")), "hypothyroidism",
         "present", "TSH 4.6 mIU/L on 12 Apr 2025, above its range, with free T4 0.7 ng/dL on 12 Apr 2025, "
         "below its range."),
        ("hypothyroidism recorded", (), condition("hypothyroidism"), "hypothyroidism", "present",
         "Hypothyroidism recorded on 2 Jan 2025, not yet treated."),
        ("AUDIT-C", (screen("audit_c", 3),), {}, "substance_use", "suspected",
         "AUDIT-C 3 on 12 Apr 2025, at or above its cut-off."),
        ("AUDIT", (screen("audit", 8),), {}, "substance_use", "suspected",
         "AUDIT 8 on 12 Apr 2025, at or above its cut-off."),
        ("dependence recorded", (), condition("alcohol_dependence"), "substance_use", "present",
         "Alcohol dependence recorded on 2 Jan 2025."),
        ("a screen after it was ruled out", (check("SUD", "ruled_out", 0), screen("audit", 8)), {},
         "substance_use", "suspected", "AUDIT 8 on 12 Apr 2025, at or above its cut-off."),
        ("before the onset", (), {"medicines": (Medicine("isotretinoin", day(-80)),)}, "drug_induced",
         "suspected", "isotretinoin, which can lower mood, was started 14 Oct 2024, within 84 days before "
         "the onset on 3 Nov 2024."),
        ("before a worsening", (trial(0, None), score(0, 20), score(90, 24)),
         {"medicines": (Medicine("isotretinoin", day(30)),)}, "drug_induced",
         "suspected", "isotretinoin, which can lower mood, was started 1 Feb 2025, within 84 days before "
         "the worsening of 2 Apr 2025."),
        ("haemoglobin", (), blood(("haemoglobin", 119, "g/L")), "anaemia", "present",
         "Haemoglobin 119 g/L on 12 Apr 2025, below 120."),
        ("haemoglobin before ferritin", (), blood(("haemoglobin", 119, "g/L"), ("ferritin", 5, "ug/L")),
         "anaemia", "present", "Haemoglobin 119 g/L on 12 Apr 2025, below 120."),
        ("ferritin", (), blood(("ferritin", 29, "ug/L")), "anaemia", "present",
         "Iron deficiency: ferritin 29 ug/L on 12 Apr 2025, below 30."),
        ("ferritin 0", (), blood(("ferritin", 0, "ug/L")), "anaemia", "present",
         "Iron deficiency: ferritin 0 ug/L on 12 Apr 2025, below 30."),
        ("anaemia recorded", (), condition("anaemia"), "anaemia", "present",
         "Anaemia recorded on 2 Jan 2025."),
        ("iron deficiency recorded", (), condition("iron_deficiency"), "anaemia", "present",
         "Iron deficiency recorded on 2 Jan 2025."),
        ("B12", (), blood(("b12", 179, "ng/L")), "b12_deficiency", "present",
         "B12 179 ng/L on 12 Apr 2025, below 180."),
        ("folate", (), blood(("folate", 6.9, "nmol/L")), "b12_deficiency", "present",
         "Folate 6.9 nmol/L on 12 Apr 2025, below 7."),
        ("no unit", (), blood(("folate", 6.9, "")), "b12_deficiency", "present",
         "Folate 6.9 on 12 Apr 2025, below 7."),
        ("B12 deficiency recorded", (), condition("b12_deficiency"), "b12_deficiency", "present",
         "B12 deficiency recorded on 2 Jan 2025."),
        ("folate deficiency recorded", (), condition("folate_deficiency"), "b12_deficiency", "present",
         "Folate deficiency recorded on 2 Jan 2025."),
        ("sodium on an SSRI", (trial(90, None),), blood(("sodium", 130, "mmol/L")), "hyponatraemia",
         "present", "Sodium 130 mmol/L on 12 Apr 2025, on or after sertraline (T1)."),
        ("sodium 125", (), blood(("sodium", 125, "mmol/L")), "hyponatraemia", "present",
         "Sodium 125 mmol/L on 12 Apr 2025."),
        ("side effects", (trial(0, 20, stop_reason="intolerance"),), {}, "intolerance", "present",
         "sertraline (T1) was stopped for side effects after 20 days, before it was adequate."),
        ("on the checklist", (check("OSA", "present"),), {}, "osa_suspected", "present",
         "Recorded as present by Dr A on 12 Apr 2025."),
        ("on the checklist, by nobody", (Check("OSA", "present", day(NOW)),), {}, "osa_suspected", "present",
         "Recorded as present on 12 Apr 2025."),
    ],
    ids=ids,
)  # fmt: skip
def test_flag_says_what_it_rests_on(
    name: str, facts: Any, values: Any, code: str, state: str, because: str
) -> None:
    found = {one.code: one for one in judged(NOW, *facts, **values).impostors}
    assert (found[code].state, found[code].because) == (state, because)


@pytest.mark.parametrize(("days", "flagged"), [(83, True), (84, True), (85, False)])
def test_mood_lowering_medicine_before_a_worsening(days: int, flagged: bool) -> None:
    worse = (trial(0, None), score(0, 20), score(90, 24))
    medicine = Medicine("isotretinoin", day(90 - days))
    assert ("drug_induced" in flags(*worse, medicines=(medicine,))) is flagged


@pytest.mark.parametrize(
    ("name", "drug", "start", "stop", "flagged"),
    [
        ("begun on the day", "venlafaxine", NOW, None, True),
        ("begun the day after", "venlafaxine", NOW + 1, None, False),
        ("stopped 28 days before", "sertraline", 0, NOW - 28, True),
        ("stopped 29 days before", "sertraline", 0, NOW - 29, False),
    ],
    ids=ids,
)
def test_sodium_belongs_to_a_drug(name: str, drug: str, start: int, stop: int | None, flagged: bool) -> None:
    given = trial(start, stop, treatment=drug)
    found = judged(NOW + 5, given, measurements=(measured("sodium", 130, "mmol/L"),))
    assert ("hyponatraemia" in {one.code for one in found.impostors}) is flagged


def test_sodium_belongs_to_a_drug_that_is_no_trial() -> None:
    taken = Medicine("Zoloft", day(0))
    found = judged(NOW, medicines=(taken,), measurements=(measured("sodium", 130, "mmol/L"),))
    assert [one.because for one in found.impostors] == [
        "Sodium 130 mmol/L on 12 Apr 2025, on or after Zoloft."
    ]


def test_flags_of_two_trials_are_two_sentences() -> None:
    """And none of a trial at its dose."""
    stopped = [trial(first, first + 10, 25, id=f"T{first}") for first in (0, 30)]
    enough = trial(45, 55, 100, id="T45")
    (found,) = [one for one in judged(NOW, *stopped, enough).impostors if one.code == "underdosing"]
    assert re.fullmatch(r"sertraline \(T0\): [^.]*\. sertraline \(T30\): [^.]*\.", found.because)
