"""The only place for what the assessment stores: conclusions to look up, never facts."""

from assessment.models.caseload_row import CaseloadRow

__all__ = ["CaseloadRow"]
