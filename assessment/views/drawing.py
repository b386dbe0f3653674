"""The only place that turns geometry into SVG, once for the same geometry.

The frame is a template; the hundreds of shapes in it are formatted here, which is ten times quicker than a
template's loop over them.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessment.timeline.shapes import Label, Mark, Shape, Timeline


def drawn(drawings: tuple[Timeline, ...]) -> SafeString:
    """The drawings one after the other; the style sheet shows the one that fits."""
    return mark_safe("".join(_svg(drawing) for drawing in drawings))  # escaped where it was put together


@lru_cache(maxsize=128)
def _svg(drawing: Timeline) -> str:
    """A pure function of the geometry, so the last drawings are kept in memory."""
    parts = {
        "shapes": "".join(_shape(shape, drawing.name) for shape in drawing.drawn),
        "labels": "".join(map(_label, drawing.labels)),
        "marks": "".join(map(_mark, drawing.marks)),
    }
    safe = {name: mark_safe(markup) for name, markup in parts.items()}
    return render_to_string("_timeline.html", {"picture": drawing} | safe)


# Numbers and our own names stand as they are; whatever was typed by people (labels, marks) is escaped.


def _rect(shape: Shape, fill: str) -> str:
    place = f'x="{shape.x}" y="{shape.y}" width="{shape.width}" height="{shape.height}"'
    return f'<rect class="{shape.kind}" {place}{fill}/>'


def _line(shape: Shape, fill: str) -> str:
    return f'<line class="{shape.kind}" x1="{shape.x}" y1="{shape.y}" x2="{shape.x2}" y2="{shape.y2}"/>'


def _circle(shape: Shape, fill: str) -> str:
    return f'<circle class="{shape.kind}" cx="{shape.x}" cy="{shape.y}" r="{shape.r}"/>'


def _path(shape: Shape, fill: str) -> str:
    return f'<path class="{shape.kind}" d="{shape.d}"{fill}/>'


_ELEMENTS = {"rect": _rect, "line": _line, "circle": _circle, "path": _path}


def _shape(shape: Shape, name: str) -> str:
    fill = f' fill="url(#{name}-{shape.pattern})"' if shape.pattern else ""
    return _ELEMENTS[shape.tag](shape, fill)


def _label(label: Label) -> str:
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    kind, said = f"{label.kind} bold" if label.bold else label.kind, escape(label.text)
    return f'<text class="{kind}" x="{label.x}" y="{label.y}" font-size="{label.size}"{anchor}>{said}</text>'


def _mark(mark: Mark) -> str:
    box, spoken = mark.box, escape(mark.spoken)
    area = f'x="{box.left}" y="{box.top}" width="{mark.width}" height="{mark.height}"'
    link = f'href="#{escape(mark.target)}" class="mark mark-{mark.kind}" aria-label="{spoken}"'
    return f'<a {link}><title>{spoken}</title><rect {area} rx="3"/></a>'
