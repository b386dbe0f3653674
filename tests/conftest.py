"""The only place for what every test may use, and for what none may."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import template
from trdsite import database

HERE = Path(__file__).parent

# Whether a commit passes depends on the commit, not on luck.
# `HYPOTHESIS=search` looks for new examples on each run instead.
settings.register_profile("gate", derandomize=True, database=None)
settings.register_profile("search", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS", "gate"))

# Medicine is plain Python: a test here that asks for the database is a mistake in the design.
PLAIN = (
    "cases",
    "codes",
    "formulary",
    "instruments",
    "presenters",
    "record",
    "record_file",
    "rules",
    "timeline",
    "patients/codes",
    "patients/formulary",
    "patients/instruments",
    "patients/record",
    "patients/record_file",
    "assessment/rules",
    "assessment/timeline",
)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client", "site"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.scheduling import Together

    return Together(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    greedy = [item.nodeid for item in items if _is_plain(item) and _asks_for_database(item)]
    if greedy:
        raise pytest.UsageError("plain tests may not ask for a database: " + ", ".join(greedy))


def _is_plain(item: pytest.Item) -> bool:
    place = item.path.relative_to(HERE).parent.as_posix() if item.path.is_relative_to(HERE) else ""
    return any(place == plain or place.startswith(f"{plain}/") for plain in PLAIN)


def _asks_for_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & fixtures)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """pytest-django asks for this before it makes the test database: the moment to have a server."""
    from django.db import connection

    with database.available():
        if database.is_embedded():
            made = template.make(database.embedded_cluster())
            connection.settings_dict["TEST"]["TEMPLATE"] = made
        yield


@pytest.fixture
def as_application(db: None) -> None:
    """What follows, to the end of the test's transaction, has the rights of the web application only."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{database.application_role()}"')
