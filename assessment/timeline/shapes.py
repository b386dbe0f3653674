"""The only place for the shapes a timeline is drawn from: plain geometry a test can compare.

All numbers are rounded to a tenth of a unit, so that the same record gives the same bytes.
``kind`` is what a shape stands for (and its CSS class), ``of`` the trial or fact it belongs to. What there
are hundreds of is a ``NamedTuple``: a frozen dataclass sets its fields one by one, at thrice the cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assessment.timeline.text import ascent, descent, text_width

Day = date  # for what has a field called ``date``


def tenth(value: float) -> float:
    """Rounded to 0.1; whole numbers as such, so that they print without a trailing zero."""
    tenths = round(value * 10)  # to a whole number: ``round(value, 1)`` costs four times as much
    return tenths / 10 if tenths % 10 else tenths // 10


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Label(NamedTuple):
    """Text at a baseline; ``full`` is what it says in full when it had to be shortened."""

    text: str
    x: float
    y: float
    size: float
    kind: str
    anchor: str = "start"
    full: str = ""
    bold: bool = False

    @property
    def box(self) -> Box:
        width = text_width(self.text, self.size, self.bold)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - ascent(self.size), left + width, self.y + descent(self.size))


class Shape(NamedTuple):
    """One rectangle, line, path or circle; ``tag`` is the SVG element's name."""

    tag: str
    kind: str
    of: str = ""
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    x2: float = 0
    y2: float = 0
    d: str = ""
    r: float = 0
    pattern: str = ""
    title: str = ""


def rect(kind: str, box: Box, of: str = "", pattern: str = "", title: str = "") -> Shape:
    left, top = tenth(box.left), tenth(box.top)
    width, height = tenth(max(0.0, box.right - box.left)), tenth(max(0.0, box.bottom - box.top))
    return Shape("rect", kind, of, x=left, y=top, width=width, height=height, pattern=pattern, title=title)


def line(kind: str, x: float, y: float, x2: float, y2: float, of: str = "") -> Shape:
    return Shape("line", kind, of, x=tenth(x), y=tenth(y), x2=tenth(x2), y2=tenth(y2))


def circle(kind: str, x: float, y: float, r: float, of: str = "") -> Shape:
    return Shape("circle", kind, of, x=tenth(x), y=tenth(y), r=r)


def path(kind: str, d: str, of: str = "", pattern: str = "") -> Shape:
    return Shape("path", kind, of, d=d, pattern=pattern)


def polyline(points: list[tuple[float, float]], closed: bool = False) -> str:
    """Path data through the points."""
    body = "L".join([f"{tenth(x)} {tenth(y)}" for x, y in points])
    return f"M{body}{'Z' if closed else ''}"


def strokes(xs: list[float], top: float, bottom: float) -> str:
    """Path data of upright lines: one element however many there are."""
    return "".join(f"M{tenth(x)} {tenth(top)}V{tenth(bottom)}" for x in xs)


class Mark(NamedTuple):
    """Something to land on with Tab: its area, what it says aloud, and where Enter leads."""

    date: Day
    kind: str
    of: str
    box: Box
    spoken: str
    target: str = ""

    @property
    def width(self) -> float:
        return tenth(self.box.right - self.box.left)

    @property
    def height(self) -> float:
        return tenth(self.box.bottom - self.box.top)


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the picture adds; parts are stacked and then drawn layer by layer."""

    height: float = 0
    back: tuple[Shape, ...] = ()
    shapes: tuple[Shape, ...] = ()
    labels: tuple[Label, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The whole picture of one record in one window at one width.

    Two are the same only if they are one: comparing hundreds of shapes costs more than remembering which.
    """

    name: str
    width: float
    height: float
    plot: Box
    window_start: date
    window_stop: date
    as_of: date
    back: tuple[Shape, ...]
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    title: str
    summary: str
    hidden_trials: tuple[str, ...] = ()
    """Ids of trials wholly outside the window: the page says so, nothing is dropped silently."""

    @property
    def drawn(self) -> tuple[Shape, ...]:
        """All shapes, the furthest back first."""
        return (*self.back, *self.shapes)

    def of_kind(self, kind: str) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.drawn if kind in shape.kind.split())
