"""The only place for how far treatment has failed: every staging model side by side from the same trials."""

from __future__ import annotations

from assessment.rules.staging.stages import stage

__all__ = ["stage"]
