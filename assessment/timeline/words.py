"""The only place for how the picture puts things: dates, doses and verdicts, long and short.

A verdict is always said as what was found; what cannot be told is said to be so.
"""

from __future__ import annotations

from datetime import date

from assessment.rules.findings import TrialFinding
from assessment.timeline.axis import MONTHS
from patients.record import DoseStep, Trial

GLYPHS = {"adequate": "✓", "inadequate": "✗", "not_yet": "…", "indeterminate": "?"}
ADEQUACY = {
    "adequate": "Adequate",
    "inadequate": "Not adequate",
    "not_yet": "Not yet adequate",
    "indeterminate": "Cannot tell",
}
OUTCOME = {
    "remission": "remission",
    "response": "response, no remission",
    "partial_response": "partial response",
    "non_response": "no response",
    "not_remitted_unspecified": "not in remission",
    "unknown": "outcome unknown",
}
REASON = {
    "dose_below_minimum": "dose too low",
    "duration_too_short": "too short",
    "nonadherence": "not taken as prescribed",
    "adherence_unknown": "adherence unknown",
    "intolerance_stop": "stopped for side effects",
    "level_below_range": "level too low",
    "too_few_sessions": "too few sessions",
}
STOPPED = {
    "lack_of_efficacy": "stopped: not effective",
    "intolerance": "stopped: side effects",
    "nonadherence": "stopped: not taken",
    "remission": "stopped: in remission",
    "patient_choice": "stopped: patient's choice",
    "logistics": "stopped: practical reasons",
    "incomplete": "not completed",
    "other": "stopped: other reason",
}
_SCALES = {
    "hamd17": "HAM-D17",
    "phq9": "PHQ-9",
    "qids_sr16": "QIDS-SR16",
    "gad7": "GAD-7",
    "stop_bang": "STOP-BANG",
    "audit_c": "AUDIT-C",
    "cssrs_screener": "C-SSRS screener",
}
METHODS = {
    "pdc": "dispensing records (PDC)",
    "mpr": "dispensing records (MPR)",
    "level": "drug level",
    "caregiver": "said by a caregiver",
    "record": "treatment record",
}
"""How adherence was found out, where the code is no word for it."""
SHORT_NAMES = {"cbt": "CBT", "cbt_i": "CBT-I", "cbasp": "CBASP", "interpersonal_therapy": "IPT"}
"""Where a long name finds no room; cut, two of these would read alike."""
_FIRST_TO_SAY = ("intolerance_stop", "nonadherence", "level_below_range", "dose_below_minimum")


def day(value: date) -> str:
    """2 Mar 2026: no reader takes the month for the day."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(start: date, stop: date | None) -> str:
    return f"{day(start)} to {day(stop)}" if stop else f"since {day(start)}"


def number(value: float) -> str:
    return f"{value:g}" if value < 100000 else f"{value:.0f}"


def plain(code: str) -> str:
    """A code as words, for codes that need no better ones."""
    return code.replace("_", " ")


def scale_name(code: str) -> str:
    """What clinicians call a rating scale."""
    return _SCALES.get(code, plain(code).upper())


def dose_unit(unit: str) -> str:
    """The formulary's unit as said beside a number: ``mg/day`` is simply mg."""
    return "mg" if unit in ("", "mg/day", "mg/session") else unit


def dose(step: DoseStep, unit: str) -> str:
    return "dose unknown" if step.dose is None else f"{number(step.dose)} {dose_unit(unit)}"


def change(finding: TrialFinding) -> str:
    """How much better or worse, in whole percent; empty when it cannot be computed."""
    percent = finding.improvement_percent
    if percent is None:
        return ""
    if percent == 0:
        return "no change"
    return f"{abs(percent):.0f} % {'better' if percent > 0 else 'worse'}"


def first_reason(finding: TrialFinding) -> str:
    """The one reason that explains most why a trial is not adequate."""
    reasons = [code for code in _FIRST_TO_SAY if code in finding.reasons]
    reasons += [code for code in finding.reasons if code not in reasons]
    if not reasons:
        return ""
    if reasons[0] == "nonadherence" and finding.adherence_percent is not None:
        return f"{number(finding.adherence_percent)} % taken"
    if reasons[0] == "duration_too_short" and finding.days_at_dose is not None:
        return f"too short, {finding.days_at_dose} day{'s' * (finding.days_at_dose != 1)} count"
    return REASON.get(reasons[0], plain(reasons[0]))


NOT_JUDGED = ("? Not judged", "?")


def verdict_variants(finding: TrialFinding) -> tuple[str, ...]:
    """The verdict on a trial, fullest wording first, down to its sign alone."""
    sign, words = GLYPHS[finding.adequacy], ADEQUACY[finding.adequacy]
    head = f"{sign} {words}"
    details = [text for text in (_why(finding), _result(finding)) if text]
    counts = " · counts as failed" if finding.counts_as_failure else ""
    variants = [f"{head}: {' · '.join(details)}{counts}"] if details else [head + counts]
    variants += [f"{head}: {detail}" for detail in details]
    variants += [text.rpartition(" (")[0] for text in variants[-1:] if text.endswith(")")]
    return tuple(dict.fromkeys([*variants, head, sign]))


def _why(finding: TrialFinding) -> str:
    if finding.adequacy == "not_yet":
        ready = finding.earliest_adequate_on
        return f"can be judged from {day(ready)}" if ready else first_reason(finding)
    return "" if finding.adequacy == "adequate" else first_reason(finding)


def _result(finding: TrialFinding) -> str:
    if finding.outcome == "unknown":
        return OUTCOME["unknown"] if finding.adequacy == "adequate" else ""
    if finding.adequacy != "adequate":
        return change(finding)
    return " ".join(text for text in (OUTCOME[finding.outcome], _in_brackets(change(finding))) if text)


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def spoken_trial(trial: Trial, finding: TrialFinding | None, name: str, unit: str) -> str:
    """Everything the bar shows, as one sentence to be heard."""
    steps = ", ".join(f"{dose(step, unit)} from {day(step.start)}" for step in trial.doses)
    parts = [f"{name}, {plain(trial.role)}, {period(trial.start, trial.stop)}", steps, sessions(trial)]
    parts += [_taken(trial), _effects(trial)]
    parts += [verdict_variants(finding)[0][2:]] if finding else ["not judged"]
    if trial.stop_reason:
        parts.append(STOPPED[trial.stop_reason])
    return ". ".join(part for part in parts if part) + "."


def _taken(trial: Trial) -> str:
    """What the line under the bar shows; sessions have none."""
    if trial.role in ("neuromodulation", "psychotherapy"):
        return ""
    shares = [f"{number(p.percent)} %" for p in trial.adherence if p.percent is not None]
    return f"{', then '.join(shares)} taken" if shares else "how much was taken is not known"


def _effects(trial: Trial) -> str:
    found = [" ".join(filter(None, (effect.severity, plain(effect.effect)))) for effect in trial.side_effects]
    return f"side effects: {', '.join(found)}" if found else ""


def sessions(trial: Trial) -> str:
    if trial.sessions:
        return f"{len(trial.sessions)} sessions"
    return "" if trial.session_count is None else f"{trial.session_count} sessions, dates not recorded"
