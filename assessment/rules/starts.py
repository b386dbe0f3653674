"""The only place for from which day the exposure of a trial counts: a new episode, a treated saboteur."""

from __future__ import annotations

from datetime import date

from patients.record import PatientRecord

_SABOTEURS = {
    "obstructive_sleep_apnoea": "sleep apnoea",
    "OSA": "sleep apnoea",
    "hypothyroidism": "hypothyroidism",
    "THY": "hypothyroidism",
}


class Starts:
    """From which day exposure counts in this record."""

    def __init__(self, record: PatientRecord) -> None:
        episode = record.current_episode
        self.open = episode is not None
        self.onset = episode.onset.toordinal() if episode and episode.onset else None
        ended = [other.end.toordinal() for other in record.episodes if other.end]
        self.last_end = max(ended, default=None)
        self.treated = _treated_saboteurs(record)

    def of(self, start: int, past: int, running: bool) -> tuple[int, bool, str | None]:
        """``(first day that counts, in the current episode?, why moved)``"""
        first, why = start, None
        current = self._in_current_episode(first, past, running)
        if current and self.onset is not None and first < self.onset:
            first, why = self.onset, "the new episode began"
        for day, name in self.treated:
            if first < day:
                first, why = day, f"the {name} was treated"
        return first, current, why

    def _in_current_episode(self, first: int, past: int, running: bool) -> bool:
        if self.onset is not None:
            return past > self.onset or running
        if self.last_end is None:
            return True  # no episode is recorded: nothing says that the trial belongs to another one
        if self.open:
            return past > self.last_end or running
        return first >= self.last_end


def _treated_saboteurs(record: PatientRecord) -> list[tuple[int, str]]:
    """``(treated from, name)``, earliest first: a condition's date says so, else the check's."""
    since: dict[str, date] = {}
    for condition in record.conditions:
        if condition.status == "treated" and condition.code in _SABOTEURS:
            since.setdefault(_SABOTEURS[condition.code], condition.date)
    for check in record.checks:
        if check.state == "treated" and check.code in _SABOTEURS:
            since.setdefault(_SABOTEURS[check.code], check.date)
    return sorted((day.toordinal(), name) for name, day in since.items())
