"""The only place for when warnings about drugs, the last trial, the stage and the checklist are due."""

from __future__ import annotations

from assessment.rules.next_steps import warning_safety as s
from assessment.rules.next_steps.cards import AUGMENTERS, CARDS
from assessment.rules.next_steps.cautions import OFF_LABEL_UK, off_label
from assessment.rules.next_steps.seen import Due, Rule, Seen, about, joined, when
from assessment.rules.safety import limits


@about("BUPROPION")
def cyp2d6(x: Seen) -> Due:
    if x.involved("BUPROPION") is None:
        return None
    substrate = x.f.takes(
        "TCA",
        "venlafaxine",
        "vortioxetine",
        "aripiprazole",
        "brexpiprazole",
        "risperidone",
        "ATOMOXETINE",
        "metoprolol",
    )
    return f"{substrate.name} is running" if substrate else None


@about("TCA")
def tca_level(x: Seen) -> Due:
    if not (x.running("TCA") or x.offered("TCA")):
        return None
    inhibitor = x.involved("bupropion", "fluoxetine", "paroxetine", "duloxetine")
    return when(inhibitor, f"with a tricyclic: {inhibitor}")


@about("TCA")
def tca_ecg(x: Seen) -> Due:
    return x.involved("TCA")


@about("lithium")
def lithium_interaction(x: Seen) -> Due:
    if x.involved("lithium") is None:
        return None
    raiser = x.f.takes("NSAID", "COX2", "ACE_INHIBITOR", "ARB", "THIAZIDE", "LOOP_DIURETIC", "DIURETIC")
    return f"{raiser.name} is running" if raiser else None


@about("SGA", "TREAT_AS_PSYCHOTIC_DEPRESSION")
def metabolic(x: Seen) -> Due:
    psychotic = when(x.is_offered("TREAT_AS_PSYCHOTIC_DEPRESSION"), "an antipsychotic is among the options")
    return x.involved("SGA") or psychotic


def akathisia(x: Seen) -> Due:
    return x.involved("PARTIAL_AGONIST") or s.akathisia_record(x)


def match_limited(x: Seen) -> Due:
    asked_for = [code for code in AUGMENTERS if code in x.w.asked] if x.w.asked else []
    for code in (*x.a.ordered, *asked_for):
        for target, score in x.a.matches(code):
            if score > 0:
                return f"{CARDS[code].title}: {x.f.targets[target]}"
    return None


_OFF_LABEL = tuple(code for code in CARDS if code in OFF_LABEL_UK)


def not_licensed(x: Seen) -> Due:
    codes = off_label(x.c).intersection(x.offered_codes)
    return joined([CARDS[code].title for code in _OFF_LABEL if code in codes])


# --- the trial, the stage, the checklist ---------------------------------------------------------

_CORE = ("BIP", "OSA", "SUD", "THY")
_COUNTED = ("antidepressant", "augmentation", "combination", "neuromodulation")
"""Add-ons are procedures, too (adequacy.md 6); a talking treatment is judged by no rule."""
_SETTLED = ("ruled_out", "treated", "not_applicable")


def provisional(x: Seen) -> Due:
    still_open = [code for code in _CORE if x.f.check(code) not in _SETTLED]
    if not still_open:
        return None
    if present := [code for code in still_open if x.f.check(code) == "present"]:
        return f"present: {', '.join(present)}"
    return f"open: {', '.join(still_open)}" if x.s.ladder_from(1) or x.s.g10 else None


def not_counted(x: Seen) -> Due:
    last = x.s.last_antidepressant
    if last is not None and last.adequacy != "adequate":
        known = "" if last.adequacy != "indeterminate" else "known to be "
        return f"{last.treatment} ({last.id}) is not {known}adequate"
    for one in x.s.trials:
        added = one.counted_role in _COUNTED
        if added and not one.running and one.adequacy == "inadequate":
            return f"{one.treatment} ({one.id}) was stopped before it was adequate"
    return None


def adherence(x: Seen) -> Due:
    last = x.s.last
    poor = last is not None and last.adherence.outcome == "not_met"
    return last.adherence.because if last is not None and poor else None


def too_early(x: Seen) -> Due:
    last = x.s.last
    if last is None or not last.running or last.days_at_dose is None:
        return None
    return when(last.days_at_dose < x.f.policy.early_days, x.s.name)


def early_nonimprovement(x: Seen) -> Due:
    last = x.s.last
    if last is None or not last.running or last.days_at_dose is None or x.s.improvement is None:
        return None
    early = x.f.policy.early_days <= last.days_at_dose < x.f.policy.min_days
    return when(early and not x.s.improved_early, x.s.story)


def same_class_staging(x: Seen) -> Due:
    return when(x.s.ladder == 1 and x.s.staging.counted_failures >= 2, "two failed trials of one class")


def switching_limited(x: Seen) -> Due:
    return when(x.s.outcome == "non_response" and x.a_switch_is_offered())


def label_differs(x: Seen) -> Due:
    for wait in x.w.held.values():
        if wait.row.differs:
            return f"{wait.row.id}: {wait.row.days} days here, elsewhere {wait.row.other}"
    for drug, code in (("citalopram", "SWITCH.CITALOPRAM"), ("escitalopram", "SWITCH.ESCITALOPRAM")):
        if x.running(drug) or x.is_listed(code) or code in x.w.withheld:
            if "QT_DRUG" in x.f.medicine_tags:
                return f"D08: {drug} with a drug that prolongs QT"
            for cap in x.f.limits.on(drug):
                if cap.differs:
                    return f"{cap.id}: {drug}, {cap.population}"
    return None


def osa(x: Seen) -> Due:
    return x.c.osa_open


def osa_due(x: Seen) -> Due:
    if x.f.newest("stop_bang") or x.f.check("OSA") in ("ruled_out", "treated"):
        return None
    if x.f.conditions.treated("obstructive_sleep_apnoea"):
        return None
    return x.f.above("bmi", limits.BMI_SCREEN)


def thyroid(x: Seen) -> Due:
    return x.f.tsh_outside or when(x.f.check("THY") == "present", "thyroid disease on the checklist")


def profiles(x: Seen) -> Due:
    shown = [one.code for one in x.f.judged.profiles]
    return ", ".join(shown) if shown else None


def crp(limit: str) -> Rule:
    return lambda x: x.f.above("crp", getattr(x.f.policy, limit))


def listed(*codes: str) -> Rule:
    return about(*codes)(lambda x: when(x.is_listed(*codes), "among the options"))


def listed_tags(*tags: str) -> Rule:
    return about(*tags)(lambda x: when(x.listed(*tags), "among the options"))


def present(*codes: str) -> Rule:
    return about(*codes)(lambda x: x.f.has(*codes))


def ever(*codes: str) -> Rule:
    return about(*codes)(lambda x: x.f.ever(*codes))
