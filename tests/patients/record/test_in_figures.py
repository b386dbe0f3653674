"""Numbers as they are shown: every digit that was given, none more."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from patients.record import in_figures


@pytest.mark.parametrize(
    ("number", "shown"),
    [(100.0, "100"), (0.1, "0.1"), (1e9, "1000000000"), (123456.7, "123456.7"), (-0.5, "-0.5"), (0, "0"),
     (1e-6, "0.000001"), (37.5, "37.5"), (1200, "1200")],
)  # fmt: skip
def test_in_figures_is_plain(number: float, shown: str) -> None:
    assert in_figures(number) == shown


@given(some.floats(-1e12, 1e12))
def test_in_figures_loses_nothing(number: float) -> None:
    assert float(in_figures(number)) == number
    assert "e" not in in_figures(number)
