"""The only place for what differs from django-allauth's own ways of signing in."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clinic's administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted per name *and* address: guessing locks out the guesser alone."""
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{self.get_client_ip(request)}|{name}"


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of one-time codes and recovery codes are encrypted: a stolen dump opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": (
            "This code does not fit. Each code opens once and for 30 seconds: wait for the next one. If that "
            "is refused too, the clock of your phone may be off: let it set its time by itself."
        )
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a new passkey is called until its owner names it."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


@login_not_required
def closed(request: HttpRequest, *_: str) -> HttpResponse:
    """Pages of django-allauth that are not offered here."""
    raise Http404


def _keys() -> MultiFernet:
    """From the site's key, and from former ones so that it can be changed."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"trd second factor" + secret.encode()).digest()))
