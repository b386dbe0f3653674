"""Every worked case is accepted, and its record survives the round trip."""

import json
from datetime import date
from pathlib import Path

import pytest

from patients.record_file import parse, parse_submission, record_schema, write

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests" / "cases").glob("*/*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_is_read_and_written_back(path: Path) -> None:
    submission = parse_submission(path.read_bytes(), as_of=None, today=date(2026, 11, 22))

    assert parse(write(submission.record), submission.as_of) == submission.record


def test_published_schema_is_current() -> None:
    published = json.loads((ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))

    assert published == json.loads(json.dumps(record_schema()))
