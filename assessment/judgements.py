"""The only place that reads back what clinicians signed and decided, as plain facts for a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from assessment.models import Decision, Judgement, SignedAssessment
from assessment.rules.snapshot import Decided, Document, InError, Kept, Signed, document
from patients.models import Patient
from patients.prepared import Prepared

Row = Mapping[str, Any]
_LISTED = 200
_KEPT = (
    "reference",
    "created_at",
    "created_by__name",
    "as_of",
    "rules_version",
    "policy",
    "policy_version",
    "jurisdiction",
    "record_digest",
)
_SIGNED = (*_KEPT, "note", "superseded_by__created_at")
_DECIDED = (
    *_KEPT,
    "title",
    "instead",
    "because",
    "in_error__created_at",
    "in_error__created_by__name",
    "in_error__reason",
)
_DOCUMENT = ("record", "assessment", "record_digest", "assessment_digest")


def signed_of(patient: Patient) -> tuple[Signed, ...]:
    """Newest first, without what they say."""
    zone = patient.clinic.zone
    found = _ALL_SIGNED.rows(patient=patient.pk)
    return tuple(_signed(dict(zip(_SIGNED, row, strict=True)), zone) for row in found)


def decided_of(patient: Patient) -> tuple[Decided, ...]:
    zone = patient.clinic.zone
    found = _ALL_DECIDED.rows(patient=patient.pk)
    return tuple(_decided(dict(zip(_DECIDED, row, strict=True)), zone) for row in found)


def last_signed(patient: Patient) -> tuple[Signed, Document] | None:
    """The one that counts, with what it says."""
    rows = _rows(SignedAssessment, patient.pk).filter(superseded_by__isnull=True)
    row = rows.values(*_SIGNED, *_DOCUMENT).first()
    return (_signed(row, patient.clinic.zone), _document(row)) if row else None


def signed_for(patient: Patient, reference: UUID) -> tuple[Signed, Document]:
    """One of this patient, else 404."""
    row = _one(SignedAssessment, patient, reference, _SIGNED)
    return _signed(row, patient.clinic.zone), _document(row)


def decided_for(patient: Patient, reference: UUID) -> tuple[Decided, Document]:
    row = _one(Decision, patient, reference, _DECIDED)
    return _decided(row, patient.clinic.zone), _document(row)


def _rows(model: type[Judgement], patient: int) -> QuerySet[Any]:
    found: QuerySet[Any] = model._default_manager.filter(patient=patient)
    return found.order_by("-created_at", "-pk")


_ALL_SIGNED = Prepared(
    lambda patient: _rows(SignedAssessment, patient).values_list(*_SIGNED)[:_LISTED], patient=int
)
_ALL_DECIDED = Prepared(
    lambda patient: _rows(Decision, patient).values_list(*_DECIDED)[:_LISTED], patient=int
)


def _one(model: type[Judgement], patient: Patient, reference: UUID, fields: tuple[str, ...]) -> Row:
    row: Row | None = _rows(model, patient.pk).filter(reference=reference).values(*fields, *_DOCUMENT).first()
    if row is None:
        raise Http404
    return row


def _kept(row: Row, zone: tzinfo) -> Kept:
    return Kept(
        reference=str(row["reference"]),
        at=row["created_at"].astimezone(zone),
        by=row["created_by__name"],
        as_of=row["as_of"],
        rules=f"Rules {row['rules_version']}, policy {row['policy']} {row['policy_version']}, "
        f"labels of {row['jurisdiction']}",
        record_digest=row["record_digest"],
    )


def _signed(row: Row, zone: tzinfo) -> Signed:
    later = row["superseded_by__created_at"]
    return Signed(_kept(row, zone), row["note"], later.astimezone(zone) if later else None)


def _decided(row: Row, zone: tzinfo) -> Decided:
    return Decided(_kept(row, zone), row["title"], row["instead"], row["because"], _in_error(row, zone))


def _in_error(row: Row, zone: tzinfo) -> InError | None:
    at = row["in_error__created_at"]
    if at is None:
        return None
    return InError(at.astimezone(zone), row["in_error__created_by__name"], row["in_error__reason"])


def _document(row: Row) -> Document:
    return document(*(row[part] for part in _DOCUMENT))
