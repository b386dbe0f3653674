"""The only place for what journeys need: the real thing, as `make run` starts it, and a real Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SECONDS_TO_SERVE = 110
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Site:
    """A running site with the demo clinic in it, and what its sign-ins need."""

    url: str
    password: str
    log: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Started as a person would start it: own database, own folder, application's rights."""
    folder = Path(tempfile.mkdtemp(prefix="trd-journeys-"))
    folder.chmod(0o711)  # when we are root, the database's own account has to pass through
    port = _free_port()
    log = folder / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "trdsite.run"],
            cwd=ROOT,
            env=_environment(folder / "var", port),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_served(process, log)
        yield Site(f"http://127.0.0.1:{port}", _password(folder / "var" / "demo.txt"), log)
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(var: Path, port: int) -> dict[str, str]:
    """A person's environment, not that of the tests around us."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"TRD_VAR": str(var), "PORT": str(port), "DATABASE_URL": "", "TRD_ENV": "development"}


def _wait_until_served(process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_SERVE
    while "Serving on" not in log.read_text():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"the site did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)


def _password(sign_ins: Path) -> str:
    found = re.search(r"password (\S+)", sign_ins.read_text()) if sign_ins.exists() else None
    return found[1] if found else ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.fail("the journeys need Chromium: apt-get install chromium, or name it in CHROMIUM")
    # Playwright keeps a loop of its own in this process, where database tests may follow; they never use it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser; a test that needs a second person makes another from `browser`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: no script error, nothing that the policy refused."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(_told(error)))
    page.on("console", lambda message: wrong.append(message.text) if _is_refusal(message) else None)
    yield page
    assert not wrong, wrong


def _told(error: Error) -> str:
    return error.message


def _is_refusal(message: ConsoleMessage) -> bool:
    return "Content Security Policy" in message.text


@pytest.fixture
def sign_in(site: Site) -> Callable[[Page, str], None]:
    """Sign in as a demo person, by name ("amina.farouk")."""

    def sign_in_as(page: Page, name: str) -> None:
        page.goto(f"{site.url}/accounts/login/")
        page.locator("input[name=login]").fill(f"{name}@demo.example")
        page.locator("input[name=password]").fill(site.password)
        page.locator("main form button[type=submit], form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)

    return sign_in_as
