"""A kept assessment proves itself: the digests that anyone can recompute from the files alone."""

from __future__ import annotations

import hashlib

from assessment.rules.snapshot import digest, document, snapshot_of
from tests.rules.making import day, judged, record, score, trial

FACTS = (trial(0, None, 200), score(0, 24), score(60, 22))
KEPT = snapshot_of(record(*FACTS), judged(60, *FACTS))


def test_digest_is_the_hash_of_sorted_json_without_spaces() -> None:
    said = {"b": [1, None], "a": "ä"}
    assert digest(said) == hashlib.sha256('{"a":"ä","b":[1,null]}'.encode()).hexdigest()


def test_snapshot_keeps_both_files_and_the_day() -> None:
    assert KEPT.as_of == day(60)
    assert (KEPT.record["format"], KEPT.assessment["format"]) == ("trd-record/1", "trd-assessment/1")
    assert KEPT.record_digest == digest(KEPT.record)
    assert KEPT.assessment_digest == digest({"record": KEPT.record_digest, "said": KEPT.assessment})


def test_document_is_intact_until_a_file_or_a_digest_changes() -> None:
    digests = (KEPT.record_digest, KEPT.assessment_digest)
    kept = document(KEPT.record, KEPT.assessment, *digests)
    assert (kept.record, kept.assessment, kept.intact) == (KEPT.record, KEPT.assessment, True)
    assert not document({**KEPT.record, "trials": []}, KEPT.assessment, *digests).intact
    assert not document(KEPT.record, {**KEPT.assessment, "trials": []}, *digests).intact
    assert not document(KEPT.record, KEPT.assessment, digests[1], digests[1]).intact
    assert not document(KEPT.record, KEPT.assessment, digests[0], digests[0]).intact
