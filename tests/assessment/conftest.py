"""The only place for the world that the tests of the caseload live in."""

import pytest

from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()
