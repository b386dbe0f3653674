"""What of gates, trials, classes and countries withholds which option, in which words: triggers.md 3."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patients.record import Medicine, PatientRecord, Score, SideEffect, Trial
from tests.rules.making import day, ids, score, trial
from tests.rules.next_steps.plain import (
    AS_OF,
    after,
    bars,
    failed,
    has,
    measured,
    mixed_up,
    no_trial,
    offered,
    option_reasons,
    plain,
    steps,
    young,
)

DATED = "(3 Mar 2025)"
SEROTONIN = f"possible serotonin syndrome: clonus {DATED}"
MANIA = f"current (hypo)mania or mixed state: mania {DATED}"
PSYCHOSIS = f"psychotic features: psychotic features {DATED}"
CATATONIA = f"catatonia: catatonia {DATED}"
RTMS, ECT = "NEUROMOD.RTMS", "NEUROMOD.ECT"
OTHER_CLASS = "SWITCH.OTHER_CLASS"
EARLY = "sertraline (T1) has not been an adequate trial yet"
REMISSION = "sertraline (T1) brought remission: continue"
RESPONSE = "response to sertraline (T1): a switch would lose it"
NO_OFFENDER = "no drug that can cause an urgent finding is running"


@pytest.mark.parametrize(
    ("gate", "reason"),
    [("clonus", SEROTONIN), ("mania", MANIA), ("psychotic_features", PSYCHOSIS), ("catatonia", CATATONIA)],
)
def test_gate_withholds_what_is_to_be_started(gate: str, reason: str) -> None:
    codes = (OTHER_CLASS, "SWITCH.MIRTAZAPINE", "AUGMENT.ARIPIPRAZOLE", "AUGMENT.KETAMINE_IV", RTMS)
    for code in (*codes, "OPTIMISE_DOSE", "MAINTAIN"):
        assert bars(plain(**has(gate)), code)[0] == reason
        assert reason not in bars(plain(**has(gate, "absent")), code)


@pytest.mark.parametrize(
    ("name", "gate", "psychotherapy", "cbti"),
    [
        ("G5", "mania", None, f"deferred: mania {DATED}"),
        ("G6", "psychotic_features", f"deferred: psychotic features {DATED}",
         f"deferred: psychotic features {DATED}"),
        ("G7", "catatonia", f"deferred: catatonia {DATED}", f"deferred: catatonia {DATED}"),
        ("G8", "refusing_food_and_fluid", f"deferred: refusing food and fluid {DATED}",
         f"deferred: refusing food and fluid {DATED}"),
        ("G2", "clonus", None, None),
    ],
    ids=ids,
)  # fmt: skip
def test_gate_defers_psychotherapy(name: str, gate: str, psychotherapy: str | None, cbti: str | None) -> None:
    one = plain(**has(gate))
    assert bars(one, "PSYCHOTHERAPY.ADD") == ((psychotherapy,) if psychotherapy else ())
    assert (cbti in bars(one, "PSYCHOTHERAPY.CBTI")) is (cbti is not None)


@pytest.mark.parametrize(
    ("name", "values", "first"),
    [
        ("G2", has("hyperreflexia"), f"first: hyperreflexia {DATED}"),
        ("G3", {"measurements": measured(sodium=125)}, "first: sodium 125 mmol/L on 3 Mar 2025"),
        ("G4", {"measurements": measured(qtc=500)}, "first: QTc 500 ms on 3 Mar 2025"),
        ("G5", has("hypomania"), f"first: hypomania {DATED}"),
        ("G6", has("psychotic_features"), f"first: psychotic features {DATED}"),
        ("G7", has("catatonia"), f"first: catatonia {DATED}"),
        ("G8", has("refusing_food_and_fluid"), None),
        ("G9", has("lithium_toxicity"), None),
    ],
    ids=ids,
)
def test_urgent_gates_withhold_a_higher_dose(name: str, values: dict[str, Any], first: str | None) -> None:
    low = replace(plain(trial(0, None, 25), **values), scores=(score(0, 24), score(AS_OF, 20)))
    found = [why for why in bars(low, "OPTIMISE_DOSE") if why.startswith("first: ")]
    assert found == ([first] if first else [])
    waiting = [why for why in bars(low, "COMPLETE_TRIAL") if why.startswith("first: ")]
    assert waiting == [first or f"first: {name_of(name)} {DATED}"]


def name_of(gate: str) -> str:
    return {"G8": "refusing food and fluid", "G9": "lithium toxicity"}[gate]


def effects(*found: str, severity: str = "severe") -> tuple[SideEffect, ...]:
    return tuple(SideEffect(one, day(30), severity) for one in found)


def test_severe_side_effects_withhold_a_higher_dose() -> None:
    bad = plain(trial(0, None, 100, side_effects=effects("nausea", "sexual_dysfunction")))
    mild = plain(trial(0, None, 100, side_effects=effects("nausea", severity="moderate")))
    words = "severe side effects on sertraline (T1): nausea, sexual dysfunction"
    assert bars(bad, "OPTIMISE_DOSE") == (words,)
    assert bars(mild, "OPTIMISE_DOSE") == ()


@pytest.mark.parametrize(
    ("name", "one", "words"),
    [
        ("below the usual maximum", trial(0, None, 199), None),
        (
            "at the usual maximum",
            trial(0, None, 200),
            "no room: 200 mg/day; the most for this patient is 200",
        ),
        ("dose not known", trial(0, None, None), None),
    ],
    ids=ids,
)
def test_no_room_withholds_a_higher_dose(name: str, one: Trial, words: str | None) -> None:
    found = bars(plain(one), "OPTIMISE_DOSE")
    assert [why for why in found if why.startswith("no room")] == ([words] if words else [])


@pytest.mark.parametrize(
    ("drug", "dose", "held"),
    [
        ("citalopram", 20, True),
        ("escitalopram", 10, True),
        ("nortriptyline", 75, True),
        ("sertraline", 100, False),
    ],
)
def test_a_long_qtc_withholds_a_higher_dose_of_some(drug: str, dose: float, held: bool) -> None:
    for qtc, long in ((460, True), (459, False)):
        found = bars(
            plain(trial(0, None, dose, treatment=drug), measurements=measured(qtc=qtc)), "OPTIMISE_DOSE"
        )
        assert (f"QTc {qtc} ms on 3 Mar 2025 on {drug}" in found) is (held and long)


def test_a_stopped_citalopram_does_not_withhold_a_dose_for_its_qtc() -> None:
    stopped = trial(0, 57, 20, treatment="citalopram", stop_reason="patient_choice")
    assert bars(plain(stopped, measurements=measured(qtc=470)), "OPTIMISE_DOSE") == ()


# --- the data gate and the trial gate ------------------------------------------------------------

NOTHING_WAITS = "no option is held back by a washout"
LADDER_THREE = after(failed("venlafaxine", 2, 225), failed("nortriptyline", 1, 150))
WASHED_OUT = replace(
    LADDER_THREE,
    trials=(*LADDER_THREE.trials[:2], trial(-8, AS_OF - 15, 300, treatment="bupropion")),
    scores=(*LADDER_THREE.scores[:-2], score(-8, 24), score(AS_OF - 15, 22)),
)


@pytest.mark.parametrize(
    ("name", "one", "code", "reason"),
    [
        ("no score now", replace(plain(), scores=(score(0, 24),)), OTHER_CLASS,
         "not before the data are complete: no current score"),
        ("no score now: ECT", replace(plain(), scores=(score(0, 24),)), ECT,
         "not before the data are complete: no current score"),
        ("too early to switch", young(), OTHER_CLASS, EARLY),
        ("too early to add", young(), "AUGMENT.ARIPIPRAZOLE", EARLY),
        ("too early for ECT", young(), ECT, EARLY),
        ("remission", plain(end=7), OTHER_CLASS, REMISSION),
        ("remission: ECT", plain(end=7), ECT, REMISSION),
        ("response", plain(end=12), "SWITCH.MIRTAZAPINE", RESPONSE),
        ("no remission", plain(), "MAINTAIN", "the last trial has not brought remission"),
        ("no dose above a cap", plain(), "REDUCE_DOSE", "no running dose is above a limit for this patient"),
        ("no offender", no_trial(), "STOP_OFFENDING_DRUG", NO_OFFENDER),
        ("nothing waits", plain(), "WAIT_WASHOUT", NOTHING_WAITS),
        ("nothing waits at ladder III", WASHED_OUT, "WAIT_WASHOUT", NOTHING_WAITS),
        ("nothing to complete", plain(), "COMPLETE_TRIAL", "no trial is waiting to be completed"),
        ("nothing to raise", no_trial(), "OPTIMISE_DOSE", "no treatment trial is recorded in this episode"),
        ("worse", replace(young(), scores=(score(40, 20), score(AS_OF, 21))), "COMPLETE_TRIAL",
         "the score is worse than at the start of sertraline (T1)"),
        ("partial", plain(end=16), "SWITCH.SAME_CLASS",
         "partial response to sertraline (T1): not within the same class (SSRI)"),
        ("partial: one of the class", plain(end=16), "SWITCH.FLUOXETINE",
         "partial response to sertraline (T1): not within the same class (SSRI)"),
        ("running", plain(), "SWITCH.SERTRALINE", "already running (T1); failed in an adequate trial (T1)"),
        ("never", plain(), "ADD.VALPROATE", "never offered by this tool"),
        ("never: minocycline", plain(), "ADD.MINOCYCLINE", "never offered by this tool"),
    ],
    ids=ids,
)  # fmt: skip
def test_course_withholds(name: str, one: PatientRecord, code: str, reason: str) -> None:
    assert reason in bars(one, code)


def test_what_opens_the_course_again() -> None:
    assert bars(plain(), OTHER_CLASS) == ()
    assert bars(plain(end=7), "MAINTAIN") == ()
    assert bars(plain(), "SWITCH.FLUOXETINE") == ()
    assert bars(plain(), ECT) == ()
    assert bars(young(), "COMPLETE_TRIAL") == ()


@pytest.mark.parametrize("gate", ["psychotic_features", "catatonia", "refusing_food_and_fluid"])
def test_ect_needs_no_trial_where_life_or_mind_is_in_danger(gate: str) -> None:
    assert bars(young(**has(gate)), ECT) == ()
    assert ECT in offered(young(**has(gate)))


@pytest.mark.parametrize(
    ("code", "jurisdiction", "reason"),
    [
        ("SWITCH.AGOMELATINE", "US", "not licensed in the US"),
        ("SWITCH.AGOMELATINE", "UK", None),
        ("SWITCH.DEXTROMETHORPHAN_BUPROPION", "UK", "licensed in the US only, not in UK"),
        ("SWITCH.DEXTROMETHORPHAN_BUPROPION", "US", None),
        ("AUGMENT.LUMATEPERONE", "EU", "licensed in the US only, not in EU"),
        ("AUGMENT.LUMATEPERONE", "US", None),
        ("AUGMENT.ESKETAMINE", "UK", "not recommended in the UK (NICE TA854)"),
        ("AUGMENT.ESKETAMINE", "CA", None),
        ("AUGMENT.KETAMINE_IV", "UK", None),
        ("SWITCH.VORTIOXETINE", "UK",
         "UK: after no or limited response to at least 2 antidepressants (NICE NG222 1.9.7)"),
        ("SWITCH.VORTIOXETINE", "EU", None),
    ],
)  # fmt: skip
def test_country_withholds(code: str, jurisdiction: str, reason: str | None) -> None:
    assert bars(plain(), code, jurisdiction) == ((reason,) if reason else ())


# --- bipolarity, classes, the same again ---------------------------------------------------------


@pytest.mark.parametrize(("total", "held"), [(3, False), (4, True)])
def test_bipolarity_not_ruled_out(total: int, held: bool) -> None:
    one = mixed_up(Score(day(50), "rms", total, rater="self"))
    reason = "bipolarity not ruled out: "
    for code in (OTHER_CLASS, "SWITCH.MIRTAZAPINE", "AUGMENT.BUPROPION", "PSYCHOTHERAPY.CBTI"):
        found = [why for why in bars(one, code) if why.startswith(reason)]
        assert [why.removeprefix(reason) for why in found] == (
            ["RMS positive (4) on 21 Feb 2025."] if held else []
        )


@pytest.mark.parametrize(
    ("name", "one", "code", "reason"),
    [
        ("tricyclic failed", after(failed("nortriptyline", 1, 150)), "SWITCH.DOXEPIN",
         "a tricyclic failed in this episode"),
        ("MAO inhibitor failed", after(failed("phenelzine", 1, 60)), "SWITCH.MAOI",
         "an MAO inhibitor failed in this episode"),
        ("class failed twice", after(failed("citalopram", 1, 40)), "SWITCH.SAME_CLASS",
         "SSRI failed 2 times"),
        ("class failed twice: one of it", after(failed("citalopram", 1, 40)), "SWITCH.FLUOXETINE",
         "SSRI failed 2 times"),
        ("failed before", after(failed("mirtazapine", 1, 45)), "SWITCH.MIRTAZAPINE",
         "failed in an adequate trial (T2)"),
    ],
    ids=ids,
)  # fmt: skip
def test_failures_withhold(name: str, one: PatientRecord, code: str, reason: str) -> None:
    assert reason in bars(one, code)
    assert reason not in bars(plain(), code)


@pytest.mark.parametrize(
    ("effect", "held"),
    [("sexual_dysfunction", True), ("bleeding", True), ("hyponatraemia", True), ("nausea", False)],
)
def test_an_effect_of_the_class_withholds_the_class(effect: str, held: bool) -> None:
    stopped = trial(40, 58, 200, stop_reason="intolerance", side_effects=effects(effect, severity="moderate"))
    words = f"side effect of the class SSRI: {effect.replace('_', ' ')}"
    for code in ("SWITCH.SAME_CLASS", "SWITCH.FLUOXETINE"):
        assert (words in bars(plain(stopped), code)) is held


def test_not_tolerated_before_withholds_the_drug() -> None:
    before = trial(-50, -40, 15, id="T2", treatment="mirtazapine", stop_reason="intolerance")
    assert bars(plain(before, trial(0, None, 200)), "SWITCH.MIRTAZAPINE") == (
        "stopped before for side effects (T2)",
    )
    assert bars(plain(before, trial(0, None, 200)), "AUGMENT.MIRTAZAPINE") == (
        "stopped before for side effects (T2)",
    )


@pytest.mark.parametrize(("stop", "held"), [(-10, True), (0, False)])
def test_given_up_after_a_severe_side_effect_is_not_tolerated(stop: int, held: bool) -> None:
    """Whatever reason is recorded; but not if it was kept until the trial was adequate."""
    before = trial(
        -50, stop, 30, id="T2", treatment="mirtazapine", stop_reason="patient_choice",
        side_effects=effects("sedation"),
    )  # fmt: skip
    said = " ".join(bars(plain(before, trial(0, None, 200)), "SWITCH.MIRTAZAPINE"))
    assert ("stopped before for side effects (T2)" in said) is held


@pytest.mark.parametrize(
    ("name", "stop", "reason", "noted", "lost"),
    [
        ("severe, still taken", None, None, effects("nausea"), True),
        ("severe, given up", 58, "patient_choice", effects("nausea"), False),
        ("moderate, given up", 58, "patient_choice", effects("nausea", severity="moderate"), True),
        ("stopped for side effects, none noted", 58, "intolerance", (), False),
    ],
    ids=ids,
)
def test_a_switch_loses_no_response_to_what_was_not_tolerated_and_is_given_up(
    name: str, stop: int | None, reason: str | None, noted: tuple[SideEffect, ...], lost: bool
) -> None:
    """Of an adequate trial: what is not tolerated is changed (next_steps.md, outcome strategy)."""
    one = plain(trial(0, stop, 200, stop_reason=reason, side_effects=noted), end=12)
    assert (RESPONSE in bars(one, OTHER_CLASS)) is lost
    assert (OTHER_CLASS in offered(one)) is not lost


@pytest.mark.parametrize(
    ("name", "stop", "code", "held"),
    [
        ("the older one is gone: its class is another", 55, "SWITCH.SNRI", False),
        ("the older one is gone: the newer one's class is the same", 55, "SWITCH.CITALOPRAM", True),
        ("the older one is gone: bupropion is added to the newer one", 55, "AUGMENT.BUPROPION", False),
        ("both are kept: the older one's class is the same", None, "SWITCH.DESVENLAFAXINE", True),
    ],
    ids=ids,
)
def test_after_a_long_cross_taper_the_newer_one_is_the_last(
    name: str, stop: int | None, code: str, held: bool
) -> None:
    """Six weeks together: the newer one counts as a combination (adequacy.md 2)."""
    older = trial(
        -60, stop, 150, id="T0", treatment="venlafaxine", stop_reason=None if stop is None else "other"
    )
    one = plain(older, trial(10, None, 200), end=16)
    one = replace(one, scores=(score(-60, 24), score(10, 24), score(AS_OF, 16)))
    asked = bars(one, code)
    assert any("same class" in why or "added to" in why for why in asked) is held


def test_waiting_that_is_due_is_offered_to_one_who_asks_about_it_too() -> None:
    found = steps(plain(trial(0, None, 20, treatment="fluoxetine")), "US", "WAIT_WASHOUT", "SWITCH.MAOI")
    assert "WAIT_WASHOUT" in {one.code for one in found.options}
    assert "WAIT_WASHOUT" not in {one.code for one in found.withheld}
    (why,) = [one.because for one in found.options if one.code == "WAIT_WASHOUT"]
    wait = "fluoxetine is being taken: stop it first, then wait 35 days after its last dose (W08)"
    assert why == (f"Switch to an MAO inhibitor (specialist): {wait}",)


def test_each_wait_is_said_with_its_own_day() -> None:
    """Two weeks from St John's wort to an SSRI or SNRI, five days from moclobemide to another (W20, W05)."""
    wort = (Medicine("St John's wort", day(0), day(58)),)
    one = plain(trial(-10, 59, 600, treatment="moclobemide"), medicines=wort)
    one = replace(one, scores=(score(-10, 24), score(58, 22)))
    said = " ".join(option_reasons(one, "WAIT_WASHOUT"))
    assert "start on or after 14 Mar 2025" in said
    assert "start on or after 6 Mar 2025" in said


@pytest.mark.parametrize(
    ("asked", "waits"), [((), False), (("SWITCH.TCA",), True), (("SWITCH.NORTRIPTYLINE",), True)]
)
def test_a_class_that_is_asked_about_waits_like_the_drugs_under_it(
    asked: tuple[str, ...], waits: bool
) -> None:
    """In its third week no switch is due: only the question brings the wait up (triggers.md 1, consider)."""
    one = replace(
        plain(trial(40, None, 60, treatment="phenelzine")), scores=(score(40, 24), score(AS_OF, 22))
    )
    assert ("WAIT_WASHOUT" in offered(one, "US", *asked)) is waits


def test_a_class_waits_like_the_first_drug_under_it_that_only_waits() -> None:
    """At ladder III an MAO inhibitor waits for sertraline, but phaeochromocytoma rules it out for good."""
    one = after(failed("venlafaxine", 2, 225), failed("nortriptyline", 1, 150))
    one = replace(one, medicines=(Medicine("moclobemide", day(0)),), **has("phaeochromocytoma"))
    said = next(option for option in steps(one, "UK", OTHER_CLASS).options if option.code == "WAIT_WASHOUT")
    moclobemide = "moclobemide is being taken: stop it first, then wait 5 days after its last dose (W05)"
    assert said.because == (f"Switch to another class: {moclobemide}",)


def test_a_class_waits_no_longer_than_the_first_drug_under_it_that_only_waits() -> None:
    """Until 14 Mar for an SSRI (St John's wort), until 6 Mar for vortioxetine, which stands before them."""
    wort = (Medicine("St John's wort", day(0), day(58)),)
    one = after(failed("mirtazapine", 2, 45))
    last = trial(-10, 59, 600, treatment="moclobemide")
    one = replace(
        one,
        trials=(*one.trials[:-1], last),
        scores=(*one.scores[:-2], score(-10, 24), score(58, 22)),
        medicines=wort,
        **has("seizure_disorder"),
    )
    said = next(option for option in steps(one, "US", OTHER_CLASS).options if option.code == "WAIT_WASHOUT")
    moclobemide = "moclobemide, last taken on 1 Mar 2025: start on or after 6 Mar 2025"
    assert said.because[0] == f"Switch to another class: {moclobemide}, 5 days after its last dose (W05)"


def test_a_class_that_is_asked_about_is_withheld_with_every_drug_under_it() -> None:
    """No tricyclic is due at ladder I: each waits two weeks for phenelzine (W01), and so does the class."""
    one = plain(medicines=(Medicine("phenelzine", day(1), day(AS_OF - 4)),))
    assert "SWITCH.TCA" not in offered(one)
    assert bars(one, "SWITCH.TCA")[0] == "every medicine under it is withheld"
    assert bars(replace(one, medicines=()), "SWITCH.TCA") == ()


@pytest.mark.parametrize(
    ("name", "one", "missing"),
    [
        ("nothing was tried", no_trial(), "no treatment trial is recorded in this episode"),
        ("adherence not known", plain(trial(0, None, 200, adherence=())), "adherence is not known"),
    ],
    ids=ids,
)
def test_without_data_nothing_is_said_of_a_trial_that_was_not_fair(
    name: str, one: PatientRecord, missing: str
) -> None:
    """G10 alone holds it back: whether the trial was adequate is what is not known."""
    assert bars(one, "NEUROMOD.RTMS") == (f"not before the data are complete: {missing}",)
