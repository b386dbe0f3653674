"""The only place for the key to the picture's colours, patterns and signs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    code: str
    text: str
    pattern: str = ""
    d: str = ""


LEGEND = (
    Entry("bar", "adequate", "✓ adequate trial"),
    Entry("bar", "inadequate", "✗ not adequate", "hatch"),
    Entry("bar", "not_yet", "… not yet adequate", "dots"),
    Entry("bar", "indeterminate", "? cannot tell", "cross"),
    Entry("sign", "minimum", "minimum dose (bar height is the dose)", d="M1 8H29"),
    Entry("sign", "taken-poorly", "taken less than 80 %", d="M1 8H29"),
    Entry("sign", "cross", "stopped for side effects", d="M11 4L19 12M11 12L19 4"),
    Entry("sign", "ring", "stopped: not taken", d="M15 4A4 4 0 1 1 14.9 4Z"),
    Entry("sign", "side-effect", "side effect", d="M10 4H20L15 12Z"),
    Entry("sign", "baseline", "baseline", d="M10 3H20V13H10Z"),
    Entry("sign", "endpoint", "endpoint", d="M15 1L22 8L15 15L8 8Z"),
    Entry("sign", "decision", "decision", d="M10 3H20V13H10Z"),
    Entry("sign", "remission", "remission line", d="M1 8H29"),
    Entry("sign", "response", "response line of a trial", d="M1 8H29"),
)
