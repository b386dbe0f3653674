"""The only place for what the clinics of a person ask of their session: the strictest of each."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Min, Q

from patients import access
from patients.models import CLINIC_ROLES, User

DEFAULT_IDLE_MINUTES = 15
"""For a person of no clinic; each clinic sets its own."""


@dataclass(frozen=True)
class SignInRules:
    """What the clinics of one person ask of a session: the strictest of each."""

    idle_minutes: int
    lacks_second_factor: bool


def sign_in_rules_for(user: User) -> SignInRules:
    """Asked on every request, since a changed setting holds from the next click on."""
    clinics = access.clinics_as(user, *CLINIC_ROLES).order_by()
    found = clinics.aggregate(
        idle=Min("idle_minutes"),
        needed=Count("pk", filter=Q(second_factor_required=True)),
    )
    lacks = bool(found["needed"]) and not _has_second_factor(user)
    return SignInRules(found["idle"] or DEFAULT_IDLE_MINUTES, lacks)


def _has_second_factor(user: User) -> bool:
    """Recovery codes alone are no second factor: they only stand in for one."""
    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=factors).exists())
