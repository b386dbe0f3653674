"""The only place that reads the caseload: what a person may see, filtered and sorted; no rule runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import F, OrderBy, Q, QuerySet

from assessment.models import CaseloadRow
from patients import access
from patients.models import User

SORTS: Mapping[str, str] = {
    "patient": "patient__family_name",
    "clinician": "clinician__name",
    "team": "team_name",
    "stage": "stage",
    "treatment": "treatment_label",
    "started": "treatment_started_on",
    "score": "last_score",
    "scored": "last_score_on",
    "change": "change_percent",
    "next_step": "next_step_title",
    "next_change": "next_change_on",
    "updated": "updated_at",
}
"""What a list may be sorted by, either way (``-stage``): anything else means the default."""
DEFAULT_SORT = "patient"


def _flag(column: str) -> Callable[[str], Q]:
    return lambda value: Q(**{column: value == "yes"}) if value in ("yes", "no") else Q()


def _key(column: str) -> Callable[[str], Q]:
    """A key too long for the database names nobody."""
    return lambda value: (
        Q(**{column: int(value)}) if value.isascii() and value.isdigit() and len(value) < 18 else Q()
    )


FILTERS: Mapping[str, Callable[[str], Q]] = {
    "stage": lambda value: Q(stage__isnull=True) if value == "none" else Q(stage=value),
    "provisional": _flag("provisional"),
    "suicide_item": _flag("suicide_item"),
    "clinician": _key("clinician_id"),
    "clinic": _key("clinic_id"),
    "treatment": lambda value: Q(treatment=value),
    "adequacy": lambda value: Q(treatment_adequacy=value),
    "next_step": lambda value: Q(next_step=value),
}
"""What a list may be narrowed by; other names and empty values are ignored."""


def rows_for(user: User, filters: Mapping[str, str] | None = None, sort: str = "") -> QuerySet[CaseloadRow]:
    """One query, however many may be seen; the unknown sorts last either way."""
    rows = CaseloadRow.objects.filter(patient__in=access.patients_for(user).values("pk"))
    for name, value in (filters or {}).items():
        if value and name in FILTERS and "\x00" not in value:
            rows = rows.filter(FILTERS[name](value))
    return rows.select_related("patient", "clinician").order_by(*_order(sort))


def _order(sort: str) -> list[OrderBy]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        sort, column = DEFAULT_SORT, SORTS[DEFAULT_SORT]
    descending = sort.startswith("-")
    first = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
    return [first, F("patient__family_name").asc(), F("patient__given_name").asc(), F("pk").asc()]
