"""The only place for which option brings which warning, so that each can be read beside its option.

A warning of this table that is due may have other causes too (a drug that is running): the list of
warnings keeps it with its cause in any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.seen import tags_under

_BY_TAG: Mapping[str, frozenset[str]] = {
    "W.BOXED_SUICIDALITY_UNDER25": frozenset(("ANTIDEPRESSANT",)),
    "W.QTC": frozenset(("QT_AD",)),
    "W.BUPROPION_SEIZURE_EATING_CHECK": frozenset(("BUPROPION",)),
    "W.TCA_LEVEL_ECG": frozenset(("TCA",)),
    "W.TCA_ECG_OVERDOSE": frozenset(("TCA",)),
    "W.LITHIUM_INTERACTION": frozenset(("lithium",)),
    "W.LITHIUM_MONITORING": frozenset(("lithium",)),
    "W.METABOLIC_MONITORING": frozenset(("SGA",)),
    "W.AKATHISIA": frozenset(("PARTIAL_AGONIST",)),
    "W.WEIGHT_GAIN": frozenset(("mirtazapine", "olanzapine", "quetiapine_xr")),
    "W.SEDATION": frozenset(("mirtazapine", "quetiapine_xr", "olanzapine", "KETAMINE")),
    "W.HYPONATRAEMIA": frozenset(("SSRI", "SNRI", "TCA", "mirtazapine", "vortioxetine")),
    "W.BP_MONITOR": frozenset(("BUPROPION", "SNRI", "esketamine_nasal")),
    "W.BLEEDING_RISK": frozenset(("SSRI", "SNRI", "vortioxetine")),
}
_BY_CODE: Mapping[str, frozenset[str]] = {
    "W.METABOLIC_MONITORING": frozenset(("TREAT_AS_PSYCHOTIC_DEPRESSION",)),
    "W.CITALOPRAM_MAX20": frozenset(("SWITCH.CITALOPRAM",)),
    "W.MAOI_WASHOUT": frozenset(("SWITCH.MAOI",)),
    "W.TYRAMINE": frozenset(("SWITCH.MAOI",)),
    "W.TMS_SCREEN": frozenset(("NEUROMOD.RTMS",)),
    "W.ECT_MED_REVIEW": frozenset(("NEUROMOD.ECT",)),
    "W.MAINTENANCE_DURATION": frozenset(("MAINTAIN",)),
}
_BY_FAMILY: Mapping[str, str] = {"W.SWITCHING_EVIDENCE_LIMITED": "SWITCH."}


@cache
def brought_by(option: str) -> frozenset[str]:
    """The warnings that this option makes due, if its other conditions hold."""
    tags = tags_under((option,)) if option in CARDS else frozenset()
    found = {warning for warning, of in _BY_TAG.items() if not of.isdisjoint(tags)}
    found |= {warning for warning, codes in _BY_CODE.items() if option in codes}
    return frozenset(found | {warning for warning, family in _BY_FAMILY.items() if option.startswith(family)})
