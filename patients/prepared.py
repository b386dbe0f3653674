"""The only place for questions that are put into SQL once and then asked with other values.

Building the SQL of a query set takes Django longer than PostgreSQL takes to answer it, and planning a
statement takes PostgreSQL longer than running it. A page that asks the same few questions of every patient
prepares them; whatever is asked seldom stays a plain query set.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import JSONField, Model, QuerySet

_STANDS_FOR: dict[type, Callable[[int], Any]] = {
    int: lambda place: -1_000_000_007 - place,
    date: lambda place: date(1, 2, 3) + timedelta(days=place),
    UUID: lambda place: UUID(int=place),
}
"""Values that no question holds by itself, so that they are found again in its SQL."""


def planned_cursor() -> CursorWrapper:
    """A cursor whose statements PostgreSQL plans once a connection (from its ``prepare_threshold`` on).

    Django's own puts the values into the text, so that every question is a new one and planned anew.
    """
    if connection.queries_logged:
        return connection.cursor()  # what is logged is the text with its values
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)


M = TypeVar("M", bound=Model)


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """What ``values_list`` is asked for, so that ``model_from`` can make the model again."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def model_from(model: type[M], values: Sequence[Any]) -> M:
    """The model that its query set would give, from what PostgreSQL sent for ``columns_of(model)``."""
    fields = model._meta.concrete_fields
    read = [_read(field, value) for field, value in zip(fields, values, strict=True)]
    return model.from_db(DEFAULT_DB_ALIAS, columns_of(model), read)


def _read(field: Any, value: Any) -> Any:
    """JSON comes as text, everything else as what it is."""
    return json.loads(value) if isinstance(field, JSONField) and value is not None else value


class Prepared:
    """``Prepared(build, patient=int)``, where ``build(patient=…)`` is a query set of ``values_list``."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self.build, self.kinds = build, kinds

    @cached_property
    def _statement(self) -> tuple[str, tuple[tuple[str | None, Any], ...]]:
        """The SQL, and for each of its parameters the name of what is given for it, or the value it keeps."""
        given = {name: _STANDS_FOR[kind](place) for place, (name, kind) in enumerate(self.kinds.items())}
        sql, values = self.build(**given).query.sql_with_params()
        names = {value: name for name, value in given.items()}
        asked = tuple((names.get(value) if type(value) in _STANDS_FOR else None, value) for value in values)
        if left_out := given.keys() - {name for name, _ in asked}:
            raise ValueError(f"{', '.join(sorted(left_out))}: not asked about in {sql}")
        return sql, asked

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Each row's values, in the order of ``values_list``."""
        sql, asked = self._statement
        with planned_cursor() as cursor:
            cursor.execute(sql, [value if name is None else given[name] for name, value in asked])
            return list(cursor.fetchall())
