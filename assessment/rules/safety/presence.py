"""The only place for which conditions hold and which measurement is newest, as the record says.

A condition recorded without a status counts as present: somebody wrote it down. ``suspected``
and ``absent`` never count as having it, and only ``absent`` counts as not having it.
"""

from __future__ import annotations

from patients.record import Condition, Measurement, PatientRecord

_HAS_OR_HAD = ("present", "past", "treated", None)
_HAS_NOW = ("present", None)


class Conditions:
    """The newest entry of each condition, and whether it is or was ever there."""

    __slots__ = ("_ever", "_now", "newest")

    def __init__(self, entries: tuple[Condition, ...]) -> None:
        self.newest: dict[str, Condition] = {entry.code: entry for entry in entries}
        self._now: dict[str, Condition] = {
            code: entry for code, entry in self.newest.items() if entry.status in _HAS_NOW
        }
        self._ever: dict[str, Condition] = {
            entry.code: entry for entry in entries if entry.status in _HAS_OR_HAD
        }

    def present(self, *codes: str) -> Condition | None:
        """The newest entry of the first of these that is present now."""
        for code in codes:
            if code in self._now:
                return self._now[code]
        return None

    def any_present(self, codes: tuple[str, ...]) -> bool:
        """Is one of these present now?"""
        return not self._now.keys().isdisjoint(codes)

    def ever(self, *codes: str) -> Condition | None:
        """An entry that says the patient has or had the first of these."""
        for code in codes:
            if code in self._ever:
                return self._ever[code]
        return None

    def treated(self, code: str) -> bool:
        entry = self.newest.get(code)
        return entry is not None and entry.status == "treated"

    def status(self, code: str) -> str:
        """``present``, ``absent`` … or ``unknown`` where nothing is recorded."""
        entry = self.newest.get(code)
        return "unknown" if entry is None else entry.status or "present"


def newest_measurements(record: PatientRecord) -> dict[str, Measurement]:
    """The latest known value of each test; an entry without a value says nothing."""
    return {entry.test: entry for entry in record.measurements if entry.value is not None}
