"""The only place for what codes are called on a page."""

from __future__ import annotations

import re

from assessment.timeline.words import plain
from patients.codes import CHECKS
from patients.formulary import treatment

IMPOSTORS = {
    "intolerance": "Stopped for side effects",
    "nonadherence": "Not taken as prescribed",
    "adherence_unknown": "Adherence unknown",
    "bipolar_spectrum": "Bipolar disorder",
    "bipolar_screen_positive": "Positive bipolar screen",
    "osa_suspected": "Possible sleep apnoea",
    "hypothyroidism": "Thyroid disease",
    "hyponatraemia": "Low sodium",
    "substance_use": "Alcohol or substance use",
    "drug_induced": "Medicine that can lower mood",
    "anaemia": "Anaemia",
    "b12_deficiency": "B12 deficiency",
    "underdosing": "Dose too low",
    "short_duration": "Trial too short",
    "pk_rapid_metabolism": "Drug level below range",
}
ALERTS = {
    "suicide_item": "Suicide item answered above 0",
    "provisional_stage": "The stage is provisional",
    "sodium_critical": "Sodium critically low",
    "sodium_low": "Sodium low",
    "psychotic_features": "Psychotic features",
    "dose_above_population_max": "Dose above the limit for this patient",
    "baseline_missing": "No baseline score",
    "baseline_stale": "Baseline score is old",
    "score_imputed": "Score with imputed items",
    "endpoint_missing": "No score to judge by",
    "scale_mismatch": "Baseline and endpoint on different scales",
    "loss_after_stop": "Response lost after stopping",
    "loss_of_response": "Response lost",
    "crp_raised": "CRP raised",
    "baseline_in_remission": "Baseline already in remission",
    "adherence_self_report_only": "Adherence by self-report only",
    "intolerance_after_adequate_trial": "Side effects after an adequate trial",
    "treated_as_combination": "Judged a combination",
    "possible_new_episode": "Possibly a new episode",
    "bipolar_soft_signs": "Soft signs of bipolarity",
    "three_classes_failed": "Three classes failed",
    "ect_out_of_sequence": "ECT before Stage III",
}
URGENT_ALERTS = ("suicide_item", "sodium_critical", "psychotic_features")
STATES = {
    "not_assessed": "Not assessed",
    "pending": "Pending",
    "ruled_out": "Ruled out",
    "present": "Present",
    "treated": "Treated",
    "expired": "Out of date",
    "declined": "Declined",
    "not_applicable": "Not applicable",
}
PILLAR_OUTCOMES = {
    "met": "Met",
    "not_met": "Not met",
    "not_applicable": "Does not apply",
    "cannot_tell": "Cannot tell",
}
KINDS = {
    "urgent": "urgent",
    "optimise": "optimise",
    "complete": "complete the picture",
    "extend": "give it time",
    "continue": "continue",
    "refer": "refer",
    "re-evaluate": "re-evaluate",
    "psychosis": "psychotic features",
    "augment": "add",
    "switch": "switch",
    "neuromodulation": "neuromodulation",
    "information": "information",
}
ROLES = {
    "antidepressant": "antidepressant",
    "augmentation": "augmentation",
    "combination": "combination",
    "neuromodulation": "procedure",
    "psychotherapy": "psychotherapy",
}


_CHECK_CODE = re.compile(rf"\b(?:{'|'.join(CHECKS)})\b")


def check_names(text: str) -> str:
    """``open: BIP, THY`` -> ``open: bipolarity, thyroid disease``: the codes are the rules' own."""
    return _CHECK_CODE.sub(lambda found: CHECKS[found[0]].means, text)


def treatment_name(code: str, role: str | None = None) -> str:
    try:
        return treatment(code, role).name.removesuffix(" (augmentation)")
    except KeyError:
        return plain(code)


_INTERACTION = re.compile(r" \[(\w+), (\w+)\]")


def interactions_named(lines: tuple[str, ...]) -> tuple[str, ...]:
    """``[D13, caution]`` -> ``(interaction D13: caution)``: what the letters stand for."""
    return tuple(_INTERACTION.sub(r" (interaction \1: \2)", line) for line in lines)


def titled(name: str) -> str:
    """``sertraline`` -> ``Sertraline``; ``rTMS`` and ``tDCS`` begin as they are written."""
    first = name.split(" ", 1)[0]
    return name[:1].upper() + name[1:] if first == first.lower() else name


def said(words: dict[str, str], code: str) -> str:
    """What a code is called; an unforeseen one in its own words."""
    return words.get(code) or plain(code).capitalize()
