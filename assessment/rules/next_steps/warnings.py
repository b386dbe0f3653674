"""The only place for the table of warnings: triggers.md section 2, row by row (texts: ``warnings.csv``).

*listed* = offered, or asked about even if withheld; *running* = not stopped on the day.
Each rule answers with the facts behind the warning, or ``None`` when it is not due.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from assessment.rules.findings import Warned
from assessment.rules.next_steps import warning_course as k
from assessment.rules.next_steps import warning_safety as s
from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.measured import LIVER
from assessment.rules.next_steps.seen import ABOUT, Rule, Seen, about, joined, when
from assessment.rules.next_steps.weigh import Weighed

RULES: Mapping[str, Rule] = {
    "W.SUICIDE_ITEM": s.suicide_item,
    "W.BOXED_SUICIDALITY_UNDER25": s.boxed,
    "W.OVERDOSE_TOXICITY": s.overdose,
    "W.AKATHISIA_SUICIDALITY": s.akathisia_record,
    "W.LIFE_THREATENING": lambda x: joined(x.g.g8),
    "W.SEROTONIN_SYNDROME": s.serotonin,
    "W.MAOI_WASHOUT": s.maoi_washout,
    "W.FLUOXETINE_WASHOUT_5W": s.fluoxetine_washout,
    "W.VORTIOXETINE_WASHOUT_21D": s.vortioxetine_washout,
    "W.FLUOXETINE_LONG_HALFLIFE": s.fluoxetine_long,
    "W.TYRAMINE": s.tyramine,
    "W.DISCONTINUATION": s.discontinuation,
    "W.QTC": s.qtc,
    "W.CITALOPRAM_MAX20": s.citalopram,
    "W.HYPONATRAEMIA": s.hyponatraemia,
    "W.BUPROPION_SEIZURE_EATING_CHECK": lambda x: when(x.offered("BUPROPION"), "bupropion is offered"),
    "W.SEIZURE_BUPROPION_CI": k.ever("seizure_disorder"),
    "W.EATING_DISORDER_BUPROPION_CI": k.ever("anorexia_nervosa", "bulimia_nervosa"),
    "W.ALCOHOL_WITHDRAWAL_BUPROPION_CI": k.present("abrupt_alcohol_cessation_planned"),
    "W.CYP2D6_BUPROPION": k.cyp2d6,
    "W.TCA_LEVEL_ECG": k.tca_level,
    "W.TCA_ECG_OVERDOSE": k.tca_ecg,
    "W.TAMOXIFEN_2D6": about("TAMOXIFEN")(lambda x: when(x.running("TAMOXIFEN"), "tamoxifen is running")),
    "W.LITHIUM_INTERACTION": k.lithium_interaction,
    "W.LITHIUM_MONITORING": about("lithium")(lambda x: x.involved("lithium")),
    "W.METABOLIC_MONITORING": k.metabolic,
    "W.AKATHISIA": k.akathisia,
    "W.WEIGHT_GAIN": k.listed_tags("mirtazapine", "olanzapine", "quetiapine_xr"),
    "W.SEDATION": k.listed_tags("mirtazapine", "quetiapine_xr", "olanzapine", "KETAMINE"),
    "W.FALLS": k.present("recurrent_falls"),
    "W.BEERS_ANTICHOLINERGIC": s.beers,
    "W.PREGNANCY": s.pregnancy,
    "W.RENAL": s.renal,
    "W.HEPATIC_DOSE": k.present(*LIVER),
    "W.DULOXETINE_HEPATIC": s.duloxetine,
    "W.BP_MONITOR": s.bp_monitor,
    "W.BP_SNRI_UNCONTROLLED": lambda x: x.f.pressure_high,
    "W.ESKETAMINE_VASCULAR_CI": k.ever("aneurysmal_vascular_disease", "intracerebral_haemorrhage"),
    "W.TMS_SCREEN": k.listed("NEUROMOD.RTMS"),
    "W.TMS_FERROMAGNETIC": k.present("cochlear_implant", "ferromagnetic_head_implant"),
    "W.ECT_MED_REVIEW": k.listed("NEUROMOD.ECT"),
    "W.BLEEDING_RISK": s.bleeding,
    "W.PSYCHOSIS": lambda x: joined(x.g.g6),
    "W.CATATONIA_NMS": lambda x: joined(x.g.g7),
    "W.MANIA": lambda x: joined(x.g.g5),
    "W.WORSENING": lambda x: when(x.s.worse, x.s.story),
    "W.BIPOLAR_NOT_RULED_OUT": lambda x: joined((*x.g.g5, *x.g.g11)),
    "W.OSA_NOT_RULED_OUT": k.osa,
    "W.OSA_SCREEN_DUE": k.osa_due,
    "W.THYROID": k.thyroid,
    "W.TRD_PROVISIONAL": k.provisional,
    "W.TRIAL_NOT_COUNTED": k.not_counted,
    "W.ADHERENCE": k.adherence,
    "W.TOO_EARLY": k.too_early,
    "W.EARLY_NONIMPROVEMENT": k.early_nonimprovement,
    "W.SAME_CLASS_STAGING": k.same_class_staging,
    "W.RESIDUAL_SYMPTOMS_RELAPSE": lambda x: when(x.s.outcome == "response", x.s.story),
    "W.MAINTENANCE_DURATION": lambda x: when(x.is_offered("MAINTAIN"), x.s.story),
    "W.SWITCHING_EVIDENCE_LIMITED": k.switching_limited,
    "W.MATCH_EVIDENCE_LIMITED": k.match_limited,
    "W.SUBTYPE_DESCRIPTIVE": k.profiles,
    "W.CRP_INVESTIGATIONAL": k.crp("crp_raised"),
    "W.CRP_REPEAT": k.crp("crp_infection"),
    "W.LABEL_DIFFERS_BY_COUNTRY": k.label_differs,
    "W.INSUFFICIENT_DATA": lambda x: joined(x.s.missing),
    "W.MAOI_WASHOUT_UNKNOWN": s.washout_unknown,
    "W.PREGNANCY_UNKNOWN": s.pregnancy_unknown,
    "W.OFF_LABEL": k.not_licensed,
}


def _texts() -> dict[str, str]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["text"] for row in csv.DictReader(file)}


TEXTS: Mapping[str, str] = _texts()
_IN_ORDER = tuple((code, text, RULES[code], ABOUT.get(RULES[code])) for code, text in TEXTS.items())


def warnings_due(c: Case, w: Weighed, a: Augmenters) -> tuple[Warned, ...]:
    """Every warning that is due, in the order of ``warnings.csv``."""
    seen = Seen(c, w, a)
    signs = seen.signs
    return tuple(
        [
            Warned(code, text, why)
            for code, text, rule, named in _IN_ORDER
            if (named is None or not named.isdisjoint(signs)) and (why := rule(seen)) is not None
        ]
    )
