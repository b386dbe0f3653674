"""The stage over time stands on the right days: asked on few of them, it agrees with asking on every one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assessment.rules.assess import assess
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy, load_policy
from assessment.timeline.history import staged_on, stages_of, step_of
from assessment.timeline.inputs import StageFrom
from patients.record import AdherencePeriod, Check, Condition, Medicine, PatientRecord, SideEffect, Trial
from patients.record_file import parse
from tests.benchmarks.patients import AS_OF, patient
from tests.rules import making
from tests.timeline.histories import CASE_FILES, worked

ARTICLE, REGULATORY = load_policy(), load_policy("regulatory")
HALF = 250
LONGEST = 500  # days from the first treatment: what is walked day by day


def _walked(record: PatientRecord, assessment: Assessment, policy: Policy) -> Iterator[StageFrom]:
    """The stage of each day, asked day by day."""
    day = min(trial.start for trial in record.trials)
    while day < assessment.as_of:
        then = staged_on(record, day, assessment, policy)
        yield step_of(day, then.rung, then.clues.trials)
        day += timedelta(days=1)
    yield step_of(day, assessment.staging, assessment.trials)


def _read_off(steps: tuple[StageFrom, ...], day: date) -> StageFrom:
    return [step for step in steps if step.date <= day][-1]


def _agree(record: PatientRecord, assessment: Assessment, policy: Policy) -> None:
    steps = stages_of(record, assessment, policy)
    for told in _walked(record, assessment, policy):
        drawn = _read_off(steps, told.date)
        assert (drawn.stage, drawn.provisional) == (told.stage, told.provisional), told.date


def _taken(percent: float, method: str, until: int) -> AdherencePeriod:
    return AdherencePeriod(percent, method, making.day(0), making.day(until))


def _short(name: str) -> bool:
    record, assessment = worked(name)
    days = [(assessment.as_of - trial.start).days for trial in record.trials]
    return bool(days) and max(days) <= LONGEST


@pytest.mark.parametrize("name", [path.stem for path in CASE_FILES if _short(path.stem)])
def test_stages_of_worked_case_agree_with_every_day(name: str) -> None:
    _agree(*worked(name), ARTICLE)


@pytest.mark.parametrize("policy", [ARTICLE, REGULATORY], ids=["article", "regulatory"])
@pytest.mark.parametrize(
    "number", [0, 60, 132]
)  # a first failure seen late, lost add-ons, never taken enough
def test_stages_of_ten_trials_agree_with_every_day(number: int, policy: Policy) -> None:
    record = parse(json.dumps(patient(number)), AS_OF)
    _agree(record, assess(record, AS_OF, policy), policy)


SERTRALINE = making.trial(0, 60, 100)
NORTRIPTYLINE = making.trial(0, None, 75, treatment="nortriptyline")
TOLD_LATE = {
    "a share taken, after the stop": replace(SERTRALINE, adherence=(_taken(90, "pdc", 80),)),
    "a lower share, after the stop": replace(
        SERTRALINE, adherence=(_taken(90, "self_report", 60), _taken(50, "pdc", 85))
    ),
    "a level of 0": replace(NORTRIPTYLINE, levels=making.levels("ng/mL", (95, 0))),
    "a level below its range": replace(NORTRIPTYLINE, levels=making.levels("ng/mL", (95, 20))),
}


@pytest.mark.parametrize("trial", TOLD_LATE.values(), ids=TOLD_LATE)
def test_stage_changes_on_the_day_on_which_it_became_known_how_it_was_taken(trial: Trial) -> None:
    record = making.record(trial, making.score(0, 24), making.score(56, 20))
    _agree(record, assess(record, making.day(150), ARTICLE), ARTICLE)


SETTLED = tuple(Check(code, "ruled_out", making.day(50), "Dr A") for code in ("BIP", "OSA", "SUD", "THY"))
RATED = tuple(making.score(number, total) for number, total in ((0, 24), (56, 20), (80, 20), (110, 20)))
ASKED_AGAIN: dict[str, dict[str, Any]] = {
    "hypomania noted on a drug": {
        "trials": (replace(SERTRALINE, stop=None, side_effects=(SideEffect("hypomania", making.day(95)),)),)
    },
    "hypomania on a drug, no day noted": {
        "trials": (
            SERTRALINE,
            making.trial(90, None, 75, id="T2", treatment="venlafaxine",
                         side_effects=(SideEffect("hypomania", None),)),
        )
    },
    "a mood-lowering medicine stopped and rated since": {
        "trials": (replace(SERTRALINE, stop=None, stop_reason=None),),
        "medicines": (Medicine("isotretinoin", making.day(-80), making.day(70)),),
    },
}  # fmt: skip


@pytest.mark.parametrize("facts", ASKED_AGAIN.values(), ids=ASKED_AGAIN)
def test_stage_changes_on_the_day_on_which_a_question_is_asked_or_answered(facts: dict[str, Any]) -> None:
    record = replace(making.record(SERTRALINE, *RATED, *SETTLED), **facts)
    _agree(record, assess(record, making.day(150), ARTICLE), ARTICLE)


@pytest.mark.parametrize(("jurisdiction", "asked"), [("US", True), ("UK", False)])
def test_stage_of_an_earlier_day_is_that_of_the_same_country(jurisdiction: str, asked: bool) -> None:
    """AUDIT-C 4 on day 80: at its cut-off for a woman in the US, below it in the UK; ruled out on day 110."""
    screened = making.score(80, 4, "audit_c", "self")
    ruled_out = Check("SUD", "ruled_out", making.day(110), "Dr A")
    record = making.record(SERTRALINE, *RATED, screened, *SETTLED, ruled_out)
    steps = stages_of(record, assess(record, making.day(150), ARTICLE, jurisdiction), ARTICLE)
    assert _read_off(steps, making.day(100)).provisional is asked
    assert _read_off(steps, making.day(120)).provisional is False


@pytest.mark.parametrize("treated", [64, 65, 66, 80])
def test_stage_of_the_time_before_a_cause_was_treated_stands_on_its_day(treated: int) -> None:
    """A failure seen on day 65; as soon as the apnoea is treated the same days count no more."""
    found = Condition("obstructive_sleep_apnoea", "treated", making.day(treated))
    scores = (making.score(0, 24), making.score(65, 22), making.score(150, 18))
    record = making.record(making.trial(0, None, 100), *scores, conditions=(found,))
    _agree(record, assess(record, making.day(150), ARTICLE), ARTICLE)


def test_second_failure_before_a_cause_was_treated_stands_on_its_day() -> None:
    """It is long enough on a day without an entry, and is judged anew once the apnoea is treated."""
    first = making.trial(0, 70, 100)
    second = making.trial(70, None, 30, id="T2", treatment="mirtazapine")
    found = Condition("obstructive_sleep_apnoea", "treated", making.day(140))
    scores = [making.score(number, total) for number, total in ((0, 26), (69, 25), (111, 20), (220, 20))]
    record = making.record(first, second, *scores, conditions=(found,))
    assert StageFrom(making.day(112), "II", True) in stages_of(
        record, assess(record, making.day(220), ARTICLE), ARTICLE
    )
    _agree(record, assess(record, making.day(220), ARTICLE), ARTICLE)


def test_course_known_by_its_number_of_sessions_is_staged_on_the_days_of_its_ratings() -> None:
    begun = making.trial(0, None, None, id="T2", treatment="ect", role="neuromodulation")
    course = replace(begun, doses=(), session_count=10)
    ratings = ((-100, 26), (-30, 24), (7, 26), (30, 22), (60, 24))
    scores = [making.score(number, total) for number, total in ratings]
    record = making.record(making.trial(-100, -30, 100), course, *scores)
    _agree(record, assess(record, making.day(90), ARTICLE), ARTICLE)


def _derived() -> Iterator[tuple[PatientRecord, date]]:
    """Every twelfth of the derived cases, where it is short enough to be walked."""
    for path in sorted((Path(__file__).parents[1] / "cases" / "derived").glob("*.json"))[::12]:
        case = json.loads(path.read_text(encoding="utf-8"))
        as_of = date.fromisoformat(case["as_of"])
        record = parse(case["record"], as_of)
        if record.trials and max((as_of - trial.start).days for trial in record.trials) <= HALF:
            yield record, as_of


def test_stages_of_derived_cases_agree_with_every_day() -> None:
    cases = list(_derived())
    assert len(cases) > 100
    for record, as_of in cases:
        _agree(record, assess(record, as_of, ARTICLE), ARTICLE)


def test_stage_steps_down_on_the_day_of_remission_and_up_again() -> None:
    """A failure, well a fortnight later on the same drug, and ill again: three steps, each on its day."""
    record = parse(json.dumps(_comes_and_goes()), date(2026, 6, 1))
    steps = stages_of(record, assess(record, date(2026, 6, 1), ARTICLE), ARTICLE)
    assert [(step.date, step.stage) for step in steps[1:]] == [
        (date(2026, 2, 20), "I"),
        (date(2026, 3, 6), "0"),
        (date(2026, 4, 3), "I"),
    ]


def _comes_and_goes() -> dict[str, object]:
    days = {"2026-01-02": 24, "2026-02-20": 22, "2026-03-06": 6, "2026-03-20": 5, "2026-04-03": 19}
    return {
        "format": "trd-record/1",
        "patient": {"reference": "H1", "birth_date": "1980-01-01", "sex": "female"},
        "episodes": [{"onset": "2025-11-01", "end": None}],
        "scores": [
            {"date": day, "instrument": "hamd17", "total": total, "rater": "clinician"}
            for day, total in days.items()
        ],
        "trials": [
            {
                "id": "T1",
                "treatment": "sertraline",
                "role": "antidepressant",
                "start": "2026-01-02",
                "stop": None,
                "doses": [{"from": "2026-01-02", "dose": 100}],
                "adherence": [{"percent": 95, "method": "pdc"}],
            }
        ],
        "checks": [
            {"code": code, "state": "ruled_out", "date": "2026-01-02", "by": "Dr A"}
            for code in ("BIP", "OSA", "SUD", "THY")
        ],
    }
