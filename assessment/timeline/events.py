"""The only place for the rows of single-day events: visits, alerts, decisions, test results."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.timeline.axis import Scale
from assessment.timeline.clusters import clusters
from assessment.timeline.inputs import Happening
from assessment.timeline.labels import Want, place_row
from assessment.timeline.shapes import (
    Box,
    Label,
    Mark,
    Part,
    Shape,
    circle,
    line,
    path,
    polyline,
    strokes,
    tenth,
)
from assessment.timeline.styles import Style
from assessment.timeline.words import day

_TEXT, _ROW, _GAP = 15, 16, 6
_TOUCH = 12.0


def draw_events(name: str, happenings: Sequence[Happening], scale: Scale, style: Style, top: float) -> Part:
    """One row of marks under one row of text; nothing at all when nothing happened."""
    shown = [h for h in happenings if scale.window.start <= h.date < scale.window.stop]
    if not shown:
        return Part()
    head = 0 if style.gutter else 15
    text = _TEXT if any(h.short for h in shown) else 0
    y = top + head + text + _ROW / 2 + 2
    labels = [_name(name, top, y, style), *_texts(shown, scale, style, top + head + _TEXT - 4)]
    base = line("event-base", scale.left, y, scale.right, y)
    shapes = [*_visits(shown, scale, y), *(s for h in shown for s in _sign(h, scale.x(h.date), y))]
    marks = [_mark(group, scale, y) for group in clusters(shown, lambda h: scale.x(h.date), _TOUCH)]
    return Part(head + text + _ROW + _GAP, (base,), tuple(shapes), tuple(labels), tuple(marks))


def _name(name: str, top: float, y: float, style: Style) -> Label:
    return Label(name, 0, tenth(y + 4 if style.gutter else top + 11), style.text, "row-name", bold=True)


def _texts(shown: Sequence[Happening], scale: Scale, style: Style, y: float) -> tuple[Label, ...]:
    wants = [
        Want(
            max(scale.left, scale.x(h.date) - 6),
            (h.text, h.short) if h.kind == "measurement" else (h.short,),
            f"event-text {h.kind}",
        )
        for h in shown
        if h.short
    ]
    return place_row(wants, scale.left, scale.right, y, style.text - 1)


def _visits(shown: Sequence[Happening], scale: Scale, y: float) -> list[Shape]:
    """A stroke a visit; of visits on top of each other one is drawn."""
    visits = [h for h in shown if h.kind == "visit"]
    xs = [scale.x(group[0].date) for group in clusters(visits, lambda h: scale.x(h.date), 2.5)]
    return [path("visit", strokes(xs, y - 4, y + 4))] if xs else []


def _sign(happening: Happening, x: float, y: float) -> list[Shape]:
    of = happening.date.isoformat()
    if happening.kind == "visit":
        return []
    if happening.kind == "alert":
        return [path("alert", polyline([(x, y - 7), (x + 7, y + 6), (x - 7, y + 6)], closed=True), of)]
    if happening.kind == "decision":
        square = [(x - 5, y - 5), (x + 5, y - 5), (x + 5, y + 5), (x - 5, y + 5)]
        return [path("decision", polyline(square, closed=True), of)]
    return [circle("measurement", x, y, 4, of)]


def _mark(group: list[Happening], scale: Scale, y: float) -> Mark:
    first, last = group[0], group[-1]
    box = Box(tenth(scale.x(first.date) - 7), tenth(y - 9), tenth(scale.x(last.date) + 7), tenth(y + 9))
    kind = "alert" if any(h.kind == "alert" for h in group) else first.kind
    return Mark(first.date, kind, first.date.isoformat(), box, _spoken(group), "timeline-table")


def _spoken(group: list[Happening]) -> str:
    said = [h for h in group if h.kind != "visit"]
    visits = len(group) - len(said)
    parts = [f"{h.text}, {day(h.date)}" for h in said[:6]]
    if len(said) > 6:
        parts.append(f"and {len(said) - 6} more")
    if visits:
        span = f"{day(group[0].date)} to {day(group[-1].date)}" if visits > 1 else day(group[0].date)
        parts.append(f"{visits} visits, {span}" if visits > 1 else f"Visit, {span}")
    return ". ".join(parts)
