"""Whatever is thrown at the parser, it gives a record or a clean refusal, quickly."""

import copy
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from patients.record import PatientRecord
from patients.record_file import RefusedRecord, parse, parse_submission, write
from tests.strategies import AS_OF, records

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        (
            "2026-02-30",
            "2026-01-01",
            "trd-record/1",
            "hamd17",
            "sertraline",
            "T1",
            "\ud800",
            "mg/L",
            "crp",
            10**300,
        )
    )
)
_fields = st.sampled_from(
    (
        "format", "patient", "reference", "birth_date", "sex", "episodes", "onset", "end", "scores", "date",
        "instrument", "total", "items", "answers", "rater", "trials", "id", "treatment", "role", "start",
        "stop", "doses", "from", "dose", "sessions", "session_count", "adherence", "percent", "method",
        "levels", "value", "unit", "side_effects", "effect", "conditions", "code", "status", "measurements",
        "test", "medicines", "name", "checks", "state", "by", "augments", "record", "as_of", "consider",
    )
)  # fmt: skip
_names = _fields | st.text(max_size=5)
_anything = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=6),
    max_leaves=25,
)


def read(data: Any) -> PatientRecord | None:
    """The record, or ``None`` when it is refused as it should be: with faults that can be printed."""
    try:
        return parse(data, AS_OF)
    except RefusedRecord as refused:
        check_printable(refused)
        return None


def check_printable(refused: RefusedRecord) -> None:
    printed = [json.dumps(fault.as_json(), allow_nan=False).encode("utf-8") for fault in refused.errors]
    assert printed
    assert all(fault.expected for fault in refused.errors)


@settings(max_examples=300, deadline=2000)
@given(_anything)
@example({"format": "trd-record/1", "patient": None})
def test_any_object_is_read_or_cleanly_refused(data: Any) -> None:
    read(data)


@settings(max_examples=200, deadline=2000)
@given(
    st.text(max_size=200)
    | st.binary(max_size=200)
    | _anything.map(lambda data: json.dumps(data, default=str))
)
def test_any_text_is_read_or_cleanly_refused(text: str | bytes) -> None:
    read(text)


@settings(max_examples=150, deadline=2000)
@given(_anything)
def test_any_submission_is_read_or_cleanly_refused(data: Any) -> None:
    try:
        parse_submission({"format": "trd-case/1", "record": data}, as_of=None, today=AS_OF)
    except RefusedRecord as refused:
        check_printable(refused)


@settings(max_examples=200, deadline=2000)
@given(records(most_trials=2, most_facts=2), st.data())
def test_a_mutated_record_is_read_or_cleanly_refused(record: PatientRecord, data: st.DataObject) -> None:
    written = write(record)
    for _ in range(data.draw(st.integers(1, 3))):
        written = _mutated(written, data)

    taken = read(written)

    if taken is not None:
        assert parse(write(taken), AS_OF) == taken


@settings(max_examples=100, deadline=2000)
@given(records(most_trials=1, most_facts=1), st.data())
def test_a_broken_text_is_read_or_cleanly_refused(record: PatientRecord, data: st.DataObject) -> None:
    text = json.dumps(write(record)).encode()
    at = data.draw(st.integers(0, len(text)))

    read(text[:at] + data.draw(st.binary(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :])


def _mutated(written: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """One field somewhere taken out, replaced or doubled under another name."""
    changed = copy.deepcopy(written)
    spot: Any = changed
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        if not keys:
            return changed
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or data.draw(st.integers(0, 4)) == 0:
            break
        spot = spot[key]
    if data.draw(st.booleans()):
        del spot[key]
    else:
        spot[key] = data.draw(_anything)
    return changed
