"""Every fault is told at once, each with its place, what was found and what would be right."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from patients.record_file import MAX_BYTES, Fault, RefusedRecord, parse, parse_submission
from tests.strategies import AS_OF

RECORD: dict[str, Any] = {
    "format": "trd-record/1",
    "patient": {"reference": "P1", "birth_date": "1987-10-19", "sex": "female"},
    "episodes": [{"onset": "2025-11-10", "end": None}],
    "scores": [
        {"date": "2025-12-15", "instrument": "hamd17", "total": 24, "rater": "clinician"},
        {"date": "2026-02-16", "instrument": "phq9", "items": [1, 1, 1, 1, 1, 0, 0, 0, 0], "total": 5},
        {
            "date": "2026-01-05",
            "instrument": "mdq",
            "total": 9,
            "answers": {"same_period": True, "problem": "moderate"},
        },
    ],
    "trials": [
        {
            "id": "T1",
            "treatment": "sertraline",
            "role": "antidepressant",
            "start": "2025-12-15",
            "stop": "2026-02-10",
            "stop_reason": "lack_of_efficacy",
            "doses": [{"from": "2025-12-15", "dose": 50}, {"from": "2025-12-29", "dose": 100}],
            "adherence": [{"percent": 95, "method": "pdc", "from": "2025-12-15", "to": "2026-01-15"}],
            "levels": [{"date": "2026-01-05", "value": 30, "unit": "ng/mL"}],
            "side_effects": [{"effect": "nausea", "date": "2025-12-20", "severity": "mild"}],
        },
        {
            "id": "T2",
            "treatment": "ect",
            "role": "neuromodulation",
            "start": "2026-01-05",
            "sessions": ["2026-01-05", "2026-01-08"],
            "electrode_placement": "bilateral",
        },
        {
            "id": "T3",
            "treatment": "lithium",
            "role": "augmentation",
            "start": "2026-01-10",
            "augments": "T1",
        },
    ],
    "conditions": [{"code": "hypomania", "status": "past", "date": "2026-02-16"}],
    "symptoms": [{"code": "insomnia", "date": "2026-02-16"}],
    "measurements": [{"date": "2026-02-16", "test": "crp", "value": 6.2, "unit": "mg/L"}],
    "medicines": [{"name": "naproxen", "start": "2026-01-10", "stop": None}],
    "checks": [{"code": "OSA", "state": "ruled_out", "date": "2026-02-01", "by": "Dr A"}],
}


def _steps(place: str) -> list[str | int]:
    return [
        int(step) if step.isdigit() else step for step in place.replace("[", ".").replace("]", "").split(".")
    ]


def changed(place: str, value: Any) -> dict[str, Any]:
    """The record with one field changed; ``...`` takes it out."""
    record = copy.deepcopy(RECORD)
    *way, last = _steps(place)
    spot: Any = record
    for step in way:
        spot = spot[step]
    if value is ...:
        del spot[last]
    else:
        spot[last] = value
    return record


def faults_of(record: Any) -> tuple[Fault, ...]:
    with pytest.raises(RefusedRecord) as refused:
        parse(record, AS_OF)
    return refused.value.errors


def test_the_record_the_refusals_start_from_is_accepted() -> None:
    assert parse(RECORD, AS_OF).patient.reference == "P1"


WRONG: list[tuple[str, Any, str]] = [
    ("format", "trd-record/2", "one of trd-record/1"),
    ("format", ..., "one of trd-record/1"),
    ("patient", ..., "an object"),
    ("patient", [], "an object"),
    ("patient.reference", ..., "a text of 1 to 200"),
    ("patient.reference", None, "a text of 1 to 200"),
    ("patient.reference", "", "a text of 1 to 200"),
    ("patient.reference", "   ", "a text of 1 to 200"),
    ("patient.reference", "x" * 201, "a text of 1 to 200"),
    ("patient.reference", 7, "a text of 1 to 200"),
    ("patient.reference", "a\x00b", "without signs that cannot be seen"),
    ("patient.reference", "a\tb", "without signs that cannot be seen"),
    ("patient.reference", "a\ud800b", "without signs that cannot be seen"),
    ("patient.reference", "P\u200b1", "without signs that cannot be seen"),
    ("patient.reference", "\u202e1P", "without signs that cannot be seen"),
    ("patient.reference", "\ufeffP1", "without signs that cannot be seen"),
    ("patient.birth_date", ..., "a date"),
    ("patient.birth_date", "19.10.1987", "a date, YYYY-MM-DD"),
    ("patient.birth_date", "1987-10-19T00:00:00", "a date, YYYY-MM-DD"),
    ("patient.birth_date", "1987-1-9", "a date, YYYY-MM-DD"),
    ("patient.birth_date", "١٩٨٧-10-19", "a date, YYYY-MM-DD"),
    ("patient.birth_date", 19871019, "a date, YYYY-MM-DD"),
    ("patient.birth_date", "1987-02-29", "a day of the calendar"),
    ("patient.birth_date", "1987-13-01", "a day of the calendar"),
    ("patient.birth_date", "0001-01-01", "on or after 1900-01-01"),
    ("patient.birth_date", "1905-01-01", "at most 120 years"),
    ("patient.birth_date", "2026-02-17", "not in the future"),
    ("patient.sex", "F", "one of female, male, other, unknown"),
    ("patient.sex", ..., "one of female"),
    ("patient.name", "Ann", "no such field"),
    ("episodes", {}, "a list"),
    ("episodes[0]", "now", "an object"),
    ("episodes[0].onset", ..., "the onset, or null"),
    ("episodes[0].end", ..., "the end, or null"),
    ("episodes[0].end", "2025-11-10", "a day after the onset"),
    ("episodes[0].onset", "1987-10-18", "on or after the birth date 1987-10-19"),
    ("scores[0].date", ..., "a date"),
    ("scores[0].date", "2026-02-17", "not in the future: on or before 2026-02-16"),
    ("scores[0].date", "9999-12-31", "not in the future"),
    ("scores[0].instrument", ..., "one of hamd17"),
    ("scores[0].instrument", "HAMD17", "perhaps hamd17"),
    ("scores[0].total", ..., "a total, the items, or both"),
    ("scores[0].total", 53, "a whole number from 0 to 52"),
    ("scores[0].total", -1, "a whole number from 0 to 52"),
    ("scores[0].total", 7.5, "a whole number from 0 to 52"),
    ("scores[0].total", True, "a whole number from 0 to 52"),
    ("scores[0].total", "24", "a whole number from 0 to 52"),
    ("scores[0].total", float("nan"), "a whole number from 0 to 52"),
    ("scores[0].total", float("inf"), "a whole number from 0 to 52"),
    ("scores[0].total", 10**400, "a whole number from 0 to 52"),
    ("scores[0].rater", "nurse", "one of clinician"),
    ("scores[1].items", [1] * 8, "9 items"),
    ("scores[1].items", [], "9 items"),
    ("scores[1].items", "111110000", "a list"),
    ("scores[1].items[3]", 4, "a whole number from 0 to 3, or null"),
    ("scores[1].items[3]", -1, "a whole number from 0 to 3, or null"),
    ("scores[1].items[3]", True, "a whole number from 0 to 3, or null"),
    ("scores[1].items[3]", "1", "a whole number from 0 to 3, or null"),
    ("scores[1].total", 6, "5, which the items give"),
    ("scores[2].answers.problem", "huge", "one of none, minor, moderate, serious"),
    ("scores[2].answers.same_period", 1, "one of true, false"),
    ("scores[2].answers.same_perod", True, "no such field"),
    ("scores[2].answers", [], "an object"),
    ("trials[0].id", ..., "a text"),
    ("trials[1].id", "T1", "an id of its own: trials[0] has it"),
    ("trials[0].treatment", "sertralin", "perhaps sertraline"),
    ("trials[0].treatment", ..., "one of"),
    ("trials[0].role", "monotherapy", "one of antidepressant"),
    ("trials[0].start", ..., "a date"),
    ("trials[0].stop", "2025-12-15", "a day after the start, 2025-12-15"),
    ("trials[0].stop", "2025-12-01", "a day after the start, 2025-12-15"),
    ("trials[0].stop", "2026-02-17", "not in the future"),
    ("trials[0].stop_reason", "bored", "one of lack_of_efficacy"),
    ("trials[2].augments", "T9", "the id of another trial"),
    ("trials[2].augments", "T3", "the id of another trial"),
    ("trials[0].doses[0].from", "2025-12-14", "a day within the trial"),
    ("trials[0].doses[1].from", "2026-02-10", "a day within the trial"),
    ("trials[0].doses[1].from", "2025-12-15", "a day after the dose step before it"),
    ("trials[0].doses[0].from", ..., "a date"),
    ("trials[0].doses[0].dose", -5, "a number from 0"),
    ("trials[0].doses[0].dose", "50 mg", "a number from 0"),
    ("trials[0].doses[0].dose", True, "a number from 0"),
    ("trials[0].doses[0].dose", 1e300, "a number from 0"),
    ("trials[0].doses[0].dsoe", 50, "no such field; known: dose, from"),
    ("trials[0].adherence[0].percent", 101, "a number from 0 to 100"),
    ("trials[0].adherence[0].percent", -1, "a number from 0 to 100"),
    ("trials[0].adherence[0].method", "guess", "one of level"),
    ("trials[0].adherence[0].to", "2025-12-15", "a day after its from"),
    ("trials[0].levels[0].unit", "stones", "one of ng/mL"),
    ("trials[0].levels[0].unit", ..., "the unit of the value"),
    ("measurements[0].unit", None, "the unit of the value: one of mg/L, mg/dL"),
    ("trials[0].levels[0].value", -1, "a number from 0"),
    ("trials[0].levels[0].date", ..., "a date"),
    ("trials[0].side_effects[0].effect", "nausa", "perhaps nausea"),
    ("trials[0].side_effects[0].severity", "awful", "one of mild"),
    ("trials[1].sessions[1]", "2026-01-04", "a day within the trial"),
    ("trials[1].sessions[1]", 8, "a date"),
    ("trials[1].session_count", 3, "2, the number of sessions given"),
    ("trials[1].session_count", -1, "a whole number from 0"),
    ("trials[1].electrode_placement", "left", "one of bilateral"),
    ("conditions[0].code", "hypo_mania", "perhaps hypomania"),
    ("conditions[0].status", "maybe", "one of present"),
    ("conditions[0].date", ..., "a date"),
    ("symptoms[0].code", "insomnea", "perhaps insomnia"),
    ("measurements[0].test", "CRP", "perhaps crp"),
    ("measurements[0].unit", "mmol/L", "one of mg/L, mg/dL"),
    ("measurements[0].value", -0.1, "a number from 0"),
    ("medicines[0].name", ..., "a text"),
    ("medicines[0].start", ..., "a date"),
    ("medicines[0].stop", "2026-01-10", "a day after the start"),
    ("checks[0].code", "XYZ", "one of"),
    ("checks[0].state", "fine", "one of not_assessed"),
    ("allergies", [], "no such field"),
]


@pytest.mark.parametrize(
    ("place", "value", "expected"), WRONG, ids=[f"{place}={str(value)[:20]}" for place, value, _ in WRONG]
)
def test_parse_refuses_and_says_where(place: str, value: Any, expected: str) -> None:
    (fault,) = faults_of(changed(place, value))

    assert fault.where == place
    assert expected in fault.expected
    json.dumps(fault.as_json()).encode()


def test_parse_tells_every_fault_at_once() -> None:
    record = copy.deepcopy(RECORD)
    for place, value in (
        ("patient.sex", "x"),
        ("scores[0].total", 99),
        ("trials[0].doses[0].dose", -1),
        ("trials[1].treatment", "etc"),
        ("checks[0].date", "soon"),
    ):
        *way, last = _steps(place)
        spot: Any = record
        for step in way:
            spot = spot[step]
        spot[last] = value

    assert {fault.where for fault in faults_of(record)} == {
        "patient.sex",
        "scores[0].total",
        "trials[0].doses[0].dose",
        "trials[1].treatment",
        "checks[0].date",
    }


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        ("scores[0].answers", {"problem": "serious"}, "scores[0].answers.problem"),
        ("trials[0].doses[0].from", "2025-12-30", "trials[0].doses[1].from"),
    ],
)
def test_parse_names_the_place_that_is_wrong(place: str, value: Any, where: str) -> None:
    (fault,) = faults_of(changed(place, value))

    assert fault.where == where


def test_parse_refuses_a_second_open_episode() -> None:
    record = changed("episodes", [{"onset": None, "end": None}, {"onset": "2025-11-10", "end": None}])

    (fault,) = faults_of(record)

    assert fault == Fault("episodes[1].end", None, "a date: episodes[0] is open already")


def test_entries_with_faults_of_their_own_are_compared_with_the_others_too() -> None:
    record = copy.deepcopy(RECORD)
    record["episodes"].append({"onset": "2025-01-10", "end": None, "note": "?"})
    record["trials"][1] |= {"id": "T1", "role": "shock"}
    record["trials"][2]["augments"] = "T9"

    assert sorted(fault.where for fault in faults_of(record)) == [
        "episodes[1].end", "episodes[1].note", "trials[1].id", "trials[1].role", "trials[2].augments",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("scores[0].rater", None),
        ("trials[0].doses[0].dose", None),
        ("trials[0].doses[0].dose", 0),
        ("trials[0].adherence", None),
        ("trials[0].adherence[0].percent", None),
        ("trials[0].stop_reason", ...),
        ("trials[1].sessions", []),
        ("measurements[0].value", None),
        ("conditions[0].status", None),
        ("checks[0].state", ...),
        ("checks", None),
        ("scores[0].date", "2026-02-16"),
        ("episodes[0].onset", "1987-10-19"),
        ("episodes", []),
        ("medicines[0].name", "a name nobody knows"),
        ("scores[1].total", None),
        ("scores[1].total", 5.0),
    ],
)
def test_parse_accepts_what_is_allowed_or_unknown(place: str, value: Any) -> None:
    assert parse(changed(place, value), AS_OF).patient.reference == "P1"


def test_unknown_never_becomes_no() -> None:
    record = changed("conditions[0].status", None)
    record["checks"][0]["state"] = None

    parsed = parse(record, AS_OF)

    assert parsed.conditions[0].status is None
    assert parsed.checks[0].state is None


def test_hamd_item_16_not_assessed_is_accepted_and_kept() -> None:
    items = [1] * 15 + [3, 1]

    parsed = parse(changed("scores", [{"date": "2026-01-05", "instrument": "hamd17", "items": items}]), AS_OF)

    assert parsed.scores[0].items == tuple(items)


def test_a_total_beside_an_item_not_rated_is_refused() -> None:
    score = {"date": "2026-01-05", "instrument": "hamd17", "items": [1] * 16 + [None], "total": 16}

    (fault,) = faults_of(changed("scores", [score]))

    assert fault.where == "scores[0].total"
    assert "item 17 not rated" in fault.expected


def test_mpr_may_exceed_100_percent() -> None:
    period = {"percent": 130, "method": "mpr"}

    assert parse(changed("trials[0].adherence", [period]), AS_OF).trials[0].adherence[0].percent == 130
    assert faults_of(changed("trials[0].adherence", [{**period, "percent": 1001}]))


def test_a_measurement_in_a_known_other_unit_is_converted() -> None:
    record = changed("measurements", [{"date": "2026-02-16", "test": "crp", "value": 0.62, "unit": "mg/dL"}])

    (measurement,) = parse(record, AS_OF).measurements

    assert (measurement.value, measurement.unit) == (6.2, "mg/L")


def test_a_ratio_needs_no_unit() -> None:
    record = changed("measurements", [{"date": "2026-02-16", "test": "inr", "value": 2.5}])

    assert parse(record, AS_OF).measurements[0].unit == "1"


def test_a_level_of_zero_needs_no_unit() -> None:
    record = changed("trials[0].levels", [{"date": "2026-01-05", "value": 0}])

    assert parse(record, AS_OF).trials[0].levels[0].value == 0


def test_minus_zero_is_zero() -> None:
    step = parse(changed("trials[0].doses[0].dose", -0.0), AS_OF).trials[0].doses[0]

    assert str(step.dose) == "0.0"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"\xff\xfe{}", "invalid UTF-8 at 0"),
        ('{"format": "\ud800"}', "invalid UTF-8 at 12"),
        ("[" * 200_000, "lists or objects nested too deeply"),
        ('{"a":' * 200_000, "lists or objects nested too deeply"),
        (" " * (MAX_BYTES + 1), "more than 10 MB"),
        ("é" * (MAX_BYTES // 2 + 1), "more than 10 MB"),
        ("", "the end of the text"),
        ("{", "the end of the text"),
        ("{'a': 1}", "'a': 1}"),
        ("9" * 5000, "9" * 100 + "…"),
        ("null", None),
        ("[]", "a list"),
        ('"text"', "text"),
        ("true", True),
        ("NaN", "NaN"),
    ],
    ids=lambda value: str(value)[:20].encode("ascii", "replace").decode(),
)
def test_parse_refuses_what_is_not_a_record_at_all(text: str | bytes, found: Any) -> None:
    (fault,) = faults_of(text)

    assert fault.found == found


def test_parse_refuses_a_field_that_stands_twice() -> None:
    text = json.dumps(RECORD).replace('"sex": "female"', '"sex": "female", "sex": "male"')

    (fault,) = faults_of(text)

    assert fault == Fault("patient.sex", "the field twice", "each field once")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 5000])
def test_parse_refuses_numbers_that_are_none(number: str) -> None:
    text = json.dumps(RECORD).replace('"value": 6.2', f'"value": {number}')

    (fault,) = faults_of(text)

    assert fault.where == "measurements[0].value"
    assert str(fault.found).startswith(number[:50])


def test_parse_takes_a_byte_order_mark() -> None:
    assert parse(b"\xef\xbb\xbf" + json.dumps(RECORD).encode(), AS_OF).patient.sex == "female"


def test_parse_without_as_of_takes_any_sane_day() -> None:
    assert parse(changed("scores[0].date", "2199-01-01")).scores[-1].date == date(2199, 1, 1)
    with pytest.raises(RefusedRecord, match="on or before 2200-01-01"):
        parse(changed("scores[0].date", "9999-12-31"))


CASE = {
    "format": "trd-case/1",
    "id": "C",
    "as_of": "2026-02-16",
    "record": RECORD,
    "expected": {"anything": 1},
}


@pytest.mark.parametrize(
    ("as_of", "case_day", "judged_on"),
    [
        (date(2026, 2, 20), "2026-02-16", date(2026, 2, 20)),
        (None, "2026-02-16", date(2026, 2, 16)),
        (None, None, date(2026, 3, 1)),
    ],
)
def test_case_is_judged_on_the_day_asked_else_its_own_else_today(
    as_of: date | None, case_day: str | None, judged_on: date
) -> None:
    submission = parse_submission({**CASE, "as_of": case_day}, as_of=as_of, today=date(2026, 3, 1))

    assert submission.as_of == judged_on


def test_case_questions_are_read_and_its_expectations_ignored() -> None:
    case = {**CASE, "jurisdiction": "UK", "consider": ["SWITCH.MAOI"], "why": ["text"], "notes": "free"}

    submission = parse_submission(json.dumps(case), as_of=None, today=AS_OF)

    assert (submission.jurisdiction, submission.consider) == ("UK", ("SWITCH.MAOI",))


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"jurisdiction": "FR"}, "jurisdiction"),
        ({"consider": "SWITCH.MAOI"}, "consider"),
        ({"consider": ["switch maoi"]}, "consider[0]"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"juristiction": "UK"}, "juristiction"),
        ({"record": None}, "record"),
        ({"record": {**RECORD, "format": "x"}}, "record.format"),
        ({"as_of": "2026-02-15"}, "record.scores[1].date"),
    ],
)
def test_case_faults_have_their_place(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(RefusedRecord) as refused:
        parse_submission({**CASE, **changes}, as_of=None, today=AS_OF)

    assert where in {fault.where for fault in refused.value.errors}
