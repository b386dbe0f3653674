"""The only place for how seldom Python looks for reference cycles in a process that assesses many records."""

from __future__ import annotations

import gc


def look_seldom_for_cycles() -> None:
    """For a process that is about to answer many requests or records, once everything is loaded.

    Records and findings refer to no owner of theirs, so they go as soon as nobody holds them. Looking through
    them for cycles every 700 new objects, as Python does unless told, costs a fifth of an assessment.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
