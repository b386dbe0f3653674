"""The only place for how the columns of an entry are called and said: names, units, never a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from patients import codes, models, record
from patients.formulary import FORMULARY, treatment
from patients.instruments import INSTRUMENTS
from patients.models import ClinicalRow
from patients.record import in_figures

NOT_RECORDED = "not recorded"
PER_SESSION = ("sessions", "mg/session", "mg/kg/infusion")
"""Units of what is given in sessions."""
METHODS = {
    "self_report": "self report",
    "pill_count": "pill count",
    "pdc": "refills (PDC)",
    "mpr": "refills (MPR)",
    "caregiver": "caregiver",
    "record": "treatment record",
    "drug_level": "drug level",
}


def words(code: str) -> str:
    return code.replace("_", " ")


def _plain(known: Any) -> dict[str, str]:
    return {code: words(code) for code in known}


_TREATMENTS = {entry.id: treatment(entry.id).name for entry in FORMULARY}
_CODED: Mapping[str, Mapping[str, str]] = {
    "instrument": {code: scale.short for code, scale in INSTRUMENTS.items()},
    "treatment": dict(sorted(_TREATMENTS.items(), key=lambda entry: entry[1].casefold())),
    "role": _plain(record.ROLES),
    "stop_reason": _plain(record.STOP_REASONS),
    "electrode_placement": _plain(record.ELECTRODE_PLACEMENTS),
    "rater": _plain(record.RATERS),
    "method": {code: METHODS.get(code, words(code)) for code in record.ADHERENCE_METHODS},
    "severity": _plain(record.SEVERITIES),
    "effect": _plain(codes.SIDE_EFFECTS),
    "status": _plain(record.CONDITION_STATUSES),
    "state": _plain(record.CHECK_STATES),
    "test": _plain(codes.MEASUREMENTS),
}
_CODES_OF: Mapping[type[ClinicalRow], Mapping[str, str]] = {
    models.Check: {code: check.means for code, check in codes.CHECKS.items()},
    models.Condition: _plain(codes.CONDITIONS),
    models.Symptom: _plain(codes.SYMPTOMS),
}
_CALLED: Mapping[tuple[type[ClinicalRow], str], str] = {
    (models.DoseStep, "start"): "From",
    (models.AdherencePeriod, "start"): "From",
    (models.AdherencePeriod, "stop"): "To",
    (models.AdherencePeriod, "percent"): "Taken, % of doses",
    (models.AdherencePeriod, "method"): "How known",
    (models.Trial, "start"): "Started",
    (models.Trial, "stop"): "Stopped: first day without it",
    (models.Trial, "stop_reason"): "Why it was stopped",
    (models.Trial, "role"): "Given as",
    (models.Trial, "session_count"): "Number of sessions",
    (models.Medicine, "name"): "Medicine",
    (models.Medicine, "start"): "Since",
    (models.Medicine, "stop"): "Stopped: first day without it",
    (models.Episode, "end"): "Ended",
    (models.Score, "instrument"): "Scale",
    (models.Score, "rater"): "Rated by",
    (models.Check, "code"): "Check",
    (models.Check, "assessor"): "Assessed by",
    (models.Condition, "code"): "Condition",
    (models.Symptom, "code"): "Symptom",
}


def choices_of(row: ClinicalRow, column: str) -> Mapping[str, str]:
    """Code -> what it is called, where only codes can stand; else empty."""
    return _CODES_OF.get(type(row), {}) if column == "code" else _CODED.get(column, {})


def label_of(row: ClinicalRow, column: str) -> str:
    """As a form calls the column, with its unit."""
    unit = f" ({unit_of(row)})" if column == "dose" else ""
    return _CALLED.get((type(row), column), words(column).capitalize()) + unit


def unit_of(row: Any) -> str:
    """In what the dose of a dose step is given."""
    return treatment(row.trial.treatment, row.trial.role).dose_unit


def belongs(row: ClinicalRow, column: str) -> bool:
    """Whether this column says something about this entry: no electrodes for lithium, no count of tablets."""
    if not isinstance(row, models.Trial) or getattr(row, column) is not None:
        return True
    if column == "electrode_placement":
        return bool(row.treatment == "ect")
    return column != "session_count" or treatment(row.treatment, row.role).dose_unit in PER_SESSION


def said(row: ClinicalRow, column: str, value: Any) -> str:
    """A value of this column as a person would say it."""
    if value is None or value in ("", []):
        return NOT_RECORDED
    if column == "dose":
        return f"{in_figures(value)} {unit_of(row)}"
    if column == "percent":
        return f"{in_figures(value)} %"
    return choices_of(row, column).get(value) or _value(value) if isinstance(value, str) else _value(value)


def _value(value: Any) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, float):
        return in_figures(value)
    if isinstance(value, list):
        return " ".join("–" if part is None else str(part) for part in value)
    return str(value)
