"""What a page that failed says about the text that was just sent."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from trdsite import errors


def answered(request: HttpRequest, error: Exception) -> tuple[int, str]:
    """As Django calls it: while the error is being handled."""
    try:
        raise error
    except type(error):
        found = errors.server_error(request)
    return found.status_code, found.content.decode()


@pytest.mark.parametrize(("method", "said"), [("post", True), ("get", False)])
def test_database_away_says_what_became_of_a_sent_form(method: str, said: bool) -> None:
    request = getattr(RequestFactory(), method)("/patients/new")
    status, page = answered(request, OperationalError("gone"))
    assert status == 503
    assert ("may not have been saved" in page) is said
    assert "gone" not in page


def test_form_with_an_old_token_is_not_called_a_missing_right() -> None:
    answer = errors.forged_request(RequestFactory().post("/patients/new", {"given_name": "Ada"}))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert errors.TOO_OLD[0] in page
    assert "administrator" not in page
