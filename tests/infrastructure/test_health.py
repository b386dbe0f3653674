"""What machines ask: `/live` never waits for the database, and `/health` is the one that tells of it."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user("kim@north.example", name="Kim"),
                       backend="allauth.account.auth_backends.AuthenticationBackend")  # fmt: skip
    return client


@pytest.mark.parametrize(("path", "queries"), [("/live", 0), ("/health", 1)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_probe_with_a_session_cookie_looks_up_no_session(
    client: Client, path: str, queries: int, method: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.generic(method, path)
    assert (answer.status_code, len(asked)) == (200, queries)
    assert "session" not in answer.cookies  # and the one that came along still holds


def test_live_answers_while_the_database_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(connections["default"], "cursor", away)
    assert client.get("/live").status_code == 200
    assert client.get("/health").status_code == 503
