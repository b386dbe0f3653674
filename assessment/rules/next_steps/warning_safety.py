"""The only place for when warnings about safety are due: suicide items, washouts, laboratory, body."""

from __future__ import annotations

from assessment.rules.next_steps.cards import CARDS, SWITCHES
from assessment.rules.next_steps.seen import Due, Seen, about, joined, when
from assessment.rules.safety import limits
from assessment.rules.safety.interactions import serotonergic_pair
from assessment.rules.safety.pregnancy import pregnancy_rows


def suicide_item(x: Seen) -> Due:
    return joined([answer.because for answer in x.g.suicide])


def overdose(x: Seen) -> Due:
    return x.g.overdose or suicide_item(x)


def boxed(x: Seen) -> Due:
    if x.f.aged(limits.YOUNG_ADULT_BELOW):
        return None
    return x.involved("ANTIDEPRESSANT")


def akathisia_record(x: Seen) -> Due:
    if "akathisia" in x.f.effects_ever:
        for trial in x.f.record.trials:
            for effect in trial.side_effects:
                if effect.effect == "akathisia":
                    return f"akathisia on {trial.treatment} ({trial.id})"
    noted = [symptom for symptom in x.f.record.symptoms if symptom.code == "akathisia"]
    return "akathisia noted" if noted else None


def serotonin(x: Seen) -> Due:
    if x.g.g2:
        return x.g.g2[0]
    if pair := serotonergic_pair(x.f.taken):
        return f"{pair[0].name} {pair[1].because}"
    for code, wait in x.w.held.items():
        if code == "SWITCH.MAOI" or wait.after_maoi:
            return wait.because
    return None


# --- washouts ------------------------------------------------------------------------------------


def maoi_washout(x: Seen) -> Due:
    if drug := x.f.stopped_within("MAOI_IRREV", 21):
        return f"{drug.name} taken in the last 21 days"
    wait = x.w.held.get("SWITCH.MAOI")
    if x.is_listed("SWITCH.MAOI") or wait:
        return wait.because if wait else "an MAO inhibitor is among the options"
    return None


def washout_unknown(x: Seen) -> Due:
    for wait in x.w.held.values():
        if wait.earliest is None and not wait.after.running:
            return wait.because
    return None


@about("fluoxetine")
def fluoxetine_washout(x: Seen) -> Due:
    drug = x.f.stopped_within("fluoxetine", 42) if wants_maoi(x) else None
    return f"{drug.name} taken in the last 42 days" if drug else None


@about("vortioxetine")
def vortioxetine_washout(x: Seen) -> Due:
    drug = x.f.stopped_within("vortioxetine", 21) if wants_maoi(x) else None
    return f"{drug.name} taken in the last 21 days" if drug else None


def wants_maoi(x: Seen) -> bool:
    return x.s.ladder_from(3) or "SWITCH.MAOI" in x.c.considered


_NEXT_DRUGS = (*SWITCHES, "AUGMENT.BUPROPION", "AUGMENT.MIRTAZAPINE")


@about("fluoxetine")
def fluoxetine_long(x: Seen) -> Due:
    drug = x.f.stopped_within("fluoxetine", 35) if x.is_listed(*_NEXT_DRUGS) else None
    return when(drug, "fluoxetine taken in the last 35 days")


@about("MAOI_IRREV", "SWITCH.MAOI")
def tyramine(x: Seen) -> Due:
    if drug := x.f.stopped_within("MAOI_IRREV", 14):
        return f"{drug.name} taken in the last 14 days"
    return when(x.is_offered("SWITCH.MAOI"), "an MAO inhibitor is offered")


def discontinuation(x: Seen) -> Due:
    drug = x.f.takes("ANTIDEPRESSANT")
    leaving = x.a_switch_is_offered() or x.is_offered("REDUCE_DOSE", "STOP_OFFENDING_DRUG")
    return when(drug and leaving, f"{drug.name} is running" if drug else "")


# --- laboratory and bedside ----------------------------------------------------------------------

_QT = ("QT_DRUG", "QT_OTHER", "QT_AD")
"""The classes of safety.md 3: D08's drugs, then the other known, conditional and possible risks."""


def qtc(x: Seen) -> Due:
    if x.f.qtc_long or x.g.g4:
        return x.f.qtc_long or x.g.g4[0]
    if x.f.medicine_tags.isdisjoint(_QT):
        return None
    by = [one for one in x.f.taken if one.trial_id is None and not one.tags.isdisjoint(_QT)]
    drugs = (one for one in x.f.taken if "QT_AD" in one.tags and any(other is not one for other in by))
    drug = next(drugs, None)
    return f"{drug.name} is running" if drug else when(x.listed("QT_AD"), "among the options")


@about("citalopram", "SWITCH.CITALOPRAM")
def citalopram(x: Seen) -> Due:
    if not (x.running("citalopram") or x.is_listed("SWITCH.CITALOPRAM")):
        return None
    us = x.c.jurisdiction in ("US", "CA")
    age = limits.CITALOPRAM_US_FROM if us else limits.CITALOPRAM_UK_FROM
    if x.f.aged(age):
        return f"age {age} or older"
    factor = x.f.takes("CYP2C19_INHIBITOR")
    return x.f.liver or x.f.has("cyp2c19_poor_metaboliser") or (factor.name if factor else None)


def hyponatraemia(x: Seen) -> Due:
    if why := x.f.sodium_low or x.f.hyponatraemia_before:
        return why
    lowering = ("SSRI", "SNRI", "TCA", "mirtazapine", "vortioxetine")
    if not (x.running(*lowering) or x.offered(*lowering)):
        return None
    thiazide = x.f.takes("THIAZIDE")
    if thiazide:
        return f"{thiazide.name} is running"
    return when(x.f.aged(limits.OLDER_ADULT_FROM), f"age {limits.OLDER_ADULT_FROM} or older")


def bp_monitor(x: Seen) -> Due:
    if x.listed("BUPROPION", "SNRI", "esketamine_nasal"):
        return "bupropion, an SNRI or esketamine is among the options"
    if x.running("SNRI") and x.is_offered("OPTIMISE_DOSE"):
        return "an SNRI may be raised"
    return x.f.at_least("systolic_blood_pressure", limits.SYSTOLIC_HIGH) or x.f.at_least(
        "diastolic_blood_pressure", limits.DIASTOLIC_HIGH
    )


def bleeding(x: Seen) -> Due:
    serotonergic = ("SSRI", "SNRI", "vortioxetine")
    at_stake = x.running(*serotonergic) or x.offered(*serotonergic)
    return x.f.bleeding_risk if at_stake else None


def beers(x: Seen) -> Due:
    return when(x.f.aged(limits.OLDER_ADULT_FROM), f"age {limits.OLDER_ADULT_FROM} or older")


def renal(x: Seen) -> Due:
    return x.f.kidney_severe


def duloxetine(x: Seen) -> Due:
    return x.f.liver or x.c.alcohol


@about("pregnancy", "breastfeeding")
def pregnancy(x: Seen) -> Due:
    recorded = x.f.has("pregnancy", "breastfeeding")
    return None if recorded is None else "; ".join([recorded, *_taken_meanwhile(x)])


def _taken_meanwhile(x: Seen) -> list[str]:
    """What safety.md 6 says of each drug being taken, but of those it calls first or second line."""
    found = []
    for one in x.f.taken:
        for row in pregnancy_rows(one.tags):
            words = row.pregnancy if x.f.pregnant else row.breastfeeding
            if words and row.action not in ("ok", "note"):
                found.append(f"{one.name} is taken: {words} [{row.id}]")
    return found


_NEEDS_PREGNANCY = (
    "AUGMENT.LITHIUM",
    "AUGMENT.MODAFINIL",
    "SWITCH.PAROXETINE",
    "AUGMENT.ESKETAMINE",
    "AUGMENT.KETAMINE_IV",
)


@about(*_NEEDS_PREGNANCY)
def pregnancy_unknown(x: Seen) -> Due:
    if not x.f.pregnancy_unknown:
        return None
    named = [CARDS[code].title for code in _NEEDS_PREGNANCY if code in x.w.listed]
    return joined(named)
