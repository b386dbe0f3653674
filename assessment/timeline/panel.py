"""The only place for which scores of a record are shown, on which scale, and in how much room."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.timeline.axis import Scale
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


def panel_of(record: PatientRecord, code: str, scale: Scale, style: Style, top: float) -> Panel:
    scores = tuple(
        score
        for score in record.scores
        if score.instrument == code and scale.window.start <= score.date < scale.window.stop
    )
    found, edges = instrument(code), _edges(record, code, scale)
    ceiling = _ceiling(found, scores, max((total for _, total in edges), default=0))
    return Panel(scale, style, found, scores, top, ceiling, edges)


def _edges(record: PatientRecord, code: str, scale: Scale) -> tuple[tuple[float, float], ...]:
    """A curve does not begin at the window's edge because the window does."""
    rated = [
        (scale.x(score.date), total)
        for score in record.scores
        if score.instrument == code and (total := total_of(score)) is not None
    ]
    return tuple(
        (edge, low + (high - low) * (edge - left) / (right - left))
        for (left, low), (right, high) in pairwise(rated)
        for edge in (scale.left, scale.right)
        if left < edge < right
    )


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
