"""The only place for which pages of docs/clinical are generated, and for writing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.documentation import cases, numbers

DOCS = Path(__file__).parents[2] / "docs" / "clinical"
GENERATED = {"cases": cases.pages, "numbers": numbers.pages}


def pages() -> dict[Path, Callable[[], str]]:
    """Every generated page, and what gives what it should say."""
    return {DOCS / folder / name: made for folder, all_of in GENERATED.items() for name, made in all_of()}


def on_disk() -> Iterator[Path]:
    """What the generated folders hold now."""
    for folder in GENERATED:
        yield from (path for path in (DOCS / folder).rglob("*") if path.is_file())


def write() -> int:
    """How many files were written or removed."""
    wanted = pages()
    old = [path for path in on_disk() if path not in wanted]
    for path in old:
        path.unlink()
    texts = {path: made() for path, made in wanted.items()}
    changed = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")
    return len(old) + len(changed)
