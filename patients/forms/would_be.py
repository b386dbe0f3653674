"""The only place that says what the record would be with a visit added; nothing is written."""

from __future__ import annotations

from dataclasses import replace

from patients.actions import MedicineStop, TrialChange, Visit
from patients.record import Medicine, PatientRecord, Trial

ADDED = ("scores", "conditions", "symptoms", "measurements", "medicines", "checks", "episodes")


def with_visit(record: PatientRecord, visit: Visit) -> PatientRecord:
    """``ImpossibleRecord`` if what was typed contradicts what is recorded."""
    changes = {change.trial: change for change in visit.changes}
    standing = [
        with_change(trial, changes[trial.id]) if trial.id in changes else trial for trial in record.trials
    ]
    facts = {field: getattr(record, field) + getattr(visit, field) for field in ADDED}
    facts["medicines"] = without_stopped(facts["medicines"], visit.medicines_stopped)
    return replace(record, trials=(*standing, *labelled(record, visit.started)), **facts)


def without_stopped(
    medicines: tuple[Medicine, ...], stopped: tuple[MedicineStop, ...]
) -> tuple[Medicine, ...]:
    """Each stop ends one of the medicines that it names."""
    ended = list(medicines)
    for one in stopped:
        ended[ended.index(one.medicine)] = replace(one.medicine, stop=one.stop)
    return tuple(ended)


def with_change(trial: Trial, change: TrialChange) -> Trial:
    sessions = sorted({*(trial.sessions or ()), *change.sessions})
    return replace(
        trial,
        doses=tuple(sorted((*trial.doses, *change.doses), key=lambda step: step.start)),
        adherence=trial.adherence + change.adherence,
        levels=trial.levels + change.levels,
        side_effects=trial.side_effects + change.side_effects,
        sessions=tuple(sessions) if sessions else trial.sessions,
        stop=change.stop or trial.stop,
        stop_reason=change.stop_reason or trial.stop_reason,
    )


def labelled(record: PatientRecord, started: tuple[Trial, ...]) -> tuple[Trial, ...]:
    """Each with the id it would get: T1, T2 …"""
    used = {trial.id for trial in record.trials}
    named = []
    for trial in started:
        label = trial.id or next(free for number in range(1, 10_000) if (free := f"T{number}") not in used)
        used.add(label)
        named.append(replace(trial, id=label))
    return tuple(named)
