"""The only place for what the visit form says is due: scales, week 6, levels of lithium, the checklist.

How often lithium is looked after is table 9 of the safety reference ("12-h level 5-7 d after start/change …,
3-monthly in year 1; then 3-6-monthly; eGFR/Ca/TSH/weight 6-monthly", NICE CG185/NG222, from memory).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from patients.codes import CHECKS
from patients.forms.chart import Chart, entry_of
from patients.forms.fields import in_words, words
from patients.instruments import INSTRUMENTS, OUTCOME_SCALES
from patients.record import Trial

SCALE_DUE = timedelta(days=14)
FULL_TRIAL = timedelta(weeks=6)
SAID_FOR = timedelta(weeks=3)
"""How long the reminder that it is reached stands."""
LITHIUM_LABS = {"tsh": "TSH", "egfr": "eGFR", "calcium": "calcium", "weight": "weight"}
LITHIUM_LABS_DUE = timedelta(days=183)
LEVEL_AFTER_CHANGE = timedelta(days=5)
LEVEL_LATE_AFTER_CHANGE = timedelta(days=7)
LEVEL_DUE_FIRST_YEAR = timedelta(days=91)
LEVEL_DUE_LATER = timedelta(days=183)
YEAR = timedelta(days=365)


def due(chart: Chart) -> tuple[str, ...]:
    """Short reminders, most pressing first."""
    return (
        *_lithium_level(chart),
        *_weeks_reached(chart),
        *_scales(chart),
        *_lithium_labs(chart),
        *_checks(chart),
    )


def _weeks_reached(chart: Chart) -> Iterator[str]:
    for trial in chart.running:
        reached = trial.start + FULL_TRIAL
        said = reached <= chart.today < reached + SAID_FOR
        if said and entry_of(trial).dose_unit != "sessions" and not _rated_since(chart, reached):
            yield f"{words(trial.treatment)}: week {FULL_TRIAL.days // 7} is reached; rate the outcome"


def _rated_since(chart: Chart, day: date) -> bool:
    last = chart.last_of_any(OUTCOME_SCALES)
    return last is not None and last.date >= day


def _scales(chart: Chart) -> Iterator[str]:
    for code in chart.instruments[:1]:
        last = chart.last(code)
        if last is None or chart.today - last.date >= SCALE_DUE:
            since = f"last {in_words(last.date)}" if last else "never rated"
            yield f"{INSTRUMENTS[code].short} is due ({since})"


# Lithium


def _lithium(chart: Chart) -> list[Trial]:
    return [trial for trial in chart.running if trial.treatment.startswith("lithium")]


def _lithium_level(chart: Chart) -> Iterator[str]:
    for trial in _lithium(chart):
        changed = max([trial.start, *(step.start for step in trial.doses if step.start <= chart.today)])
        last = max((level.date for level in trial.levels if level.date <= chart.today), default=None)
        if last is None or last < changed + LEVEL_AFTER_CHANGE:
            yield from _level_after(changed, chart.today)
        elif chart.today - last >= _every(trial, chart.today):
            yield f"lithium: level is due (last {in_words(last)})"


def _level_after(changed: date, today: date) -> Iterator[str]:
    """From the fifth day on: earlier the level is not steady."""
    if today >= changed + LEVEL_AFTER_CHANGE:
        late = ", overdue" if today > changed + LEVEL_LATE_AFTER_CHANGE else ""
        yield f"lithium: level is due 5 to 7 days after the start or change of {in_words(changed)}{late}"


def _every(trial: Trial, today: date) -> timedelta:
    return LEVEL_DUE_FIRST_YEAR if today - trial.start < YEAR else LEVEL_DUE_LATER


def _lithium_labs(chart: Chart) -> Iterator[str]:
    since = chart.today - LITHIUM_LABS_DUE
    recent = {found.test for found in chart.record.measurements if found.date > since}
    missing = [name for test, name in LITHIUM_LABS.items() if test not in recent]
    if _lithium(chart) and missing:
        yield f"lithium: {', '.join(missing)} not measured for six months"


# The checklist


def _checks(chart: Chart) -> Iterator[str]:
    open_ = [code.means for code in CHECKS.values() if code.core and _is_open(chart, code.code)]
    if open_:
        yield f"impostor checklist open or out of date: {', '.join(open_)}"


def _is_open(chart: Chart, code: str) -> bool:
    check = chart.check(code)
    if check is None or check.state in (None, "not_assessed"):
        return True
    days = CHECKS[code].valid_for(on_lithium=bool(_lithium(chart)))
    return days is not None and chart.today > check.date + timedelta(days=days)
