"""The world of the record, for the pages about people."""

from tests.patients.conftest import world

__all__ = ["world"]
