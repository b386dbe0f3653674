"""The only place for citations: each source once, by its key in ``sources.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    title: str
    where: str
    mark: str


@cache
def sources() -> dict[str, Source]:
    """All of them, in the order of the file."""
    content = tomllib.loads(Path(__file__).with_name("sources.toml").read_text(encoding="utf-8"))
    return {key: Source(key, **entry) for key, entry in content.items()}


def source(key: str) -> Source:
    """The source with this key; ``KeyError`` names the key that nothing cites."""
    return sources()[key]
