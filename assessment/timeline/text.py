"""The only place for how wide text is and which wording fits the room there is.

Widths are those of DejaVu Sans, the widest face the pages fall back to, so that what fits
here fits in every browser; nothing is measured on the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_EM = {
    **dict.fromkeys("ijl'|", 0.30),
    **dict.fromkeys("I.,:;!` ·", 0.34),
    **dict.fromkeys('ftr()[]-/–\\"', 0.42),
    **dict.fromkeys("csvxyzJk?", 0.59),
    **dict.fromkeys("abdeghnopqu0123456789ELSTYZF_", 0.64),
    **dict.fromkeys("ABCGKPRVX&", 0.72),
    **dict.fromkeys("DHNOQUw+=<>~≥≤→−×✓✗±", 0.84),
    **dict.fromkeys("mMW%—…@", 1.0),
}
_OTHER = 1.0
_BOLD = 1.12


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Never less than what a browser draws for ``text`` at ``size`` units."""
    ems = sum(_EM.get(character, _OTHER) for character in text)
    return ems * size * (_BOLD if bold else 1.0)


def ascent(size: float) -> float:
    return size * 0.95


def descent(size: float) -> float:
    return size * 0.27


def fitting(variants: Sequence[str], size: float, room: float, bold: bool = False) -> str | None:
    """The first wording, fullest first, that fits the room; ``None`` when none does."""
    return next((text for text in variants if text and text_width(text, size, bold) <= room), None)


def elided(text: str, size: float, room: float, bold: bool = False) -> str:
    """``text``, cut with an ellipsis where it does not fit; empty when not even that does."""
    if text_width(text, size, bold) <= room:
        return text
    for end in range(len(text) - 1, 1, -1):
        shorter = text[:end].rstrip() + "…"
        if text_width(shorter, size, bold) <= room:
            return shorter
    return ""


def two_lines(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """``text`` in one line or, broken after a space or a hyphen, in two; the second is cut if it must be."""
    if text_width(text, size, bold) <= room:
        return (text,)
    breaks = [at + 1 for at, character in enumerate(text) if character in " -" and at > 1]
    fit = [at for at in breaks if text_width(text[:at].rstrip(), size, bold) <= room]
    if not fit:
        return (elided(text, size, room, bold),)
    return (text[: fit[-1]].rstrip(), elided(text[fit[-1] :], size, room, bold))
