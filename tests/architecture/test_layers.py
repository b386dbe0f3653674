"""The tree means what docs/architecture.md says it means."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CODE = [
    path.relative_to(ROOT)
    for app in ("trdsite", "assessment", "patients")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]


def under(folder: str) -> list[Path]:
    """The modules of a folder; a test over none of them would hold nothing."""
    found = [path for path in CODE if path.is_relative_to(folder)]
    assert found, f"no module in {folder}"
    return found


VIEWS = [
    path
    for folder in ("assessment/views", "patients/views")
    for path in under(folder)
    if path.name != "__init__.py"
]

# Reading and writing rows; naming a model, in an annotation or to ask what someone is, is no harm.
ROW_WORK = {"objects", "save", "bulk_create", "bulk_update", "refresh_from_db", "raw", "cursor"}


CLOCKS = ("date.today", "datetime.now", "datetime.utcnow", "time.time", "timezone.now", "localdate")


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_a_view_reads_and_writes_through_others(path):
    tree = ast.parse((ROOT / path).read_text())
    touched = [
        f"{path}:{node.lineno} .{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ROW_WORK
    ]
    assert touched == [], "views read through access, records and caseload, and write through actions"


@pytest.mark.parametrize(
    "module",
    [
        "patients.record",
        "patients.record_file",
        "patients.instruments",
        "patients.formulary",
        "patients.codes",
        "assessment.rules.assess",
        "assessment.rules.command_line",
        "assessment.timeline",
    ],
)
def test_medicine_imports_where_django_is_not_installed(module):
    without = (
        f"import sys; sys.modules.update(dict.fromkeys(['django', 'psycopg', 'environ'])); import {module}"
    )
    done = subprocess.run(
        [sys.executable, "-c", without], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", [path for path in CODE if path.name != "__init__.py"], ids=str)
def test_a_module_opens_by_saying_what_it_is_for(path):
    assert ast.get_docstring(ast.parse((ROOT / path).read_text()))


def test_there_is_no_room_for_everything_else():
    rooms = {part for path in CODE for part in (*path.parts[:-1], path.stem)}
    assert rooms & {"common", "core", "utils", "util", "helpers", "misc", "shared"} == set()


TIMELESS = [
    path
    for folder in ("assessment/rules", "assessment/timeline", "patients/record_file")
    for path in under(folder)
    if path.name != "command_line.py"  # the edge: there the day is read and handed in
]


@pytest.mark.parametrize("path", TIMELESS, ids=str)
def test_rules_and_layout_never_ask_the_clock(path):
    tree = ast.parse((ROOT / path).read_text())
    asked = [
        f"{path}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(CLOCKS)
    ]
    assert asked == []
