"""Every row of the list of bad inputs about access and signing in has a test, and that test is there."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.defences.rows import HELD, NOT_HERE, TRAPS

ROOT = Path(__file__).parent.parent.parent
ROWS = {
    *(f"A{number}" for number in range(1, 29)),
    *(f"B{number}" for number in range(1, 28)),
    *("C6", "C8", "C15", "C16", "C17", *(f"C{number}" for number in range(18, 28)), "C30"),
    *("D1", "D2", "D3", "D4", "D10", "D13", "G5", "G6", "H14", "H22", "H24"),
}


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_is_held_or_says_why_not() -> None:
    assert HELD.keys() | NOT_HERE.keys() == ROWS
    assert not HELD.keys() & NOT_HERE.keys()


@pytest.mark.parametrize("row", [*HELD, *TRAPS])
def test_every_named_test_is_there(row: str) -> None:
    for named in (HELD | TRAPS)[row]:
        path, name = named.split("::")
        assert name in functions_of(path), named
