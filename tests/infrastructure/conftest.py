"""What the tests of the installation itself need: folders of their own, and other users of this machine."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from trdsite import postgres

ROOT = Path(__file__).parent.parent.parent
AS_ROOT = os.geteuid() == 0
ONLY_AS_ROOT = pytest.mark.skipif(not AS_ROOT, reason="only root can act as another user")


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """A var/ of its own directly under /tmp: pytest's own folders are closed to the database's account."""
    folder = Path(tempfile.mkdtemp(prefix="trd-test-")) / "var"
    folder.parent.chmod(0o711)
    before = os.environ.get("TRD_VAR")
    os.environ["TRD_VAR"] = str(folder)
    yield folder
    if before is None:
        del os.environ["TRD_VAR"]
    else:
        os.environ["TRD_VAR"] = before
    shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.fixture
def cluster(installation: Path) -> postgres.Cluster:
    return postgres.cluster("postgres", durable=True)


def as_nobody(*command: str) -> "subprocess.CompletedProcess[str]":
    other = pwd.getpwnam("nobody")
    return subprocess.run(
        command,
        cwd="/",
        user=other.pw_uid,
        group=other.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def server_process(cluster: postgres.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])


def kill(pid: int) -> None:
    """And wait until it is gone (or nobody's child, which is all that is left of it here).

    A process that ends gives up its folder last, after its memory and its sockets.
    """
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}/cwd") and time.monotonic() < until:
        time.sleep(0.01)


@dataclass
class Run:
    """`make run` without its make, so that a signal has one clear receiver."""

    process: "subprocess.Popen[bytes]"
    log: Path
    port: int
    started: float = field(default_factory=time.monotonic)

    @property
    def told(self) -> str:
        return self.log.read_text()

    def wait_until_served(self, seconds: float = 90) -> float:
        while "Serving on" not in self.told:
            if self.process.poll() is not None or time.monotonic() - self.started > seconds:
                pytest.fail(f"not served:\n{self.told[-3000:]}")
            time.sleep(0.02)
        return time.monotonic() - self.started

    def ended(self) -> int:
        return self.process.wait(60)


Starter = Callable[..., Run]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Start the site in a folder; whatever still runs at the end of the test is stopped."""
    runs: list[Run] = []

    def start_in(folder: Path, port: int | str | None = None, **environment: str) -> Run:
        log = tmp_path / f"run-{len(runs)}.log"
        number = port if port is not None else free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        usual = {"TRD_VAR": str(folder), "PORT": str(number), "TRD_DEMO": "false", "DATABASE_URL": ""}
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "trdsite.run"],
                cwd=ROOT,
                env=kept | usual | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        runs.append(Run(process, log, int(number) if str(number).isdigit() else 0))
        return runs[-1]

    yield start_in
    for run in runs:
        if run.process.poll() is None:
            run.process.send_signal(signal.SIGTERM)
            run.ended()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
