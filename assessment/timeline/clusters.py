"""The only place that gathers what lies too close together to be told apart or touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def clusters(things: Iterable[T], x_of: Callable[[T], float], apart: float) -> list[list[T]]:
    """Neighbours less than ``apart`` from the first of their cluster go together; order is kept."""
    found: list[list[T]] = []
    for thing in sorted(things, key=x_of):
        if found and x_of(thing) - x_of(found[-1][0]) < apart:
            found[-1].append(thing)
        else:
            found.append([thing])
    return found
