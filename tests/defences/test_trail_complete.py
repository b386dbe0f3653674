"""No table of the record is without its trail, however it is written; nobody rewrites it. By raw SQL."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from django.db.models import F

from patients import actions, models, record, trail
from patients.actions import SafetyAnswer, Visit
from patients.rows import KINDS
from tests.world import World, sertraline

pytestmark = pytest.mark.django_db

WITHOUT_HISTORY = {
    "AccessLog": "is itself the trail, and append-only",
    "Draft": "is nobody's record until it is saved; its author may discard it",
    "Submission": "says only that a form was sent, and is never changed",
    "CaseloadRow": "is worked out again from the record",
}
DAY = date(2024, 3, 1)


def ours() -> list[Any]:
    return [
        model for label in ("patients", "assessment") for model in apps.get_app_config(label).get_models()
    ]


def is_history(model: Any) -> bool:
    return hasattr(model, "pgh_tracked_model")


def fetch(statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_every_table_has_a_history_or_a_reason() -> None:
    everything: list[Any] = list(apps.get_models())
    tracked = {model.pgh_tracked_model for model in everything if is_history(model)}
    without = {model.__name__ for model in ours() if model not in tracked and not is_history(model)}
    assert without == set(WITHOUT_HISTORY)


def test_history_keeps_every_column_but_passwords_and_copies() -> None:
    """A column that history leaves out could be changed without a trace: what was judged never is."""
    judged = {"assessment", "record"}
    left_out = {
        "patients.User": {"password", "last_login"},
        "assessment.SignedAssessment": judged,
        "assessment.Decision": judged,
    }
    events: list[Any] = list(apps.get_models())
    for event in events:
        if not is_history(event):
            continue
        model = event.pgh_tracked_model
        kept = {field.name for field in event._meta.get_fields()}
        missing = {field.name for field in model._meta.concrete_fields} - kept
        assert missing == left_out.get(model._meta.label, set()), model


@pytest.fixture
def rows(world: World) -> dict[str, Any]:
    """A chart with a row of every kind."""
    patient = world.admit()
    parts: dict[str, Any] = {
        "doses": (record.DoseStep(DAY, 100.0),),
        "adherence": (record.AdherencePeriod(90, "pill_count"),),
        "levels": (record.DrugLevel(DAY, 0.7, "mmol/L"),),
        "side_effects": (record.SideEffect("nausea", DAY, "mild"),),
    }
    visit = Visit(
        DAY,
        note="n",
        scores=(record.Score(DAY, "hamd17", 20, rater="clinician"),),
        started=(
            sertraline(DAY, treatment="lithium", role="augmentation", **parts),
            sertraline(DAY, treatment="rtms", role="neuromodulation", doses=(), sessions=(DAY,)),
        ),
        conditions=(record.Condition("hypomania", "absent", DAY),),
        symptoms=(record.Symptom("insomnia", DAY),),
        measurements=(record.Measurement(DAY, "crp", 6.2, "mg/L"),),
        medicines=(record.Medicine("propranolol", DAY),),
        checks=(record.Check("OSA", "ruled_out", DAY),),
        episodes=(record.Episode(DAY),),
        safety=SafetyAnswer(date=DAY, asked_because="item 3 is 2", done=False, reason="left early"),
    )
    stored = actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    lithium = models.Trial.objects.get(treatment="lithium")
    models.TrialNote.objects.create(
        trial=lithium, text="told", clinic=patient.clinic, patient=patient, visit=stored,
        created_at=world.at, created_by=world["blue"],
    )  # fmt: skip
    return {kind: model.objects.filter(patient=patient).first() for kind, model in KINDS.items()}


def test_every_kind_is_told_when_it_is_written_changed_in_bulk_or_by_sql(rows: dict[str, Any]) -> None:
    assert [kind for kind, row in rows.items() if row is None] == []
    for kind, row in rows.items():
        assert row.events.count() == 1, f"{kind}: its first writing is not told"
        type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
        assert row.events.count() == 2, f"{kind}: a bulk update is not told"
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
            cursor.execute(f"UPDATE {row._meta.db_table} SET version = version + 1 WHERE id = %s", [row.pk])
        newest = row.events.order_by("pgh_id").last()
        assert (row.events.count(), newest.version, newest.pgh_context) == (3, row.version + 2, None), kind


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_b23_no_history_is_rewritten_by_the_application(
    rows: dict[str, Any], as_application: None, statement: str
) -> None:
    for table in sorted(trail.history_tables()):
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            fetch(statement.format(table))


def test_b23_nothing_kept_is_erased_by_the_application(as_application: None) -> None:
    for table in sorted(trail.kept_tables()):
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(Error, match="permission denied"), transaction.atomic():
                fetch(statement)


def test_b23_every_guard_is_there_and_switched_on() -> None:
    """In the catalogue: each history append-only, each kept table written down and never erased."""
    on = fetch(
        "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
    )
    assert {enabled for _, _, enabled in on} <= {"O", "A"}
    for table in trail.history_tables() | {trail.LOOKS_TABLE}:
        assert (table, "trail_is_append_only") in {(there, name) for there, name, _ in on}
    for table in trail.kept_tables():
        named = {name for there, name, _ in on if there == table}
        assert any("never_erased" in name for name in named), table
        assert any("insert_insert" in name for name in named), table
        assert any("update_update" in name for name in named), table


def test_b24_application_owns_nothing_and_is_in_no_powerful_role() -> None:
    role = trail.application_role()
    assert fetch("SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
                 "WHERE rolname = %s", role) == [(False,) * 5]  # fmt: skip
    assert fetch("SELECT relname FROM pg_class WHERE relowner = %s::regrole", role) == []
    assert fetch("SELECT proname FROM pg_proc WHERE proowner = %s::regrole", role) == []
    powerful = ("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program", "pg_monitor",
                "pg_signal_backend", "pg_read_all_data", "pg_write_all_data")  # fmt: skip
    for name in powerful:
        assert fetch("SELECT pg_has_role(%s, %s, 'MEMBER')", role, name) == [(False,)], name
    assert fetch("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TRIGGER mine BEFORE INSERT ON patients_score EXECUTE FUNCTION trail_is_append_only()",
        "ALTER TABLE patients_score ADD COLUMN mine int",
        "ALTER TABLE patients_score DISABLE TRIGGER ALL",
        "ALTER TABLE patients_score OWNER TO CURRENT_USER",
        "DROP TABLE patients_score CASCADE",
        "DROP TRIGGER trail_is_append_only ON patients_scoreevent",
        "SET session_replication_role = replica",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "COPY patients_patient TO '/tmp/copied'",
        "COPY patients_patient TO PROGRAM 'cat'",
        "COPY patients_patient FROM PROGRAM 'echo'",
        "SELECT lo_import('/etc/passwd')",
        "UPDATE django_migrations SET name = 'x'",
    ],
)
def test_b24_application_is_refused(as_application: None, statement: str) -> None:
    with pytest.raises(Error, match=r"permission denied|must be (owner|superuser)|no privileges"):
        fetch(statement)


def test_b24_application_cannot_give_itself_a_right(as_application: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON patients_scoreevent TO CURRENT_USER")  # a mere warning in PostgreSQL
    with pytest.raises(Error, match="permission denied"):
        fetch("DELETE FROM patients_scoreevent")
