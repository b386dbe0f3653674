"""The only place for how Django knows the record."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PatientsConfig(AppConfig):
    name = "patients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from patients.trail import seal_after_migrate

        post_migrate.connect(seal_after_migrate, sender=self, dispatch_uid="patients.trail.seal")
