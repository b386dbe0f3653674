"""The only place for what brings each option up: triggers.md section 3, "offered when"."""

from __future__ import annotations

from collections.abc import Callable

from assessment.rules.blood import haemoglobin_limit
from assessment.rules.findings import CANNOT_TELL, NOT_MET
from assessment.rules.next_steps.case import Case
from assessment.rules.safety import limits

Offered = Callable[[Case], bool]


def never(c: Case) -> bool:
    return False


def always(c: Case) -> bool:
    return True


def urgent_safety(c: Case) -> bool:
    return bool(c.g.g1 or c.g.g5 or c.g.g8)


def emergency(c: Case) -> bool:
    return bool(c.g.g2 or c.g.g3 or c.g.g4 or c.g.g9)


def stop_drug(c: Case) -> bool:
    return emergency(c) or bool(c.g.g5)


def assessment(c: Case) -> bool:
    return c.s.g10 or c.s.mismatch


def adherence(c: Case) -> bool:
    """Below 80 %, a level of 0, or unknown; in remission or past the gate only where known to be poor."""
    last = c.s.last
    if last is None:
        return False
    unknown = last.adherence.outcome == CANNOT_TELL and c.s.row not in ("remission", "T9")
    return last.adherence.outcome == NOT_MET or unknown


def complete_trial(c: Case) -> bool:
    return c.s.row in ("T1", "T4", "T5", "T7") and c.s.tolerated


def optimise(c: Case) -> bool:
    if c.s.row in ("T3", "short"):
        return True
    return c.s.room and (c.s.row in ("T5", "T7") or c.s.strategy is not None)


def wait(c: Case) -> bool:
    """Decided once everything else is: ``weigh.py`` sees which option waits."""
    return False


def refer(c: Case) -> bool:
    return bool(c.g.g6 or c.g.g7 or c.g.g8 or c.g.g11 or c.f.pregnant or c.s.ladder_from(3))


def bipolar(c: Case) -> bool:
    return bool(c.g.g5 or c.g.g11)


def osa(c: Case) -> bool:
    return c.osa_open is not None


def thyroid(c: Case) -> bool:
    if c.f.check("THY") == "treated":
        return False
    present = c.f.has("hypothyroidism", "hyperthyroidism")
    return bool(c.f.tsh_outside or present or "hypothyroidism" in c.f.impostors)


def anaemia(c: Case) -> bool:
    """ANA present is a flag, too."""
    if c.f.check("ANA") == "treated":
        return False
    flagged = "anaemia" in c.f.impostors or "b12_deficiency" in c.f.impostors
    return flagged or blood_low(c) is not None


_BLOOD = ("haemoglobin", "ferritin", "b12", "folate")


def blood_low(c: Case) -> str | None:
    """Haemoglobin, ferritin, B12 or folate below impostors.md 2."""
    if c.f.measured.keys().isdisjoint(_BLOOD):
        return None
    policy = c.f.policy
    for test, limit in (
        ("haemoglobin", haemoglobin_limit(policy, c.f.sex, c.f.pregnant)),
        ("ferritin", policy.ferritin_low),
        ("b12", policy.b12_low),
        ("folate", policy.folate_low),
    ):
        if low := c.f.below(test, limit):
            return low
    return None


def comorbidity_due(c: Case) -> bool:
    return c.comorbidity is not None


def cognition_due(c: Case) -> bool:
    state = c.f.check("COG")
    by_age = c.f.aged(limits.OLDER_ADULT_FROM) and state in ("not_assessed", "expired")
    return c.cognition is not None or by_age


def substance(c: Case) -> bool:
    return c.f.check("SUD") != "treated" and c.substance is not None


def mood_drug(c: Case) -> bool:
    """A medicine of impostors MED, or MED present: either is this flag."""
    return "drug_induced" in c.f.impostors


def psychotropics(c: Case) -> tuple[str, ...]:
    return tuple(one.name for one in c.f.taken if "PSYCHOTROPIC" in one.tags)


def deprescribe(c: Case) -> bool:
    return len(psychotropics(c)) > limits.PSYCHOTROPICS_MANY


def cbti(c: Case) -> bool:
    return "insomnia" in c.f.targets


def crp_above(limit: str) -> Offered:
    return lambda c: c.f.above("crp", getattr(c.f.policy, limit)) is not None


# --- switches ------------------------------------------------------------------------------------


def other_class(c: Case) -> bool:
    """T2, T6, or past the gate without a response that can be kept."""
    return c.s.switching


def same_class(c: Case) -> bool:
    """T2 with an effect of the drug alone, or O5."""
    if c.s.last_antidepressant is None:
        return False
    if c.s.row == "T2":
        return c.s.drug_specific_effect
    return c.s.strategy == "nonresponse" and c.s.tolerated


def melancholic_or_staged(c: Case) -> bool:
    """Tricyclics: from ladder II, or with melancholic features, or after a good response before."""
    return c.s.ladder_from(2) or c.f.has("melancholic_features") is not None or "TCA" in c.helped


def ladder_three(c: Case) -> bool:
    return c.s.ladder_from(3)


def two_failures_in_uk(c: Case) -> bool:
    return c.jurisdiction != "UK" or c.s.staging.counted_failures >= 2


def in_us(c: Case) -> bool:
    return c.jurisdiction == "US"


def in_uk_eu_or_canada(c: Case) -> bool:
    return c.jurisdiction in ("UK", "EU", "CA")


# --- augmenters ----------------------------------------------------------------------------------


def augment(c: Case) -> bool:
    """O2, O3 or O5, from ladder I."""
    return augment_any_ladder(c) and c.s.ladder_from(1)


def augment_in_us(c: Case) -> bool:
    return in_us(c) and augment(c)


def augment_any_ladder(c: Case) -> bool:
    """Tolerated; a response is built on even so (adequacy.md 9, triggers.md 4a: no switch)."""
    return c.s.building and (c.s.tolerated or c.s.kept_response)


def augment_bupropion(c: Case) -> bool:
    """O4 and the article: it may treat the sexual side effect of a drug that helps in part."""
    helped_in_part = c.s.strategy == "partial" and c.s.last is not None and c.s.last.running
    return augment_any_ladder(c) or (helped_in_part and "sexual dysfunction" in c.s.severe_effects)


def from_ladder_two(c: Case) -> bool:
    return c.s.building and c.s.ladder_from(2)


def lithium(c: Case) -> bool:
    partner = not c.base.isdisjoint(("TCA", "venlafaxine"))
    melancholic = c.f.has("melancholic_features") is not None and partner
    return c.s.building and (c.s.ladder_from(2) or melancholic)


def modafinil(c: Case) -> bool:
    wanted = c.s.building and "fatigue" in c.f.targets
    return wanted and not (osa(c) or thyroid(c) or anaemia(c))


def pramipexole(c: Case) -> bool:
    return from_ladder_two(c) and "anhedonia" in c.f.targets


def stimulant(c: Case) -> bool:
    return from_ladder_two(c) and bool({"fatigue", "cognition"} & c.f.targets.keys())


def esketamine(c: Case) -> bool:
    """Two failed adequate trials with less than 50 % improvement (adequacy.md 9)."""
    enough = c.s.staging.regulatory_two_trials
    return c.s.building and enough and c.jurisdiction != "UK"


# --- neuromodulation -----------------------------------------------------------------------------


def rtms(c: Case) -> bool:
    """Ladder I on non-response; from ladder II without a response."""
    if c.s.strategy == "nonresponse":
        return c.s.ladder_from(1)
    return c.s.resistant and c.s.ladder_from(2)


def ect(c: Case) -> bool:
    return bool(c.g.g6 or c.g.g7 or c.g.g8) or (c.s.resistant and c.s.ladder_from(2))


def vns(c: Case) -> bool:
    return c.s.resistant and c.s.ladder_from(4) and c.s.staging.counted_failures >= 4
