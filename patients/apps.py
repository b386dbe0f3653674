"""The only place for how Django knows the record."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import register_converter


class PatientsConfig(AppConfig):
    name = "patients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from patients.labels import LabelConverter
        from patients.trail import seal_after_migrate

        register_converter(LabelConverter, "trial_label")
        post_migrate.connect(seal_after_migrate, sender=self, dispatch_uid="patients.trail.seal")
