"""The only place for the table of options: triggers.md section 3, row by row.

``offered`` is what brings the option up; ``bars`` are asked in turn and each may withhold it. An option
that a clinician asks about (``consider``) meets the same bars without having to be offered. What brings up
one switch brings up all (``option_index.py``), but for what a single one asks beside that (``offered``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.rules.next_steps import bars as b
from assessment.rules.next_steps import condition_bars as n
from assessment.rules.next_steps import due as d
from assessment.rules.next_steps import health_bars as h
from assessment.rules.next_steps.bars import Bar
from assessment.rules.next_steps.due import Offered
from assessment.rules.next_steps.raising import not_raised


@dataclass(frozen=True, slots=True)
class OptionRule:
    code: str
    offered: Offered
    bars: tuple[Bar, ...] = ()
    switched: bool = False
    """Only while a switch, or one within the class of the last antidepressant, is due."""


_TREATMENT = (b.gate, b.no_data, b.before_trial_gate)
_SWITCHING = (b.gate, b.no_data, b.before_trial_gate_of_switch)
_SWITCH_BARS = (
    *_SWITCHING,
    b.response,
    b.bipolar,
    b.class_choice,
    b.again,
    b.washout,
    b.blocked,
    b.capped,
    b.pregnancy,
)
_SSRI_BARS = (*_SWITCH_BARS, h.sodium)
_SNRI_BARS = (*_SWITCH_BARS, h.pressure, h.sodium)
_BUPROPION_BARS = (n.seizure, n.eating, n.abrupt_stop, h.psychosis)
_TCA_BARS = (*_SWITCH_BARS, h.overdose_risk, n.heart_for_tricyclics, h.qtc_long, b.tca_failed)
_AUGMENT_BARS = (*_TREATMENT, b.again, b.blocked, b.capped, b.pregnancy)
_SGA_BARS = (*_AUGMENT_BARS, n.parkinson, h.akathisia_on_it)
_KETAMINE_BARS = (
    *_AUGMENT_BARS,
    n.vessels,
    n.heart_for_ketamine,
    h.psychosis,
    h.pressure_above,
    n.liver_severe,
)
_GENERAL_BARS = (*_SWITCHING, b.response, b.bipolar)


def _switch(code: str, bars: tuple[Bar, ...], suited: Offered = d.always) -> OptionRule:
    return OptionRule(code, suited, bars, switched=True)


def _rows() -> tuple[OptionRule, ...]:
    r, s = OptionRule, _switch
    return (
        r("URGENT_SAFETY_REVIEW", d.urgent_safety),
        r("EMERGENCY_MEDICAL_REVIEW", d.emergency),
        r("STOP_OFFENDING_DRUG", d.stop_drug, (b.no_offender,)),
        r("REDUCE_DOSE", lambda c: bool(c.s.over_cap), (b.nothing_over_cap,)),
        r("COMPLETE_ASSESSMENT", d.assessment),
        r("ADDRESS_ADHERENCE", d.adherence),
        r(
            "COMPLETE_TRIAL",
            d.complete_trial,
            (b.no_data, b.nothing_to_complete, b.worsening, b.any_urgent_gate),
        ),
        r(
            "OPTIMISE_DOSE",
            d.optimise,
            (
                b.no_data,
                b.nothing_to_raise,
                b.gate,
                b.dose_gate,
                b.severe_effects,
                b.dose_at_cap,
                b.qt_dose,
                not_raised,
            ),
        ),
        r("WAIT_WASHOUT", d.wait, (b.nothing_to_wait_for,)),
        r("MAINTAIN", lambda c: c.s.row == "remission", (b.gate, b.mania, b.no_remission)),
        r("REFER_SPECIALIST", d.refer),
        r("REEVALUATE_BIPOLAR", d.bipolar),
        r("REEVALUATE_DIAGNOSIS", lambda c: c.s.worse),
        r("TREAT_AS_PSYCHOTIC_DEPRESSION", lambda c: bool(c.g.g6), (h.catatonia,)),
        r("TREAT_CATATONIA.BENZODIAZEPINE", lambda c: bool(c.g.g7)),
        r("INVESTIGATE.OSA", d.osa),
        r("INVESTIGATE.THYROID", d.thyroid),
        r("INVESTIGATE.ANAEMIA_B12", d.anaemia),
        r("INVESTIGATE.INFLAMMATORY_ILLNESS", d.crp_above("crp_infection")),
        r("INVESTIGATE.PSYCHIATRIC_COMORBIDITY", d.comorbidity_due),
        r("ASSESS.COGNITION", d.cognition_due),
        r("TREAT.SUBSTANCE_USE", d.substance),
        r("REVIEW_MOOD_LOWERING_DRUG", d.mood_drug),
        r("DEPRESCRIBE_REVIEW", d.deprescribe),
        r("PSYCHOTHERAPY.ADD", d.always, (b.g6_to_g8,)),
        r("PSYCHOTHERAPY.CBTI", d.cbti, (b.no_data, h.osa_open, b.g5_to_g8, b.bipolar)),
        r("OTHER.MOOD_STABILISER_PATHWAY", lambda c: bool(c.g.g5 or c.g.bipolar_confirmed)),
        r("INFO.CRP_RESEARCH_NOTE", d.crp_above("crp_raised")),
        r("SWITCH.OTHER_CLASS", d.other_class, _GENERAL_BARS),
        r("SWITCH.SAME_CLASS", d.same_class, (*_GENERAL_BARS, b.same_class)),
        s("SWITCH.SSRI", (*_GENERAL_BARS, b.class_choice, h.sodium)),
        s("SWITCH.SERTRALINE", (*_SSRI_BARS, n.liver_b_or_c)),
        s("SWITCH.ESCITALOPRAM", (*_SSRI_BARS, h.qtc_long)),
        s("SWITCH.CITALOPRAM", (*_SSRI_BARS, h.qtc_long, n.weak_heart)),
        s("SWITCH.FLUOXETINE", _SSRI_BARS),
        s("SWITCH.FLUVOXAMINE", _SSRI_BARS),
        s("SWITCH.PAROXETINE", (*_SSRI_BARS, h.older)),
        s("SWITCH.SNRI", (*_GENERAL_BARS, b.class_choice, h.pressure, h.sodium)),
        s("SWITCH.VENLAFAXINE", _SNRI_BARS),
        s("SWITCH.DESVENLAFAXINE", _SNRI_BARS),
        s("SWITCH.DULOXETINE", (*_SNRI_BARS, h.kidney, n.liver, h.alcohol)),
        s("SWITCH.BUPROPION", (*_SWITCH_BARS, *_BUPROPION_BARS)),
        s(
            "SWITCH.DEXTROMETHORPHAN_BUPROPION",
            (b.only_us, *_SWITCH_BARS, *_BUPROPION_BARS, h.bupropion_again, h.kidney, n.liver_severe),
            d.in_us,
        ),
        s("SWITCH.MIRTAZAPINE", (*_SWITCH_BARS, h.qtc_critical)),
        s("SWITCH.VORTIOXETINE", (b.uk_two_failures, *_SWITCH_BARS, h.sodium_critical), d.two_failures_in_uk),
        s(
            "SWITCH.TCA",
            (
                *_GENERAL_BARS,
                b.class_choice,
                h.overdose_risk,
                n.heart_for_tricyclics,
                h.qtc_long,
                b.tca_failed,
            ),
            d.melancholic_or_staged,
        ),
        s("SWITCH.NORTRIPTYLINE", _TCA_BARS, d.melancholic_or_staged),
        s("SWITCH.AMITRIPTYLINE", (*_TCA_BARS, h.older), d.melancholic_or_staged),
        s("SWITCH.DOXEPIN", (*_TCA_BARS, h.older), d.melancholic_or_staged),
        s(
            "SWITCH.MAOI",
            (
                *_SWITCHING,
                b.response,
                b.bipolar,
                b.class_choice,
                b.maoi_failed,
                b.again,
                b.washout,
                b.blocked,
                b.pregnancy,
                n.phaeochromocytoma,
                h.pressure,
            ),
            d.ladder_three,
        ),
        r("SWITCH.NEFAZODONE", d.never, (*_SWITCH_BARS, n.liver)),
        s("SWITCH.AGOMELATINE", (b.not_us, *_SWITCH_BARS, n.liver), d.in_uk_eu_or_canada),
        r("AUGMENT.ARIPIPRAZOLE", d.augment, _SGA_BARS),
        r("AUGMENT.BREXPIPRAZOLE", d.augment, _SGA_BARS),
        r("AUGMENT.CARIPRAZINE", d.augment, (*_SGA_BARS, h.kidney, n.liver_severe)),
        r("AUGMENT.QUETIAPINE_XR", d.augment, (*_SGA_BARS, h.qtc_critical)),
        r("AUGMENT.OLANZAPINE", d.augment, (*_SGA_BARS, h.qtc_critical)),
        r("AUGMENT.RISPERIDONE", d.augment, (*_SGA_BARS, n.prolactin, h.qtc_critical)),
        r("AUGMENT.LUMATEPERONE", d.augment_in_us, (b.only_us, *_SGA_BARS)),
        r("AUGMENT.ZIPRASIDONE", d.from_ladder_two, (*_SGA_BARS, h.qtc_long, h.qt_drug)),
        r("AUGMENT.LITHIUM", d.lithium, (*_AUGMENT_BARS, h.kidney, b.pregnant, n.lithium_contraindicated)),
        r("AUGMENT.T3", d.from_ladder_two, (*_AUGMENT_BARS, h.thyroid, n.heart)),
        r(
            "AUGMENT.BUPROPION",
            d.augment_bupropion,
            (*_AUGMENT_BARS, b.bipolar, b.washout, *_BUPROPION_BARS, h.base_not_suited),
        ),
        r(
            "AUGMENT.MIRTAZAPINE",
            d.augment_any_ladder,
            (*_AUGMENT_BARS, b.bipolar, b.washout, h.qtc_critical),
        ),
        r("AUGMENT.MODAFINIL", d.modafinil, (*_AUGMENT_BARS, n.rhythm)),
        r("AUGMENT.LAMOTRIGINE", d.from_ladder_two, (*_AUGMENT_BARS, h.rash_on_it)),
        r("AUGMENT.PRAMIPEXOLE", d.pramipexole, (*_AUGMENT_BARS, h.psychosis, n.impulses)),
        r(
            "AUGMENT.STIMULANT",
            d.stimulant,
            (*_AUGMENT_BARS, b.washout, h.maoi_around, n.heart_disease, h.pressure, h.substance),
        ),
        r("AUGMENT.ESKETAMINE", d.esketamine, (b.not_uk, *_KETAMINE_BARS)),
        r("AUGMENT.KETAMINE_IV", d.from_ladder_two, _KETAMINE_BARS),
        r("NEUROMOD.RTMS", d.rtms, (*_TREATMENT, b.running, n.implant, h.psychosis, h.catatonia)),
        r("NEUROMOD.ECT", d.ect, (b.ect_gate, b.running)),
        r("NEUROMOD.VNS", d.vns, (b.no_data, b.before_trial_gate, b.running, n.vagotomy, h.life_threatening)),
        *(r(code, d.never, (b.never,)) for code in _NEVER_CODES),
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
