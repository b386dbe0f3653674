"""The only place that finds treatments by what people type: generic, brand, class, misspelling."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from patients.formulary.treatment import Treatment

CLOSE_ENOUGH = 0.75
SHORTEST_INSIDE = 5
"""Letters of a name that is looked for inside a longer text."""
MAX_TYPED = 100
"""Longer texts are cut: no medicine has a longer name, and matching stays quick."""

# What may stand beside a medicine's name without making it another medicine.
_DOSING = re.compile(
    r"\d+|mg|mcg|ug|g|tablets?|tab|capsules?|cap|daily|nocte|mane|once|twice|od|bd|tds|prn|oral"
)
_FORM = re.compile(
    r"xr|xl|sr|er|ir|cr|la|mr|pr|retard|modified|extended|prolonged|immediate|release|hydrochloride|hcl"
    r"|hydrobromide|maleate|tartrate|oxalate|mesylate|succinate|sodium|sulphate|sulfate"
)


@dataclass(frozen=True, slots=True)
class Match:
    treatment: Treatment
    by: str
    """generic, brand, class or spelling: why it is in the list."""
    matched: str


def plain(text: str) -> str:
    """Lower case, words parted by single spaces: ``"Effexor-XR 75mg"`` -> ``"effexor xr 75 mg"``."""
    spaced = re.sub(r"(?<=\d)(?=[a-z])", " ", text.casefold())
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)?", spaced.replace("_", " ")))


def search(treatments: Iterable[Treatment], text: str, limit: int) -> list[Match]:
    """Best first: names that start so, names that hold it, its class, then likely misspellings."""
    everything = tuple(treatments)
    for wanted in _readings(text):
        found = [match for treatment in everything if (match := _direct(treatment, wanted))]
        if found:
            return sorted(found, key=lambda match: _closeness(match, wanted))[:limit]
    return next((close[:limit] for wanted in _readings(text) if (close := _misspelt(everything, wanted))), [])


def _readings(text: str) -> list[str]:
    """As typed, then without dosing words, then without form words; nothing for a blank text."""
    words = plain(text[:MAX_TYPED]).split()
    name = [word for word in words if not _DOSING.fullmatch(word)]
    bare = [word for word in name if not _FORM.fullmatch(word)]
    return [reading for reading in dict.fromkeys(map(" ".join, (words, name, bare))) if reading]


def _direct(treatment: Treatment, wanted: str) -> Match | None:
    for by, names in (
        ("generic", (treatment.name, treatment.id, *treatment.synonyms)),
        ("brand", (*treatment.brands, *treatment.in_combination)),
        ("class", (treatment.drug_class, treatment.class_group)),
    ):
        for name in names:
            if f" {wanted}" in f" {plain(name)}":
                return Match(treatment, by, name)
    return None


def _closeness(match: Match, wanted: str) -> tuple[bool, bool, bool]:
    name = plain(match.matched)
    return (match.by == "class", name != wanted, not name.startswith(wanted))


def _misspelt(treatments: tuple[Treatment, ...], wanted: str) -> list[Match]:
    by_name = [(plain(name), name, treatment) for treatment in treatments for name in treatment.names]
    close = difflib.get_close_matches(wanted, {name for name, _, _ in by_name}, 5, CLOSE_ENOUGH)
    found: dict[tuple[str, str], Match] = {}
    for spelling in close:
        for name, written, treatment in by_name:
            if name == spelling:
                found.setdefault((treatment.id, treatment.role), Match(treatment, "spelling", written))
    return list(found.values())


def exact(treatments: Iterable[Treatment], text: str) -> list[Treatment]:
    """Those whose full name, brand or synonym is this text, dose and form words aside."""
    everything = tuple(treatments)
    for wanted in _readings(text):
        found = [treatment for treatment in everything if wanted in map(plain, treatment.names)]
        if found:
            return found
    return []


def parts(treatments: Iterable[Treatment], text: str) -> list[Treatment]:
    """What a product of several holds, as far as it is known here."""
    everything = tuple(treatments)
    for wanted in _readings(text):
        found = [entry for entry in everything if wanted in map(plain, entry.in_combination)]
        if found:
            return found
    return []


def named_in(treatments: Iterable[Treatment], text: str) -> list[Treatment]:
    """Every treatment that a text names by whole words."""
    words = f" {plain(text[:MAX_TYPED])} "
    return [entry for entry in treatments if any(f" {plain(name)} " in words for name in _long(entry))]


def _long(treatment: Treatment) -> Iterator[str]:
    """Names that mean nothing else inside a longer text."""
    return (name for name in treatment.names if len(name) >= SHORTEST_INSIDE)
