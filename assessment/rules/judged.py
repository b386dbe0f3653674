"""The only place for what the next-step rules are given: the record and all that was concluded from it.

Rules compare a date with the day of the assessment only through ``today`` (``today.reached``,
``today.since``, ``today.aged``), so that the next day of change is known exactly.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from assessment.rules.courses import Course
from assessment.rules.findings import Alert, CheckFinding, Impostor, Profile, Staging, TrialFinding
from assessment.rules.policy import Policy
from assessment.rules.ratings import Ratings
from assessment.rules.safety.suicide import SuicideAnswer
from assessment.rules.today import Today, age_on
from patients.record import PatientRecord


class Judged(NamedTuple):
    """One patient on one day, judged up to the point where next steps are proposed."""

    record: PatientRecord
    as_of: date
    policy: Policy
    jurisdiction: str
    consider: tuple[str, ...]
    trials: tuple[TrialFinding, ...]
    """In the order of ``record.trials`` (by start)."""
    checks: tuple[CheckFinding, ...]
    impostors: tuple[Impostor, ...]
    staging: Staging
    profiles: tuple[Profile, ...]
    not_computed: tuple[str, ...]
    """The profiles that could not be computed, each with what is missing: never the same as absent."""
    alerts: tuple[Alert, ...]
    suicide: tuple[SuicideAnswer, ...]
    """What was last answered to every suicide item."""
    today: Today
    ratings: Ratings
    """The record's scores, measurements and conditions, sorted: ``newest``, ``measured``, ``conditions``."""
    courses: tuple[Course, ...]
    """Each trial as it was given, day by day."""

    @property
    def age(self) -> int:
        """For sentences; a rule asks ``today.aged``."""
        return age_on(self.record.patient.birth_date, self.as_of)

    def trial(self, trial_id: str) -> TrialFinding:
        """The finding for this trial id; ``KeyError`` if there is none."""
        for finding in self.trials:
            if finding.id == trial_id:
                return finding
        raise KeyError(trial_id)

    def check(self, code: str) -> CheckFinding | None:
        return next((check for check in self.checks if check.code == code), None)
