"""The only place for how a page is put together as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTE = "<!-- Made by `make docs` from the data of the rules: change those, not this page. -->"


def page(title: str, *blocks: str) -> str:
    """Blocks parted by a blank line; empty ones are left out."""
    return "\n\n".join((NOTE, f"# {title}", *(block for block in blocks if block))) + "\n"


def section(title: str, *blocks: str) -> str:
    """Nothing at all where there is nothing to say."""
    said = [block for block in blocks if block]
    return "\n\n".join((f"## {title}", *said)) if said else ""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [_row(row) for row in rows]
    return "\n".join((_row(head), _row(["---"] * len(head)), *lines)) if lines else ""


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    return text(value).replace("|", "\\|").replace("\n", " ")


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def text(value: object) -> str:
    """Unknown is a dash, never an empty cell that may be read as zero."""
    if value is None or value in ("", ()):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple | list):
        return ", ".join(text(one) for one in value)
    return str(value)
