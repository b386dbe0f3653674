"""The only place that knows the treatments: their classes, doses, weeks, and where each figure is from.

Adding a medicine is adding one entry to a TOML file here.
"""

from __future__ import annotations

from patients.formulary import search as _search
from patients.formulary.loader import BadFormulary, load
from patients.formulary.search import Match
from patients.formulary.treatment import OLDER_ADULT_FROM, Treatment

__all__ = [
    "FORMULARY",
    "OLDER_ADULT_FROM",
    "TREATMENT_IDS",
    "BadFormulary",
    "Match",
    "Treatment",
    "load",
    "match_name",
    "search",
    "treatment",
]

FORMULARY: tuple[Treatment, ...] = load()

_ADDED_ROLES = ("augmentation", "combination")
_AUGMENTERS = {entry.id: entry for entry in FORMULARY if entry.role == "augmenter"}
_BASES = {entry.id: entry for entry in FORMULARY if entry.role != "augmenter"}
_AS_BASE = _AUGMENTERS | _BASES
_AS_ADDED = _BASES | _AUGMENTERS

TREATMENT_IDS: tuple[str, ...] = tuple(dict.fromkeys(entry.id for entry in FORMULARY))


def treatment(id: str, role: str | None = None) -> Treatment:
    """The entry for this id; as augmentation or combination the augmenter's where there is one."""
    return (_AS_ADDED if role in _ADDED_ROLES else _AS_BASE)[id]


def search(text: str, limit: int = 20) -> list[Match]:
    """Treatments by generic name, brand, class or likely misspelling, best first."""
    return _search.search(FORMULARY, text, limit)


def match_name(text: str) -> Treatment | tuple[Treatment, ...] | None:
    """The one treatment that certainly has this name; else the candidates; ``None`` if there are none.

    Never guesses: a misspelling gives a tuple of candidates, even of one.
    """
    entries = {entry.id: treatment(entry.id) for entry in _search.exact(FORMULARY, text)}
    if len(entries) == 1:
        return next(iter(entries.values()))
    if not entries:
        entries = {match.treatment.id: treatment(match.treatment.id) for match in search(text)}
    return tuple(entries.values()) or None
