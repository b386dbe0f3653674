"""The only place that answers "what about this option?": offered or not, why, what it needs, its warnings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from assessment.presenters.citations import Citation, citation
from assessment.presenters.naming import KINDS, interactions_named, said
from assessment.presenters.steps import Notice
from assessment.presenters.treatment_facts import TreatmentFacts
from assessment.rules.findings import Assessment, Option
from assessment.rules.next_steps.cards import CARDS
from patients.formulary import FORMULARY

OPTION, TREATMENT = "option", "treatment"
OFFERED, ASKED, WITHHELD, NO_CARD = "offered", "asked", "withheld", "no_card"
_HEADS = {
    ASKED: "Nothing recorded withholds it, but no row of the published rules brings it up here",
    WITHHELD: "Withheld",
    NO_CARD: "The published rules have no card for it: here is what is known of it for this patient",
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    value: str
    title: str
    state: str
    head: str
    because: tuple[str, ...] = ()
    check_first: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    monitor: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    strength: str = ""
    sources: tuple[Citation, ...] = ()
    treatments: tuple[TreatmentFacts, ...] = ()


def _choices() -> tuple[Group, ...]:
    """Every card by its kind, then the treatments that no card names."""
    cards = sorted(
        CARDS.values(), key=lambda card: list(KINDS).index(card.kind) if card.kind in KINDS else 99
    )
    groups = [
        Group(
            _kind(kind),
            tuple(
                Choice(f"{OPTION}:{card.code}", card.title) for card in sorted(found, key=lambda c: c.title)
            ),
        )
        for kind, found in groupby(cards, key=lambda card: card.kind)
    ]
    named = {drug for card in CARDS.values() for drug in (*card.drug, card.agent.lower())}
    others = {entry.id: entry.name for entry in FORMULARY if entry.id not in named}
    rest = (Choice(f"{TREATMENT}:{code}", name) for code, name in others.items())
    return (*groups, Group("Other treatments", tuple(sorted(rest, key=lambda choice: choice.name.lower()))))


def _kind(kind: str) -> str:
    return "Never offered" if kind == "never" else said(KINDS, kind).capitalize()


CHOICES = _choices()
NAMES = {choice.value: choice.name for group in CHOICES for choice in group.choices}


def considered_option(
    code: str, plain: Assessment, asked: Assessment, treatments: tuple[TreatmentFacts, ...] = ()
) -> Considered:
    """``plain`` is the assessment without the question, ``asked`` the one with it."""
    card = CARDS[code]
    offered = _option(plain, code)
    found = offered or _option(asked, code)
    held = next((one for one in asked.next_steps.withheld if one.code == code), None)
    state = OFFERED if offered else ASKED if found else WITHHELD
    head = f"Offered, number {offered.rank} of {len(plain.next_steps.options)}" if offered else _HEADS[state]
    return Considered(
        value=f"{OPTION}:{code}",
        title=card.title,
        state=state,
        head=head,
        because=found.because if found else interactions_named(held.because) if held else (),
        check_first=card.check,
        needs=card.needs,
        monitor=card.monitor,
        cautions=interactions_named(found.cautions) if found else (),
        warnings=_its_warnings(plain, asked) if state != OFFERED else (),
        strength=card.strength,
        sources=tuple(citation(source) for source in card.sources),
        treatments=treatments,
    )


def considered_treatment(code: str, facts: TreatmentFacts) -> Considered:
    return Considered(f"{TREATMENT}:{code}", facts.name, NO_CARD, _HEADS[NO_CARD], treatments=(facts,))


def _option(assessment: Assessment, code: str) -> Option | None:
    return next((option for option in assessment.next_steps.options if option.code == code), None)


def _its_warnings(plain: Assessment, asked: Assessment) -> tuple[Notice, ...]:
    """The warnings that come only with this option."""
    known = {(warned.code, warned.because) for warned in plain.next_steps.warnings}
    return tuple(
        Notice(warned.text, warned.because, code=warned.code)
        for warned in asked.next_steps.warnings
        if (warned.code, warned.because) not in known
    )
