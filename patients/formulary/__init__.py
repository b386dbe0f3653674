"""The only place that knows the treatments: their classes, doses, weeks, and where each figure is from.

Adding a medicine is adding one entry to a TOML file here.
"""

from __future__ import annotations

from collections.abc import Iterable

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
    "parts_of",
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

    Never guesses: a misspelling, or a product that holds something else too, gives a tuple of candidates,
    even of one.
    """
    certain = _once(_search.exact(FORMULARY, text))
    if len(certain) == 1:
        return certain[0]
    several = parts_of(text) or _once(_search.named_in(FORMULARY, text))
    return certain or several or _once(match.treatment for match in search(text)) or None


def parts_of(text: str) -> tuple[Treatment, ...]:
    """What a product of several holds ("Symbyax": olanzapine and fluoxetine); else empty."""
    return _once(_search.parts(FORMULARY, text))


def _once(entries: Iterable[Treatment]) -> tuple[Treatment, ...]:
    """Each id once, as the treatment that it is by itself."""
    return tuple(treatment(id) for id in dict.fromkeys(entry.id for entry in entries))
