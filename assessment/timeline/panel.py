"""The only place for which scores of a record are shown, on which scale, and in how much room."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assessment.timeline.axis import Scale, Window
from assessment.timeline.shapes import Box, Label, tenth
from assessment.timeline.styles import Style
from assessment.timeline.text import fitting
from assessment.timeline.words import scale_name
from patients.instruments import INSTRUMENTS, Instrument, instrument, total_of
from patients.record import PatientRecord, Score


def scales_used(record: PatientRecord) -> tuple[str, ...]:
    """The outcome scales this record has ratings on, most used first."""
    counts = Counter(score.instrument for score in record.scores if is_outcome_scale(score.instrument))
    order = list(INSTRUMENTS)
    return tuple(sorted(counts, key=lambda code: (-counts[code], order.index(code))))


def is_outcome_scale(code: str) -> bool:
    return code in INSTRUMENTS and INSTRUMENTS[code].outcome_scale


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings on one scale inside a window, and where the curve enters and leaves it."""

    instrument: Instrument
    scores: tuple[Score, ...]
    ceiling: int
    edges: tuple[tuple[date, float], ...]
    """Day and total on the way between a rating in the window and one outside."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The scores of one scale and the room they are drawn in."""

    scale: Scale
    style: Style
    instrument: Instrument
    scores: tuple[Score, ...]
    top: float
    ceiling: int
    edges: tuple[tuple[float, float], ...] = ()
    """Where the curve enters and leaves the window, between a rating in it and one outside: x and total."""

    @property
    def bottom(self) -> float:
        return self.top + self.style.panel

    @property
    def area(self) -> Box:
        return Box(self.scale.left, self.top, self.scale.right, self.bottom)

    def y(self, total: float) -> float:
        low = self.instrument.total_min
        inner = self.style.panel - 22  # room for a value above the highest point
        return self.bottom - 4 - (total - low) / (self.ceiling - low) * inner


def rated_on(record: PatientRecord, code: str | None, window: Window) -> Rated | None:
    """On this scale, else on the one that is rated most; ``None`` where none ever was."""
    used = scales_used(record)
    code = code if code in used else (used[0] if used else None)
    if code is None:
        return None
    ratings = [score for score in record.scores if score.instrument == code]
    scores = tuple(score for score in ratings if window.start <= score.date < window.stop)
    found, edges = instrument(code), tuple(_edges(ratings, window))
    ceiling = _ceiling(found, scores, max((total for _, total in edges), default=0))
    return Rated(found, scores, ceiling, edges)


def _edges(ratings: Sequence[Score], window: Window) -> Iterator[tuple[date, float]]:
    """A curve does not begin at the window's edge because the window does."""
    known = [(score.date, total) for score in ratings if (total := total_of(score)) is not None]
    for (before, low), (after, high) in pairwise(known):
        for edge in (window.start, window.stop):
            if before < edge < after:
                yield edge, low + (high - low) * (edge - before).days / (after - before).days


def panel_of(rated: Rated, scale: Scale, style: Style, top: float) -> Panel:
    edges = tuple((scale.x(day), total) for day, total in rated.edges)
    return Panel(scale, style, rated.instrument, rated.scores, top, rated.ceiling, edges)


def _ceiling(scale: Instrument, scores: Sequence[Score], at_edges: float = 0) -> int:
    """The end of the band above the highest rating: room above, no empty half."""
    totals = [total for score in scores if (total := total_of(score)) is not None]
    highest = max(*totals, math.ceil(at_edges), 0)
    ends = [band.high for band in scale.bands if band.high > highest + 2]
    wanted = max(min(ends, default=scale.total_max), (scale.remission_max or 0) * 2)
    return min(scale.total_max, max(wanted if wanted <= highest * 1.4 else highest + 4, 10))


def title_of(panel: Panel) -> Label:
    """The scale's name over the panel's left edge."""
    size = panel.style.text
    room = panel.style.width * 0.8
    text = fitting((panel.instrument.name, scale_name(panel.instrument.code)), size, room, bold=True) or ""
    return Label(text, 0, tenth(panel.top - 5), size, "panel-name", bold=True)
