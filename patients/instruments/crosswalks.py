"""The only place for moving a total from one scale to another: provisional, for advice and charts only.

Never for an outcome or a count (scales.md 3.4). Nothing is extrapolated beyond the tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Converted:
    """The totals on the other scale that this one may stand for; equal where the table gives one."""

    low: int
    high: int
    source: str

    @property
    def worse(self) -> int:
        """Every scale here rises with severity: of a range the worse value is the higher."""
        return self.high


RUSH_2003 = "Rush 2003, Trivedi 2004, equipercentile (V: ids-qids.org)"
LEUCHT_2018 = "Leucht 2018, interpolated (V: PubMed 29031182); 7: Carmody 2006 (V: PMC2151980)"
MADRS_QIDS = "item response theory, Chinese MADRS, exit only (V: PubMed 24144585)"

# QIDS-SR16 total -> HRSD17 range; 14 and 15 share a range on the source page.
_QIDS_TO_HAMD: tuple[tuple[int, int], ...] = (
    (0, 0), (1, 2), (3, 3), (4, 4), (5, 6), (7, 7), (8, 8), (9, 10), (11, 11), (12, 12), (13, 13),
    (14, 15), (16, 16), (17, 17), (18, 19), (18, 19), (20, 20), (21, 22), (23, 23), (24, 24), (25, 25),
    (26, 27), (28, 28), (29, 29), (30, 31), (32, 32), (33, 35), (36, 52),
)  # fmt: skip

# Points of the papers; between them straight lines, rounded ("24 -> 31, interpolated"), beyond them
# nothing. HAM-D 7 stands for MADRS 8 or 9, HAM-D 40 for 52 or 53.
_HAMD_TO_LOWEST_MADRS = ((7, 8), (10, 13), (20, 26), (30, 39), (40, 52))
_HAMD_TO_HIGHEST_MADRS = ((7, 9), (10, 13), (20, 26), (30, 39), (40, 53))
_MADRS_TO_HAMD = ((8, 7), (9, 7), (13, 10), (26, 20), (39, 30), (52, 40), (53, 40))

# QIDS-SR16 band -> MADRS band.
_QIDS_MADRS_BANDS: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = (
    ((0, 5), (0, 8)),
    ((6, 10), (9, 17)),
    ((11, 15), (18, 24)),
    ((16, 20), (25, 33)),
    ((21, 27), (34, 60)),
)


def convert(total: int, from_scale: str, to_scale: str) -> Converted | None:
    """This total on the other scale; ``None`` where no table links them or it lies outside the table."""
    if from_scale == to_scale:
        return Converted(total, total, "same scale")
    table = _TABLES.get((from_scale, to_scale))
    found = table[0](total) if table else None
    return Converted(*found, table[1]) if table and found else None


def worse(total: int, from_scale: str, to_scale: str) -> int | None:
    """The endpoint on the baseline's scale, of a range the worse value (scales.md 3.4, rule 6)."""
    converted = convert(total, from_scale, to_scale)
    return None if converted is None else converted.worse


def _qids_to_hamd(total: int) -> tuple[int, int] | None:
    return _QIDS_TO_HAMD[total] if 0 <= total < len(_QIDS_TO_HAMD) else None


def _hamd_to_qids(total: int) -> tuple[int, int] | None:
    fits = [qids for qids, (low, high) in enumerate(_QIDS_TO_HAMD) if low <= total <= high]
    return (fits[0], fits[-1]) if fits else None


def _hamd_to_madrs(total: int) -> tuple[int, int] | None:
    low, high = _between(total, _HAMD_TO_LOWEST_MADRS), _between(total, _HAMD_TO_HIGHEST_MADRS)
    return None if low is None or high is None else (low, high)


def _madrs_to_hamd(total: int) -> tuple[int, int] | None:
    hamd = _between(total, _MADRS_TO_HAMD)
    return None if hamd is None else (hamd, hamd)


def _between(value: int, points: tuple[tuple[int, int], ...]) -> int | None:
    """On the straight line between the two points around it, halves rounded up; ``None`` outside."""
    for (start, low), (end, high) in pairwise(points):
        if start <= value <= end:
            return math.floor(low + (value - start) * (high - low) / (end - start) + 0.5)
    return None


def _qids_to_madrs(total: int) -> tuple[int, int] | None:
    return next((madrs for qids, madrs in _QIDS_MADRS_BANDS if qids[0] <= total <= qids[1]), None)


def _madrs_to_qids(total: int) -> tuple[int, int] | None:
    return next((qids for qids, madrs in _QIDS_MADRS_BANDS if madrs[0] <= total <= madrs[1]), None)


_TABLES = {
    ("qids_sr16", "hamd17"): (_qids_to_hamd, RUSH_2003),
    ("hamd17", "qids_sr16"): (_hamd_to_qids, RUSH_2003),
    ("hamd17", "madrs"): (_hamd_to_madrs, LEUCHT_2018),
    ("madrs", "hamd17"): (_madrs_to_hamd, LEUCHT_2018),
    ("qids_sr16", "madrs"): (_qids_to_madrs, MADRS_QIDS),
    ("madrs", "qids_sr16"): (_madrs_to_qids, MADRS_QIDS),
}
