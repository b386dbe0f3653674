"""What an earlier day found of ended trials is taken over only where nothing can have changed of them."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.rules.judging import settled, staged
from assessment.rules.policy import load_policy
from patients.known import record_on
from patients.record import Check, Condition, Episode
from tests.rules.making import day, ids, record, score, trial

POLICY = load_policy()
ENDED = (trial(0, 60), score(0, 24))
FAILED = (*ENDED, score(60, 22))
SECOND: dict[str, Any] = {"id": "T2", "treatment": "venlafaxine"}
SAME = (Episode(day(-60)),)
ANOTHER = (Episode(day(-60), day(75)), Episode(day(76)))


@pytest.mark.parametrize(
    ("name", "facts", "values", "then", "later", "kept"),
    [
        ("long ended", FAILED, {}, 70, 80, 1),
        ("eight days after the stop", FAILED, {}, 68, 80, 1),
        ("seven days after it: a score may still come", (*ENDED, score(67, 22)), {}, 66, 67, 0),
        ("another trial runs", (*FAILED, trial(62, None, 150, **SECOND)), {}, 75, 90, 1),
        ("another episode since", FAILED, {"episodes": ANOTHER}, 70, 80, 0),
        ("a condition since", FAILED,
         {"conditions": (Condition("hypothyroidism", "treated", day(75)),)}, 70, 80, 0),
        ("a check since", (*FAILED, Check("BIP", "ruled_out", day(75), "Dr A")), {}, 70, 80, 0),
        ("a check on that day", (*FAILED, Check("BIP", "ruled_out", day(70), "Dr A")), {}, 70, 80,
         1),
    ],
    ids=ids,
)  # fmt: skip
def test_what_is_taken_over_is_what_would_be_found(
    name: str, facts: Any, values: dict[str, Any], then: int, later: int, kept: int
) -> None:
    whole = record(*facts, **values)
    before = staged(record_on(whole, day(then)), day(then), POLICY, "US")
    now = record_on(whole, day(later))
    still = settled(before, now, day(later))
    assert (len(still.findings), len(still.courses)) == (kept, kept)
    fresh, taken_over = (staged(now, day(later), POLICY, "US", *given) for given in ((), (still,)))
    assert (taken_over.rung, taken_over.clues.trials) == (fresh.rung, fresh.clues.trials)


def test_a_trial_that_was_amended_is_judged_anew() -> None:
    before = staged(record(*FAILED), day(70), POLICY, "US")
    shorter = record(trial(0, 30), *FAILED[1:])
    assert settled(before, shorter, day(80)).findings == ()
