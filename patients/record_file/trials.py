"""The only place that reads treatment trials from a record file."""

from __future__ import annotations

from datetime import date

from patients import codes
from patients.formulary import TREATMENT_IDS
from patients.record import (
    ADHERENCE_METHODS,
    ELECTRODE_PLACEMENTS,
    MAX_MPR_PERCENT,
    ROLES,
    SEVERITIES,
    STOP_REASONS,
    AdherencePeriod,
    DoseStep,
    DrugLevel,
    SideEffect,
    Trial,
)
from patients.record_file.node import Node

HIGHEST_DOSE = 100_000
MOST_SESSIONS = 10_000
HIGHEST_LEVEL = 1e9


def trial(node: Node) -> Trial | None:
    start = node.day("start", required=True)
    stop = node.after("stop", node.day("stop"), start, "the start")
    treatment = node.choice("treatment", TREATMENT_IDS, required=True)
    parts = {
        "doses": _doses(node, start, stop),
        "adherence": tuple(_adherence(inner) for inner in node.nodes("adherence")),
        "levels": tuple(_level(inner, treatment) for inner in node.nodes("levels")),
        "side_effects": tuple(_side_effect(inner) for inner in node.nodes("side_effects")),
    }
    if any(None in facts for facts in parts.values()):
        node.ok = False
    return node.build(
        Trial,
        id=node.text("id", required=True),
        treatment=treatment,
        role=node.choice("role", ROLES, required=True),
        start=start,
        stop=stop,
        stop_reason=node.choice("stop_reason", STOP_REASONS),
        augments=node.text("augments"),
        electrode_placement=node.choice("electrode_placement", ELECTRODE_PLACEMENTS),
        **_sessions(node, start, stop),
        **parts,
    )


def _doses(node: Node, start: date | None, stop: date | None) -> tuple[DoseStep | None, ...]:
    steps: list[DoseStep | None] = []
    previous: date | None = None
    for inner in node.nodes("doses"):
        day = inner.day("from", required=True)
        _inside(inner, "from", day, start, stop)
        inner.after("from", day, previous, "the dose step before it")
        previous = day or previous
        steps.append(inner.build(DoseStep, start=day, dose=inner.number("dose", 0, HIGHEST_DOSE)))
    return tuple(steps)


def _inside(node: Node, name: str, day: date | None, start: date | None, stop: date | None) -> None:
    """Within the trial, the stop being the first day without the treatment."""
    if day is None or start is None:
        return
    if day < start or (stop is not None and day >= stop):
        until = f" and before {stop.isoformat()}" if stop else ""
        node.fault(name, day.isoformat(), f"a day within the trial: from {start.isoformat()}{until}")


def _sessions(node: Node, start: date | None, stop: date | None) -> dict[str, object]:
    """Dates, or only how many; several sessions on one day are real (accelerated courses)."""
    values, count = node.values("sessions"), node.whole("session_count", 0, MOST_SESSIONS)
    if values is None:
        return {"sessions": None, "session_count": count}
    if count is not None and count != len(values):
        node.fault("session_count", count, f"{len(values)}, the number of sessions given")
    days: list[date | None] = []
    for index, value in enumerate(values):
        day = node.as_day(f"sessions[{index}]", value)
        _inside(node, f"sessions[{index}]", day, start, stop)
        days.append(day)
    return {"sessions": tuple(days), "session_count": count}


def _adherence(node: Node) -> AdherencePeriod | None:
    method = node.choice("method", ADHERENCE_METHODS)
    start, stop = node.day("from"), node.day("to")
    node.after("to", stop, start, "its from")
    percent = node.number("percent", 0, MAX_MPR_PERCENT if method == "mpr" else 100)
    return node.build(AdherencePeriod, percent=percent, method=method, start=start, stop=stop)


def _level(node: Node, treatment: str | None) -> DrugLevel | None:
    value, unit = node.number("value", 0, HIGHEST_LEVEL), node.text("unit")
    if value and unit is None and node.ok:  # a level of 0 is 0 in any unit
        node.fault("unit", None, "the unit of the value")
    if treatment is not None and unit is not None:
        try:
            value, unit = codes.canonical_level(treatment, value, unit)
        except codes.UnknownUnit as unknown:
            node.fault("unit", unit, f"one of {', '.join(unknown.allowed)}")
    return node.build(DrugLevel, date=node.day("date", required=True), value=value, unit=unit)


def _side_effect(node: Node) -> SideEffect | None:
    return node.build(
        SideEffect,
        effect=node.choice("effect", codes.SIDE_EFFECTS, required=True),
        date=node.day("date"),
        severity=node.choice("severity", SEVERITIES),
    )
