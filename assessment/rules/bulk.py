"""The only place that runs many records through the rules: in order, on every core, with flat memory."""

from __future__ import annotations

import json
import sys
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from assessment.rules.assess import assess
from assessment.rules.assessment_file import write
from assessment.rules.assessment_text import summarise
from assessment.rules.cycles import look_seldom_for_cycles
from assessment.rules.policy import load_policy
from assessment.rules.sources import Line
from patients.record_file import Fault, RefusedRecord, parse_submission

ERROR_FORMAT = "trd-error/1"
DEFAULT_JURISDICTION = "US"
_CHUNK_LINES = 100
_CHUNK_BYTES = 1_000_000
_WAITING_PER_WORKER = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked of every record."""

    today: date
    as_of: date | None = None
    jurisdiction: str | None = None
    consider: tuple[str, ...] = ()
    policy: str = "article"
    form: str = "json"


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    refused: bool = False


def run(order: Order, lines: Iterable[Line], workers: int) -> Iterator[Answer]:
    """One answer a line, in the order of the lines. A small input needs no second process."""
    look_seldom_for_cycles()
    chunks = _chunks(lines)
    first = next(chunks, [])
    second = next(chunks, None)
    if second is None or workers < 2:
        rest = chunks if second is None else chain([second], chunks)
        yield from (answer_one(order, line) for chunk in chain([first], rest) for line in chunk)
    else:
        yield from _on_all_cores(order, chain([first, second], chunks), workers)


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line[1])
        if len(chunk) >= _CHUNK_LINES or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _on_all_cores(order: Order, chunks: Iterable[list[Line]], workers: int) -> Iterator[Answer]:
    """At most a few chunks wait at any time, however long the file is."""
    waiting: deque[Future[list[Answer]]] = deque()
    pool = ProcessPoolExecutor(workers, initializer=look_seldom_for_cycles)
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_answer_all, order, chunk))
            if len(waiting) >= workers * _WAITING_PER_WORKER:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)  # who has seen enough need not wait for what nobody reads


def _answer_all(order: Order, chunk: list[Line]) -> list[Answer]:
    return [answer_one(order, line) for line in chunk]


def answer_one(order: Order, line: Line) -> Answer:
    """The assessment of one record, or why it is refused; the records after it go on either way."""
    source, text = line
    try:
        return Answer(_assessed(order, text))
    except RefusedRecord as refused:
        return error_answer(order, source, refused.errors)
    except Exception as fault:  # a fault of ours in one record must not cost the answers to the others
        frames = traceback.format_tb(fault.__traceback__)
        print(f"{source}: {type(fault).__name__}\n{''.join(frames)}", file=sys.stderr)
        found = f"{type(fault).__name__} inside the rules"
        return error_answer(order, source, (Fault("", found, "an assessment: please report this"),))


def _assessed(order: Order, text: bytes) -> str:
    submission = parse_submission(text, as_of=order.as_of, today=order.today)
    assessment = assess(
        submission.record,
        submission.as_of,
        load_policy(order.policy),
        jurisdiction=order.jurisdiction or submission.jurisdiction or DEFAULT_JURISDICTION,
        consider=tuple(dict.fromkeys((*submission.consider, *order.consider))),
    )
    return summarise(assessment) if order.form == "text" else _json(write(assessment))


def error_answer(order: Order, source: str, faults: tuple[Fault, ...]) -> Answer:
    if order.form == "text":
        lines = (
            f"  {fault.where or 'record'}: found {fault.found!r}, expected {fault.expected}"
            for fault in faults
        )
        return Answer("\n".join((f"{source}: refused", *lines)) + "\n", refused=True)
    errors = [fault.as_json() for fault in faults]
    return Answer(_json({"format": ERROR_FORMAT, "source": source, "errors": errors}), refused=True)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
