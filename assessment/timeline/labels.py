"""The only place that decides where text goes: no two labels meet and none is cut off.

In a row, each label keeps to the room up to the next one and takes the fullest wording that
fits; in a panel, labels are tried around their point in order of importance. What finds no
room is left out: its full text is spoken by its mark and stands in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessment.timeline.shapes import Box, Label, tenth
from assessment.timeline.text import text_width

_GAP = 7.0


@dataclass(frozen=True, slots=True)
class Want:
    """A label wanted from ``x`` on, in the first of ``variants`` that fits."""

    x: float
    variants: tuple[str, ...]
    kind: str
    bold: bool = False


def place_row(wants: Iterable[Want], left: float, right: float, y: float, size: float) -> tuple[Label, ...]:
    """The labels of one row of text, from left to right."""
    ordered = sorted(wants, key=lambda want: want.x)
    labels: list[Label] = []
    cursor = left
    for want, limits in zip(ordered, _limits(ordered, left, right, size), strict=True):
        label = _placed(want, cursor, limits, y, size)
        if label:
            labels.append(label)
            cursor = label.box.right + _GAP
    return tuple(labels)


def _limits(ordered: Sequence[Want], left: float, right: float, size: float) -> list[tuple[float, float]]:
    """For each label the room that leaves the later ones their words, and the room up to the next point."""
    found: list[tuple[float, float]] = []
    worded = beyond = right
    for want in reversed(ordered):
        found.append((worded, beyond))
        beyond = max(left, min(right, want.x - _GAP))
        worded = max(left, min(want.x, worded - text_width(_in_words(want), size, want.bold)) - _GAP)
    return found[::-1]


def _in_words(want: Want) -> str:
    """The shortest wording that is more than a sign: the last place is at the end, where room is short."""
    return want.variants[-2] if len(want.variants) > 1 else want.variants[-1]


def _placed(want: Want, cursor: float, limits: tuple[float, float], y: float, size: float) -> Label | None:
    """Words within the first limit, else within the second, else the sign alone."""
    sign = want.variants[-1]
    tries = [(text, limit) for limit in limits for text in want.variants[:-1]] + [(sign, limits[1])]
    for text, limit in tries:
        width = text_width(text, size, want.bold)
        start = min(max(want.x, cursor), limit - width)
        if start >= cursor and width <= limit - cursor:
            full = "" if text == want.variants[0] else want.variants[0]
            return Label(text, tenth(start), tenth(y), size, want.kind, full=full, bold=want.bold)
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """A label wanted around a point, above it if possible."""

    x: float
    y: float
    text: str
    kind: str
    bold: bool = False


def place_around(points: Sequence[Point], area: Box, taken: Sequence[Box], size: float) -> tuple[Label, ...]:
    """The labels of the points, most important first, where there is free room inside ``area``."""
    boxes = list(taken)
    labels = []
    for point in points:
        label = next((one for one in _tries(point, size) if _free(one.box, area, boxes)), None)
        if label:
            labels.append(label)
            boxes.append(label.box)
    return tuple(labels)


def _tries(point: Point, size: float) -> Iterator[Label]:
    places = (
        (point.x, point.y - 7, "middle"),
        (point.x, point.y + size + 5, "middle"),
        (point.x + 7, point.y + size * 0.35, "start"),
        (point.x - 7, point.y + size * 0.35, "end"),
    )
    for x, y, anchor in places:
        yield Label(point.text, tenth(x), tenth(y), size, point.kind, anchor, bold=point.bold)


def _free(box: Box, area: Box, taken: Sequence[Box]) -> bool:
    return box.inside(area) and not any(map(box.meets, taken))


def collisions(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """Pairs of labels that touch, by the picture's own measure: always none."""
    ordered = sorted(labels, key=lambda label: label.box.top)
    pairs = []
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.box.top >= one.box.bottom:
                break
            if one.box.meets(other.box):
                pairs.append((one.text, other.text))
    return pairs
