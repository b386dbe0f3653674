"""The only place for who works where: people, clinics, roles, teams and supervision."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from patients.models import limits
from patients.models.history import kept

CLINICIAN, SUPERVISOR, STAFF, ADMINISTRATOR = "clinician", "supervisor", "staff", "administrator"
CLINIC_ROLES = (CLINICIAN, SUPERVISOR, STAFF, ADMINISTRATOR)
JURISDICTIONS = ("US", "UK", "EU", "CA")


class People(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@kept(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person who signs in. Deactivated when they leave, never deleted: records keep their author."""

    reference = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    """For addresses, where neither a key nor a name may stand."""
    email = models.EmailField(unique=True)
    name = models.CharField("display name", max_length=limits.TEXT_LENGTH)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="patients_user_email_lower_case"),
            models.CheckConstraint(condition=~Q(name=""), name="patients_user_name_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


@kept()
class Clinic(models.Model):
    """A clinic and its settings."""

    name = models.CharField(max_length=limits.TEXT_LENGTH, unique=True)
    jurisdiction = models.CharField(max_length=2, choices=[(j, j) for j in JURISDICTIONS], default="US")
    policy = limits.code(default="article")
    time_zone = limits.code(default="UTC")
    idle_minutes = models.PositiveSmallIntegerField(default=15)
    emergency_minutes = models.PositiveSmallIntegerField(default=60)
    second_factor_required = models.BooleanField(default=False)
    usual_instruments = models.JSONField(default=list, blank=True)
    emergency_text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            limits.one_of("jurisdiction", JURISDICTIONS),
            limits.number("idle_minutes", 1, 720),
            limits.number("emergency_minutes", 5, 1440),
            limits.not_blank("name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class SpellQuerySet(models.QuerySet[Any]):
    def current(self) -> SpellQuerySet:
        """Those that hold at this moment, by the database's clock."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=Now()), started_at__lte=Now())


class Spell(models.Model):
    """A link that begins and ends at a moment; ended, never deleted."""

    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects = SpellQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="%(app_label)s_%(class)s_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="%(app_label)s_%(class)s_ended_by_someone",
            ),
        ]


def once_at_a_time(*fields: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=fields, condition=Q(ended_at__isnull=True), name="%(app_label)s_%(class)s_open_once"
    )


@kept()
class ClinicMembership(Spell):
    """One role of one person in one clinic; a person may hold several."""

    user = models.ForeignKey(User, models.PROTECT, related_name="clinic_memberships")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="memberships")
    role = limits.code(choices=limits.choices(CLINIC_ROLES))

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            once_at_a_time("user", "clinic", "role"),
            limits.one_of("role", CLINIC_ROLES),
        ]
        indexes = [models.Index(fields=["user", "role", "clinic"])]


@kept()
class Supervision(Spell):
    """A supervisor reads and reviews the caseload of a clinician, in one clinic."""

    supervisor = models.ForeignKey(User, models.PROTECT, related_name="supervises")
    clinician = models.ForeignKey(User, models.PROTECT, related_name="supervised_by")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="supervisions")

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            once_at_a_time("supervisor", "clinician", "clinic"),
            models.CheckConstraint(
                condition=~Q(supervisor=F("clinician")), name="patients_supervision_not_of_oneself"
            ),
        ]


@kept()
class CareTeam(models.Model):
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="care_teams")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=limits.TEXT_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="patients_careteam_name_once"),
            limits.not_blank("name"),
        ]

    def __str__(self) -> str:
        return self.name


@kept()
class CareTeamMembership(Spell):
    user = models.ForeignKey(User, models.PROTECT, related_name="team_memberships")
    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="memberships")

    class Meta(Spell.Meta):
        constraints = [*Spell.Meta.constraints, once_at_a_time("user", "team")]
