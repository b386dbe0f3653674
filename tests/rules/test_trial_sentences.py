"""The sentences about one trial, and those behind what a hypothetical change would change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.rules.findings import CANNOT_TELL, MET, NOT_APPLICABLE, NOT_MET
from assessment.rules.what_if import Change, WhatIf, what_if
from patients.record import AdherencePeriod, Condition, Episode, Trial
from tests.rules.making import day, doses, found, ids, levels, record, score, trial

START, END = score(0, 24), score(60, 22)
BOTH = (START, END)
PLAIN = trial(0, None)
UNKNOWN = replace(PLAIN, doses=())


def ect(sessions: int | None) -> Trial:
    return trial(0, 40, treatment="ect", role="neuromodulation", doses=(), session_count=sessions)


def nortriptyline(unit: str, *values: tuple[int, float]) -> Trial:
    return trial(0, None, 75, treatment="nortriptyline", levels=levels(unit, *values))


def beside(drug: str, dose: float, start: int = 0, stop: int | None = None) -> tuple[Trial, Trial]:
    """Aripiprazole added to an antidepressant at its full dose."""
    base = trial(-50, None, 20 if drug == "fluoxetine" else 200, id="T0", treatment=drug)
    return base, trial(start, stop, dose, treatment="aripiprazole", role="augmentation")


LOWERED = "5 mg (2.5 mg beside a strong CYP2D6 inhibitor)"


@pytest.mark.parametrize(
    ("name", "facts", "pillar", "outcome", "words"),
    [
        ("at dose", (PLAIN,), "dose", MET, "Up to 100 mg from 2 Jan 2025; the minimum is 50 mg."),
        ("below it", (trial(0, None, 25),), "dose", NOT_MET,
         "Up to 25 mg from 2 Jan 2025; the minimum is 50 mg."),
        ("not recorded", (UNKNOWN,), "dose", CANNOT_TELL, "No dose is recorded; the minimum is 50 mg."),
        ("known of today only", (replace(PLAIN, doses=doses((0, None), (60, 100))),), "dose", MET,
         "Up to 100 mg from 3 Mar 2025; the minimum is 50 mg."),
        ("below it today, not known before", (replace(PLAIN, doses=doses((0, None), (60, 25))),), "dose",
         CANNOT_TELL, "No dose is recorded; the minimum is 50 mg."),
        ("no minimum known", (trial(0, None, treatment="vns", role="neuromodulation", doses=()),), "dose",
         CANNOT_TELL, "No minimum adequate dose is known for it."),
        ("of another unit", (trial(0, None, 40, treatment="esketamine_nasal", role="augmentation",
                                   session_count=8),), "dose", NOT_MET,
         "Up to 40 mg/session from 2 Jan 2025; the minimum is 56 mg/session."),
        ("sessions", (ect(7),), "dose", NOT_APPLICABLE, "Sessions decide."),
        ("levels enough", (nortriptyline("ng/mL", (20, 60), (30, 70)),), "dose", MET,
         "Up to 75 mg from 2 Jan 2025; the minimum is 75 mg; drug level 60 ng/mL on 22 Jan 2025 and "
         "70 ng/mL on 1 Feb 2025; 50 ng/mL needed."),
        ("a level enough, at a dose nobody wrote down",
         (replace(nortriptyline("ng/mL", (20, 60)), doses=()),), "dose", MET,
         "No dose is recorded; the minimum is 75 mg; drug level 60 ng/mL on 22 Jan 2025; 50 ng/mL needed."),
        ("level too low", (nortriptyline("ng/mL", (20, 40)),), "dose", NOT_MET,
         "drug level 40 ng/mL on 22 Jan 2025; 50 ng/mL needed."),
        ("halved, enough", beside("fluoxetine", 2.5), "dose", MET,
         f"Up to 2.5 mg from 2 Jan 2025; the minimum is {LOWERED}."),
        ("halved, too little", beside("fluoxetine", 2.4), "dose", NOT_MET,
         "Up to 2.4 mg from 2 Jan 2025; the minimum is 5 mg."),
        ("not halved", beside("sertraline", 4.9), "dose", NOT_MET,
         "Up to 4.9 mg from 2 Jan 2025; the minimum is 5 mg."),
        ("halved", beside("fluoxetine", 2.5), "duration", MET,
         f"60 days at {LOWERED} or more with T0 at its minimum, 2 Jan 2025 to 3 Mar 2025; 42 needed."),
        ("long enough", (PLAIN,), "duration", MET,
         "60 days at 50 mg or more, 2 Jan 2025 to 3 Mar 2025; 42 needed."),
        ("one day", (trial(59, None),), "duration", NOT_MET,
         "1 day at 50 mg or more, 2 Mar 2025 to 3 Mar 2025; 42 needed."),
        ("a pause", (replace(PLAIN, doses=doses((0, 100), (20, 0), (25, 100))),), "duration", MET,
         "55 days at 50 mg or more, 2 Jan 2025 to 3 Mar 2025 (5 days off or below it not counted); "
         "42 needed."),
        ("an unknown dose first", (replace(PLAIN, doses=doses((0, None), (20, 100))),), "duration",
         CANNOT_TELL,
         "40 days at 50 mg or more, 22 Jan 2025 to 3 Mar 2025 (60 if the days at an unknown dose count); "
         "42 needed."),
        ("no known dose", (UNKNOWN,), "duration", CANNOT_TELL, "0 days surely at 50 mg or more; 42 needed."),
        ("6 sessions", (ect(6),), "duration", NOT_MET, "6 sessions; 7 needed."),
        ("7 sessions", (ect(7),), "duration", MET, "7 sessions; 7 needed."),
        ("1 session", (ect(1),), "duration", NOT_MET, "1 session; 7 needed."),
        ("no session at dose",
         (trial(0, 40, 40, treatment="esketamine_nasal", role="augmentation",
                sessions=(day(1), day(3), day(5))),), "duration", NOT_MET,
         "0 sessions (3 more below the minimum dose); 8 needed."),
        ("sessions not recorded", (ect(None),), "duration", CANNOT_TELL,
         "The number of sessions is not recorded; 7 needed."),
        ("79 %", (trial(0, None, adherence=(AdherencePeriod(79.0, "pdc"),)),), "adherence", NOT_MET,
         "79 % taken by dispensing records (PDC); 80 % needed."),
        ("80 %", (trial(0, None, adherence=(AdherencePeriod(80.0, "pdc"),)),), "adherence", MET,
         "80 % taken by dispensing records (PDC); 80 % needed."),
        ("not recorded", (trial(0, None, adherence=()),), "adherence", CANNOT_TELL,
         "How much was taken is not recorded."),
        ("not known how long", (trial(0, None, treatment="vns", role="neuromodulation", doses=()),),
         "duration", CANNOT_TELL, "How long a fair trial of it takes is not known."),
        ("sessions", (replace(ect(7), adherence=()),), "adherence", NOT_APPLICABLE,
         "The sessions given decide."),
        ("a psychotherapy",
         (trial(0, None, treatment="cbt", role="psychotherapy", doses=(), adherence=()),), "adherence",
         NOT_APPLICABLE, "The sessions given decide."),
        ("a level of 0", (nortriptyline("ng/mL", (20, 0)),), "adherence", NOT_MET,
         "A drug level of 0: not taken."),
    ],
    ids=ids,
)  # fmt: skip
def test_pillar(name: str, facts: tuple[Trial, ...], pillar: str, outcome: str, words: str) -> None:
    said = getattr(found(60, *facts, *BOTH), pillar)
    assert (said.outcome, said.because) == (outcome, words)


@pytest.mark.parametrize(
    ("name", "scores", "words"),
    [
        ("both", BOTH, "HAM-D17 24 on 2 Jan 2025 to HAM-D17 22 on 3 Mar 2025: 8.3 % better, non-response "
         "(22 is above the remission cut of 7)."),
        ("worse", (START, score(60, 30)), "HAM-D17 24 on 2 Jan 2025 to HAM-D17 30 on 3 Mar 2025: 25 % worse, "
         "non-response (30 is above the remission cut of 7)."),
        ("remission", (START, score(60, 7)), "HAM-D17 24 on 2 Jan 2025 to HAM-D17 7 on 3 Mar 2025: "
         "70.8 % better, remission (7 is within the remission cut of 7)."),
        ("no baseline", (END,), "No baseline score; HAM-D17 22 on 3 Mar 2025: not in remission, by how much "
         "improved is not known (22 is above the remission cut of 7)."),
        ("no baseline, remission", (score(60, 5),),
         "No baseline score; HAM-D17 5 on 3 Mar 2025: remission (5 is within the remission cut of 7)."),
        ("no endpoint", (START,),
         "No score on the treatment after the baseline HAM-D17 24 on 2 Jan 2025: the outcome is not known."),
        ("neither", (), "No baseline and no endpoint score: the outcome is not known."),
        ("in remission before", (score(0, 7), END),
         "The baseline HAM-D17 7 on 2 Jan 2025 was already in remission: the outcome cannot be judged."),
        ("an old baseline", (score(-20, 24), END),
         "HAM-D17 24 on 13 Dec 2024, more than two weeks before the start to HAM-D17 22 on 3 Mar 2025: "
         "8.3 % better, non-response (22 is above the remission cut of 7)."),
        ("two scales", (START, score(60, 15, "phq9")),
         "Baseline HAM-D17 24 on 2 Jan 2025, endpoint PHQ-9 15 on "
         "3 Mar 2025: not in remission; no percentage across scales (15 is above the remission cut of 4)."),
        ("two scales, remission", (START, score(60, 3, "phq9")),
         "Baseline HAM-D17 24 on 2 Jan 2025, endpoint "
         "PHQ-9 3 on 3 Mar 2025: remission (3 is within the remission cut of 4)."),
        ("two scales with a crosswalk", (START, score(60, 14, "qids_sr16")), "Baseline HAM-D17 24 on "
         "2 Jan 2025, endpoint QIDS-SR16 14 on 3 Mar 2025: not in remission; no percentage across scales "
         "(14 is above the remission cut of 5). Provisionally 20.8 % better, for advice only."),
    ],
    ids=ids,
)  # fmt: skip
def test_outcome_sentence(name: str, scores: Any, words: str) -> None:
    assert found(60, PLAIN, *scores).because[1] == words


@pytest.mark.parametrize(
    ("name", "facts", "words"),
    [
        ("inhibitor", (*beside("fluoxetine", 2.5), *BOTH),
         "Beside a strong CYP2D6 inhibitor 2.5 mg counts as its minimum."),
        ("intolerance after it was adequate", (trial(0, 50, stop_reason="intolerance"), START, score(50, 20)),
         "Stopped for side effects, but only after it was adequate: it counts."),
        ("response lost", (trial(0, 50), START, score(30, 10), score(49, 20)),
         "An earlier score on it had reached response; the last one stands."),
        ("no base", (trial(0, None, 900, treatment="lithium", role="augmentation"), *BOTH),
         "No antidepressant beside it is recorded, so no day counts."),
        ("a combination of one", (trial(0, None, 30, treatment="mirtazapine", role="combination"), *BOTH),
         "No antidepressant beside it is recorded, so no day counts."),
        ("kept beside another", (trial(-60, None, 150, id="T0", treatment="venlafaxine"), PLAIN, *BOTH),
         "Kept at dose beside T0 for more than 28 days: judged a combination, not a trial of a class of its "
         "own."),
        ("adequate", (trial(0, 50),), "sertraline: an adequate trial."),
        ("not yet", (trial(30, None),),
         "sertraline: not yet an adequate trial; with the present dose on 15 Mar 2025."),
        ("not yet, and not with this dose", (trial(30, None, 25),), "sertraline: not yet an adequate trial."),
        ("below", (trial(0, 60, 25),),
         "sertraline: not an adequate trial (dose below the minimum and too few days at dose)."),
        ("not taken", (trial(0, 60, adherence=(AdherencePeriod(50.0, "pdc"),)),),
         "sertraline: not an adequate trial (not taken often enough)."),
        ("side effects", (trial(0, 20, stop_reason="intolerance"),),
         "sertraline: not an adequate trial (too few days at dose and stopped for side effects)."),
        ("a level below", (replace(nortriptyline("ng/mL", (20, 40)), stop=day(60)),),
         "nortriptyline: not an adequate trial (drug level below its range)."),
        ("too few sessions", (ect(6),), "ECT: not an adequate trial (too few sessions)."),
        ("not known how much was taken", (trial(0, 60, adherence=()),),
         "sertraline: whether the trial was adequate cannot be told (adherence not known)."),
        ("not known at which dose", (trial(0, 60, doses=()),),
         "sertraline: whether the trial was adequate cannot be told."),
        ("a level in another unit", (nortriptyline("pounds", (20, 60)),),
         "A drug level in an unknown unit was not used."),
        ("self-report", (trial(0, None, adherence=(AdherencePeriod(90.0, "self_report"),)),),
         "Adherence rests on self-report alone."),
        ("of an earlier episode", (trial(-300, -200),),
         "It belongs to an earlier episode and does not count in this one."),
        ("begun before the episode", (trial(-100, None),),
         "Counted from 3 Nov 2024, when the new episode began; days before do not count."),
        ("lost after the stop", (trial(0, 50), START, score(50, 10), score(59, 20)),
         "After it was stopped a later score had lost the response."),
        ("another was added", (trial(-60, None), trial(20, None, 900, id="T2", treatment="lithium",
                                                      role="augmentation"), score(-60, 24), END),
         "Scores later than a week after the next treatment was added belong to that one."),
    ],
    ids=ids,
)  # fmt: skip
def test_further_sentence(name: str, facts: Any, words: str) -> None:
    plain = found(60, trial(0, 50, 200, treatment="venlafaxine"), *BOTH).because
    assert words in found(60, *facts).because
    assert words not in plain


@pytest.mark.parametrize(("stop", "said"), [(27, False), (28, True)])
def test_scores_belong_to_what_was_added_from_a_week_on(stop: int, said: bool) -> None:
    added = trial(20, None, 900, id="T2", treatment="lithium", role="augmentation")
    because = found(60, trial(-60, stop), added, score(-60, 24), score(20, 22)).because
    words = "Scores later than a week after the next treatment was added belong to that one."
    assert (words in because) is said


# --- aripiprazole beside an inhibitor (adequacy.md 3) --------------------------------------------


@pytest.mark.parametrize(
    ("name", "stop", "days"),
    [("beside it all the time", None, 60), ("until day 30", 30, 30), ("never", 0, 0)],
    ids=ids,
)
def test_the_halved_dose_counts_on_days_with_the_inhibitor(name: str, stop: int | None, days: int) -> None:
    sertraline, aripiprazole = beside("sertraline", 2.5)
    inhibitor = trial(-50, stop, 20, id="T5", treatment="paroxetine")
    assert found(60, sertraline, inhibitor, aripiprazole, *BOTH).days_at_dose == days


# --- what a change would change ------------------------------------------------------------------


def changed() -> WhatIf:
    earlier = (trial(-90, -10, id="T0", treatment="mirtazapine"), score(-90, 24), score(-10, 5))
    whole = record(*earlier, trial(0, 80, adherence=()), score(0, 24), score(80, 20))
    whole = replace(
        whole, episodes=(Episode(day(-100)),), conditions=(Condition("overdose", "past", day(1)),)
    )
    taken = Change("T1", {"adherence": (AdherencePeriod(85.0, "pdc"),)})
    return what_if(whole, [taken], day(100))


def test_sentences_behind_a_new_impostor_are_its_own() -> None:
    whole = record(trial(0, 80), score(0, 24), score(80, 20))
    found = what_if(whole, [Change("T1", {"adherence": ()})], day(100))
    because = {one.what: one.because for one in found.differences}
    (unknown,) = found.after.impostors
    assert unknown.code == "adherence_unknown"
    assert because["impostors"] == (unknown.because,)


def test_sentences_behind_each_difference_are_its_own() -> None:
    found = changed()
    after = found.after
    because = {one.what: one.because for one in found.differences}
    assert because["alerts"] == tuple(one.because for one in after.alerts)
    assert because["impostors"] == tuple(one.because for one in after.impostors)
    steps = after.next_steps
    assert because["options"] == tuple(f"{one.code}: {why}" for one in steps.options for why in one.because)
    assert because["withheld"] == tuple(f"{one.code}: {why}" for one in steps.withheld for why in one.because)
    assert because["warnings"] == tuple(f"{one.code}: {one.because or one.text}" for one in steps.warnings)
    assert because["ladder"] == (*after.staging.because, *after.staging.differences)
    first = after.trial("T1")
    pillars = (first.dose, first.duration, first.adherence)
    assert because["T1"] == (*(pillar.because for pillar in pillars), *first.because)


def test_only_the_named_trial_changes() -> None:
    assert changed().after.trial("T0") == changed().before.trial("T0")


def test_an_unknown_trial_is_refused_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="no trial 'T9'; there are: T1, T2"):
        what_if(record(trial(0, 80), trial(90, None, id="T2")), [Change("T9", {})], day(100))


def test_adherence_on_record_for_days_that_do_not_count_is_not_called_unrecorded() -> None:
    apnoea = Condition("obstructive_sleep_apnoea", "treated", day(30))
    taken = trial(0, None, adherence=(AdherencePeriod(95.0, "pdc", day(0), day(20)),))
    said = found(60, taken, *BOTH, conditions=(apnoea,)).adherence
    assert said.outcome == CANNOT_TELL
    assert said.because == "How much was taken on the days that count is not recorded."
