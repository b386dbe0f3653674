"""The only place for the course of a treatment trial: started, dose changed, taken, tolerated, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from patients import models, record
from patients.actions.facts import Entry, add_trial_facts
from patients.actions.writing import changing, check_given, check_version, earlier, remember, store
from patients.models import Patient, User
from patients.record_file.faults import refuse
from patients.rows import TRIAL_COLUMNS


@dataclass(frozen=True, slots=True)
class TrialChange:
    """What happened to one trial since; ``trial`` is its label, ``version`` the one the form showed."""

    trial: str
    version: int | None = None
    doses: tuple[record.DoseStep, ...] = ()
    adherence: tuple[record.AdherencePeriod, ...] = ()
    levels: tuple[record.DrugLevel, ...] = ()
    side_effects: tuple[record.SideEffect, ...] = ()
    sessions: tuple[date, ...] = ()
    stop: date | None = None
    stop_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is kept with a trial though a record file has no place for it: why a dose is above the label."""

    treatment: str
    on: date
    text: str


def start_trial(
    *,
    by: User,
    patient: Patient,
    trial: record.Trial,
    at: datetime,
    submission_id: UUID | None = None,
    remarks: Sequence[Remark] = (),
) -> models.Trial:
    """Start a trial; an empty ``id`` gets the next free one."""
    with changing(by=by, patient=patient, at=at, verb="start_trial") as locked:
        if done := earlier(submission_id, by=by, patient=locked, verb="start_trial"):
            return models.Trial.objects.get(pk=done)
        check_given(locked, at, (trial,))
        row = add_trial(Entry(locked, by, at), trial)
        add_remarks(Entry(locked, by, at), remarks)
        remember(submission_id, by=by, patient=locked, verb="start_trial", row_id=row.pk, at=at)
    return row


def change_trial(
    *,
    by: User,
    patient: Patient,
    change: TrialChange,
    at: datetime,
    verb: str = "change_trial",
    submission_id: UUID | None = None,
    remarks: Sequence[Remark] = (),
) -> models.Trial:
    """Any of what can happen to a trial, at once."""
    with changing(by=by, patient=patient, at=at, verb=verb) as locked:
        if done := earlier(submission_id, by=by, patient=locked, verb=verb):
            return models.Trial.objects.get(pk=done)
        row = apply_change(Entry(locked, by, at), change)
        add_remarks(Entry(locked, by, at), remarks)
        remember(submission_id, by=by, patient=locked, verb=verb, row_id=row.pk, at=at)
    return row


def change_dose(
    *,
    by: User,
    patient: Patient,
    trial: str,
    step: record.DoseStep,
    at: datetime,
    version: int | None = None,
    submission_id: UUID | None = None,
) -> models.Trial:
    given = TrialChange(trial, version, doses=(step,))
    return change_trial(
        by=by, patient=patient, change=given, at=at, verb="change_dose", submission_id=submission_id
    )


def stop_trial(
    *,
    by: User,
    patient: Patient,
    trial: str,
    stop: date,
    reason: str | None,
    at: datetime,
    version: int | None = None,
    submission_id: UUID | None = None,
) -> models.Trial:
    given = TrialChange(trial, version, stop=stop, stop_reason=reason)
    return change_trial(
        by=by, patient=patient, change=given, at=at, verb="stop_trial", submission_id=submission_id
    )


def record_adherence(
    *,
    by: User,
    patient: Patient,
    trial: str,
    adherence: record.AdherencePeriod,
    at: datetime,
    version: int | None = None,
    submission_id: UUID | None = None,
) -> models.Trial:
    given = TrialChange(trial, version, adherence=(adherence,))
    return change_trial(
        by=by, patient=patient, change=given, at=at, verb="record_adherence", submission_id=submission_id
    )


def add_trials(entry: Entry, trials: Sequence[record.Trial]) -> None:
    """For other actions: bases first, so that what augments them can point to them."""
    waiting = list(trials)
    while waiting:
        ids = {trial.id for trial in waiting}
        ready = [trial for trial in waiting if trial.augments not in ids]
        if not ready:
            raise refuse("augments", waiting[0].augments, "a trial that does not in turn augment this one")
        for trial in ready:
            add_trial(entry, trial)
        waiting = [trial for trial in waiting if trial.augments in ids]


def add_trial(entry: Entry, trial: record.Trial) -> models.Trial:
    """For other actions: store one trial with all its facts, without checking the record yet."""
    _refuse_overlap(entry.patient, trial)
    row = models.Trial.objects.create(
        label=trial.id or _next_label(entry.patient),
        augments=_base(entry.patient, trial),
        sessions_known=trial.sessions is not None,
        **{column: getattr(trial, column) for column in TRIAL_COLUMNS},
        **entry.stamp(),
    )
    add_trial_facts(entry, row, trial)
    return row


def apply_change(entry: Entry, given: TrialChange) -> models.Trial:
    """For other actions: store what happened to one trial, without checking the record yet."""
    row: models.Trial | None = _standing(entry.patient).filter(label=given.trial).first()
    if row is None:
        raise refuse("trial", given.trial, "the id of a trial of this record")
    check_version(row, given.version, {"change": given})
    add_trial_facts(entry, row, given)
    store(row, **_columns(row, given))
    return row


def add_remarks(entry: Entry, remarks: Sequence[Remark]) -> None:
    """For other actions: each with the trial of its treatment that had begun by then."""
    for remark in remarks:
        trials = _standing(entry.patient).filter(treatment=remark.treatment, start__lte=remark.on)
        row = trials.order_by("-start").first()
        if row is None:
            raise refuse("remark", remark.treatment, "a treatment of this record")
        models.TrialNote.objects.create(trial=row, text=remark.text, **entry.stamp())


def _columns(row: models.Trial, given: TrialChange) -> dict[str, object]:
    columns: dict[str, object] = {}
    if given.sessions:
        columns["sessions_known"] = True
    if given.stop is not None:
        if row.stop is not None:
            raise refuse("stop", given.stop.isoformat(), f"nothing: it stopped on {row.stop.isoformat()}")
        columns |= {"stop": given.stop, "stop_reason": given.stop_reason}
    return columns


def _standing(patient: Patient) -> models.clinical.ClinicalQuerySet:
    return models.Trial.objects.standing().filter(patient=patient)


def _base(patient: Patient, trial: record.Trial) -> models.Trial | None:
    """The trial that this one augments, by its label."""
    if trial.augments is None:
        return None
    base: models.Trial | None = _standing(patient).filter(label=trial.augments).first()
    if base is None:
        raise refuse("augments", trial.augments, "the id of a trial of this record")
    return base


def _next_label(patient: Patient) -> str:
    """T1, T2 …; one that was ever used, even in error, is not given again."""
    used = set(models.Trial.objects.filter(patient=patient).values_list("label", flat=True))
    return next(label for number in range(1, len(used) + 2) if (label := f"T{number}") not in used)


def _refuse_overlap(patient: Patient, trial: record.Trial) -> None:
    """Said in words before the database says it in its own; the lock on the patient makes it safe."""
    same = _standing(patient).filter(treatment=trial.treatment)
    for other in same:
        if (other.stop is None or trial.start < other.stop) and (
            trial.stop is None or other.start < trial.stop
        ):
            until = f"to {other.stop.isoformat()}" if other.stop else "and still runs"
            raise refuse(
                "start",
                trial.start.isoformat(),
                f"a time without {trial.treatment}: {other.label} began {other.start.isoformat()} {until}",
            )
