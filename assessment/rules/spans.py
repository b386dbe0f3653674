"""The only place for arithmetic on stretches of days.

A span is ``(first, past)``: day numbers (``date.toordinal``), half-open. Lists of spans are sorted
and do not touch or overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
Spans = tuple[Span, ...]


@dataclass(slots=True)
class Run:
    """Spans with only short gaps between them; ``days`` counts the days within the spans alone."""

    first: int
    past: int
    days: int
    spans: Spans

    def day_number(self, count: int) -> int | None:
        """The first day on which ``count`` days are complete; ``None`` if the run is too short."""
        left = count
        for first, past in self.spans:
            if left <= past - first:
                return first + left
            left -= past - first
        return None


def total(spans: Spans) -> int:
    return sum(past - first for first, past in spans)


def union(spans: list[Span]) -> Spans:
    """Any spans, in any order, as sorted spans that neither touch nor overlap."""
    if len(spans) < 2:
        return tuple(spans)
    joined: list[Span] = []
    (low, high), *others = sorted(spans)
    for first, past in others:
        if first > high:
            joined.append((low, high))
            low, high = first, past
        elif past > high:
            high = past
    return (*joined, (low, high))


def intersection(some: Spans, others: Spans) -> Spans:
    """The days in both."""
    both = []
    for first, past in some:
        for other_first, other_past in others:
            low = first if first > other_first else other_first
            high = past if past < other_past else other_past
            if low < high:
                both.append((low, high))
    return tuple(both)


def runs(spans: Spans, bridge: int) -> list[Run]:
    """Runs of spans: a gap of up to ``bridge`` days is bridged, a longer one ends the run."""
    found: list[Run] = []
    together: list[Span] = []
    for span in spans:
        if together and span[0] - together[-1][1] > bridge:
            found.append(_run(together))
            together = []
        together.append(span)
    if together:
        found.append(_run(together))
    return found


def _run(spans: list[Span]) -> Run:
    return Run(spans[0][0], spans[-1][1], sum(past - first for first, past in spans), tuple(spans))


def longest(found: list[Run]) -> Run | None:
    """The run with the most days; of equals the latest."""
    best: Run | None = None
    for run in found:
        if best is None or run.days >= best.days:
            best = run
    return best
