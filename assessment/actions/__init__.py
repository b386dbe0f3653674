"""The only door for what a clinician answers for: keyword-only, ``by`` explicit, one transaction each.

``ChangedSinceShown``: what would be kept is not what was on the screen. ``RefusedRecord``,
``PermissionDenied`` and ``SubmissionReused`` as in ``patients.actions``. In none of these is anything stored.
"""

from assessment.actions.deciding import decide, mark_decision_in_error
from assessment.actions.keeping import ChangedSinceShown
from assessment.actions.signing import sign_assessment
from patients.actions import RefusedRecord, SubmissionReused

__all__ = [
    "ChangedSinceShown",
    "RefusedRecord",
    "SubmissionReused",
    "decide",
    "mark_decision_in_error",
    "sign_assessment",
]
