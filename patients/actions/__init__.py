"""The only door for writing: clinical verbs, keyword-only, ``by`` explicit, one transaction each.

A fault in what was given is ``RefusedRecord`` (each with its place), a missing right
``PermissionDenied``, an outdated version ``StaleRecord``, a form used twice for different things
``SubmissionReused``. In none of these is anything stored.
"""

from patients.actions.admitting import Admission, PastTrial, admit_patient, admitted
from patients.actions.amending import AMENDABLE, amend, mark_entered_in_error, row_for
from patients.actions.drafts import discard_draft, draft_of, save_draft
from patients.actions.emergency import break_glass, end_emergency, review_emergency
from patients.actions.importing import check_storable, import_record
from patients.actions.medicines import MedicineStop
from patients.actions.membership import (
    end_place,
    invite,
    reactivate_user,
    set_roles,
    set_supervised,
    set_teams,
    sign_out_everywhere,
)
from patients.actions.patients import amend_patient, close_episode, open_episode, register_patient
from patients.actions.people import (
    assign_patient,
    change_clinic_settings,
    create_team,
    create_user,
    deactivate_user,
    end_supervision,
    found_clinic,
    grant_role,
    join_team,
    leave_team,
    revoke_role,
    supervise,
    unassign_patient,
)
from patients.actions.safety import SafetyAnswer
from patients.actions.submissions import already_saved
from patients.actions.trials import (
    Remark,
    TrialChange,
    change_dose,
    change_trial,
    record_adherence,
    start_trial,
    stop_trial,
)
from patients.actions.visits import Visit, log_visit, log_visits
from patients.actions.writing import StaleRecord, SubmissionReused
from patients.record_file import Fault, RefusedRecord

__all__ = [
    "AMENDABLE",
    "Admission",
    "Fault",
    "MedicineStop",
    "PastTrial",
    "RefusedRecord",
    "Remark",
    "SafetyAnswer",
    "StaleRecord",
    "SubmissionReused",
    "TrialChange",
    "Visit",
    "admit_patient",
    "admitted",
    "already_saved",
    "amend",
    "amend_patient",
    "assign_patient",
    "break_glass",
    "change_clinic_settings",
    "change_dose",
    "change_trial",
    "check_storable",
    "close_episode",
    "create_team",
    "create_user",
    "deactivate_user",
    "discard_draft",
    "draft_of",
    "end_emergency",
    "end_place",
    "end_supervision",
    "found_clinic",
    "grant_role",
    "import_record",
    "invite",
    "join_team",
    "leave_team",
    "log_visit",
    "log_visits",
    "mark_entered_in_error",
    "open_episode",
    "reactivate_user",
    "record_adherence",
    "register_patient",
    "review_emergency",
    "revoke_role",
    "row_for",
    "save_draft",
    "set_roles",
    "set_supervised",
    "set_teams",
    "sign_out_everywhere",
    "start_trial",
    "stop_trial",
    "supervise",
    "unassign_patient",
]
