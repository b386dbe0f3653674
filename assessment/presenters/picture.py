"""The only place that readies the timeline for the page: three sizes, its controls, its twin table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from assessment.presenters.looking import HIDDEN, Looking
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy
from assessment.timeline.axis import (
    ALL,
    EPISODE,
    SHORTEST_DAYS,
    SIX_MONTHS,
    TWO_YEARS,
    Window,
    default_window,
    window_named,
)
from assessment.timeline.happenings import visits_of
from assessment.timeline.history import stages_of
from assessment.timeline.inputs import Happening, StageFrom
from assessment.timeline.layout import Wishes, laid_out, scene_of
from assessment.timeline.panel import scales_used
from assessment.timeline.shapes import Timeline
from assessment.timeline.styles import STYLES
from assessment.timeline.table import Row, rows_of
from assessment.timeline.words import day, scale_name
from patients.record import PatientRecord

_WINDOW_NAMES = {SIX_MONTHS: "6 months", TWO_YEARS: "2 years", EPISODE: "Episode", ALL: "All"}


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    query: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    drawings: tuple[Timeline, ...]
    shown: str
    windows: tuple[Choice, ...]
    moves: tuple[Choice, ...]
    scales: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    lanes: tuple[Choice, ...]
    rows: tuple[Row, ...]
    hidden: int
    hidden_query: str


def picture(
    record: PatientRecord,
    assessment: Assessment,
    policy: Policy,
    looking: Looking,
    happenings: tuple[Happening, ...] | None = None,
    stages: tuple[StageFrom, ...] | None = None,
) -> Picture:
    """The picture as it is looked at, drawn at each size; ``happenings`` stand beside the record's visits.

    ``stages``: the stage over time where it is known already, else it is worked out here.
    """
    as_of, ahead = assessment.as_of, assessment.next_change_on
    name = looking.window or ("" if looking.start else default_window(record, as_of))
    window = looking.window_of(record, as_of, ahead) or window_named(name, record, as_of, ahead)
    stages = stages_of(record, assessment, policy) if stages is None else stages
    used = scales_used(record)
    scale = looking.scale if looking.scale in used else (used[0] if used else "")
    shown = looking.measurements != HIDDEN
    wishes = Wishes(window=window, instrument=scale or None, measurements=shown)
    drawings = _drawings(record, assessment, wishes, stages, happenings)
    rows = rows_of(record, assessment, window, stages, happenings or (), looking.sort or "date")
    return Picture(
        drawings=drawings,
        shown=f"{day(window.start)} to {day(window.stop)}",
        windows=tuple(
            Choice(text, looking.in_window(code).query(), code == name)
            for code, text in _WINDOW_NAMES.items()
        ),
        moves=_moves(window, looking),
        scales=tuple(
            Choice(scale_name(code), replace(looking, scale=code).query(), code == scale) for code in used
        ),
        sorts=tuple(
            Choice(text, replace(looking, sort=code).query(), code == (looking.sort or "date"))
            for code, text in (("date", "Date"), ("kind", "Kind"), ("what", "What"))
        ),
        lanes=_lanes(record, looking),
        rows=rows,
        hidden=len(drawings[0].hidden_trials),
        hidden_query=looking.in_window(ALL).query(),
    )


@lru_cache(maxsize=64)
def _drawings(
    record: PatientRecord,
    assessment: Assessment,
    wishes: Wishes,
    stages: tuple[StageFrom, ...],
    happenings: tuple[Happening, ...] | None,
) -> tuple[Timeline, ...]:
    """Each size; the same frozen input gives the same picture, so the last ones are kept."""
    events = _events(record, happenings) if happenings else None
    scene = scene_of(record, assessment, wishes, stages, events)
    return tuple(laid_out(scene, style) for style in STYLES)


def _events(record: PatientRecord, happenings: tuple[Happening, ...]) -> tuple[Happening, ...]:
    """What was handed in, and the days of entries that belong to no logged visit (an import has none)."""
    logged = {one.date for one in happenings if one.kind == "visit"}
    return (*(one for one in visits_of(record) if one.date not in logged), *happenings)


def _lanes(record: PatientRecord, looking: Looking) -> tuple[Choice, ...]:
    """The lane of test results is the reader's choice, where there are results."""
    if not record.measurements:
        return ()
    shown = looking.measurements != HIDDEN
    return (Choice("Test results", replace(looking, measurements=HIDDEN if shown else "").query(), shown),)


def _moves(window: Window, looking: Looking) -> tuple[Choice, ...]:
    """Earlier, later, closer, wider: each a window of its own."""
    half = timedelta(days=max(1, window.days // 2))
    quarter = timedelta(days=max(1, window.days // 4))
    middle = window.start + half
    closer = max(half, timedelta(days=SHORTEST_DAYS)) / 2
    moves = (
        ("Earlier", window.start - half, window.stop - half),
        ("Later", window.start + half, window.stop + half),
        ("Zoom in", middle - closer, middle + closer),
        ("Zoom out", window.start - quarter * 2, window.stop + quarter * 2),
    )
    return tuple(Choice(name, looking.between(_sane(a), _sane(b)).query()) for name, a, b in moves)


def _sane(when: date) -> date:
    return min(max(when, date(1900, 1, 1)), date(2200, 12, 31))
