"""The only place for how the tests fill in the visit form as a browser would."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

from patients import actions
from patients.models import Patient
from patients.record import DoseStep, Episode, Score, Trial
from tests.world import World

HAMD_ITEMS = (2, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0)


class Fields(HTMLParser):
    """Every field of the form with the value it would send, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name = given.get("name", "")
        if tag == "select":
            self._select, self.values[name] = name, []
        elif tag == "option" and self._select and ("selected" in given or not self.values[self._select]):
            self.values[self._select] = [given["value"]]
        elif tag == "textarea":
            self._area, self.values[name] = name, [""]
        elif tag == "input" and name and given.get("type") not in ("submit", "checkbox", "radio"):
            self.values.setdefault(name, []).append(given.get("value", ""))
        elif tag == "input" and name and "checked" in given:
            self.values.setdefault(name, []).append(given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = [self.values[self._area][0] + data]


def fields_of(response: HttpResponse) -> dict[str, list[str]]:
    """What the browser would send back untouched; Django writes a line break after <textarea>."""
    parser = Fields()
    parser.feed(response.content.decode())
    return {
        name: [value.removeprefix("\n") for value in values] for name, values in parser.values.items() if name
    }


def items(answers: tuple[int | None, ...] = HAMD_ITEMS, code: str = "hamd17") -> dict[str, str]:
    return {
        f"score-{code}-item_{number}": "" if answer is None else str(answer)
        for number, answer in enumerate(answers, 1)
    }


def patient_on_sertraline(world: World, weeks: int = 5, **details: Any) -> Patient:
    """In an episode, on sertraline 100 mg for some weeks, HAM-D17 24 at its start."""
    patient = world.admit(**details)
    start = world.today - timedelta(weeks=weeks)
    visit = actions.Visit(
        date=start,
        episodes=(Episode(start - timedelta(weeks=4)),),
        scores=(Score(start, "hamd17", total=24, rater="clinician"),),
        started=(Trial("", "sertraline", "antidepressant", start, doses=(DoseStep(start, 100.0),)),),
    )
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    return patient


def day(world: World, back: int = 0) -> date:
    return world.today - timedelta(days=back)
