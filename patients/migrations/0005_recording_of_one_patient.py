"""What 0002 says of the other clinical tables holds for those that came with recording."""

from importlib import import_module

from django.db import migrations

same = import_module("patients.migrations.0002_one_patient").same


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_recording")]

    operations = [
        *(same(table, "patient", "patient", "clinic") for table in ("safetyassessment", "trialnote")),
        *(same(table, "visit", "visit", "patient") for table in ("safetyassessment", "trialnote")),
        same("trialnote", "trial", "trial", "patient"),
    ]
