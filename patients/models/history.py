"""The only place for how a table keeps its history: triggers write a row for each change.

The database writes them, so no bulk update and no SQL session escapes; who and which request
travel with the row itself (``pgh_context``), so the trail is never updated.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def kept(exclude: Iterable[str] = (), by_patient: bool = False) -> Callable[[Model], Model]:
    """Track inserts and updates; refuse deletes: a record is never erased."""

    def track(model: Model) -> Model:
        pgtrigger.register(pgtrigger.Protect(name="never_erased", operation=pgtrigger.Delete))(model)
        return pghistory.track(  # type: ignore[no-any-return]
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="events"),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            meta={"indexes": [models.Index(fields=["patient", "pgh_id"])]} if by_patient else None,
        )(model)

    return track
