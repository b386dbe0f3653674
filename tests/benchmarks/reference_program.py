"""The other side of the comparison: ``cardinal_pythonlib`` on the same patients, in its own environment.

Runs under ``var/bench-venv`` and imports nothing of ours. Standard input: one line of JSON, the list
of (patient, drug, day) of each batch; then a line [batch, first only] a turn. Answers each with its seconds.
"""

import json
import logging
import sys
import time
import warnings
from importlib import import_module
from typing import Any


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    answers, sys.stdout = sys.stdout, sys.stderr
    module = import_module("cardinal_pythonlib.psychiatry.treatment_resistant_depression")
    two_antidepressant_episodes = module.two_antidepressant_episodes

    frames = [frame_of(rows) for rows in json.loads(sys.stdin.readline())]
    for line in sys.stdin:
        batch, first_only = json.loads(line)
        began = time.perf_counter()
        found = two_antidepressant_episodes(frames[batch], first_episode_only=first_only)
        print(json.dumps([time.perf_counter() - began, len(found)]), file=answers, flush=True)


def frame_of(rows: list[tuple[str, str, str]]) -> Any:
    from numpy import array  # type: ignore[import-not-found, unused-ignore]
    from pandas import DataFrame  # type: ignore[import-untyped, unused-ignore]

    columns = [("patient_id", "<U255"), ("drug", "<U255"), ("date", "datetime64[D]")]
    return DataFrame.from_records(array([tuple(row) for row in rows], dtype=columns))


if __name__ == "__main__":
    main()
