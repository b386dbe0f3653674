"""The only place for what the commands that import a table share: its bytes, and how its faults are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.management.base import CommandError

from patients.exchange.csv_reading import LARGEST_FILE, RowFault

LISTED = 200


def content_of(file: str) -> bytes:
    """No more than can be read as a table: a larger file is refused without being held in memory."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def tell(faults: Iterable[RowFault], write: Callable[[str], object]) -> None:
    told = list(faults)
    for fault in told[:LISTED]:
        write(str(fault))
    if len(told) > LISTED:
        write(f"… and {len(told) - LISTED} more.")
