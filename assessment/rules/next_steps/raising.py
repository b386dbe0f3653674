"""The only place for what forbids a higher dose of the drug that is given, beyond its figures.

triggers.md section 3 names room, side effects and gates. next_steps.md 1 sends every candidate through the
modifiers and safety.md, too: what the patient must not be started on, the patient must not get more of.
"""

from __future__ import annotations

from functools import cache

from assessment.rules.next_steps import condition_bars as n
from assessment.rules.next_steps import health_bars as h
from assessment.rules.next_steps.bars import PatientBar
from assessment.rules.next_steps.case import Case
from assessment.rules.safety.classes import tags_of
from assessment.rules.safety.interactions import CROSS_TAPER, Clash, between
from assessment.rules.safety.pregnancy import pregnancy_rows


def _sodium_now(c: Case) -> str | None:
    """M11, while it is low: an earlier low asks for a check after the rise, it does not forbid it."""
    return c.f.sodium_low


def _toxic(c: Case) -> str | None:
    return c.g.g9[0] if c.g.g9 else None


_FORBIDDEN: tuple[tuple[str, tuple[PatientBar, ...]], ...] = (
    ("SSRI", (_sodium_now,)),
    ("SNRI", (_sodium_now, h.pressure)),  # M9, L42
    ("BUPROPION", (n.seizure, n.eating, n.abrupt_stop)),  # M6
    ("clomipramine", (h.seizure_risk,)),  # M6
    ("maprotiline", (h.seizure_risk,)),
    ("TCA", (n.heart_for_tricyclics,)),  # M8
    ("citalopram", (n.weak_heart,)),  # M8
    ("duloxetine", (h.alcohol,)),  # M13
    ("MAOI_IRREV", (n.phaeochromocytoma, h.pressure)),
    ("liothyronine", (n.heart,)),
    ("STIMULANT", (n.heart_disease, h.pressure)),
    ("lithium", (_toxic, n.lithium_contraindicated)),  # G9, card
)


def not_raised(c: Case) -> str | None:
    """The first reason, in words."""
    raised = c.s.raised
    if raised is None:
        return None
    why = _reason(c, raised.treatment)
    return f"no more {raised.treatment.replace('_', ' ')}: {why}" if why else None


def _reason(c: Case, drug: str) -> str | None:
    tags = tags_of(drug)
    for bar in _bars_against(tags):
        if why := bar(c):
            return why
    for cap in c.f.limits.on(drug):
        if cap.action == "block" and cap.max_dose is None:
            return cap.said
    return _beside(c, drug, tags) or (_in_pregnancy(tags) if c.f.pregnant else None)


@cache
def _bars_against(tags: frozenset[str]) -> tuple[PatientBar, ...]:
    """What is asked before a drug with these tags is raised, in the order of the table."""
    return tuple(bar for tag, bars in _FORBIDDEN if tag in tags for bar in bars)


def _beside(c: Case, drug: str, tags: frozenset[str]) -> str | None:
    """What is taken with it and forbidden beside it (safety.md 3)."""
    for one in c.f.taken:
        if one.treatment != drug:
            for row in between(tags, one.tags):
                if row.blocks(c.jurisdiction) and row.id != CROSS_TAPER:
                    return Clash(row, one).because
    return None


def _in_pregnancy(tags: frozenset[str]) -> str | None:
    for row in pregnancy_rows(tags):
        if row.action == "block":
            return f"in pregnancy: {row.pregnancy} [{row.id}]"
    return None
