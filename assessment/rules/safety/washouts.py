"""The only place for how long to wait between two drugs (safety.md section 2, ``washouts.toml``).

Days count from the last dose. A drug that is still taken has no earliest day yet; one that was
stopped on an unknown day has none that can be computed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from assessment.rules.safety.medicines import Exposure
from assessment.rules.today import Today, days_after
from assessment.rules.wording import on

HIGH_FLUOXETINE_DOSE = 60  # safety.md W08b [P]
LONG_TERM_DAYS = 180  # [P]: the reference says "long-term" without a number


@dataclass(frozen=True, slots=True)
class Washout:
    id: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    days: int
    mark: str
    not_from: tuple[str, ...] = ()
    when: str = ""
    other: str = ""
    basis: str = ""
    differs: bool = False


_MAOI = frozenset(("MAOI_IRREV", "RIMA", "MAOI_LIKE"))


class Wait(NamedTuple):
    """Why a drug cannot be started yet; ``earliest`` is ``None`` while that day cannot be known."""

    row: Washout
    after: Exposure
    earliest: date | None

    @property
    def after_maoi(self) -> bool:
        """After an MAO inhibitor, linezolid or methylene blue."""
        return not self.after.tags.isdisjoint(_MAOI)

    @property
    def because(self) -> str:
        unit = "day" if self.row.days == 1 else "days"
        days = f"{self.row.days} {unit} after its last dose ({self.row.id})"
        if self.earliest is not None:
            last = "" if self.after.last_dose is None else f", last taken on {on(self.after.last_dose)}"
            return f"{self.after.name}{last}: start on or after {on(self.earliest)}, {days}"
        if self.after.running:
            return f"{self.after.name} is being taken: stop it first, then wait {days}"
        return f"{self.after.name} was stopped on an unknown day: wait {days}; the day cannot be computed"


def _washout(entry: dict[str, Any]) -> Washout:
    names = {"from": "sources", "to": "targets"}
    values: dict[str, Any] = {
        names.get(key, key): tuple(value) if isinstance(value, list) else value
        for key, value in entry.items()
    }
    return Washout(**values)


_TABLES = tomllib.loads(Path(__file__).with_name("washouts.toml").read_text(encoding="utf-8"))
WASHOUTS: tuple[Washout, ...] = tuple(map(_washout, _TABLES["washout"]))


@dataclass(frozen=True, slots=True)
class Changeover:
    """A row without days to wait: it says how to change from one drug to the other."""

    id: str
    sources: frozenset[str]
    targets: frozenset[str]
    days: int
    """How long after the last dose it still holds."""
    what: str
    mark: str


def _changeover(entry: dict[str, Any]) -> Changeover:
    sources, targets = frozenset(entry.pop("from")), frozenset(entry.pop("to"))
    return Changeover(sources=sources, targets=targets, **entry)


CHANGEOVERS: tuple[Changeover, ...] = tuple(map(_changeover, _TABLES["changeover"]))
CHANGED_WITH_CARE = frozenset({"fluoxetine", "clomipramine"})
"""The drugs that these rows are about."""


@cache
def rows_between(source: frozenset[str], target: frozenset[str]) -> tuple[Washout, ...]:
    """Every row from a drug with these tags to one with those."""
    return tuple(
        row
        for row in WASHOUTS
        if not source.isdisjoint(row.sources)
        and source.isdisjoint(row.not_from)
        and not target.isdisjoint(row.targets)
    )


def wait_for(
    target: frozenset[str], past: tuple[Exposure, ...], today: Today, poor_metaboliser: bool = False
) -> Wait | None:
    """The longest wait before a drug with these tags can be started; ``None`` = none is needed today."""
    waits = [
        wait
        for exposure in past
        if exposure.treatment not in target
        for row in rows_between(exposure.tags, target)
        if (wait := _wait(row, exposure, today, poor_metaboliser))
    ]
    return max(waits, key=_length, default=None)


def _length(wait: Wait) -> tuple[bool, date, int]:
    return wait.earliest is None, wait.earliest or date.min, wait.row.days


def _wait(row: Washout, exposure: Exposure, today: Today, poor_metaboliser: bool) -> Wait | None:
    if row.when and not (poor_metaboliser or _high_exposure(exposure, today)):
        return None
    if exposure.last_dose is None:
        return Wait(row, exposure, None)
    earliest = days_after(exposure.last_dose, row.days)
    return None if today.reached(earliest) else Wait(row, exposure, earliest)


def _high_exposure(exposure: Exposure, today: Today) -> bool:
    """High dose, long use, or a dose nobody recorded."""
    top_dose = exposure.top_dose
    if top_dose is None or top_dose >= HIGH_FLUOXETINE_DOSE:
        return True
    long_from = days_after(exposure.start, LONG_TERM_DAYS)
    if exposure.last_dose is not None:
        return exposure.last_dose >= long_from
    return today.reached(long_from)


def recent(past: tuple[Exposure, ...], tag: str, days: int, today: Today) -> Exposure | None:
    """One with this tag that is being taken, stopped on an unknown day, or stopped less than ``days`` ago."""
    for exposure in past:
        if tag in exposure.tags and (exposure.last_dose is None or not today.since(exposure.last_dose, days)):
            return exposure
    return None


@cache
def _changeovers_from(source: frozenset[str]) -> tuple[Changeover, ...]:
    return tuple(row for row in CHANGEOVERS if not source.isdisjoint(row.sources))


Held = tuple[tuple[Exposure, Changeover], ...]


def changeovers(past: Iterable[Exposure], today: Today) -> Held:
    """The rows that still hold after what is, or was lately, taken, whatever is changed to."""
    return tuple(
        [
            (one, row)
            for one in past
            for row in _changeovers_from(one.tags)
            if one.last_dose is None or not today.since(one.last_dose, row.days)
        ]
    )


def changes(target: frozenset[str], held: Held) -> list[str]:
    """How to change to a drug with these tags."""
    return [
        f"From {one.name}: {row.what} [{row.id}]"
        for one, row in held
        if not target.isdisjoint(row.targets) and one.treatment not in target
    ]
