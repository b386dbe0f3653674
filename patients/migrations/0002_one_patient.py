"""A row and all it points to belong to one patient, and the patient to one clinic: the database says so."""

from django.db import migrations

CLINICAL = (
    "visit", "episode", "score", "trial", "dosestep", "adherenceperiod", "druglevel", "sideeffect",
    "treatmentsession", "condition", "symptom", "measurement", "medicine", "check",
)  # fmt: skip
OF_TRIAL = ("dosestep", "adherenceperiod", "druglevel", "sideeffect", "treatmentsession")


def same(table, column, other, owner):
    name = f"patients_{table}_{column}_same_{owner}"
    return migrations.RunSQL(
        f"ALTER TABLE patients_{table} ADD CONSTRAINT {name} FOREIGN KEY ({column}_id, {owner}_id) "
        f"REFERENCES patients_{other} (id, {owner}_id)",
        f"ALTER TABLE patients_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_the_record")]

    operations = [
        *(same(table, "patient", "patient", "clinic") for table in CLINICAL),
        *(same(table, "visit", "visit", "patient") for table in CLINICAL if table != "visit"),
        *(same(table, "trial", "trial", "patient") for table in OF_TRIAL),
        same("trial", "augments", "trial", "patient"),
    ]
