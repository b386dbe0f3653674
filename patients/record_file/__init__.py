"""The only place for the portable record: ``trd-record/1`` text or object <-> ``PatientRecord``."""

from __future__ import annotations

from patients.record_file.case import CASE_FORMAT, JURISDICTIONS, Submission, parse_submission
from patients.record_file.faults import Fault, RefusedRecord
from patients.record_file.parsing import FORMAT, parse
from patients.record_file.reading import MAX_BYTES
from patients.record_file.schema import record_schema
from patients.record_file.writing import write

__all__ = [
    "CASE_FORMAT",
    "FORMAT",
    "JURISDICTIONS",
    "MAX_BYTES",
    "Fault",
    "RefusedRecord",
    "Submission",
    "parse",
    "parse_submission",
    "record_schema",
    "write",
]
