"""The only place that mails an invitation: the link by which a new person sets their own password."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse

from patients.models import Clinic, User

VALID_DAYS = settings.PASSWORD_RESET_TIMEOUT // 86_400


def send(request: HttpRequest, user: User, clinic: Clinic) -> None:
    """Names the clinic and nobody's patient; the link works once and for ``VALID_DAYS`` days."""
    send_mail(
        subject=f"Your account at {clinic.name}",
        message=(
            f"Dear {user.name},\n\nan account has been made for you at {clinic.name}. "
            f"Choose your password here:\n\n{_link(request, user)}\n\n"
            f"The link works once, within {VALID_DAYS} days. If you did not expect this message, ignore it.\n"
        ),
        from_email=None,
        recipient_list=[user.email],
    )


def _link(request: HttpRequest, user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return request.build_absolute_uri(
        reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    )
