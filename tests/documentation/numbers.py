"""The only place that makes the tables of every number the rules use, each with its source and mark."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import assessment.rules
from assessment.rules.evidence import sources
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.minded import STATES, SUSPECTED
from assessment.rules.policy import PolicyFact, policy_facts, policy_names
from assessment.rules.safety.caps import CAPS, Cap
from assessment.rules.safety.interactions import INTERACTIONS
from assessment.rules.safety.pregnancy import PREGNANCY_ROWS
from assessment.rules.safety.washouts import CHANGEOVERS, WASHOUTS
from patients.codes import CHECKS, MEASUREMENTS
from patients.formulary import FORMULARY, Treatment
from patients.instruments import INSTRUMENTS, Instrument
from tests.documentation.constants import constants
from tests.documentation.markdown import bullets, page, section, table, text

RULES = Path(assessment.rules.__path__[0])
_MARKS = (
    "Marks: ARTICLE, said by the article; V, verified against a copy of the named source; M, from memory "
    "of the named source; E and P, a convention of this project, for a clinician to sign off (see "
    "[what is least certain](../doubts.md))."
)
_FIXED = (
    "Points, weights and limits that belong to a published method or a table above, and that a clinic does "
    "not change. Everything that it may change is a [threshold](policy.md)."
)
PAGES = {
    "policy": "Thresholds",
    "formulary": "Treatments: doses, weeks, sessions",
    "instruments": "Rating scales and screeners",
    "impostors": "Look-alikes and the checklist",
    "washouts": "Washouts",
    "interactions": "Dangerous combinations",
    "cautions": "States that call for caution",
    "dose-limits": "Dose limits",
    "pregnancy": "Pregnancy and breastfeeding",
    "options": "Option cards",
    "matching": "Augmenters by target",
    "warnings": "Warnings",
    "measurements": "Measurements and units",
    "constants": "Numbers fixed in the code",
}


def pages() -> Iterator[tuple[str, Callable[[], str]]]:
    """Each page by its path below docs/clinical/numbers, made when it is asked for."""
    bodies: dict[str, Callable[[], list[str]]] = {
        "policy": _policies,
        "formulary": _formulary,
        "instruments": lambda: [section(one.name, *_instrument(one)) for one in INSTRUMENTS.values()],
        "impostors": _impostors,
        "washouts": lambda: [_washouts(), section("Changing over without days to wait", _changeovers())],
        "cautions": lambda: [_states(), section("While suspected", _suspected())],
        "interactions": lambda: [_interactions()],
        "dose-limits": lambda: [_caps()],
        "pregnancy": lambda: [_pregnancy()],
        "options": lambda: [section(card.title, *_card(code)) for code, card in CARDS.items()],
        "matching": lambda: [_matching()],
        "warnings": lambda: [table(("code", "text"), _csv("next_steps/warnings.csv"))],
        "measurements": lambda: [_measurements()],
        "constants": lambda: [_FIXED, table(("number", "value", "where", "what it is"), constants())],
    }
    for name, title in PAGES.items():
        yield f"{name}.md", partial(_page, title, bodies[name])
    yield "README.md", _index


def _page(title: str, body: Callable[[], list[str]]) -> str:
    return page(title, _MARKS, *body())


def _index() -> str:
    index = bullets(f"[{title}]({name}.md)" for name, title in PAGES.items())
    return page("Every number, with its source", _MARKS, index)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((RULES / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[list[str]]:
    with (RULES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _policies() -> list[str]:
    default = policy_facts()
    parts = [section("Policy `article`, the default", *_by_topic(default))]
    for name in policy_names():
        changed = [fact for fact in policy_facts(name) if fact not in default]
        if changed:
            parts.append(section(f"Policy `{name}`: what differs", *_by_topic(tuple(changed))))
    cited = [(f"`{one.key}`", one.title, one.where, one.mark) for one in sources().values()]
    return [*parts, section("Sources", table(("source", "title", "where", "mark"), cited))]


def _by_topic(facts: tuple[PolicyFact, ...]) -> Iterator[str]:
    for topic in dict.fromkeys(fact.topic for fact in facts):
        rows = [
            (f"`{fact.name}`", fact.value, fact.source, fact.mark, fact.note)
            for fact in facts
            if fact.topic == topic
        ]
        yield f"### {topic.replace('_', ' ').capitalize()}"
        yield table(("threshold", "value", "source", "mark", "note"), rows)


def _formulary() -> list[str]:
    roles = dict.fromkeys(entry.role for entry in FORMULARY)
    return [
        part
        for role in roles
        for part in (
            section(
                f"{role.capitalize()}s" if role != "psychotherapy" else "Psychotherapies",
                table(_DOSES, [_doses(entry) for entry in FORMULARY if entry.role == role]),
                table(
                    ("treatment", "where the figures are from", "notes"),
                    [
                        (
                            entry.name,
                            entry.source,
                            [note for note in (entry.note, entry.older_adult_note) if note],
                        )
                        for entry in FORMULARY
                        if entry.role == role
                    ],
                ),
            ),
        )
    ]


_DOSES = (
    "treatment", "class", "counts as", "unit", "minimum", "from 65", "usual maximum", "label maximum",
    "weeks", "sessions", "certainty of the minimum", "ATC", "RxNorm",
)  # fmt: skip


def _doses(entry: Treatment) -> tuple[object, ...]:
    return (
        entry.name, entry.drug_class, entry.class_group, entry.dose_unit, entry.minimum_dose,
        entry.older_adult_minimum, entry.usual_max, entry.label_max, entry.min_weeks, entry.min_sessions,
        entry.confidence, entry.atc, entry.rxnorm,
    )  # fmt: skip


def _instrument(one: Instrument) -> Iterator[str]:
    facts: dict[str, object] = {
        "code": f"`{one.code}`",
        "items": len(one.items) or "total only",
        "total": f"{one.total_min} to {one.total_max}",
        "rated by": one.rater,
        "remission at or below": one.remission_max,
        "positive": _positive(one),
        "suicide item": one.suicide_item,
        "asks for an assessment the same day from": one.suicide_red_from,
        "wording": "may be shown" if one.licence == "text_ok" else "labels only: the licence is not ours",
    }
    yield bullets(f"{name}: {text(value)}" for name, value in facts.items() if value not in (None, ""))
    yield table(("from", "to", "band"), [(band.low, band.high, band.name) for band in one.bands])
    yield "\n".join(line for line in (f"Source: {one.source}", one.licence_note, one.note) if line)


def _positive(one: Instrument) -> str:
    when = one.when_positive
    said = [
        f"at least {when.at_least}" if when.at_least is not None else "",
        f"at most {when.at_most}" if when.at_most is not None else "",
        *(f"at least {cut} ({sex})" for sex, cut in when.by_sex.items()),
        f"at least {when.uk} (UK)" if when.uk is not None else "",
        *(f"{name} one of {text(answers)}" for name, answers in when.answers.items()),
        f"any of items {text(when.items)} above 0" if when.items else "",
    ]
    return "; ".join(part for part in said if part)


def _impostors() -> list[str]:
    flags = [
        (f"`{code}`", row["check"], row["clears"], row["source"], row["mark"])
        for code, row in _toml("impostors.toml").items()
    ]
    checks = [
        (check.code, check.means, check.core, check.valid_days, check.valid_days_on_lithium, check.source)
        for check in CHECKS.values()
    ]
    return [
        section("Flags", table(("flag", "check", "what clears it", "source", "mark"), flags)),
        section(
            "The checklist",
            "An answer counts for so many days; none given where the reference gives no end.",
            table(("code", "what", "core", "days", "days on lithium", "source"), checks),
        ),
    ]


def _washouts() -> str:
    head = ("row", "from", "except", "to", "days", "only when", "other figure", "basis", "differs", "mark")
    return table(
        head,
        [
            (one.id, one.sources, one.not_from, one.targets, one.days, one.when, one.other, one.basis,
             one.differs, one.mark)
            for one in WASHOUTS
        ],
    )  # fmt: skip


def _changeovers() -> str:
    head = ("row", "from", "to", "holds for days after the last dose", "what", "mark")
    return table(
        head,
        [
            (one.id, sorted(one.sources), sorted(one.targets), one.days, one.what, one.mark)
            for one in CHANGEOVERS
        ],
    )


def _states() -> str:
    head = ("condition", "drugs", "past counts, too", "what", "source")
    return table(
        head, [(one.condition, sorted(one.drugs), one.ever, one.advice, one.source) for one in STATES]
    )


def _suspected() -> str:
    return table(("drugs", "conditions"), [(tag, codes) for tag, codes in SUSPECTED.items()])


def _interactions() -> str:
    head = ("row", "one", "other", "severity", "action", "only in", "what", "monitoring", "mark")
    return table(
        head,
        [
            (one.id, one.a, one.b, one.severity, one.action, one.only_in, one.what, one.monitoring, one.mark)
            for one in INTERACTIONS
        ],
    )


def _caps() -> str:
    head = (
        "row",
        "drug",
        "for whom",
        "at most",
        "action",
        "applies in",
        "rule",
        "differs by country",
        "mark",
    )
    return table(head, [_cap(cap) for cap in CAPS])


def _cap(cap: Cap) -> tuple[object, ...]:
    return (
        cap.id, cap.drug, cap.population, cap.max_dose, cap.action, cap.applies_in, cap.rule,
        cap.differs, cap.mark,
    )  # fmt: skip


def _pregnancy() -> str:
    head = ("row", "drugs", "pregnancy", "breastfeeding", "action", "not while breastfeeding", "mark")
    return table(
        head,
        [
            (
                one.id,
                one.drugs,
                one.pregnancy,
                one.breastfeeding,
                one.action,
                one.breastfeeding_blocks,
                one.mark,
            )
            for one in PREGNANCY_ROWS
        ],
    )


def _card(code: str) -> Iterator[str]:
    card = CARDS[code]
    facts: dict[str, object] = {
        "code": f"`{code}`",
        "kind": card.kind,
        "strength": card.strength,
        "CANMAT line": card.line if card.line < 9 else None,
        "stands for": card.drug,
        "dose": card.dose,
        "check first": "; ".join(card.check),
        "monitor": "; ".join(card.monitor),
        "said when not on record": card.needs,
        "sources": "; ".join(card.sources),
    }
    yield bullets(f"{name}: {text(value)}" for name, value in facts.items() if value)


def _matching() -> str:
    return table(("target", "augmenter", "score (X: never)", "why", "mark"), _csv("next_steps/matrix.csv"))


def _measurements() -> str:
    rows = [
        (f"`{code}`", one.unit, [unit for unit in one.units if unit != one.unit], one.used_by)
        for code, one in MEASUREMENTS.items()
    ]
    return table(("test", "unit", "also read", "used by"), rows)
