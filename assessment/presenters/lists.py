"""The only place for the lines of the patient list and the caseload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assessment.timeline.words import day, scale_name

NOT_KNOWN = "not known"


class Summary(Protocol):
    """What a list is told about one assessed record; empty = cannot tell."""

    assessed_on: date | None
    stage: str | None
    provisional: bool
    suppressed: bool
    treatment_label: str
    treatment_adequacy: str
    instrument: str
    last_score: int | None
    last_score_on: date | None
    change_percent: float | None
    next_step_title: str
    next_change_on: date | None
    suicide_item: bool | None

    def treatment_week(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Line:
    url: str
    name: str
    number: str
    born: str
    clinician: str
    stage: str
    treatment: str
    week: str
    adequacy: str
    score: str
    change: str
    next_step: str
    next_change: str
    suicide_item: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head: its name, where sorting by it leads, and how it is sorted now."""

    name: str
    query: str
    sorted: str


def line(
    url: str, name: str, number: str, birth_date: date | None, clinician: str, found: Summary | None
) -> Line:
    born = day(birth_date) if birth_date else NOT_KNOWN
    if found is None:
        return Line(url, name, number, born, clinician, "not assessed", "", "", "", "", "", "", "", False)
    week = found.treatment_week()
    return Line(
        url=url,
        name=name,
        number=number,
        born=born,
        clinician=clinician,
        stage=stage_words(found),
        treatment=found.treatment_label or ("none running" if found.assessed_on else NOT_KNOWN),
        week=f"week {week}" if week else "",
        adequacy=found.treatment_adequacy,
        score=score_words(found),
        change=change_words(found.change_percent),
        next_step=found.next_step_title,
        next_change=day(found.next_change_on) if found.next_change_on else "",
        suicide_item=bool(found.suicide_item),
    )


def stage_words(found: Summary) -> str:
    if found.assessed_on is None:
        return "not assessed"
    if found.suppressed:
        return "not staged"
    if found.stage is None:
        return "cannot tell"
    name = "none" if found.stage == "0" else f"Stage {found.stage}"
    return f"{name}, provisional" if found.provisional else name


def score_words(found: Summary) -> str:
    if found.last_score is None:
        return "no score"
    when = f" on {day(found.last_score_on)}" if found.last_score_on else ""
    return f"{scale_name(found.instrument)} {found.last_score}{when}"


def change_words(percent: float | None) -> str:
    """Since baseline on the same scale; nothing where it cannot be computed."""
    if percent is None:
        return ""
    if round(percent) == 0:
        return "no change"
    return f"{abs(percent):.0f} % {'better' if percent > 0 else 'worse'}"


def columns(names: Sequence[tuple[str, str]], sort: str, query: Callable[[str], str]) -> tuple[Column, ...]:
    """Heads of (name, sort key): choosing the sorted one again turns it round; "" = not sortable."""
    return tuple(_column(name, key, sort, query) for name, key in names)


def _column(name: str, key: str, sort: str, query: Callable[[str], str]) -> Column:
    if not key:
        return Column(name, "", "")
    if sort == key:
        return Column(name, query(f"-{key}"), "ascending")
    return Column(name, query(key), "descending" if sort == f"-{key}" else "")
