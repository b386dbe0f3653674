"""The only place that finds the named numbers in the code of the rules, with what is said beside them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import assessment.rules

RULES = Path(assessment.rules.__path__[0])
_MACHINE = {"bulk.py", "sources.py", "command_line.py"}
"""How files are read and work is shared out: no medicine in it."""


def constants() -> Iterator[tuple[str, str, str, str]]:
    """Name, value, module and remark of each module-level constant that holds numbers."""
    for path in sorted(RULES.rglob("*.py")):
        if path.name not in _MACHINE:
            yield from _of_module(path)


def _of_module(path: Path) -> Iterator[tuple[str, str, str, str]]:
    text = path.read_text(encoding="utf-8")
    body = ast.parse(text).body
    for statement, after in zip(body, [*body[1:], None], strict=True):
        name, value = _assigned(statement)
        if value is not None and name.isupper() and _has_number(value):
            remark = _docstring(after) or _comment(text.splitlines(), statement)
            yield f"`{name}`", f"`{ast.unparse(value)}`", f"{path.relative_to(RULES)}", remark


def _assigned(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, statement.value
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value
    return "", None


def _has_number(value: ast.expr) -> bool:
    """Written out as data: a number, or a table of them."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float) and not isinstance(value.value, bool)
    if isinstance(value, ast.UnaryOp):
        return _has_number(value.operand)
    if isinstance(value, ast.Dict):
        return any(_has_number(one) for one in (*value.values, *(key for key in value.keys if key)))
    return isinstance(value, ast.Tuple | ast.List) and any(_has_number(one) for one in value.elts)


def _docstring(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(str(statement.value.value).split())
    return ""


def _comment(lines: list[str], statement: ast.stmt) -> str:
    """Behind the number, else the comment lines right above it."""
    beside = re.search(r"#\s*(?!noqa|fmt|type:)(.+)$", lines[statement.lineno - 1])
    if beside:
        return beside[1]
    above: list[str] = []
    for line in reversed(lines[: statement.lineno - 1]):
        if not line.startswith("#"):
            break
        above.insert(0, line.lstrip("# "))
    return " ".join(above)
