"""The only place for which drugs suit pregnancy and breastfeeding (safety.md 6, ``pregnancy.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PregnancyRow:
    id: str
    drugs: tuple[str, ...]
    pregnancy: str
    breastfeeding: str
    action: str
    mark: str
    breastfeeding_blocks: bool = False

    @property
    def blocks_start(self) -> bool:
        return self.action in ("block", "block_start")


PREGNANCY_ROWS: tuple[PregnancyRow, ...] = tuple(
    PregnancyRow(**{**entry, "drugs": tuple(entry["drugs"])})
    for entry in tomllib.loads(Path(__file__).with_name("pregnancy.toml").read_text(encoding="utf-8"))["row"]
)


@cache
def pregnancy_rows(tags: frozenset[str]) -> tuple[PregnancyRow, ...]:
    """The rows for a drug with these tags."""
    return tuple(row for row in PREGNANCY_ROWS if not tags.isdisjoint(row.drugs))


def not_to_start(tags: frozenset[str], pregnant: bool, breastfeeding: bool) -> str | None:
    """Why a drug with these tags is not to be started, in words; ``None`` if no row says so."""
    for row in pregnancy_rows(tags):
        if pregnant and row.blocks_start:
            return f"in pregnancy: {row.pregnancy} [{row.id}]"
        if breastfeeding and row.breastfeeding_blocks:
            return f"while breastfeeding: {row.breastfeeding} [{row.id}]"
    return None
