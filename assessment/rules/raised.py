"""The only place for what raises a flag by itself: a check, a diagnosis on record, a value, each in words."""

from __future__ import annotations

from assessment.rules.clues import Clues
from assessment.rules.wording import number, on
from patients.record import Condition, Measurement

Raised = tuple[str, str] | None  # state and why
PRESENT, SUSPECTED = "present", "suspected"


def checked(clues: Clues, code: str) -> Raised:
    """A clinician put it on the checklist as present."""
    check = clues.check(code)
    if check.state != "present" or check.date is None:
        return None
    by = f" by {check.by}" if check.by else ""
    return PRESENT, f"Recorded as present{by} on {on(check.date)}."


def condition(clues: Clues, *codes: str) -> Raised:
    entry = clues.ratings.conditions.present(*codes)
    if entry is None:
        return None
    return PRESENT, f"{plain(entry.code)} recorded on {on(entry.date)}."


def plain(code: str) -> str:
    words = code.replace("_", " ")
    return words[0].upper() + words[1:]


def unless_measured(clues: Clues, code: str, test: str) -> Raised:
    """A diagnosis on record, unless a value since then answers it; one out of range is flagged by itself."""
    entry = clues.ratings.conditions.present(code)
    return None if entry is None or _measured_since(clues, entry, test) else condition(clues, code)


def _measured_since(clues: Clues, entry: Condition, test: str) -> bool:
    value = clues.ratings.measured(test)
    return value is not None and value.date >= entry.date


def in_words(measurement: Measurement) -> str:
    unit = measurement.unit or ""
    return f"{number(measurement.value or 0)} {unit} on {on(measurement.date)}".replace("  ", " ")
