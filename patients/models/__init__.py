"""The only place for how the record is stored; see docs/record-format.md for what it means.

Dates in order, doses from 0, one open episode: the database itself refuses what a form missed.
"""

from patients.models.access_log import LOOKS, AccessLog
from patients.models.clinical import ClinicalRow, Fact, Submission, Visit
from patients.models.course import Episode, Score
from patients.models.draft import Draft
from patients.models.facts import Check, Condition, Measurement, Medicine, Symptom
from patients.models.patient import EmergencyAccess, Patient, PatientAssignment
from patients.models.people import (
    ADMINISTRATOR,
    CLINIC_ROLES,
    CLINICIAN,
    STAFF,
    SUPERVISOR,
    CareTeam,
    CareTeamMembership,
    Clinic,
    ClinicMembership,
    Supervision,
    User,
)
from patients.models.safety import SafetyAssessment
from patients.models.trial import (
    AdherencePeriod,
    DoseStep,
    DrugLevel,
    SideEffect,
    TreatmentSession,
    Trial,
    TrialFact,
    TrialNote,
)

__all__ = [
    "ADMINISTRATOR",
    "CLINICIAN",
    "CLINIC_ROLES",
    "LOOKS",
    "STAFF",
    "SUPERVISOR",
    "AccessLog",
    "AdherencePeriod",
    "CareTeam",
    "CareTeamMembership",
    "Check",
    "Clinic",
    "ClinicMembership",
    "ClinicalRow",
    "Condition",
    "DoseStep",
    "Draft",
    "DrugLevel",
    "EmergencyAccess",
    "Episode",
    "Fact",
    "Measurement",
    "Medicine",
    "Patient",
    "PatientAssignment",
    "SafetyAssessment",
    "Score",
    "SideEffect",
    "Submission",
    "Supervision",
    "Symptom",
    "TreatmentSession",
    "Trial",
    "TrialFact",
    "TrialNote",
    "User",
    "Visit",
]
