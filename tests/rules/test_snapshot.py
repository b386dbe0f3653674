"""A kept assessment proves itself: the digests that anyone can recompute from the files alone."""

from __future__ import annotations

import hashlib

import pytest

from assessment.rules.snapshot import Snapshot, digest, document, snapshot_of
from tests.rules.making import day, judged, record, score, trial

FACTS = (trial(0, None, 200), score(0, 24), score(60, 22))


@pytest.fixture
def kept() -> Snapshot:
    return snapshot_of(record(*FACTS), judged(60, *FACTS))


def test_digest_is_the_hash_of_sorted_json_without_spaces() -> None:
    said = {"b": [1, None], "a": "ä"}
    assert digest(said) == hashlib.sha256('{"a":"ä","b":[1,null]}'.encode()).hexdigest()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_digest_is_of_json_alone(number: float) -> None:
    """Not everyone who recomputes it can read NaN or Infinity."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest({"total": number})


def test_snapshot_keeps_both_files_and_the_day(kept: Snapshot) -> None:
    assert kept.as_of == day(60)
    assert (kept.record["format"], kept.assessment["format"]) == ("trd-record/1", "trd-assessment/1")
    assert kept.record_digest == digest(kept.record)
    assert kept.assessment_digest == digest({"record": kept.record_digest, "said": kept.assessment})


def test_document_is_intact_until_a_file_or_a_digest_changes(kept: Snapshot) -> None:
    digests = (kept.record_digest, kept.assessment_digest)
    again = document(kept.record, kept.assessment, *digests)
    assert (again.record, again.assessment, again.intact) == (kept.record, kept.assessment, True)
    assert not document({**kept.record, "trials": []}, kept.assessment, *digests).intact
    assert not document(kept.record, {**kept.assessment, "trials": []}, *digests).intact
    assert not document(kept.record, kept.assessment, digests[1], digests[1]).intact
    assert not document(kept.record, kept.assessment, digests[0], digests[0]).intact
