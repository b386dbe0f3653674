"""The only place for what in the patient's health withholds an option, where more than a condition is asked.

Each bar answers with the reason or ``None``.
"""

from __future__ import annotations

from assessment.rules.next_steps.bars import of_option
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.case import Case
from assessment.rules.safety import limits


def sodium(c: Case) -> str | None:
    """M11: low now, or on an SSRI or SNRI before; G3: what may come of it."""
    why = c.f.sodium_low or c.f.hyponatraemia_before
    return f"hyponatraemia: {why}" if why else _first(c.g.g3)


def _first(raised: tuple[str, ...]) -> str | None:
    return raised[0] if raised else None


def sodium_critical(c: Case) -> str | None:
    """G3: at or below 125 mmol/L, or confusion or a seizure on an antidepressant."""
    return _first(c.g.g3)


def pressure(c: Case) -> str | None:
    return f"blood pressure not controlled: {c.f.pressure_high}" if c.f.pressure_high else None


def pressure_above(c: Case) -> str | None:
    return f"blood pressure above 140/90: {c.f.pressure_above}" if c.f.pressure_above else None


def qtc_long(c: Case) -> str | None:
    """M7, and what is worse (G4)."""
    return c.f.qtc_long or c.f.has("congenital_long_qt") or qtc_critical(c)


def qtc_critical(c: Case) -> str | None:
    """G4: 500 ms, a rise of 60 ms, or spells on a QT drug."""
    return _first(c.g.g4)


def qt_drug(c: Case) -> str | None:
    """A medicine of D08, or an antidepressant of known risk (safety.md 3, QT classes)."""
    drug = c.f.takes("QT_DRUG", "citalopram", "escitalopram")
    return f"{drug.name} prolongs QT" if drug else None


def bupropion_again(c: Case) -> str | None:
    """A product that holds bupropion, where bupropion itself is not started (again): M6, M29."""
    if "bupropion" in c.used:
        return f"it holds bupropion, {c.used['bupropion']}"
    return "bupropion is taken already" if "bupropion" in c.f.medicine_tags else None


def seizure_risk(c: Case) -> str | None:
    """M6 names clomipramine and maprotiline, too."""
    why = c.f.ever("seizure_disorder", "anorexia_nervosa", "bulimia_nervosa")
    why = why or c.f.has("abrupt_alcohol_cessation_planned")
    return f"{why}: avoid [M6]" if why else None


def psychosis(c: Case) -> str | None:
    return c.g.g6[0] if c.g.g6 else None


def catatonia(c: Case) -> str | None:
    return f"catatonia not treated yet: {c.g.g7[0]}" if c.g.g7 else None


def overdose_risk(c: Case) -> str | None:
    """A red suicide item, or an overdose ever: tricyclics are dangerous in overdose."""
    return c.g.red or c.g.overdose


def life_threatening(c: Case) -> str | None:
    return c.g.red or (c.g.g8[0] if c.g.g8 else None)


def kidney(c: Case) -> str | None:
    return c.f.kidney_severe


def alcohol(c: Case) -> str | None:
    return f"{c.alcohol}: avoid duloxetine" if c.alcohol else None


def substance(c: Case) -> str | None:
    return c.substance


def older(c: Case) -> str | None:
    if not c.f.aged(limits.OLDER_ADULT_FROM):
        return None
    return f"age {limits.OLDER_ADULT_FROM} or older: strongly anticholinergic (Beers 2023)"


def thyroid(c: Case) -> str | None:
    """A TSH outside its range, or a diagnosis that no TSH since then answers."""
    entry, tsh = c.f.conditions.present("hyperthyroidism", "hypothyroidism"), c.f.measured.get("tsh")
    open_since = entry is not None and (tsh is None or tsh.date < entry.date)
    why = c.f.tsh_outside or (c.f.has(entry.code) if entry is not None and open_since else None)
    return f"{why}: evaluate first" if why else None


@of_option
def akathisia_on_it(c: Case, code: str) -> str | None:
    return _effect_on_it(c, code, "akathisia")


@of_option
def rash_on_it(c: Case, code: str) -> str | None:
    return _effect_on_it(c, code, "rash")


def _effect_on_it(c: Case, code: str, effect: str) -> str | None:
    for trial in c.f.record.trials:
        if trial.treatment in CARDS[code].drug and any(one.effect == effect for one in trial.side_effects):
            return f"{effect} on it ({trial.id})"
    return None


def maoi_around(c: Case) -> str | None:
    drug = c.f.takes("MAOI_IRREV", "RIMA", "MAOI_LIKE")
    return f"with {drug.name}" if drug else None


def base_not_suited(c: Case) -> str | None:
    """Bupropion is added to an SSRI, SNRI, tricyclic or mirtazapine."""
    if not c.base or not c.base.isdisjoint(("SSRI", "SNRI", "TCA", "mirtazapine")):
        return None
    return f"added to an SSRI, SNRI, tricyclic or mirtazapine only, not to {c.s.name}"


def osa_open(c: Case) -> str | None:
    return f"sleep apnoea first: {c.osa_open}" if c.osa_open else None
