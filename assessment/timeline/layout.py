"""The only place that puts the parts of the picture together: ``laid_out(scene_of(...), style) -> Timeline``.

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
from assessment.timeline.inputs import Happening, Shading, StageFrom, Strand, strands_of
from assessment.timeline.labels import Want, place_row
from assessment.timeline.lanes import Drawing, Lane, draw_lanes, lanes_of
from assessment.timeline.overview import draw_overview
from assessment.timeline.panel import Rated, panel_of, rated_on, title_of
from assessment.timeline.scores import draw_panel
from assessment.timeline.shapes import Box, Label, Mark, Part, Shape, Timeline, line, rect, tenth
from assessment.timeline.stages import draw_stages
from assessment.timeline.styles import Style, compact
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
class Scene:
    """What there is to draw, however wide the paper."""

    window: Window
    whole: Window
    until: date
    assessment: Assessment
    strands: tuple[Strand, ...]
    """Every trial; ``lanes`` hold those in the window, ``hidden`` the ids of the others."""
    lanes: tuple[Lane, ...]
    hidden: tuple[str, ...]
    stages: tuple[StageFrom, ...]
    rated: Rated | None
    shades: tuple[Shading, ...]
    events: tuple[Happening, ...]
    tests: tuple[Happening, ...]
    chosen: str | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The scene on one paper: on which scale, in which style."""

    scene: Scene
    scale: Scale
    style: Style

    @property
    def until(self) -> date:
        return self.scene.until


def scene_of(
    record: PatientRecord,
    assessment: Assessment,
    wishes: Wishes = Wishes(),
    stages: Sequence[StageFrom] = (),
    happenings: Sequence[Happening] | None = None,
) -> Scene:
    """Read once for all widths; ``happenings`` default to the record's own."""
    as_of, ahead = assessment.as_of, assessment.next_change_on
    window = wishes.window or window_named(default_window(record, as_of), record, as_of, ahead)
    until = as_of + timedelta(days=1) if as_of < window.stop else as_of
    strands = strands_of(record.trials, assessment)
    shown = [s for s in strands if s.trial.start < window.stop and (s.trial.stop or until) > window.start]
    events = visits_of(record) if happenings is None else happenings
    return Scene(
        window=window,
        whole=window_named(ALL, record, as_of, ahead),
        until=until,
        assessment=assessment,
        strands=strands,
        lanes=lanes_of(shown),
        hidden=tuple(s.trial.id for s in strands if s not in shown),
        stages=tuple(stages),
        rated=rated_on(record, wishes.instrument, window),
        shades=shadings_of(record),
        events=tuple(sorted((*events, *alerts_of(record)), key=lambda h: (h.date, h.kind))),
        tests=measurements_of(record) if wishes.measurements else (),
        chosen=wishes.chosen,
    )


def laid_out(scene: Scene, style: Style) -> Timeline:
    """The scene in one style."""
    style = compact(style) if len(scene.lanes) > _MANY_LANES else style
    sheet = _Sheet(scene, Scale(scene.window, style.left, style.width - style.right), style)
    parts, bottom = _stack(sheet)
    overview = draw_overview(
        lanes_of(scene.strands), scene.whole, sheet.scale, style, bottom + 8, scene.until
    )
    return _assembled(sheet, [*parts, overview], bottom, overview.height)


def _stack(sheet: _Sheet) -> tuple[list[Part], float]:
    """The parts from top to bottom, and where they end."""
    scene, scale, style, until = sheet.scene, sheet.scale, sheet.style, sheet.until
    found = ticks(scale, style.text - 0.5)
    shades = [shade for shade in scene.shades if scale.shows(shade.start, shade.stop or until)]
    rows: list[Callable[[float], Part]] = [
        lambda y: _axis_part(found, y, style),
        lambda y: draw_stages(scene.stages, scale, style, y, until) if scene.stages else Part(),
        lambda y: _score_part(sheet, y),
        lambda y: _shade_names(shades, sheet, y),
        lambda y: draw_lanes(scene.lanes, Drawing(scale, style, until, y)),
        lambda y: draw_events("Visits", scene.events, scale, style, y),
        lambda y: draw_events("Test results", scene.tests, scale, style, y),
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


def _score_part(sheet: _Sheet, y: float) -> Part:
    """The score panel under its title; nothing when no outcome scale was ever rated."""
    scene = sheet.scene
    if scene.rated is None:
        return Part()
    panel = panel_of(scene.rated, sheet.scale, sheet.style, y + 18)
    part = draw_panel(panel, scene.assessment, scene.chosen)
    return replace(part, height=part.height + 28, labels=(title_of(panel), *part.labels))


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


def _assembled(sheet: _Sheet, parts: Sequence[Part], bottom: float, below: float) -> Timeline:
    scale, window, assessment = sheet.scale, sheet.scene.window, sheet.scene.assessment
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
        assessment.as_of,
        tuple(s for p in parts for s in p.back),
        tuple(s for p in parts for s in p.shapes),
        tuple(label for p in parts for label in p.labels if label.text),
        tuple(marks),
        f"Treatments and scores, {day(window.start)} to {day(window.stop)}",
        _summary(assessment),
        sheet.scene.hidden,
    )


def _summary(assessment: Assessment) -> str:
    counted = assessment.staging.counted_failures
    trials = len(assessment.trials)
    return f"{trials} trial{'s' * (trials != 1)}, {counted} counted as failed."


def _now_part(sheet: _Sheet, bottom: float) -> Part:
    """The day the picture speaks of, and the next day on which something changes by itself."""
    scale, assessment = sheet.scale, sheet.scene.assessment
    shapes: list[Shape] = []
    wants: list[Want] = []
    marks: list[Mark] = []
    for kind, when, words in (
        ("today", assessment.as_of, "as of"),
        ("next-change", assessment.next_change_on, "next change"),
    ):
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
