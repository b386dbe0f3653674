"""The only place for time on paper: windows, dates to x, and ticks whose labels never touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from assessment.timeline.shapes import Day, Label, Shape, path, strokes, tenth
from assessment.timeline.text import text_width
from patients.record import PatientRecord

SIX_MONTHS, TWO_YEARS, EPISODE, ALL = "6m", "2y", "episode", "all"
WINDOWS = (SIX_MONTHS, TWO_YEARS, EPISODE, ALL)
SHORTEST_DAYS = 42
LONGEST_DAYS = 366 * 60
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Window:
    """The days on paper, ``start`` to ``stop`` (half-open)."""

    start: date
    stop: date
    name: str = ""

    @property
    def days(self) -> int:
        return (self.stop - self.start).days


@dataclass(frozen=True, slots=True)
class Scale:
    """Dates to x between ``left`` and ``right``."""

    window: Window
    left: float
    right: float
    per_day: float = field(init=False)
    _first: int = field(init=False)

    def __post_init__(self) -> None:
        """Worked out once: a picture asks for thousands of places."""
        object.__setattr__(self, "per_day", (self.right - self.left) / self.window.days)
        object.__setattr__(self, "_first", self.window.start.toordinal())

    def x(self, day: date) -> float:
        return self.left + (day.toordinal() - self._first) * self.per_day

    def clip(self, day: date) -> float:
        return min(self.right, max(self.left, self.x(day)))

    def shows(self, start: date, stop: date) -> bool:
        """Any part of the half-open period is on paper."""
        return start < self.window.stop and stop > self.window.start


def window_named(name: str, record: PatientRecord, as_of: date, ahead: date | None = None) -> Window:
    """One of ``WINDOWS``, ending a little after ``as_of``, or after ``ahead`` when that is near."""
    start = {
        SIX_MONTHS: as_of - timedelta(days=183),
        TWO_YEARS: as_of - timedelta(days=731),
        EPISODE: _episode_start(record, as_of),
        ALL: _first_day(record, as_of),
    }[name]
    return _padded(start, as_of, ahead, name, lead=name in (EPISODE, ALL))


def window_between(start: date, stop: date) -> Window:
    """Any two days, kept to a readable length."""
    days = min(LONGEST_DAYS, max(SHORTEST_DAYS, (stop - start).days))
    return Window(start, start + timedelta(days=days), "custom")


def default_window(record: PatientRecord, as_of: date) -> str:
    """The episode; everything when there is no episode, or no trial in it."""
    episode = record.current_episode
    if episode is None or episode.onset is None:
        return ALL
    onset = episode.onset
    in_it = any(trial.stop is None or trial.stop > onset for trial in record.trials)
    return EPISODE if in_it and onset <= as_of else ALL


def _padded(start: date, as_of: date, ahead: date | None, name: str, lead: bool) -> Window:
    span = max(SHORTEST_DAYS, (as_of - start).days)
    stop = as_of + timedelta(days=max(3, span // 25))
    if ahead is not None and 0 < (ahead - as_of).days <= span // 3:
        stop = max(stop, ahead + timedelta(days=max(3, span // 25)))
    before = timedelta(days=max(2, span // 40)) if lead else timedelta(0)
    return Window(min(start, as_of - timedelta(days=SHORTEST_DAYS)) - before, stop, name)


def _episode_start(record: PatientRecord, as_of: date) -> date:
    episode = record.current_episode
    if episode is None or episode.onset is None or episode.onset > as_of:
        return _first_day(record, as_of)
    onset = episode.onset
    across = [t.start for t in record.trials if t.start < onset and (t.stop is None or t.stop > onset)]
    return min([onset, *across])


def _first_day(record: PatientRecord, as_of: date) -> date:
    days = [trial.start for trial in record.trials]
    days += [score.date for score in record.scores]
    days += [episode.onset for episode in record.episodes if episode.onset is not None]
    return min((day for day in days if day <= as_of), default=as_of)


# --- ticks ---------------------------------------------------------------------------------

_STEPS_IN_WEEKS = (-1, -2)
"""Negative, to tell them from months."""
_STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_GAP = 8.0


class Tick(NamedTuple):
    date: Day
    x: float
    text: str
    strong: bool


def ticks(scale: Scale, size: float = 11) -> tuple[Tick, ...]:
    """The finest ticks whose labels keep a gap between them."""
    least = text_width(MONTHS[0], size) + _GAP  # no label is narrower
    for wanted in (*_STEPS_IN_WEEKS, *_STEPS_IN_MONTHS):
        if _longest(wanted) * scale.per_day < least:
            continue
        days = list(_month_starts(scale.window, wanted) if wanted > 0 else _mondays(scale.window, -wanted))
        found = tuple(tick for day in days if _whole(tick := _tick(scale, day, wanted), scale, size))
        found = _with_year(found)
        if len(found) > 1 and _apart(found, size) and all(_whole(tick, scale, size) for tick in found):
            return found
    return ()


def _longest(step: int) -> int:
    """Days between two ticks at most."""
    return 31 * step if step > 0 else -7 * step


def _with_year(found: tuple[Tick, ...]) -> tuple[Tick, ...]:
    """The first tick names its year when no January says it."""
    if not found or any(tick.strong for tick in found):
        return found
    first = found[0]
    return (first._replace(text=f"{first.text} {first.date.year}"), *found[1:])


def _tick(scale: Scale, day: date, step: int) -> Tick:
    if step < 0:
        text = f"{day.day} {MONTHS[day.month - 1]}"
        if day.month == 1 and day.day <= 7:
            text += f" {day.year}"
    else:
        text = f"{day.year}" if day.month == 1 else MONTHS[day.month - 1]
    return Tick(day, tenth(scale.x(day)), text, strong=day.month == 1 and (step > 0 or day.day <= 7))


def _apart(found: tuple[Tick, ...], size: float) -> bool:
    pairs = pairwise(found)
    return all(
        b.x - a.x >= (text_width(a.text, size, a.strong) + text_width(b.text, size, b.strong)) / 2 + _GAP
        for a, b in pairs
    )


def _whole(tick: Tick, scale: Scale, size: float) -> bool:
    half = text_width(tick.text, size, tick.strong) / 2
    return scale.left + half <= tick.x <= scale.right - half


def _mondays(window: Window, step: int) -> Iterator[date]:
    if window.days > 400:
        window = Window(window.start, window.start + timedelta(days=400))
    day = window.start + timedelta(days=-window.start.weekday() % 7)
    while day < window.stop:
        yield day
        day += timedelta(days=7 * step)


def _month_starts(window: Window, step: int) -> Iterator[date]:
    index = window.start.year * 12 + window.start.month - 1
    index += -index % step
    while (day := date(index // 12, index % 12 + 1, 1)) < window.stop:
        if day >= window.start:
            yield day
        index += step


def axis_labels(found: tuple[Tick, ...], y: float, size: float = 11) -> tuple[Label, ...]:
    return tuple(
        Label(t.text, t.x, tenth(y), size, "tick strong" if t.strong else "tick", "middle", bold=t.strong)
        for t in found
    )


def grid_lines(found: tuple[Tick, ...], top: float, bottom: float) -> tuple[Shape, ...]:
    fine = strokes([t.x for t in found if not t.strong], top, bottom)
    strong = strokes([t.x for t in found if t.strong], top, bottom)
    return tuple(path(kind, d) for kind, d in (("grid", fine), ("grid strong", strong)) if d)
