"""The only place that knows the codes a record may hold, their units, and what medicine names mean."""

from __future__ import annotations

from collections.abc import Mapping

from patients.codes.code import BadCodes, CheckCode, Code, checks, codes_of
from patients.codes.medicines import MEDICINES, KnownMedicine, medicine_classes, medicine_names
from patients.codes.units import MEASUREMENTS, MeasuredIn, UnknownUnit, canonical_level, convert

__all__ = [
    "CHECKS",
    "CONDITIONS",
    "MEASUREMENTS",
    "MEDICINES",
    "SIDE_EFFECTS",
    "SYMPTOMS",
    "BadCodes",
    "CheckCode",
    "Code",
    "KnownMedicine",
    "MeasuredIn",
    "UnknownUnit",
    "canonical_level",
    "convert",
    "medicine_classes",
    "medicine_names",
    "target_of",
]

CONDITIONS: Mapping[str, Code] = codes_of("condition")
SYMPTOMS: Mapping[str, Code] = codes_of("symptom")
SIDE_EFFECTS: Mapping[str, Code] = codes_of("side_effect")
CHECKS: Mapping[str, CheckCode] = checks()


def target_of(symptom: str) -> str:
    """What this symptom is matched to (augmenters.md 1): synonyms share one; empty = no target."""
    return SYMPTOMS[symptom].target
