"""The file form of an assessment: every key, in one order, the same bytes each time."""

import json
from datetime import date

import pytest
from hypothesis import given, settings

from assessment.rules.assess import assess
from assessment.rules.assessment_file import write
from assessment.rules.assessment_text import summarise
from assessment.rules.policy import load_policy
from patients.record import PatientRecord
from patients.record_file import parse
from tests.strategies import AS_OF, records

V01 = {
    "format": "trd-record/1",
    "patient": {"reference": "V01", "birth_date": "1987-10-19", "sex": "female"},
    "episodes": [{"onset": "2025-11-10", "end": None}],
    "scores": [
        {"date": "2025-12-15", "instrument": "hamd17", "total": 24},
        {"date": "2026-02-16", "instrument": "hamd17", "total": 17},
    ],
    "trials": [
        {
            "id": "T1",
            "treatment": "sertraline",
            "role": "antidepressant",
            "start": "2025-12-15",
            "doses": [{"from": "2025-12-15", "dose": 100}],
            "adherence": [{"percent": 95, "method": "pdc"}],
        }
    ],
}
KEYS = tuple(
    """format reference as_of policy rules_version trials staging impostors alerts profiles next_steps
    missing next_change_on jurisdiction checks""".split()  # noqa: SIM905
)


def test_write_gives_every_key_in_the_documented_order() -> None:
    written = write(assess(parse(V01, AS_OF), AS_OF, load_policy()))

    assert tuple(written) == KEYS
    assert written["format"] == "trd-assessment/1"
    assert written["as_of"] == "2026-02-16"
    assert set(written["policy"]) == {"name", "version"}
    assert list(written["staging"]["definitions"]) == [
        "article",
        "regulatory_two_trials",
        "delphi_two_trials",
    ]
    assert list(written["trials"][0]["pillars"]) == ["dose", "duration", "adherence"]


def test_write_rounds_improvement_to_two_decimals() -> None:
    (trial,) = write(assess(parse(V01, AS_OF), AS_OF, load_policy()))["trials"]

    assert trial["improvement_percent"] == 29.17
    assert trial["baseline_date"] == "2025-12-15"


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


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 2, 16)])
def test_write_carries_the_day_it_was_asked_for(day: date) -> None:
    record = parse({**V01, "scores": V01["scores"][:1]}, day)  # type: ignore[index]

    assert write(assess(record, day, load_policy()))["as_of"] == day.isoformat()
