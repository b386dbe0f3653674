"""What is missing, what it would change, and what a hypothetical edit changes and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.assess import assess
from assessment.rules.conclusions import nothing_to_tell_from
from assessment.rules.policy import load_policy
from assessment.rules.what_if import Add, Change, Remove, what_if
from patients.record import AdherencePeriod, Check, Condition, Episode, Score
from tests.rules.making import TAKEN, day, doses, ids, judged, record, score, trial

CHECKED = tuple(Check(code, "ruled_out", day(90), "Dr A") for code in ("BIP", "OSA", "SUD", "THY"))
FIRST = (trial(-100, -20, id="T0"), score(-100, 24), score(-20, 20))
COUNTED = "T2 would count as a failure and Stage II"
OTHERS_COUNT = "whether regulators and the Delphi consensus count T2 as a failure"
SECOND: dict[str, Any] = {"id": "T2", "treatment": "venlafaxine"}


def lacking(*facts: Any, **values: Any) -> dict[str, str]:
    episodes = (Episode(day(-200)),)
    found = judged(100, *CHECKED, *FIRST, *facts, **{"episodes": episodes} | values)
    return {one.what: one.would_change for one in found.missing}


def test_nothing_is_missing_where_everything_is_known() -> None:
    assert lacking(trial(0, 80, 150, **SECOND), score(0, 24), score(80, 20)) == {}


def test_adherence_that_decides() -> None:
    facts = (trial(0, 80, 150, adherence=(), **SECOND), score(0, 24), score(80, 20))
    assert lacking(*facts) == {
        "adherence of venlafaxine (T2)": "if 80 % or more was taken: T2 would count as a failure and Stage II"
    }


def test_adherence_that_decides_nothing_is_not_asked_for() -> None:
    assert lacking(trial(0, 30, 150, adherence=(), **SECOND), score(0, 24), score(30, 20)) == {}


def test_dose_that_decides() -> None:
    facts = (trial(0, 80, doses=doses((0, None)), **SECOND), score(0, 24), score(80, 20))
    assert lacking(*facts) == {
        "dose of venlafaxine (T2)": "if it was 150 or more: T2 would count as a failure and Stage II"
    }


def test_dose_and_adherence_that_decide_only_together() -> None:
    """Neither known: each alone would leave it as it is."""
    facts = (trial(0, 80, doses=(), adherence=(), **SECOND), score(0, 24), score(80, 20))
    both = "if it was 150 or more and 80 % or more was taken"
    assert lacking(*facts) == {"dose and adherence of venlafaxine (T2)": f"{both}: {COUNTED}"}


def test_dose_and_adherence_that_decide_nothing_together_are_not_asked_for() -> None:
    assert lacking(trial(0, 30, doses=(), adherence=(), **SECOND), score(0, 24), score(30, 20)) == {}


def test_adherence_that_decides_by_itself_is_asked_for_alone() -> None:
    """50 days at 150 mg were enough; 40 off, and the dose of the 10 since is not known."""
    given = trial(0, 100, doses=doses((0, 150), (50, 0), (90, None)), adherence=(), **SECOND)
    assert list(lacking(given, score(0, 24), score(48, 20))) == ["adherence of venlafaxine (T2)"]


def test_sessions_that_decide() -> None:
    course = trial(0, 40, id="E1", treatment="ect", role="neuromodulation", doses=(), session_count=None)
    assert lacking(course, score(0, 24), score(40, 22)) == {
        "sessions of ECT (E1)": "if there were 7 or more: E1 would count as a failure"
    }


def test_endpoint_that_decides_where_a_later_treatment_takes_over() -> None:
    """From day 68 on scores are those of the drug added on day 60."""
    facts = (
        trial(0, None, 150, **SECOND),
        trial(60, None, 5, id="T3", treatment="aripiprazole", role="augmentation"),
        score(0, 24),
    )
    what = "a score on venlafaxine (T2) by 10 Mar 2025, when the next treatment takes over"
    assert lacking(*facts)[what] == f"if not in remission: {COUNTED}"


@pytest.mark.parametrize(
    ("name", "stop", "when"),
    [
        ("stopped within the week: it has its own end", 67, "at its end"),
        ("stopped after it", 68, "by 10 Mar 2025, when the next treatment takes over"),
        ("stopped long after it", 90, "by 10 Mar 2025, when the next treatment takes over"),
        ("running", None, "by 10 Mar 2025, when the next treatment takes over"),
    ],
    ids=ids,
)
def test_endpoint_of_a_trial_that_another_took_over(name: str, stop: int | None, when: str) -> None:
    """The drug of day 60 owns the scores later than day 67, whether the first was stopped since or not."""
    following = trial(60, None, 30, id="T3", treatment="mirtazapine", role="combination")
    asked = lacking(trial(0, stop, 150, **SECOND), following, score(0, 24))
    assert f"a score on venlafaxine (T2) {when}" in asked


def test_endpoint_that_decides() -> None:
    assert lacking(trial(0, 80, 150, **SECOND), score(0, 24)) == {
        "a score on venlafaxine (T2) at its end": f"if not in remission: {COUNTED}"
    }


def test_endpoint_that_decides_for_regulators_is_compared_with_the_baseline() -> None:
    """They count no trial whose improvement is not known (adequacy.md 6)."""
    whole = record(*CHECKED, trial(0, 80), score(0, 24))
    found = assess(whole, day(100), load_policy("regulatory"))
    assert [one.what for one in found.missing] == ["a score on sertraline (T1) at its end"]


def test_endpoint_that_decides_where_nothing_was_rated() -> None:
    late = (trial(-100, -30, id="T0"), score(-100, 24), score(-30, 20))
    found = judged(100, *CHECKED, *late, trial(0, 80, 150, **SECOND), episodes=(Episode(day(-200)),))
    assert {one.what: one.would_change for one in found.missing} == {
        "a score on venlafaxine (T2) at its end": f"if not in remission: {COUNTED}"
    }


def test_facts_missing_of_two_trials_are_both_listed() -> None:
    """Of one it is not known how much was taken, the other was never rated."""
    last = trial(30, 80, 45, id="T3", treatment="mirtazapine")
    facts = (trial(-18, 28, 150, adherence=(), **SECOND), score(-18, 24), score(28, 20), last)
    assert list(lacking(*facts)) == [
        "adherence of venlafaxine (T2)",
        "a score on mirtazapine (T3) at its end",
    ]


def test_baseline_that_decides_for_regulators() -> None:
    assert lacking(trial(20, 90, 150, **SECOND), score(90, 20)) == {
        "baseline score of venlafaxine (T2)": OTHERS_COUNT
    }


def test_open_checks_onset_and_scores() -> None:
    facts = (trial(0, 80), score(0, 24), score(80, 20))
    found = {one.what: one.would_change for one in judged(100, *facts, *CHECKED[:3]).missing}
    assert found == {"thyroid disease (THY, not assessed)": "whether Stage I is provisional"}
    old = (*CHECKED[:3], Check("THY", "ruled_out", day(-400)))
    expired = {one.what: one.would_change for one in judged(100, *facts, *old).missing}
    assert expired == {"thyroid disease (THY, out of date)": "whether Stage I is provisional"}


@pytest.mark.parametrize(
    ("name", "scored", "values", "expected"),
    [
        ("no onset", True, {"episodes": (Episode(None),)},
         {"the onset of the current episode": "which trials count in it, and the Maudsley score"}),
        ("no episode", True, {"episodes": ()},
         {"the current episode": "which trials count in it, and the Maudsley score"}),
        ("both known", True, {}, {}),
        ("bipolar: no stage", True,
         {"episodes": (), "conditions": (Condition("mania", "past", day(-300)),)}, {}),
    ],
    ids=ids,
)  # fmt: skip
def test_what_is_missing_of_the_illness(name: str, scored: bool, values: Any, expected: Any) -> None:
    facts: tuple[Any, ...] = (trial(0, 80), score(0, 24), score(80, 20), *CHECKED)
    assert {one.what: one.would_change for one in judged(100, *facts, **values).missing} == expected


def test_open_checks_are_missing_from_stage_one_on() -> None:
    """A positive screen alone makes stage 0 provisional; what was never checked does not (staging.md 0)."""
    screen = Score(day(90), "rms", 5, rater="self")
    staged = {}
    for total in (7, 20):
        found = judged(100, trial(0, 80), score(0, 24), score(80, total), screen)
        staged[found.staging.ladder] = (found.staging.provisional, [one.what for one in found.missing])
    assert staged["0"] == (True, [])
    assert staged["I"][0] is True
    assert "thyroid disease (THY, not assessed)" in staged["I"][1]


def test_baseline_on_the_scale_of_the_endpoint() -> None:
    facts = (trial(20, 90, 150, **SECOND), score(20, 24), score(90, 15, "phq9", "self"))
    assert lacking(*facts) == {
        "baseline score of venlafaxine (T2) on the endpoint's scale (phq9)": OTHERS_COUNT
    }


def test_what_decides_the_trial_but_no_failure() -> None:
    facts = (trial(0, 80, 150, adherence=(), **SECOND), score(0, 24), score(80, 5))
    assert lacking(*facts) == {
        "adherence of venlafaxine (T2)": "if 80 % or more was taken: T2 would be adequate"
    }


def test_a_dose_asked_for_is_that_of_a_base_for_what_was_added_to_it() -> None:
    base, add_on = trial(0, 80, None, **SECOND), trial(20, 80, 10, id="T3", treatment="aripiprazole")
    scores = (score(0, 24), score(19, 23), score(26, 23), score(79, 22))
    added = replace(add_on, role="augmentation", augments="T2")
    both = "T2 would count as a failure, T3 would count as a failure and Stage III"
    assert lacking(base, added, *scores) == {"dose of venlafaxine (T2)": f"if it was 150 or more: {both}"}


@pytest.mark.parametrize("adherence", [TAKEN, ()], ids=["taken", "not known"])
def test_a_dose_of_a_base_that_decides_nothing_but_its_add_on(adherence: Any) -> None:
    """50 days of venlafaxine are known to be at 150 mg, those on which lithium was added are not."""
    base = trial(0, 95, doses=doses((0, 150), (50, None)), adherence=adherence, **SECOND)
    lithium = trial(55, 95, 900, id="T3", treatment="lithium", role="augmentation", augments="T2")
    found = lacking(base, lithium, score(0, 24), score(50, 22), score(94, 22))
    assert found["dose of venlafaxine (T2)"].startswith("if it was 150 or more: T3 would ")


def test_a_dose_nobody_knows_is_not_asked_for_where_no_add_on_waits_for_it() -> None:
    base = trial(0, 95, doses=doses((0, 150), (50, None)), **SECOND)
    assert lacking(base, score(0, 24), score(50, 22), score(94, 22)) == {}


def test_a_score_may_be_that_of_two_trials() -> None:
    """Two kept side by side, neither rated at its end."""
    second = trial(0, 80, 900, id="T3", treatment="lithium", role="augmentation", augments="T2")
    found = lacking(trial(0, 80, 150, **SECOND), second, score(0, 24))
    both = "T2 would count as a failure, T3 would count as a failure and Stage III"
    assert set(found.values()) == {f"if not in remission: {both}"}


def test_what_is_asked_for_of_an_augmenter_names_it_as_one() -> None:
    base = (trial(-100, 90, id="T0"), score(-100, 24), score(90, 20))
    added = trial(0, 80, 300, id="T2", treatment="bupropion", role="augmentation", adherence=())
    found = judged(100, *CHECKED, *base, added, score(0, 24), score(80, 20), episodes=(Episode(day(-200)),))
    assert [one.what for one in found.missing] == ["adherence of bupropion (augmentation) (T2)"]


def test_a_dose_asked_for_is_one_from_the_start() -> None:
    late = doses((10, None), (50, 150))
    facts = (trial(0, 80, doses=late, **SECOND), score(0, 24), score(80, 20))
    assert list(lacking(*facts)) == ["dose of venlafaxine (T2)"]


def test_a_dose_asked_for_is_that_of_the_days_on_which_it_is_not_known() -> None:
    """Below the minimum for 30 days, of which little was taken; then nobody wrote down the dose."""
    taken = (AdherencePeriod(20.0, "pdc", day(0), day(30)), AdherencePeriod(95.0, "pdc", day(30), day(80)))
    given = trial(0, 80, doses=doses((0, 75), (30, None)), adherence=taken, **SECOND)
    assert lacking(given, score(0, 24), score(80, 20)) == {
        "dose of venlafaxine (T2)": f"if it was 150 or more: {COUNTED}"
    }


def test_what_if_names_every_difference_and_why() -> None:
    whole = record(*CHECKED, trial(0, 80, adherence=()), score(0, 24), score(80, 20))
    found = what_if(whole, [Change("T1", {"adherence": (AdherencePeriod(85.0, "pdc"),)})], day(100))
    changed = {one.what: (one.before, one.after) for one in found.differences}
    assert changed["ladder"] == ("0", "I")
    assert changed["definitions"] == ((False, False, False), (True, False, False))
    because = next(one.because for one in found.differences if one.what == "T1")
    assert "85 % taken by dispensing records (PDC); 80 % needed." in because
    assert found.before.trial("T1").adequacy == "indeterminate"


def test_what_if_calls_each_conclusion_by_its_name() -> None:
    whole = record(
        *FIRST, *CHECKED, trial(0, 80, 150, **SECOND), score(0, 24), episodes=(Episode(day(-200)),)
    )
    found = what_if(whole, [Add(score(80, 20))], day(100))
    assert {one.what for one in found.differences} >= {
        "T2", "ladder", "Thase-Rush", "failures", "failed classes", "definitions", "Maudsley", "MGH",
        "European", "other models", "options", "withheld", "warnings", "alerts",
    }  # fmt: skip


def test_what_if_calls_what_a_diagnosis_changes_by_its_name() -> None:
    whole = record(*FIRST, *CHECKED, trial(0, 80, 150, **SECOND), score(0, 24), score(80, 20))
    found = what_if(whole, [Add(Condition("mania", "past", day(90)))], day(100))
    changed = {one.what: (one.before, one.after) for one in found.differences}
    assert changed["suppressed"] == (False, True)
    assert changed["ladder"] == ("I", None)
    short = ("short_duration", "present")
    assert changed["impostors"] == ((short,), (("bipolar_spectrum", "present"), short))


@pytest.mark.parametrize(
    ("name", "fact", "what", "before", "after"),
    [
        ("a check", Check("THY", "ruled_out", day(90), "Dr A"), "provisional", True, False),
        ("a profile", score(90, 10, "gad7", "self"), "profiles", (), ("anxious",)),
    ],
    ids=ids,
)
def test_what_if_calls_what_a_fact_changes_by_its_name(
    name: str, fact: Any, what: str, before: Any, after: Any
) -> None:
    whole = record(trial(0, 80), score(0, 24), score(80, 20), *CHECKED[:3])
    found = what_if(whole, [Add(fact)], day(100))
    changed = {one.what: (one.before, one.after) for one in found.differences}
    assert changed[what] == (before, after)


def test_what_if_calls_the_checklist_by_its_name() -> None:
    whole = record(trial(0, 80), score(0, 24), score(80, 20), *CHECKED[:3])
    found = what_if(whole, [Add(CHECKED[3])], day(100))
    changed: dict[str, Any] = {one.what: (one.before, one.after) for one in found.differences}
    before, after = map(dict, changed["checks"])
    assert (before["THY"], after["THY"]) == ("not_assessed", "ruled_out")


def test_what_if_adds_and_removes_facts() -> None:
    last = score(80, 20)
    whole = record(trial(0, 80), score(0, 24), last)
    assert what_if(whole, [], day(100)).differences == ()
    without = what_if(whole, [Remove(last)], day(100))
    assert without.after.trial("T1").outcome == "unknown"
    better = what_if(whole, [Remove(last), Add(score(80, 5))], day(100))
    assert better.after.staging.ladder == "0"
    assert (better.before.jurisdiction, better.after.jurisdiction) == ("US", "US")


def test_what_if_asks_by_the_same_policy_where_the_patient_is() -> None:
    whole = record(trial(0, 80), score(0, 24))
    found = what_if(whole, [Add(score(80, 20))], day(100), load_policy("regulatory"), "UK")
    asked = [(one.policy, one.jurisdiction) for one in (found.before, found.after)]
    assert asked == [("regulatory", "UK")] * 2


def test_what_if_refuses_an_unknown_trial() -> None:
    with pytest.raises(KeyError, match="no trial 'T9'; there are: T1"):
        what_if(record(trial(0, 80)), [Change("T9", {})], day(100))


def test_nothing_to_tell_from_is_said_only_where_no_trial_can_be_judged() -> None:
    well = judged(56, trial(0, None), score(0, 24), score(56, 6))
    early = judged(20, trial(0, None), score(0, 24))
    failed = judged(56, trial(0, None), score(0, 24), score(56, 22))
    unfair = judged(56, trial(0, 30), score(0, 24))
    early_but_rated = judged(20, trial(0, None), score(0, 24), score(15, 20))
    not_rated = judged(56, trial(0, None))
    told = [well, failed, unfair, early, early_but_rated, not_rated]
    assert [nothing_to_tell_from(one) for one in told] == [False, False, False, True, True, True]
