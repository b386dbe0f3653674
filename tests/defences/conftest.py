"""The only place for what the tests of the defences share: the world with one chart in it."""

from tests.access.conftest import place, world

__all__ = ["place", "world"]
