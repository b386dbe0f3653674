"""The only place for what one treatment of the formulary is."""

from __future__ import annotations

from dataclasses import dataclass

OLDER_ADULT_FROM = 65
"""The older-adult minimum applies from this age on (adequacy.md 1)."""

CLASSES = frozenset(
    """SSRI SNRI NDRI NMDA-NDRI NaSSA SARI multimodal melatonergic NRI atypical
    5HT1A-agonist neurosteroid herbal TCA TeCA MAOI RIMA ECT rTMS TBS VNS tDCS MST SGA lithium thyroid
    azapirone anticonvulsant stimulant wake-promoting anti-inflammatory
    nutraceutical hormone psychotherapy""".split()  # noqa: SIM905
) | {"NMDA antagonist", "dopamine agonist", "beta blocker", "IL-6/TNF immunomodulator"}
CLASS_GROUPS = (CLASSES - {"NMDA-NDRI", "TeCA", "RIMA"}) | {"other"}
ROLES = ("antidepressant", "augmenter", "neuromodulation", "psychotherapy")
DOSE_UNITS = ("mg/day", "mg/24h", "mg/session", "mg/kg/infusion", "sessions")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Treatment:
    """``None`` = the reference gives no figure; ``confidence`` marks the minimum dose."""

    id: str
    name: str
    role: str
    drug_class: str
    class_group: str
    """What counts as one class when failed classes are counted (a RIMA is staged with the MAOIs)."""
    dose_unit: str
    source: str
    confidence: str
    minimum_dose: float | None = None
    older_adult_minimum: float | None = None
    usual_max: float | None = None
    label_max: float | None = None
    min_weeks: int | None = None
    min_sessions: int | None = None
    rxnorm: str | None = None
    atc: str | None = None
    older_adult_note: str | None = None
    note: str | None = None
    brands: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    in_combination: tuple[str, ...] = ()
    """Products that hold this and something else: such a name is never certain."""

    def minimum_for(self, age: int) -> float | None:
        """The minimum adequate dose for someone of this age at the start of the trial."""
        if age >= OLDER_ADULT_FROM and self.older_adult_minimum is not None:
            return self.older_adult_minimum
        return self.minimum_dose

    @property
    def usual_role(self) -> str:
        """How it is usually given, as a trial of the record says it."""
        return "augmentation" if self.role == "augmenter" else self.role

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called: id, name, brands, synonyms."""
        return (self.id, self.name, *self.brands, *self.synonyms)
