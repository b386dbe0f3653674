"""The only place for the picture's twin: everything drawn, as rows in time order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.rules.findings import Assessment
from assessment.timeline.axis import Window
from assessment.timeline.happenings import alerts_of, measurements_of, shadings_of
from assessment.timeline.inputs import Happening, StageFrom, Strand, strands_of
from assessment.timeline.stages import stage_variants
from assessment.timeline.words import METHODS, STOPPED, day, dose, number, plain, scale_name
from patients.instruments import INSTRUMENTS, total_of
from patients.record import PatientRecord, Score

SORTS = ("date", "kind", "what")


@dataclass(frozen=True, slots=True)
class Row:
    date: date
    kind: str
    what: str
    detail: str
    trial: str = ""

    @property
    def when(self) -> str:
        return day(self.date)


def rows_of(
    record: PatientRecord,
    assessment: Assessment,
    window: Window | None = None,
    stages: Sequence[StageFrom] = (),
    happenings: Sequence[Happening] = (),
    sort: str = "date",
) -> tuple[Row, ...]:
    """Every fact of the picture inside the window (all of them without one)."""
    found = [
        *(row for strand in strands_of(record.trials, assessment) for row in _trial(strand)),
        *(_score(score) for score in record.scores),
        *(Row(step.date, "Stage", stage_variants(step)[0], "from this day on") for step in stages),
        *(Row(h.date, "Alert", h.text, "ask in person") for h in alerts_of(record)),
        *(Row(h.date, "Test result", h.text, "") for h in measurements_of(record)),
        *(Row(h.date, h.kind.capitalize(), h.text, "") for h in happenings),
        *(row for row in _shadings(record)),
        *_ahead(assessment),
    ]
    kept = [row for row in found if window is None or window.start <= row.date < window.stop]
    return tuple(sorted(kept, key=lambda row: _order(row, sort)))


def _order(row: Row, sort: str) -> tuple[object, ...]:
    by_date = (row.date, row.kind, row.what, row.detail)
    return {"kind": (row.kind, *by_date), "what": (row.what.lower(), *by_date)}.get(sort, by_date)


def _trial(strand: Strand) -> Iterator[Row]:
    trial = strand.trial
    steps = [dose(step, strand.unit) for step in trial.doses]
    role = plain(strand.role)
    yield Row(trial.start, "Treatment", f"{strand.name} started", f"{role}; {strand.verdicts[0]}", trial.id)
    for step, text in zip(trial.doses[1:], steps[1:], strict=True):
        yield Row(step.start, "Dose", f"{strand.name} {text}", f"from {steps[0]} at the start", trial.id)
    for effect in trial.side_effects:
        when = effect.date or trial.start
        detail = ", ".join(filter(None, (effect.severity, "" if effect.date else "day not recorded")))
        yield Row(when, "Side effect", f"{plain(effect.effect)} on {strand.name}", detail, trial.id)
    for period in trial.adherence:
        taken = "unknown" if period.percent is None else f"{number(period.percent)} %"
        method = METHODS.get(period.method or "", plain(period.method or "method not recorded"))
        yield Row(period.start or trial.start, "Adherence", f"{strand.name}: {taken}", method, trial.id)
    for session in trial.sessions or ():
        yield Row(session, "Session", strand.name, "", trial.id)
    if trial.stop:
        reason = STOPPED.get(trial.stop_reason or "", "stopped: reason not recorded")
        yield Row(trial.stop, "Treatment", f"{strand.name} stopped", reason, trial.id)


def _score(score: Score) -> Row:
    total, scale = total_of(score), INSTRUMENTS.get(score.instrument)
    name = scale_name(score.instrument)
    if total is None:
        return Row(score.date, "Score", f"{name}: no total", "items are missing")
    band = scale.band(total) if scale and scale.bands else ""
    detail = ", ".join(filter(None, (band, f"rated by {score.rater}" if score.rater else "")))
    return Row(score.date, "Score", f"{name}: {total}", detail)


def _shadings(record: PatientRecord) -> Iterator[Row]:
    for shade in shadings_of(record):
        until = f"until {day(shade.stop)}" if shade.stop else "still so"
        yield Row(shade.start, "Impostor", shade.text, until)


def _ahead(assessment: Assessment) -> Iterator[Row]:
    ahead = assessment.next_change_on
    if ahead is not None:
        yield Row(ahead, "Ahead", "The assessment changes", "if nothing new is recorded")
