"""The only place for the score panel: one scale's curve with bands, remission and response lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assessment.rules.findings import Assessment, TrialFinding
from assessment.timeline.clusters import clusters
from assessment.timeline.labels import Point, place_around
from assessment.timeline.panel import Panel
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
from assessment.timeline.text import fitting
from assessment.timeline.words import day, number, scale_name
from patients.instruments import total_of
from patients.record import Score

_VALUE_SIZE = 10.5
_AXIS_SIZE = 10
_TOUCH = 12.0
Placed = tuple[Score, float, float]
"""A rating with a total, and where it stands."""


def draw_panel(panel: Panel, assessment: Assessment, chosen: str | None) -> Part:
    findings = _drawn(panel, assessment, chosen)
    back = [*_bands(panel), *_level_lines(panel, findings)]
    points = _points(panel)
    fixed = [*_axis_labels(panel), *_band_labels(panel, points), *_line_labels(panel)]
    wanted = _wanted(panel, findings, points)
    values = place_around(wanted, panel.area, [label.box for label in fixed], _VALUE_SIZE)
    shapes = [*_curve(panel, points), *_dots(panel, points), *_judged_marks(panel, findings)]
    labels = (*fixed, *values)
    return Part(panel.style.panel, tuple(back), tuple(shapes), labels, _marks(panel))


def _drawn(panel: Panel, assessment: Assessment, chosen: str | None) -> list[TrialFinding]:
    """The trials whose baseline or endpoint is on this scale, or the chosen one of them."""
    code = panel.instrument.code
    return [
        _on_scale(finding, code)
        for finding in assessment.trials
        if code in (finding.instrument, finding.baseline_instrument) and chosen in (None, finding.id)
    ]


def _on_scale(finding: TrialFinding, code: str) -> TrialFinding:
    """Without the total that is one of another scale: here it would stand at a wrong height."""
    if finding.instrument != code:
        finding = finding._replace(endpoint=None)
    if finding.baseline_instrument != code:
        finding = finding._replace(baseline=None)
    return finding


# --- bands and lines -----------------------------------------------------------------------


def _bands(panel: Panel) -> list[Shape]:
    shapes = []
    for index, band in enumerate(panel.instrument.bands):
        low, high = max(band.low - 0.5, panel.instrument.total_min), min(band.high + 0.5, panel.ceiling)
        if low < high:
            top = panel.top if band.high >= panel.ceiling else panel.y(high)
            box = Box(panel.scale.left, top, panel.scale.right, panel.y(low))
            shapes.append(rect(f"band band-{index}", box))
    return shapes


def _band_labels(panel: Panel, points: Sequence[Placed]) -> list[Label]:
    """Band names in the gutter; without a gutter, inside the plot at its left."""
    style, size = panel.style, 10
    labels: list[Label] = []
    room = style.gutter - 34 if style.gutter else 90
    for band in panel.instrument.bands:
        low, high = panel.y(max(band.low - 0.5, 0)), panel.y(min(band.high + 0.5, panel.ceiling))
        text = fitting((band.name, band.name.split("/")[0], band.name.split(" ")[0]), size, room)
        if band.low < panel.ceiling and low - high >= size * 1.4 and text:
            x = 0 if style.gutter else panel.scale.left + 4
            y = (low + high) / 2 + size * 0.35
            labels.append(
                Label(text, x, tenth(y), size, "band-name", full="" if text == band.name else band.name)
            )
    return [label for label in labels if style.gutter or not _over_dots(label.box, points)]


def _over_dots(box: Box, points: Sequence[Placed]) -> bool:
    return any(box.meets(Box(x - 7, y - 7, x + 7, y + 7)) for _, x, y in points)


def _axis_labels(panel: Panel) -> list[Label]:
    step = 5 if panel.ceiling <= 20 else 10
    return [
        Label(
            str(value), tenth(panel.scale.left - 4), tenth(panel.y(value) + 3.5), _AXIS_SIZE, "value", "end"
        )
        for value in range(panel.instrument.total_min, panel.ceiling + 1, step)
    ]


def _level_lines(panel: Panel, findings: Sequence[TrialFinding]) -> list[Shape]:
    left, right = panel.scale.left, panel.scale.right
    shapes = []
    if panel.instrument.remission_max is not None:
        y = panel.y(panel.instrument.remission_max)
        shapes.append(line("remission-line", left, y, right, y))
    for finding in findings:
        if finding.baseline and finding.baseline_date:
            start, stop = _judged_span(panel, finding)
            y = panel.y(finding.baseline / 2)
            if panel.scale.shows(start, stop):
                shapes.append(
                    line("response-line", panel.scale.clip(start), y, panel.scale.clip(stop), y, finding.id)
                )
    return shapes


def _judged_span(panel: Panel, finding: TrialFinding) -> tuple[date, date]:
    """From baseline to endpoint; for a running trial without one, on to the end: what is to be reached."""
    start = finding.baseline_date or date.min
    stop = finding.endpoint_date or (panel.scale.window.stop if finding.running else start)
    return start, max(start, stop)


def _line_labels(panel: Panel) -> list[Label]:
    limit = panel.instrument.remission_max
    if limit is None:
        return []
    text = fitting(
        (f"remission: {limit} or less", "remission"), 10, panel.scale.right - panel.scale.left - 120
    )
    y = tenth(panel.y(limit) + 11)
    return [Label(text, tenth(panel.scale.right - 4), y, 10, "remission-name", "end")] if text else []


# --- the curve -----------------------------------------------------------------------------


def _points(panel: Panel) -> list[Placed]:
    return [
        (score, panel.scale.x(score.date), panel.y(total))
        for score in panel.scores
        if (total := total_of(score)) is not None
    ]


def _curve(panel: Panel, rated: Sequence[Placed]) -> list[Shape]:
    edges = [(x, panel.y(total)) for x, total in panel.edges]
    before = [point for point in edges if point[0] <= panel.scale.left]
    after = [point for point in edges if point[0] > panel.scale.left]
    points = [*before, *((x, y) for _, x, y in rated), *after]
    return [path("curve", polyline(points))] if len(points) > 1 else []


def _dots(panel: Panel, points: Sequence[Placed]) -> list[Shape]:
    dots = [circle(_dot_kind(score), x, y, 3.2, score.date.isoformat()) for score, x, y in points]
    dots = [] if _crowded(panel, points) else dots
    unknown = [score for score in panel.scores if total_of(score) is None]
    return dots + [circle("dot unknown", panel.scale.x(s.date), panel.bottom - 6, 3.2) for s in unknown]


def _crowded(panel: Panel, points: Sequence[object]) -> bool:
    """Dots would run into each other: the curve alone is drawn."""
    return len(points) > (panel.scale.right - panel.scale.left) / 6


def _dot_kind(score: Score) -> str:
    return "dot retrospective" if score.rater == "retrospective" else "dot"


def _judged_marks(panel: Panel, findings: Sequence[TrialFinding]) -> list[Shape]:
    """A square round the baseline, a diamond round the endpoint of each trial shown."""
    shapes = []
    for finding in findings:
        for what, when, total in (
            ("baseline", finding.baseline_date, finding.baseline),
            ("endpoint", finding.endpoint_date, finding.endpoint),
        ):
            if when and total is not None and panel.scale.window.start <= when < panel.scale.window.stop:
                x, y = panel.scale.x(when), panel.y(total)
                shapes.append(path(what, _square(x, y) if what == "baseline" else _diamond(x, y), finding.id))
    return shapes


def _square(x: float, y: float) -> str:
    return polyline(
        [(x - 5.5, y - 5.5), (x + 5.5, y - 5.5), (x + 5.5, y + 5.5), (x - 5.5, y + 5.5)], closed=True
    )


def _diamond(x: float, y: float) -> str:
    return polyline([(x, y - 7.5), (x + 7.5, y), (x, y + 7.5), (x - 7.5, y)], closed=True)


def _wanted(panel: Panel, findings: Sequence[TrialFinding], points: Sequence[Placed]) -> list[Point]:
    """Values to write: the last, then baselines and endpoints, then the extremes, then the rest."""
    if not points:
        return []
    judged = {day for f in findings for day in (f.baseline_date, f.endpoint_date)}
    extremes = {min(points, key=lambda p: p[2])[0].date, max(points, key=lambda p: p[2])[0].date}

    def importance(point: Placed) -> tuple[int, date]:
        when = point[0].date
        if when == points[-1][0].date:
            return (0, when)
        return (1 if when in judged else 2 if when in extremes else 3, when)

    kept = sorted(points, key=importance)
    if _crowded(panel, points):
        kept = [point for point in kept if importance(point)[0] in (0, 2)]
    values = [Point(x, y, str(total_of(score)), "score", score is points[-1][0]) for score, x, y in kept]
    return [*values[:1], *_response_point(panel, findings), *values[1:]]


def _response_point(panel: Panel, findings: Sequence[TrialFinding]) -> list[Point]:
    """The response line's name, on the line of the trial that started last."""
    drawn = [
        f for f in findings if f.baseline and f.baseline_date and panel.scale.shows(*_judged_span(panel, f))
    ]
    if not drawn:
        return []
    last = max(drawn, key=lambda finding: finding.baseline_date or date.min)
    start, stop = _judged_span(panel, last)
    x = (panel.scale.clip(start) + panel.scale.clip(stop)) / 2
    half = (last.baseline or 0) / 2
    return [Point(x, panel.y(half) + 2, f"response: {int(half)} or less", "response-name")]


# --- marks ---------------------------------------------------------------------------------


def _marks(panel: Panel) -> tuple[Mark, ...]:
    groups = clusters(panel.scores, lambda score: panel.scale.x(score.date), _TOUCH)
    return tuple(_mark(panel, group) for group in groups)


def _mark(panel: Panel, group: list[Score]) -> Mark:
    totals = [(score, total_of(score)) for score in group]
    ys = [panel.y(total) for _, total in totals if total is not None] or [panel.bottom - 6]
    left, right = panel.scale.x(group[0].date) - 6, panel.scale.x(group[-1].date) + 6
    box = Box(tenth(left), tenth(min(ys) - 7), tenth(right), tenth(max(ys) + 7))
    return Mark(
        group[0].date, "score", group[0].date.isoformat(), box, _spoken(panel, group), "timeline-table"
    )


def _spoken(panel: Panel, group: list[Score]) -> str:
    name = scale_name(panel.instrument.code)
    first, last = group[0], group[-1]
    if len(group) == 1:
        return f"{name} {_said(panel, first)} on {day(first.date)}"
    totals = [total for score in group if (total := total_of(score)) is not None]
    span = f"{len(group)} ratings on {name}, {day(first.date)} to {day(last.date)}"
    return f"{span}, from {min(totals)} to {max(totals)}, last {_said(panel, last)}" if totals else span


def _said(panel: Panel, score: Score) -> str:
    total = total_of(score)
    if total is None:
        return "without a total: items are missing"
    return f"{number(total)} ({panel.instrument.band(total)})"
