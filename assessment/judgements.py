"""The only place that reads back what clinicians signed and decided, as plain facts for a page."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from assessment.models import Decision, Judgement, SignedAssessment
from assessment.rules.snapshot import Decided, Document, InError, Kept, Signed, document
from patients.models import Patient

Row = TypeVar("Row", bound=Judgement)
_BULKY = ("record", "assessment")
_LISTED = 200


def signed_of(patient: Patient) -> tuple[Signed, ...]:
    """Newest first, without what they say."""
    return tuple(_signed(row, patient) for row in _rows(SignedAssessment, patient).defer(*_BULKY)[:_LISTED])


def decided_of(patient: Patient) -> tuple[Decided, ...]:
    return tuple(_decided(row, patient) for row in _rows(Decision, patient).defer(*_BULKY)[:_LISTED])


def last_signed(patient: Patient) -> tuple[Signed, Document] | None:
    """The one that counts, with what it says."""
    row = _rows(SignedAssessment, patient).filter(superseded_by__isnull=True).first()
    return (_signed(row, patient), _document(row)) if row else None


def signed_for(patient: Patient, reference: UUID) -> tuple[Signed, Document]:
    """One of this patient, else 404."""
    row = _one(SignedAssessment, patient, reference)
    return _signed(row, patient), _document(row)


def decided_for(patient: Patient, reference: UUID) -> tuple[Decided, Document]:
    row = _one(Decision, patient, reference)
    return _decided(row, patient), _document(row)


def _rows(model: type[Row], patient: Patient) -> QuerySet[Row]:
    found: QuerySet[Any] = model._default_manager.filter(patient=patient).select_related("created_by")
    if model is SignedAssessment:
        found = found.select_related("superseded_by").defer(*(f"superseded_by__{name}" for name in _BULKY))
    if model is Decision:
        found = found.select_related("in_error__created_by")
    return found.order_by("-created_at", "-pk")


def _one(model: type[Row], patient: Patient, reference: UUID) -> Row:
    row = _rows(model, patient).filter(reference=reference).first()
    if row is None:
        raise Http404
    return row


def _kept(row: Judgement, zone: tzinfo) -> Kept:
    return Kept(
        reference=str(row.reference),
        at=row.created_at.astimezone(zone),
        by=row.created_by.name,
        as_of=row.as_of,
        rules=f"Rules {row.rules_version}, policy {row.policy} {row.policy_version}, "
        f"labels of {row.jurisdiction}",
        record_digest=row.record_digest,
    )


def _signed(row: SignedAssessment, patient: Patient) -> Signed:
    zone, later = patient.clinic.zone, getattr(row, "superseded_by", None)
    return Signed(_kept(row, zone), row.note, later.created_at.astimezone(zone) if later else None)


def _decided(row: Decision, patient: Patient) -> Decided:
    zone, error = patient.clinic.zone, getattr(row, "in_error", None)
    found = InError(error.created_at.astimezone(zone), error.created_by.name, error.reason) if error else None
    return Decided(_kept(row, zone), row.title, row.instead, row.because, found)


def _document(row: Judgement) -> Document:
    return document(row.record, row.assessment, row.record_digest, row.assessment_digest)
