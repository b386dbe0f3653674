"""The only place for which recorded conditions withhold an option, and in which words.

A table, not questions: a bar whose conditions the record does not name is not asked (``option_index.py``).
Rows: triggers.md section 3, next_steps.md 4.3 (M).
"""

from __future__ import annotations

from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.measured import LIVER


class ConditionBar:
    """The first of these conditions that is present (``ever``: that is or was), with what follows from it."""

    def __init__(self, *codes: str, ever: bool = False, so: str = "") -> None:
        self.codes = codes
        self.ever = ever
        self.so = so

    def __call__(self, c: Case) -> str | None:
        why = c.f.ever(*self.codes) if self.ever else c.f.has(*self.codes)
        return f"{why}: {self.so}" if why and self.so else why


_NOT_WITH_BUPROPION = "bupropion is contraindicated"
seizure = ConditionBar("seizure_disorder", ever=True, so=_NOT_WITH_BUPROPION)
eating = ConditionBar("anorexia_nervosa", "bulimia_nervosa", ever=True, so=_NOT_WITH_BUPROPION)
abrupt_stop = ConditionBar("abrupt_alcohol_cessation_planned", so=_NOT_WITH_BUPROPION)

_HEART = ("recent_myocardial_infarction", "heart_block", "arrhythmia")
_HEART_FAILURE = ("heart_failure", "uncompensated_heart_failure")
heart = ConditionBar(*_HEART)
weak_heart = ConditionBar("recent_myocardial_infarction", "uncompensated_heart_failure", "heart_failure")
rhythm = ConditionBar("arrhythmia", "heart_block")
heart_disease = ConditionBar(*_HEART, "cardiovascular_disease", *_HEART_FAILURE)
# M8: triggers.md section 3 does not name heart failure, and is silent on ketamine: the stricter stands.
heart_for_tricyclics = ConditionBar(*_HEART, *_HEART_FAILURE)
heart_for_ketamine = ConditionBar(*_HEART, *_HEART_FAILURE, so="not suggested, cardiology first [M8]")
vessels = ConditionBar(
    "aneurysmal_vascular_disease", "intracerebral_haemorrhage", ever=True, so="contraindicated"
)

liver = ConditionBar(*LIVER)
liver_b_or_c = ConditionBar("hepatic_impairment_child_pugh_b", "hepatic_impairment_child_pugh_c")
liver_severe = ConditionBar("hepatic_impairment_child_pugh_c")

parkinson = ConditionBar("parkinson_disease", "lewy_body_dementia")
# The card AUGMENT.LITHIUM; triggers.md section 3 does not name them, so the stricter stands.
lithium_contraindicated = ConditionBar("addison_disease", "brugada_syndrome", so="contraindicated")
prolactin = ConditionBar("hyperprolactinaemia")
impulses = ConditionBar("impulse_control_disorder", ever=True)
phaeochromocytoma = ConditionBar("phaeochromocytoma")
implant = ConditionBar("cochlear_implant", "ferromagnetic_head_implant")
vagotomy = ConditionBar("vagotomy", ever=True)
