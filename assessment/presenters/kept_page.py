"""The only place that shows an assessment as it stood, from what was kept and not from today's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.presenters.differences import Told, stage_headline, told, verdict
from assessment.presenters.naming import ALERTS, IMPOSTORS, STATES, said, treatment_name
from assessment.presenters.steps import option_name
from assessment.rules.snapshot import Document
from assessment.timeline.words import day, period, plain
from patients.codes import CHECKS

File = Mapping[str, Any]
_PILLARS = {
    "met": "met",
    "not_met": "not met",
    "cannot_tell": "cannot tell",
    "not_applicable": "does not apply",
}


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    said: str
    because: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    as_of: str
    headline: str
    because: tuple[str, ...]
    sections: tuple[Section, ...]
    intact: bool
    again: Told
    """What the rules of today conclude otherwise from the very same record; empty = reproduced."""


def kept_page(document: Document, again: File) -> KeptPage:
    said_then, staging = document.assessment, document.assessment["staging"]
    return KeptPage(
        as_of=day(date.fromisoformat(said_then["as_of"])),
        headline=stage_headline(said_then),
        because=tuple(staging["because"]),
        sections=tuple(section for section in _sections(document) if section.lines),
        intact=document.intact,
        again=told(said_then, again),
    )


def _sections(document: Document) -> Iterator[Section]:
    file, steps = document.assessment, document.assessment["next_steps"]
    yield Section("Alerts", tuple(Line(said(ALERTS, a["code"]), a["because"]) for a in file["alerts"]))
    yield Section("Treatments", tuple(_trials(document)))
    yield Section("Options that were offered", tuple(_option(card) for card in steps["options"]))
    yield Section(
        "Withheld, and why",
        tuple(Line(_title(held["code"]), "; ".join(held["because"])) for held in steps["withheld"]),
    )
    yield Section("Warnings", tuple(Line(w["text"], w.get("because", "")) for w in steps["warnings"]))
    yield Section("Other causes", tuple(_impostor(found) for found in file["impostors"]))
    yield Section("Checklist", tuple(_check(check) for check in file.get("checks", ()) if _is_told(check)))
    yield Section("Missing", tuple(Line(gap["what"], gap["would_change"]) for gap in file["missing"]))


def _trials(document: Document) -> Iterator[Line]:
    recorded = {trial["id"]: trial for trial in document.record["trials"]}
    for trial in document.assessment["trials"]:
        name = f"{treatment_name(trial['treatment'], trial['role'])} ({trial['id']})"
        pillars = (
            f"{pillar.capitalize()} {_PILLARS[found['outcome']]}: {found['because']}"
            for pillar, found in trial["pillars"].items()
        )
        yield Line(
            name,
            f"{_when(recorded.get(trial['id'], {}))}{verdict(trial)}",
            tuple(pillars),
            f"trial-{trial['id']}",
        )


def _when(trial: File) -> str:
    if "start" not in trial:
        return ""
    stop = trial.get("stop")
    return f"{period(date.fromisoformat(trial['start']), date.fromisoformat(stop) if stop else None)}. "


def _option(card: File) -> Line:
    strength = f"strength: {card['strength'] or 'not graded'}"
    return Line(f"{card['rank']}. {card['title']}", strength, ("; ".join(card["because"]),))


def _title(code: str) -> str:
    return option_name(code)


def _impostor(found: File) -> Line:
    return Line(said(IMPOSTORS, found["code"]), plain(found["state"]), (found["because"],))


def _is_told(check: File) -> bool:
    return bool(check["core"] or check["state"] != "not_assessed")


def _check(check: File) -> Line:
    name = CHECKS[check["code"]].means if check["code"] in CHECKS else check["code"]
    return Line(name[:1].upper() + name[1:], said(STATES, check["state"]))
