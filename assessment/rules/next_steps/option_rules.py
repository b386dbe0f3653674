"""The only place for when each option is offered and what withholds it: triggers.md section 3, row by row.

``offered`` is what brings the option up; ``bars`` are asked in turn and each may withhold it. An option
that a clinician asks about (``consider``) meets the same bars without having to be offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessment.rules.findings import CANNOT_TELL, NOT_MET
from assessment.rules.next_steps import bars as b
from assessment.rules.next_steps.bars import Bar
from assessment.rules.next_steps.case import Case
from assessment.rules.safety import limits

Offered = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class OptionRule:
    code: str
    offered: Offered
    bars: tuple[Bar, ...] = ()


# --- when ----------------------------------------------------------------------------------------


def _never(c: Case) -> bool:
    return False


def _urgent_safety(c: Case) -> bool:
    return bool(c.g.g1 or c.g.g5 or c.g.g8)


def _emergency(c: Case) -> bool:
    return bool(c.g.g2 or c.g.g3 or c.g.g4 or c.g.g9)


def _stop_drug(c: Case) -> bool:
    return _emergency(c) or bool(c.g.g5)


def _assessment(c: Case) -> bool:
    return c.s.g10 or c.s.mismatch


def _adherence(c: Case) -> bool:
    """Below 80 %, a level of 0, or unknown; not in remission, not unknown on a drug not tolerated."""
    last = c.s.last
    if last is None or c.s.row == "remission":
        return False
    known_poor = last.adherence.outcome == NOT_MET
    return known_poor or (last.adherence.outcome == CANNOT_TELL and c.s.row != "T2")


def _complete_trial(c: Case) -> bool:
    return c.s.row in ("T1", "T4", "T5", "T7") and c.s.tolerated


def _optimise(c: Case) -> bool:
    if c.s.row in ("T3", "short"):
        return True
    return c.s.room and (c.s.row in ("T5", "T7") or c.s.strategy is not None)


def _wait(c: Case) -> bool:
    """Decided once everything else is: ``weigh.py`` sees which option waits."""
    return False


def _refer(c: Case) -> bool:
    return bool(c.g.g6 or c.g.g7 or c.g.g8 or c.g.g11 or c.f.pregnant or c.s.ladder_from(3))


def _bipolar(c: Case) -> bool:
    return bool(c.g.g5 or c.g.g11 or c.g.bipolar_screen)


def _osa(c: Case) -> bool:
    return c.osa_open is not None


def _thyroid(c: Case) -> bool:
    if c.f.check("THY") == "treated":
        return False
    present = c.f.check("THY") == "present" or c.f.has("hypothyroidism", "hyperthyroidism")
    return bool(c.f.tsh_outside or present or "hypothyroidism" in c.f.impostors)


def _anaemia(c: Case) -> bool:
    if c.f.check("ANA") == "treated":
        return False
    flagged = "anaemia" in c.f.impostors or "b12_deficiency" in c.f.impostors
    return flagged or c.f.check("ANA") == "present" or blood_low(c) is not None


def blood_low(c: Case) -> str | None:
    """Haemoglobin, ferritin, B12 or folate below impostors.md 2."""
    policy = c.f.policy
    women = policy.haemoglobin_pregnant if c.f.pregnant else policy.haemoglobin_women
    haemoglobin = women if c.f.sex == "female" else policy.haemoglobin_men
    for test, limit in (
        ("haemoglobin", haemoglobin),
        ("ferritin", policy.ferritin_low),
        ("b12", policy.b12_low),
        ("folate", policy.folate_low),
    ):
        if low := c.f.below(test, limit):
            return low
    return None


_COMORBID_SCREENS = ("pc_ptsd_5", "pcl_5", "oci_r", "ybocs", "asrs", "msi_bpd", "scoff")
_COMORBID_CHECKS = ("PTSD", "OCD", "ADHD", "PD", "EAT")
_COMORBID_CONDITIONS = ("ptsd", "ocd", "adhd", "personality_disorder")


def comorbidity(c: Case) -> str | None:
    """A positive screen, a check or a condition among PTSD, OCD, ADHD, PD, eating disorder."""
    for code in _COMORBID_CHECKS:
        if c.f.check(code) == "present":
            return f"{code} on the checklist"
    for instrument in _COMORBID_SCREENS:
        if c.f.screen(instrument):
            return f"{instrument.replace('_', '-').upper()} positive"
    return c.f.has(*_COMORBID_CONDITIONS)


def _comorbidity(c: Case) -> bool:
    return comorbidity(c) is not None


def cognition(c: Case) -> str | None:
    """What points to a cognitive disorder; group 2. Age alone is group 6."""
    if c.f.check("COG") == "present":
        return "cognitive disorder on the checklist"
    for instrument in ("moca", "mmse", "mini_cog"):
        if c.f.screen(instrument):
            return f"{instrument.replace('_', '-').upper()} below its cut-off"
    return c.f.has("dementia")


def _cognition(c: Case) -> bool:
    state = c.f.check("COG")
    if state == "ruled_out":
        return False
    by_age = c.f.aged(limits.OLDER_ADULT_FROM) and state in ("not_assessed", "expired")
    return cognition(c) is not None or by_age


def _substance(c: Case) -> bool:
    return c.f.check("SUD") != "treated" and c.substance is not None


def _mood_drug(c: Case) -> bool:
    return "drug_induced" in c.f.impostors or c.f.check("MED") == "present"


def psychotropics(c: Case) -> tuple[str, ...]:
    return tuple(one.name for one in c.f.taken if "PSYCHOTROPIC" in one.tags)


def _deprescribe(c: Case) -> bool:
    return len(psychotropics(c)) > limits.PSYCHOTROPICS_MANY


def _cbti(c: Case) -> bool:
    return "insomnia" in c.f.targets


def _crp(limit: str) -> Offered:
    return lambda c: c.f.above("crp", getattr(c.f.policy, limit)) is not None


# --- switches ------------------------------------------------------------------------------------


def _other_class(c: Case) -> bool:
    return c.s.switching


def _same_class(c: Case) -> bool:
    """T2 with an effect of the drug alone, or O5."""
    if c.s.last_antidepressant is None:
        return False
    if c.s.row == "T2":
        return c.s.drug_specific_effect
    return c.s.strategy == "nonresponse" and c.s.tolerated


def _switch(code: str) -> Offered:
    """As SWITCH.OTHER_CLASS, or SWITCH.SAME_CLASS within the class of the last antidepressant."""

    def offered(c: Case) -> bool:
        return _same_class(c) if code in c.same_class else _other_class(c)

    return offered


def _tca(code: str) -> Offered:
    """From ladder II, or with melancholic features, or after a good response before."""

    def offered(c: Case) -> bool:
        suited = c.s.ladder_from(2) or c.f.has("melancholic_features") is not None or "TCA" in c.helped
        return suited and _switch(code)(c)

    return offered


def _maoi(c: Case) -> bool:
    return c.s.ladder_from(3) and _switch("SWITCH.MAOI")(c)


def _in(*countries: str) -> Callable[[Offered], Offered]:
    return lambda offered: lambda c: c.jurisdiction in countries and offered(c)


def _vortioxetine(c: Case) -> bool:
    enough = c.jurisdiction != "UK" or c.s.staging.counted_failures >= 2
    return enough and _switch("SWITCH.VORTIOXETINE")(c)


# --- augmenters ----------------------------------------------------------------------------------


def _augment(c: Case) -> bool:
    """O2, O3 or O5: tolerated, from ladder I."""
    return c.s.building and c.s.tolerated and c.s.ladder_from(1)


def _augment_any_ladder(c: Case) -> bool:
    return c.s.building and c.s.tolerated


def _from_ladder(rung: int) -> Offered:
    return lambda c: c.s.building and c.s.ladder_from(rung)


def _lithium(c: Case) -> bool:
    partner = not c.base.isdisjoint(("TCA", "venlafaxine"))
    melancholic = c.f.has("melancholic_features") is not None and partner
    return c.s.building and (c.s.ladder_from(2) or melancholic)


def _modafinil(c: Case) -> bool:
    flagged = _osa(c) or _thyroid(c) or _anaemia(c)
    return c.s.building and "fatigue" in c.f.targets and not flagged


def _pramipexole(c: Case) -> bool:
    return _from_ladder(2)(c) and "anhedonia" in c.f.targets


def _stimulant(c: Case) -> bool:
    return _from_ladder(2)(c) and bool({"fatigue", "cognition"} & c.f.targets.keys())


def _esketamine(c: Case) -> bool:
    """Two failed adequate trials with less than 50 % improvement (adequacy.md 9)."""
    enough = c.s.staging.regulatory_two_trials
    return c.s.building and enough and c.jurisdiction != "UK"


# --- neuromodulation -----------------------------------------------------------------------------


def _rtms(c: Case) -> bool:
    """Ladder I on non-response; from ladder II without a response."""
    if c.s.strategy == "nonresponse":
        return c.s.ladder_from(1)
    return c.s.resistant and c.s.ladder_from(2)


def _ect(c: Case) -> bool:
    return bool(c.g.g6 or c.g.g7 or c.g.g8) or (c.s.resistant and c.s.ladder_from(2))


def _vns(c: Case) -> bool:
    return c.s.resistant and c.s.ladder_from(4) and c.s.staging.counted_failures >= 4


# --- what several rows share ---------------------------------------------------------------------


def lumateperone_warning(c: Case) -> bool:
    """Child-Pugh B or C, or a strong CYP3A4 drug: warned, not withheld."""
    return b.liver_b_or_c(c, "") is not None or c.f.takes("CYP3A4_INHIBITOR", "INDUCER") is not None


_TREATMENT = (b.gate, b.no_data, b.before_trial_gate)
_SWITCH_BARS = (
    *_TREATMENT,
    b.response,
    b.bipolar,
    b.class_choice,
    b.again,
    b.washout,
    b.blocked,
    b.capped,
    b.pregnancy,
)
_SSRI_BARS = (*_SWITCH_BARS, b.sodium)
_SNRI_BARS = (*_SWITCH_BARS, b.pressure, b.sodium)
_BUPROPION_BARS = (b.seizure, b.eating, b.abrupt_stop, b.psychosis)
_TCA_BARS = (*_SWITCH_BARS, b.overdose_risk, b.heart, b.qtc_long, b.tca_failed)
_AUGMENT_BARS = (*_TREATMENT, b.again, b.blocked, b.capped, b.pregnancy)
_SGA_BARS = (*_AUGMENT_BARS, b.parkinson, b.akathisia_on_it)
_KETAMINE_BARS = (*_AUGMENT_BARS, b.vessels, b.psychosis, b.pressure_above, b.liver_severe)
_GENERAL_BARS = (*_TREATMENT, b.response, b.bipolar)


def _rows() -> tuple[OptionRule, ...]:
    r = OptionRule
    return (
        r("URGENT_SAFETY_REVIEW", _urgent_safety),
        r("EMERGENCY_MEDICAL_REVIEW", _emergency),
        r("STOP_OFFENDING_DRUG", _stop_drug, (b.no_offender,)),
        r("REDUCE_DOSE", lambda c: bool(c.s.over_cap), (b.nothing_over_cap,)),
        r("COMPLETE_ASSESSMENT", _assessment),
        r("ADDRESS_ADHERENCE", _adherence),
        r(
            "COMPLETE_TRIAL",
            _complete_trial,
            (b.no_data, b.nothing_to_complete, b.worsening, b.any_urgent_gate),
        ),
        r(
            "OPTIMISE_DOSE",
            _optimise,
            (b.no_data, b.nothing_to_raise, b.gate, b.dose_gate, b.severe_effects, b.dose_at_cap, b.qt_dose),
        ),
        r("WAIT_WASHOUT", _wait, (b.nothing_to_wait_for,)),
        r("MAINTAIN", lambda c: c.s.row == "remission", (b.gate, b.mania, b.no_remission)),
        r("REFER_SPECIALIST", _refer),
        r("REEVALUATE_BIPOLAR", _bipolar),
        r("REEVALUATE_DIAGNOSIS", lambda c: c.s.worse),
        r("TREAT_AS_PSYCHOTIC_DEPRESSION", lambda c: bool(c.g.g6), (b.catatonia,)),
        r("TREAT_CATATONIA.BENZODIAZEPINE", lambda c: bool(c.g.g7)),
        r("INVESTIGATE.OSA", _osa),
        r("INVESTIGATE.THYROID", _thyroid),
        r("INVESTIGATE.ANAEMIA_B12", _anaemia),
        r("INVESTIGATE.INFLAMMATORY_ILLNESS", _crp("crp_infection")),
        r("INVESTIGATE.PSYCHIATRIC_COMORBIDITY", _comorbidity),
        r("ASSESS.COGNITION", _cognition),
        r("TREAT.SUBSTANCE_USE", _substance),
        r("REVIEW_MOOD_LOWERING_DRUG", _mood_drug),
        r("DEPRESCRIBE_REVIEW", _deprescribe),
        r("PSYCHOTHERAPY.ADD", lambda c: True, (b.g6_to_g8,)),
        r("PSYCHOTHERAPY.CBTI", _cbti, (b.no_data, b.osa_open, b.g5_to_g8, b.bipolar_flag)),
        r("OTHER.MOOD_STABILISER_PATHWAY", lambda c: bool(c.g.g5 or c.g.bipolar_confirmed)),
        r("INFO.CRP_RESEARCH_NOTE", _crp("crp_raised")),
        r("SWITCH.OTHER_CLASS", _other_class, _GENERAL_BARS),
        r("SWITCH.SAME_CLASS", _same_class, (*_GENERAL_BARS, b.same_class)),
        r("SWITCH.SSRI", _switch("SWITCH.SSRI"), (*_GENERAL_BARS, b.class_choice, b.sodium)),
        r("SWITCH.SERTRALINE", _switch("SWITCH.SERTRALINE"), (*_SSRI_BARS, b.liver_b_or_c)),
        r("SWITCH.ESCITALOPRAM", _switch("SWITCH.ESCITALOPRAM"), (*_SSRI_BARS, b.qtc_long)),
        r("SWITCH.CITALOPRAM", _switch("SWITCH.CITALOPRAM"), (*_SSRI_BARS, b.qtc_long, b.weak_heart)),
        r("SWITCH.FLUOXETINE", _switch("SWITCH.FLUOXETINE"), _SSRI_BARS),
        r("SWITCH.FLUVOXAMINE", _switch("SWITCH.FLUVOXAMINE"), _SSRI_BARS),
        r("SWITCH.PAROXETINE", _switch("SWITCH.PAROXETINE"), (*_SSRI_BARS, b.older)),
        r("SWITCH.SNRI", _switch("SWITCH.SNRI"), (*_GENERAL_BARS, b.class_choice, b.pressure, b.sodium)),
        r("SWITCH.VENLAFAXINE", _switch("SWITCH.VENLAFAXINE"), _SNRI_BARS),
        r("SWITCH.DESVENLAFAXINE", _switch("SWITCH.DESVENLAFAXINE"), _SNRI_BARS),
        r("SWITCH.DULOXETINE", _switch("SWITCH.DULOXETINE"), (*_SNRI_BARS, b.kidney, b.liver, b.alcohol)),
        r("SWITCH.BUPROPION", _switch("SWITCH.BUPROPION"), (*_SWITCH_BARS, *_BUPROPION_BARS)),
        r(
            "SWITCH.DEXTROMETHORPHAN_BUPROPION",
            _in("US")(_switch("SWITCH.DEXTROMETHORPHAN_BUPROPION")),
            (b.only_us, *_SWITCH_BARS, *_BUPROPION_BARS, b.kidney, b.liver_severe),
        ),
        r("SWITCH.MIRTAZAPINE", _switch("SWITCH.MIRTAZAPINE"), (*_SWITCH_BARS, b.qtc_critical)),
        r("SWITCH.VORTIOXETINE", _vortioxetine, (b.uk_two_failures, *_SWITCH_BARS, b.sodium_critical)),
        r(
            "SWITCH.TCA",
            _tca("SWITCH.TCA"),
            (*_GENERAL_BARS, b.class_choice, b.overdose_risk, b.heart, b.qtc_long, b.tca_failed),
        ),
        r("SWITCH.NORTRIPTYLINE", _tca("SWITCH.NORTRIPTYLINE"), _TCA_BARS),
        r("SWITCH.AMITRIPTYLINE", _tca("SWITCH.AMITRIPTYLINE"), (*_TCA_BARS, b.older)),
        r("SWITCH.DOXEPIN", _tca("SWITCH.DOXEPIN"), (*_TCA_BARS, b.older)),
        r(
            "SWITCH.MAOI",
            _maoi,
            (
                *_TREATMENT,
                b.response,
                b.bipolar,
                b.class_choice,
                b.maoi_failed,
                b.again,
                b.washout,
                b.blocked,
                b.pregnancy,
                b.phaeochromocytoma,
                b.pressure,
            ),
        ),
        r("SWITCH.NEFAZODONE", _never, (*_SWITCH_BARS, b.liver)),
        r(
            "SWITCH.AGOMELATINE",
            _in("UK", "EU", "CA")(_switch("SWITCH.AGOMELATINE")),
            (b.not_us, *_SWITCH_BARS, b.liver),
        ),
        r("AUGMENT.ARIPIPRAZOLE", _augment, _SGA_BARS),
        r("AUGMENT.BREXPIPRAZOLE", _augment, _SGA_BARS),
        r("AUGMENT.CARIPRAZINE", _augment, (*_SGA_BARS, b.kidney, b.liver_severe)),
        r("AUGMENT.QUETIAPINE_XR", _augment, (*_SGA_BARS, b.qtc_critical)),
        r("AUGMENT.OLANZAPINE", _augment, (*_SGA_BARS, b.qtc_critical)),
        r("AUGMENT.RISPERIDONE", _augment, (*_SGA_BARS, b.prolactin, b.qtc_critical)),
        r("AUGMENT.LUMATEPERONE", _in("US")(_augment), (b.only_us, *_SGA_BARS)),
        r("AUGMENT.ZIPRASIDONE", _from_ladder(2), (*_SGA_BARS, b.qtc_long, b.qt_medicine)),
        r("AUGMENT.LITHIUM", _lithium, (*_AUGMENT_BARS, b.kidney, b.pregnant)),
        r("AUGMENT.T3", _from_ladder(2), (*_AUGMENT_BARS, b.thyroid, b.heart)),
        r(
            "AUGMENT.BUPROPION",
            _augment_any_ladder,
            (*_AUGMENT_BARS, b.bipolar, b.washout, *_BUPROPION_BARS, b.base_not_suited),
        ),
        r("AUGMENT.MIRTAZAPINE", _augment_any_ladder, (*_AUGMENT_BARS, b.bipolar, b.washout, b.qtc_critical)),
        r("AUGMENT.MODAFINIL", _modafinil, (*_AUGMENT_BARS, b.rhythm)),
        r("AUGMENT.LAMOTRIGINE", _from_ladder(2), (*_AUGMENT_BARS, b.rash_on_it)),
        r("AUGMENT.PRAMIPEXOLE", _pramipexole, (*_AUGMENT_BARS, b.psychosis, b.impulses)),
        r(
            "AUGMENT.STIMULANT",
            _stimulant,
            (*_AUGMENT_BARS, b.washout, b.maoi_around, b.heart_disease, b.pressure, b.substance),
        ),
        r("AUGMENT.ESKETAMINE", _esketamine, (b.not_uk, *_KETAMINE_BARS)),
        r("AUGMENT.KETAMINE_IV", _from_ladder(2), _KETAMINE_BARS),
        r("NEUROMOD.RTMS", _rtms, (*_TREATMENT, b.running, b.implant, b.psychosis, b.catatonia)),
        r("NEUROMOD.ECT", _ect, (b.ect_gate, b.running)),
        r("NEUROMOD.VNS", _vns, (b.no_data, b.before_trial_gate, b.running, b.vagotomy, b.life_threatening)),
        *(r(code, _never, (b.never,)) for code in _NEVER_CODES),
    )


_NEVER_CODES = (
    "ADD.BENZODIAZEPINE_LONGTERM",
    "ADD.VALPROATE",
    "ADD.INFLIXIMAB",
    "ADD.TOCILIZUMAB",
    "ADD.SIRUKUMAB",
    "ADD.MINOCYCLINE",
)
RULES: Mapping[str, OptionRule] = {rule.code: rule for rule in _rows()}

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "SWITCH.SSRI": (
        "SWITCH.SERTRALINE",
        "SWITCH.ESCITALOPRAM",
        "SWITCH.CITALOPRAM",
        "SWITCH.FLUOXETINE",
        "SWITCH.FLUVOXAMINE",
        "SWITCH.PAROXETINE",
    ),
    "SWITCH.SNRI": ("SWITCH.VENLAFAXINE", "SWITCH.DESVENLAFAXINE", "SWITCH.DULOXETINE"),
    "SWITCH.TCA": ("SWITCH.NORTRIPTYLINE", "SWITCH.AMITRIPTYLINE", "SWITCH.DOXEPIN"),
}
"""The single drugs under a class code; a class code is withheld when all of them are."""
GENERAL = ("SWITCH.OTHER_CLASS", "SWITCH.SAME_CLASS")
