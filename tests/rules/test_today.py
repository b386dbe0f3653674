"""Days and ages: a birthday on 29 February, months of different length."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.rules.today import add_months, age_on, birthday


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (date(2000, 2, 29), 25, date(2025, 3, 1)),
        (date(2000, 2, 29), 24, date(2024, 2, 29)),
        (date(2000, 2, 28), 25, date(2025, 2, 28)),
    ],
)
def test_birthday_and_the_age_from_then_on(born: date, age: int, day: date) -> None:
    assert birthday(born, age) == day
    assert age_on(born, day) == age
    assert age_on(born, date.fromordinal(day.toordinal() - 1)) == age - 1


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (0, date(2025, 1, 31)),
        (1, date(2025, 2, 28)),
        (2, date(2025, 3, 31)),
        (3, date(2025, 4, 30)),
        (13, date(2026, 2, 28)),
        (37, date(2028, 2, 29)),
    ],
)
def test_months_later_than_the_last_of_january(months: int, day: date) -> None:
    assert add_months(date(2025, 1, 31), months) == day
