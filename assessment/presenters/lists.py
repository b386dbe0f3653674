"""The only place for the lines of the patient list and the caseload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assessment.presenters.ahead import FAR_DAYS, in_a_list
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
    baseline_on: date | None
    next_step_title: str
    next_change_on: date | None
    next_change_part: str
    next_change_code: str
    next_change_after: str
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
    treatment: str = ""
    week: str = ""
    adequacy: str = ""
    score: str = ""
    change: str = ""
    since: str = ""
    next_step: str = ""
    next_change: str = ""
    next_change_why: str = ""
    suicide_item: bool = False
    lacks: str = ""
    """What has to be added before anything can be concluded, and where."""
    mend_url: str = ""


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
    known = (url, name, number, born, clinician)
    if found is None or found.assessed_on is None:
        return Line(*known, "not assessed", lacks=_lacks(birth_date), mend_url=f"{url}/details")
    week = found.treatment_week()
    on = found.next_change_on
    return Line(
        *known,
        stage=stage_words(found),
        treatment=found.treatment_label or "none running",
        week=f"week {week}" if week else "",
        adequacy=found.treatment_adequacy,
        score=score_words(found),
        change=change_words(found.change_percent),
        since=day(found.baseline_on) if found.baseline_on and found.change_percent is not None else "",
        next_step=found.next_step_title,
        next_change=day(on) if on and not _far(found) else "",
        next_change_why=in_a_list(
            on,
            found.assessed_on,
            birth_date,
            found.next_change_part,
            found.next_change_code,
            found.next_change_after,
        ),
        suicide_item=bool(found.suicide_item),
    )


def _lacks(birth_date: date | None) -> str:
    return "" if birth_date else "birth date"


def _far(found: Summary) -> bool:
    """A day years ahead stands in the words beside it, as a year."""
    on, as_of = found.next_change_on, found.assessed_on
    return bool(on and as_of and found.next_change_part and (on - as_of).days > FAR_DAYS)


def stage_words(found: Summary) -> str:
    if found.assessed_on is None:
        return "not assessed"
    if found.suppressed:
        return "not staged"
    if found.stage is None:
        return "cannot tell yet"
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
