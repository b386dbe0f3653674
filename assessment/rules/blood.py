"""The only place for a blood count that explains a low mood: anaemia, iron, B12 and folate (impostors.md)."""

from __future__ import annotations

from assessment.rules.clues import Clues
from assessment.rules.policy import Policy
from assessment.rules.raised import PRESENT, Raised, checked, in_words, unless_measured
from patients.record import Measurement


def haemoglobin_limit(policy: Policy, sex: str, pregnant: bool) -> float:
    """In g/L; where the sex is not known the lower limit, so that what is flagged is low for anybody."""
    if pregnant:
        return policy.haemoglobin_pregnant
    return policy.haemoglobin_men if sex == "male" else policy.haemoglobin_women


def anaemia(clues: Clues) -> Raised:
    pregnant = clues.ratings.conditions.present("pregnancy") is not None
    limit = haemoglobin_limit(clues.policy, clues.record.patient.sex, pregnant)
    if haemoglobin := _low(clues, "haemoglobin", limit):
        return PRESENT, f"Haemoglobin {in_words(haemoglobin)}, below {limit:g}."
    if ferritin := _low(clues, "ferritin", least := clues.policy.ferritin_low):
        return PRESENT, f"Iron deficiency: ferritin {in_words(ferritin)}, below {least:g}."
    recorded = _deficiency(clues, "anaemia", "haemoglobin") or _deficiency(
        clues, "iron_deficiency", "ferritin"
    )
    return checked(clues, "ANA") or recorded


def _low(clues: Clues, test: str, limit: float) -> Measurement | None:
    """The newest value, if it is low and no clinician has ruled the cause out since."""
    value = clues.ratings.measured(test)
    if value is None or (value.value or 0) >= limit or clues.cleared("ANA", value.date):
        return None
    return value


def _deficiency(clues: Clues, code: str, test: str) -> Raised:
    entry = clues.ratings.conditions.present(code)
    if entry is None or clues.cleared("ANA", entry.date):
        return None
    return unless_measured(clues, code, test)


def b12_deficiency(clues: Clues) -> Raised:
    for test, limit in (("b12", clues.policy.b12_low), ("folate", clues.policy.folate_low)):
        if value := _low(clues, test, limit):
            name = "B12" if test == "b12" else "Folate"
            return PRESENT, f"{name} {in_words(value)}, below {limit:g}."
    return _deficiency(clues, "b12_deficiency", "b12") or _deficiency(clues, "folate_deficiency", "folate")
