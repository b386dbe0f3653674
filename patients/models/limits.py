"""The only place for the limits that the database itself holds, whatever a form let through."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, CheckConstraint, F, Field, Func, Q, Value
from django.db.models.constraints import BaseConstraint

FIRST_DAY = date(1900, 1, 1)
FIRST_DAY_TOO_LATE = date(2200, 1, 1)
LARGEST_FLOAT = 1.7976931348623157e308
"""PostgreSQL sorts Infinity and NaN above every number, so this bound keeps both out."""

CODE_LENGTH = 64
TEXT_LENGTH = 200

TOTALS = {"hamd17": (0, 52), "madrs": (0, 60), "qids_sr16": (0, 27), "phq9": (0, 27)}
"""The range of each outcome scale's total, as its instrument gives it (a test compares)."""
LARGEST_TOTAL = 1000


def dates(*fields: str) -> list[BaseConstraint]:
    """Each a day that a living person's record can hold; empty passes."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__gte": FIRST_DAY, f"{field}__lt": FIRST_DAY_TOO_LATE}),
            name=f"%(app_label)s_%(class)s_{field}_possible",
        )
        for field in fields
    ]


def number(field: str, low: float = 0, high: float = LARGEST_FLOAT) -> BaseConstraint:
    """A finite number from ``low`` to ``high``; empty passes."""
    return CheckConstraint(
        condition=Q(**{f"{field}__gte": low, f"{field}__lte": high}),
        name=f"%(app_label)s_%(class)s_{field}_range",
    )


def one_of(field: str, allowed: Iterable[str]) -> BaseConstraint:
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(allowed)}), name=f"%(app_label)s_%(class)s_{field}_known"
    )


def in_order(start: str, stop: str) -> BaseConstraint:
    """Half-open: the stop is the first day without, so it lies after the start."""
    return CheckConstraint(
        condition=Q(**{f"{stop}__gt": F(start)}), name=f"%(app_label)s_%(class)s_{stop}_after_{start}"
    )


def not_blank(field: str) -> BaseConstraint:
    return CheckConstraint(condition=~Q(**{field: ""}), name=f"%(app_label)s_%(class)s_{field}_not_blank")


def totals_in_range() -> BaseConstraint:
    known = Q()
    for instrument, (low, high) in TOTALS.items():
        known &= ~Q(instrument=instrument) | Q(total__gte=low, total__lte=high)
    return CheckConstraint(
        condition=Q(total__isnull=True) | (Q(total__gte=0, total__lte=LARGEST_TOTAL) & known),
        name="%(app_label)s_%(class)s_total_range",
    )


class TextRange(Func):
    """One text as a range: equality in an exclusion constraint without the extension btree_gist."""

    function = "textrange"
    arity = 3

    def __init__(self, text: Any) -> None:
        super().__init__(text, text, Value("[]"), output_field=CharField())


class WholeRange(TextRange):
    """One key as a range, for the same reason."""

    function = "int8range"


class DayRange(Func):
    """The half-open period from one day to another; an empty end is "until further notice"."""

    function = "daterange"

    def __init__(self, start: Any, stop: Any) -> None:
        super().__init__(start, stop, Value("[)"), output_field=CharField())


def choices(allowed: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, code.replace("_", " ")) for code in allowed]


def code(**options: Any) -> "Field[Any, Any]":
    return CharField(max_length=CODE_LENGTH, **options)
