"""The only place that reads the option cards: what each code is called, checked, monitored and rests on."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.rules.safety.classes import tags_of

_HERE = Path(__file__).parent
STRENGTHS = ("strong", "moderate", "weak", "consensus", "investigational", "never")


class CardFault(ValueError):
    """Cards and codes that do not fit together: which code, and what would be right."""


@dataclass(frozen=True, slots=True)
class Card:
    """One option of ``options.csv`` with what ``cards.toml`` says of it."""

    code: str
    kind: str
    title: str
    place: int
    """Its position in ``options.csv``, the last tie-breaker."""
    strength: str
    check: tuple[str, ...] = ()
    monitor: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    drug: tuple[str, ...] = ()
    """The formulary ids that it stands for."""
    line: int = 9
    dose: str = ""
    needs: tuple[str, ...] = ()
    usual: str = ""
    """When it is offered unasked, where that is more than the strategy."""
    family: str = ""
    """``SWITCH``, ``AUGMENT`` … : the word before the point."""
    agent: str = ""


def _load() -> dict[str, Card]:
    told = tomllib.loads((_HERE / "cards.toml").read_text(encoding="utf-8"))
    cards: dict[str, Card] = {}
    with (_HERE / "options.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            if row["code"] not in told:
                raise CardFault(f"cards.toml: {row['code']} of options.csv has no card")
            entry: dict[str, Any] = {
                key: tuple(v) if isinstance(v, list) else v for key, v in told[row["code"]].items()
            }
            if entry["strength"] not in STRENGTHS:
                raise CardFault(f"cards.toml: {row['code']}: strength {entry['strength']!r} is not known")
            family, _, agent = row["code"].partition(".")
            values: dict[str, Any] = {**row, "place": place, "family": family, "agent": agent, **entry}
            cards[row["code"]] = Card(**values)
    if unknown := set(told) - set(cards):
        raise CardFault(f"cards.toml: no such option: {', '.join(sorted(unknown))}")
    return cards


CARDS: Mapping[str, Card] = _load()
PLACES: Mapping[str, int] = {code: card.place for code, card in CARDS.items()}
SWITCHES: tuple[str, ...] = tuple(code for code, card in CARDS.items() if card.family == "SWITCH")
AUGMENTERS: tuple[str, ...] = tuple(code for code, card in CARDS.items() if card.family == "AUGMENT")
NEVER: frozenset[str] = frozenset(code for code, card in CARDS.items() if card.kind == "never")
TAGS: Mapping[str, frozenset[str]] = {
    code: frozenset().union(*(tags_of(drug) for drug in card.drug)) for code, card in CARDS.items()
}


def _matrix() -> dict[tuple[str, str], int]:
    with (_HERE / "matrix.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["target"], row["agent"]): int(row["score"]) for row in rows if row["score"] != "X"}


MATRIX: Mapping[tuple[str, str], int] = _matrix()
"""(target, agent) -> score (augmenters.md 1); an X has no score: never for this target."""
