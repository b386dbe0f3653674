"""The only place for how doses and adherence are written in one cell of a table of trials.

``50`` is the dose from the start on; ``2026-01-05 50; 2026-01-19 100; 2026-03-01 unknown`` are its
steps; ``90 % pill_count; 60 %`` is what was taken. The export writes them so.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from patients.exchange.cells import Bad, WhoseColumns
from patients.formulary import Treatment
from patients.record import ADHERENCE_METHODS

_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,4})?"
_DOSE = re.compile(rf"(?:(?P<day>[0-9]\S*[/.-]\S+)\s+)?(?P<dose>{_NUMBER}|unknown)\s*(?P<unit>[a-zA-Z/%]*)")
_TAKEN = re.compile(rf"(?P<percent>{_NUMBER}|unknown)\s*%?\s*(?P<method>[a-zA-Z_ ]*)")
_COMMA = re.compile(r"[0-9]+,[0-9]+")
MUCH = 10
"""As the form does, a dose of more than this times the usual maximum is asked about."""

Steps = list[dict[str, Any]]


def doses(column: str, text: str, start: date, treatment: Treatment, columns: WhoseColumns) -> Steps:
    """The steps as a record file has them."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return [_step(column, part, start, treatment, columns, alone=len(parts) == 1) for part in parts]


def _step(
    column: str, part: str, start: date, treatment: Treatment, columns: WhoseColumns, *, alone: bool
) -> dict[str, Any]:
    _no_comma(column, part)
    found = _DOSE.fullmatch(part)
    if found is None or not (alone or found["day"]):
        raise Bad(
            column, part, f"a dose as 50 ({treatment.dose_unit}), or steps as 2026-01-05 50; 2026-01-19 100"
        )
    _same_unit(column, part, found["unit"], treatment)
    day = columns.day_of(column, found["day"]) if found["day"] else start
    step: dict[str, Any] = {"from": day.isoformat()}
    if found["dose"] == "unknown":
        return step
    if float(found["dose"]) == 0 and not found["day"]:
        raise Bad(column, part, "a dose above 0, or nothing where it is not known")
    return step | {"dose": float(found["dose"])}


def _same_unit(column: str, part: str, unit: str, treatment: Treatment) -> None:
    """Grams are not milligrams: a unit that is written has to be ours."""
    ours = treatment.dose_unit.casefold()
    if unit and unit.casefold() not in (ours, ours.split("/")[0]):
        raise Bad(column, part, f"a dose in {treatment.dose_unit}")


def unlikely(step: dict[str, Any], treatment: Treatment) -> bool:
    highest = treatment.usual_max or treatment.label_max
    return highest is not None and step.get("dose", 0) > MUCH * highest


def adherence(column: str, text: str, method: str | None) -> list[dict[str, Any]]:
    """The periods as a record file has them, each over the whole trial; ``method`` where a cell says none."""
    return [_taken(column, part.strip(), method) for part in text.split(";") if part.strip()]


def _taken(column: str, part: str, method: str | None) -> dict[str, Any]:
    _no_comma(column, part)
    found = _TAKEN.fullmatch(part)
    if found is None:
        raise Bad(column, part, "a share as 90 %, with its method as 90 % pill_count")
    told = re.sub(r"\s+", "_", found["method"].strip().casefold()) or method
    if told is not None and told not in ADHERENCE_METHODS:
        raise Bad(column, part, f"a method that is one of {', '.join(ADHERENCE_METHODS)}")
    period: dict[str, Any] = {} if found["percent"] == "unknown" else {"percent": float(found["percent"])}
    return period | ({"method": told} if told else {})


def _no_comma(column: str, part: str) -> None:
    if written := _COMMA.search(part):
        raise Bad(column, part, f"a decimal point: {written[0].replace(',', '.')}")
