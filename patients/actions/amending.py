"""The only place where what was recorded is put right: amended or marked as entered in error, never erased.

The row keeps who, when and why; what it said before stays in its history.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from patients import models
from patients.actions.writing import changing, check_of_patient, check_version, store
from patients.models import ClinicalRow, Patient, User
from patients.record_file.faults import refuse
from patients.rows import COURSE, KINDS, OF_TRIAL, TRIAL_COLUMNS

_BOOKKEEPING = {field.name for field in models.ClinicalRow._meta.get_fields()}
AMENDABLE: Mapping[type[ClinicalRow], frozenset[str]] = {
    models.Visit: frozenset({"date", "note"}),
    models.Trial: frozenset(TRIAL_COLUMNS),
    models.TreatmentSession: frozenset({"date"}),
    **{
        row: frozenset(field.name for field in row._meta.concrete_fields)
        - _BOOKKEEPING
        - {"id", "clinic", "patient", "visit", "trial"}
        for _, row in (*COURSE.values(), *OF_TRIAL.values())
    },
}
"""What a person may put right in each table; who wrote it, when and for whom is not among it."""


def row_for(patient: Patient, kind: str, reference: UUID | str) -> ClinicalRow:
    """An entry of this patient by its kind ("score", "trial" …) and reference; 404 for any other's."""
    try:
        found: ClinicalRow | None = (
            KINDS[kind].objects.filter(patient=patient, reference=UUID(str(reference))).first()
        )
    except (KeyError, ValueError):
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def amend(
    *,
    by: User,
    patient: Patient,
    row: ClinicalRow,
    version: int,
    changes: Mapping[str, Any],
    reason: str,
    at: datetime,
) -> ClinicalRow:
    """Put columns of one entry right; ``StaleRecord`` if it is no longer the ``version`` that was shown."""
    with changing(by=by, patient=patient, at=at, verb="amend") as locked:
        fresh = _fresh(locked, row)
        check_version(fresh, version, changes)
        _check_amendable(fresh, changes)
        store(
            fresh,
            **changes,
            amended_at=at,
            amended_by=by,
            amended_reason=_needed(reason),
        )
    return fresh


def mark_entered_in_error(
    *, by: User, patient: Patient, row: ClinicalRow, version: int, reason: str, at: datetime
) -> ClinicalRow:
    """The entry no longer counts, nor what was logged at it (a visit) or hangs on it (a trial)."""
    with changing(by=by, patient=patient, at=at, verb="mark_entered_in_error") as locked:
        fresh = _fresh(locked, row)
        check_version(fresh, version, {"entered_in_error": reason})
        for part in (*_hanging_on(fresh), fresh):
            store(
                part,
                entered_in_error_at=at,
                entered_in_error_by=by,
                entered_in_error_reason=_needed(reason),
            )
    return fresh


def _fresh(patient: Patient, row: ClinicalRow) -> ClinicalRow:
    check_of_patient(patient, row)
    fresh: ClinicalRow = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.entered_in_error_at is not None:
        raise refuse("entry", "entered in error", "an entry that still counts")
    return fresh


def _check_amendable(row: ClinicalRow, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - AMENDABLE[type(row)]
    if unknown:
        raise refuse("changes", ", ".join(sorted(unknown)), ", ".join(sorted(AMENDABLE[type(row)])))


def _needed(reason: str) -> str:
    if not reason.strip():
        raise refuse("reason", reason, "a reason, in a few words")
    return reason


def _hanging_on(row: ClinicalRow) -> list[ClinicalRow]:
    """Trials before their doses would leave doses without a trial, so parts come first."""
    link = {models.Visit: "visit", models.Trial: "trial"}.get(type(row))
    if link is None:
        return []
    parts = [kind for kind in KINDS.values() if any(field.name == link for field in kind._meta.fields)]
    found = [part for kind in parts for part in kind.objects.standing().filter(**{link: row})]
    trials = [part for part in found if isinstance(part, models.Trial)]
    beneath = [part for trial in trials for part in _hanging_on(trial)]
    return list({(type(part), part.pk): part for part in (*beneath, *found)}.values())
