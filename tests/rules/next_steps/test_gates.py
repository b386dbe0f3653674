"""The gates G2 to G11: what raises each, in which words, which drugs may be behind it (next_steps.md 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patients.record import Check, Condition, Measurement, Medicine, PatientRecord, Score, SideEffect, Symptom
from tests.rules.making import day, ids, trial
from tests.rules.next_steps.plain import AS_OF, CHECKS, bars, has, measured, offered, option_reasons, plain

DATED = "(3 Mar 2025)"
EMERGENCY, STOP = "EMERGENCY_MEDICAL_REVIEW", "STOP_OFFENDING_DRUG"
PSYCHOTIC = "TREAT_AS_PSYCHOTIC_DEPRESSION"
BASE = trial(0, None, 200)


def lithium(stop: int | None = None, *effects: tuple[str, str]) -> PatientRecord:
    noted = tuple(SideEffect(effect, day(30), severity) for effect, severity in effects)
    added = trial(
        10, stop, 900, id="T2", treatment="lithium", role="augmentation", side_effects=noted, stop_reason=None
    )
    return plain(BASE, added if stop is None else replace(added, stop_reason="other"))


def lithium_again(*effects: tuple[str, str]) -> PatientRecord:
    """These effects on a course that was over before the one of now."""
    noted = tuple(SideEffect(effect, day(-40), severity) for effect, severity in effects)
    before = trial(
        -50,
        -30,
        900,
        id="T0",
        treatment="lithium",
        role="augmentation",
        side_effects=noted,
        stop_reason="other",
    )
    one = lithium()
    return replace(one, trials=(before, *one.trials))


def noted(one: PatientRecord, *symptoms: str) -> PatientRecord:
    return replace(one, symptoms=tuple(Symptom(code, day(AS_OF)) for code in symptoms))


@pytest.mark.parametrize(
    ("name", "one", "reasons"),
    [
        ("severe tremor", lithium(None, ("tremor", "severe")), ("severe tremor on lithium (T2)",)),
        ("mild tremor", lithium(None, ("tremor", "mild")), ()),
        ("another severe effect", lithium(None, ("nausea", "severe")), ()),
        ("severe tremor, stopped since", lithium(50, ("tremor", "severe")), ()),
        ("severe tremor on an earlier course", lithium_again(("tremor", "severe")), ()),
        ("severe tremor on another drug",
         plain(trial(0, None, 200, side_effects=(SideEffect("tremor", day(9), "severe"),))), ()),
        ("ataxia", noted(lithium(), "ataxia"), ("ataxia while taking lithium",)),
        ("vomiting", noted(lithium(), "vomiting"), ("vomiting while taking lithium",)),
        ("ataxia without lithium", noted(plain(), "ataxia"), ()),
        ("a diagnosis", plain(**has("lithium_toxicity")), (f"lithium toxicity {DATED}",)),
    ],
    ids=ids,
)  # fmt: skip
def test_lithium_toxicity(name: str, one: PatientRecord, reasons: tuple[str, ...]) -> None:
    assert option_reasons(one, EMERGENCY) == reasons
    assert ("Running and able to cause it: lithium" in option_reasons(one, STOP)) is (
        reasons != () and name != "a diagnosis"
    )


def on_it(stop: int | None, effect: str) -> PatientRecord:
    """Noted on a drug that is still taken, or was until that day."""
    reason = None if stop is None else "other"
    one = trial(0, stop, 200, stop_reason=reason, side_effects=(SideEffect(effect, day(9), None),))
    return plain(one)


@pytest.mark.parametrize(
    ("name", "one", "reasons"),
    [
        ("noted", noted(plain(), "suicidal_ideation"), (f"suicidal ideation noted on {DATED[1:-1]}",)),
        ("another symptom", noted(plain(), "irritability"), ()),
        ("on the drug", on_it(None, "suicidal_ideation"), ("suicidal ideation on sertraline (T1)",)),
        ("on a drug stopped since", on_it(50, "suicidal_ideation"), ()),
        ("on one of two drugs",
         plain(*on_it(None, "suicidal_ideation").trials,
               trial(20, None, 900, id="T2", treatment="lithium", role="augmentation")),
         ("suicidal ideation on sertraline (T1)",)),
        ("noted long before the newest symptom",
         replace(plain(), symptoms=(Symptom("suicidal_ideation", day(5)), Symptom("insomnia", day(60)))), ()),
    ],
    ids=ids,
)  # fmt: skip
def test_suicidal_ideation_noted_without_a_scale(
    name: str, one: PatientRecord, reasons: tuple[str, ...]
) -> None:
    assert option_reasons(one, "URGENT_SAFETY_REVIEW") == reasons
    assert ("URGENT_SAFETY_REVIEW" in offered(one)) is bool(reasons)


def qtc(*values: tuple[int, float | None]) -> tuple[Measurement, ...]:
    return tuple(Measurement(day(number), "qtc", value, "ms") for number, value in values)


@pytest.mark.parametrize(
    ("name", "values", "reasons"),
    [
        ("59 ms", qtc((0, 380), (60, 439)), ()),
        ("60 ms", qtc((0, 380), (60, 440)),
         ("QTc up by 60 ms since 2 Jan 2025, to QTc 440 ms on 3 Mar 2025",)),
        ("since the lowest", qtc((0, 400), (20, 370), (40, 390), (60, 440)),
         ("QTc up by 70 ms since 22 Jan 2025, to QTc 440 ms on 3 Mar 2025",)),
        ("risen and fallen again", qtc((0, 380), (20, 445), (60, 400)), ()),
        ("one value", qtc((60, 440)), ()),
        ("a value that is not known", qtc((0, None), (60, 440)), ()),
        ("critical", qtc((60, 500)), ("QTc 500 ms on 3 Mar 2025",)),
        ("critical and risen", qtc((0, 420), (60, 500)),
         ("QTc 500 ms on 3 Mar 2025", "QTc up by 80 ms since 2 Jan 2025, to QTc 500 ms on 3 Mar 2025")),
    ],
    ids=ids,
)  # fmt: skip
def test_qtc(name: str, values: tuple[Measurement, ...], reasons: tuple[str, ...]) -> None:
    one = plain(measurements=values)
    assert option_reasons(one, EMERGENCY) == reasons
    for code in ("SWITCH.MIRTAZAPINE", "AUGMENT.QUETIAPINE_XR"):
        assert bars(one, code) == reasons[:1]


@pytest.mark.parametrize("spell", ["syncope", "palpitations"])
def test_spells_on_a_qt_drug(spell: str) -> None:
    on_qt_drug = plain(trial(0, None, 40, treatment="citalopram"))
    on_none = plain(trial(0, None, 300, treatment="bupropion"))
    recorded = has(spell)
    assert option_reasons(replace(on_qt_drug, **recorded), EMERGENCY) == (
        f"{spell} {DATED} while taking citalopram",
    )
    assert option_reasons(noted(on_qt_drug, spell), EMERGENCY) == (f"{spell} while taking citalopram",)
    beside_methadone = replace(on_none, medicines=(Medicine("methadone", day(1)),), **recorded)
    assert option_reasons(beside_methadone, EMERGENCY) == (f"{spell} {DATED} while taking methadone",)
    assert option_reasons(replace(on_none, **recorded), EMERGENCY) == ()
    assert option_reasons(on_qt_drug, EMERGENCY) == ()


@pytest.mark.parametrize(
    ("name", "drug", "values", "named"),
    [
        ("G2: an antidepressant", None, has("clonus"), "sertraline"),
        ("G2: an opioid", "tramadol", has("clonus"), "sertraline and tramadol"),
        ("G2: linezolid", "linezolid", has("clonus"), "sertraline and linezolid"),
        ("G2: a triptan", "sumatriptan", has("clonus"), "sertraline and sumatriptan"),
        ("G2: dextromethorphan", "dextromethorphan", has("clonus"), "sertraline and dextromethorphan"),
        ("G2: a stimulant", "methylphenidate", has("clonus"), "sertraline and methylphenidate"),
        ("G2: buspirone", "buspirone", has("clonus"), "sertraline and buspirone"),
        ("G2: what cannot cause it", "naproxen", has("clonus"), "sertraline"),
        ("G3: a thiazide", "indapamide", {"measurements": measured(sodium=125)}, "sertraline and indapamide"),
        ("G3: an opioid cannot", "tramadol", {"measurements": measured(sodium=125)}, "sertraline"),
        ("G4: a QT drug", "methadone", {"measurements": measured(qtc=500)}, "sertraline and methadone"),
        ("G4: a thiazide cannot", "indapamide", {"measurements": measured(qtc=500)}, "sertraline"),
        ("G5: a stimulant", "methylphenidate", has("mania"), "sertraline and methylphenidate"),
        ("G5: an opioid cannot", "tramadol", has("mania"), "sertraline"),
    ],
    ids=ids,
)
def test_drugs_that_may_be_behind_it(name: str, drug: str | None, values: dict[str, Any], named: str) -> None:
    medicines = (Medicine(drug, day(1)),) if drug else ()
    assert option_reasons(plain(medicines=medicines, **values), STOP)[0] == (
        f"Running and able to cause it: {named}"
    )


def rated(instrument: str, length: int, item: int, answer: int, number: int = AS_OF) -> PatientRecord:
    items = tuple(answer if place == item else 0 for place in range(1, length + 1))
    one = plain()
    return replace(
        one, scores=(*one.scores[:1], Score(day(number), instrument, None, items, rater="clinician"))
    )


@pytest.mark.parametrize(
    ("instrument", "length", "item", "below", "answer", "words"),
    [
        ("hamd17", 17, 2, 3, 4, "HAM-D17 item 2 rated 4 on 3 Mar 2025"),
        ("hamd17", 17, 15, 3, 4, "HAM-D17 item 15 rated 4 on 3 Mar 2025"),
        ("madrs", 10, 9, 5, 6, "MADRS item 9 rated 6 on 3 Mar 2025"),
    ],
)
def test_delusional_items(
    instrument: str, length: int, item: int, below: int, answer: int, words: str
) -> None:
    one = rated(instrument, length, item, answer)
    assert option_reasons(one, PSYCHOTIC) == (words,)
    assert option_reasons(rated(instrument, length, item, below), PSYCHOTIC) == ()
    same_day, before = (
        replace(one, checks=(*CHECKS, Check("PSY", "ruled_out", day(number), "Dr A")))
        for number in (AS_OF, AS_OF - 1)
    )
    assert option_reasons(same_day, PSYCHOTIC) == ()
    assert option_reasons(before, PSYCHOTIC) == (words,)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("antidepressant_associated_hypomania", "antidepressant associated hypomania"),
        ("bipolar_disorder", "bipolar disorder"),
        ("response_to_mood_stabiliser", "response to mood stabiliser"),
    ],
)
def test_bipolar_history_until_ruled_out(code: str, said: str) -> None:
    one = plain(conditions=(Condition(code, "past", day(50)),))
    cleared_before = Check("BIP", "ruled_out", day(49), "Dr A")
    cleared_that_day = replace(cleared_before, date=day(50))
    assert option_reasons(one, "REEVALUATE_BIPOLAR") == ()
    assert option_reasons(replace(one, checks=(*CHECKS[1:], cleared_that_day)), "REEVALUATE_BIPOLAR") == ()
    one = replace(one, checks=(*CHECKS[1:], cleared_before))
    assert option_reasons(one, "REEVALUATE_BIPOLAR")[0] == f"{said} (21 Feb 2025, past)"
    assert option_reasons(one, "REFER_SPECIALIST")[0] == f"{said} (21 Feb 2025, past)"
    for withheld in ("PSYCHOTHERAPY.CBTI", "SWITCH.MIRTAZAPINE", "AUGMENT.MIRTAZAPINE"):
        assert f"bipolarity not ruled out: {said} (21 Feb 2025, past)" in bars(one, withheld)


def test_hypomania_as_a_side_effect_until_ruled_out() -> None:
    drug = trial(0, None, 200, side_effects=(SideEffect("hypomania", day(30), "mild"),))
    assert "REEVALUATE_BIPOLAR" not in offered(plain(drug))
    assert option_reasons(plain(drug, checks=CHECKS[1:]), "REEVALUATE_BIPOLAR") == (
        "hypomania on sertraline (T1)",
    )
    noted_later = replace(drug, side_effects=(SideEffect("hypomania", day(50), "mild"),))
    for ruled_out, said in ((49, ("hypomania on sertraline (T1)",)), (50, ())):
        checks = (*CHECKS[1:], Check("BIP", "ruled_out", day(ruled_out), "Dr A"))
        assert option_reasons(plain(noted_later, checks=checks), "REEVALUATE_BIPOLAR") == said
    other = trial(0, None, 200, side_effects=(SideEffect("insomnia", day(30), "mild"),))
    assert "REEVALUATE_BIPOLAR" not in offered(plain(other, checks=CHECKS[1:]))


def test_a_trigger_and_a_positive_screen_are_both_said() -> None:
    one = plain(checks=CHECKS[1:], **has("antidepressant_associated_hypomania"))
    trigger = f"antidepressant associated hypomania {DATED}"
    assert option_reasons(one, "REEVALUATE_BIPOLAR") == (trigger,)
    screened = replace(one, scores=(*one.scores, Score(day(50), "rms", 4, rater="self")))
    assert option_reasons(screened, "REEVALUATE_BIPOLAR") == (trigger, "RMS positive (4) on 21 Feb 2025.")


@pytest.mark.parametrize("state", ["hypomania", "mania", "mixed_state"])
def test_current_mania_is_urgent(state: str) -> None:
    codes = offered(plain(**has(state)))
    assert codes[:3] == ["URGENT_SAFETY_REVIEW", STOP, "REEVALUATE_BIPOLAR"]
    assert "OTHER.MOOD_STABILISER_PATHWAY" in codes


def test_a_delusional_answer_counts_though_an_earlier_one_was_answered() -> None:
    """HAM-D item 2 before the clinician ruled psychosis out, MADRS item 9 after it."""
    hamd = Score(day(40), "hamd17", None, (0, 4, *[0] * 15), rater="clinician")
    madrs = Score(day(AS_OF), "madrs", None, (*[2] * 8, 6, 0), rater="clinician")
    cleared = Check("PSY", "ruled_out", day(45), "Dr A")
    one = plain()
    one = replace(one, scores=(one.scores[0], hamd, madrs), checks=(*one.checks, cleared))
    assert "TREAT_AS_PSYCHOTIC_DEPRESSION" in offered(one)
    assert "TREAT_AS_PSYCHOTIC_DEPRESSION" not in offered(replace(one, scores=one.scores[:2]))


@pytest.mark.parametrize(
    ("code", "option"), [("ANA", "INVESTIGATE.ANAEMIA_B12"), ("MED", "REVIEW_MOOD_LOWERING_DRUG")]
)
def test_a_check_that_found_it_brings_its_option(code: str, option: str) -> None:
    for state, brings in (("present", True), ("ruled_out", False)):
        found = Check(code, state, day(AS_OF), "Dr A")
        one = replace(plain(), checks=(*plain().checks, found))
        assert (option in offered(one)) is brings


@pytest.mark.parametrize(("state", "brings"), [("ruled_out", True), ("treated", False)])
def test_low_blood_is_looked_into_until_it_is_treated(state: str, brings: bool) -> None:
    """triggers.md 3: a value below its limit brings it up, and only treatment takes it back."""
    found = Check("ANA", state, day(AS_OF), "Dr A")
    one = plain(measurements=measured(haemoglobin=110), checks=(*CHECKS, found))
    assert ("INVESTIGATE.ANAEMIA_B12" in offered(one)) is brings
