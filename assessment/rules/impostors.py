"""The only place for what merely looks like resistance: a question for the clinician, never a diagnosis."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessment.rules.blood import anaemia, b12_deficiency
from assessment.rules.checks import counts_until, is_over
from assessment.rules.clues import Clues, known_total
from assessment.rules.findings import Impostor
from assessment.rules.raised import (
    PRESENT,
    SUSPECTED,
    Raised,
    checked,
    condition,
    in_words,
    plain,
    unless_measured,
)
from assessment.rules.safety.medicines import exposures
from assessment.rules.unfair_trials import intolerance, name_of, short_duration, with_reason
from assessment.rules.wording import on
from patients.codes import medicine_classes
from patients.instruments import INSTRUMENTS, item_of, stop_bang_high
from patients.record import Condition, Medicine


@dataclass(frozen=True, slots=True)
class Known:
    """What the file says of one flag."""

    check: str
    clears: str
    source: str
    mark: str


KNOWN: dict[str, Known] = {
    code: Known(**entry)
    for code, entry in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}


def impostors(clues: Clues) -> tuple[Impostor, ...]:
    """Those that are flagged, in the order of the file."""
    found = []
    for code, rule in _RULES.items():
        if raised := rule(clues):
            known = KNOWN[code]
            source = f"{known.source} [{known.mark}]"
            found.append(Impostor(code, raised[0], raised[1], known.clears, source))
    return tuple(found)


# --- the wrong illness ---------------------------------------------------------------------------


def _bipolar_spectrum(clues: Clues) -> Raised:
    """Only a clinician's word: an episode on record, or the check."""
    entry = clues.ratings.conditions.ever("hypomania", "mania", "mixed_state")
    if entry is not None:
        when = "earlier, " if entry.status == "past" else ""
        return PRESENT, f"{plain(entry.code)}: {when}confirmed, recorded on {on(entry.date)}."
    return checked(clues, "BIP")


def _bipolar_screen(clues: Clues) -> Raised:
    if _bipolar_spectrum(clues):
        return None
    for instrument in ("mdq", "rms", "asrm"):
        score = clues.positive(instrument)
        if score is not None and not clues.cleared("BIP", score.date):
            name = INSTRUMENTS[instrument].short
            return SUSPECTED, f"{name} positive ({known_total(score)}) on {on(score.date)}."
    return _hard_trigger(clues)


_HARD_TRIGGERS = {
    "antidepressant_associated_hypomania": "Hypomania on an antidepressant",
    "bipolar_disorder": "A diagnosis of bipolar disorder",
    "response_to_mood_stabiliser": "A response to a mood stabiliser",
}


def _hard_trigger(clues: Clues) -> Raised:
    """What impostors.md B1 names beside the screens: asked about until a structured assessment since."""
    if clues.record.conditions:
        for code, words in _HARD_TRIGGERS.items():
            entry = clues.ratings.conditions.ever(code)
            if entry is not None and not clues.cleared("BIP", entry.date):
                return SUSPECTED, f"{words} recorded on {on(entry.date)}."
    for trial in clues.record.trials:
        for effect in trial.side_effects:
            if effect.effect != "hypomania":
                continue
            noted = effect.date or trial.start
            if not clues.cleared("BIP", noted):
                return SUSPECTED, f"Hypomania on {trial.treatment} ({trial.id}) noted on {on(noted)}."
    return None


# --- a hidden cause ------------------------------------------------------------------------------


def _osa(clues: Clues) -> Raised:
    conditions = clues.ratings.conditions
    if (conditions.treated("obstructive_sleep_apnoea") or _on_cpap(clues)) and not _found_since(clues):
        return None
    if clues.check("OSA").state == "treated":
        return None
    return checked(clues, "OSA") or _diagnosed(clues) or _sleep_study(clues) or _stop_bang(clues)


def _diagnosed(clues: Clues) -> Raised:
    """On record, and not ruled out since."""
    entry = clues.ratings.conditions.present("obstructive_sleep_apnoea")
    if entry is None or clues.cleared("OSA", entry.date):
        return None
    return unless_measured(clues, "obstructive_sleep_apnoea", "ahi")


def _found_since(clues: Clues) -> bool:
    """A clinician found it present after it was recorded as treated: that is what holds now."""
    check, entry = clues.check("OSA"), clues.ratings.conditions.newest.get("obstructive_sleep_apnoea")
    return (
        check.state == "present" and check.date is not None and entry is not None and check.date > entry.date
    )


def _on_cpap(clues: Clues) -> bool:
    use = clues.ratings.measured("cpap_use")
    return use is not None and (use.value or 0) >= clues.policy.cpap_hours


def _sleep_study(clues: Clues) -> Raised:
    ahi = clues.ratings.measured("ahi")
    if ahi is None or (ahi.value or 0) < clues.policy.ahi_treat or clues.cleared("OSA", ahi.date):
        return None
    return (
        PRESENT,
        f"Apnoea-hypopnoea index {in_words(ahi)}, not treated; below {clues.policy.ahi_treat:g} clears.",
    )


_TIRED = 2  # the item of STOP-BANG that asks whether one is often tired or sleepy by day


def _stop_bang(clues: Clues) -> Raised:
    """Nothing new while apnoea is ruled out: a questionnaire says less than what ruled it out."""
    if clues.check("OSA").state == "ruled_out":
        return None
    score = clues.ratings.newest("stop_bang")
    total = None if score is None else known_total(score)
    if score is None or total is None or total < clues.policy.stop_bang_intermediate:
        return None
    words = f"STOP-BANG {total} of 8 on {on(score.date)}"
    if total >= clues.policy.stop_bang_high:
        return SUSPECTED, f"{words} ({clues.policy.stop_bang_high}-8 is high), not on CPAP."
    if stop_bang_high(None, score.items):
        return SUSPECTED, f"{words} (high: two of its first four with BMI, neck or male sex), not on CPAP."
    if clues.has_symptom("hypersomnia", "daytime_sleepiness", "fatigue") or item_of(score, _TIRED):
        return SUSPECTED, f"{words} (intermediate) with daytime sleepiness or fatigue, not on CPAP."
    return None


def _hypothyroidism(clues: Clues) -> Raised:
    if present := checked(clues, "THY"):
        return present
    if raised := _tsh(clues):
        return raised
    entry = clues.ratings.conditions.present("hypothyroidism")
    if entry is not None and not (clues.cleared("THY", entry.date) or _tsh_answers(clues, entry)):
        return PRESENT, f"Hypothyroidism recorded on {on(entry.date)}, not yet treated."
    return None


def _tsh_answers(clues: Clues, entry: Condition) -> bool:
    """Normal since then, and measured so lately that it still counts."""
    tsh, policy = clues.ratings.measured("tsh"), clues.policy
    if tsh is None or tsh.value is None or tsh.date < entry.date:
        return False
    if not policy.tsh_low <= tsh.value <= policy.tsh_high:
        return False
    return not is_over(counts_until("THY", tsh.date, clues.record, policy), clues.today)


def _tsh(clues: Clues) -> Raised:
    tsh, policy = clues.ratings.measured("tsh"), clues.policy
    if tsh is None or tsh.value is None:
        return None
    if tsh.value >= policy.tsh_overt and not clues.cleared("THY", tsh.date):
        return PRESENT, f"TSH {in_words(tsh)}; {policy.tsh_overt:g} or more is overt."
    low_t4 = clues.ratings.measured("free_t4")
    if tsh.value <= policy.tsh_high or low_t4 is None or (low_t4.value or 0) >= policy.free_t4_low:
        return None
    if clues.cleared("THY", max(tsh.date, low_t4.date)):
        return None
    above = f"TSH {in_words(tsh)}, above its range"
    return PRESENT, f"{above}, with free T4 {in_words(low_t4)}, below its range."


def _substance_use(clues: Clues) -> Raised:
    for code in ("alcohol_dependence", "substance_use_disorder"):
        entry = clues.ratings.conditions.present(code)
        if entry is not None and not clues.cleared("SUD", entry.date):
            return checked(clues, "SUD") or condition(clues, code)
    return checked(clues, "SUD") or _new_screen(clues)


def _new_screen(clues: Clues) -> Raised:
    for instrument in ("audit_c", "audit", "cudit_r", "dast_10"):
        score = clues.positive(instrument)
        if score is not None and not clues.cleared("SUD", score.date):
            name = INSTRUMENTS[instrument].short
            return SUSPECTED, f"{name} {known_total(score)} on {on(score.date)}, at or above its cut-off."
    return None


def _drug_induced(clues: Clues) -> Raised:
    if present := checked(clues, "MED"):
        return present
    for medicine in clues.record.medicines:
        if "mood_lowering" not in medicine_classes(medicine.name) or _rated_without(clues, medicine):
            continue
        if why := _before_low_mood(clues, medicine):
            return (
                SUSPECTED,
                f"{medicine.name}, which can lower mood, was started {on(medicine.start)}, {why}.",
            )
    return None


def _rated_without(clues: Clues, medicine: Medicine) -> bool:
    """Stopped, and the mood rated again since: what is left is not the medicine's."""
    stop = medicine.stop
    return stop is not None and any(series.days[-1] > stop.toordinal() for series in clues.ratings.series)


def _before_low_mood(clues: Clues, medicine: Medicine) -> str | None:
    """Started up to twelve weeks before the onset, or before a worsening on the last treatment, of which the
    prescriber has not judged since that the medicine is unlikely to be behind it."""
    within = clues.policy.mood_drug_days
    for day, event in ((clues.onset, "onset on"), (_worsening(clues), "worsening of")):
        if day and 0 <= (day - medicine.start).days <= within and not clues.cleared("MED", day):
            return f"within {within} days before the {event} {on(day)}"
    return None


def _worsening(clues: Clues) -> date | None:
    rated = [trial for trial in clues.current if (trial.improvement_percent or 0) < 0]
    return max((trial.endpoint_date for trial in rated if trial.endpoint_date), default=None)


# --- a side effect that looks like the illness -----------------------------------------------------


def _hyponatraemia(clues: Clues) -> Raised:
    sodium, policy = clues.ratings.measured("sodium"), clues.policy
    if sodium is None or sodium.value is None or sodium.value > policy.sodium_warning:
        return None
    if drug := _serotonergic_at(clues, sodium.date):
        return PRESENT, f"Sodium {in_words(sodium)}, on or after {drug}."
    return (PRESENT, f"Sodium {in_words(sodium)}.") if sodium.value <= policy.sodium_critical else None


def _serotonergic_at(clues: Clues, day: date) -> str | None:
    """An SSRI or SNRI taken on this day, or until shortly before, as a trial or as another medicine."""
    for one in exposures(clues.record):
        if one.tags.isdisjoint(("SSRI", "SNRI")):
            continue
        if one.until_shortly_before(day, clues.policy.sodium_after_days):
            return next((name_of(trial) for trial in clues.trials if trial.id == one.trial_id), one.name)
    return None


_RULES: dict[str, Callable[[Clues], Raised]] = {
    "bipolar_spectrum": _bipolar_spectrum,
    "bipolar_screen_positive": _bipolar_screen,
    "osa_suspected": _osa,
    "hypothyroidism": _hypothyroidism,
    "substance_use": _substance_use,
    "drug_induced": _drug_induced,
    "anaemia": anaemia,
    "b12_deficiency": b12_deficiency,
    "intolerance": intolerance,
    "nonadherence": with_reason("nonadherence", "adherence"),
    "adherence_unknown": with_reason("adherence_unknown", "adherence"),
    "underdosing": with_reason("dose_below_minimum", "dose"),
    "short_duration": short_duration,
    "pk_rapid_metabolism": with_reason("level_below_range", "dose"),
    "hyponatraemia": _hyponatraemia,
}
assert tuple(_RULES) == tuple(KNOWN), "impostors.toml and the rules name the same flags in the same order"
