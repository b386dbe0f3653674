"""The only place that reads free-text medicine names: which medicines they name, and their classes.

An unmatched name gives nothing: it is unknown, never harmless.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from patients.codes.code import once, rows
from patients.formulary import FORMULARY
from patients.formulary.search import plain

MAX_READ = 200

# How the formulary's classes are called in the safety tables (safety.md 1).
_SAFETY_CLASS = {
    "SSRI": "ssri",
    "SNRI": "snri",
    "TCA": "tca",
    "TeCA": "tca",
    "MAOI": "maoi_irrev",
    "RIMA": "rima",
    "NDRI": "ndri",
    "NMDA-NDRI": "ndri_nmda",
    "NaSSA": "nassa",
    "SARI": "other_serotonergic_ad",
    "multimodal": "other_serotonergic_ad",
    "5HT1A-agonist": "other_serotonergic_ad",
    "SGA": "antipsychotic",
    "lithium": "lithium",
    "stimulant": "stimulant",
    "anticonvulsant": "anticonvulsant",
    "azapirone": "buspirone",
    "beta blocker": "beta_blocker",
    "NMDA antagonist": "nmda_antagonist",
}
_SHORTEST_FORMULARY_NAME = 5
"""Shorter ones (SAMe, T3, ECT) are words of their own in running text."""


@dataclass(frozen=True, slots=True)
class KnownMedicine:
    name: str
    classes: frozenset[str]
    synonyms: tuple[str, ...]
    source: str

    @property
    def code(self) -> str:
        return self.name

    @property
    def means(self) -> str:
        return ", ".join(sorted(self.classes))

    @property
    def used_by(self) -> str:
        return self.source


MEDICINES: Mapping[str, KnownMedicine] = once(
    (
        where,
        row["name"],
        KnownMedicine(
            row["name"],
            frozenset(row["classes"].split("|")),
            tuple(filter(None, row["synonyms"].split("|"))),
            row["source"],
        ),
    )
    for where, row in rows("medicines.csv")
)


def _spellings() -> Iterator[tuple[str, str, frozenset[str]]]:
    for medicine in MEDICINES.values():
        for name in (medicine.name, *medicine.synonyms):
            yield name, medicine.name, medicine.classes
    for treatment in FORMULARY:
        classes = {_SAFETY_CLASS.get(treatment.drug_class, "no_rule")}
        for name in (*treatment.names, *treatment.in_combination):
            if len(name) >= _SHORTEST_FORMULARY_NAME and treatment.role in ("antidepressant", "augmenter"):
                yield name, treatment.id, frozenset(classes)


def _index() -> Mapping[str, list[tuple[tuple[str, ...], str, frozenset[str]]]]:
    by_first_word: dict[str, list[tuple[tuple[str, ...], str, frozenset[str]]]] = defaultdict(list)
    for spelling, name, classes in _spellings():
        words = tuple(plain(spelling).split())
        by_first_word[words[0]].append((words, name, classes))
    return by_first_word


_BY_FIRST_WORD = _index()


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names and the classes found as whole words in this text."""
    words = tuple(plain(text[:MAX_READ]).split())
    names: set[str] = set()
    classes: set[str] = set()
    for index, word in enumerate(words):
        for spelling, name, its_classes in _BY_FIRST_WORD.get(word, ()):
            if words[index : index + len(spelling)] == spelling:
                names.add(name)
                classes |= its_classes
    if classes > {"no_rule"}:
        classes.discard("no_rule")
    return frozenset(names), frozenset(classes)


def medicine_classes(text: str) -> frozenset[str]:
    """The classes of the medicines this text names; empty = the name is unknown."""
    return _read(text)[1]


def medicine_names(text: str) -> frozenset[str]:
    """The medicines this text names (list names or formulary ids); empty = unknown."""
    return _read(text)[0]
