"""The only place that turns a FHIR R4 bundle of the quality measure CMS128 into a ``trd-record/1``.

A dispensing becomes a dose period as long as its days' supply; supplies that overlap are taken one
after the other. The tablets a day are not in the bundles: ``daily_dose`` says what is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from patients.formulary import FORMULARY

NEW_TRIAL_GAP = 28  # adequacy.md section 2: a longer gap is a new trial
_RXNORM = {"1099316": "3247"}  # desipramine hydrochloride 75 MG Oral Tablet -> its ingredient
_SNOMED = {"15193003": "psychotic_features"}  # Severe recurrent major depression with psychotic features
_TREATMENTS = {entry.rxnorm: entry.id for entry in FORMULARY if entry.rxnorm}

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Supply:
    """Treatment on the days from ``start`` to before ``stop``."""

    treatment: str
    start: date
    stop: date


def resources(bundle: Resource, kind: str) -> list[Resource]:
    found = (entry["resource"] for entry in bundle["entry"])
    return [resource for resource in found if resource["resourceType"] == kind]


def record_of(bundle: Resource, on: date, daily_dose: float | None) -> Resource:
    """The patient as known on this day."""
    (patient,) = resources(bundle, "Patient")
    onsets = [(one["code"]["coding"][0]["code"], _day(one["onsetDateTime"])) for one in _depressions(bundle)]
    return {
        "format": "trd-record/1",
        "patient": {
            "reference": patient["id"],
            "birth_date": patient["birthDate"],
            "sex": patient["gender"],
        },
        "episodes": [{"onset": day.isoformat(), "end": None} for _, day in onsets[:1]],
        "conditions": [
            {"code": _SNOMED[code], "status": "present", "date": day.isoformat()} for code, day in onsets
        ],
        "trials": [
            *_requested(bundle, on),
            *(_trial(number, supplies, on, daily_dose) for number, supplies in _courses(bundle, on)),
        ],
    }


def _depressions(bundle: Resource) -> list[Resource]:
    return [one for one in resources(bundle, "Condition") if one["code"]["coding"][0]["code"] in _SNOMED]


def first_dispensed(bundle: Resource) -> date:
    """The measure's index prescription start date."""
    return min(_day(one["whenHandedOver"]) for one in resources(bundle, "MedicationDispense"))


def _requested(bundle: Resource, on: date) -> Iterator[Resource]:
    """A prescription says between which days it was taken, not how much."""
    for number, request in enumerate(resources(bundle, "MedicationRequest"), 1):
        period = request["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"]
        stop = _day(period["end"]) + timedelta(days=1)  # the period's last day is a day of treatment
        yield {
            "id": f"R{number}",
            "treatment": _treatment(request),
            "role": "antidepressant",
            "start": _day(period["start"]).isoformat(),
            "stop": stop.isoformat() if stop <= on else None,
        }


def _courses(bundle: Resource, on: date) -> Iterator[tuple[str, list[Supply]]]:
    """One drug's supplies, parted where a gap makes a new trial."""
    supplies = sorted(
        (_supply(one) for one in resources(bundle, "MedicationDispense")),
        key=lambda supply: (supply.treatment, supply.start),
    )
    number = 0
    for _, of_drug in groupby(supplies, key=lambda supply: supply.treatment):
        course: list[Supply] = []
        for supply in of_drug:
            if supply.start > on:
                continue
            if course and (supply.start - course[-1].stop).days > NEW_TRIAL_GAP:
                number += 1
                yield f"D{number}", course
                course = []
            course.append(_after(course, supply))
        if course:
            number += 1
            yield f"D{number}", course


def _supply(dispense: Resource) -> Supply:
    start = _day(dispense["whenHandedOver"])
    return Supply(_treatment(dispense), start, start + timedelta(days=int(dispense["daysSupply"]["value"])))


def _after(course: list[Supply], supply: Supply) -> Supply:
    """Collected early: taken when what is at home has been used up."""
    if not course or course[-1].stop <= supply.start:
        return supply
    return Supply(supply.treatment, course[-1].stop, course[-1].stop + (supply.stop - supply.start))


def _trial(number: str, supplies: list[Supply], on: date, daily_dose: float | None) -> Resource:
    stop = supplies[-1].stop
    return {
        "id": number,
        "treatment": supplies[0].treatment,
        "role": "antidepressant",
        "start": supplies[0].start.isoformat(),
        "stop": stop.isoformat() if stop <= on else None,
        "doses": list(_doses(supplies, on, daily_dose)),
        "adherence": [{"percent": 100, "method": "pdc"}],  # of the days supplied
    }


def _doses(supplies: list[Supply], on: date, daily_dose: float | None) -> Iterator[Resource]:
    before: date | None = None
    for supply in supplies:
        if supply.start > on:
            return
        if before is not None and before < supply.start:
            yield {"from": before.isoformat(), "dose": 0}
        if before is None or before < supply.start:
            yield {"from": supply.start.isoformat(), "dose": daily_dose}
        before = supply.stop


def _treatment(resource: Resource) -> str:
    return _TREATMENTS[_RXNORM[resource["medicationCodeableConcept"]["coding"][0]["code"]]]


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
