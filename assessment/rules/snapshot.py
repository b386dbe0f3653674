"""The only place for an assessment as it stood: both file forms, and digests that prove them.

A digest is the SHA-256 of the canonical JSON (keys sorted, no spaces, UTF-8), so that anyone can
recompute it from the files alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessment.rules import assessment_file
from assessment.rules.findings import Assessment
from patients import record_file
from patients.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``trd-assessment/1`` beside the ``trd-record/1`` that it was concluded from."""

    as_of: date
    record: dict[str, Any]
    record_digest: str
    assessment: dict[str, Any]
    assessment_digest: str
    """Says what was on the screen: record, day, rules and policy all change it."""


def snapshot_of(record: PatientRecord, assessment: Assessment) -> Snapshot:
    facts, concluded = record_file.write(record), assessment_file.write(assessment)
    seen = digest(facts)
    return Snapshot(assessment.as_of, facts, seen, concluded, digest({"record": seen, "said": concluded}))


def digest(document: object) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()


def canonical(document: object) -> bytes:
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """When, by whom and by which rules an assessment was kept; ``reference`` stands in addresses."""

    reference: str
    at: datetime
    by: str
    as_of: date
    rules: str
    record_digest: str


@dataclass(frozen=True, slots=True)
class Signed:
    kept: Kept
    note: str = ""
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InError:
    """Who found it recorded by mistake, when, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """An option followed (``title``), or what was done ``instead``, and why."""

    kept: Kept
    title: str = ""
    instead: str = ""
    because: str = ""
    in_error: InError | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The two files as they were kept; ``intact``: they still give the digests kept beside them."""

    record: dict[str, Any]
    assessment: dict[str, Any]
    intact: bool


def document(record: dict[str, Any], assessment: dict[str, Any], record_digest: str, shown: str) -> Document:
    seen = digest(record)
    intact = seen == record_digest and digest({"record": seen, "said": assessment}) == shown
    return Document(record, assessment, intact)
