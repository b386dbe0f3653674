"""The only place for units: what a test is stored in, and the known other units it may arrive in.

Conversions are standard chemistry (molar masses, SI); an unknown unit is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from patients.codes.code import once, rows

Convert = Callable[[float], float]


class UnknownUnit(ValueError):
    """This test does not come in this unit; ``allowed`` are those that are known."""

    def __init__(self, test: str, unit: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{test} in {unit!r}; known: {', '.join(allowed)}")
        self.test, self.unit, self.allowed = test, unit, allowed


@dataclass(frozen=True, slots=True)
class MeasuredIn:
    """A test: its canonical ``unit`` and the other units it may arrive in."""

    code: str
    unit: str
    others: Mapping[str, Convert]
    used_by: str
    source: str

    @property
    def means(self) -> str:
        return self.code.replace("_", " ")

    @property
    def units(self) -> tuple[str, ...]:
        return (self.unit, *self.others)

    def canonical(self, value: float, unit: str) -> float:
        """The value in the canonical unit; ``UnknownUnit`` if it cannot be converted."""
        if unit == self.unit:
            return value
        convert = self.others.get(_plain(unit))
        if convert is None:
            if _plain(unit) == self.unit:
                return value
            raise UnknownUnit(self.code, unit, self.units)
        return tidy(convert(value))


def tidy(value: float) -> float:
    """Without the last digits that only conversion arithmetic brings in."""
    return float(f"{value:.6g}")


def _plain(unit: str) -> str:
    return unit.strip().replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u")


_SPECIAL: dict[str, Convert] = {
    "ifcc": lambda percent: (percent - 2.15) * 10.929,
    "fahrenheit": lambda degrees: (degrees - 32) * 5 / 9,
    "kelvin": lambda kelvin: kelvin - 273.15,
}


def _conversion(text: str) -> Convert:
    if text in _SPECIAL:
        return _SPECIAL[text]
    factor = float(Fraction(text))
    return lambda value: value * factor


def _measured_in(row: dict[str, str]) -> MeasuredIn:
    others = dict(pair.rsplit("=", 1) for pair in row["other_units"].split(";"))
    conversions = {unit: _conversion(text) for unit, text in others.items()}
    return MeasuredIn(row["code"], row["unit"], conversions, row["used_by"], row["source"])


MEASUREMENTS: Mapping[str, MeasuredIn] = once(
    (where, row["code"], _measured_in(row)) for where, row in rows("measurements.csv")
)


def convert(test: str, value: float, unit: str) -> float:
    """The value in the test's canonical unit; ``KeyError`` for an unknown test, ``UnknownUnit`` likewise."""
    return MEASUREMENTS[test].canonical(value, unit)


_MASS = {"ug/L": 1.0, "mcg/L": 1.0, "mg/L": 1000.0, "ug/mL": 1000.0, "ng/dL": 0.01}
_MOLAR = {"umol/L": 1000.0, "mmol/L": 1_000_000.0}

# A drug with a therapeutic window is always kept in the unit of that window.
_LEVELS_IN: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "lithium": ("mmol/L", {"mEq/L": 1.0, "umol/L": 0.001}),
    "nortriptyline": ("ng/mL", {**_MASS, "nmol/L": 0.26338, "umol/L": 263.38}),
}
_MASS_LEVEL = ("ng/mL", _MASS)
_MOLAR_LEVEL = ("nmol/L", _MOLAR)


def canonical_level(treatment: str, value: float | None, unit: str) -> tuple[float | None, str]:
    """A drug level in the unit the rules read for this drug; ``UnknownUnit`` otherwise."""
    families = [_LEVELS_IN[treatment]] if treatment in _LEVELS_IN else [_MASS_LEVEL, _MOLAR_LEVEL]
    plain = _plain(unit)
    for canonical, others in families:
        if plain == canonical:
            return value, canonical
        if plain in others:
            return None if value is None else tidy(value * others[plain]), canonical
    raise UnknownUnit(f"{treatment} level", unit, tuple(u for c, others in families for u in (c, *others)))
