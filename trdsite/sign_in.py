"""The only place for what differs from django-allauth's own ways of signing in."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest


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

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    """From the site's key, and from former ones so that it can be changed."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"trd second factor" + secret.encode()).digest()))
