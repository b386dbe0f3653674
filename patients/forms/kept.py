"""The only place that says what of a posted form is kept as its draft, and which form it was."""

from __future__ import annotations

from uuid import UUID

from django.http import QueryDict

TYPED_BY = "typed_by"
"""The hidden field that names the author, for when the session can no longer."""
_NOT_TYPED = ("csrfmiddlewaretoken", TYPED_BY)


def as_draft(data: QueryDict) -> str:
    kept = data.copy()
    for field in _NOT_TYPED:
        kept.pop(field, None)
    return kept.urlencode()


def from_draft(text: str) -> QueryDict:
    return QueryDict(text, encoding="utf-8")


def submission_in(data: QueryDict) -> UUID | None:
    """The number that the form was opened with, whatever its prefix."""
    sent = (
        str(value) for name, value in data.items() if name == "submission" or name.endswith("-submission")
    )
    try:
        return UUID(next(sent, ""))
    except ValueError:
        return None
