"""The only place for what the tests of access share: the world with one chart in it."""

import pytest

from tests.access.walking import Place, made
from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def place(world: World) -> Place:
    return made(world)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are the point here; printing each would take longer than walking."""
    caplog.set_level("CRITICAL", logger="django")
