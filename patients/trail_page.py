"""The only place for which lines of the trail one page shows: what it was asked for, and where it goes on.

All that one transaction wrote bears one moment, so a page cannot go on from a moment alone: it goes on
from a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

PAGE = 100
SIGN = "~"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where a line stands among all: by its moment, then by its table, then by its number in there."""

    at: datetime
    table: str
    number: int

    def __str__(self) -> str:
        return SIGN.join((self.at.isoformat(), self.table, str(self.number)))

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """What ``str`` wrote; none for anything else, which then begins at the newest line."""
        try:
            at, table, number = text.split(SIGN)
            mark = cls(datetime.fromisoformat(at), table, int(number))
        except ValueError:
            return None
        return mark if mark.at.tzinfo is not None and abs(mark.number) < 2**63 else None


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the trail is asked for; ``before`` pages backwards."""

    kind: str = ""
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: Mark | None = None

    def wants(self, kind: str) -> bool:
        return self.kind in ("", kind)

    def rows(self, table: str, at: str, number: str) -> Q:
        """The rows of one table that this page may show."""
        wanted = Q()
        if self.since is not None:
            wanted &= Q(**{f"{at}__gte": self.since})
        if self.until is not None:
            wanted &= Q(**{f"{at}__lt": self.until})
        return wanted if self.before is None else wanted & _after(self.before, table, at, number)

    def shows(self, mark: Mark) -> bool:
        """The same of a line that was read already."""
        early = self.since is not None and mark.at < self.since
        late = self.until is not None and mark.at >= self.until
        return not early and not late and (self.before is None or mark < self.before)


EVERYTHING = Filter()


def _after(last: Mark, table: str, at: str, number: str) -> Q:
    """Rows of ``table`` that come after the last line shown, newest first."""
    earlier = Q(**{f"{at}__lt": last.at})
    if table > last.table:
        return earlier
    same_moment = Q(**{at: last.at})
    return earlier | (
        same_moment if table < last.table else same_moment & Q(**{f"{number}__lt": last.number})
    )
