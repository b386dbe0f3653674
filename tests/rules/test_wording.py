"""Numbers in sentences never say more or less than what was decided by."""

import pytest

from assessment.rules.wording import number, percent


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (50.0, "50 %"),
        (100 / 3, "33.3 %"),
        (31.25, "31.3 %"),
        (6.25, "6.3 %"),
        (-31.25, "-31.3 %"),
        (24.99, "24.99 %"),
        (49.96, "49.96 %"),
        (79.95, "79.95 %"),
        (0.0, "0 %"),
        (-12.5, "-12.5 %"),
    ],
)
def test_percent(value: float, words: str) -> None:
    assert percent(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(37.5, "37.5"), (100.0, "100"), (79.99, "79.99"), (0.25, "0.25")]
)
def test_number(value: float, words: str) -> None:
    assert number(value) == words
