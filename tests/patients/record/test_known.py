"""The record as it was known on an earlier day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from patients.known import record_on
from patients.record import Check, Episode, Medicine, Patient, PatientRecord, Score, Trial
from tests.strategies import AS_OF, records

D = date.fromisoformat


def _record() -> PatientRecord:
    return PatientRecord(
        Patient("P1", D("1980-01-01"), "female"),
        episodes=(Episode(D("2023-01-01"), D("2024-06-01")), Episode(D("2025-01-01"))),
        scores=(Score(D("2025-02-01"), "hamd17", 24), Score(D("2025-04-01"), "hamd17", 12)),
        trials=(
            Trial("T1", "sertraline", "antidepressant", D("2025-02-01"), D("2025-04-01"), "lack_of_efficacy"),
            Trial("T2", "lithium", "augmentation", D("2025-02-10"), augments="T3"),
            Trial("T3", "venlafaxine", "antidepressant", D("2025-03-20")),
            Trial("E1", "ect", "neuromodulation", D("2025-02-20"), D("2025-03-20"), session_count=8),
        ),
        medicines=(Medicine("naproxen", D("2025-01-10"), D("2025-03-15")),),
        checks=(Check("OSA", "ruled_out", D("2025-03-02"), "Dr A"),),
    )


def test_record_on_drops_what_came_later_and_undoes_later_stops() -> None:
    then = record_on(_record(), D("2025-03-01"))
    assert [score.total for score in then.scores] == [24]
    assert [trial.id for trial in then.trials] == ["T1", "T2", "E1"]
    assert (then.trial("T1").stop, then.trial("T1").stop_reason) == (None, None)
    assert then.trial("T2").augments is None
    assert then.trial("E1").session_count is None
    assert then.medicines[0].stop is None
    assert then.checks == ()


def test_record_on_keeps_what_happened_that_very_day() -> None:
    then = record_on(_record(), D("2025-04-01"))
    assert then.trial("T1").stop == D("2025-04-01")
    assert len(then.scores) == 2


def test_record_on_a_day_of_an_episode_that_has_ended_since_opens_it() -> None:
    assert record_on(_record(), D("2024-01-01")).episodes == (Episode(D("2023-01-01")),)


@settings(max_examples=60, deadline=None)
@given(records(), st.integers(0, 900))
def test_record_on_is_always_a_record_and_settles(record: PatientRecord, ago: int) -> None:
    day = AS_OF - timedelta(days=ago)
    then = record_on(record, day)
    assert record_on(then, day) == then
    assert all(score.date <= day for score in then.scores)
