"""A table of scores of several scales; columns suggested by their names."""

from datetime import date

import pytest

from patients.exchange.csv_reading import read_table
from patients.exchange.headers import TEMPLATES, suggested
from patients.exchange.score_rows import Mapping, Understood, understand

TODAY = date(2026, 2, 16)
MAPPING = Mapping(
    "id", total="total", dated="day", items_cell="items", instrument_column="scale", rater_column="rater"
)


def read(*rows: str) -> Understood:
    head = "id,day,scale,total,items,rater"
    return understand(read_table("\n".join([head, *rows]).encode()), MAPPING, TODAY)


def test_each_row_says_its_scale_items_and_rater() -> None:
    understood = read("1,2026-01-05,PHQ9,,2 2 2 1 2 1 2 1 -,self", "1,2026-01-05,gad7,12,,Clinician")
    assert understood.faults == ()
    phq, gad = understood.ratings
    assert (phq.instrument, phq.total, phq.items, phq.rater) == (
        "phq9",
        None,
        (2, 2, 2, 1, 2, 1, 2, 1, None),
        "self",
    )
    assert (gad.instrument, gad.total, gad.items, gad.rater) == ("gad7", 12, None, "clinician")


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        pytest.param("1,2026-01-05,phq,12,,", "scale", "one of ", id="no such scale"),
        pytest.param("1,2026-01-05,,12,,", "scale", "the code of a scale", id="no scale"),
        pytest.param("1,2026-01-05,gad7,22,,", "total", "0 to 21, the range of", id="its own range"),
        pytest.param("1,2026-01-05,gad7,,1 1 1,", "items", "7: one for each item", id="too few items"),
        pytest.param(
            "1,2026-01-05,gad7,,1 1 1 1 1 1 4,", "items", "0 to 3 for item 7", id="an item too high"
        ),
        pytest.param(
            "1,2026-01-05,gad7,8,1 1 1 1 1 1 1,", "total", "7, what the items give", id="other total"
        ),
        pytest.param("1,2026-01-05,gad7,7,,nurse", "rater", "one of clinician", id="no such rater"),
    ],
)
def test_a_bad_cell_is_told_by_its_column(row: str, column: str, expected: str) -> None:
    [fault] = read(row).faults
    assert (fault.line, fault.column) == (2, column)
    assert expected in fault.expected


def test_a_cell_that_our_export_guards_is_read_as_it_was() -> None:
    assert read("'-12,2026-01-05,gad7,7,,").ratings[0].patient == "-12"
    assert read("'12,2026-01-05,gad7,7,,").ratings[0].patient == "'12"


def test_columns_of_a_real_trial_are_suggested() -> None:
    columns = "PATIENT HAMATOTL PGIIMP RELDAYS VISIT THERAPY GENDER POOLINV BASVAL HAMDTL17 CHANGE"
    assert suggested("scores", columns.split()) == {
        "patient": "PATIENT",
        "sex": "GENDER",
        "day": "RELDAYS",
        "baseline": "BASVAL",
        "instrument": "hamd17",
        "total": "HAMDTL17",
    }


@pytest.mark.parametrize("table", ["scores", "trials"])
def test_every_column_of_our_own_tables_is_recognised_once(table: str) -> None:
    columns = TEMPLATES[table][0]
    assert sorted(suggested(table, columns).values()) == sorted(columns)


def test_a_column_is_suggested_for_one_thing_only() -> None:
    assert suggested("trials", ["name", "Start date", "id"]) == {
        "patient": "id",
        "treatment": "name",
        "start": "Start date",
    }
