"""The only place for what the site adds to a migration and to Django's own checks."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    """Listed first, so that the cache's table is there when the trail's keeper hands out rights."""

    name = "trdsite"

    def ready(self) -> None:
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="trdsite.cache")


def _make_cache_table(using: str, **_: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)
