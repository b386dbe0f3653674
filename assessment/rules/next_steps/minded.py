"""The only place for which states and values call for caution with which drugs, where nothing is withheld.

States are a table (``cautions.toml``); values are few and each has its own limit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.measured import KIDNEY
from assessment.rules.safety import limits
from assessment.rules.safety.classes import members
from assessment.rules.wording import on


class Minded(NamedTuple):
    tags: frozenset[str]
    """The drugs that it is about."""
    fact: str
    words: str


@dataclass(frozen=True, slots=True)
class StateCaution:
    """One row of the table."""

    condition: str
    drugs: frozenset[str]
    source: str
    advice: str = ""
    ever: bool = False

    def said(self, fact: str) -> Minded:
        what = f"{fact}: {self.advice}" if self.advice else fact
        return Minded(self.drugs, fact, f"Caution: {what} [{self.source}]")


_TOLD = tomllib.loads(Path(__file__).with_name("cautions.toml").read_text(encoding="utf-8"))
STATES: tuple[StateCaution, ...] = tuple(
    StateCaution(**{**entry, "drugs": frozenset(entry["drugs"])}) for entry in _TOLD["caution"]
)
_PLACES: Mapping[str, tuple[int, ...]] = {
    code: tuple(place for place, row in enumerate(STATES) if row.condition == code)
    for code in dict.fromkeys(row.condition for row in STATES)
}
"""Condition -> the rows of the table that are about it."""
SUSPECTED: Mapping[str, tuple[str, ...]] = {tag: tuple(codes) for tag, codes in _TOLD["suspected"].items()}
_QT = frozenset((*members("QT_AD"), *members("QT_OTHER"))) - {"sertraline"}
"""M7 prefers sertraline, whatever its class."""
_QT_CAUTION = frozenset(("quetiapine_xr", "mirtazapine"))


def minded(f: Facts) -> tuple[Minded, ...]:
    """Everything about this patient that some drugs are to be given with caution for."""
    recorded = [*_conditions(f), *_suspected(f)] if f.conditions.newest else ()
    return (*recorded, *_values(f), *_qt(f))


def _conditions(f: Facts) -> list[Minded]:
    """In the order of the table."""
    named = [place for code in f.conditions.newest for place in _PLACES.get(code, ())]
    rows = [STATES[place] for place in sorted(named)]
    facts = [f.ever(row.condition) if row.ever else f.has(row.condition) for row in rows]
    return [row.said(fact) for row, fact in zip(rows, facts, strict=True) if fact]


def _suspected(f: Facts) -> Iterator[Minded]:
    for tag, codes in SUSPECTED.items() if f.suspected else ():
        for code in codes:
            if code in f.suspected:
                words = f"{code.replace('_', ' ')} ({on(f.suspected[code].date)})"
                yield Minded(frozenset((tag,)), words, f"Suspected, not settled: {words}")


def _values(f: Facts) -> list[Minded]:
    kidney = _kidney(f)
    values = (
        (f.pressure_high, ("BUPROPION",), "blood pressure [M9]"),
        (f.metabolic_risk, ("mirtazapine", "TCA"), "weight; not first [M15]"),
        (f.sodium_low, ("lithium",), "sodium depletion [augmenters 2.4]"),
        (kidney, ("mirtazapine",), "cleared 30 to 50 % more slowly [augmenters 2.2]"),
        (kidney, ("pramipexole",), "dose by kidney function [augmenters 2.7]"),
    )
    return [
        Minded(frozenset(tags), fact, f"Caution: {fact}: {advice}") for fact, tags, advice in values if fact
    ]


def _qt(f: Facts) -> tuple[Minded, ...]:
    """From 460 ms the rule of safety.md 3 for every QT drug; below it M7 names two."""
    if long := f.at_least("qtc", limits.QTC_AVOID_ADDING):
        advice = "avoid adding a QT drug; potassium 4.0 mmol/L or more, magnesium, consider cardiology"
        return (Minded(_QT, long, f"Caution: {long}: {advice} [safety 3]"),)
    if f.qt_concern:
        return (Minded(_QT_CAUTION, f.qt_concern, f"Caution: {f.qt_concern} [M7]"),)
    return ()


def _kidney(f: Facts) -> str | None:
    return f.below("egfr", limits.EGFR_MIRTAZAPINE) or f.has(*KIDNEY)
