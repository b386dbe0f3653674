"""Scores from a table: real ones whole, bad ones told by line and column, the same file once."""

import codecs
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from patients.exchange.csv_reading import RefusedTable, read_table
from patients.exchange.score_rows import Mapping, understand
from patients.models import Patient, Score

SAMPLE = Path(__file__).parents[1] / "samples" / "rbmi_antidepressant_hamd17.csv"
SAMPLE_OPTIONS = [
    *("--patient", "PATIENT", "--day", "RELDAYS", "--day-zero", "2024-01-01"),
    *("--instrument", "hamd17", "--total", "HAMDTL17", "--baseline", "BASVAL"),
]
TODAY = date(2026, 2, 16)
MAPPING = Mapping("id", "hamd17", total="total", dated="day")
GOOD = "id,day,total\n007,2026-01-05,20\n007,2026-01-19,14\n008,2026-01-05,22\n"


def imported(path: Path, capsys: Any, *options: str) -> str:
    call_command("import_scores", str(path), *options)
    out: str = capsys.readouterr().out
    return out


def simple(path: Path, capsys: Any, *options: str) -> str:
    usual = ("--patient", "id", "--date", "day", "--instrument", "hamd17", "--total", "total")
    return imported(path, capsys, *usual, *options)


@pytest.fixture
def table(tmp_path: Path) -> Any:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "scores.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.django_db
def test_real_trial_comes_in_whole_and_once(capsys: Any) -> None:
    first = imported(SAMPLE, capsys, *SAMPLE_OPTIONS)
    assert "172 patients (172 new): 608 scores and 172 baselines stored" in first
    assert "80 non response, 32 partial response, 45 remission, 15 response" in first
    assert (Patient.objects.count(), Score.objects.count()) == (172, 780)
    again = imported(SAMPLE, capsys, *SAMPLE_OPTIONS)
    assert "172 patients (0 new): 0 scores and 0 baselines stored, 780 there already" in again
    assert (Patient.objects.count(), Score.objects.count()) == (172, 780)


@pytest.mark.django_db
def test_half_the_file_then_all_of_it(tmp_path: Path, capsys: Any) -> None:
    half = tmp_path / "half.csv"
    half.write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[:300]))
    imported(half, capsys, *SAMPLE_OPTIONS)
    imported(SAMPLE, capsys, *SAMPLE_OPTIONS)
    assert (Patient.objects.count(), Score.objects.count()) == (172, 780)


BAD: list[tuple[str, str, str]] = [
    ("total out of range", "009,2026-01-05,53", "line 5, total: found '53', expected 0 to 52"),
    ("total not whole", "009,2026-01-05,7.5", "line 5, total: found '7.5', expected a whole number"),
    ("decimal comma", '009,2026-01-05,"7,5"', "line 5, total: found '7,5'"),
    ("not a number", "009,2026-01-05,NaN", "line 5, total: found 'NaN'"),
    ("infinite", "009,2026-01-05,Infinity", "line 5, total"),
    ("too many digits", f"009,2026-01-05,{'9' * 5000}", "line 5, total"),
    ("a spreadsheet's date", "009,45292,20", "line 5, day: found '45292', expected a date as YYYY-MM-DD"),
    ("ambiguous date", "009,1/2/24,20", "line 5, day: found '1/2/24'"),
    ("no such day", "009,2024-02-30,20", "line 5, day: found '2024-02-30', expected a day that the calendar"),
    ("in the future", "009,2126-01-05,20", "line 5, day"),
    ("before 1900", "009,1026-01-05,20", "line 5, day"),
    ("shortened number", "1E+05,2026-01-05,20", "line 5, id: found '1E+05'"),
    ("no patient", ",2026-01-05,20", "line 5, id"),
    ("a cell too few", "009,2026-01-05", "line 5, row: found '2 cells', expected 3"),
    ("a cell too many", "009,2026-01-05,20,20", "line 5, row"),
    ("contradicts line 2", "007,2026-01-05,21", "line 5, total: found '21', expected 20, as line 2 says"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "told"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_row_is_told_and_nothing_stored_unless_good_rows_are_to_be_kept(
    table: Any, capsys: Any, row: str, told: str
) -> None:
    path = table(f"{GOOD}{row}\n")
    with pytest.raises(CommandError, match="nothing is stored"):
        simple(path, capsys)
    assert told in capsys.readouterr().err
    assert Patient.objects.count() == Score.objects.count() == 0
    assert "3 scores" in simple(path, capsys, "--keep-good-rows")
    assert Score.objects.count() == 3


@pytest.mark.django_db
def test_every_bad_row_is_told(table: Any, capsys: Any) -> None:
    with pytest.raises(CommandError, match="3 faults"):
        simple(table(f"{GOOD}1,2,3\n2,x,4\n3,2026-01-05,99\n"), capsys)
    assert [line.split(",")[0] for line in capsys.readouterr().err.splitlines()] == [
        "line 5",
        "line 6",
        "line 7",
    ]


@pytest.mark.django_db
def test_changed_value_contradicts_the_record(table: Any, capsys: Any) -> None:
    simple(table(GOOD), capsys)
    with pytest.raises(CommandError):
        simple(table(GOOD.replace(",14", ",15")), capsys)
    assert "found '15', expected 14, which the record says for 2026-01-19" in capsys.readouterr().err


@pytest.mark.django_db
def test_numbers_are_text_and_unrated_rows_are_counted(table: Any, capsys: Any) -> None:
    assert "1 rows without a score" in simple(table(f"{GOOD}009,2026-01-05,NA\n"), capsys)
    assert set(Patient.objects.values_list("record_number", flat=True)) == {"007", "008", "009"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(["--total", "x"], "no such column", id="unknown column"),
        pytest.param(["--day", "day"], "either --date", id="two kinds of day"),
        pytest.param(["--baseline", "total"], "--day-zero", id="baseline of no day"),
        pytest.param(["--items", "total"], "has 17 items", id="too few items"),
    ],
)
def test_options_that_do_not_fit_are_refused(table: Any, capsys: Any, options: list[str], told: str) -> None:
    with pytest.raises(CommandError) as refused:
        simple(table(GOOD), capsys, *options)
    assert told in str(refused.value) + capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD.encode(), id="plain"),
        pytest.param(codecs.BOM_UTF8 + GOOD.encode(), id="byte order mark"),
        pytest.param(GOOD.encode("utf-16"), id="UTF-16"),
        pytest.param(GOOD.replace(",", ";").encode(), id="semicolons"),
        pytest.param(GOOD.replace(",", "\t").encode(), id="tabs"),
        pytest.param(GOOD.replace("\n", "\r").encode(), id="CR only"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(GOOD.strip().encode(), id="no last line end"),
        pytest.param(GOOD.replace("\n", "\n\n , ,\n").encode(), id="blank lines"),
        pytest.param(GOOD.replace("007", '"007"').encode(), id="quoted"),
    ],
)
def test_table_is_read_however_it_was_saved(content: bytes) -> None:
    understood = understand(read_table(content), MAPPING, TODAY)
    assert [(rating.patient, rating.total) for rating in understood.ratings] == [
        ("007", 20),
        ("007", 14),
        ("008", 22),
    ]
    assert understood.faults == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("id,day,total\nMüller,2026-01-05,20\n".encode("latin-1"), "line 2, text", id="Latin-1"),
        pytest.param(b"id,day,total\n1,2026\x00,2\n", "line 2, text: found 'NUL'", id="NUL"),
        pytest.param(b"", "names of the columns", id="empty"),
        pytest.param(b"id,id,total\n", "line 1, id: found 'the same name twice'", id="column twice"),
        pytest.param(b'id,day,total\n"1,2,3\n', "quotation mark", id="open quotation mark"),
        pytest.param(b'id,day,total\n"1"x,2,3\n', "line 2, row", id="text after a quotation mark"),
    ],
)
def test_unreadable_table_is_refused_with_its_line(content: bytes, told: str) -> None:
    with pytest.raises(RefusedTable, match=told):
        read_table(content)


def test_line_numbers_count_line_ends_within_quotation_marks() -> None:
    table = read_table(b'id,note,total\n1,"a\nb ""c""",2\n3,d,4\n')
    assert [(row.line, row.cells["id"]) for row in table.rows] == [(2, "1"), (4, "3")]
    assert table.rows[0].cells["note"] == 'a\nb "c"'


def test_items_give_the_total() -> None:
    columns = [f"i{number}" for number in range(1, 10)]
    head = ",".join(["id", "day", "total", *columns])
    rows = ["1,2026-01-05,9" + ",1" * 9, "2,2026-01-05,8" + ",1" * 9, "3,2026-01-05," + ",4" * 9]
    mapping = Mapping("id", "phq9", total="total", items=tuple(columns), dated="day")
    understood = understand(read_table("\n".join([head, *rows]).encode()), mapping, TODAY)
    assert [(rating.patient, rating.items) for rating in understood.ratings] == [("1", (1,) * 9)]
    assert [(fault.line, fault.column, fault.expected) for fault in understood.faults] == [
        (3, "total", "9, what the items give"),
        (4, "i1", "0 to 3"),
    ]
