"""The application's database role can do its work and nothing more."""

import pytest
from django.db import ProgrammingError, connection

pytestmark = pytest.mark.django_db


def test_application_role_reads_what_the_owner_made(as_application):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM patients_patient")
        assert cursor.fetchone() == ("trd_app", 0)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("CREATE TABLE mine (id int)", id="makes a table"),
        pytest.param("DROP TABLE patients_patient", id="drops a table"),
        pytest.param("ALTER TABLE patients_patient DISABLE TRIGGER ALL", id="switches triggers off"),
        pytest.param("DELETE FROM patients_patientevent", id="erases the trail"),
        pytest.param("UPDATE patients_patientevent SET pgh_label = 'x'", id="rewrites the trail"),
        pytest.param("SELECT pg_read_file('/etc/passwd')", id="reads the server's files"),
        pytest.param("COPY patients_patient TO PROGRAM 'cat'", id="runs a program"),
        pytest.param("CREATE ROLE other SUPERUSER", id="makes a role"),
    ],
)
def test_application_role_is_refused(as_application, statement):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
