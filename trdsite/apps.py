"""The only place for what the site adds when Django starts and migrates."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    """Listed first, so that the cache's table is there when the trail's keeper hands out rights."""

    name = "trdsite"

    def ready(self) -> None:
        import_module("trdsite.sessions")  # its clock starts at a sign-in, which may come before any request
        # An app without models of its own is never told of a migration.
        told = apps.get_app_config("patients")
        post_migrate.connect(_make_cache_table, sender=told, dispatch_uid="trdsite.cache")


def _make_cache_table(using: str, **_: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)
