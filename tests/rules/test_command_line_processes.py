"""The command line on more than one process, and from a fresh one: slow, and left out of the mutants."""

import json
import subprocess
import sys
from datetime import date

import pytest

from assessment.rules.bulk import Order, run
from tests.rules.test_command_line import CASE, ROOT, record


def test_many_workers_answer_in_order_as_one_does() -> None:
    lines = [(f"x:{number}", json.dumps(record(f"R{number}")).encode()) for number in range(250)]
    lines[120] = ("x:120", b"{}")
    order = Order(today=date(2026, 2, 16))

    assert list(run(order, lines, 2)) == list(run(order, lines, 1))


def test_assess_starts_without_django() -> None:
    script = (
        "import sys, manage; status = manage.main(sys.argv[1:]); "
        "print('django' in sys.modules, file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "assess", str(CASE)],
        cwd=ROOT,
        env={"PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "False"
    assert json.loads(done.stdout)["format"] == "trd-assessment/1"


@pytest.mark.parametrize(
    "arguments", [["assess", str(CASE)], ["assess", *[str(CASE)] * 40], ["schema", "record"]]
)
def test_answers_that_cannot_be_written_are_no_fault_of_the_input(arguments: list[str]) -> None:
    """A disk that is full, at the end of what is written and long before it."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert (done.returncode, done.stderr) == (
        3,
        "The answers could not be written: No space left on device\n",
    )
