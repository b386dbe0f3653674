"""The only place that puts the parts of the picture together: ``lay_out(...) -> Timeline``.

From the top: when it is and when it changes, months, stage steps, scores, shaded periods,
lanes of treatments, events, test results, and the overview of a long history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assessment.rules.findings import Assessment
from assessment.timeline.axis import (
    ALL,
    Scale,
    Tick,
    Window,
    axis_labels,
    default_window,
    grid_lines,
    ticks,
    window_named,
)
from assessment.timeline.events import draw_events
from assessment.timeline.happenings import alerts_of, measurements_of, shadings_of, visits_of
from assessment.timeline.inputs import Happening, Shading, StageFrom, strands_of
from assessment.timeline.labels import Want, place_row
from assessment.timeline.lanes import Drawing, Lane, draw_lanes, lanes_of
from assessment.timeline.overview import draw_overview
from assessment.timeline.panel import panel_of, scales_used, title_of
from assessment.timeline.scores import draw_panel
from assessment.timeline.shapes import Box, Label, Mark, Part, Shape, Timeline, line, rect, tenth
from assessment.timeline.stages import draw_stages
from assessment.timeline.styles import WIDE, Style, compact
from assessment.timeline.text import text_width
from assessment.timeline.words import day
from patients.record import PatientRecord

_HEAD, _AXIS = 17, 18
_MANY_LANES = 14
_IN_A_WORD = {"sleep apnoea": "apnoea", "mood-lowering medicine": "medicine"}
"""Where the first word alone would say something else."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the picture is wanted; ``None`` leaves the choice to the picture."""

    window: Window | None = None
    instrument: str | None = None
    chosen: str | None = None
    """The trial whose baseline and endpoint are marked; ``None`` = every trial's."""
    measurements: bool = True


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn, on which scale, in which style."""

    scale: Scale
    style: Style
    until: date
    assessment: Assessment


def lay_out(
    record: PatientRecord,
    assessment: Assessment,
    style: Style = WIDE,
    wishes: Wishes = Wishes(),
    stages: Sequence[StageFrom] = (),
    happenings: Sequence[Happening] | None = None,
) -> Timeline:
    """The picture of ``record`` as judged by ``assessment``; ``happenings`` default to the record's own."""
    as_of = assessment.as_of
    window = wishes.window or window_named(
        default_window(record, as_of), record, as_of, assessment.next_change_on
    )
    strands = strands_of(record.trials, assessment)
    until = as_of + timedelta(days=1) if as_of < window.stop else as_of
    shown = [s for s in strands if s.trial.start < window.stop and (s.trial.stop or until) > window.start]
    lanes = lanes_of(shown)
    style = compact(style) if len(lanes) > _MANY_LANES else style
    sheet = _Sheet(Scale(window, style.left, style.width - style.right), style, until, assessment)
    events = visits_of(record) if happenings is None else tuple(happenings)
    parts, bottom = _stack(sheet, record, wishes, lanes, tuple(stages), events)
    whole = window_named(ALL, record, as_of, assessment.next_change_on)
    overview = draw_overview(lanes_of(strands), whole, sheet.scale, style, bottom + 8, until)
    hidden = tuple(s.trial.id for s in strands if s not in shown)
    return _assembled(sheet, [*parts, overview], bottom, overview.height, hidden)


def _stack(
    sheet: _Sheet,
    record: PatientRecord,
    wishes: Wishes,
    lanes: Sequence[Lane],
    stages: Sequence[StageFrom],
    events: Sequence[Happening],
) -> tuple[list[Part], float]:
    """The parts from top to bottom, and where they end."""
    scale, style, until = sheet.scale, sheet.style, sheet.until
    found = ticks(scale, style.text - 0.5)
    shades = [shade for shade in shadings_of(record) if scale.shows(shade.start, shade.stop or until)]
    rows: list[Callable[[float], Part]] = [
        lambda y: _axis_part(found, y, style),
        lambda y: draw_stages(stages, scale, style, y, until) if stages else Part(),
        lambda y: _score_part(sheet, record, wishes, y),
        lambda y: _shade_names(shades, sheet, y),
        lambda y: draw_lanes(lanes, Drawing(scale, style, until, y)),
        lambda y: draw_events("Visits", _with_alerts(events, record), scale, style, y),
        lambda y: draw_events("Test results", _tests(record, wishes), scale, style, y),
    ]
    parts, y = _piled(rows, _HEAD)
    top = _HEAD + _AXIS - 4
    behind = Part(back=(*_shade_areas(shades, sheet, top, y), *grid_lines(found, top, y)))
    return [behind, *parts], y


def _piled(rows: Sequence[Callable[[float], Part]], top: float) -> tuple[list[Part], float]:
    """Each row below the one before it."""
    parts = []
    for draw in rows:
        parts.append(draw(top))
        top += parts[-1].height
    return parts, top


def _axis_part(found: tuple[Tick, ...], top: float, style: Style) -> Part:
    return Part(_AXIS, labels=axis_labels(found, top + 11, style.text - 0.5))


def _score_part(sheet: _Sheet, record: PatientRecord, wishes: Wishes, y: float) -> Part:
    """The score panel under its title; nothing when no outcome scale was ever rated."""
    used = scales_used(record)
    code = wishes.instrument if wishes.instrument in used else (used[0] if used else None)
    if code is None:
        return Part()
    panel = panel_of(record, code, sheet.scale, sheet.style, y + 18)
    part = draw_panel(panel, sheet.assessment, wishes.chosen)
    return replace(part, height=part.height + 28, labels=(title_of(panel), *part.labels))


def _with_alerts(events: Sequence[Happening], record: PatientRecord) -> tuple[Happening, ...]:
    return tuple(sorted((*events, *alerts_of(record)), key=lambda h: (h.date, h.kind)))


def _tests(record: PatientRecord, wishes: Wishes) -> tuple[Happening, ...]:
    return measurements_of(record) if wishes.measurements else ()


def _shade_areas(shades: Sequence[Shading], sheet: _Sheet, top: float, bottom: float) -> list[Shape]:
    scale = sheet.scale
    return [
        rect(
            "shade",
            Box(scale.clip(s.start), top, scale.clip(s.stop or sheet.until), bottom),
            pattern="wide-slant",
            title=s.text,
        )
        for s in shades
    ]


def _shade_names(shades: Sequence[Shading], sheet: _Sheet, y: float) -> Part:
    if not shades:
        return Part()
    scale = sheet.scale
    wants = [Want(scale.clip(s.start) + 3, _shade_variants(s), "shade-name") for s in shades]
    labels = place_row(wants, scale.left, scale.right, y + 11, sheet.style.text)
    marks = tuple(_shade_mark(s, sheet, y) for s in shades)
    return Part(18, labels=labels, marks=marks)


def _shade_variants(shade: Shading) -> tuple[str, ...]:
    short = shade.text.removeprefix("untreated ")
    return (shade.text, short, _IN_A_WORD.get(short, short.split()[0]))


def _shade_mark(shade: Shading, sheet: _Sheet, y: float) -> Mark:
    left, right = sheet.scale.clip(shade.start), sheet.scale.clip(shade.stop or sheet.until)
    box = Box(tenth(left), tenth(y), tenth(max(right, left + 8)), tenth(y + 15))
    until = f"until {day(shade.stop)}" if shade.stop else "still so"
    return Mark(
        shade.start, "shade", shade.text, box, f"{shade.text}, from {day(shade.start)}, {until}", "checks"
    )


def _assembled(
    sheet: _Sheet, parts: Sequence[Part], bottom: float, below: float, hidden: tuple[str, ...]
) -> Timeline:
    scale, window = sheet.scale, sheet.scale.window
    now = _now_part(sheet, bottom)
    parts = [*parts, now]
    marks = sorted((m for p in parts for m in p.marks), key=lambda m: (m.date, m.box.top, m.of))
    height = bottom + (below + 12 if below else 6)
    return Timeline(
        sheet.style.name,
        sheet.style.width,
        tenth(height),
        Box(scale.left, _HEAD, scale.right, bottom),
        window.start,
        window.stop,
        sheet.assessment.as_of,
        tuple(s for p in parts for s in p.back),
        tuple(s for p in parts for s in p.shapes),
        tuple(label for p in parts for label in p.labels if label.text),
        tuple(marks),
        f"Treatments and scores, {day(window.start)} to {day(window.stop)}",
        _summary(sheet.assessment),
        hidden,
    )


def _summary(assessment: Assessment) -> str:
    counted = assessment.staging.counted_failures
    trials = len(assessment.trials)
    return f"{trials} trial{'s' * (trials != 1)}, {counted} counted as failed."


def _now_part(sheet: _Sheet, bottom: float) -> Part:
    """The day the picture speaks of, and the next day on which something changes by itself."""
    scale, as_of, ahead = sheet.scale, sheet.assessment.as_of, sheet.assessment.next_change_on
    shapes: list[Shape] = []
    wants: list[Want] = []
    marks: list[Mark] = []
    for kind, when, words in (("today", as_of, "as of"), ("next-change", ahead, "next change")):
        if when is None or not scale.window.start <= when < scale.window.stop:
            continue
        x = scale.x(when)
        shapes.append(line(kind, x, _HEAD - 2, x, bottom))
        wants.append(Want(x, (f"{words} {day(when)}", day(when)), f"{kind}-name", bold=kind == "today"))
        box = Box(tenth(x - 6), 2, tenth(x + 6), _HEAD + _AXIS)
        marks.append(Mark(when, kind, when.isoformat(), box, _now_words(kind, when), "stage"))
    labels: tuple[Label, ...] = place_row(_apart(wants, sheet), 0, scale.right, 11, sheet.style.text)
    return Part(0, shapes=tuple(shapes), labels=labels, marks=tuple(marks))


def _apart(wants: list[Want], sheet: _Sheet) -> list[Want]:
    """The first of two labels stands left of its line, so that both find room."""
    if len(wants) < 2:
        return wants
    first, second = wants
    size, right = sheet.style.text, sheet.scale.right
    begins = min(second.x, right - text_width(second.variants[0], size))
    room = text_width(first.variants[0], size, bold=True) + 10
    return [replace(first, x=max(0.0, min(first.x, begins) - room)), second]


def _now_words(kind: str, when: date) -> str:
    if kind == "today":
        return f"The picture shows what is known as of {day(when)}"
    return f"On {day(when)} the assessment changes if nothing new is recorded"
