"""The only place that puts the patient page together: one frozen object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.presenters.checks import (
    CheckRow,
    ImpostorRow,
    MissingRow,
    ProfileCard,
    check_rows,
    impostor_rows,
    missing_rows,
    profile_cards,
    unasked_checks,
)
from assessment.presenters.glance import Glance, glance
from assessment.presenters.looking import Looking
from assessment.presenters.picture import Picture, picture
from assessment.presenters.safety import SafetyLine, safety_line
from assessment.presenters.stage import StageCard, stage_card
from assessment.presenters.steps import Notice, Steps, notices, steps, warnings
from assessment.presenters.trials import TrialCard, trial_cards
from assessment.rules.ahead import Coming, coming
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy
from assessment.timeline.inputs import Happening, StageFrom
from assessment.timeline.words import day
from patients.record import PatientRecord

if TYPE_CHECKING:
    from patients.actions import SafetyAnswer


@dataclass(frozen=True, slots=True)
class PatientPage:
    as_of: str
    as_of_iso: str
    in_the_past: bool
    basis: str
    glance: Glance
    picture: Picture
    stage: StageCard
    trials: tuple[TrialCard, ...]
    steps: Steps
    urgent: tuple[Notice, ...]
    safety: SafetyLine | None
    observations: tuple[Notice, ...]
    warnings: tuple[Notice, ...]
    impostors: tuple[ImpostorRow, ...]
    checks: tuple[CheckRow, ...]
    unasked: tuple[str, ...]
    profiles: tuple[ProfileCard, ...]
    not_computed: tuple[str, ...]
    """Symptom profiles of which nothing can be said, each with what is missing."""
    missing: tuple[MissingRow, ...]
    query: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the record; stages and changes that are ``None`` are worked out."""

    happenings: tuple[Happening, ...] | None = None
    safety: SafetyAnswer | None = None
    stages: tuple[StageFrom, ...] | None = None
    coming: tuple[Coming, ...] | None = None


def patient_page(
    record: PatientRecord,
    assessment: Assessment,
    policy: Policy,
    looking: Looking,
    beside: Beside = Beside(),
) -> PatientPage:
    seen = notices(assessment)
    ahead = coming(record, assessment, policy) if beside.coming is None else beside.coming
    return PatientPage(
        as_of=day(assessment.as_of),
        as_of_iso=assessment.as_of.isoformat(),
        in_the_past=looking.on is not None,
        basis=basis_of(assessment),
        glance=glance(record, assessment, ahead),
        picture=picture(record, assessment, policy, looking, beside.happenings, beside.stages),
        stage=stage_card(assessment),
        trials=trial_cards(record, assessment),
        steps=steps(assessment, record),
        urgent=tuple(notice for notice in seen if notice.urgent),
        safety=safety_line(beside.safety),
        observations=tuple(notice for notice in seen if not notice.urgent),
        warnings=warnings(assessment),
        impostors=impostor_rows(assessment, record),
        checks=check_rows(assessment),
        unasked=unasked_checks(assessment),
        profiles=profile_cards(assessment),
        not_computed=assessment.not_computed,
        missing=missing_rows(assessment),
        query=looking.query(),
    )


def basis_of(assessment: Assessment) -> str:
    """Which rules said this, so that it can be repeated."""
    return (
        f"Rules {assessment.rules_version}, policy {assessment.policy} {assessment.policy_version}, "
        f"labels of {assessment.jurisdiction}, as of {day(assessment.as_of)}"
    )
