"""The only place that reads what was typed into the patient search: a name, a number or a birth date."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

LONGEST = 200
_DATES = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")


def cleaned(typed: str) -> str:
    """What was typed, as the database can keep it."""
    return typed.replace("\x00", " ").strip()[:LONGEST]


def matching(words: str, patient: str = "") -> Q:
    """Every word in a name or the record number, or the whole a birth date; nothing typed = everyone.

    ``patient`` is the way to the patient's columns, such as ``patient__``. A date that can be read
    day first or month first is looked for both ways.
    """
    words = cleaned(words)
    born = birth_dates(words)
    if born:
        return Q(**{f"{patient}birth_date__in": sorted(born)})
    found = Q()
    for word in words.split():
        found &= (
            Q(**{f"{patient}given_name__icontains": word})
            | Q(**{f"{patient}family_name__icontains": word})
            | Q(**{f"{patient}record_number__icontains": word})
        )
    return found


def birth_dates(words: str) -> set[date]:
    found = set()
    for form in _DATES:
        try:
            found.add(datetime.strptime(words, form).date())  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    return found
