"""The only place for a record as it was known on a day: later facts are dropped, later stops undone."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import TypeVar

from patients.record import (
    AdherencePeriod,
    Check,
    Condition,
    Episode,
    Measurement,
    Medicine,
    PatientRecord,
    Score,
    Symptom,
    Trial,
    in_time,
)

Dated = TypeVar("Dated", Score, Condition, Symptom, Measurement, Check)
_DATE = attrgetter("date")


def known_on(record: PatientRecord, day: date) -> PatientRecord:
    """The same record if it holds nothing later than the day (the usual case), else as known then."""
    return record_on(record, day) if _holds_later(record, day) else record


def _holds_later(record: PatientRecord, day: date) -> bool:
    # each tuple is sorted by date
    for facts in (record.scores, record.conditions, record.symptoms, record.measurements, record.checks):
        if facts and facts[-1].date > day:
            return True
    for trial in record.trials:
        if not _told_by(trial, day):
            return True
    for episode in record.episodes:
        if (episode.onset and episode.onset > day) or (episode.end and episode.end > day):
            return True
    for medicine in record.medicines:
        if medicine.start > day or (medicine.stop is not None and medicine.stop > day):
            return True
    return False


def record_on(record: PatientRecord, day: date) -> PatientRecord:
    """The record as it was known on an earlier day: later facts dropped, later stops undone."""
    trials = tuple(_trial_on(trial, day) for trial in record.trials if trial.start <= day)
    ids = {trial.id for trial in trials}
    return PatientRecord(
        patient=record.patient,
        episodes=_episodes_on(record.episodes, day),
        scores=_until(record.scores, day),
        trials=tuple(
            replace(one, augments=None) if one.augments and one.augments not in ids else one for one in trials
        ),
        conditions=_until(record.conditions, day),
        symptoms=_until(record.symptoms, day),
        measurements=_until(record.measurements, day),
        medicines=tuple(_medicine_on(one, day) for one in record.medicines if one.start <= day),
        checks=_until(record.checks, day),
    )


def _until(facts: tuple[Dated, ...], day: date) -> tuple[Dated, ...]:
    """Those of this day and before; they stand in order of their dates."""
    return facts[: bisect_right(facts, day, key=_DATE)]


def _episodes_on(episodes: tuple[Episode, ...], day: date) -> tuple[Episode, ...]:
    """Of two that were open on the day only the later one stays: the other's end was not yet known."""
    begun = [one for one in episodes if one.onset is None or one.onset <= day]
    known = [replace(one, end=None) if one.end and one.end > day else one for one in begun]
    last_open = max((one for one in known if one.end is None), key=in_time, default=None)
    return tuple(one for one in known if one.end is not None or one is last_open)


def _told_by(trial: Trial, day: date) -> bool:
    """Does this trial hold nothing that is later than the day?"""
    if trial.start > day or (trial.stop is not None and trial.stop > day):
        return False
    if (trial.doses and trial.doses[-1].start > day) or (trial.levels and trial.levels[-1].date > day):
        return False
    for period in trial.adherence:
        if not _known_by(period, day):
            return False
    for effect in trial.side_effects:
        if effect.date is not None and effect.date > day:
            return False
    return not trial.sessions or max(trial.sessions) <= day


def _trial_on(trial: Trial, day: date) -> Trial:
    running = trial.stop is None or trial.stop > day
    if _told_by(trial, day) and not (running and trial.stop_reason):
        return trial
    sessions = trial.sessions
    return replace(
        trial,
        stop=None if running else trial.stop,
        stop_reason=None if running else trial.stop_reason,
        doses=tuple(step for step in trial.doses if step.start <= day),
        sessions=None if sessions is None else tuple(one for one in sessions if one <= day),
        session_count=None if running and trial.stop is not None else trial.session_count,
        adherence=tuple(one for one in trial.adherence if _known_by(one, day)),
        levels=tuple(level for level in trial.levels if level.date <= day),
        side_effects=tuple(one for one in trial.side_effects if one.date is None or one.date <= day),
    )


def _known_by(period: AdherencePeriod, day: date) -> bool:
    """A share taken is known once its days are over; without days it is taken as known."""
    return (period.start is None or period.start <= day) and (period.stop is None or period.stop <= day)


def _medicine_on(medicine: Medicine, day: date) -> Medicine:
    return replace(medicine, stop=None) if medicine.stop and medicine.stop > day else medicine
