"""The only place that arranges trials in lanes: by class, add-ons under the trial they join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.timeline.axis import Scale
from assessment.timeline.bars import bar_shapes, dose_labels, therapeutic_band
from assessment.timeline.inputs import Strand
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
    rect,
    tenth,
)
from assessment.timeline.styles import Style
from assessment.timeline.text import elided, two_lines
from assessment.timeline.words import SHORT_NAMES

_ROLE_ORDER = ("antidepressant", "combination", "augmentation", "neuromodulation", "psychotherapy")
_ADD_ONS = ("augmentation", "combination")
_TWO_LINES = 50
"""From this height of a lane on a name may take two lines."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One treatment's row: its trials do not overlap in time."""

    group: str
    name: str
    strands: tuple[Strand, ...]
    add_on: bool

    @property
    def short(self) -> str:
        return SHORT_NAMES.get(self.strands[0].trial.treatment, self.name)


def lanes_of(strands: Sequence[Strand]) -> tuple[Lane, ...]:
    """Classes by first start, procedures and psychotherapies last; add-ons under their base."""
    by_id = {strand.trial.id: strand for strand in strands}
    homes: dict[tuple[object, ...], list[Strand]] = {}
    for strand in sorted(strands, key=lambda s: (s.trial.start, s.trial.id)):
        homes.setdefault(_home(strand, by_id), []).append(strand)
    first: dict[str, tuple[int, date]] = {}
    for (group, *_), members in homes.items():
        first[str(group)] = min(first.get(str(group), (9, date.max)), _order(members[0]))
    ordered = sorted(
        homes.items(), key=lambda item: (first[str(item[0][0])], _within(item[0], item[1], homes))
    )
    return tuple(
        Lane(str(key[0]), members[0].name, tuple(row), bool(key[1]))
        for key, members in ordered
        for row in _rows(members)
    )


def _home(strand: Strand, by_id: dict[str, Strand]) -> tuple[object, ...]:
    """Class group, the base it hangs under ("" for none), treatment."""
    base = by_id.get(strand.base or "")
    if strand.role in _ADD_ONS and base is not None and base.base is None:
        return (base.class_group, base.trial.treatment, strand.trial.treatment)
    return (strand.class_group, "", strand.trial.treatment)


def _order(strand: Strand) -> tuple[int, date]:
    late = strand.role in ("neuromodulation", "psychotherapy")
    return (_ROLE_ORDER.index(strand.role) if late else 0, strand.trial.start)


def _within(
    key: tuple[object, ...], members: list[Strand], homes: dict[tuple[object, ...], list[Strand]]
) -> tuple[object, ...]:
    """Base lanes by first start, each followed by its add-ons."""
    group, base, treatment = key
    home = homes.get((group, "", base), members) if base else members
    return (home[0].trial.start, home[0].trial.treatment, bool(base), members[0].trial.start, treatment)


def _rows(members: list[Strand]) -> list[list[Strand]]:
    """Trials of one treatment that overlap (a record may say so) get a row each."""
    rows: list[list[Strand]] = []
    for strand in members:
        row = next((row for row in rows if _ended(row[-1], strand.trial.start)), None)
        if row is None:
            rows.append([strand])
        else:
            row.append(strand)
    return rows


def _ended(strand: Strand, by: date) -> bool:
    return strand.trial.stop is not None and strand.trial.stop <= by


# --- drawing -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every lane needs to be drawn."""

    scale: Scale
    style: Style
    until: date
    top: float


def draw_lanes(lanes: Sequence[Lane], drawing: Drawing) -> Part:
    back: list[Shape] = []
    shapes: list[Shape] = []
    labels: list[Label] = []
    marks: list[Mark] = []
    tops: dict[str, float] = {}
    y, previous = drawing.top, None
    for lane in lanes:
        if lane.group != previous:
            y += _group_head(lane, y, drawing, back, labels)
            previous = lane.group
        tops.update({strand.trial.id: y + drawing.style.lane_text for strand in lane.strands})
        part = _lane(lane, y, drawing)
        back += part.back
        shapes += part.shapes
        labels += part.labels
        marks += part.marks
        y += drawing.style.lane
    shapes += _joins(lanes, tops, drawing)
    return Part(y - drawing.top, tuple(back), tuple(shapes), tuple(labels), tuple(marks))


def _group_head(lane: Lane, y: float, drawing: Drawing, back: list[Shape], labels: list[Label]) -> float:
    """A rule across and the class's name, unless the lane says the same; without a gutter, in its own row."""
    style, group = drawing.style, lane.group
    back.append(line("group-rule", 0, y + 1, drawing.scale.right, y + 1))
    if group == lane.name:
        return 2
    low = y + 13
    size = style.text - 1
    text = elided(group, size, (style.gutter or style.width) - 10, bold=True)
    labels.append(Label(text, 0, tenth(low), size, "group", full=group if text != group else "", bold=True))
    return 2 if style.gutter else 15


def _lane(lane: Lane, y: float, drawing: Drawing) -> Part:
    style, scale = drawing.style, drawing.scale
    top, bottom = y + style.lane_text, y + style.lane_text + style.bar
    names = _name_labels(lane, y, drawing)
    text_left = scale.left if style.gutter else names[0].box.right + 8
    wants = [_verdict(strand, scale) for strand in lane.strands if _shown(strand, drawing)]
    labels = [*names, *place_row(wants, text_left, _text_right(drawing), y + style.lane_text - 4, style.text)]
    back = [rect("lane", Box(scale.left, top, scale.right, bottom))]
    shapes: list[Shape] = []
    marks: list[Mark] = []
    for strand in lane.strands:
        if _shown(strand, drawing):
            back += therapeutic_band(strand, scale, top, bottom, drawing.until)
            shapes += bar_shapes(strand, scale, top, bottom, drawing.until)
            labels += dose_labels(strand, scale, bottom, drawing.until)
            marks.append(_mark(strand, y, bottom, drawing))
    return Part(style.lane, tuple(back), tuple(shapes), tuple(labels), tuple(marks))


def _text_right(drawing: Drawing) -> float:
    """Verdicts keep left of today's line, unless that leaves too little room."""
    today = drawing.scale.clip(drawing.until) - 4
    return today if today - drawing.scale.left > 300 else drawing.scale.right


def _shown(strand: Strand, drawing: Drawing) -> bool:
    return drawing.scale.shows(strand.trial.start, strand.trial.stop or drawing.until)


def _name_labels(lane: Lane, y: float, drawing: Drawing) -> list[Label]:
    style, size = drawing.style, drawing.style.text + 1
    full = f"{'+ ' * lane.add_on}{lane.name}"
    indent = 10 if lane.add_on and style.gutter else 0
    lines = _name_lines(
        lane, full, (style.gutter - 10 if style.gutter else style.width * 0.42) - indent, style
    )
    low = y + style.lane_text + (style.bar * 0.62 if style.gutter else -4) - 4 * (len(lines) - 1)
    said = "" if "".join(lines).replace(" ", "") == full.replace(" ", "") else full
    return [
        Label(text, indent, tenth(low + row * size * 1.25), size, "name", full=said, bold=True)
        for row, text in enumerate(lines)
    ]


def _name_lines(lane: Lane, full: str, room: float, style: Style) -> tuple[str, ...]:
    """Over two lines where the name is long and the lane high enough; else short, or cut."""
    size, high = style.text + 1, bool(style.gutter) and style.lane >= _TWO_LINES
    lines = two_lines(full, size, room, bold=True) if high else (elided(full, size, room, bold=True),)
    if lines[-1].endswith("…"):
        short = f"{'+ ' * lane.add_on}{lane.short}"
        return lines if short == full else (elided(short, size, room, bold=True),)
    return lines


def _verdict(strand: Strand, scale: Scale) -> Want:
    return Want(scale.clip(strand.trial.start), strand.verdicts, f"verdict {strand.adequacy}")


def _mark(strand: Strand, y: float, bottom: float, drawing: Drawing) -> Mark:
    scale, trial = drawing.scale, strand.trial
    left, right = scale.clip(trial.start), scale.clip(trial.stop or drawing.until)
    box = Box(
        tenth(left - 1), tenth(y + drawing.style.lane_text - 3), tenth(max(right, left + 8) + 1), bottom + 4
    )
    return Mark(trial.start, "trial", trial.id, box, strand.spoken, f"trial-{trial.id}")


def _joins(lanes: Sequence[Lane], tops: dict[str, float], drawing: Drawing) -> list[Shape]:
    """From the base's bar down to the add-on's, at the day it was added."""
    shapes: list[Shape] = []
    for strand in (strand for lane in lanes for strand in lane.strands):
        day, base = strand.trial.start, tops.get(strand.base or "")
        if base is None or not drawing.scale.window.start <= day < drawing.scale.window.stop:
            continue
        x, bar = drawing.scale.x(day), drawing.style.bar
        own = tops[strand.trial.id] + bar
        start, end = (base + bar, own - 4) if base < own else (base, own)
        shapes.append(path("join", polyline([(x, start), (x, end)]), strand.trial.id))
        shapes.append(circle("join-dot", x, start, 2.5, strand.trial.id))
    return shapes
