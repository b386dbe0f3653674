"""What a form let through the database refuses."""

from datetime import date
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from patients import models
from patients.instruments import INSTRUMENTS
from patients.models import limits
from tests.world import World

DAY = date(2026, 1, 5)


def stamp(world: World, patient: models.Patient) -> dict[str, Any]:
    return {"patient": patient, "clinic": patient.clinic, "created_at": world.at, "created_by": world["blue"]}


def trial(world: World, patient: models.Patient, **columns: Any) -> models.Trial:
    ordinary = {"label": "T1", "treatment": "sertraline", "role": "antidepressant", "start": DAY}
    return models.Trial.objects.create(**(ordinary | columns), **stamp(world, patient))


FACTS: list[tuple[type[Any], dict[str, Any]]] = [
    (models.Score, {"date": date(1, 1, 1), "instrument": "hamd17", "total": 3}),
    (models.Score, {"date": date(9999, 12, 31), "instrument": "hamd17", "total": 3}),
    (models.Score, {"date": DAY, "instrument": "hamd17", "total": 53}),
    (models.Score, {"date": DAY, "instrument": "madrs", "total": 61}),
    (models.Score, {"date": DAY, "instrument": "phq9", "total": 28}),
    (models.Score, {"date": DAY, "instrument": "qids_sr16", "total": 28}),
    (models.Score, {"date": DAY, "instrument": "gad7", "total": -1}),
    (models.Score, {"date": DAY, "instrument": "hamd17"}),
    (models.Score, {"date": DAY, "instrument": "hamd17", "total": 3, "rater": "neighbour"}),
    (models.Episode, {"onset": DAY, "end": DAY}),
    (models.Condition, {"code": "gout", "status": "perhaps", "date": DAY}),
    (models.Measurement, {"test": "crp", "date": DAY, "value": float("nan"), "unit": "mg/L"}),
    (models.Measurement, {"test": "crp", "date": DAY, "value": float("inf"), "unit": "mg/L"}),
    (models.Measurement, {"test": "crp", "date": DAY, "value": -0.1, "unit": "mg/L"}),
    (models.Medicine, {"name": "", "start": DAY}),
    (models.Medicine, {"name": "x", "start": DAY, "stop": DAY}),
    (models.Check, {"code": "OSA", "state": "maybe", "date": DAY}),
    (models.Symptom, {"code": "insomnia", "date": DAY, "entered_in_error_reason": "no name, no time"}),
    (models.Symptom, {"code": "insomnia", "date": DAY, "amended_reason": "no name, no time"}),
]


@pytest.mark.parametrize(("kind", "columns"), FACTS, ids=[f"{k.__name__} {c}" for k, c in FACTS])
def test_impossible_fact_is_refused(world: World, kind: type[Any], columns: dict[str, Any]) -> None:
    patient = world.admit()
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.create(**columns, **stamp(world, patient))


PARTS: list[tuple[type[Any], dict[str, Any]]] = [
    (models.DoseStep, {"start": DAY, "dose": -1}),
    (models.DoseStep, {"start": DAY, "dose": float("nan")}),
    (models.DoseStep, {"start": DAY, "dose": float("inf")}),
    (models.AdherencePeriod, {"percent": 100.1, "method": "pdc"}),
    (models.AdherencePeriod, {"percent": -1, "method": "pdc"}),
    (models.AdherencePeriod, {"percent": 1001, "method": "mpr"}),
    (models.AdherencePeriod, {"percent": 101}),
    (models.AdherencePeriod, {"percent": float("nan"), "method": "mpr"}),
    (models.DrugLevel, {"date": DAY, "value": float("nan")}),
    (models.SideEffect, {"effect": "nausea", "severity": "awful"}),
]


@pytest.mark.parametrize(("kind", "columns"), PARTS, ids=[f"{k.__name__} {c}" for k, c in PARTS])
def test_impossible_part_of_a_trial_is_refused(
    world: World, kind: type[Any], columns: dict[str, Any]
) -> None:
    patient = world.admit()
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.create(trial=trial(world, patient), **columns, **stamp(world, patient))


def test_mpr_above_100_is_stored(world: World) -> None:
    patient = world.admit()
    models.AdherencePeriod.objects.create(
        trial=trial(world, patient), percent=130, method="mpr", **stamp(world, patient)
    )


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        pytest.param({"stop": None}, {"start": date(2026, 3, 1)}, True, id="two that still run"),
        pytest.param({"stop": date(2026, 2, 1)}, {"start": date(2026, 1, 31)}, True, id="one day shared"),
        pytest.param(
            {"stop": date(2026, 2, 1)}, {"start": date(2026, 2, 1)}, False, id="one after the other"
        ),
        pytest.param({"stop": None}, {"treatment": "lithium"}, False, id="different treatments"),
    ],
)
def test_trials_of_one_treatment_do_not_overlap(
    world: World, first: dict[str, Any], second: dict[str, Any], refused: bool
) -> None:
    patient = world.admit()
    trial(world, patient, **first)
    if refused:
        with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
            trial(world, patient, label="T2", **second)
    else:
        trial(world, patient, label="T2", **second)
    trial(world, world.admit(), **first)


def test_one_episode_is_open(world: World) -> None:
    patient = world.admit()
    models.Episode.objects.create(onset=DAY, **stamp(world, patient))
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Episode.objects.create(onset=None, **stamp(world, patient))


def test_part_of_another_patients_trial_is_refused(world: World) -> None:
    theirs = trial(world, world.admit())
    with pytest.raises(IntegrityError), transaction.atomic():
        models.DoseStep.objects.create(trial=theirs, start=DAY, dose=1, **stamp(world, world.admit()))


def test_row_of_another_clinic_is_refused(world: World) -> None:
    patient = world.admit()
    columns = stamp(world, patient) | {"clinic": world.clinics["South"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Symptom.objects.create(code="insomnia", date=DAY, **columns)


def test_nul_character_is_refused_not_stored(world: World) -> None:
    with pytest.raises((Error, ValueError)), transaction.atomic():
        models.Medicine.objects.create(name="a\x00b", start=DAY, **stamp(world, world.admit()))


@pytest.mark.parametrize("code", list(limits.TOTALS))
def test_totals_the_database_holds_are_the_instruments(code: str) -> None:
    assert limits.TOTALS[code] == (INSTRUMENTS[code].total_min, INSTRUMENTS[code].total_max)
    assert INSTRUMENTS[code].total_max <= limits.LARGEST_TOTAL
