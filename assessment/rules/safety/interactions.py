"""The only place for which two drugs do not go together (safety.md section 3, ``interactions.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from assessment.rules.safety.medicines import Exposure


@dataclass(frozen=True, slots=True)
class Interaction:
    id: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    severity: str
    action: str
    what: str
    mark: str
    monitoring: str = ""
    only_in: tuple[str, ...] = ()
    """Where the action is ``block``; elsewhere it is ``warn``. Empty = the same everywhere."""
    differs: bool = False
    waits: bool = False
    """The washouts say how long to wait, and withhold what this row forbids."""

    def blocks(self, jurisdiction: str) -> bool:
        return self.action == "block" and (not self.only_in or jurisdiction in self.only_in)


def _interaction(entry: dict[str, Any]) -> Interaction:
    values: dict[str, Any] = {
        "only_in" if key == "in" else key: tuple(value) if isinstance(value, list) else value
        for key, value in entry.items()
    }
    return Interaction(**values)


INTERACTIONS: tuple[Interaction, ...] = tuple(
    _interaction(entry)
    for entry in tomllib.loads(Path(__file__).with_name("interactions.toml").read_text(encoding="utf-8"))[
        "interaction"
    ]
)
CROSS_TAPER = "D25"
"""Two of a class for some weeks, the one raised while the other goes: forbidden beside what stays."""
OVER_AFTER_A_DAY = "D05"
"""Linezolid or methylene blue: its own text is the washout W22, which says how long to wait."""
SEROTONERGIC_ROWS = ("D01", "D03", "D04", "D05", "D06", "D07")


@cache
def between(one: frozenset[str], other: frozenset[str]) -> tuple[Interaction, ...]:
    """Every row for two drugs with these tags, whichever is which."""
    return tuple(row for row in INTERACTIONS if _matches(row, one, other) or _matches(row, other, one))


@cache
def blocking(one: frozenset[str], other: frozenset[str]) -> tuple[Interaction, ...]:
    """Of these the rows that forbid the two together somewhere and leave no waiting to the washouts."""
    return tuple(row for row in between(one, other) if row.action == "block" and not row.waits)


def _matches(row: Interaction, one: frozenset[str], other: frozenset[str]) -> bool:
    return not one.isdisjoint(row.a) and not other.isdisjoint(row.b)


class Clash(NamedTuple):
    row: Interaction
    with_drug: Exposure

    @property
    def because(self) -> str:
        monitoring = f" ({self.row.monitoring})" if self.row.monitoring else ""
        return f"with {self.with_drug.name}: {self.row.what}{monitoring} [{self.row.id}, {self.row.severity}]"


@cache
def _serotonergic(one: frozenset[str], other: frozenset[str]) -> Interaction | None:
    return next((row for row in between(one, other) if row.id in SEROTONERGIC_ROWS), None)


def serotonergic_pair(taken: tuple[Exposure, ...]) -> tuple[Exposure, Clash] | None:
    """Two drugs being taken together that can cause serotonin syndrome or a hypertensive crisis."""
    for one, other in combinations(taken, 2):
        row = _serotonergic(one.tags, other.tags)
        if row is not None and (other.treatment is None or other.treatment not in one.tags):
            return one, Clash(row, other)
    return None
