"""The only place for which page of a list is shown."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

SIZE = 50


def page_of(rows: QuerySet[Any], wanted: str | None) -> Page[Any]:
    """The page asked for; the first or the last when there is no such page."""
    return Paginator(rows, SIZE).get_page(wanted if wanted and len(wanted) < 10 else 1)
