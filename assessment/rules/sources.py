"""The only place that reads input files for the command line, one record at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from patients.record_file import MAX_BYTES

_LONGEST = MAX_BYTES + 2
"""One byte more than allowed and a line end: enough for the parser to see that it is too big."""

Line = tuple[str, bytes]


def lines_of(names: list[str]) -> Iterator[Line]:
    """Each record's text with its ``FILE:LINE``; ``OSError`` if a file cannot be read."""
    for name in names:
        if name == "-":
            yield from _lines("-", sys.stdin.buffer)
        else:
            with Path(name).open("rb") as file:
                yield from _lines(name, file)


def _lines(name: str, file: BinaryIO) -> Iterator[Line]:
    """One document over many lines, or JSON Lines: the first two lines with content tell."""
    number, first = _next_line(file, 0)
    if first is None:
        yield f"{name}:1", b""
        return
    after, second = _next_line(file, number)
    if second is not None and not _is_whole(first) and not second.startswith(b"{"):
        rest = file.read(max(_LONGEST - len(first) - len(second), 0))
        yield f"{name}:{number}", b"\n".join((first, second, rest))
        return
    yield f"{name}:{number}", first
    while second is not None:
        yield f"{name}:{after}", second
        after, second = _next_line(file, after)


def _next_line(file: BinaryIO, number: int) -> tuple[int, bytes | None]:
    """The next line that is not blank, without its end, and its number; ``None`` at the end of the file."""
    while line := file.readline(_LONGEST):
        number += 1
        _skip_rest(file, line)
        if line.strip():
            return number, line.rstrip(b"\r\n")
    return number, None


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    """Of a line that is too long only enough is kept to refuse it."""
    while line and not line.endswith(b"\n") and len(line) >= _LONGEST:
        line = file.readline(_LONGEST)


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
