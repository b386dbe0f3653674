"""The command line: records in, one line each out, refusals in their place, no Django, no database."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from assessment.rules import bulk, command_line, sources
from assessment.rules.assess import assess
from assessment.rules.command_line import main
from assessment.rules.sources import lines_of
from patients.record_file import MAX_BYTES
from tests.rules.test_assessment_file import V01

ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "cases" / "staging" / "v01.json"
DAY = ["--as-of", "2026-02-16"]
ORDER = bulk.Order(date(2026, 2, 16), date(2026, 2, 16), None, (), "article", "json")


def record(reference: str) -> dict[str, Any]:
    return {**V01, "patient": {**V01["patient"], "reference": reference}}  # type: ignore[dict-item]


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def file_of(folder: Path, text: str | bytes, name: str = "in.json") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.mark.parametrize("indent", [None, 1], ids=["one line", "many lines"])
def test_assess_takes_one_record_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], indent: int | None
) -> None:
    status = main(["assess", file_of(tmp_path, json.dumps(V01, indent=indent)), *DAY])

    (answer,) = answers(capsys)
    assert (status, answer["format"], answer["reference"]) == (0, "trd-assessment/1", "V01")


def test_assess_takes_a_case_with_its_own_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(CASE)]) == 0

    (answer,) = answers(capsys)
    assert answer["as_of"] == json.loads(CASE.read_text())["as_of"]


@pytest.mark.parametrize(
    ("own", "asked", "used"),
    [(None, [], "US"), ("UK", [], "UK"), ("UK", ["--jurisdiction", "EU"], "EU")],
    ids=["not said", "the case's own", "asked for"],
)
def test_assess_takes_the_jurisdiction_of_the_case_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own: str | None, asked: list[str], used: str
) -> None:
    case = {name: value for name, value in json.loads(CASE.read_text()).items() if name != "jurisdiction"}
    given = case if own is None else {**case, "jurisdiction": own}

    assert main(["assess", file_of(tmp_path, json.dumps(given)), *asked]) == 0
    assert answers(capsys)[0]["jurisdiction"] == used


def test_assess_without_a_day_is_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime.now().astimezone().date()
    main(["assess", file_of(tmp_path, json.dumps(V01))])
    after = datetime.now().astimezone().date()
    assert answers(capsys)[0]["as_of"] in {before.isoformat(), after.isoformat()}


def test_assess_takes_json_lines_in_order_with_blank_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps(record(name)) for name in "ABC"]

    assert main(["assess", file_of(tmp_path, "\n\n".join(lines)), *DAY]) == 0
    assert [answer["reference"] for answer in answers(capsys)] == ["A", "B", "C"]


def test_assess_refuses_one_line_in_its_place_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps(record("A")), '{"format": "trd-record/1"', json.dumps({}), json.dumps(record("D"))]
    name = file_of(tmp_path, "\n".join(lines))

    status = main(["assess", name, *DAY])

    first, broken, empty, last = answers(capsys)
    assert status == 1
    assert (first["reference"], last["reference"]) == ("A", "D")
    assert broken["format"] == empty["format"] == "trd-error/1"
    assert (broken["source"], empty["source"]) == (f"{name}:2", f"{name}:3")
    assert {"where", "found", "expected"} == set(empty["errors"][0])


def test_assess_refuses_a_broken_first_line_and_takes_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["assess", file_of(tmp_path, f'{{"format": \n{json.dumps(V01)}\n{json.dumps(V01)}'), *DAY])
    assert [answer["format"] for answer in answers(capsys)] == ["trd-error/1", *["trd-assessment/1"] * 2]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"format": "trd-rec\n{"format": "trd-record/1"}', ":1"),
        ("", ":1"),
        ("\n\n  \n", ":1"),
        (b"\xff\xfe\x00", ":1"),
        ("[]", ":1"),
        ("{\n]", ":1"),
        (b"[" * 100_000, ":1"),
    ],
    ids=["broken first line", "empty", "blank", "not UTF-8", "list", "broken document", "deep"],
)
def test_assess_answers_anything_with_a_clean_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, where: str
) -> None:
    name = file_of(tmp_path, text)

    assert main(["assess", name, *DAY]) == 1
    assert answers(capsys)[0]["source"] == f"{name}{where}"


def test_assess_refuses_a_line_over_10_mb_and_takes_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = file_of(tmp_path, f"{json.dumps(V01)}\n{' ' * MAX_BYTES}{json.dumps(V01)}\n{json.dumps(V01)}")

    main(["assess", name, *DAY])

    formats = [answer["format"] for answer in answers(capsys)]
    assert formats == ["trd-assessment/1", "trd-error/1", "trd-assessment/1"]


@pytest.mark.parametrize("spare", [0, 1], ids=["fills what is read at once", "one less"])
def test_a_line_as_long_as_can_be_costs_the_next_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spare: int
) -> None:
    text = json.dumps({"n": 1})
    monkeypatch.setattr(sources, "_LONGEST", len(text) + 1 + spare)

    lines = lines_of([file_of(tmp_path, f"{text}\n{text}\n{text}")])

    assert [where.rpartition(":")[2] for where, _ in lines] == ["1", "2", "3"]


class _InPieces(io.BytesIO):
    """Standard input of which no more than ten bytes are asked for at once."""

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size == 10
        return super().readline(size)


def test_a_line_without_an_end_in_sight_is_never_held_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_LONGEST", 10)
    given = _InPieces(b"1" * 95 + b"\n{}\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
    assert list(lines_of(["-"])) == [("-:1", b"1" * 10), ("-:2", b"{}")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b'{"n": 1} X\r\n{"n": 2} \n\n{}\n', [(":1", b'{"n": 1} X'), (":2", b'{"n": 2} '), (":4", b"{}")]),
        (b"\n[\r\n1,\r\n2]\n", [(":2", b"[\n1,\n2]\n")]),
        (b" \n\n", [(":1", b"")]),
    ],
    ids=["JSON Lines", "one document", "nothing"],
)  # fmt: skip
def test_a_line_is_kept_as_it_stands_but_for_its_end(
    tmp_path: Path, text: bytes, kept: list[tuple[str, bytes]]
) -> None:
    name = file_of(tmp_path, text)
    assert list(lines_of([name])) == [(f"{name}{place}", line) for place, line in kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b"[\n12,\n345678901234]", b"[\n12,\n345678"),
        (b"[1234\n567,\n8901234]", b"[1234\n567,\n8"),
        (b"[123456789\n1,\n2]", b"[123456789\n1,\n"),
        (b"[12345678901\n1,\n2]", b"[123456789\n1,\n"),
    ],
)
def test_of_one_document_no_more_is_read_than_to_refuse_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: bytes, kept: bytes
) -> None:
    monkeypatch.setattr(sources, "_LONGEST", 10)
    name = file_of(tmp_path, text)
    assert list(lines_of([name])) == [(f"{name}:1", kept)]


def test_assess_names_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "none.json")
    there = file_of(tmp_path, json.dumps(V01))

    assert main(["assess", missing, there, *DAY]) == 1
    first, second = answers(capsys)
    assert (first["format"], first["source"]) == ("trd-error/1", missing)
    assert first["errors"] == [
        {"where": "", "found": "No such file or directory", "expected": "a file that can be read"}
    ]
    assert second["format"] == "trd-assessment/1"


def test_assess_names_the_fault_of_a_file_that_has_no_words_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreadable(names: list[str]) -> None:
        raise io.UnsupportedOperation

    monkeypatch.setattr(command_line, "lines_of", unreadable)

    assert main(["assess", "-", *DAY]) == 1
    (error,) = answers(capsys)[0]["errors"]
    assert error["found"] == "UnsupportedOperation"


def test_assess_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(V01).encode())))

    assert main(["assess", "-", *DAY]) == 0
    assert answers(capsys)[0]["reference"] == "V01"


def test_assess_names_standard_input_and_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}\n{}\n")))

    assert main(["assess", "-", *DAY]) == 1
    assert [answer["source"] for answer in answers(capsys)] == ["-:1", "-:2"]


def test_assess_options_reach_the_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = file_of(tmp_path, json.dumps(V01))
    arguments = ["--jurisdiction", "UK", "--policy", "regulatory"]
    asked = ["SWITCH.MAOI", "NEUROMOD.VNS"]

    assert main(["assess", name, *DAY, *arguments, *(f"--consider={code}" for code in asked)]) == 0
    (answer,) = answers(capsys)
    assert (answer["as_of"], answer["jurisdiction"], answer["policy"]["name"]) == (DAY[1], "UK", "regulatory")
    said = {one["code"] for kind in ("options", "withheld") for one in answer["next_steps"][kind]}
    assert set(asked) <= said


def test_assess_text_is_readable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", file_of(tmp_path, json.dumps(V01)), *DAY, "--format", "text"]) == 0
    assert "T1 sertraline, antidepressant: adequate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--as-of", "2026-02-30", "'2026-02-30' is not a day of the calendar"),
        ("--as-of", "today", "'today' is not a date, YYYY-MM-DD"),
        ("--as-of", "2026-02-161", "'2026-02-161' is not a date, YYYY-MM-DD"),
        ("--as-of", "٢026-02-16", "'٢026-02-16' is not a date, YYYY-MM-DD"),
        ("--jurisdiction", "FR", "invalid choice: 'FR' (choose from 'US', 'UK', 'EU', 'CA')"),
        ("--policy", "none", "invalid choice: 'none' (choose from 'article', 'regulatory')"),
        ("--consider", "switch please", "'switch please' is not an option code, such as SWITCH.MAOI"),
        ("--consider", "SWITCH.", "'SWITCH.' is not an option code, such as SWITCH.MAOI"),
        ("--format", "xml", "invalid choice: 'xml' (choose from 'json', 'text')"),
        ("--workers", "0", "'0' is not a number from 1 to 256"),
        ("--workers", "257", "'257' is not a number from 1 to 256"),
        ("--workers", "-1", "'-1' is not a number from 1 to 256"),
        ("--workers", "two", "'two' is not a number from 1 to 256"),
    ],
)
def test_assess_refuses_wrong_options_before_reading(
    capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["assess", "whatever", f"{option}={value}"])

    assert stopped.value.code == 2
    assert capsys.readouterr().err.endswith(f"argument {option}: {said}\n")


@pytest.mark.parametrize("workers", ["1", "256"])
def test_assess_takes_so_many_workers(capsys: pytest.CaptureFixture[str], workers: str) -> None:
    assert main(["assess", str(CASE), f"--workers={workers}"]) == 0


@pytest.mark.parametrize(("cores", "workers"), [(7, 7), (None, 1)], ids=["every core", "not known"])
def test_assess_works_on_every_core_unless_told(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int
) -> None:
    asked = []

    def noted(order: bulk.Order, lines: object, workers: int) -> list[bulk.Answer]:
        asked.append(workers)
        return []

    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(command_line, "run", noted)
    main(["assess", "whatever"])
    assert asked == [workers]


def test_what_is_printed_is_utf_8_wherever_it_is_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A terminal that knows only ASCII, and ends its lines as Windows does, changes not a byte of a file;
    a file's name that is not UTF-8 costs no answer."""
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding="ascii", newline="\r\n"))
    nameless = "\udcff.json"

    main(["assess", file_of(tmp_path, json.dumps(record("Zoë"))), nameless, *DAY])

    sys.stdout.flush()
    first, refused, end = kept.getvalue().split(b"\n")
    assert first.startswith('{"format":"trd-assessment/1","reference":"Zoë","as_of":'.encode())
    assert json.loads(refused)["source"] == nameless
    assert end == b""
    assert b"\r" not in kept.getvalue()


def test_a_reader_who_has_seen_enough_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in ``… | head``: nothing is said of it, not even when what was not read is thrown away."""
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(sys, "stdout", os.fdopen(writer, "w"))

    assert main(["schema", "record"]) == 0
    sys.stdout.close()


def test_stopped_from_the_keyboard_is_told_by_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "run", stopped)
    assert main(["assess", "whatever"]) == 130


@pytest.mark.parametrize("arguments", [[], ["assess"], ["schema"], ["schema", "assessment"], ["forget"]])
def test_a_command_that_is_not_whole_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: manage.py")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], ("Plain commands: no database is needed. positional",
              "assess assess records, cases, or JSON Lines of either schema print a JSON Schema options")),
        (["assess"], ("FILE a file, or - for standard input",
                      "--as-of DATE default: the case's own date, else today",
                      "default: the case's own, else US --consider CODE", "default: every core")),
    ],
    ids=["commands", "assess"],
)  # fmt: skip
def test_help_says_what_is_taken_where_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: tuple[str, ...],
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main([*arguments, "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert [one for one in said if one not in words] == []


def test_a_fault_of_ours_costs_only_its_own_record(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(record: Any, *arguments: Any, **named: Any) -> Any:
        if record.patient.reference == "B":
            raise ZeroDivisionError
        return assess(record, *arguments, **named)

    monkeypatch.setattr(bulk, "assess", breaks)
    name = file_of(tmp_path, "\n".join(json.dumps(record(each)) for each in "ABC"))

    assert main(["assess", name, *DAY]) == 1
    printed = capsys.readouterr()
    first, broken, last = (json.loads(line) for line in printed.out.splitlines())
    assert (first["reference"], broken["format"], last["reference"]) == ("A", "trd-error/1", "C")
    assert broken["source"] == f"{name}:2"
    assert broken["errors"] == [
        {
            "where": "",
            "found": "ZeroDivisionError inside the rules",
            "expected": "an assessment: please report this",
        }
    ]
    fault, *frames = filter(None, printed.err.splitlines())
    assert fault == f"{name}:2: ZeroDivisionError"
    assert [frame for frame in frames if not frame.startswith("  ")] == []
    assert frames[-1].strip() == "raise ZeroDivisionError"


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    name = file_of(tmp_path, "\n".join(json.dumps({"n": n}) for n in range(1000)))

    lines = lines_of([name])

    assert [next(lines)[0] for _ in range(3)] == [f"{name}:1", f"{name}:2", f"{name}:3"]


class Pool(ThreadPoolExecutor):
    """In this process, but it says how many workers were asked for."""

    asked: ClassVar[list[int]] = []

    def __init__(self, workers: int, initializer: Callable[[], None]) -> None:
        self.asked.append(workers)
        super().__init__(workers, initializer=initializer)


@pytest.mark.parametrize(
    ("lines", "workers", "pools"),
    [(9, 1, []), (9, 2, [2]), (9, 3, [3]), (2, 2, []), (3, 2, [2]), (4, 2, [2])],
)
def test_answers_come_in_order_however_many_work(
    monkeypatch: pytest.MonkeyPatch, lines: int, workers: int, pools: list[int]
) -> None:
    Pool.asked.clear()
    monkeypatch.setattr(bulk, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(bulk, "_CHUNK_LINES", 2)
    monkeypatch.setattr(bulk, "_WAITING_PER_WORKER", 1)
    given = [(f"in:{number}", json.dumps(record(str(number))).encode()) for number in range(lines)]

    said = [json.loads(answer.text)["reference"] for answer in bulk.run(ORDER, given, workers)]

    assert said == [str(number) for number in range(lines)]
    assert Pool.asked == pools


def test_no_more_is_read_ahead_than_keeps_everyone_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the file is: three chunks of two lines for each of two."""
    monkeypatch.setattr(bulk, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(bulk, "_CHUNK_LINES", 2)
    read = []

    def lines() -> Iterator[sources.Line]:
        for number in range(40):
            read.append(number)
            yield f"in:{number}", b"{}"

    said = bulk.run(ORDER, lines(), 2)
    next(said)
    assert len(read) == 12
    assert len(list(said)) == 39


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_asked_is_nothing_answered(workers: int) -> None:
    assert list(bulk.run(ORDER, [], workers)) == []


@pytest.mark.parametrize(
    ("most", "sizes"), [(10, [1] * 5), (11, [2, 2, 1]), (20, [2, 2, 1]), (21, [3, 2]), (50, [5])]
)
def test_a_chunk_is_no_longer_than_it_may_be(
    monkeypatch: pytest.MonkeyPatch, most: int, sizes: list[int]
) -> None:
    monkeypatch.setattr(bulk, "_CHUNK_BYTES", most)
    lines = [(f"in:{number}", b"0123456789") for number in range(5)]
    assert [len(chunk) for chunk in bulk._chunks(lines)] == sizes


def test_schema_record_prints_the_published_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "record"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8")


def test_assess_text_says_why_a_record_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = file_of(tmp_path, json.dumps({"format": "trd-record/2"}))

    assert main(["assess", name, *DAY, "--format", "text"]) == 1
    first, *faults = capsys.readouterr().out.splitlines()
    assert first == f"{name}:1: refused"
    assert "  format: found 'trd-record/2', expected one of trd-record/1" in faults


def test_assess_text_calls_what_is_no_record_a_record_and_ends_with_an_empty_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = file_of(tmp_path, "[]")

    assert main(["assess", name, *DAY, "--format", "text"]) == 1
    first, fault, *end = capsys.readouterr().out.split("\n")
    assert first == f"{name}:1: refused"
    assert fault.startswith("  record: found ")
    assert end == ["", ""]
