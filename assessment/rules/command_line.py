"""The only place for the plain commands ``assess`` and ``schema``: no Django, database or configuration."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from assessment.rules.bulk import Answer, Order, error_answer, run
from assessment.rules.policy import policy_names
from assessment.rules.sources import lines_of
from patients.record_file import JURISDICTIONS, Fault, record_schema

REFUSED, NOT_WRITTEN = 1, 3


def main(arguments: Sequence[str]) -> int:
    """Runs ``assess …`` or ``schema record``; the exit status, 1 if any record was refused, 3 if the answers
    could not be written (2 is argparse's, of a wrong call)."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        status = _schema() if options.command == "schema" else _assess(options)
        sys.stdout.flush()
    except BrokenPipeError:
        _write_no_more()  # the reader has seen enough (`| head`)
        return 0
    except OSError as fault:
        _write_no_more()
        print(f"The answers could not be written: {fault.strerror or type(fault).__name__}", file=sys.stderr)
        return NOT_WRITTEN
    except KeyboardInterrupt:
        return 130
    return status


def _write_no_more() -> None:
    """Closing standard output again at exit would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _assess(options: argparse.Namespace) -> int:
    order = Order(
        today=datetime.now().astimezone().date(),
        as_of=options.as_of,
        jurisdiction=options.jurisdiction,
        consider=tuple(options.consider),
        policy=options.policy,
        form=options.format,
    )
    status = 0
    for name in options.files:
        for answer in _answers(order, name, options.workers):
            print(answer.text)
            status = REFUSED if answer.refused else status
    return status


def _answers(order: Order, name: str, workers: int) -> Iterator[Answer]:
    """Of one file; what cannot be read is refused like a record."""
    try:
        yield from run(order, lines_of([name]), workers)
    except OSError as fault:
        unreadable = Fault("", fault.strerror or type(fault).__name__, "a file that can be read")
        yield error_answer(order, name, (unreadable,))


def _schema() -> int:
    print(json.dumps(record_schema(), indent=1, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py", description="Plain commands: no database is needed.")
    commands = parser.add_subparsers(dest="command", required=True)
    assess = commands.add_parser("assess", help="assess records, cases, or JSON Lines of either")
    assess.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
    assess.add_argument("--as-of", type=_day, metavar="DATE", help="default: the case's own date, else today")
    assess.add_argument("--jurisdiction", choices=JURISDICTIONS, help="default: the case's own, else US")
    assess.add_argument("--consider", action="append", default=[], type=_option, metavar="CODE")
    assess.add_argument("--policy", choices=policy_names(), default="article")
    assess.add_argument("--format", choices=("json", "text"), default="json")
    assess.add_argument("--workers", type=_workers, default=os.cpu_count() or 1, help="default: every core")
    schema = commands.add_parser("schema", help="print a JSON Schema")
    schema.add_argument("what", choices=("record",))
    return parser


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date, YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day of the calendar") from None


def _option(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an option code, such as SWITCH.MAOI")
    return text


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 256")
    return int(text)
