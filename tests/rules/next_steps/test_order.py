"""The order of the list, group by group: triggers.md 1."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patients.record import (
    AdherencePeriod,
    Check,
    Episode,
    Medicine,
    PatientRecord,
    Score,
    SideEffect,
    Symptom,
    Trial,
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
)

RTMS, ECT, WAIT, REFER = "NEUROMOD.RTMS", "NEUROMOD.ECT", "WAIT_WASHOUT", "REFER_SPECIALIST"
OPTIMISE, REDUCE, THERAPY = "OPTIMISE_DOSE", "REDUCE_DOSE", "PSYCHOTHERAPY.ADD"
OTHER, SAME = "SWITCH.OTHER_CLASS", "SWITCH.SAME_CLASS"
ARIPIPRAZOLE, BREXPIPRAZOLE = "AUGMENT.ARIPIPRAZOLE", "AUGMENT.BREXPIPRAZOLE"
LITHIUM, T3 = "AUGMENT.LITHIUM", "AUGMENT.T3"
ESKETAMINE, KETAMINE = "AUGMENT.ESKETAMINE", "AUGMENT.KETAMINE_IV"
QUETIAPINE, MIRTAZAPINE = "AUGMENT.QUETIAPINE_XR", "AUGMENT.MIRTAZAPINE"

BAD: dict[str, Any] = {"side_effects": (SideEffect("nausea", day(50), "severe"),)}
ROOM = trial(0, None, 100)
IN_DOUBT = Check("COG", "present", day(AS_OF), "Dr A")
TOO_MUCH = trial(0, None, 40, treatment="citalopram")
OLD: dict[str, Any] = {"patient": aged(66)}
POORLY_TAKEN = (AdherencePeriod(50.0, "pdc"),)
FOUR = tuple(Medicine(name, day(1)) for name in ("lorazepam", "temazepam", "zolpidem"))
"""With the antidepressant: more than three psychotropics."""
TWO = after(failed("venlafaxine", 1, 225))
THREE = after(failed("venlafaxine", 2, 225), failed("nortriptyline", 1, 150))


def early(one: Trial) -> PatientRecord:
    return replace(plain(one), scores=(score(30, 24), score(AS_OF, 20)))


def at_ladder_three(last: Trial) -> PatientRecord:
    """The last trial after three failures that make ladder III."""
    one = after(failed("venlafaxine", 3, 225), failed("nortriptyline", 2, 150), failed("bupropion", 1, 300))
    scores = (*one.scores[:-2], Score(last.start, "hamd17", 24), score(AS_OF, 22))
    return replace(one, trials=(*one.trials[:-1], last), scores=scores)


def with_course_of_rtms(sessions: int) -> PatientRecord:
    """After the second trial of ladder II, stopped the day before the assessment."""
    course = trial(
        10, AS_OF - 1, id="R1", treatment="rtms", role="neuromodulation", doses=(), session_count=sessions
    )
    return replace(TWO, trials=(*TWO.trials, course))


def with_course_of_ect(*, long: bool) -> PatientRecord:
    """After the first two trials, before the last: of enough sessions, or of too few."""
    course = trial(
        -35, -5, id="E1", treatment="ect", role="neuromodulation", doses=(), session_count=10 if long else 3
    )
    trials = (*THREE.trials[:2], course, THREE.trials[2])
    scores = sorted((*THREE.scores, score(-36, 24), score(-5, 22)), key=lambda one: one.date)
    return replace(THREE, trials=trials, scores=tuple(scores))


def with_ect_of_an_earlier_episode() -> PatientRecord:
    """A course of enough sessions that failed then."""
    course = trial(-1300, -1270, id="E1", treatment="ect", role="neuromodulation", doses=(), session_count=10)
    return replace(
        THREE,
        episodes=(Episode(day(-1400), day(-1000)), *THREE.episodes),
        trials=(course, *THREE.trials),
        scores=(score(-1300, 24), score(-1270, 22), *THREE.scores),
    )


def over(*before: Trial) -> PatientRecord:
    """The citalopram above its cap, after these."""
    one = after(*before)
    return replace(one, trials=(*before, TOO_MUCH), **OLD)


def beside_too_much() -> PatientRecord:
    """No response to the citalopram above its cap; sertraline beside it stopped for side effects."""
    begun = trial(50, 58, 100, id="T2", stop_reason="intolerance", **BAD)
    return plain(TOO_MUCH, begun, **OLD)


@pytest.mark.parametrize(
    ("name", "one", "codes"),
    [
        ("4a response", plain(ROOM, end=12), (OPTIMISE, ARIPIPRAZOLE, QUETIAPINE, THERAPY)),
        ("4b partial", plain(ROOM, end=16), (ARIPIPRAZOLE, QUETIAPINE, OPTIMISE, OTHER, THERAPY)),
        ("4b partial, pregnancy", plain(ROOM, end=16, **has("pregnancy")),
         (OPTIMISE, ARIPIPRAZOLE, QUETIAPINE, OTHER, REFER, THERAPY)),
        ("4b partial, ladder II", replace(TWO, scores=(*TWO.scores[:-1], score(AS_OF, 16))),
         (ARIPIPRAZOLE, BREXPIPRAZOLE, RTMS, QUETIAPINE, OTHER, ECT, THERAPY)),
        ("4c non-response", plain(ROOM), (OTHER, OPTIMISE, SAME, ARIPIPRAZOLE, RTMS, THERAPY)),
        ("4c non-response, cognition in doubt", replace(plain(ROOM), checks=(*CHECKS, IN_DOUBT)),
         ("ASSESS.COGNITION", OTHER, OPTIMISE, SAME, ARIPIPRAZOLE, RTMS, THERAPY)),
        ("4c non-response, cognition not assessed at 66", plain(ROOM, **OLD),
         (OTHER, OPTIMISE, SAME, ARIPIPRAZOLE, RTMS, THERAPY, "ASSESS.COGNITION")),
        ("4c cognition in doubt, four psychotropics",
         replace(plain(ROOM, medicines=FOUR), checks=(*CHECKS, IN_DOUBT)),
         ("ASSESS.COGNITION", OTHER, OPTIMISE, SAME, ARIPIPRAZOLE, RTMS, THERAPY, "DEPRESCRIBE_REVIEW")),
        ("4c non-response, pregnancy", plain(ROOM, **has("pregnancy")),
         (OPTIMISE, OTHER, SAME, ARIPIPRAZOLE, RTMS, REFER, THERAPY)),
        ("4d ladder II", TWO, (RTMS, ARIPIPRAZOLE, BREXPIPRAZOLE, OTHER, SAME, QUETIAPINE, LITHIUM, ECT)),
        ("4d ladder II at 59", replace(TWO, patient=the_day_before(60)), (RTMS, ARIPIPRAZOLE, BREXPIPRAZOLE)),
        ("4d ladder II at 60", replace(TWO, patient=aged(60)), (ARIPIPRAZOLE, RTMS, BREXPIPRAZOLE)),
        ("4d at 60, aripiprazole marked down",
         replace(TWO, patient=aged(60), trials=(
             trial(-140, -120, 5, id="T0", treatment="aripiprazole", role="augmentation", stop_reason="other",
                   side_effects=(SideEffect("akathisia", day(-130), "mild"),)), *TWO.trials)),
         (RTMS, OTHER, SAME, QUETIAPINE, BREXPIPRAZOLE, ECT)),
        ("4e ladder III", THREE,
         (ECT, RTMS, WAIT, REFER, LITHIUM, T3, ESKETAMINE, KETAMINE, ARIPIPRAZOLE, OTHER, SAME, THERAPY)),
        ("4e after a failed course", with_course_of_ect(long=True), (RTMS, WAIT, REFER, LITHIUM, OTHER, ECT)),
        ("4e after a course too short", with_course_of_ect(long=False), (ECT, RTMS, WAIT, REFER, OTHER)),
        ("4e after a failed course of an earlier episode", with_ect_of_an_earlier_episode(),
         (RTMS, WAIT, REFER, LITHIUM, OTHER, ECT)),
        ("outcome not known by how much: optimise/switch",
         replace(plain(ROOM), scores=(score(0, 24), score(AS_OF, 14, "phq9", "self"))),
         ("COMPLETE_ASSESSMENT", OPTIMISE, OTHER, THERAPY)),
        ("T6 across two scales",
         replace(early(trial(30, None, 100, **BAD)), scores=(score(30, 24), score(AS_OF, 26, "madrs"))),
         ("COMPLETE_ASSESSMENT", OTHER, THERAPY)),
        ("T2", plain(trial(40, 58, 200, stop_reason="intolerance", **BAD)), (OTHER, SAME, THERAPY)),
        ("T6", early(trial(30, None, 100, **BAD)), (OTHER, THERAPY)),
        ("T6: 20 days", replace(early(trial(40, None, 100, **BAD)), scores=(score(40, 24), score(AS_OF, 20))),
         (OTHER, THERAPY)),
        ("T6: a quarter better",
         replace(early(trial(30, None, 100, **BAD)), scores=(score(30, 24), score(AS_OF, 18))),
         (OTHER, THERAPY)),
        ("T6: below the range", plain(trial(0, None, 25, **BAD)), (OTHER, THERAPY)),
        ("T2: stopped by the patient",
         replace(plain(trial(40, 58, 200, stop_reason="patient_choice", **BAD)),
                 scores=(score(40, 24), score(58, 22))),
         (OTHER, SAME, THERAPY)),
        ("T2 at ladder III", at_ladder_three(trial(40, 58, 200, stop_reason="intolerance")),
         (OTHER, WAIT, REFER, THERAPY)),
        ("T6 at ladder III", at_ladder_three(trial(30, None, 100, **BAD)), (OTHER, WAIT, REFER, THERAPY)),
        ("O4: partial, not tolerated", plain(trial(0, None, 200, **BAD), end=16), (OTHER, THERAPY)),
        ("O6: non-response, not tolerated", plain(trial(0, None, 200, **BAD)), (OTHER, RTMS, THERAPY)),
        ("T1 at ladder III", at_ladder_three(trial(30, None, 100, adherence=POORLY_TAKEN)),
         ("ADDRESS_ADHERENCE", "COMPLETE_TRIAL", REFER, THERAPY)),
        ("T3 at ladder III", at_ladder_three(trial(30, None, 25)), (OPTIMISE, REFER, THERAPY)),
        ("not a fair trial at ladder III", at_ladder_three(trial(30, 58, 100)), (OPTIMISE, REFER, THERAPY)),
        ("T5", early(trial(30, None, 100)), (OPTIMISE, "COMPLETE_TRIAL", THERAPY)),
        ("T5, pregnancy", replace(early(trial(30, None, 100)), **has("pregnancy")),
         (OPTIMISE, "COMPLETE_TRIAL", REFER, THERAPY)),
        ("T7", replace(early(trial(30, None, 100)), scores=(score(30, 24), score(AS_OF, 19))),
         ("COMPLETE_TRIAL", OPTIMISE, THERAPY)),
        ("remission", plain(end=7), ("MAINTAIN", THERAPY)),
        ("remission in pregnancy, poorly taken",
         plain(trial(0, None, 200, adherence=POORLY_TAKEN), end=7, **has("pregnancy")),
         ("MAINTAIN", "ADDRESS_ADHERENCE", REFER, THERAPY)),
        ("above a cap, remission", plain(TOO_MUCH, end=7, **OLD), (REDUCE, "MAINTAIN")),
        ("above a cap, response", plain(TOO_MUCH, end=12, **OLD), (REDUCE, ARIPIPRAZOLE)),
        ("above a cap, partial", plain(TOO_MUCH, end=16, **OLD), (REDUCE, ARIPIPRAZOLE, OTHER)),
        ("above a cap, non-response", plain(TOO_MUCH, **OLD), (OTHER, "SWITCH.DULOXETINE", REDUCE, SAME)),
        ("above a cap, non-response, every switch waits for a washout",
         plain(TOO_MUCH, medicines=(Medicine("phenelzine", day(1), day(AS_OF - 5)),), **OLD),
         (WAIT, REDUCE, ARIPIPRAZOLE, RTMS, THERAPY)),
        ("above a cap, ladder II", over(failed("venlafaxine", 1, 225)),
         (ARIPIPRAZOLE, RTMS, OTHER, REDUCE, SAME)),
        ("above a cap, ladder III", over(failed("venlafaxine", 2, 225), failed("nortriptyline", 1, 150)),
         (ECT, OTHER, "SWITCH.DULOXETINE", REDUCE, SAME)),
        ("above a cap, a long QTc", plain(TOO_MUCH, measurements=measured(qtc=470), **OLD), (REDUCE, OTHER)),
        ("above a cap, T6", replace(early(trial(30, None, 40, treatment="citalopram", **BAD)), **OLD),
         (OTHER, "SWITCH.DULOXETINE", REDUCE, THERAPY)),
        ("above a cap, T5", replace(early(trial(30, None, 40, treatment="citalopram")), **OLD),
         (REDUCE, "COMPLETE_TRIAL", THERAPY)),
        ("above a cap, what was begun beside it not tolerated", beside_too_much(), (OTHER, REDUCE, THERAPY)),
        ("above a cap, O6", plain(replace(TOO_MUCH, **BAD), **OLD),
         (OTHER, "SWITCH.DULOXETINE", REDUCE, RTMS, THERAPY)),
        ("T2 at ladder III, adherence not known",
         at_ladder_three(trial(40, 58, 200, stop_reason="intolerance", adherence=())),
         (OTHER, WAIT, "ADDRESS_ADHERENCE", REFER, THERAPY)),
    ],
    ids=ids,
)  # fmt: skip
def test_group_in_order(name: str, one: PatientRecord, codes: tuple[str, ...]) -> None:
    listed = offered(one)
    assert tuple(code for code in listed if code in codes) == codes
    assert listed[0] == codes[0]


@pytest.mark.parametrize("stop_reason", ["intolerance", "lack_of_efficacy"])
def test_an_asked_option_that_waits_leads_no_switch(stop_reason: str) -> None:
    """Stopped too early or without effect: either way what was asked about moves no other option."""
    start = 40 if stop_reason == "intolerance" else 0
    one = plain(trial(start, 58, 200, stop_reason=stop_reason))
    codes = offered(one, "US", "SWITCH.MAOI")
    assert codes.index(OTHER) < codes.index(WAIT)
    assert [code for code in codes if code != WAIT] == offered(one)


def test_maoi_and_tricyclics_before_the_other_switches_from_ladder_three() -> None:
    """All washed out: the last one was bupropion, stopped two weeks ago."""
    last = trial(-8, AS_OF - 15, 300, treatment="bupropion")
    one = replace(THREE, trials=(*THREE.trials[:2], last))
    one = replace(one, scores=(*THREE.scores[:-2], score(-8, 24), score(AS_OF - 15, 22)))
    codes = ("SWITCH.MAOI", OTHER, "SWITCH.MIRTAZAPINE")
    assert tuple(code for code in offered(one) if code in codes) == codes


@pytest.mark.parametrize(
    ("name", "values", "first"),
    [
        ("CYP2D6 (M28)", {"medicines": (Medicine("tamoxifen", day(1)),)},
         ("VENLAFAXINE", "DESVENLAFAXINE", "MIRTAZAPINE", "VORTIOXETINE")),
        ("hyponatraemia (M11)", {"measurements": measured(sodium=134)}, ("MIRTAZAPINE", "BUPROPION")),
        ("bleeding (M14)", {"medicines": (Medicine("warfarin", day(1)),)}, ("MIRTAZAPINE", "BUPROPION")),
        ("blood pressure (M9)", {"measurements": measured(systolic_blood_pressure=140)},
         ("MIRTAZAPINE", "VORTIOXETINE")),
        ("liver (M13)", has("chronic_liver_disease"), ("MIRTAZAPINE",)),
        ("QTc (M7)", {"measurements": measured(qtc=460)}, ("BUPROPION", "VORTIOXETINE")),
        ("CYP2D6, then bleeding",
         {"medicines": (Medicine("metoprolol", day(1)), Medicine("warfarin", day(1)))},
         ("VENLAFAXINE", "DESVENLAFAXINE", "MIRTAZAPINE", "VORTIOXETINE", "BUPROPION")),
        ("bleeding, then blood pressure",
         {"medicines": (Medicine("warfarin", day(1)),),
          "measurements": measured(systolic_blood_pressure=140)},
         ("MIRTAZAPINE", "BUPROPION", "VORTIOXETINE")),
        ("none", {}, ()),
    ],
    ids=ids,
)  # fmt: skip
def test_preferred_agents_lead_the_switches(
    name: str, values: dict[str, Any], first: tuple[str, ...]
) -> None:
    codes = offered(plain(**values))
    assert codes[: len(first) + 1] == [*(f"SWITCH.{agent}" for agent in first), OTHER]


@pytest.mark.parametrize(
    ("name", "values", "first"),
    [
        ("QTc", {"measurements": measured(qtc=460)}, ("SERTRALINE", "BUPROPION", "VORTIOXETINE")),
        ("pregnancy", has("pregnancy"), ("SERTRALINE", "CITALOPRAM", "ESCITALOPRAM")),
        ("bleeding, then pregnancy", {"medicines": (Medicine("warfarin", day(1)),), **has("pregnancy")},
         ("BUPROPION", "SERTRALINE", "CITALOPRAM", "ESCITALOPRAM")),
    ],
    ids=ids,
)  # fmt: skip
def test_preferred_agents_of_another_class(name: str, values: dict[str, Any], first: tuple[str, ...]) -> None:
    codes = offered(plain(trial(0, None, 45, treatment="mirtazapine"), **values))
    assert codes[: len(first) + 1] == [*(f"SWITCH.{agent}" for agent in first), OTHER]


@pytest.mark.parametrize(
    ("name", "drug", "dose", "values", "first"),
    [
        ("pregnancy", "fluoxetine", 60, has("pregnancy"), ("SERTRALINE", "CITALOPRAM", "ESCITALOPRAM")),
        ("QTc", "citalopram", 20, {"measurements": measured(qtc=460)},
         ("SERTRALINE", "BUPROPION", "VORTIOXETINE")),
        ("CYP2D6", "duloxetine", 120, {"medicines": (Medicine("tamoxifen", day(1)),)},
         ("VENLAFAXINE", "DESVENLAFAXINE", "MIRTAZAPINE", "VORTIOXETINE")),
    ],
    ids=ids,
)  # fmt: skip
def test_preferred_agents_of_the_same_class_lead_like_any_other(
    name: str, drug: str, dose: float, values: dict[str, Any], first: tuple[str, ...]
) -> None:
    """triggers.md 1 makes no exception for them; only the code SWITCH.SAME_CLASS is never first."""
    codes = offered(plain(trial(0, None, dose, treatment=drug), **values))
    assert codes[: len(first) + 1] == [*(f"SWITCH.{agent}" for agent in first), OTHER]
    assert codes.index(OTHER) < codes.index(SAME)
    partial = offered(plain(trial(0, None, dose, treatment=drug), end=16, **values))
    assert not {SAME, f"SWITCH.{first[0]}"} & set(partial)


@pytest.mark.parametrize(
    ("name", "one", "codes"),
    [
        ("epilepsy: rTMS not first", replace(TWO, **has("seizure_disorder")), (ARIPIPRAZOLE, RTMS)),
        ("after a failed course of rTMS", with_course_of_rtms(20), (ARIPIPRAZOLE, RTMS)),
        ("after a course of rTMS that was too short", with_course_of_rtms(19), (RTMS, ARIPIPRAZOLE)),
        ("aneurysm: ECT not first", replace(THREE, **has("aneurysmal_vascular_disease")), (RTMS, ECT)),
        (
            "haemorrhage: ECT not first",
            replace(THREE, **has("intracerebral_haemorrhage", "past")),
            (RTMS, ECT),
        ),
        (
            "TSH: lithium last",
            replace(THREE, measurements=measured(tsh=4.6)),
            (ECT, ESKETAMINE, ARIPIPRAZOLE, LITHIUM),
        ),
        *(
            (
                f"{code}, no data: its treatment before the assessment",
                replace(plain(**has(code)), scores=()),
                (ECT, REFER, "COMPLETE_ASSESSMENT"),
            )
            for code in ("psychotic_features", "catatonia")
        ),
        (
            "overdose: lithium last",
            replace(THREE, **has("overdose", "past")),
            (ECT, T3, ARIPIPRAZOLE, LITHIUM),
        ),
        (
            "substances: ketamines last",
            replace(TWO, **has("substance_use_disorder")),
            (RTMS, LITHIUM, ESKETAMINE, KETAMINE),
        ),
    ],
    ids=ids,
)
def test_not_first(name: str, one: PatientRecord, codes: tuple[str, ...]) -> None:
    assert tuple(code for code in offered(one) if code in codes) == codes


# --- which trial decides -------------------------------------------------------------------------


def add_on(start: int, stop: int | None, **values: Any) -> Trial:
    given: dict[str, Any] = {"id": "T9", "treatment": "aripiprazole", "role": "augmentation"}
    return trial(start, stop, 10, stop_reason=None if stop is None else "other", **given | values)


def first_of(*trials: Trial) -> str:
    one = plain(*trials)
    return offered(replace(one, scores=(*one.scores[:1], score(47, 22), *one.scores[1:])))[0]


def test_an_add_on_stopped_too_early_is_passed_over_a_running_one_decides() -> None:
    assert first_of(trial(0, None, 200), add_on(45, 55)) == OTHER
    assert first_of(trial(0, None, 200), add_on(45, None)) == "COMPLETE_TRIAL"


@pytest.mark.parametrize(
    ("name", "given", "decides"),
    [
        ("the one it says it was added to", {"augments": "T1"}, "T1"),
        ("else the antidepressant that ran", {}, "T2"),
    ],
    ids=ids,
)
def test_the_base_of_a_passed_over_add_on(name: str, given: dict[str, Any], decides: str) -> None:
    """Two antidepressants beside each other, one below its dose: who decides shows in the first option."""
    second = trial(10, None, 25, id="T2", treatment="fluvoxamine", role="antidepressant")
    first = first_of(trial(0, None, 200), second, add_on(45, 55, **given))
    assert (first == OTHER) is (decides == "T1")


@pytest.mark.parametrize(
    ("name", "start", "stop", "decides"),
    [
        ("over before the add-on", 10, 40, "T1"),
        ("over on the day the add-on began", 10, 45, "T1"),
        ("begun on the same day", 45, None, "T2"),
    ],
    ids=ids,
)
def test_the_base_of_an_add_on_ran_when_it_was_begun(
    name: str, start: int, stop: int | None, decides: str
) -> None:
    second = trial(start, stop, 25, id="T2", treatment="fluvoxamine", stop_reason=stop and "other")
    first = first_of(trial(0, None, 200), second, add_on(45, 55))
    assert (first == OTHER) is (decides == "T1")


@pytest.mark.parametrize(
    ("name", "dose", "end", "decides"),
    [
        ("helped in an adequate trial", 200, 16, "T1"),
        ("adequate, without effect", 200, 22, "T2"),
        ("better on too little of it", 25, 16, "T2"),
    ],
    ids=ids,
)
def test_one_broken_off_beside_another_decides_unless_that_has_helped(
    name: str, dose: float, end: int, decides: str
) -> None:
    second = trial(40, 55, 45, id="T2", treatment="mirtazapine", stop_reason="other")
    one = plain(trial(0, None, dose), second, end=end)
    found = steps(replace(one, scores=(score(0, 24), score(40, end), score(55, end), score(AS_OF, end))))
    (why,) = [option.because[0] for option in found.options[:1]]
    assert ("mirtazapine" in why) is (decides == "T2")


def test_what_is_asked_about_stands_in_the_order_of_the_table() -> None:
    asked = ("SWITCH.NORTRIPTYLINE", LITHIUM, T3, "AUGMENT.MODAFINIL", "AUGMENT.STIMULANT", ECT)
    listed = offered(plain(), "US", *reversed(asked))
    assert tuple(code for code in listed if code in asked) == asked


@pytest.mark.parametrize(
    ("name", "gad7", "order"),
    [("anxious: GAD-7 10", 10, (QUETIAPINE, MIRTAZAPINE)), ("GAD-7 9", 9, (MIRTAZAPINE, QUETIAPINE))],
    ids=ids,
)
def test_with_anxious_features_quetiapine_goes_before_mirtazapine(
    name: str, gad7: int, order: tuple[str, ...]
) -> None:
    """Mirtazapine scores more for one who does not eat; aripiprazole is first-line and leads anyway."""
    one = plain(end=16, symptoms=(Symptom("appetite_loss", day(AS_OF)),))
    one = replace(one, scores=(*one.scores, score(AS_OF, gad7, "gad7", "self")))
    codes = [code for code in offered(one) if code.startswith("AUGMENT.")]
    assert codes[0] == ARIPIPRAZOLE
    assert tuple(code for code in codes if code in order) == order


def test_lithium_goes_last_beside_what_raises_its_level() -> None:
    venlafaxine = trial(-70, -10, 150, id="T0", treatment="venlafaxine")
    one = after(venlafaxine)
    raised = replace(one, medicines=(Medicine("ibuprofen", day(0)),))
    codes = [[code for code in offered(who) if code.startswith("AUGMENT.")] for who in (one, raised)]
    assert codes[0][-1] != "AUGMENT.LITHIUM"
    assert codes[1][-1] == "AUGMENT.LITHIUM"
    (option,) = [each for each in steps(raised).options if each.code == "AUGMENT.LITHIUM"]
    assert "After the others: ibuprofen raises its level" in option.cautions
