"""What was stored is what is read: file, database, file; in a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings

from patients import actions, models, record, record_file, records
from patients.actions import RefusedRecord, Visit, check_storable
from tests.strategies import AS_OF
from tests.strategies import records as generated
from tests.world import World, build, sertraline


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(given_record=generated())
def test_file_to_database_to_file_is_the_same_record(
    round_trip_world: World, given_record: record.PatientRecord
) -> None:
    text = record_file.write(given_record)
    parsed = record_file.parse(text, AS_OF)
    try:
        check_storable(parsed)
    except RefusedRecord:
        assume(False)
    with transaction.atomic():
        patient = actions.import_record(
            by=round_trip_world["blue"],
            clinic=round_trip_world.clinics["North"],
            team=round_trip_world.teams["Blue"],
            record=parsed,
            at=round_trip_world.at,
        )
        stored = records.record_of(patient)
        transaction.set_rollback(True)  # the next example may use the same record number
    assert stored == parsed
    assert record_file.write(stored) == text


@pytest.fixture
def round_trip_world(db: None) -> World:
    return build()


def filled(world: World) -> models.Patient:
    patient = world.admit()
    day = world.today - timedelta(weeks=8)
    visit = Visit(
        world.today,
        scores=tuple(record.Score(day + timedelta(n), "hamd17", 20 - n) for n in range(10)),
        started=(sertraline(day), sertraline(day, treatment="lithium", role="augmentation", doses=())),
    )
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    return patient


def queries_for(patients: list[models.Patient]) -> int:
    with CaptureQueriesContext(connection) as queries:
        records.records_of(patients)
    return len(queries)


def test_many_patients_take_as_many_queries_as_one(world: World) -> None:
    patients = [filled(world) for _ in range(4)]
    assert queries_for(patients) == queries_for(patients[:1]) == 1


def test_patient_without_birth_date_is_said_to_be_incomplete(world: World) -> None:
    patient = world.admit()
    patient.birth_date = None
    with pytest.raises(records.IncompleteRecord, match="birth date"):
        records.record_of(patient)


def test_minus_zero_is_stored_as_zero(world: World) -> None:
    patient = world.admit()
    visit = Visit(world.today, measurements=(record.Measurement(world.today, "crp", -0.0, "mg/L"),))
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    assert str(models.Measurement.objects.get().value) == "0.0"


def test_late_dose_step_is_told_in_order_of_time(world: World) -> None:
    patient = world.admit()
    start = date(2026, 1, 1)
    actions.start_trial(
        by=world["blue"],
        patient=patient,
        trial=sertraline(start, doses=(record.DoseStep(start, 50), record.DoseStep(date(2026, 3, 1), 150))),
        at=world.at,
    )
    step = record.DoseStep(date(2026, 2, 1), 100)
    actions.change_dose(by=world["blue"], patient=patient, trial="T1", step=step, at=world.at)
    assert [step.dose for step in records.record_of(patient).trial("T1").doses] == [50, 100, 150]
