"""The only place where people get and lose roles, teams, patients and supervisors. Ended, never deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.db.models.functions import Greatest, Now

from patients import access
from patients.actions.writing import refusing
from patients.models import (
    ADMINISTRATOR,
    CLINIC_ROLES,
    CareTeam,
    CareTeamMembership,
    Clinic,
    ClinicMembership,
    Patient,
    PatientAssignment,
    Supervision,
    User,
)
from patients.record_file.faults import refuse
from patients.signals import care_changed
from patients.trail import done_by

CLINIC_SETTINGS = frozenset(
    {
        "name",
        "jurisdiction",
        "policy",
        "time_zone",
        "idle_minutes",
        "emergency_minutes",
        "second_factor_required",
        "usual_instruments",
        "emergency_text",
    }
)


@contextmanager
def administering(by: User, clinic: Clinic, verb: str) -> Iterator[None]:
    with refusing(), transaction.atomic(), done_by(by.pk, verb):
        access.check_can_administer(by, clinic)
        yield


def found_clinic(
    *, name: str, email: str, administrator: str, at: datetime, password: str | None = None, **settings: Any
) -> tuple[Clinic, User]:
    """A new clinic with its first administrator: from the command line, where nobody is signed in yet."""
    with refusing(), transaction.atomic(), done_by(None, "found_clinic"):
        clinic = Clinic(name=name.strip(), **settings)
        clinic.full_clean()
        clinic.save()
        user = User.objects.filter(email=email.lower()).first()
        user = user or User.objects.create_user(email=email, password=password, name=administrator.strip())
        ClinicMembership.objects.create(
            user=user, clinic=clinic, role=ADMINISTRATOR, started_at=at, started_by=user
        )
    return clinic, user


def create_user(*, by: User, clinic: Clinic, email: str, name: str, password: str | None = None) -> User:
    """A new person without any role yet; without a password they set one by the link they are sent."""
    with administering(by, clinic, "create_user"):
        return User.objects.create_user(email=email, password=password, name=name.strip())


def deactivate_user(*, by: User, clinic: Clinic, user: User) -> None:
    """Nobody is deleted: the account no longer opens, and the records keep their author."""
    with administering(by, clinic, "deactivate_user"):
        check_member(user, clinic)
        check_whole_account(by, user)
        if user.pk == by.pk:
            raise refuse("user", user.name, "someone other than yourself")
        user.is_active = False
        user.save(update_fields=["is_active"])


def change_clinic_settings(*, by: User, clinic: Clinic, changes: Mapping[str, Any]) -> Clinic:
    with administering(by, clinic, "change_clinic_settings"):
        if unknown := set(changes) - CLINIC_SETTINGS:
            raise refuse("changes", ", ".join(sorted(unknown)), ", ".join(sorted(CLINIC_SETTINGS)))
        for column, value in changes.items():
            setattr(clinic, column, value)
        clinic.full_clean()
        clinic.save(update_fields=list(changes))
    return clinic


def grant_role(*, by: User, clinic: Clinic, user: User, role: str, at: datetime) -> ClinicMembership:
    with administering(by, clinic, "grant_role"):
        if role not in CLINIC_ROLES:
            raise refuse("role", role, f"one of {', '.join(CLINIC_ROLES)}")
        return _begin(ClinicMembership, by, at, user=user, clinic=clinic, role=role)  # type: ignore[return-value]


def revoke_role(*, by: User, clinic: Clinic, user: User, role: str) -> None:
    with administering(by, clinic, "revoke_role"):
        _end(ClinicMembership, by, user=user, clinic=clinic, role=role)


def create_team(*, by: User, clinic: Clinic, name: str) -> CareTeam:
    with administering(by, clinic, "create_team"):
        return CareTeam.objects.create(clinic=clinic, name=name.strip(), created_by=by)


def join_team(*, by: User, user: User, team: CareTeam, at: datetime) -> CareTeamMembership:
    with administering(by, team.clinic, "join_team"):
        check_member(user, team.clinic)
        return _begin(CareTeamMembership, by, at, user=user, team=team)  # type: ignore[return-value]


def leave_team(*, by: User, user: User, team: CareTeam) -> None:
    """Ends what the person sees through this team at this moment."""
    with administering(by, team.clinic, "leave_team"):
        _end(CareTeamMembership, by, user=user, team=team)


def supervise(*, by: User, clinic: Clinic, supervisor: User, clinician: User, at: datetime) -> Supervision:
    with administering(by, clinic, "supervise"):
        check_member(supervisor, clinic)
        check_member(clinician, clinic)
        return _begin(  # type: ignore[return-value]
            Supervision, by, at, supervisor=supervisor, clinician=clinician, clinic=clinic
        )


def end_supervision(*, by: User, clinic: Clinic, supervisor: User, clinician: User) -> None:
    with administering(by, clinic, "end_supervision"):
        _end(Supervision, by, supervisor=supervisor, clinician=clinician, clinic=clinic)


def assign_patient(
    *, by: User, patient: Patient, team: CareTeam, at: datetime, clinician: User | None = None
) -> PatientAssignment:
    """Put a patient in a team's care: by someone who cares for the patient, or an administrator."""
    with refusing(), transaction.atomic(), done_by(by.pk, "assign_patient"):
        _check_may_assign(by, patient)
        if team.clinic_id != patient.clinic_id:
            raise refuse("team", team.name, "a care team of the patient's clinic")
        link = _begin(PatientAssignment, by, at, patient=patient, team=team, clinician=clinician)
        care_changed.send(sender=Patient, patients=[patient.pk])
        return link  # type: ignore[return-value]


def unassign_patient(*, by: User, patient: Patient, team: CareTeam) -> None:
    with refusing(), transaction.atomic(), done_by(by.pk, "unassign_patient"):
        _check_may_assign(by, patient)
        _end(PatientAssignment, by, patient=patient, team=team)
        care_changed.send(sender=Patient, patients=[patient.pk])


def _check_may_assign(by: User, patient: Patient) -> None:
    if not (access.can_edit(by, patient) or access.can_administer(by, patient.clinic)):
        raise PermissionDenied("Only the care team or an administrator can change who cares for a patient.")


def check_member(user: User, clinic: Clinic) -> None:
    if not ClinicMembership.objects.current().filter(user=user, clinic=clinic).exists():
        raise refuse("user", user.name, "someone with a role in this clinic")


def check_whole_account(by: User, user: User) -> None:
    """An account opens every clinic its person works in: one cannot close or open it for the others."""
    if access.clinics_beyond(by, user).exists():
        expected = "someone who administers all of their clinics; you can end the place in yours"
        raise refuse("user", f"{user.name} works in another clinic, too", expected)


def _begin(link: type[Any], by: User, at: datetime, **between: Any) -> Model:
    """The link as it stands if it holds already; else a new one from this moment."""
    same = {name: value for name, value in between.items() if name != "clinician" or link is Supervision}
    standing: Model | None = link.objects.current().filter(**same).first()
    return standing or link.objects.create(started_at=at, started_by=by, **between)


def _end(link: type[Any], by: User, **between: Any) -> None:
    """Ends by the database's clock, the one that ``access`` asks."""
    link.objects.current().filter(**between).update(ended_at=Greatest(Now(), "started_at"), ended_by=by)
