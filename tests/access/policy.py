"""The only place for who must get what: one row an address, one column a person. The walk reads nothing else.

Words: ``ok`` the page or its redirect onwards; ``sign-in`` is led there (401 for htmx); ``403`` told that
they may not; ``404`` as if it did not exist; ``405`` not used that way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PEOPLE = (
    "anonymous",
    "deactivated",
    "roleless",
    "other_clinic",
    "other_team",
    "supervisor",
    "other_supervisor",
    "staff",
    "administrator",
    "in_emergency",
    "owner",
)
"""``owner`` is a clinician of the patient's team, whom ``supervisor`` supervises; ``other_supervisor``
supervises nobody; ``in_emergency`` is of another team of the clinic and has emergency access."""

Rule = dict[str, str]


def _rule(others: str, **told: str) -> Rule:
    """What each gets; a person without a session is led to sign in unless told otherwise."""
    signed_out = {"anonymous": "sign-in", "deactivated": "sign-in"}
    return dict.fromkeys(PEOPLE, others) | signed_out | told


OPEN = dict.fromkeys(PEOPLE, "ok")
CLOSED = dict.fromkeys(PEOPLE, "404")
OWN = _rule("ok")
NOT_SO = _rule("405")
READ = _rule("404", owner="ok", in_emergency="ok", supervisor="ok")
EDIT = _rule("404", owner="ok", in_emergency="ok", supervisor="403")
ADMINISTER = _rule("404", administrator="ok")
CLINICIANS = ("owner", "in_emergency", "other_team", "other_clinic")
SUPERVISORS = ("supervisor", "other_supervisor")
READERS = _rule("403") | dict.fromkeys((*CLINICIANS, *SUPERVISORS), "ok")
EXPORTERS = READERS | {"staff": "ok"}
ADMITTERS = _rule("403") | dict.fromkeys(CLINICIANS, "ok")
TAKERS = _rule("404") | dict.fromkeys(CLINICIANS, "ok")
REVIEWERS = _rule("404") | dict.fromkeys(SUPERVISORS, "ok")
OVERSEE = REVIEWERS | {"administrator": "ok"}
SUPERVISING = _rule("404", supervisor="ok")
UNKNOWN = _rule("404")


@dataclass(frozen=True, slots=True)
class Row:
    get: Rule
    post: Rule


READ_ONLY = Row(READ, NOT_SO)
FORM = Row(EDIT, EDIT)
BESIDE_A_FORM = Row(NOT_SO, EDIT)
ACCOUNT = Row(OWN, OWN)
NOT_SET_UP = Row(UNKNOWN, UNKNOWN)

POLICY: Mapping[str, Row] = {
    # wiring
    "live": Row(OPEN, dict.fromkeys(PEOPLE, "405")),
    "health": Row(OPEN, dict.fromkeys(PEOPLE, "405")),
    "session": Row(OWN, NOT_SO),
    "signed_in_again": Row(OWN, NOT_SO),
    # accounts
    "account_login": Row(OPEN, OPEN),
    "account_logout": Row(OPEN, OPEN),
    "account_inactive": Row(OPEN, dict.fromkeys(PEOPLE, "405")),
    "account_signup": Row(CLOSED, CLOSED),
    "account_email": Row(CLOSED, CLOSED),
    "account_email_verification_sent": Row(CLOSED, CLOSED),
    "account_confirm_email": Row(CLOSED, CLOSED),
    "account_confirm_login_code": Row(CLOSED, CLOSED),
    "account_reauthenticate": ACCOUNT,
    "account_change_password": ACCOUNT,
    "account_set_password": ACCOUNT,
    "account_reset_password": Row(OPEN, OPEN),
    "account_reset_password_done": Row(OPEN, dict.fromkeys(PEOPLE, "405")),
    "account_reset_password_from_key": Row(OPEN, OPEN),
    "account_reset_password_from_key_done": Row(OPEN, dict.fromkeys(PEOPLE, "405")),
    "mfa_index": Row(OWN, NOT_SO),
    "mfa_authenticate": Row(OPEN, OPEN),
    "mfa_reauthenticate": ACCOUNT,
    "mfa_activate_totp": ACCOUNT,
    "mfa_deactivate_totp": NOT_SET_UP,
    "mfa_view_recovery_codes": Row(UNKNOWN, NOT_SO),
    "mfa_generate_recovery_codes": ACCOUNT,
    "mfa_download_recovery_codes": NOT_SET_UP,
    "mfa_list_webauthn": Row(OWN, NOT_SO),
    "mfa_add_webauthn": ACCOUNT,
    "mfa_reauthenticate_webauthn": ACCOUNT,
    "mfa_remove_webauthn": ACCOUNT,  # asks for the password first, whoever's key it is
    "mfa_edit_webauthn": ACCOUNT,
    "mfa_login_webauthn": Row(OPEN, OPEN),
    "usersessions_list": ACCOUNT,
    # one chart
    "patient": READ_ONLY,
    "patient_picture": READ_ONLY,
    "trial": READ_ONLY,
    "patient_trail": READ_ONLY,
    "chart_entries": READ_ONLY,
    "record_export": READ_ONLY,
    "consider": READ_ONLY,
    "consider_answer": READ_ONLY,
    "compare": READ_ONLY,
    "earlier_change": READ_ONLY,
    "later_change": READ_ONLY,
    "what_if": Row(READ, READ),  # writes nothing
    "sign": FORM,
    "signed": READ_ONLY,
    "decide": FORM,
    "decision": READ_ONLY,
    "decision_error": FORM,
    "patient_details": FORM,
    "patient_details_discard": BESIDE_A_FORM,
    "entry_amend": FORM,
    "entry_error": FORM,
    "visit_new": FORM,
    "visit_score": BESIDE_A_FORM,
    "visit_draft": BESIDE_A_FORM,
    "visit_discard": BESIDE_A_FORM,
    "visit_preview": BESIDE_A_FORM,
    "treatment_preview": BESIDE_A_FORM,
    "trial_new": FORM,
    "trial_dose": FORM,
    "trial_stop": FORM,
    "emergency_end": Row(NOT_SO, READ),
    # lists and new patients; whose patients stand in them is held by tests of their own
    "patient_list": ACCOUNT,
    "patient_list_rows": Row(NOT_SO, OWN),
    "caseload": Row(READERS, NOT_SO),
    "export": Row(EXPORTERS, NOT_SO),
    "export_table": Row(NOT_SO, EXPORTERS),
    "patient_new": Row(ADMITTERS, ADMITTERS),
    "patient_new_draft": Row(NOT_SO, ADMITTERS),
    "patient_new_discard": Row(NOT_SO, ADMITTERS),
    "record_import": Row(ADMITTERS, ADMITTERS),
    "csv_import": Row(ADMITTERS, ADMITTERS),
    "csv_import_columns": Row(ADMITTERS, ADMITTERS),
    "csv_import_preview": Row(ADMITTERS, ADMITTERS),
    "csv_import_faults": Row(ADMITTERS, NOT_SO),
    "csv_import_store": Row(NOT_SO, ADMITTERS),
    "csv_import_report": Row(ADMITTERS, NOT_SO),
    "csv_import_progress": Row(ADMITTERS, NOT_SO),
    "csv_import_discard": Row(NOT_SO, ADMITTERS),
    "csv_import_template": Row(ADMITTERS, NOT_SO),
    "about": Row(OWN, NOT_SO),
    # people
    "people": Row(ADMINISTER, NOT_SO),
    "person_invite": Row(ADMINISTER, ADMINISTER),
    "team_new": Row(NOT_SO, ADMINISTER),
    "clinic_choose": Row(NOT_SO, UNKNOWN),  # without one of one's own there is nothing to choose
    "clinic_settings": Row(ADMINISTER, ADMINISTER),
    "people_trail": Row(OVERSEE, NOT_SO),
    "person": Row(ADMINISTER, ADMINISTER),
    "person_trail": Row(ADMINISTER, NOT_SO),
    "person_account": Row(NOT_SO, ADMINISTER),
    "colleague_trail": Row(SUPERVISING, NOT_SO),
    "emergency": Row(TAKERS, TAKERS),
    "emergency_review": Row(REVIEWERS, UNKNOWN),
}
