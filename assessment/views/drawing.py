"""The only place that turns geometry into SVG, once for the same geometry.

The frame is a template; of the hundreds of shapes in it each kind of element is a format string, which is
ten times quicker than a template's loop over them.
"""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessment.timeline.shapes import Label, Mark, Shape, Timeline

# Numbers and our own names; whatever was typed by people (labels, marks) is escaped below.
_ELEMENTS = {
    "rect": '<rect class="{0.kind}" x="{0.x}" y="{0.y}" width="{0.width}" height="{0.height}"{1}/>',
    "line": '<line class="{0.kind}" x1="{0.x}" y1="{0.y}" x2="{0.x2}" y2="{0.y2}"/>',
    "circle": '<circle class="{0.kind}" cx="{0.x}" cy="{0.y}" r="{0.r}"/>',
    "path": '<path class="{0.kind}" d="{0.d}"{1}/>',
}
_TEXT = '<text class="{0.kind}{1}" x="{0.x}" y="{0.y}" font-size="{0.size}"{2}>{3}</text>'
_MARK = (
    '<a href="#{1}" class="mark mark-{0.kind}" aria-label="{2}"><title>{2}</title>'
    '<rect x="{0.box.left}" y="{0.box.top}" width="{0.width}" height="{0.height}" rx="3"/></a>'
)


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


def _shape(shape: Shape, name: str) -> str:
    fill = f' fill="url(#{name}-{shape.pattern})"' if shape.pattern else ""
    return _ELEMENTS[shape.tag].format(shape, fill)


def _label(label: Label) -> str:
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    return _TEXT.format(label, " bold" if label.bold else "", anchor, escape(label.text))


def _mark(mark: Mark) -> str:
    return _MARK.format(mark, escape(mark.target), escape(mark.spoken))
