"""The only place that reads what may be handed in for assessment: a record, or a case that wraps one."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from patients.record import PatientRecord
from patients.record_file.node import Node, Reading
from patients.record_file.parsing import read_record
from patients.record_file.reading import read_json

CASE_FORMAT = "trd-case/1"
JURISDICTIONS = ("US", "UK", "EU", "CA")
_ASKED = ("as_of", "record", "jurisdiction", "consider")
_DESCRIBED = ("format", "id", "title", "expected", "why", "based_on", "covers", "sources")
_OPTION_CODE = re.compile(r"[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Submission:
    """A record with the questions that came with it; ``None`` and empty = nothing was asked."""

    record: PatientRecord
    as_of: date
    jurisdiction: str | None = None
    consider: tuple[str, ...] = ()


def parse_submission(text_or_object: Any, *, as_of: date | None, today: date) -> Submission:
    """A record or case; judged as of ``as_of``, else the case's own date, else ``today``."""
    data = read_json(text_or_object) if isinstance(text_or_object, str | bytes) else text_or_object
    if isinstance(data, dict) and data.get("format") == CASE_FORMAT:
        return _case(Node("", data, Reading()), as_of, today)
    day = as_of or today
    return Submission(read_record(Node("", data, Reading(day))), day)


def _case(node: Node, as_of: date | None, today: date) -> Submission:
    own_day = node.day("as_of")
    day = as_of or own_day or today
    jurisdiction = node.choice("jurisdiction", JURISDICTIONS)
    consider = tuple(
        code
        for index, value in enumerate(node.values("consider") or ())
        if (code := _code(node, index, value))
    )
    _no_slips(node)
    node.reading.as_of = day
    record = read_record(Node("record", node.raw("record"), node.reading))
    return Submission(record, day, jurisdiction, consider)


def _code(node: Node, index: int, value: Any) -> str | None:
    if isinstance(value, str) and _OPTION_CODE.fullmatch(value):
        return value
    node.fault(f"consider[{index}]", value, "an option code, such as SWITCH.MAOI")
    return None


def _no_slips(node: Node) -> None:
    """A case may describe itself freely, but a misspelt question must not be silently lost."""
    for name in node.names():
        if name in (*_ASKED, *_DESCRIBED):
            continue
        close = difflib.get_close_matches(name, _ASKED, 1, 0.8) if isinstance(name, str) else []
        if close:
            node.fault(name, node.raw(name), f"no such field; perhaps {close[0]}")
