"""Seal the trail from the first day; ``patients.trail.seal_after_migrate`` repeats it after later migrations."""

from django.db import migrations


def seal(apps, schema_editor):
    from patients import trail

    trail.seal(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_one_patient")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
