"""The only place that puts the ways forward on the page: options with their reasons, never an order."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.presenters.checks import just_started
from assessment.presenters.citations import Citation, citation
from assessment.presenters.naming import (
    ALERTS,
    KINDS,
    URGENT_ALERTS,
    check_names,
    interactions_named,
    said,
    treatment_name,
)
from assessment.rules.findings import Assessment, Option, Warned
from assessment.rules.next_steps.brought import brought_by
from assessment.rules.next_steps.cards import CARDS
from assessment.timeline.words import plain
from patients.record import PatientRecord


@dataclass(frozen=True, slots=True)
class OptionCard:
    rank: int
    title: str
    kind: str
    urgent: bool
    because: tuple[str, ...]
    check_first: tuple[str, ...]
    monitor: tuple[str, ...]
    cautions: tuple[str, ...]
    strength: str
    sources: tuple[Citation, ...]
    code: str
    note: str = ""
    """What to keep in mind when reading why."""
    warnings: tuple[str, ...] = ()
    """Those that are due because of this option."""
    rule: str = ""
    """By which rule, of which version, it is on the list."""


@dataclass(frozen=True, slots=True)
class WithheldRow:
    name: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning or an alert: what was found, in words fit to act on."""

    title: str
    text: str
    urgent: bool = False
    code: str = ""
    options: tuple[str, ...] = ()
    """The options of the list that bring it."""


@dataclass(frozen=True, slots=True)
class Steps:
    intro: str
    options: tuple[OptionCard, ...]
    more: tuple[OptionCard, ...]
    withheld: tuple[WithheldRow, ...]


SHOWN_AT_ONCE = 4


def steps(assessment: Assessment, record: PatientRecord) -> Steps:
    young = _too_young_to_ask(assessment, record)
    cards = tuple(_card(option, assessment, young) for option in assessment.next_steps.options)
    withheld = tuple(
        WithheldRow(option_name(held.code), interactions_named(held.because))
        for held in assessment.next_steps.withheld
    )
    return Steps(_intro(len(cards)), cards[:SHOWN_AT_ONCE], cards[SHOWN_AT_ONCE:], withheld)


def _intro(count: int) -> str:
    if count == 0:
        return "No option is left after the filters; what was withheld, and why, stands below."
    if count == 1:
        return "The only option left after the filters; what was withheld, and why, stands below."
    return f"{count} options to weigh, in the order the published rules give them. The decision is yours."


_ABOUT_ADHERENCE = ("COMPLETE_ASSESSMENT", "ADDRESS_ADHERENCE")


def _too_young_to_ask(assessment: Assessment, record: PatientRecord) -> str:
    """Nobody can know yet how much of a treatment is taken that began within the week."""
    names = [
        treatment_name(trial.treatment, trial.role)
        for trial in record.trials
        if just_started(trial, assessment) and "adherence_unknown" in assessment.trial(trial.id).reasons
    ]
    if not names:
        return ""
    began = f"{' and '.join(names).capitalize()} began within the last week"
    return f"{began}: ask at the next visit how much is taken."


def _card(option: Option, assessment: Assessment, young: str) -> OptionCard:
    return OptionCard(
        rank=option.rank,
        title=option.title,
        kind=said(KINDS, option.kind),
        urgent=option.kind == "urgent",
        because=option.because,
        check_first=option.check_first,
        monitor=option.monitor,
        cautions=interactions_named(option.cautions),
        strength=option.strength or "not graded",
        sources=tuple(citation(source) for source in option.sources),
        code=option.code,
        note=young if option.code in _ABOUT_ADHERENCE else "",
        warnings=_its_warnings(option, assessment),
        rule=f"Rule {option.code}, rules {assessment.rules_version}",
    )


def _its_warnings(option: Option, assessment: Assessment) -> tuple[str, ...]:
    brought = brought_by(option.code)
    due = assessment.next_steps.warnings
    said = {caution.rstrip(".") for caution in option.cautions}
    return tuple(
        one.text
        for one in due
        if (one.code in brought or option.title in one.because.split("; "))
        and one.text.rstrip(".") not in said
    )


def option_name(code: str) -> str:
    """The title on its card; what has none, from its code: AUGMENT.X_Y -> Augment: x y."""
    if code in CARDS:
        return CARDS[code].title
    head, _, tail = code.partition(".")
    head = plain(head).capitalize()
    return f"{head}: {plain(tail).lower()}" if tail else head


def notices(assessment: Assessment) -> tuple[Notice, ...]:
    """Alerts first, those that need an answer today before all."""
    alerts = [
        Notice(said(ALERTS, alert.code), alert.because, alert.code in URGENT_ALERTS, alert.code)
        for alert in assessment.alerts
        if alert.code != "provisional_stage"  # the stage card says it, with the open checks
    ]
    return tuple(sorted(alerts, key=lambda notice: not notice.urgent))


def warnings(assessment: Assessment) -> tuple[Notice, ...]:
    return tuple(_warning(warned, assessment) for warned in assessment.next_steps.warnings)


def _warning(warned: Warned, assessment: Assessment) -> Notice:
    """ "Among the options" is said by naming them."""
    options = assessment.next_steps.options
    bring = tuple(option.title for option in options if warned.code in brought_by(option.code))
    text = "" if warned.because == "among the options" and bring else check_names(warned.because)
    return Notice(warned.text, text, code=warned.code, options=bring)
