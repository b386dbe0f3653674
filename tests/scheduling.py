"""The only place for which tests share a worker: those that share something dear to start.

pytest-xdist's own `--dist loadgroup` writes the group into the test's id, which pytest 9.2 no longer lets it.
"""

from xdist.scheduler import LoadScopeScheduling

ONE_SITE = "tests/journeys/"
AN_INSTALLATION_EACH = "tests/infrastructure/"


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """All journeys use one site, the tests of an installation go by file, every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(ONE_SITE):
            return ONE_SITE
        if nodeid.startswith(AN_INSTALLATION_EACH):
            return nodeid.split("::", 1)[0]
        return nodeid
