"""A table of trials is understood row by row; what is wrong or doubtful is told or asked, never guessed."""

from datetime import date

import pytest

from patients.exchange.csv_reading import RefusedTable, read_table
from patients.exchange.trial_rows import LEAVE_OUT, Mapping, Understood, understand
from patients.record import AdherencePeriod, DoseStep, Trial

TODAY = date(2026, 2, 16)
HEAD = "patient,treatment,start,stop,why,dose,taken,sessions,trial,added,role,born"
MAPPING = Mapping(
    "patient", "treatment", "start", stop="stop", stop_reason="why", doses="dose", adherence="taken",
    sessions="sessions", trial="trial", augments="added", role="role", birth_date="born",
)  # fmt: skip
BLANK = dict.fromkeys(HEAD.split(","), "") | {
    "patient": "1",
    "treatment": "sertraline",
    "start": "2025-01-06",
}


def line(**cells: str) -> str:
    return ",".join(f'"{value}"' for value in (BLANK | cells).values())


def read(*rows: str, mapping: Mapping = MAPPING, **answers: str) -> Understood:
    return understand(read_table("\n".join([HEAD, *rows]).encode()), mapping, TODAY, answers)


def test_a_row_says_a_whole_trial() -> None:
    understood = read(
        line(
            stop="2025-04-07", why="Lack of efficacy",
            dose="2025-01-06 50; 2025-01-20 100 mg; 2025-03-01 unknown",
            taken="90 % pill_count; 60", trial="a",
        )
    )  # fmt: skip
    start = date(2025, 1, 6)
    assert understood.faults == ()
    assert understood.rows[0].trial == Trial(
        "a",
        "sertraline",
        "antidepressant",
        start,
        date(2025, 4, 7),
        "lack_of_efficacy",
        doses=(DoseStep(start, 50), DoseStep(date(2025, 1, 20), 100), DoseStep(date(2025, 3, 1), None)),
        adherence=(AdherencePeriod(90, "pill_count"), AdherencePeriod(60)),
    )


@pytest.mark.parametrize(
    ("cells", "role"),
    [
        pytest.param({"treatment": "Zoloft"}, "antidepressant", id="brand"),
        pytest.param({"treatment": "SERTRALINE 50mg"}, "antidepressant", id="letters and dose"),
        pytest.param({"treatment": "lithium"}, "augmentation", id="an augmenter is usually added"),
        pytest.param({"treatment": "bupropion", "role": "Combination"}, "combination", id="said otherwise"),
        pytest.param({"treatment": "ECT", "sessions": "8"}, "neuromodulation", id="procedure"),
        pytest.param({"treatment": "CBT"}, "psychotherapy", id="psychotherapy"),
    ],
)
def test_a_certain_name_is_taken_with_its_usual_role(cells: dict[str, str], role: str) -> None:
    understood = read(line(**cells))
    assert (understood.faults, understood.doubtful) == ((), ())
    assert understood.rows[0].trial.role == role


BAD = [
    ("no treatment", {"treatment": ""}, "treatment", "name of a treatment"),
    ("no start", {"start": ""}, "start", "the day of the start"),
    ("a spreadsheet's date", {"start": "45292"}, "start", "YYYY-MM-DD"),
    ("ambiguous date", {"start": "3/4/2025"}, "start", "YYYY-MM-DD"),
    ("told date", {"start": "spring 2019"}, "start", "YYYY-MM-DD"),
    ("no such day", {"start": "2025-02-29"}, "start", "calendar"),
    ("in the future", {"start": "2026-02-17"}, "start", "not in the future"),
    ("before birth", {"born": "2025-02-01"}, "start", "on or after the birth date"),
    ("stop before start", {"stop": "2025-01-05"}, "stop", "after the start"),
    ("stop on the start", {"stop": "2025-01-06"}, "stop", "after the start"),
    ("unknown reason", {"why": "did not work"}, "why", "lack_of_efficacy"),
    ("unknown role", {"role": "main"}, "role", "antidepressant"),
    ("decimal comma", {"dose": "37,5"}, "dose", "decimal point: 37.5"),
    ("grams", {"dose": "50 g"}, "dose", "mg/day"),
    ("negative dose", {"dose": "-50"}, "dose", "a dose as 50"),
    ("no dose", {"dose": "0"}, "dose", "above 0"),
    ("not a number", {"dose": "NaN"}, "dose", "a dose as 50"),
    ("impossible dose", {"dose": "999999"}, "dose", "100000"),
    ("a step without its day", {"dose": "50; 100"}, "dose", "steps as"),
    ("a step before the start", {"dose": "2025-01-01 50"}, "dose", "within the trial"),
    ("steps out of order", {"dose": "2025-02-01 50; 2025-01-10 75"}, "dose", "after the dose step"),
    ("more than all", {"taken": "120 %"}, "taken", "0 to 100"),
    ("unknown method", {"taken": "90 % guess"}, "taken", "pill_count"),
    ("half a session", {"sessions": "7.5"}, "sessions", "whole number"),
    ("unseen letters", {"patient": "1\u202e2"}, "patient", "cannot be seen"),
    ("old age", {"born": "1900-01-01"}, "born", "from 1906"),
]


@pytest.mark.parametrize(
    ("cells", "column", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_a_bad_cell_is_told_by_line_and_column(cells: dict[str, str], column: str, expected: str) -> None:
    understood = read(line(start="2025-01-06", patient="9"), line(**cells))
    assert [(fault.line, fault.column) for fault in understood.faults] == [(3, column)]
    assert expected in understood.faults[0].expected
    assert [row.patient for row in understood.rows] == ["9"]


def test_an_id_twice_in_one_patient_is_told_and_in_two_is_none() -> None:
    rows = [line(trial="a"), line(trial="a", treatment="bupropion"), line(patient="2", trial="a")]
    understood = read(*rows)
    assert [(fault.line, fault.expected) for fault in understood.faults] == [
        (3, "an id of its own: line 2 has it")
    ]
    assert len(understood.rows) == 2


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        pytest.param("sertralin", ["sertraline"], id="misspelling with one candidate"),
        pytest.param("escitalpram", ["escitalopram", "citalopram"], id="misspelling with two"),
        pytest.param("quetiapine", ["quetiapine_xr"], id="only part of a name"),
        pytest.param("grandma's tea", [], id="nothing like it"),
    ],
)
def test_a_doubtful_name_is_asked_once_and_no_row_with_it_is_taken(
    written: str, candidates: list[str]
) -> None:
    understood = read(line(treatment=written), line(treatment=written, patient="2"))
    assert (understood.rows, understood.faults) == ((), ())
    [name] = understood.unanswered
    assert (name.line, [entry.id for entry in name.candidates]) == (2, candidates)


def test_an_answer_holds_for_every_row_with_the_name() -> None:
    rows = [
        line(treatment="sertralin"),
        line(treatment="sertralin", patient="2"),
        line(treatment="tea", patient="3"),
    ]
    understood = read(*rows, sertralin="sertraline", tea=LEAVE_OUT)
    assert [row.trial.treatment for row in understood.rows] == ["sertraline", "sertraline"]
    assert (understood.left_out, understood.unanswered) == (1, ())
    assert set(understood.people) == {"1", "2"}


def test_a_dose_of_more_than_ten_times_the_usual_is_worth_a_second_look() -> None:
    assert read(line(dose="2000")).unlikely == ()
    [unlikely] = read(line(dose="2001")).unlikely
    assert (unlikely.line, unlikely.column, unlikely.expected) == (2, "dose", "usually at most 200 mg/day")


@pytest.mark.parametrize(
    ("order", "written", "day"),
    [
        ("dmy", "03/04/2025", date(2025, 4, 3)),
        ("mdy", "03/04/2025", date(2025, 3, 4)),
        ("dmy", "3.4.2025", date(2025, 4, 3)),
        ("dmy", "2025-03-04", date(2025, 3, 4)),
    ],
)
def test_days_are_read_in_the_order_that_was_said(order: str, written: str, day: date) -> None:
    mapping = Mapping("patient", "treatment", "start", date_order=order)
    assert read(line(start=written), mapping=mapping).rows[0].trial.start == day


def test_a_column_that_is_not_there_refuses_the_table() -> None:
    with pytest.raises(RefusedTable, match="nowhere: found 'no such column'"):
        read(line(), mapping=Mapping("patient", "treatment", "nowhere"))
