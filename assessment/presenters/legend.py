"""The only place for the key to the picture's colours, patterns and signs: of what is drawn, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.timeline.shapes import Timeline


@dataclass(frozen=True, slots=True)
class Entry:
    """``drawn``: the kind of shape that it explains."""

    kind: str
    code: str
    text: str
    drawn: str
    pattern: str = ""
    d: str = ""


_SLANTS = "M3 14L11 2M11 14L19 2M19 14L27 2"
_DOT = "M15 4A4 4 0 1 1 14.9 4Z"
LEGEND = (
    Entry("bar", "adequate", "✓ adequate trial", "adequate"),
    Entry("bar", "inadequate", "✗ not adequate", "inadequate", "hatch"),
    Entry("bar", "not_yet", "… not yet adequate", "not_yet", "dots"),
    Entry("bar", "indeterminate", "? cannot tell", "indeterminate", "cross"),
    Entry("sign", "provisional", "provisional stage (also ?)", "stage-pattern", d=_SLANTS),
    Entry("sign", "shade", "time in which something else could explain it", "shade", d=_SLANTS),
    Entry("sign", "minimum", "minimum dose (bar height is the dose)", "minimum", d="M1 8H29"),
    Entry("bar", "range", "usual dose range", "range"),
    Entry("sign", "taken-poorly", "taken less than 80 %", "taken-poorly", d="M1 8H29"),
    Entry("sign", "taken-unknown", "not known how much was taken", "taken-unknown", d="M1 8H29"),
    Entry("sign", "gap", "not taken", "gap", d="M1 12H29"),
    Entry("sign", "session", "sessions", "session", d="M9 3V13M15 3V13M21 3V13"),
    Entry("sign", "cross", "stopped for side effects", "stop-cross", d="M11 4L19 12M11 12L19 4"),
    Entry("sign", "ring", "stopped: not taken", "stop-ring", d=_DOT),
    Entry("sign", "stop-dot", "stopped in remission", "stop-dot", d=_DOT),
    Entry("sign", "running", "still taken", "running", d="M12 4L17 8L12 12"),
    Entry("sign", "side-effect", "side effect", "side-effect", d="M10 4H20L15 12Z"),
    Entry("sign", "join", "added to", "join", d="M15 1V15M12.5 2A2.5 2.5 0 1 1 17.5 2A2.5 2.5 0 1 1 12.5 2Z"),
    Entry("sign", "baseline", "baseline", "baseline", d="M10 3H20V13H10Z"),
    Entry("sign", "endpoint", "endpoint", "endpoint", d="M15 1L22 8L15 15L8 8Z"),
    Entry("sign", "hollow", "rated afterwards, or without a total", "retrospective unknown", d=_DOT),
    Entry("sign", "remission", "remission line", "remission-line", d="M1 8H29"),
    Entry("sign", "response", "response line of a trial", "response-line", d="M1 8H29"),
    Entry("sign", "alert", "suicide item answered above 0", "alert", d="M15 2L22 14H8Z"),
    Entry("sign", "measurement", "test result", "measurement", d=_DOT),
    Entry("sign", "decision", "decision", "decision", d="M10 3H20V13H10Z"),
)


def key_of(drawings: Sequence[Timeline]) -> tuple[Entry, ...]:
    """The entries whose signs are in the picture; the three sizes draw the same."""
    if not drawings:
        return ()
    kinds = {kind for shape in {shape.kind for shape in drawings[0].drawn} for kind in shape.split()}
    return tuple(entry for entry in LEGEND if kinds & set(entry.drawn.split()))
