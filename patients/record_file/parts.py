"""The only place that reads the parts of a record file other than scores and trials."""

from __future__ import annotations

from patients import codes
from patients.record import (
    CHECK_STATES,
    CONDITION_STATUSES,
    SEXES,
    Check,
    Condition,
    Episode,
    Measurement,
    Medicine,
    Patient,
    Symptom,
)
from patients.record_file.node import Node

OLDEST = 120
HIGHEST_VALUE = 1e9


def patient(node: Node) -> Patient | None:
    birth = node.day("birth_date", required=True)
    as_of = node.reading.as_of
    if birth is not None and as_of is not None and as_of.year - birth.year > OLDEST:
        node.fault(
            "birth_date", birth.isoformat(), f"an age of at most {OLDEST} years on {as_of.isoformat()}"
        )
    return node.build(
        Patient,
        reference=node.text("reference", required=True),
        birth_date=birth,
        sex=node.choice("sex", SEXES, required=True),
    )


def episode(node: Node) -> Episode | None:
    for name, meaning in (
        ("onset", "the onset, or null if unknown"),
        ("end", "the end, or null if it goes on"),
    ):
        if not node.holds(name):
            node.fault(name, None, meaning)
    onset, end = node.day("onset"), node.day("end")
    node.after("end", end, onset, "the onset")
    return node.build(Episode, onset=onset, end=end)


def condition(node: Node) -> Condition | None:
    return node.build(
        Condition,
        code=node.choice("code", codes.CONDITIONS, required=True),
        status=node.choice("status", CONDITION_STATUSES),
        date=node.day("date", required=True),
    )


def symptom(node: Node) -> Symptom | None:
    return node.build(
        Symptom,
        code=node.choice("code", codes.SYMPTOMS, required=True),
        date=node.day("date", required=True),
    )


def measurement(node: Node) -> Measurement | None:
    test = node.choice("test", codes.MEASUREMENTS, required=True)
    value = node.number("value", 0, HIGHEST_VALUE)
    unit = node.text("unit")
    if test is not None and unit is None and value is not None:
        unit = _implied_unit(node, test)
    if test is not None and unit is not None:
        value, unit = _canonical(node, test, value, unit)
    return node.build(Measurement, date=node.day("date", required=True), test=test, value=value, unit=unit)


def _implied_unit(node: Node, test: str) -> str | None:
    """Only a ratio can do without its unit; any other value would have to be guessed at."""
    measured = codes.MEASUREMENTS[test]
    if measured.unit != "1" and node.ok:
        node.fault("unit", None, f"the unit of the value: one of {', '.join(measured.units)}")
    return measured.unit if measured.unit == "1" else None


def _canonical(node: Node, test: str, value: float | None, unit: str) -> tuple[float | None, str | None]:
    """In the unit that the rules read; a known other unit is converted, an unknown one refused."""
    try:
        converted = codes.convert(test, 0.0 if value is None else value, unit)
    except codes.UnknownUnit as unknown:
        node.fault("unit", unit, f"one of {', '.join(unknown.allowed)}")
        return None, None
    if converted < 0 and value is not None:
        node.fault("value", value, f"a value that is not below 0 {codes.MEASUREMENTS[test].unit}")
    return None if value is None else converted, codes.MEASUREMENTS[test].unit


def medicine(node: Node) -> Medicine | None:
    start, stop = node.day("start", required=True), node.day("stop")
    node.after("stop", stop, start, "the start")
    return node.build(Medicine, name=node.text("name", required=True), start=start, stop=stop)


def check(node: Node) -> Check | None:
    return node.build(
        Check,
        code=node.choice("code", codes.CHECKS, required=True),
        state=node.choice("state", CHECK_STATES),
        date=node.day("date", required=True),
        by=node.text("by"),
    )
