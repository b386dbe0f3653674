"""The only place for Thase & Rush 1997, 0 to V (staging.md 2): adequacy is the article's."""

from __future__ import annotations

from assessment.rules.staging.failures import Failures


def thase_rush(failed: Failures) -> str:
    """The order of the trials is ignored; a TCA counted for III is not also one of the two classes of II."""
    groups = failed.groups
    if "TCA" in groups and "MAOI" in groups and len(groups - {"TCA", "MAOI"}) >= 2:
        return "V" if failed.bilateral_ect else "IV"
    if "TCA" in groups and len(groups - {"TCA"}) >= 2:
        return "III"
    if len(groups) >= 2:
        return "II"
    return "I" if failed.antidepressants else "0"
