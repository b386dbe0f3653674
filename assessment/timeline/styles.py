"""The only place for the three sizes the picture is drawn in: desk, tablet and telephone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    width: float
    gutter: float
    """Room at the left for names; 0 = names stand in the lane itself."""
    panel: float
    text: float
    lane_text: float
    bar: float
    lane_gap: float
    right: float = 12

    @property
    def lane(self) -> float:
        return self.lane_text + self.bar + self.lane_gap

    @property
    def left(self) -> float:
        """Where the plot begins; scores need room for their numbers."""
        return max(self.gutter, 26)


WIDE = Style("wide", 1340, 168, 196, 11.5, 17, 27, 12)
MEDIUM = Style("medium", 720, 128, 170, 11.5, 17, 25, 11)
NARROW = Style("narrow", 358, 0, 150, 10.5, 16, 22, 12, right=6)
STYLES = (WIDE, MEDIUM, NARROW)


def compact(style: Style) -> Style:
    """Lower lanes, for long histories."""
    return Style(
        style.name,
        style.width,
        style.gutter,
        style.panel,
        style.text,
        style.lane_text - (2 if style.gutter else 0),
        18,
        7,
        style.right,
    )
