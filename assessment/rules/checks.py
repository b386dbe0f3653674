"""The only place for the impostor checklist as it stands today: what was looked at, and is it still valid."""

from __future__ import annotations

from datetime import date, timedelta

from assessment.rules.findings import CheckFinding, TrialFinding
from assessment.rules.policy import NO_END, Policy
from assessment.rules.safety.medicines import is_taken
from assessment.rules.today import Today, days_after
from patients.codes import CHECKS
from patients.record import Check, PatientRecord

CORE = tuple(code for code, check in CHECKS.items() if check.core)
SETTLED = ("ruled_out", "treated")
ANSWERED = (*SETTLED, "present")
"""A clinician has looked, and it still counts."""
EXPIRED = "expired"
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


def run_out(checks: tuple[CheckFinding, ...], today: Today) -> list[str]:
    """The answers that no longer count on this later day, of the same record and trials: the list is else
    the same."""
    return [check.code for check in checks if check.state in SETTLED and is_over(check.valid_until, today)]


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
    if is_over(until, today):
        state = EXPIRED
    return CheckFinding(check.code, state, check.date, check.by, until, core)


def counts_until(code: str, found_on: date, record: PatientRecord, policy: Policy) -> date | None:
    """The last day on which an answer of ``found_on`` still counts; ``None``: it has no end."""
    key = "THY_ON_LITHIUM" if code == "THY" and is_taken(record, "lithium") else code
    days = policy.check_validity_days[key]
    return None if days == NO_END else days_after(found_on, days)


def is_over(until: date | None, today: Today) -> bool:
    return until is not None and today.reached(until + _ONE_DAY)


def _valid_until(
    check: Check, record: PatientRecord, trials: tuple[TrialFinding, ...], policy: Policy
) -> date | None:
    """The last valid day: so many days after, or the day before something that asks for it anew."""
    last = counts_until(check.code, check.date, record, policy)
    asked_anew = _asked_anew(check, record, trials, policy)
    if not asked_anew:
        return last
    before = min(asked_anew) - _ONE_DAY
    return before if last is None else min(before, last)


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
