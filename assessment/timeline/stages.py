"""The only place for the stage over time: the steps along the top of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assessment.timeline.axis import Scale
from assessment.timeline.inputs import UNTOLD, StageFrom
from assessment.timeline.shapes import Box, Label, Mark, Part, Shape, rect, tenth
from assessment.timeline.styles import Style
from assessment.timeline.text import fitting
from assessment.timeline.words import day

HEIGHT = 22
_HEAD = 14
"""Without a gutter the row's name stands above it, as in the rows below."""
_KINDS = {None: "none", UNTOLD: "none", "0": "0", "I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}


def draw_stages(stages: Sequence[StageFrom], scale: Scale, style: Style, top: float, until: date) -> Part:
    shapes: list[Shape] = []
    labels: list[Label] = []
    marks: list[Mark] = []
    head = 0 if style.gutter else _HEAD
    labels.append(
        Label("Stage", 0, tenth(top + (head - 3 if head else 15)), style.text, "row-name", bold=True)
    )
    top += head
    for step, stop in _periods(stages, until):
        if not scale.shows(step.date, stop):
            continue
        box = Box(scale.clip(step.date), top, scale.clip(stop), top + HEIGHT)
        shapes += _segment(step, box)
        text = fitting(stage_variants(step), style.text, box.right - box.left - 8, bold=True)
        if text:
            full = "" if text == stage_variants(step)[0] else stage_variants(step)[0]
            kind = f"stage-name stage-{_KINDS[step.stage]}"
            labels.append(
                Label(text, tenth(box.left + 5), tenth(top + 15), style.text, kind, full=full, bold=True)
            )
        elif stop == until:
            labels += _beside(step, box, scale, style)
        marks.append(_mark(step, stop, box))
    return Part(head + HEIGHT + 6, (), tuple(shapes), tuple(labels), tuple(marks))


def _beside(step: StageFrom, box: Box, scale: Scale, style: Style) -> list[Label]:
    """The stage now, after its segment when it is too new to hold its name."""
    text = fitting(stage_variants(step), style.text, style.width - box.right - 6, bold=True)
    full = stage_variants(step)[0]
    kind, y = "stage-name beside", tenth(box.top + 15)
    return [Label(text, tenth(box.right + 6), y, style.text, kind, full=full, bold=True)] if text else []


def _periods(stages: Sequence[StageFrom], until: date) -> list[tuple[StageFrom, date]]:
    """Each stage with the day it ended; equal neighbours are one."""
    merged: list[StageFrom] = []
    for step in sorted(stages, key=lambda step: step.date):
        if not merged or (merged[-1].stage, merged[-1].provisional) != (step.stage, step.provisional):
            merged.append(step)
    stops = [step.date for step in merged[1:]] + [until]
    return [(step, stop) for step, stop in zip(merged, stops, strict=True) if step.date < stop]


def _segment(step: StageFrom, box: Box) -> list[Shape]:
    of = step.date.isoformat()
    shapes = [rect(f"stage stage-{_KINDS[step.stage]}", box, of)]
    if step.provisional:
        shapes.append(rect("stage-pattern", box, of, pattern="slant"))
    return shapes


def stage_variants(step: StageFrom) -> tuple[str, ...]:
    if step.stage is None:
        return ("Not staged: bipolar disorder", "Not staged", "–")
    if step.stage == UNTOLD:
        return ("Cannot tell yet", "Cannot tell", "?")
    name = "No stage" if step.stage == "0" else f"Stage {step.stage}"
    if not step.provisional:
        return (name, "none", "0") if step.stage == "0" else (name, step.stage)
    return (f"{name}, provisional", f"{name} ?", f"{step.stage}?", step.stage)


def _mark(step: StageFrom, stop: date, box: Box) -> Mark:
    spoken = f"{stage_variants(step)[0]} from {day(step.date)} to {day(stop)}"
    shown = Box(tenth(box.left), tenth(box.top), tenth(max(box.right, box.left + 6)), tenth(box.bottom))
    return Mark(step.date, "stage", step.date.isoformat(), shown, spoken, "stage")
