"""The only place for when each warning is due: triggers.md section 2, row by row (texts: ``warnings.csv``).

*listed* = offered, or asked about even if withheld; *running* = not stopped on the day.
Each rule answers with the facts behind the warning, or ``None`` when it is not due.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from assessment.rules.findings import Warned
from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.cards import CARDS, TAGS
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.cautions import off_label
from assessment.rules.next_steps.weigh import Weighed
from assessment.rules.safety import limits
from assessment.rules.safety.interactions import serotonergic_pair
from assessment.rules.safety.suicide import SuicideAnswer

Due = str | None


class Seen:
    """What a warning may ask: the case, what was weighed, and what is listed or offered by class."""

    def __init__(self, c: Case, w: Weighed, a: Augmenters) -> None:
        self.c, self.w, self.a = c, w, a
        self.f, self.g, self.s = c.f, c.g, c.s
        self.offered_codes = w.offered | w.asked
        self.listed_tags = _tags(w.listed)
        self.offered_tags = _tags(self.offered_codes)

    def listed(self, *tags: str) -> bool:
        return not self.listed_tags.isdisjoint(tags)

    def offered(self, *tags: str) -> bool:
        return not self.offered_tags.isdisjoint(tags)

    def is_listed(self, *codes: str) -> bool:
        return not self.w.listed.isdisjoint(codes)

    def is_offered(self, *codes: str) -> bool:
        return not self.offered_codes.isdisjoint(codes)

    def any_offered(self, family: str) -> bool:
        return any(code.startswith(family) for code in self.offered_codes)

    def involved(self, *tags: str) -> Due:
        """A drug with one of these tags is running, or an option with one is listed."""
        drug = self.f.takes(*tags)
        if drug is not None:
            return f"{drug.name} is running"
        return "among the options" if self.listed(*tags) else None


_CLASS_TAGS = {
    "SWITCH.SSRI": frozenset(("SSRI", "SEROTONERGIC_AD", "ANTIDEPRESSANT")),
    "SWITCH.SNRI": frozenset(("SNRI", "SEROTONERGIC_AD", "ANTIDEPRESSANT")),
    "SWITCH.TCA": frozenset(("TCA", "SEROTONERGIC_AD", "ANTIDEPRESSANT")),
    "SWITCH.OTHER_CLASS": frozenset(("ANTIDEPRESSANT",)),
    "SWITCH.SAME_CLASS": frozenset(("ANTIDEPRESSANT",)),
}


def _tags(codes: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(_CLASS_TAGS.get(code, TAGS[code]) for code in codes))


def _if(met: object, because: str = "") -> Due:
    return because if met else None


def _first(found: tuple[str, ...]) -> Due:
    return "; ".join(found) if found else None


# --- suicide, overdose, urgent states ------------------------------------------------------------


def _suicide_item(x: Seen) -> Due:
    answers: tuple[SuicideAnswer, ...] = x.g.suicide
    return _first(tuple(answer.because for answer in answers))


def _overdose(x: Seen) -> Due:
    return x.g.overdose or _suicide_item(x)


def _boxed(x: Seen) -> Due:
    if x.f.aged(limits.YOUNG_ADULT_BELOW):
        return None
    return x.involved("ANTIDEPRESSANT")


def _akathisia_record(x: Seen) -> Due:
    for trial in x.f.record.trials:
        if any(effect.effect == "akathisia" for effect in trial.side_effects):
            return f"akathisia on {trial.treatment} ({trial.id})"
    noted = any(symptom.code == "akathisia" for symptom in x.f.record.symptoms)
    return "akathisia noted" if noted else None


def _serotonin(x: Seen) -> Due:
    if x.g.g2:
        return x.g.g2[0]
    if pair := serotonergic_pair(x.f.taken):
        return f"{pair[0].name} {pair[1].because}"
    wait = next((one for one in x.w.waits.values() if one.row.involves_maoi), None)
    return None if wait is None else wait.because


# --- washouts ------------------------------------------------------------------------------------


def _maoi_candidate(x: Seen) -> bool:
    """SWITCH.MAOI is listed, or would be but for what withholds it."""
    return "SWITCH.MAOI" in x.w.withheld or x.is_listed("SWITCH.MAOI")


def _maoi_washout(x: Seen) -> Due:
    if drug := x.f.stopped_within("MAOI_IRREV", 21):
        return f"{drug.name} taken in the last 21 days"
    if x.is_listed("SWITCH.MAOI") or "SWITCH.MAOI" in x.w.waits:
        wait = x.w.waits.get("SWITCH.MAOI")
        return wait.because if wait else "an MAO inhibitor is among the options"
    return None


def _washout_unknown(x: Seen) -> Due:
    for code in (*x.w.waits, *(code for code in x.w.withheld if x.c.wait(code))):
        wait = x.c.wait(code) or x.w.waits[code]
        if wait.earliest is None and not wait.after.running:
            return wait.because
    return None


def _fluoxetine_washout(x: Seen) -> Due:
    drug = x.f.stopped_within("fluoxetine", 42)
    return _if(drug and _wants_maoi(x), f"{drug.name} taken in the last 42 days" if drug else "")


def _vortioxetine_washout(x: Seen) -> Due:
    drug = x.f.stopped_within("vortioxetine", 21)
    return _if(drug and _wants_maoi(x), f"{drug.name} taken in the last 21 days" if drug else "")


def _wants_maoi(x: Seen) -> bool:
    return x.s.ladder_from(3) or "SWITCH.MAOI" in x.c.considered


def _fluoxetine_long(x: Seen) -> Due:
    drug = x.f.stopped_within("fluoxetine", 35)
    next_drug = any(code.startswith("SWITCH.") for code in x.w.listed) or x.is_listed(
        "AUGMENT.BUPROPION", "AUGMENT.MIRTAZAPINE"
    )
    return _if(drug and next_drug, "fluoxetine taken in the last 35 days")


def _tyramine(x: Seen) -> Due:
    if drug := x.f.stopped_within("MAOI_IRREV", 14):
        return f"{drug.name} taken in the last 14 days"
    return _if(x.is_offered("SWITCH.MAOI"), "an MAO inhibitor is offered")


def _discontinuation(x: Seen) -> Due:
    drug = x.f.takes("ANTIDEPRESSANT")
    leaving = x.any_offered("SWITCH.") or x.is_offered("REDUCE_DOSE", "STOP_OFFENDING_DRUG")
    return _if(drug and leaving, f"{drug.name} is running" if drug else "")


# --- laboratory and bedside ----------------------------------------------------------------------


def _qtc(x: Seen) -> Due:
    if x.f.qtc_long or x.g.g4:
        return x.f.qtc_long or x.g.g4[0]
    if "QT_DRUG" not in x.f.medicine_tags:
        return None
    return x.involved("QT_AD")


def _citalopram(x: Seen) -> Due:
    if not (x.f.takes("citalopram") or x.is_listed("SWITCH.CITALOPRAM")):
        return None
    us = x.c.jurisdiction in ("US", "CA")
    age = limits.CITALOPRAM_US_FROM if us else limits.CITALOPRAM_UK_FROM
    if x.f.aged(age):
        return f"age {age} or older"
    factor = x.f.takes("CYP2C19_INHIBITOR")
    return x.f.liver or x.f.has("cyp2c19_poor_metaboliser") or (factor.name if factor else None)


def _hyponatraemia(x: Seen) -> Due:
    if why := x.f.sodium_low or x.f.hyponatraemia_before:
        return why
    lowering = ("SSRI", "SNRI", "TCA", "mirtazapine", "vortioxetine")
    if not (x.f.takes(*lowering) or x.offered(*lowering)):
        return None
    thiazide = x.f.takes("THIAZIDE")
    if thiazide:
        return f"{thiazide.name} is running"
    return _if(x.f.aged(limits.OLDER_ADULT_FROM), f"age {limits.OLDER_ADULT_FROM} or older")


def _bp_monitor(x: Seen) -> Due:
    if x.f.pressure_high and not x.f.has("uncontrolled_hypertension"):
        return x.f.pressure_high
    if x.listed("BUPROPION", "SNRI", "esketamine_nasal"):
        return "bupropion, an SNRI or esketamine is among the options"
    high = x.f.at_least("systolic_blood_pressure", limits.SYSTOLIC_HIGH) or x.f.at_least(
        "diastolic_blood_pressure", limits.DIASTOLIC_HIGH
    )
    return high or _if(x.f.takes("SNRI") and x.is_offered("OPTIMISE_DOSE"), "an SNRI may be raised")


def _bleeding(x: Seen) -> Due:
    serotonergic = ("SSRI", "SNRI", "vortioxetine")
    at_stake = x.f.takes(*serotonergic) or x.offered(*serotonergic)
    return x.f.bleeding_risk if at_stake else None


def _beers(x: Seen) -> Due:
    return _if(x.f.aged(limits.OLDER_ADULT_FROM), f"age {limits.OLDER_ADULT_FROM} or older")


def _renal(x: Seen) -> Due:
    return x.f.kidney_severe


def _duloxetine(x: Seen) -> Due:
    return x.f.liver or x.c.alcohol


def _pregnancy(x: Seen) -> Due:
    return x.f.has("pregnancy", "breastfeeding")


_NEEDS_PREGNANCY = (
    "AUGMENT.LITHIUM",
    "AUGMENT.MODAFINIL",
    "SWITCH.PAROXETINE",
    "AUGMENT.ESKETAMINE",
    "AUGMENT.KETAMINE_IV",
)


def _pregnancy_unknown(x: Seen) -> Due:
    named = [CARDS[code].title for code in _NEEDS_PREGNANCY if x.is_listed(code)]
    return _if(named and x.f.pregnancy_unknown, "; ".join(named))


# --- drugs ---------------------------------------------------------------------------------------


def _cyp2d6(x: Seen) -> Due:
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


def _tca_level(x: Seen) -> Due:
    tca = x.f.takes("TCA")
    inhibitor = x.involved("bupropion", "fluoxetine", "paroxetine", "duloxetine")
    return _if((tca or x.offered("TCA")) and inhibitor, f"with a tricyclic: {inhibitor}")


def _tca_ecg(x: Seen) -> Due:
    return x.involved("TCA")


def _lithium_interaction(x: Seen) -> Due:
    if x.involved("lithium") is None:
        return None
    raiser = x.f.takes("NSAID", "COX2", "ACE_INHIBITOR", "ARB", "THIAZIDE", "LOOP_DIURETIC", "DIURETIC")
    return f"{raiser.name} is running" if raiser else None


def _metabolic(x: Seen) -> Due:
    psychotic = _if(x.is_offered("TREAT_AS_PSYCHOTIC_DEPRESSION"), "an antipsychotic is among the options")
    return x.involved("SGA") or psychotic


def _akathisia(x: Seen) -> Due:
    return x.involved("PARTIAL_AGONIST") or _akathisia_record(x)


def _match_limited(x: Seen) -> Due:
    for code in x.a.ordered:
        helped = [target for target, score in x.a.matches(code) if score > 0]
        if helped:
            return f"{CARDS[code].title}: {x.f.targets[helped[0]]}"
    return None


def _off_label(x: Seen) -> Due:
    named = [CARDS[code].title for code in CARDS if code in x.offered_codes and off_label(x.c, code)]
    return "; ".join(named) if named else None


# --- the trial, the stage, the checklist ---------------------------------------------------------

_CORE = ("BIP", "OSA", "SUD", "THY")
_SETTLED = ("ruled_out", "treated", "not_applicable")


def _provisional(x: Seen) -> Due:
    states = {code: x.f.check(code) for code in _CORE}
    present = [code for code, state in states.items() if state == "present"]
    if present:
        return f"present: {', '.join(present)}"
    still_open = [code for code, state in states.items() if state not in _SETTLED]
    return _if(still_open and (x.s.ladder_from(1) or x.s.g10), f"open: {', '.join(still_open)}")


def _not_counted(x: Seen) -> Due:
    last = x.s.last_antidepressant
    if last is not None and last.adequacy in ("inadequate", "not_yet"):
        return f"{last.treatment} ({last.id}) is not adequate"
    for one in x.s.trials:
        drug = one.counted_role in ("antidepressant", "augmentation", "combination")
        if drug and not one.running and one.adequacy == "inadequate":
            return f"{one.treatment} ({one.id}) was stopped before it was adequate"
    return None


def _adherence(x: Seen) -> Due:
    last = x.s.last
    poor = last is not None and last.adherence.outcome == "not_met"
    return last.adherence.because if last is not None and poor else None


def _too_early(x: Seen) -> Due:
    last = x.s.last
    if last is None or not last.running or last.days_at_dose is None:
        return None
    return _if(last.days_at_dose < x.f.policy.early_days, x.s.name)


def _early_nonimprovement(x: Seen) -> Due:
    last = x.s.last
    if last is None or not last.running or last.days_at_dose is None or x.s.improvement is None:
        return None
    early = x.f.policy.early_days <= last.days_at_dose < x.f.policy.min_days
    return _if(early and not x.s.improved_early, x.s.story)


def _same_class_staging(x: Seen) -> Due:
    return _if(x.s.ladder == 1 and x.s.staging.counted_failures >= 2, "two failed trials of one class")


def _switching_limited(x: Seen) -> Due:
    return _if(x.s.outcome == "non_response" and x.any_offered("SWITCH."))


def _label_differs(x: Seen) -> Due:
    wait = next((one for one in x.w.waits.values() if one.row.differs), None)
    if wait is not None:
        return f"{wait.row.id}: {wait.row.days} days here, elsewhere {wait.row.other}"
    for drug, code in (("citalopram", "SWITCH.CITALOPRAM"), ("escitalopram", "SWITCH.ESCITALOPRAM")):
        if x.f.takes(drug) or x.is_listed(code) or code in x.w.withheld:
            if "QT_DRUG" in x.f.medicine_tags:
                return f"D08: {drug} with a drug that prolongs QT"
            if cap := next((one for one in x.f.limits.on(drug) if one.differs), None):
                return f"{cap.id}: {drug}, {cap.population}"
    return None


def _osa(x: Seen) -> Due:
    return x.c.osa_open


def _osa_due(x: Seen) -> Due:
    if "stop_bang" in x.f.newest or x.f.check("OSA") in ("ruled_out", "treated"):
        return None
    if x.f.conditions.treated("obstructive_sleep_apnoea"):
        return None
    return x.f.above("bmi", limits.BMI_SCREEN)


def _thyroid(x: Seen) -> Due:
    return x.f.tsh_outside or _if(x.f.check("THY") == "present", "thyroid disease on the checklist")


def _profiles(x: Seen) -> Due:
    shown = [one.code for one in x.f.judged.profiles]
    return ", ".join(shown) if shown else None


def _crp(limit: str) -> Callable[[Seen], Due]:
    return lambda x: x.f.above("crp", getattr(x.f.policy, limit))


def _listed(*codes: str) -> Callable[[Seen], Due]:
    return lambda x: _if(x.is_listed(*codes), "among the options")


def _listed_tags(*tags: str) -> Callable[[Seen], Due]:
    return lambda x: _if(x.listed(*tags), "among the options")


RULES: Mapping[str, Callable[[Seen], Due]] = {
    "W.SUICIDE_ITEM": _suicide_item,
    "W.BOXED_SUICIDALITY_UNDER25": _boxed,
    "W.OVERDOSE_TOXICITY": _overdose,
    "W.AKATHISIA_SUICIDALITY": _akathisia_record,
    "W.LIFE_THREATENING": lambda x: _first(x.g.g8),
    "W.SEROTONIN_SYNDROME": _serotonin,
    "W.MAOI_WASHOUT": _maoi_washout,
    "W.FLUOXETINE_WASHOUT_5W": _fluoxetine_washout,
    "W.VORTIOXETINE_WASHOUT_21D": _vortioxetine_washout,
    "W.FLUOXETINE_LONG_HALFLIFE": _fluoxetine_long,
    "W.TYRAMINE": _tyramine,
    "W.DISCONTINUATION": _discontinuation,
    "W.QTC": _qtc,
    "W.CITALOPRAM_MAX20": _citalopram,
    "W.HYPONATRAEMIA": _hyponatraemia,
    "W.BUPROPION_SEIZURE_EATING_CHECK": lambda x: _if(x.offered("BUPROPION"), "bupropion is offered"),
    "W.SEIZURE_BUPROPION_CI": lambda x: x.f.ever("seizure_disorder"),
    "W.EATING_DISORDER_BUPROPION_CI": lambda x: x.f.ever("anorexia_nervosa", "bulimia_nervosa"),
    "W.ALCOHOL_WITHDRAWAL_BUPROPION_CI": lambda x: x.f.has("abrupt_alcohol_cessation_planned"),
    "W.CYP2D6_BUPROPION": _cyp2d6,
    "W.TCA_LEVEL_ECG": _tca_level,
    "W.TCA_ECG_OVERDOSE": _tca_ecg,
    "W.TAMOXIFEN_2D6": lambda x: _if(x.f.takes("TAMOXIFEN"), "tamoxifen is running"),
    "W.LITHIUM_INTERACTION": _lithium_interaction,
    "W.LITHIUM_MONITORING": lambda x: x.involved("lithium"),
    "W.METABOLIC_MONITORING": _metabolic,
    "W.AKATHISIA": _akathisia,
    "W.WEIGHT_GAIN": _listed_tags("mirtazapine", "olanzapine", "quetiapine_xr"),
    "W.SEDATION": _listed_tags("mirtazapine", "quetiapine_xr", "olanzapine", "KETAMINE"),
    "W.FALLS": lambda x: x.f.has("recurrent_falls"),
    "W.BEERS_ANTICHOLINERGIC": _beers,
    "W.PREGNANCY": _pregnancy,
    "W.RENAL": _renal,
    "W.HEPATIC_DOSE": lambda x: x.f.liver,
    "W.DULOXETINE_HEPATIC": _duloxetine,
    "W.BP_MONITOR": _bp_monitor,
    "W.BP_SNRI_UNCONTROLLED": lambda x: x.f.pressure_high,
    "W.ESKETAMINE_VASCULAR_CI": lambda x: x.f.ever(
        "aneurysmal_vascular_disease", "intracerebral_haemorrhage"
    ),
    "W.TMS_SCREEN": _listed("NEUROMOD.RTMS"),
    "W.TMS_FERROMAGNETIC": lambda x: x.f.has("cochlear_implant", "ferromagnetic_head_implant"),
    "W.ECT_MED_REVIEW": _listed("NEUROMOD.ECT"),
    "W.BLEEDING_RISK": _bleeding,
    "W.PSYCHOSIS": lambda x: _first(x.g.g6),
    "W.CATATONIA_NMS": lambda x: _first(x.g.g7),
    "W.MANIA": lambda x: _first(x.g.g5),
    "W.WORSENING": lambda x: _if(x.s.worse, x.s.story),
    "W.BIPOLAR_NOT_RULED_OUT": lambda x: _first((*x.g.g5, *x.g.g11)),
    "W.OSA_NOT_RULED_OUT": _osa,
    "W.OSA_SCREEN_DUE": _osa_due,
    "W.THYROID": _thyroid,
    "W.TRD_PROVISIONAL": _provisional,
    "W.TRIAL_NOT_COUNTED": _not_counted,
    "W.ADHERENCE": _adherence,
    "W.TOO_EARLY": _too_early,
    "W.EARLY_NONIMPROVEMENT": _early_nonimprovement,
    "W.SAME_CLASS_STAGING": _same_class_staging,
    "W.RESIDUAL_SYMPTOMS_RELAPSE": lambda x: _if(x.s.outcome == "response", x.s.story),
    "W.MAINTENANCE_DURATION": lambda x: _if(x.is_offered("MAINTAIN"), x.s.story),
    "W.SWITCHING_EVIDENCE_LIMITED": _switching_limited,
    "W.MATCH_EVIDENCE_LIMITED": _match_limited,
    "W.SUBTYPE_DESCRIPTIVE": _profiles,
    "W.CRP_INVESTIGATIONAL": _crp("crp_raised"),
    "W.CRP_REPEAT": _crp("crp_infection"),
    "W.LABEL_DIFFERS_BY_COUNTRY": _label_differs,
    "W.INSUFFICIENT_DATA": lambda x: _first(x.s.missing),
    "W.MAOI_WASHOUT_UNKNOWN": _washout_unknown,
    "W.PREGNANCY_UNKNOWN": _pregnancy_unknown,
    "W.OFF_LABEL": _off_label,
}


def _texts() -> dict[str, str]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["text"] for row in csv.DictReader(file)}


TEXTS: Mapping[str, str] = _texts()


def warnings_due(c: Case, w: Weighed, a: Augmenters) -> tuple[Warned, ...]:
    """Every warning that is due, in the order of ``warnings.csv``."""
    seen = Seen(c, w, a)
    return tuple(
        Warned(code, text, because)
        for code, text in TEXTS.items()
        if (because := RULES[code](seen)) is not None
    )
