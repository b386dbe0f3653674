"""The only place for ATHF-SF-style adequacy: four weeks at dose, shown beside the article's six."""

from __future__ import annotations

from assessment.rules.findings import TrialFinding


def adequate_by_athf(current: tuple[TrialFinding, ...]) -> tuple[str, ...]:
    """The ids of the trials of this episode that ATHF-SF would call adequate; never used for a stage."""
    return tuple([trial.id for trial in current if trial.adequate_athf])
