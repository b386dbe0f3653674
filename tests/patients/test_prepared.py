"""A prepared question answers as the query set does that it was made from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from patients import access, actions, models
from patients.prepared import Prepared
from tests.world import World

pytestmark = pytest.mark.django_db


def _visits(patient: int, until: date) -> QuerySet[Any, Any]:
    rows = models.Visit.objects.standing().filter(patient=patient, date__lte=until).order_by("date")
    return rows.values_list("date", "patient", "clinician__name")[:5]


def _visited(world: World, weeks: int) -> models.Patient:
    patient = world.admit()
    for before in range(weeks):
        visit = actions.Visit(world.today - timedelta(weeks=before))
        actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    return patient


def test_each_patient_and_day_gets_its_own_rows(world: World) -> None:
    asked = Prepared(_visits, patient=int, until=date)
    found = []
    for patient in (_visited(world, 3), _visited(world, 7)):
        for until in (world.today, world.today - timedelta(weeks=1), world.today - timedelta(weeks=9)):
            rows = asked.rows(patient=patient.pk, until=until)
            assert rows == list(_visits(patient.pk, until))
            found.append(len(rows))
    assert found == [3, 2, 0, 5, 5, 0]


def test_the_same_statement_is_asked_once_for_each_answer(world: World) -> None:
    asked, patient = Prepared(_visits, patient=int, until=date), _visited(world, 1)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            asked.rows(patient=patient.pk, until=world.today)
    assert len(queries) == 2
    assert queries[0]["sql"] == queries[1]["sql"]


def test_a_value_that_the_question_leaves_out_is_said() -> None:
    forgets = Prepared(lambda patient, until: _visits(patient, date(2026, 1, 1)), patient=int, until=date)
    with pytest.raises(ValueError, match="until: not asked about"):
        forgets.rows(patient=1, until=date(2026, 1, 1))


def test_patient_opened_by_right_is_the_one_that_the_query_set_gives(world: World) -> None:
    patient = world.admit(given_name="Zoë")
    models.Clinic.objects.filter(pk=patient.clinic_id).update(usual_instruments=["hamd17", "phq9"])
    opened = access.patient_for(world["blue"], patient.reference)
    expected = models.Patient.objects.select_related("clinic").get(pk=patient.pk)
    for found, asked in ((opened, expected), (opened.clinic, expected.clinic)):
        columns = [field.attname for field in asked._meta.concrete_fields]
        assert {name: found.__dict__[name] for name in columns} == {
            name: asked.__dict__[name] for name in columns
        }
        assert (found._state.adding, found._state.db) == (False, "default")


def _plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%patients_visit%'")
        return int(cursor.fetchone()[0])


def test_question_asked_again_is_planned_no_more_and_answers_the_same(world: World) -> None:
    asked, patients = Prepared(_visits, patient=int, until=date), [_visited(world, 1), _visited(world, 3)]
    assert _plans() == 0
    for _ in range(10):
        for patient in patients:
            rows = asked.rows(patient=patient.pk, until=world.today)
            assert rows == list(_visits(patient.pk, world.today))
    assert _plans() == 1
