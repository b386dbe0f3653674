"""Laws of the rules: they hold for every record, however messy."""

from __future__ import annotations

import json
import random
import re
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import partial
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.rules.assess import JURISDICTIONS, assess
from assessment.rules.assessment_file import write
from assessment.rules.assessment_text import summarise
from assessment.rules.findings import TrialFinding
from assessment.rules.judging import judge
from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.bars import OF_OPTION
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.option_index import patient_bars
from assessment.rules.next_steps.option_rules import RULES as OPTION_RULES
from assessment.rules.next_steps.seen import ABOUT, Seen
from assessment.rules.next_steps.touched import touched
from assessment.rules.next_steps.weigh import weigh
from assessment.rules.policy import load_policy
from assessment.rules.staging.failures import Failures
from assessment.rules.staging.ladder import ladder
from assessment.rules.staging.mgh import mgh
from assessment.rules.staging.thase_rush import thase_rush
from patients.codes import CONDITIONS
from patients.known import known_on, record_on
from patients.record import (
    AdherencePeriod,
    Check,
    DoseStep,
    Episode,
    Patient,
    PatientRecord,
    Trial,
)
from patients.record_file import parse
from tests.rules.making import day
from tests.rules.walking import concluded, looks, walk
from tests.strategies import AS_OF, ROLES, changing_records, records, trials

ARTICLE = load_policy()
FOUR_YEARS = 1461  # the calendar repeats: the same days of the same months
# A running trial that is not taken is "not yet" until its weeks are over, "inadequate" from then on:
# neither is more adequate than the other.
HOW_ADEQUATE = {"inadequate": 0, "not_yet": 0, "indeterminate": 1, "adequate": 2}
WORKED = sorted((Path(__file__).parents[1] / "cases" / "staging").glob("*.json"))
RULED_OUT = Check("BIP", "ruled_out", day(40), "Dr A")
STAGES = ("0", "I", "II", "III", "IV", "V")
many, some = settings(max_examples=150, deadline=None), settings(max_examples=40, deadline=None)


def _worked(path: Path) -> tuple[PatientRecord, date]:
    case = json.loads(path.read_text(encoding="utf-8"))
    as_of = date.fromisoformat(case["as_of"])
    return parse(case["record"], as_of), as_of


@many
@given(records(), st.integers(0, 400))
def test_assess_never_raises(record: PatientRecord, ago: int) -> None:
    found = assess(record, AS_OF - timedelta(days=ago))
    assert len(found.trials) == sum(one.start <= found.as_of for one in record.trials)


@some
@given(records(), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(record: PatientRecord, shuffle: random.Random) -> None:
    mixed: dict[str, Any] = {
        field.name: tuple(shuffle.sample(value, len(value)))
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), tuple)
    }
    assert assess(replace(record, **mixed), AS_OF) == assess(record, AS_OF)


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_order_of_input_changes_nothing_in_a_worked_case(path: Path) -> None:
    """Records drawn by chance hardly ever come beyond the lowest stage: these do."""
    record, as_of = _worked(path)
    turned: dict[str, Any] = {
        field.name: value[::-1]
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), tuple)
    }
    assert assess(replace(record, **turned), as_of) == assess(record, as_of)


def _shifted(value: Any, days: int) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=days)
    if isinstance(value, tuple):
        return tuple(_shifted(one, days) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        changed = {field.name: _shifted(getattr(value, field.name), days) for field in fields(value)}
        return replace(value, **changed)
    return value


def _whatever_the_year(record: PatientRecord, as_of: date) -> dict[str, Any]:
    """What is missing may name a day: "by 23 Feb 2026, when the next treatment takes over"."""
    found = concluded(record, as_of)
    return found | {"missing": re.sub(r"\b\d{4},", "", str(found["missing"]))}


@some
@given(records(), st.sampled_from((-FOUR_YEARS, FOUR_YEARS, 2 * FOUR_YEARS)))
def test_shifting_every_date_changes_nothing(record: PatientRecord, days: int) -> None:
    then = AS_OF + timedelta(days=days)
    assert _whatever_the_year(_shifted(record, days), then) == _whatever_the_year(record, AS_OF)


@pytest.mark.parametrize("days", [-FOUR_YEARS, FOUR_YEARS])
@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_shifting_every_date_changes_nothing_in_a_worked_case(path: Path, days: int) -> None:
    record, as_of = _worked(path)
    then = as_of + timedelta(days=days)
    assert _whatever_the_year(_shifted(record, days), then) == _whatever_the_year(record, as_of)


@some
@given(records(), st.integers(1, 700))
def test_shifting_by_any_days_leaves_the_trials(record: PatientRecord, days: int) -> None:
    """Ages turn with the calendar, so here nobody is near 65."""
    record = replace(record, patient=replace(record.patient, birth_date=date(1985, 6, 1)))
    before = judge(record, AS_OF, ARTICLE).trials
    after = judge(_shifted(record, days), AS_OF + timedelta(days=days), ARTICLE).trials
    assert [_verdict(one) for one in after] == [_verdict(one) for one in before]


def _verdict(trial: TrialFinding) -> tuple[Any, ...]:
    return trial.adequacy, trial.reasons, trial.outcome, trial.days_at_dose, trial.counts_as_failure


def _alone(trial: Trial) -> PatientRecord:
    patient = Patient("P1", date(1985, 6, 1), "female")
    return PatientRecord(patient, (Episode(trial.start - timedelta(days=60)),), trials=(trial,))


def _adequacy(trial: Trial) -> str:
    return judge(_alone(trial), AS_OF, ARTICLE).trials[0].adequacy


antidepressant_trials = partial(trials, roles=ROLES[:1])
enough = st.integers(80, 100).map(lambda percent: (AdherencePeriod(float(percent), "pdc"),))


def _taken(trials: Any) -> Any:
    return st.builds(lambda one, taken: replace(one, adherence=taken), trials, enough)


@many
@given(_taken(antidepressant_trials(ended=True)), st.integers(1, 200))
def test_more_weeks_never_make_a_trial_less_adequate(trial: Trial, days: int) -> None:
    assume(trial.stop is not None and trial.stop < AS_OF)
    assert trial.stop is not None
    longer = replace(trial, stop=min(trial.stop + timedelta(days=days), AS_OF))
    assert HOW_ADEQUATE[_adequacy(longer)] >= HOW_ADEQUATE[_adequacy(trial)]


@many
@given(_taken(antidepressant_trials()), st.sampled_from((1.0, 1.5, 2.0, 5.0)))
def test_more_dose_never_makes_a_trial_less_adequate(trial: Trial, factor: float) -> None:
    doses = tuple(replace(one, dose=one.dose and one.dose * factor) for one in trial.doses)
    assert HOW_ADEQUATE[_adequacy(replace(trial, doses=doses))] >= HOW_ADEQUATE[_adequacy(trial)]


@many
@given(antidepressant_trials(), st.sampled_from((0.0, 79.9, 80.0, 90.0)), st.sampled_from((0.1, 10.0, 100.0)))
def test_more_adherence_never_makes_a_trial_less_adequate(trial: Trial, share: float, more: float) -> None:
    less, enough = (
        replace(trial, adherence=(AdherencePeriod(percent, "pdc"),))
        for percent in (share, min(share + more, 100.0))
    )
    assert HOW_ADEQUATE[_adequacy(enough)] >= HOW_ADEQUATE[_adequacy(less)]


def _forgetting_is_safe(forgotten: Trial, either_way: list[Trial]) -> None:
    """A firm verdict without the fact is the verdict with it, whichever way it turns out."""
    without = _adequacy(forgotten)
    if without != "indeterminate":
        assert {_adequacy(known) for known in either_way} == {without}


@many
@given(antidepressant_trials())
def test_forgetting_adherence_never_makes_a_verdict_firmer(trial: Trial) -> None:
    ways = [replace(trial, adherence=(AdherencePeriod(share, "pdc"),)) for share in (0.0, 79.9, 80.0, 100.0)]
    _forgetting_is_safe(replace(trial, adherence=()), ways)


@many
@given(_taken(antidepressant_trials()), st.sampled_from((0.0, 0.01, 1e5)))
def test_forgetting_doses_never_makes_a_verdict_firmer(trial: Trial, dose: float) -> None:
    assume(dose or not any(level.value for level in trial.levels))  # what was measured was given
    known = tuple(DoseStep(one.start, dose if one.dose is None else one.dose) for one in trial.doses)
    if not known or known[0].start > trial.start:
        known = (DoseStep(trial.start, dose), *known)
    _forgetting_is_safe(trial, [replace(trial, doses=known)])


@some
@given(trials().filter(lambda one: one.role == "neuromodulation"), st.integers(0, 60))
def test_forgetting_sessions_never_makes_a_verdict_firmer(trial: Trial, count: int) -> None:
    forgotten = replace(trial, sessions=None, session_count=None)
    _forgetting_is_safe(forgotten, [replace(forgotten, session_count=count)])


@some
@given(records())
def test_forgetting_every_score_leaves_no_failure(record: PatientRecord) -> None:
    assert _failed(replace(record, scores=()), AS_OF) == []


def _failed(record: PatientRecord, as_of: date) -> list[str]:
    return [one.id for one in judge(record, as_of, ARTICLE).trials if one.counts_as_failure]


def test_forgetting_every_score_of_the_worked_cases_leaves_no_failure() -> None:
    """Records drawn by chance hardly ever hold a failure that could be forgotten."""
    cases = [_worked(path) for path in WORKED]
    assert sum(len(_failed(*case)) for case in cases) >= 20
    assert [_failed(replace(record, scores=()), as_of) for record, as_of in cases] == [[] for _ in cases]


GROUPS = ("SSRI", "SNRI", "NDRI", "TCA", "MAOI")


def _finding(group: str) -> TrialFinding:
    blank: dict[str, Any] = dict.fromkeys(TrialFinding._fields)
    return TrialFinding(**blank | {"id": group, "class_group": group, "flags": ()})


def _failures(groups: tuple[str, ...], add_ons: int, ect: int, bilateral: bool) -> Failures:
    return Failures(
        tuple(_finding(group) for group in groups),
        frozenset(groups),
        tuple(_finding("lithium") for _ in range(add_ons)),
        tuple(_finding("ECT") for _ in range(ect)),
        bilateral and ect > 0,
    )


@pytest.mark.parametrize("policy", [load_policy("article"), load_policy("regulatory")], ids=lambda p: p.name)
def test_a_further_failure_never_lowers_a_stage(policy: Any) -> None:
    histories = [chosen for size in range(5) for chosen in combinations(GROUPS, size)]
    for groups, add_ons, ect, bilateral in product(histories, (0, 1), (0, 1), (False, True)):
        before = _failures(groups, add_ons, ect, bilateral)
        further = [_failures((*groups, group), add_ons, ect, bilateral) for group in GROUPS]
        further.append(_failures(groups, add_ons + 1, ect, bilateral))
        further.append(_failures(groups, add_ons, ect + 1, bilateral))
        for after in further:
            assert STAGES.index(ladder(after, policy)) >= STAGES.index(ladder(before, policy))
            assert STAGES.index(thase_rush(after)) >= STAGES.index(thase_rush(before))
            assert mgh(after) > mgh(before)


@settings(max_examples=40, deadline=None)
@given(records(), st.integers(0, 200))
def test_nothing_changes_before_the_day_of_the_next_change(record: PatientRecord, ago: int) -> None:
    """The naive way: every day judged afresh."""
    as_of = AS_OF - timedelta(days=ago)
    walk(record_on(record, as_of), as_of, 45)


@settings(max_examples=40, deadline=None)
@given(records(), st.data())
def test_nothing_changes_before_the_next_change_seen_from_a_day_of_a_new_dose(
    record: PatientRecord, data: st.DataObject
) -> None:
    """That day is not yet one at the dose: what it begins shows on later ones."""
    days = [step.start for trial in record.trials for step in trial.doses if step.start <= AS_OF]
    assume(days)
    as_of = data.draw(st.sampled_from(days))
    walk(record_on(record, as_of), as_of, 45)


@settings(max_examples=100, deadline=None)
@given(changing_records(), st.data())
def test_nothing_changes_before_the_next_change_where_much_changes(
    record: PatientRecord, data: st.DataObject
) -> None:
    """Doses, pauses and shares around the days that count, seen from where they begin and from between."""
    steps = [step.start for trial in record.trials for step in trial.doses]
    begun = [*steps, *[one.start for one in record.trials], AS_OF]
    as_of = data.draw(st.sampled_from(begun)) + timedelta(days=data.draw(st.sampled_from((0, 0, 1, 20))))
    known = record_on(record, as_of)
    assert looks(known, as_of) < 100
    walk(known, as_of, 60)


@many
@given(records(), st.integers(0, 200))
def test_the_next_change_takes_few_looks(record: PatientRecord, ago: int) -> None:
    as_of = AS_OF - timedelta(days=ago)
    assert looks(record_on(record, as_of), as_of) < 100


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_worked_cases_change_on_the_day_foretold(path: Path) -> None:
    walk(*_worked(path), 100)


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_days_on_which_doses_begin_change_on_the_day_foretold(path: Path) -> None:
    """A dose in force on the day of the assessment is no day at dose yet: nothing may change for it alone."""
    record, _ = _worked(path)
    begun = {one.start for one in record.trials} | {step.start for one in record.trials for step in one.doses}
    for first in sorted(begun):
        walk(record_on(record, first), first, 10)


@settings(max_examples=60, deadline=None)
@given(records())
def test_write_gives_plain_json_and_the_same_bytes_twice(record: PatientRecord) -> None:
    first, second = (json.dumps(write(assess(record, AS_OF, load_policy())), allow_nan=False) for _ in "12")

    assert first == second


@settings(max_examples=30, deadline=None)
@given(records())
def test_summary_names_patient_day_and_every_trial(record: PatientRecord) -> None:
    text = summarise(assess(record, AS_OF, load_policy()))

    assert text.startswith(f"{record.patient.reference}, as of 2026-02-16")
    assert all(f"{trial.id} {trial.treatment}" in text for trial in record.trials)


@many
@given(records(), st.sampled_from(JURISDICTIONS))
def test_whatever_an_options_own_bars_withhold_is_touched(record: PatientRecord, country: str) -> None:
    """Bars are asked only of options that a fact of the patient touches: none may be passed over so."""
    case = Case(judge(known_on(record, AS_OF), AS_OF, ARTICLE, country))
    named = touched(case)
    for code, rule in OPTION_RULES.items():
        for bar in OF_OPTION.intersection(rule.bars):
            assert code in named[bar] or bar(case, code) is None, (code, bar)


@many
@given(records(), st.sampled_from(JURISDICTIONS))
def test_no_bar_that_is_not_asked_would_hold_anything_back(record: PatientRecord, country: str) -> None:
    """A bar about conditions is asked only where the record names one of them."""
    case = Case(judge(known_on(record, AS_OF), AS_OF, ARTICLE, country))
    asked = patient_bars(case.f.conditions.newest)
    others = set(patient_bars(CONDITIONS)).difference(asked)
    assert others, "no record names every condition"
    assert [bar for bar in others if bar(case) is not None] == []


@many
@given(records(), st.sampled_from(JURISDICTIONS))
def test_no_warning_that_is_not_asked_for_would_be_due(record: PatientRecord, country: str) -> None:
    """A warning about some drugs, options or conditions is asked for only where one of them turns up."""
    case = Case(judge(known_on(record, AS_OF), AS_OF, ARTICLE, country))
    weighed = weigh(case)
    seen = Seen(case, weighed, Augmenters(case, weighed.offered))
    passed_over = [rule for rule, named in ABOUT.items() if named.isdisjoint(seen.signs)]
    assert passed_over, "no record names every drug and condition"
    assert [rule for rule in passed_over if rule(seen) is not None] == []
