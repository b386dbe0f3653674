"""The only place for what the assessment stores: conclusions, and those a clinician answered for."""

from assessment.models.caseload_row import CaseloadRow
from assessment.models.judgement import (
    FOLLOWED,
    OTHERWISE,
    Decision,
    DecisionInError,
    Judgement,
    SignedAssessment,
)

__all__ = [
    "FOLLOWED",
    "OTHERWISE",
    "CaseloadRow",
    "Decision",
    "DecisionInError",
    "Judgement",
    "SignedAssessment",
]
