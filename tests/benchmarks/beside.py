"""The only place for (a): a full assessment beside the reference program, turn by turn in one run."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from assessment.rules.assess import assess
from assessment.rules.policy import load_policy
from patients.record import PatientRecord
from patients.record_file import parse
from tests.benchmarks import environment
from tests.benchmarks.patients import AS_OF, SCORES, TRIALS, dispensings, patient

BATCH, ROUNDS = 100, 9
GOAL_RATE, GOAL_RATIO = 1000, 10


@dataclass(frozen=True, slots=True)
class Round:
    ours: float
    """Records a second."""
    first: float | None = None
    """The other program until it has found a patient's first change of drug, its default."""
    every: float | None = None
    """The other program when it is to find every one, as every trial is judged here."""


def run() -> float:
    """Prints the figures; our median rate."""
    rounds = _rounds(_batches())
    ours = median(one.ours for one in rounds)
    print(f"A full assessment, records of {TRIALS} trials and {SCORES} scores, one core, {ROUNDS} rounds of")
    print(f"{BATCH} patients, turn by turn; medians (lowest to highest):")
    print(f"  assess()                     {_spread([one.ours for one in rounds])}  goal {GOAL_RATE:,}/s")
    _compare(rounds, "first", "its first change of drug")
    _compare(rounds, "every", "every change of drug")
    print("  (theirs looks for one drug after another, each for at least 28 days; ours is all of the rules)")
    return ours


def _compare(rounds: list[Round], name: str, finds: str) -> None:
    pairs = [(one.ours, rate) for one in rounds if (rate := getattr(one, name)) is not None]
    if pairs:
        print(f"  cardinal_pythonlib           {_spread([rate for _, rate in pairs])}  {finds}")
        ratios = [ours / rate for ours, rate in pairs]
        print(f"  ratio, round by round        {_spread(ratios, '')}  goal {GOAL_RATIO}")


def _batches() -> list[list[int]]:
    return [list(range(first, first + BATCH)) for first in range(0, BATCH * ROUNDS, BATCH)]


def _rounds(batches: list[list[int]]) -> list[Round]:
    records = [[parse(json.dumps(patient(number)), AS_OF) for number in batch] for batch in batches]
    _assess_all(records[0])  # files read, caches filled
    if not environment.ready():
        return [Round(_assess_all(batch)) for batch in records]
    with _Reference(batches) as reference:
        reference.rate(0, first_only=True)
        return [
            Round(
                _assess_all(batch),
                reference.rate(turn, first_only=True),
                reference.rate(turn, first_only=False),
            )
            for turn, batch in enumerate(records)
        ]


def _assess_all(records: list[PatientRecord]) -> float:
    policy = load_policy()
    began = time.perf_counter()
    for record in records:
        assess(record, AS_OF, policy)
    return len(records) / (time.perf_counter() - began)


class _Reference:
    """The other program, waiting for its turn."""

    def __init__(self, batches: list[list[int]]) -> None:
        program = Path(__file__).with_name("reference_program.py")
        self._process = subprocess.Popen(
            [str(environment.PYTHON), str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._send(
            json.dumps([[row for number in batch for row in dispensings(number)] for batch in batches])
        )

    def __enter__(self) -> _Reference:
        return self

    def __exit__(self, *fault: object) -> None:
        self._process.communicate(timeout=60)

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def rate(self, turn: int, *, first_only: bool) -> float:
        """Patients a second."""
        self._send(json.dumps([turn, first_only]))
        assert self._process.stdout is not None
        seconds, _found = json.loads(self._process.stdout.readline())
        return float(BATCH / seconds)


def _spread(values: list[float], unit: str = "/s") -> str:
    return f"{median(values):8,.1f}{unit} ({min(values):,.1f} to {max(values):,.1f})"
