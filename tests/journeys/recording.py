"""The only place for how the journeys of recording come to a patient of their own, and count keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from playwright.sync_api import Page

HAMD_KEYS = "21011111100110100"
"""One key an item; the total is 11."""
HAMD_TOTAL = sum(map(int, HAMD_KEYS))
_NUMBERS = count(1)


@dataclass
class Keys:
    """A keyboard that counts; the journeys that use it never touch the mouse."""

    page: Page
    pressed: int = 0
    began: float = field(default_factory=time.monotonic)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.press(*text)

    def tab_to(self, found: Callable[[], bool], most: int = 60) -> None:
        for _ in range(most):
            if found():
                return
            self.press("Tab")
        raise AssertionError(f"not reached within {most} tabs")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


def focused(page: Page) -> str:
    """The name or text of what has the focus."""
    told: Any = page.evaluate(
        "() => document.activeElement.name || document.activeElement.textContent.trim().slice(0, 40)"
    )
    return str(told)


def weeks_ago(weeks: int) -> date:
    return date.today() - timedelta(weeks=weeks)  # noqa: DTZ011  (the browser's own day will do: it is weeks)


def register(page: Page, url: str) -> str:
    """Someone new on sertraline 100 mg for eight weeks, HAM-D17 24 at its start; the chart's address."""
    page.goto(f"{url}/patients/new")
    number = f"{next(_NUMBERS):03}-{time.monotonic_ns()}"
    page.fill("[name=person-record_number]", f"J-{number}")
    page.fill("[name=person-family_name]", f"Journey{number}")  # a namesake would be asked about
    page.fill("[name=person-birth_date]", "1984-06-01")
    page.select_option("[name=person-sex]", "female")
    page.fill("[name=person-onset]", weeks_ago(14).isoformat())
    page.fill("[name=past-0-treatment]", "sertraline")
    page.fill("[name=past-0-dose]", "100")
    page.fill("[name=past-0-start]", weeks_ago(8).isoformat())
    page.click("#save")
    page.wait_for_url(lambda address: "/patients/new" not in address)
    chart = page.url.split("#")[0]
    page.goto(f"{chart}/visits/new")
    page.fill("[name=visit-date]", weeks_ago(8).isoformat())
    page.fill("[name=score-hamd17-total]", "24")
    page.click("#save")
    page.wait_for_url(chart)
    return chart
