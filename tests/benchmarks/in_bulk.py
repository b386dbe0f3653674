"""The only place for (b): ``manage.py assess`` over many records, beside the same work in this process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from assessment.rules.bulk import Order, answer_one
from tests.benchmarks.patients import AS_OF, lines

RECORDS, FEW, DIFFERENT, ROUNDS = 10_000, 1_000, 500, 3
GOAL_RATIO, GOAL_GROWTH = 0.5, 1.1
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    rate: float
    memory: float
    """The most that any one of its processes held, in MiB."""


def run(assess_rate: float) -> None:
    """``assess_rate``: what assess() alone reaches in this run."""
    texts = lines(DIFFERENT)
    with _file(texts, FEW) as few, _file(texts, RECORDS) as many:
        beside = [(_in_process(texts), _command(many, RECORDS)) for _ in range(ROUNDS)]
        small = _command(few, FEW)
    whole, rate = median(own for own, _ in beside), median(one.rate for _, one in beside)
    memory = median(one.memory for _, one in beside)
    print(
        f"\nmanage.py assess over {RECORDS:,} records as JSON Lines, {os.cpu_count()} cores, {ROUNDS} rounds:"
    )
    print(f"  in this process, text to text {whole:8,.0f}/s on one core (parse, assess, write)")
    print(f"  the command, start included   {rate:8,.0f}/s")
    print(f"  ratio to text to text         {rate / whole:8.2f}  goal {GOAL_RATIO}")
    print(f"  ratio to assess() alone       {rate / assess_rate:8.2f}")
    print(f"  peak memory of a process      {memory:8.0f} MiB; over {FEW:,} records {small.memory:.0f} MiB")
    print(f"  growth for ten times as many  {memory / small.memory:8.2f}  goal at most {GOAL_GROWTH}")


@contextmanager
def _file(texts: list[str], count: int) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for number in range(count):
            file.write(texts[number % len(texts)] + "\n")
        file.flush()
        yield Path(file.name)


def _in_process(texts: list[str]) -> float:
    order = Order(today=AS_OF)
    began = time.perf_counter()
    refused = sum(answer_one(order, ("bench", text.encode())).refused for text in texts)
    if refused:
        raise SystemExit(f"{refused} of the measured records are refused: the figures would mean nothing")
    return len(texts) / (time.perf_counter() - began)


def _command(file: Path, count: int) -> Run:
    command = [sys.executable, "manage.py", "assess", str(file), "--as-of", AS_OF.isoformat()]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=_ROOT)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"manage.py assess ended with status {os.waitstatus_to_exitcode(status)}")
    return Run(count / seconds, used.ru_maxrss / 1024)
