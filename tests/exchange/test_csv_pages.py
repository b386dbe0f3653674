"""A table goes in by file, columns, preview and store: nothing before the last step, then all or nothing."""

import codecs
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from patients import actions
from patients.actions.import_job import FORM, report_of
from patients.models import AccessLog, Draft, Patient, Score, Trial
from tests.world import World

SAMPLE = Path(__file__).parents[1] / "samples" / "rbmi_antidepressant_hamd17.csv"
GOOD = "id,date,PHQ-9 total\n007,2026-01-05,20\n007,2026-01-19,14\n008,2026-01-05,22\n"
TRIALS = "patient,drug,start,dose\nN-1,Zoloft,2025-01-06,100\nN-1,escitalpram,2025-06-02,20\n"


def stored() -> tuple[int, int, int]:
    return Patient.objects.count(), Score.objects.count(), Trial.objects.count()


def test_scores_go_in_once_by_four_steps(importer: Any) -> None:
    importer.bring(GOOD)
    assert importer.columns().url == reverse("csv_import_preview")
    seen = importer.text("preview")
    assert "Store 3 scores" in seen
    assert "007" in seen
    assert stored() == (0, 0, 0)
    assert "3 new scores, 2 new patients, 0 there already" in importer.store()
    assert stored() == (2, 3, 0)
    assert not Draft.objects.filter(form=FORM).exists()
    importer.bring(GOOD)
    importer.columns()
    assert "all of it is there already" in importer.text("preview")


def test_a_real_trial_comes_in_whole_from_the_suggested_columns(importer: Any) -> None:
    importer.bring(SAMPLE.read_bytes())
    importer.columns(day_zero="2024-01-01")
    assert "Store 780 scores" in importer.text("preview")


def test_a_patient_of_the_page_is_in_the_importers_care(importer: Any, world: World) -> None:
    importer.bring(GOOD)
    importer.columns()
    importer.store()
    patient = Patient.objects.get(record_number="008")
    assert actions.amend_patient(
        by=world["blue"], patient=patient, version=patient.version, changes={"sex": "male"}, at=world.at
    )
    note = AccessLog.objects.get(look="imported", user=world["blue"])
    assert (note.what, note.details) == ("scores as CSV", {"scores": 3})


UNREADABLE = [
    ("Latin-1", "id,date,total\nM\xfcller,2026-01-05,20\n".encode("latin-1"), "line 2, text"),
    ("NUL", b"id,date,total\n1,2026\x00,2\n", "line 2, text"),
    ("a column twice", b"id,id,total\n1,2,3\n", "the same name twice"),
    ("an open quotation mark", b'id,date,total\n"1,2,3\n', "line 2, row"),
    ("no row", b"id,date,total\n", "found 'no row'"),
    ("nothing but bad rows", b"id,date,total\n1,2\n", "line 2, row: found '2 cells'"),
    ("no CSV at all", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xff\xfe", "line 1, text"),
]


@pytest.mark.parametrize(
    ("content", "told"), [case[1:] for case in UNREADABLE], ids=[c[0] for c in UNREADABLE]
)
def test_an_unreadable_file_is_refused_with_its_line_and_not_kept(
    importer: Any, content: bytes, told: str
) -> None:
    answer = importer.bring(content)
    assert answer.status_code == 200
    assert told in importer.plain(answer)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(codecs.BOM_UTF8 + GOOD.encode(), id="byte order mark"),
        pytest.param(GOOD.encode("utf-16"), id="UTF-16"),
        pytest.param(GOOD.replace(",", ";").encode(), id="semicolons"),
        pytest.param(GOOD.replace(",", "\t").encode(), id="tabs"),
        pytest.param(GOOD.replace("\n", "\r").encode(), id="CR only"),
    ],
)
def test_a_file_is_read_however_it_was_saved(importer: Any, content: bytes) -> None:
    importer.bring(content)
    importer.columns()
    assert "Store 3 scores" in importer.text("preview")


def test_a_larger_file_is_refused(importer: Any) -> None:
    answer = importer.bring(b"id,date,total\n" + b"1,2026-01-05,20\n" * 700_000)
    assert "larger than 10 MB" in importer.plain(answer)
    assert not Draft.objects.exists()


def test_every_bad_row_is_told_and_nothing_stored_unless_they_are_left_out(importer: Any) -> None:
    importer.bring(f"{GOOD}009,2026-01-05,28\n010,5/1/26,20\n011,2026-01-05,7.5\n")
    importer.columns()
    seen = importer.text("preview")
    assert "3 bad rows" in seen
    assert all(told in seen for told in ("0 to 27", "YYYY-MM-DD", "a whole number"))
    assert "Store 3 scores" not in seen
    assert "Nothing of it is stored" in importer.store()
    assert stored() == (0, 0, 0)
    assert "3 faults, whose rows were left out" in importer.store(keep_good_rows="1")
    assert stored() == (2, 3, 0)


def test_faults_come_as_a_table_that_no_spreadsheet_runs(importer: Any) -> None:
    importer.bring(f'{GOOD}009,"=HYPERLINK(""x"")",20\n')
    importer.columns()
    answer = importer.get("faults")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows == [
        ["line", "column", "found", "expected"],
        ["5", "date", '\'=HYPERLINK("x")', "a date as YYYY-MM-DD"],
    ]


def test_a_doubtful_name_is_asked_and_the_answer_holds(importer: Any) -> None:
    importer.bring(TRIALS, "trials")
    importer.columns()
    seen = importer.text("preview")
    assert "1 still open" in seen
    assert '<optgroup label="Perhaps meant"> <option value="escitalopram">' in seen
    assert "Answer the names above first" in seen
    assert "Nothing of it is stored" in importer.store(keep_good_rows="1")
    importer.answer(name_0="escitalopram")
    assert "1 still open" not in importer.text("preview")
    assert "2 new treatments, 1 new patient" in importer.store()
    assert set(Trial.objects.values_list("treatment", flat=True)) == {"sertraline", "escitalopram"}


def test_a_name_that_is_none_leaves_its_rows_out(importer: Any) -> None:
    importer.bring(TRIALS, "trials")
    importer.columns()
    importer.answer(name_0="-")
    importer.store()
    assert list(Trial.objects.values_list("treatment", flat=True)) == ["sertraline"]


def test_an_answer_that_is_no_choice_is_not_taken(importer: Any) -> None:
    importer.bring(TRIALS, "trials")
    importer.columns()
    assert "not one of the choices" in importer.plain(importer.answer(name_0="heroin"))
    assert "1 still open" in importer.text("preview")


COLUMNS = [
    ("no day", {"date": "", "dated": ""}, "Say where the day is"),
    ("no score", {"total": ""}, "Say where the scores are"),
    ("no scale", {"instrument": ""}, "Say which scale it is"),
    ("no patient", {"patient": ""}, "Say which column holds this: Record number"),
    ("one column twice", {"rater_column": "0"}, "already"),
    ("days without a day zero", {"dated": "", "day": "1"}, "Give the day that is counted from"),
    ("a baseline without a day zero", {"baseline": "1", "dated": "", "day": ""}, "Give the day"),
    ("too few item columns", {"first_item": "2", "total": ""}, "has 9 items; from this column on there is 1"),
    ("a column that is not there", {"patient": "99"}, "not one of the available choices"),
]


@pytest.mark.parametrize(
    ("changes", "told"), [case[1:] for case in COLUMNS], ids=[case[0] for case in COLUMNS]
)
def test_columns_that_do_not_fit_are_told_and_the_rest_kept(
    importer: Any, changes: dict[str, str], told: str
) -> None:
    importer.bring(GOOD)
    answer = importer.columns(**changes, rater="self")
    assert answer.status_code == 200
    assert told in importer.plain(answer)
    assert '<option value="self" selected>' in importer.plain(answer)


def test_items_in_columns_of_their_own_give_the_total(importer: Any) -> None:
    head = ",".join(["id", "date", *(f"q{number}" for number in range(1, 10))])
    importer.bring(f"{head}\n1,2026-01-05,3,2,1,0,3,2,1,0,1\n")
    importer.columns(instrument="phq9", first_item="2")
    importer.store()
    assert Score.objects.get().items == [3, 2, 1, 0, 3, 2, 1, 0, 1]


def test_a_page_about_an_earlier_file_changes_nothing(importer: Any) -> None:
    importer.bring(TRIALS, "trials")
    importer.columns()
    token = importer.token()
    importer.bring(TRIALS.replace("escitalpram", "sertralin"), "trials")
    importer.columns()
    for step in ("preview", "store", "columns"):
        answer = importer.client.post(
            reverse(f"csv_import_{step}"), {"token": token, "name-0": "escitalopram", "keep_good_rows": "1"}
        )
        assert answer.status_code == 303
    assert "1 still open" in importer.text("preview")
    assert stored() == (0, 0, 0)


def test_a_second_click_stores_nothing_and_shows_the_same_report(importer: Any) -> None:
    importer.bring(GOOD)
    importer.columns()
    token, first = importer.token(), importer.store()
    importer.client.post(reverse("csv_import_store"), {"token": token})
    assert importer.text("report") == first
    assert stored() == (2, 3, 0)


def test_the_file_is_its_authors_alone_and_not_in_the_pages(importer: Any, importer_of: Any) -> None:
    importer.bring(GOOD + "".join(f"1{number:03},2026-01-05,5\n" for number in range(40)))
    importer.columns()
    assert "1039" not in importer.text("preview") + importer.text("columns")
    assert importer_of("both").get("preview").url == reverse("csv_import")


def test_a_file_let_go_is_gone(importer: Any) -> None:
    importer.bring(GOOD)
    assert "table.csv" in importer.plain(importer.client.get(reverse("csv_import")))
    importer.client.post(reverse("csv_import_discard"))
    assert not Draft.objects.exists()


def test_numbers_not_among_the_patients_can_be_a_fault(importer: Any, world: World) -> None:
    world.admit("Green", record_number="008")
    patient = world.admit("Blue", record_number="007")
    importer.bring(f"{GOOD}009,2026-01-05,20\n")
    importer.columns(newcomers="refuse")
    seen = importer.text("preview")
    assert seen.count("the number of a patient whose record you may change") == 2
    importer.store(keep_good_rows="1")
    assert set(Score.objects.values_list("patient", flat=True)) == {patient.pk}


def test_a_preview_says_nothing_of_a_hidden_patient(importer: Any, world: World) -> None:
    importer.bring(GOOD)
    importer.columns()
    before = importer.text("preview")
    world.admit("Green", record_number="008")
    assert importer.text("preview") == before
    report = importer.store()
    assert "a number that you can use here" in report
    assert Score.objects.count() == 0


@pytest.mark.parametrize("table", ["scores", "trials"])
def test_the_table_to_fill_in_can_be_imported_as_it_is(importer: Any, table: str) -> None:
    answer = importer.client.get(reverse("csv_import_template", args=[table]))
    assert answer["Content-Disposition"] == f'attachment; filename="{table}.csv"'
    importer.bring(b"".join(answer.streaming_content), table)
    importer.columns()
    kind = "score" if table == "scores" else "treatment"
    assert f"1 new {kind}, 1 new patient" in importer.store()


def test_a_table_that_is_not_offered_is_not_found(importer: Any) -> None:
    assert importer.client.get("/patients/import/csv/templates/patients.csv").status_code == 404


@pytest.mark.parametrize("person", ["staff", "supervisor", "admin", "stranger"])
def test_who_may_not_register_patients_may_not_import(importer_of: Any, person: str) -> None:
    other = importer_of(person)
    assert other.client.get(reverse("csv_import")).status_code == 403
    assert other.client.post(reverse("csv_import_store")).status_code == 403


def test_a_role_that_ended_between_the_steps_stores_nothing(importer: Any, world: World) -> None:
    importer.bring(GOOD)
    importer.columns()
    token = importer.token()
    actions.leave_team(by=world["admin"], user=world["blue"], team=world.teams["Blue"])
    assert importer.client.post(reverse("csv_import_store"), {"token": token}).status_code == 403
    assert stored() == (0, 0, 0)


def test_an_import_that_was_cut_off_says_that_nothing_is_stored(importer: Any, world: World) -> None:
    importer.bring(GOOD)
    importer.columns()
    importer.client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("patients.actions.score_import.settle_all", lambda *given: 1 / 0)
        importer.client.post(reverse("csv_import_store"), {"token": importer.token()})
    assert stored() == (0, 0, 0)
    assert Draft.objects.filter(form=FORM, user=world["blue"]).exists()
    assert report_of(world["blue"], world.at) is None


def test_a_name_in_the_file_is_only_text(importer: Any) -> None:
    file = SimpleUploadedFile("<b>x\u202e.csv", f"{GOOD}<script>,2026-01-05,20\n".encode())
    importer.client.post(reverse("csv_import"), {"kind": "scores", "file": file})
    importer.columns()
    seen = importer.text("preview")
    assert "<b>x" not in seen
    assert "&lt;b&gt;x.csv" in seen
    assert "<script>" not in seen
    assert "&lt;script&gt;" in seen
