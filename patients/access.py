"""The only place that decides who may see or do what.

Fetching is the check: ``patient_for`` gives a patient this person may see, or 404, the same for a
hidden one and for one that does not exist. ``patients_for`` is the one filter behind every list,
caseload and export. Who holds which role is asked of the database in the same query, so leaving a
team ends access at that moment. ``check_can_x`` raises with a sentence fit for the screen,
``can_x`` answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from patients.looks import exported as exported
from patients.looks import imported as imported
from patients.looks import listed as listed
from patients.looks import look_in_emergency as look_in_emergency
from patients.looks import looks_at as looks_at
from patients.looks import note
from patients.looks import searched as searched
from patients.models import (
    ADMINISTRATOR,
    CLINICIAN,
    STAFF,
    SUPERVISOR,
    CareTeam,
    CareTeamMembership,
    Clinic,
    ClinicMembership,
    EmergencyAccess,
    Patient,
    PatientAssignment,
    Supervision,
    User,
)
from patients.prepared import Prepared, columns_of, model_from

# Which patients


def patients_for(user: User) -> QuerySet[Patient]:
    """Every patient whose chart this person may open now."""
    return _active(user).filter(_as_clinician(user) | _as_supervisor(user))


def patients_to_edit_for(user: User) -> QuerySet[Patient]:
    """Every patient whose record this person may add to or amend now."""
    return _active(user).filter(_as_clinician(user))


def patients_to_export_for(user: User) -> QuerySet[Patient]:
    """Every patient whose scores and trials this person may export: staff, for their whole clinic."""
    in_clinic = Q(clinic__in=_clinics_as(user, STAFF))
    return _active(user).filter(_as_clinician(user) | _as_supervisor(user) | in_clinic)


def _active(user: User) -> QuerySet[Patient]:
    patients = Patient.objects.select_related("clinic")
    return patients if user.is_authenticated and user.is_active else patients.none()


def _as_clinician(user: User | int) -> Q:
    """Asked of a person, or of the key of one who is active (a prepared question)."""
    return Q(clinic__in=_clinics_as(user, CLINICIAN)) & (Q(pk__in=_in_teams(user)) | Q(pk__in=_opened(user)))


def _in_teams(user: User | int) -> QuerySet[Any]:
    teams = CareTeamMembership.objects.current().filter(user=user, user__is_active=True).values("team")
    return PatientAssignment.objects.current().filter(team__in=teams).values("patient")


def _opened(user: User | int) -> QuerySet[Any]:
    return _open_emergencies(user).values("patient")


def _open_emergencies(user: User | int) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.filter(
        user=user, user__is_active=True, ended_at__isnull=True, started_at__lte=Now(), expires_at__gt=Now()
    )


def _as_supervisor(user: User) -> Q:
    """Patients of the teams of a clinician they supervise, in the clinic where they supervise."""
    supervised = Supervision.objects.current().filter(
        supervisor=user, clinic=OuterRef("team__clinic"), clinic__in=_clinics_as(user, SUPERVISOR)
    )
    teams = CareTeamMembership.objects.current().filter(
        Q(user__in=supervised.values("clinician")),
        Q(user__in=_members(CLINICIAN).filter(clinic=OuterRef("team__clinic")).values("user")),
    )
    return Q(
        pk__in=PatientAssignment.objects.current().filter(team__in=teams.values("team")).values("patient")
    )


def _members(role: str) -> QuerySet[Any]:
    return ClinicMembership.objects.current().filter(role=role, user__is_active=True)


def _clinics_as(user: User | int, role: str) -> QuerySet[Any]:
    return _members(role).filter(user=user).values("clinic")


def patients_of_clinic(user: User, clinic: Clinic) -> QuerySet[Patient]:
    """Whom an administrator may know of, by number only: never to open a chart with."""
    check_can_administer(user, clinic)
    return Patient.objects.filter(clinic=clinic)


def colleagues_of(user: User) -> QuerySet[User]:
    """The clinicians whom this person supervises now, where they are a supervisor."""
    held = Supervision.objects.current().filter(supervisor=user, clinic__in=_clinics_as(user, SUPERVISOR))
    return User.objects.filter(pk__in=held.values("clinician")).order_by("name", "pk")


def colleague_for(user: User, reference: UUID) -> User:
    """One of them; else 404."""
    colleague = colleagues_of(user).filter(reference=reference).first()
    if colleague is None:
        raise Http404
    return colleague


def clinics_supervising(user: User, colleague: User) -> QuerySet[Clinic]:
    """The clinics in which this person supervises that clinician now."""
    held = Supervision.objects.current().filter(supervisor=user, clinician=colleague)
    return clinics_as(user, SUPERVISOR).filter(pk__in=held.values("clinic"))


# One patient


@dataclass(frozen=True)
class Reading:
    """A patient whose chart this person may open now, and whether they may change it too."""

    patient: Patient
    can_edit: bool
    in_team: bool = False
    """By belonging to their care team, so that no emergency access was needed; ``False``: not asked."""


def reading_for(user: User, reference: UUID | str) -> Reading:
    """Else 404, and the try is noted. The care team is asked about first: most readers belong to it."""
    wanted = _uuid(reference)
    if mine := _in_their_care(user, wanted):
        return mine
    patient = patients_for(user).filter(reference=wanted).first()
    if patient is None:
        _refused(user, wanted)
        raise Http404
    return Reading(patient, can_edit=False)


def _in_their_care(user: User, reference: UUID) -> Reading | None:
    if not (user.is_authenticated and user.is_active):
        return None
    for in_team, *row in _ONE_TO_EDIT.rows(user=user.pk, reference=reference):
        patient = model_from(Patient, row[: len(_PATIENT)])
        patient.clinic = model_from(Clinic, row[len(_PATIENT) :])
        return Reading(patient, can_edit=True, in_team=in_team)
    return None


_PATIENT = columns_of(Patient)
_ONE_TO_EDIT = Prepared(
    lambda user, reference: Patient.objects.filter(_as_clinician(user), reference=reference).values_list(
        Exists(_in_teams(user).filter(patient=OuterRef("pk"))),
        *_PATIENT,
        *(f"clinic__{column}" for column in columns_of(Clinic)),
    ),
    user=int,
    reference=UUID,
)


def patient_for(user: User, reference: UUID | str) -> Patient:
    """The patient, if this person may see the chart now; else 404, and the try is noted."""
    return reading_for(user, reference).patient


def patient_to_edit_for(user: User, reference: UUID | str) -> Patient:
    """The patient, if this person may change the record; a reader is told, a stranger gets 404."""
    return reading_to_edit_for(user, reference).patient


def reading_to_edit_for(user: User, reference: UUID | str) -> Reading:
    reading = reading_for(user, reference)
    try:
        check_can_edit(user, reading.patient)
    except PermissionDenied:
        note("refused", user, "changing of the record", patient=reading.patient,
              clinic_id=reading.patient.clinic_id)  # fmt: skip
        raise
    return reading


def _uuid(reference: UUID | str) -> UUID:
    try:
        return UUID(str(reference))
    except ValueError:
        raise Http404 from None


def _refused(user: User, reference: UUID) -> None:
    """The same work for a hidden patient and for none, so that the time taken tells nothing."""
    patient = Patient.objects.filter(reference=reference).values_list("pk", "clinic").first()
    pk, clinic = patient or (None, None)
    note("refused", user, "chart", patient_id=pk, clinic_id=clinic)


def numbers_refused(user: User, clinic: Clinic, numbers: Iterable[str]) -> None:
    """Note that this person was refused these record numbers: those of patients they may not see.

    Called after the refused transaction, else the note would be undone with it.
    """
    asked = Patient.objects.filter(clinic=clinic, record_number__in=[number.strip() for number in numbers])
    for patient in asked.exclude(pk__in=patients_for(user).values("pk")):
        note("refused", user, "record number", patient=patient, clinic=clinic)


def emergency_patient_for(user: User, record_number: str) -> Patient:
    """A patient of a clinic where this person is a clinician, in any team: for ``break_glass`` only."""
    wanted = Q(record_number=record_number.strip(), clinic__in=_clinics_as(user, CLINICIAN))
    patient = _active(user).filter(wanted).first()
    if patient is None:
        note("refused", user, "emergency access", details={"number": record_number.strip()[:200]})
        raise Http404
    return patient


def emergency_of(user: User, patient: Patient) -> EmergencyAccess | None:
    """The emergency access by which alone this person sees the chart: to be marked on screen."""
    if _THEIR_TEAMS.rows(user=user.pk, patient=patient.pk):
        return None
    return _open_emergencies(user).filter(patient=patient).order_by("-expires_at").first()


_THEIR_TEAMS = Prepared(
    lambda user, patient: _in_teams(user).filter(patient=patient).values_list("pk")[:1], user=int, patient=int
)


# Roles and clinics


def clinics_as(user: User, *roles: str) -> QuerySet[Clinic]:
    """The clinics where this person holds one of these roles now."""
    held = ClinicMembership.objects.current().filter(user=user, user__is_active=True, role__in=roles)
    return Clinic.objects.filter(pk__in=held.values("clinic")).order_by("name")


def clinics_beyond(user: User, colleague: User) -> QuerySet[Clinic]:
    """Where that person, deactivated or not, has a place and this one is no administrator."""
    held = ClinicMembership.objects.current().filter(user=colleague)
    return Clinic.objects.filter(pk__in=held.values("clinic")).exclude(
        pk__in=_clinics_as(user, ADMINISTRATOR)
    )


def own_teams_of(user: User) -> QuerySet[CareTeam]:
    """The care teams into whose care this person can take a new patient."""
    mine = CareTeamMembership.objects.current().filter(user=user, user__is_active=True)
    return (
        CareTeam.objects.filter(pk__in=mine.values("team"), clinic__in=_clinics_as(user, CLINICIAN))
        .select_related("clinic")
        .order_by("clinic__name", "name")
    )


def roles_of(user: User) -> dict[str, frozenset[int]]:
    """Role -> the clinics it is held in; one query, for the menu."""
    roles: dict[str, set[int]] = {}
    if user.is_active:
        for role, clinic in _ROLES.rows(user=user.pk):
            roles.setdefault(role, set()).add(clinic)
    return {role: frozenset(clinics) for role, clinics in roles.items()}


_ROLES = Prepared(
    lambda user: ClinicMembership.objects.current().filter(user=user).values_list("role", "clinic"), user=int
)


def emergencies_to_review_for(user: User) -> QuerySet[EmergencyAccess]:
    """Emergency accesses in the clinics this person supervises, except their own; newest first."""
    return (
        EmergencyAccess.objects.filter(patient__clinic__in=_clinics_as(user, SUPERVISOR))
        .exclude(user=user)
        .select_related("patient", "user", "reviewed_by")
        .order_by("-started_at")
    )


# May they?


def check_can_edit(user: User, patient: Patient) -> None:
    if not patients_to_edit_for(user).filter(pk=patient.pk).exists():
        raise PermissionDenied("You can read this record but not change it: only its care team can.")


def check_can_administer(user: User, clinic: Clinic) -> None:
    _check_role(user, clinic, ADMINISTRATOR, "Only an administrator of this clinic can do this.")


def check_can_register(user: User, clinic: Clinic) -> None:
    _check_role(user, clinic, CLINICIAN, "Only a clinician of this clinic can register a patient.")


def check_can_export(user: User) -> None:
    if not (user.is_active and clinics_as(user, CLINICIAN, SUPERVISOR, STAFF).exists()):
        raise PermissionDenied("Exports are for clinicians, supervisors and staff of a clinic.")


def check_can_review(user: User, emergency: EmergencyAccess) -> None:
    if not emergencies_to_review_for(user).filter(pk=emergency.pk).exists():
        raise PermissionDenied("Another supervisor of this clinic has to review this access.")


def _check_role(user: User, clinic: Clinic, role: str, sentence: str) -> None:
    if not clinics_as(user, role).filter(pk=clinic.pk).exists():
        raise PermissionDenied(sentence)


def _can(check: Callable[..., None], *given: object) -> bool:
    try:
        check(*given)
    except PermissionDenied:
        return False
    return True


def can_edit(user: User, patient: Patient) -> bool:
    return _can(check_can_edit, user, patient)


def can_administer(user: User, clinic: Clinic) -> bool:
    return _can(check_can_administer, user, clinic)


def can_export(user: User) -> bool:
    return _can(check_can_export, user)


# Who looked


def opened(
    user: User, patient: Patient, what: str, *, request_id: str = "", in_team: bool = False
) -> EmergencyAccess | None:
    """Note that this person opened this part of the chart; gives back the emergency access it took.

    ``in_team``: known already to belong to the care team.
    """
    emergency = None if in_team else emergency_of(user, patient)
    note("opened", user, what, patient=patient, clinic_id=patient.clinic_id, emergency=emergency,
          request_id=request_id)  # fmt: skip
    return emergency
