"""The only place for the impostor checklist as it stands today: what was looked at, and is it still valid."""

from __future__ import annotations

from datetime import date, timedelta

from assessment.rules.findings import CheckFinding, TrialFinding
from assessment.rules.policy import Policy
from assessment.rules.safety.medicines import is_taken
from assessment.rules.today import Today, days_after
from patients.codes import CHECKS
from patients.record import Check, PatientRecord

CORE = tuple(code for code, check in CHECKS.items() if check.core)
SETTLED = ("ruled_out", "treated")
ANSWERED = (*SETTLED, "present")
"""A clinician has looked, and it still counts."""
_ONE_DAY = timedelta(days=1)
_WEIGHT = {"present": 3, "treated": 2, "ruled_out": 1}


def check_list(
    record: PatientRecord, trials: tuple[TrialFinding, ...], today: Today, policy: Policy
) -> tuple[CheckFinding, ...]:
    """One line for each entry of the list, in its order."""
    newest: dict[str, Check] = {}
    for check in record.checks:
        before = newest.get(check.code)
        if before is None or _key(check) >= _key(before):
            newest[check.code] = check
    lines = _NOT_ASSESSED.copy()
    for code, check in newest.items():
        if code in lines:
            lines[code] = _line(check, record, trials, today, policy)
    return tuple(lines.values())


def check_list_later(checks: tuple[CheckFinding, ...], today: Today) -> tuple[CheckFinding, ...]:
    """The same list on a later day, of the same record and trials."""
    return tuple([_unless_expired(check, today) for check in checks])


_NOT_ASSESSED = {
    code: CheckFinding(code, "not_assessed", None, None, None, check.core) for code, check in CHECKS.items()
}


def _key(check: Check) -> tuple[date, int]:
    return check.date, _WEIGHT.get(check.state or "", 0)


def _line(
    check: Check, record: PatientRecord, trials: tuple[TrialFinding, ...], today: Today, policy: Policy
) -> CheckFinding:
    state, core = check.state or "not_assessed", CHECKS[check.code].core
    until = _valid_until(check, record, trials, policy) if state in SETTLED else None
    return _unless_expired(CheckFinding(check.code, state, check.date, check.by, until, core), today)


def _unless_expired(check: CheckFinding, today: Today) -> CheckFinding:
    until = check.valid_until
    return check._replace(state="expired") if until and today.reached(until + _ONE_DAY) else check


def _valid_until(
    check: Check, record: PatientRecord, trials: tuple[TrialFinding, ...], policy: Policy
) -> date | None:
    """The last valid day: so many days after, or the day before something that asks for it anew."""
    on_lithium = check.code == "THY" and is_taken(record, "lithium")
    key = "THY_ON_LITHIUM" if on_lithium else check.code
    days = policy.check_validity_days.get(key, -1)
    ends = [] if days < 0 else [days_after(check.date, days)]
    if asked_anew := _asked_anew(check, record, trials, policy):
        ends.append(min(asked_anew) - _ONE_DAY)
    return min(ends, default=None)


def _asked_anew(
    check: Check, record: PatientRecord, trials: tuple[TrialFinding, ...], policy: Policy
) -> list[date]:
    """BIP: a further trial became adequate and failed. MED: a medicine was started or stopped. OSA: the BMI
    has risen."""
    if check.code == "BIP":
        failed = [trial.adequate_on or trial.endpoint_date for trial in trials if trial.counts_as_failure]
        return [day for day in failed if day and day > check.date]
    if check.code == "MED":
        changes = [day for one in record.medicines for day in (one.start, one.stop) if day]
        changes += [day for one in record.trials for day in (one.start, one.stop) if day]
        return [day for day in changes if day > check.date]
    if check.code == "OSA":
        return _heavier(check, record, policy)
    return []


def _heavier(check: Check, record: PatientRecord, policy: Policy) -> list[date]:
    """The days of a BMI well above the last one known when the check was made."""
    bmi = [(one.date, one.value) for one in record.measurements if one.test == "bmi" and one.value]
    then = [value for day, value in bmi if day <= check.date]
    return [day for day, value in bmi if then and day > check.date and value >= then[-1] + policy.bmi_rise]
