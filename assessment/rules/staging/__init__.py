"""The only place for how far treatment has failed: every staging model side by side from the same trials."""

from __future__ import annotations

from assessment.rules.staging.stages import Rung, rung_of, stage

__all__ = ["Rung", "rung_of", "stage"]
