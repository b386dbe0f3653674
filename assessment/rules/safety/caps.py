"""The only place for how much of a drug this patient may take (safety.md section 4, ``caps.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from assessment.rules.safety.classes import tags_of
from assessment.rules.safety.medicines import running_tags
from assessment.rules.safety.presence import Conditions, newest_measurements
from assessment.rules.today import Ages, Today
from assessment.rules.wording import number
from patients.formulary import treatment
from patients.record import Measurement, PatientRecord

_STAGE_FOUR_EGFR = 29.0
_STAGE_FOUR_OR_FIVE = ("chronic_kidney_disease_stage_4", "chronic_kidney_disease_stage_5")
JURISDICTIONS = ("US", "UK", "EU", "CA")


@dataclass(frozen=True)
class Cap:
    """One row of the table; ``max_dose`` is ``None`` where the row says "avoid" or gives no figure."""

    id: str
    drug: str
    population: str
    action: str
    """``block``: never above it; ``warn``: say so."""
    country: tuple[str, ...]
    mark: str
    max_dose: float | None = None
    rule: str = ""
    applies_in: tuple[str, ...] = JURISDICTIONS
    age_from: int | None = None
    age_to: int | None = None
    conditions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    egfr_from: float | None = None
    egfr_below: float | None = None
    qtc_above: float | None = None
    share: float | None = None
    differs: bool = False
    """Another country's label gives another limit for these people."""
    for_everyone: bool = False
    """The row asks nothing of the patient."""

    @cached_property
    def said(self) -> str:
        """``adult: at most 40 mg a day [L01]``"""
        most = "" if self.max_dose is None else f"at most {number(self.max_dose)} mg a day"
        rule = f"{most}; {self.rule}" if most and self.rule else most or self.rule
        return f"{self.population}: {rule} [{self.id}]"


_ASKS = ("age_from", "conditions", "tags", "egfr_below", "qtc_above")


def _cap(entry: dict[str, Any]) -> Cap:
    lists = ("country", "applies_in", "conditions", "tags")
    values: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in entry.items()}
    if "share" in values:
        usual = treatment(values["drug"]).usual_max
        values["max_dose"] = None if usual is None else usual * values["share"]
    return Cap(**values, for_everyone=not any(key in entry for key in _ASKS))


CAPS: tuple[Cap, ...] = tuple(
    _cap(entry)
    for entry in tomllib.loads(Path(__file__).with_name("caps.toml").read_text(encoding="utf-8"))["cap"]
)
_BY_DRUG: dict[str, tuple[Cap, ...]] = {
    drug: tuple(cap for cap in CAPS if cap.drug == drug) for drug in dict.fromkeys(cap.drug for cap in CAPS)
}
_NO_ROWS: tuple[Cap, ...] = ()


@cache
def _rows_in(jurisdiction: str) -> dict[str, tuple[Cap, ...]]:
    """Drug -> the rows that hold in this country, of any patient."""
    return {
        drug: tuple(cap for cap in caps if jurisdiction in cap.applies_in) for drug, caps in _BY_DRUG.items()
    }


AVOIDED_BY_SOME = frozenset(cap.drug for cap in CAPS if cap.action == "block" and cap.max_dose is None)
"""Drugs that a row tells some patients to avoid altogether."""
_LOWEST: dict[str, float] = {
    drug: min((cap.max_dose for cap in caps if cap.max_dose is not None), default=float("inf"))
    for drug, caps in _BY_DRUG.items()
}


class Limits:
    """What the rows ask of one patient, gathered once."""

    __slots__ = (
        "_found",
        "_reached",
        "_rows",
        "_tags",
        "conditions",
        "egfr",
        "qtc",
        "record",
    )

    def __init__(
        self,
        record: PatientRecord,
        today: Today,
        jurisdiction: str,
        conditions: Conditions | None = None,
        tags: frozenset[str] | None = None,
    ) -> None:
        """``conditions`` and ``tags`` (of what is taken) where they are already known."""
        newest = newest_measurements(record)
        qtc = newest.get("qtc")
        self._found: dict[str, tuple[Cap, ...]] = {}
        self._reached = Ages(today, record.patient.birth_date).reached
        self._rows = _rows_in(jurisdiction)
        self.conditions = Conditions(record.conditions) if conditions is None else conditions
        self.record, self._tags = record, tags
        self.egfr = egfr_of(self.conditions, newest)
        self.qtc = None if qtc is None else qtc.value

    @property
    def tags(self) -> frozenset[str]:
        if self._tags is None:
            self._tags = running_tags(self.record)
        return self._tags

    def on(self, treatment_id: str) -> tuple[Cap, ...]:
        """Every row for this drug that applies here and to this patient."""
        rows = self._rows.get(treatment_id, _NO_ROWS)
        if not rows:
            return rows
        found = self._found.get(treatment_id)
        if found is None:
            found = tuple([cap for cap in rows if self._applies(cap)])
            self._found[treatment_id] = found
        return found

    def below(self, dose: float, treatment_id: str) -> tuple[Cap, ...]:
        """Of these the rows whose maximum this dose exceeds: whether another applies need not be asked."""
        rows = self._rows.get(treatment_id, _NO_ROWS)
        return tuple(
            [cap for cap in rows if cap.max_dose is not None and dose > cap.max_dose and self._applies(cap)]
        )

    def _applies(self, cap: Cap) -> bool:
        if cap.for_everyone:
            return True
        if cap.age_from is not None:
            return self._reached(cap.age_from) and not self._past(cap.age_to)
        if cap.qtc_above is not None:
            return self.qtc is not None and self.qtc > cap.qtc_above
        if cap.egfr_below is not None:
            return self._egfr_within(cap)
        if self.conditions.any_present(cap.conditions):
            return True
        return bool(cap.tags) and self._taken_with(cap)

    def _taken_with(self, cap: Cap) -> bool:
        """One of these is taken beside the drug: what it does itself is no reason to lower its own dose."""
        if self.tags.isdisjoint(cap.tags):
            return False
        own = tags_of(cap.drug)
        return own.isdisjoint(cap.tags) or not running_tags(self.record, cap.drug).isdisjoint(cap.tags)

    def _past(self, age: int | None) -> bool:
        return age is not None and self._reached(age + 1)

    def _egfr_within(self, cap: Cap) -> bool:
        assert cap.egfr_below is not None
        return self.egfr is not None and (cap.egfr_from or 0) <= self.egfr < cap.egfr_below


def egfr_of(conditions: Conditions, newest: dict[str, Measurement]) -> float | None:
    """The newest eGFR; at most 29 with chronic kidney disease stage 4 or 5 on record."""
    measured = newest["egfr"].value if "egfr" in newest else None
    if not conditions.any_present(_STAGE_FOUR_OR_FIVE):
        return measured
    return _STAGE_FOUR_EGFR if measured is None else min(measured, _STAGE_FOUR_EGFR)


def lowest_cap(treatment_id: str) -> float:
    """No row for this drug, whomever it is about, has a maximum below this."""
    return _LOWEST.get(treatment_id, float("inf"))


def caps_for(record: PatientRecord, treatment_id: str, today: Today, jurisdiction: str) -> tuple[Cap, ...]:
    """Every row of the table that applies to this patient taking this drug."""
    if treatment_id not in _BY_DRUG:
        return ()
    return Limits(record, today, jurisdiction).on(treatment_id)


def cap_for(record: PatientRecord, treatment_id: str, today: Today, jurisdiction: str) -> Cap | None:
    """The lowest maximum that applies; ``None`` where no row gives a figure."""
    return lowest(caps_for(record, treatment_id, today, jurisdiction))


def lowest(caps: tuple[Cap, ...]) -> Cap | None:
    numbered = [cap for cap in caps if cap.max_dose is not None]
    return min(numbered, key=lambda cap: (cap.max_dose or 0, cap.action != "block"), default=None)
