"""The only place for how a chart is looked at: the day, the window, the scale, as read from an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from assessment.timeline.axis import WINDOWS, Window, window_between, window_named
from assessment.timeline.table import SORTS
from patients.instruments import INSTRUMENTS
from patients.record import PatientRecord

HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Looking:
    """``None`` and "" leave the choice to the page."""

    on: date | None = None
    window: str = ""
    start: date | None = None
    stop: date | None = None
    scale: str = ""
    sort: str = ""
    measurements: str = ""

    def query(self) -> str:
        """As it stands in an address; dates and codes only, nothing about a patient."""
        known = {
            "on": self.on and self.on.isoformat(),
            "window": self.window,
            "from": self.start and self.start.isoformat(),
            "to": self.stop and self.stop.isoformat(),
            "scale": self.scale,
            "sort": self.sort,
            "measurements": self.measurements,
        }
        pairs = {name: value for name, value in known.items() if value}
        return f"?{urlencode(pairs)}" if pairs else "?"

    def at(self, on: date | None) -> Looking:
        return replace(self, on=on)

    def in_window(self, name: str) -> Looking:
        return replace(self, window=name, start=None, stop=None)

    def between(self, start: date, stop: date) -> Looking:
        return replace(self, window="", start=start, stop=stop)

    def window_of(self, record: PatientRecord, as_of: date, ahead: date | None) -> Window | None:
        if self.start and self.stop:
            return window_between(self.start, self.stop)
        return window_named(self.window, record, as_of, ahead) if self.window else None


def read(given: Mapping[str, str], today: date) -> tuple[Looking, tuple[str, ...]]:
    """What the address asks for, and in words what of it could not be used."""
    problems: list[str] = []
    on = _date(given, "on", problems)
    if on is not None and on > today:
        problems.append(f"{on.isoformat()} is in the future: the chart is shown as of today.")
        on = None
    start, stop = _date(given, "from", problems), _date(given, "to", problems)
    if start and stop and stop <= start:
        problems.append("The window's end is not after its start: the usual window is shown.")
        start = stop = None
    looking = Looking(
        on=None if on == today else on,
        window=_one_of(given, "window", WINDOWS, problems),
        start=start,
        stop=stop,
        scale=_one_of(given, "scale", tuple(INSTRUMENTS), problems),
        sort=_one_of(given, "sort", SORTS, problems),
        measurements=_one_of(given, "measurements", (HIDDEN,), problems),
    )
    return looking, tuple(problems)


def _date(given: Mapping[str, str], name: str, problems: list[str]) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None:
        problems.append(f"“{text[:20]}” is not a date; it is written as 2026-03-02.")
    elif not 1900 <= found.year <= 2200:
        problems.append(f"{found.isoformat()} is outside what can be shown: 1900 to 2200.")
        found = None
    return found


def _one_of(given: Mapping[str, str], name: str, allowed: tuple[str, ...], problems: list[str]) -> str:
    text = given.get(name, "").strip()
    if text and text not in allowed:
        problems.append(f"“{text[:20]}” is not a {name} of this page.")
        return ""
    return text
