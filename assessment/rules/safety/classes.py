"""The only place that says to which classes a treatment of the formulary belongs, for the safety rules.

A *tag* is the treatment's own id or the name of a class (``SSRI``, ``MAOI_IRREV``, ``QT_AD`` …).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from patients.formulary import FORMULARY

_CLASSES: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("classes.toml").read_text(encoding="utf-8")
)["classes"]

_SEROTONERGIC = {"SSRI", "SNRI", "TCA", "NASSA", "OTHER_SEROTONERGIC_AD", "NDRI_NMDA", "MAOI_IRREV", "RIMA"}
_NOT_PSYCHOTROPIC = {
    "anti-inflammatory",
    "IL-6/TNF immunomodulator",
    "nutraceutical",
    "hormone",
    "beta blocker",
}


def _tags_of(treatment_id: str) -> frozenset[str]:
    tags = {treatment_id} | {name for name, members in _CLASSES.items() if treatment_id in members}
    for entry in FORMULARY:
        if entry.id == treatment_id:
            tags |= _tags_by_role(entry.role, entry.drug_class)
    if tags & _SEROTONERGIC:
        tags.add("SEROTONERGIC_AD")
    return frozenset(tags)


def _tags_by_role(role: str, drug_class: str) -> set[str]:
    tags = set()
    if role == "antidepressant":
        tags.add("ANTIDEPRESSANT")
    if drug_class == "SGA":
        tags |= {"SGA", "ANTIPSYCHOTIC"}
    if drug_class == "anticonvulsant":
        tags.add("ANTICONVULSANT")
    if role in ("antidepressant", "augmenter") and drug_class not in _NOT_PSYCHOTROPIC:
        tags.add("PSYCHOTROPIC")
    return tags


_TAGS: dict[str, frozenset[str]] = {entry.id: _tags_of(entry.id) for entry in FORMULARY}


def tags_of(treatment_id: str) -> frozenset[str]:
    """The treatment's own id and all its classes."""
    return _TAGS.get(treatment_id) or frozenset((treatment_id,))


def members(tag: str) -> tuple[str, ...]:
    """Every treatment with this tag, in formulary order."""
    return tuple(treatment for treatment, tags in _TAGS.items() if tag in tags)
