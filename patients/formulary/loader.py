"""The only place that reads the formulary files, and refuses a gap or contradiction by file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from patients.formulary.treatment import CLASS_GROUPS, CLASSES, CONFIDENCES, DOSE_UNITS, ROLES, Treatment

FOLDER = Path(__file__).parent
FILES = ("antidepressants.toml", "procedures.toml", "augmenters.toml", "psychotherapies.toml")

_REQUIRED = ("id", "name", "role", "class", "class_group", "dose_unit", "source", "confidence")
_TEXTS = (*_REQUIRED, "rxnorm", "atc", "older_adult_note", "note")
_DOSES = ("minimum_dose", "older_adult_minimum", "usual_max", "label_max")
_COUNTS = ("min_weeks", "min_sessions")
_LISTS = ("brands", "synonyms", "in_combination")
_ALLOWED = {
    "role": ROLES,
    "class": CLASSES,
    "class_group": CLASS_GROUPS,
    "dose_unit": DOSE_UNITS,
    "confidence": CONFIDENCES,
}


class BadFormulary(ValueError):
    """An entry that cannot be used; the message names file, line, entry and what would be right."""


def load(folder: Path = FOLDER, files: tuple[str, ...] = FILES) -> tuple[Treatment, ...]:
    """Every treatment of these files in file order; ``BadFormulary`` names all that is wrong."""
    treatments: list[Treatment] = []
    wrong: list[str] = []
    seen: dict[tuple[str, str], str] = {}
    for name in files:
        for where, entry in _entries(folder / name):
            faults = [*_faults(entry), *_duplicate(entry, seen, where)]
            wrong += [f"{where} {entry.get('id', '(no id)')!r}: {fault}" for fault in faults]
            if not faults:
                treatments.append(_treatment(entry))
    if wrong:
        raise BadFormulary("\n".join(wrong))
    return tuple(treatments)


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry with the ``file:line`` at which it starts."""
    text = path.read_text(encoding="utf-8")
    try:
        entries = tomllib.loads(text).get("treatment", [])
    except tomllib.TOMLDecodeError as error:
        raise BadFormulary(f"{path.name}: {error}") from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[treatment]]"]
    for line, entry in zip(lines, entries, strict=True):
        yield f"{path.name}:{line}", entry


def _faults(entry: dict[str, Any]) -> list[str]:
    faults = [f"{key} is missing" for key in _REQUIRED if not entry.get(key)]
    known = (*_TEXTS, *_DOSES, *_COUNTS, *_LISTS)
    faults += [f"{key} is not a known field" for key in entry if key not in known]
    faults += _wrong_types(entry)
    faults += [
        f"{key} {entry[key]!r} is not one of {', '.join(sorted(allowed))}"
        for key, allowed in _ALLOWED.items()
        if entry.get(key) and entry[key] not in allowed
    ]
    return faults or _contradictions(entry)


def _wrong_types(entry: dict[str, Any]) -> list[str]:
    faults = []
    for keys, types, what in (
        (_TEXTS, (str,), "a text"),
        (_DOSES, (int, float), "a number"),
        (_COUNTS, (int,), "a whole number"),
        (_LISTS, (list,), "a list of texts"),
    ):
        for key in keys:
            value = entry.get(key)
            if value is not None and (isinstance(value, bool) or not isinstance(value, types)):
                faults.append(f"{key} {value!r} is not {what}")
    return faults


def _contradictions(entry: dict[str, Any]) -> list[str]:
    faults = [f"{key} {entry[key]} is not above 0" for key in _DOSES if entry.get(key, 1) <= 0]
    faults += [f"{key} {entry[key]} is below 0" for key in _COUNTS if entry.get(key, 0) < 0]
    for low, high in (
        ("minimum_dose", "usual_max"),
        ("usual_max", "label_max"),
        ("minimum_dose", "label_max"),
        ("older_adult_minimum", "minimum_dose"),
    ):
        if low in entry and high in entry and entry[low] > entry[high]:
            faults.append(f"{low} {entry[low]} is above {high} {entry[high]}")
    if any(key in entry for key in _DOSES) and entry["dose_unit"] == "sessions":
        faults.append("a dose in sessions: give its unit in dose_unit")
    if "minimum_dose" in entry and "min_weeks" not in entry:
        faults.append("min_weeks is missing beside a minimum_dose")
    if "minimum_dose" in entry and "older_adult_minimum" not in entry:
        faults.append("older_adult_minimum is missing beside a minimum_dose")
    return faults


def _duplicate(entry: dict[str, Any], seen: dict[tuple[str, str], str], where: str) -> list[str]:
    key = (str(entry.get("id")), str(entry.get("role")))
    first = seen.setdefault(key, where)
    return [] if first == where else [f"the same id and role stand at {first}"]


def _treatment(entry: dict[str, Any]) -> Treatment:
    values = {("drug_class" if key == "class" else key): value for key, value in entry.items()}
    values |= {key: float(values[key]) for key in _DOSES if key in values}
    values |= {key: tuple(values[key]) for key in _LISTS if key in values}
    return Treatment(**values)
