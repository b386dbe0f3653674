"""What the visit form says is due, from the record alone."""

from datetime import timedelta

import pytest

from patients.forms.chart import Chart
from patients.forms.panels import due
from patients.record import Check, Trial
from tests.rules.making import day, doses, record, trial

TODAY = day(400)


def _said(*trials: Trial, ago: int) -> str:
    when = TODAY - timedelta(days=ago)
    checks = [Check(code, "ruled_out", TODAY, "Dr A") for code in ("BIP", "OSA", "SUD")]
    one = record(*trials, *checks, Check("THY", "ruled_out", when, "Dr A"))
    return "; ".join(due(Chart(one, TODAY, "Dr A")))


LITHIUM = trial(0, None, treatment="lithium", role="augmentation", doses=doses((0, 900)))


@pytest.mark.parametrize(
    ("name", "trials", "ago", "open_again"),
    [
        ("365 days", (), 365, False),
        ("366 days", (), 366, True),
        ("on lithium 180 days", (LITHIUM,), 180, False),
        ("on lithium 181 days", (LITHIUM,), 181, True),
    ],
    ids=lambda row: row if isinstance(row, str) else None,
)
def test_thyroid_check_goes_out_of_date_sooner_on_lithium(
    name: str, trials: tuple[Trial, ...], ago: int, open_again: bool
) -> None:
    assert ("checklist open or out of date: thyroid" in _said(*trials, ago=ago)) is open_again
