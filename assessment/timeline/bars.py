"""The only place for what one trial's bar looks like: dose steps, gaps, sessions, adherence, ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessment.timeline.axis import Scale
from assessment.timeline.clusters import clusters
from assessment.timeline.inputs import Strand
from assessment.timeline.shapes import Box, Label, Shape, circle, line, path, polyline, rect, strokes, tenth
from assessment.timeline.text import fitting
from assessment.timeline.words import dose_unit, number
from patients.record import AdherencePeriod

PATTERNS = {"adequate": "", "inadequate": "hatch", "not_yet": "dots", "indeterminate": "cross"}
DOSE_SIZE = 10.5
_AT_MINIMUM, _AT_USUAL_MAX = 0.5, 0.9
_UNKNOWN_HEIGHT, _PROCEDURE_HEIGHT = 0.5, 0.45


@dataclass(frozen=True, slots=True)
class Step:
    """The bar between two days at one dose, as a share of the lane's height."""

    start: date
    stop: date
    dose: float | None
    share: float
    known: bool


def steps_of(strand: Strand, until: date) -> tuple[Step, ...]:
    """Dose steps in order, also the days before the first known dose (dose unknown)."""
    trial = strand.trial
    stop = trial.stop or until
    if not trial.doses:
        share = _PROCEDURE_HEIGHT if trial.sessions or trial.session_count else _UNKNOWN_HEIGHT
        known = trial.role in ("neuromodulation", "psychotherapy")
        return (Step(trial.start, stop, None, share, known),) if trial.start < stop else ()
    starts = [(step.start, step.dose) for step in trial.doses]
    if starts[0][0] > trial.start:
        starts.insert(0, (trial.start, None))
    ends = [start for start, _ in starts[1:]] + [stop]
    return tuple(
        Step(start, min(end, stop), dose, share_of(dose, strand), dose is not None)
        for (start, dose), end in zip(starts, ends, strict=True)
        if start < min(end, stop)
    )


def share_of(dose: float | None, strand: Strand) -> float:
    """A dose as a share of the lane: the minimum at one half, the usual maximum near the top."""
    if dose is None:
        return _UNKNOWN_HEIGHT
    low = strand.minimum
    if not low:
        doses = [step.dose for step in strand.trial.doses if step.dose]
        return dose / max(doses) * 0.7 if doses else 0.0
    if dose <= low:
        return dose / low * _AT_MINIMUM
    high = max(strand.usual_max or low, low * 1.01)
    above = _AT_MINIMUM + (dose - low) / (high - low) * (_AT_USUAL_MAX - _AT_MINIMUM)
    return min(1.0, above)


def bar_shapes(strand: Strand, scale: Scale, top: float, bottom: float, until: date) -> tuple[Shape, ...]:
    """The staircase with its pattern, gaps, sessions, adherence rail and ends."""
    steps = [step for step in steps_of(strand, until) if scale.shows(step.start, step.stop)]
    shapes = [shape for run in _runs(steps) for shape in _staircase(strand, run, scale, top, bottom)]
    shapes += _gaps(strand, steps, scale, bottom)
    shapes += _sessions(strand, scale, top, bottom)
    shapes += _rail(strand, scale, bottom + 2.5, until)
    shapes += _ends(strand, scale, top, bottom, until)
    shapes += _side_effects(strand, scale, top)
    return tuple(shapes)


def _runs(steps: list[Step]) -> Iterator[list[Step]]:
    """Stretches without a gap, known and unknown doses apart."""
    run: list[Step] = []
    for step in steps:
        if run and (step.share == 0 or step.known != run[-1].known):
            yield run
            run = []
        if step.share > 0:
            run.append(step)
    if run:
        yield run


def _staircase(strand: Strand, run: list[Step], scale: Scale, top: float, bottom: float) -> list[Shape]:
    crest: list[tuple[float, float]] = []
    for step in run:
        y = bottom - (bottom - top) * step.share
        crest += [(scale.clip(step.start), y), (scale.clip(step.stop), y)]
    if crest[-1][0] - crest[0][0] < 2:  # a day or two on a long axis is still seen
        crest[-1] = (crest[0][0] + 2, crest[-1][1])
    outline = [(crest[0][0], bottom), *crest, (crest[-1][0], bottom)]
    kind = f"bar {strand.adequacy}" + ("" if run[0].known else " dose-unknown")
    of, pattern = strand.trial.id, PATTERNS[strand.adequacy]
    shapes = [path(kind, polyline(outline, closed=True), of)]
    if pattern:
        shapes.append(path("bar-pattern", polyline(outline, closed=True), of, pattern))
    return [*shapes, path(f"crest {kind}", polyline(crest), of)]


def _gaps(strand: Strand, steps: list[Step], scale: Scale, bottom: float) -> list[Shape]:
    return [
        line("gap", scale.clip(step.start), bottom - 1, scale.clip(step.stop), bottom - 1, strand.trial.id)
        for step in steps
        if step.share == 0
    ]


def _sessions(strand: Strand, scale: Scale, top: float, bottom: float) -> list[Shape]:
    """A tick a session; ticks closer than they can be seen apart are drawn once."""
    seen = [day for day in strand.trial.sessions or () if scale.left <= scale.x(day) <= scale.right]
    xs = [scale.x(group[0]) for group in clusters(seen, scale.x, 2.0)]
    high = bottom - (bottom - top) * 0.8
    return [path("session", strokes(xs, high, bottom), strand.trial.id)] if xs else []


def _rail(strand: Strand, scale: Scale, y: float, until: date) -> list[Shape]:
    """Adherence under the bar: whole where 80 % or more, broken below, dotted where unknown."""
    trial = strand.trial
    if trial.role in ("neuromodulation", "psychotherapy"):
        return []
    stop = trial.stop or until
    periods = trial.adherence or (AdherencePeriod(None),)
    shapes = []
    for period in periods:
        start, end = period.start or trial.start, min(period.stop or stop, stop)
        if start < end and scale.shows(start, end):
            kind = f"rail {adherence_kind(period.percent)}"
            shapes.append(line(kind, scale.clip(start), y, scale.clip(end), y, trial.id))
    return shapes


def adherence_kind(percent: float | None) -> str:
    if percent is None:
        return "taken-unknown"
    return "taken" if percent >= 80 else "taken-poorly"


def _ends(strand: Strand, scale: Scale, top: float, bottom: float, until: date) -> list[Shape]:
    trial, middle = strand.trial, (top + bottom) / 2
    if trial.stop is None:
        return _running_end(strand, scale, middle, until)
    x = scale.x(trial.stop)
    if not scale.left <= x <= scale.right:
        return []
    reason = trial.stop_reason or "unrecorded"
    return [line("stop", x, top, x, bottom, trial.id), *_stop_sign(reason, x, middle, trial.id)]


def _running_end(strand: Strand, scale: Scale, y: float, until: date) -> list[Shape]:
    x = scale.clip(until)
    arrow = polyline([(x + 1, y - 4), (x + 6, y), (x + 1, y + 4)])
    return [path("running", arrow, strand.trial.id)] if until <= scale.window.stop else []


def _stop_sign(reason: str, x: float, y: float, of: str) -> list[Shape]:
    """A cross for side effects, a ring for not taken, a full dot for remission."""
    if reason == "intolerance":
        cross = polyline([(x - 3.5, y - 3.5), (x + 3.5, y + 3.5)]) + polyline(
            [(x - 3.5, y + 3.5), (x + 3.5, y - 3.5)]
        )
        return [circle("stop-plate", x, y, 6, of), path("stop-cross", cross, of)]
    if reason == "nonadherence":
        return [circle("stop-ring", x, y, 4, of)]
    return [circle("stop-dot", x, y, 4, of)] if reason == "remission" else []


def _side_effects(strand: Strand, scale: Scale, top: float) -> list[Shape]:
    shapes = []
    for effect in strand.trial.side_effects:
        if effect.date is not None and scale.left <= scale.x(effect.date) <= scale.right:
            x = scale.x(effect.date)
            triangle = polyline([(x - 4, top - 3), (x + 4, top - 3), (x, top + 4)], closed=True)
            shapes.append(path(f"side-effect {effect.severity or ''}".strip(), triangle, strand.trial.id))
    return shapes


def dose_labels(strand: Strand, scale: Scale, bottom: float, until: date) -> tuple[Label, ...]:
    """The dose written on each step that has room for it."""
    unit = dose_unit(strand.unit)
    labels = []
    for step in steps_of(strand, until):
        left, right = scale.clip(step.start), scale.clip(step.stop)
        text = fitting(_dose_variants(step, unit, strand), DOSE_SIZE, right - left - 8)
        if text and scale.shows(step.start, step.stop):
            kind = "dose over-ticks" if strand.trial.sessions else "dose"
            labels.append(Label(text, tenth(left + 4), tenth(bottom - 4), DOSE_SIZE, kind))
    return tuple(labels)


def _dose_variants(step: Step, unit: str, strand: Strand) -> tuple[str, ...]:
    trial = strand.trial
    if step.dose is not None:
        off = ("not taken", "0") if step.dose == 0 else ()
        return off or (f"{number(step.dose)} {unit}", number(step.dose))
    count = len(trial.sessions) if trial.sessions else trial.session_count
    if count:
        return (f"{count} sessions", f"{count}×")
    return () if step.known else ("dose unknown", "?")


def therapeutic_band(
    strand: Strand, scale: Scale, top: float, bottom: float, until: date
) -> tuple[Shape, ...]:
    """The range from the minimum to the usual maximum, behind the bar."""
    trial = strand.trial
    if not strand.minimum or not trial.doses:
        return ()
    left, right = scale.clip(trial.start), scale.clip(trial.stop or until)
    low = bottom - (bottom - top) * _AT_MINIMUM
    high = bottom - (bottom - top) * _AT_USUAL_MAX
    band = rect("range", Box(left, high, right, low), trial.id)
    return (band, line("minimum", left, low, right, low, trial.id))
