"""The only place for the DM-TRD of Peeters 2016, 2 to 27 (staging.md 7); its table is from memory."""

from __future__ import annotations

from dataclasses import dataclass, fields

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
    return sum(add_ons >= least for least in (1, 3, 5))
