"""Which rating, which value is the newest: of one day the clinician's, else the worse."""

from __future__ import annotations

import pytest

from assessment.rules.ratings import Ratings
from patients.record import Measurement
from tests.rules.making import day, ids, record, score


@pytest.mark.parametrize(
    ("name", "of_day", "total", "rater"),
    [
        ("one", [(20, "self")], 20, "self"),
        ("a clinician's, though another is worse", [(20, "clinician"), (30, "self")], 20, "clinician"),
        ("the same the other way round", [(30, "self"), (20, "clinician")], 20, "clinician"),
        ("of two clinicians the worse", [(20, "clinician"), (22, "clinician")], 22, "clinician"),
        ("of two others the worse", [(24, "self"), (22, "informant")], 24, "self"),
    ],
    ids=ids,
)
def test_newest_rating_of_one_day(name: str, of_day: list[tuple[int, str]], total: int, rater: str) -> None:
    earlier = score(0, 40, rater="clinician")
    found = Ratings(record(earlier, *(score(7, number, rater=who) for number, who in of_day)))
    newest = found.newest("hamd17")
    assert newest is not None
    assert (newest.total, newest.rater) == (total, rater)
    assert found.series[0].totals == (40, total)


def test_newest_value_is_the_last_one_known() -> None:
    values = (Measurement(day(0), "tsh", 9.0, "mIU/L"), Measurement(day(9), "tsh", None, None))
    found = Ratings(record(measurements=values))
    newest = found.measured("tsh")
    assert newest is not None
    assert newest.value == 9.0
    assert found.measured("crp") is None
    assert found.newest("madrs") is None
