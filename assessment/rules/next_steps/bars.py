"""The only place for why an option is held back: small questions, each answered with the reason or ``None``.

A bar asks about the patient alone, or (``of_option``) about this patient and the option's code. Rows:
triggers.md section 3 ("withheld when"), next_steps.md 4.3 (M), safety.md 2 to 7 (W, D, L, P).
"""

from __future__ import annotations

from collections.abc import Callable

from assessment.rules.next_steps.cards import CARDS, TAGS
from assessment.rules.next_steps.case import Case
from assessment.rules.safety.caps import AVOIDED_BY_SOME
from assessment.rules.safety.interactions import OVER_AFTER_A_DAY, Clash
from assessment.rules.safety.pregnancy import not_to_start

PatientBar = Callable[[Case], str | None]
OptionBar = Callable[[Case, str], str | None]
Bar = PatientBar | OptionBar
OF_OPTION: set[OptionBar] = set()
"""The bars that ask about the option, too."""


def of_option(bar: OptionBar) -> OptionBar:
    """Marks a bar whose answer depends on the option."""
    OF_OPTION.add(bar)
    return bar


# --- gates and the trial gate --------------------------------------------------------------------


def gate(c: Case) -> str | None:
    """G2, G5, G6, G7 hold back every switch, dose increase, augmenter, rTMS, (es)ketamine and MAINTAIN."""
    return c.g.suppressing


def no_data(c: Case) -> str | None:
    """G10: only the assessment, adherence and psychotherapy."""
    if not c.s.g10:
        return None
    return f"not before the data are complete: {c.s.missing[0]}"


def before_trial_gate(c: Case) -> str | None:
    """No switch, augmenter or neuromodulation "for resistance" before the last trial is a fair one."""
    if c.s.strategy is not None or c.s.row in ("G10", "none"):
        return None
    if c.s.row == "remission":
        return f"{c.s.name} brought remission: continue"
    return f"{c.s.name} has not been an adequate trial yet"


def before_trial_gate_of_switch(c: Case) -> str | None:
    """The same, but T2 and T6 let a switch through."""
    return None if c.s.row in ("T2", "T6") else before_trial_gate(c)


def response(c: Case) -> str | None:
    if not c.s.kept_response:
        return None
    return f"response to {c.s.name}: a switch would lose it"


def bipolar(c: Case) -> str | None:
    """G11, until a clinician rules bipolarity out."""
    return f"bipolarity not ruled out: {c.g.g11[0]}" if c.g.g11 else None


def dose_gate(c: Case) -> str | None:
    """G2 to G7 hold back a higher dose."""
    for why in (c.g.g2, c.g.g3, c.g.g4, c.g.g5, c.g.g6, c.g.g7):
        if why:
            return f"first: {why[0]}"
    return None


def any_urgent_gate(c: Case) -> str | None:
    """G1 to G9 hold back simply waiting."""
    for why in (c.g.g1, c.g.g2, c.g.g3, c.g.g4, c.g.g5, c.g.g6, c.g.g7, c.g.g8, c.g.g9):
        if why:
            return f"first: {why[0]}"
    return None


def worsening(c: Case) -> str | None:
    return f"the score is worse than at the start of {c.s.name}" if c.s.worse else None


def severe_effects(c: Case) -> str | None:
    if not c.s.severe_effects:
        return None
    return f"severe side effects on {c.s.name}: {', '.join(c.s.severe_effects)}"


def dose_at_cap(c: Case) -> str | None:
    """No room: at or above the usual maximum or this patient's cap."""
    if c.s.last is None or c.s.last.last_dose is None or c.s.below_ceiling or c.s.row == "short":
        return None
    if c.s.base_below is not None:
        return None
    return f"no room: {c.s.dose_words}"


def qt_dose(c: Case) -> str | None:
    """No increase of citalopram, escitalopram or a tricyclic with a long QTc (M7)."""
    long = c.f.qtc_long or c.f.has("congenital_long_qt")
    if long is None or c.s.last is None:
        return None
    taken = c.f.takes("citalopram", "escitalopram", "TCA", "ziprasidone")
    return f"{long} on {taken.name}" if taken else None


# --- the same drug again -------------------------------------------------------------------------


@of_option
def running(c: Case, code: str) -> str | None:
    """It runs: what failed before may still be given again (ECT, rTMS)."""
    for drug in CARDS[code].drug:
        if drug in c.running:
            return f"already running ({c.running[drug]})"
    return _taken_as_medicine(c, code)


@of_option
def again(c: Case, code: str) -> str | None:
    """It runs, failed when adequate, or was not tolerated before."""
    used = c.used
    for drug in CARDS[code].drug:
        if drug in used:
            return used[drug]
    return _taken_as_medicine(c, code)


def _taken_as_medicine(c: Case, code: str) -> str | None:
    if c.f.medicine_tags.isdisjoint(CARDS[code].drug):
        return None
    drug = c.f.takes(*CARDS[code].drug)
    return f"already taken ({drug.name})" if drug else None


@of_option
def washout(c: Case, code: str) -> str | None:
    wait = c.wait(code)
    return None if wait is None else wait.because


@of_option
def blocked(c: Case, code: str) -> str | None:
    """A ``block`` row of safety.md 3 with something being taken (washouts have their own bar)."""
    for one, rows_of in c.forbidding:
        if code in rows_of and (one.treatment is None or one.treatment not in TAGS[code]):
            for row in rows_of[code]:
                if row.id != OVER_AFTER_A_DAY or c.wait(code) is None:
                    return Clash(row, one).because
    return None


@of_option
def capped(c: Case, code: str) -> str | None:
    """A ``block`` row of safety.md 4 that says "avoid" for this patient."""
    for drug in CARDS[code].drug:
        if drug in AVOIDED_BY_SOME:
            for cap in c.f.limits.on(drug):
                if cap.action == "block" and cap.max_dose is None:
                    return cap.said
    return None


@of_option
def pregnancy(c: Case, code: str) -> str | None:
    if not (c.f.pregnant or c.f.breastfeeding):
        return None
    return not_to_start(TAGS[code], c.f.pregnant, c.f.breastfeeding)


def pregnant(c: Case) -> str | None:
    return "pregnancy: specialist only [P12]" if c.f.pregnant else None


# --- classes -------------------------------------------------------------------------------------


@of_option
def class_choice(c: Case, code: str) -> str | None:
    """A drug of the last antidepressant's class needs SWITCH.SAME_CLASS."""
    return same_class(c) if code in c.same_class else None


def same_class(c: Case) -> str | None:
    return c.same_class_bar


def tca_failed(c: Case) -> str | None:
    return "a tricyclic failed in this episode" if "TCA" in c.s.staging.failed_class_groups else None


def maoi_failed(c: Case) -> str | None:
    return "an MAO inhibitor failed in this episode" if "MAOI" in c.s.staging.failed_class_groups else None


def ect_gate(c: Case) -> str | None:
    """Psychosis, catatonia and danger to life need no trial gate; anything else does."""
    if c.g.g6 or c.g.g7 or c.g.g8:
        return None
    return no_data(c) or before_trial_gate(c)


def g5_to_g8(c: Case) -> str | None:
    for why in (c.g.g5, c.g.g6, c.g.g7, c.g.g8):
        if why:
            return f"deferred: {why[0]}"
    return None


def g6_to_g8(c: Case) -> str | None:
    for why in (c.g.g6, c.g.g7, c.g.g8):
        if why:
            return f"deferred: {why[0]}"
    return None


# --- countries, and options that need a finding ---------------------------------------------------


def only_us(c: Case) -> str | None:
    return None if c.jurisdiction == "US" else f"licensed in the US only, not in {c.jurisdiction}"


def not_us(c: Case) -> str | None:
    return "not licensed in the US" if c.jurisdiction == "US" else None


def not_uk(c: Case) -> str | None:
    return "not recommended in the UK (NICE TA854)" if c.jurisdiction == "UK" else None


def uk_two_failures(c: Case) -> str | None:
    if c.jurisdiction != "UK" or c.s.staging.counted_failures >= 2:
        return None
    return "UK: after no or limited response to at least 2 antidepressants (NICE NG222 1.9.7)"


def never(c: Case) -> str | None:
    return "never offered by this tool"


def mania(c: Case) -> str | None:
    return c.g.g5[0] if c.g.g5 else None


def no_remission(c: Case) -> str | None:
    return None if c.s.row == "remission" else "the last trial has not brought remission"


def nothing_over_cap(c: Case) -> str | None:
    return None if c.s.over_cap else "no running dose is above a limit for this patient"


def no_offender(c: Case) -> str | None:
    return None if c.g.offenders else "no drug that can cause an urgent finding is running"


def nothing_to_wait_for(c: Case) -> str | None:
    """Taken back by ``weigh.py`` once an option waits."""
    return "no option is held back by a washout"


def nothing_to_complete(c: Case) -> str | None:
    if c.s.row in ("T1", "T4", "T5", "T7"):
        return None
    return "no trial is waiting to be completed"


def nothing_to_raise(c: Case) -> str | None:
    return "no treatment trial is recorded in this episode" if c.s.last is None else None
