"""The only place that turns JSON text into objects: strict where Python's own reader is lenient.

Faults that have a place in the record (a field twice, NaN) are carried along and located by the parser.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from patients.record_file.faults import NotANumber, refuse

MAX_BYTES = 10 * 1024 * 1024
_MOST_DIGITS = 15


class FieldsTwice(dict[str, Any]):
    """An object in which a field stands twice; which of the two was meant cannot be known."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.twice = tuple(name for name, count in counts.items() if count > 1)


def read_json(text: str | bytes) -> Any:
    """The object in this text; ``RefusedRecord`` when it is not JSON, too big or not UTF-8."""
    decoded = _decoded(text)
    try:
        return _DECODER.decode(decoded)
    except json.JSONDecodeError as error:
        near = decoded[error.pos : error.pos + 30]
        where = f"line {error.lineno} column {error.colno}"
        raise refuse(where, near or "the end of the text", f"valid JSON ({error.msg})") from None
    except RecursionError:
        raise refuse("", "lists or objects nested too deeply", "a trd-record/1 object") from None


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:
        raise refuse("", "more than 10 MB", "at most 10 MB")
    try:
        raw = text.encode("utf-8") if isinstance(text, str) else text
        decoded = raw.decode("utf-8-sig")
    except UnicodeError as error:
        raise refuse("", f"invalid UTF-8 at {error.start}", "UTF-8 text") from None  # type: ignore[attr-defined]
    if len(raw) > MAX_BYTES:
        raise refuse("", "more than 10 MB", "at most 10 MB")
    return decoded


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else FieldsTwice(pairs)


def _whole(text: str) -> int | NotANumber:
    return int(text) if len(text) <= _MOST_DIGITS else NotANumber(text)


def _decimal(text: str) -> float | NotANumber:
    value = float(text)
    return value if math.isfinite(value) else NotANumber(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=NotANumber
)
