"""Writing and reading again gives the same record, whatever it holds."""

import json

from hypothesis import given, settings

from patients.record import PatientRecord
from patients.record_file import parse, write
from tests.strategies import AS_OF, records


@settings(max_examples=150, deadline=None)
@given(records())
def test_write_then_parse_gives_the_same_record(record: PatientRecord) -> None:
    written = write(record)

    assert parse(written, AS_OF) == record
    assert parse(json.dumps(written), AS_OF) == record
    assert parse(json.dumps(written, ensure_ascii=False).encode(), AS_OF) == record


@settings(max_examples=50, deadline=None)
@given(records())
def test_write_is_the_same_bytes_after_a_round_trip(record: PatientRecord) -> None:
    written = json.dumps(write(record))

    assert json.dumps(write(parse(written))) == written
