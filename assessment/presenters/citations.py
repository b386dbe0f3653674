"""The only place that makes of a card's source a citation: what was read, how surely, and where it opens."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

MARKS = {
    "V": "checked in a copy",
    "M": "from memory, not re-read",
    "P": "policy of this tool",
    "E": "convention of this tool",
    "ARTICLE": "the source article",
}
_MARKED = re.compile(r"^(ARTICLE|[VMPE])(?::\s*|\s+|$)(.*)$", re.S)
_NICE = re.compile(r"^(?:NICE )?((?:NG|CG|TA)\d+)\b(.*)$", re.S)
_OWN = re.compile(r"^(\w+)\.md\s+(.*)$", re.S)


@dataclass(frozen=True, slots=True)
class Citation:
    """``title`` opens at ``url`` (empty: it cannot be opened), ``place`` is where in it."""

    title: str
    place: str
    mark: str
    url: str = ""
    searched: bool = False
    """The link searches for the citation: no identifier of it was checked."""


@cache
def citation(source: str) -> Citation:
    """ "V:CANMAT Q2c" -> the title of CANMAT, Q2c, checked in a copy, and its address."""
    own = _OWN.match(source)
    if own:
        return Citation(f"{own[1].replace('_', ' ').capitalize()} rules of this tool", own[2], "")
    marked = _MARKED.match(source)
    mark, rest = (MARKS[marked[1]], marked[2]) if marked else ("", source)
    nice = _NICE.match(rest)
    if nice:
        return Citation(
            f"NICE {nice[1]}", _place(nice[2]), mark, f"https://www.nice.org.uk/guidance/{nice[1].lower()}"
        )
    if marked and marked[1] in ("ARTICLE", "P"):
        return Citation(mark[:1].upper() + mark[1:], _place(rest).strip("()"), "")
    return _registered(rest, mark) or Citation(rest, "", mark)


def _registered(text: str, mark: str) -> Citation | None:
    key = next((key for key in _known() if text.startswith(key)), None)
    if key is None:
        return None
    entry, place = _known()[key], _place(text[len(key) :])
    if "open" in entry or "find" not in entry:
        return Citation(entry["title"], place, mark, entry.get("open", ""))
    query = urlencode({"term": entry["find"]})
    return Citation(entry["title"], place, mark, f"https://pubmed.ncbi.nlm.nih.gov/?{query}", searched=True)


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _place(text: str) -> str:
    return text.strip(" ,;:")
