"""The only place for the overview strip: the whole history small, with the window marked on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assessment.timeline.axis import Scale, Window
from assessment.timeline.inputs import Strand
from assessment.timeline.lanes import Lane
from assessment.timeline.shapes import Box, Label, Part, Shape, line, rect, tenth
from assessment.timeline.styles import Style
from assessment.timeline.words import day

_HEIGHT, _TEXT = 26, 14


def draw_overview(
    lanes: Sequence[Lane], whole: Window, shown: Scale, style: Style, top: float, until: date
) -> Part:
    """Nothing when the window shows (nearly) everything already."""
    if shown.window.days > whole.days * 0.8:
        return Part()
    scale = Scale(whole, shown.left, shown.right)
    bottom = top + _HEIGHT
    back = [rect("overview", Box(scale.left, top, scale.right, bottom))]
    window = Box(scale.clip(shown.window.start), top, scale.clip(shown.window.stop), bottom)
    shapes = [rect("overview-window", window)]
    rows = max(1, len(lanes))
    for index, lane in enumerate(lanes):
        y = top + 3 + index * (_HEIGHT - 6) / rows
        shapes += [_trial(strand, scale, y, until) for strand in lane.strands]
    return Part(_HEIGHT + _TEXT + 4, tuple(back), tuple(shapes), _labels(whole, scale, style, bottom + 11))


def _trial(strand: Strand, scale: Scale, y: float, until: date) -> Shape:
    stop = strand.trial.stop or until
    left = scale.clip(strand.trial.start)
    return line(
        f"overview-trial {strand.adequacy}", left, y, max(left + 2, scale.clip(stop)), y, strand.trial.id
    )


def _labels(whole: Window, scale: Scale, style: Style, y: float) -> tuple[Label, ...]:
    first = Label(day(whole.start), tenth(scale.left), tenth(y), style.text - 1, "tick")
    last = Label(day(whole.stop), tenth(scale.right), tenth(y), style.text - 1, "tick", "end")
    name = Label("All", 0, tenth(y - 16), style.text, "row-name", bold=True)
    return (first, last, name) if style.gutter else (first, last)
