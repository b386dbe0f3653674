"""The only place that turns geometry into SVG, once for the same geometry."""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessment.timeline.shapes import Timeline


def drawn(drawings: tuple[Timeline, ...]) -> SafeString:
    """The drawings one after the other; the style sheet shows the one that fits."""
    return mark_safe("".join(_svg(drawing) for drawing in drawings))  # escaped by the template


@lru_cache(maxsize=128)
def _svg(drawing: Timeline) -> str:
    """A pure function of the geometry, so the last drawings are kept in memory."""
    return render_to_string("_timeline.html", {"picture": drawing})
