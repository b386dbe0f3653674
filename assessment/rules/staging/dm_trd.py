"""The only place for the DM-TRD of Peeters 2016, 2 to 27 (staging.md 7); its table is from memory."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields

from assessment.rules.clues import Clues

_RANGES: dict[str, tuple[float, ...]] = {
    "duration": (1, 2, 3),
    "severity": (1, 2, 3, 4, 5),
    "functional_impairment": (0, 1, 2, 3),
    "comorbid_anxiety": (0, 0.5, 1),
    "personality_disorder": (0, 0.5, 1),
    "psychosocial_stressors": (0, 1),
    "antidepressants": (0, 1, 2, 3, 4, 5),
    "augmentation": (0, 1, 2, 3),
    "ect": (0, 1),
    "psychotherapy": (0, 0.5, 1, 2),
    "intensified_treatment": (0, 1, 2),
}

_ADD_ONS_FROM = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class DmTrd:
    """Points by item; ``None`` = not known. A record holds no answer to some: a clinician gives them."""

    duration: float | None = None
    severity: float | None = None
    functional_impairment: float | None = None
    comorbid_anxiety: float | None = None
    personality_disorder: float | None = None
    psychosocial_stressors: float | None = None
    antidepressants: float | None = None
    augmentation: float | None = None
    ect: float | None = None
    psychotherapy: float | None = None
    intensified_treatment: float | None = None

    def __post_init__(self) -> None:
        for item, allowed in _RANGES.items():
            value = getattr(self, item)
            if value is not None and value not in allowed:
                raise ValueError(f"{item}: found {value}, expected one of {', '.join(map(str, allowed))}")

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is None)

    @property
    def total(self) -> float | None:
        """The sum; ``None`` while any item is missing."""
        return None if self.missing else sum(getattr(self, item) for item in _RANGES)


def augmentation_points(add_ons: int) -> int:
    """None, 1-2, 3-4, 5 or more."""
    return bisect_right(_ADD_ONS_FROM, add_ons)


# --- what a record answers: the rest is for a clinician to add -----------------------------------

_DISORDER = ("present", "treated")
_BY_STATUS: dict[str, float | None] = {
    "present": 1,
    "treated": 1,
    "suspected": 0.5,
    "absent": 0,
    "past": None,
}


def personality_points(clues: Clues) -> float | None:
    """Diagnosed 1, suspected 0.5 (a positive screen says no more), ruled out 0; ``None``: nobody has said."""
    check = clues.check("PD")
    if check.state in _DISORDER:
        return 1
    entry = clues.ratings.conditions.newest.get("personality_disorder")
    known = None if entry is None else _BY_STATUS[entry.status or "present"]
    if entry is not None and known and not clues.cleared("PD", entry.date):
        return known
    screen = clues.positive("msi_bpd")
    if screen is not None and not clues.cleared("PD", screen.date):
        return 0.5
    return 0 if check.state == "ruled_out" or known == 0 else None


def anxiety_points(clues: Clues) -> float | None:
    """A disorder 1; symptoms 0.5 once a disorder is ruled out; ``None``: there may be one or none."""
    check, conditions = clues.check("ANX"), clues.ratings.conditions
    if check.state in _DISORDER or conditions.present("generalised_anxiety_disorder", "panic_disorder"):
        return 1
    if check.state != "ruled_out":
        return None
    symptoms = conditions.present("anxious_distress") or clues.has_symptom("anxiety")
    return 0.5 if symptoms else None


def stressor_points(clues: Clues) -> float | None:
    state = clues.check("SOCIAL").state
    if state == "present" or clues.ratings.conditions.present("adjustment_stressor"):
        return 1
    return 0 if state == "ruled_out" else None
