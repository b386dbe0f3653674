"""No change escapes the trail, and nobody rewrites it: shown with raw SQL."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from patients import actions, trail
from patients.models import AccessLog, Patient, Score, User
from patients.record import Score as RatedScore
from tests.world import World


@pytest.fixture
def score(world: World) -> Score:
    patient = world.admit()
    visit = actions.Visit(world.today, scores=(RatedScore(world.today, "hamd17", 20, rater="clinician"),))
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    return Score.objects.get(patient=patient)


def history(row: Any) -> list[Any]:
    return list(row.events.order_by("pgh_id"))


def run(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_each_change_is_kept_with_who_and_why(world: World, score: Score) -> None:
    actions.amend(
        by=world["both"],
        patient=score.patient,
        row=score,
        version=1,
        changes={"total": 21},
        reason="Misread",
        at=world.at,
    )
    told = [(event.total, event.pgh_context["user"], event.pgh_context["verb"]) for event in
            history(score)]  # fmt: skip
    assert told == [(20, world["blue"].pk, "log_visit"), (21, world["both"].pk, "amend")]


def test_bulk_update_is_kept(score: Score) -> None:
    Score.objects.filter(pk=score.pk).update(total=3)
    assert [event.total for event in history(score)] == [20, 3]


@pytest.mark.parametrize("before", ["", "SET LOCAL pgtrigger.ignore = '{{{trigger}}}'; "])
def test_raw_sql_is_kept_and_shows_no_person(score: Score, before: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_to_string(array_agg(tgname), ',') FROM pg_trigger "
            "WHERE tgrelid = 'patients_score'::regclass AND tgname LIKE 'pgtrigger%'"
        )
        triggers = cursor.fetchone()[0]
    run("SELECT set_config('pghistory.context_metadata', '', true)")  # as in a session of its own
    run(
        before.replace("{{{trigger}}}", "{" + triggers + "}")
        + f"UPDATE patients_score SET total = 3 WHERE id = {score.pk}"
    )
    newest = history(score)[-1]
    assert (newest.total, newest.pgh_context) == (3, None)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE patients_scoreevent SET total = 1", id="history changed"),
        pytest.param("DELETE FROM patients_scoreevent", id="history removed"),
        pytest.param("UPDATE patients_accesslog SET what = 'x'", id="look changed"),
        pytest.param("DELETE FROM patients_accesslog", id="look removed"),
        pytest.param("DELETE FROM patients_score", id="score erased"),
        pytest.param("DELETE FROM patients_user", id="person erased"),
        pytest.param("DELETE FROM patients_clinicmembership", id="role erased"),
    ],
)
def test_even_the_owner_is_refused(world: World, score: Score, statement: str) -> None:
    AccessLog.objects.create(at=world.at, user=world["blue"], look="opened", what="timeline")
    with pytest.raises(Error, match=r"append-only|Cannot delete"):
        run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE patients_scoreevent SET total = 1", id="history changed"),
        pytest.param("DELETE FROM patients_scoreevent", id="history removed"),
        pytest.param("TRUNCATE patients_scoreevent", id="history emptied"),
        pytest.param(
            "INSERT INTO patients_scoreevent SELECT * FROM patients_scoreevent", id="history invented"
        ),
        pytest.param("UPDATE patients_accesslog SET what = 'x'", id="look changed"),
        pytest.param("DELETE FROM patients_accesslog", id="look removed"),
        pytest.param("TRUNCATE patients_accesslog", id="looks emptied"),
        pytest.param("DELETE FROM patients_score", id="score erased"),
        pytest.param("TRUNCATE patients_score CASCADE", id="scores emptied"),
        pytest.param("ALTER TABLE patients_score DISABLE TRIGGER ALL", id="triggers off"),
        pytest.param("SET session_replication_role = replica", id="triggers passed by"),
        pytest.param("DROP FUNCTION trail_is_append_only CASCADE", id="guard dropped"),
    ],
)
def test_application_role_is_refused(score: Score, as_application: None, statement: str) -> None:
    with pytest.raises(Error, match=r"permission denied|must be owner"):
        run(statement)


def test_application_role_writes_history_through_the_triggers_only(
    score: Score, as_application: None
) -> None:
    run("UPDATE patients_score SET total = 9 WHERE id = %s", score.pk)
    newest = history(score)[-1]
    assert newest.total == 9


def test_every_clinical_table_is_tracked_guarded_and_kept() -> None:
    from patients.models import ClinicalRow

    tables = {kind._meta.db_table for kind in _concrete(ClinicalRow)}
    assert len(tables) >= 14
    assert tables <= trail.kept_tables()
    assert {f"{table}event" for table in tables} <= trail.history_tables()


def _concrete(kind: Any) -> list[Any]:
    found = [] if kind._meta.abstract else [kind]
    return found + [each for below in kind.__subclasses__() for each in _concrete(below)]


def test_sealing_again_changes_nothing(score: Score) -> None:
    trail.seal(connection)
    with pytest.raises(Error, match="append-only"):
        run("DELETE FROM patients_scoreevent")


def test_person_cannot_be_deleted_through_django(world: World) -> None:
    with pytest.raises(Error), transaction.atomic():
        User.objects.filter(pk=world["stranger"].pk).delete()
    assert Patient.objects.count() == 0
