"""The only place that starts and stops the web server."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

from trdsite.places import BASE, StartRefused

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG

WAY = (
    "--interface=wsgi",
    "--no-ws",
    "--http=1",
    "--workers=2",
    "--blocking-threads=4",
    "--respawn-failed-workers",
    "--respawn-interval=0.5",
    "--workers-kill-timeout=5",
    "--log-level=error",
)


def check_port_is_free(port: int) -> None:
    if not 0 < port < 65536:
        raise StartRefused(f"PORT is {port}: it should be between 1 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise StartRefused(f"Port {port} needs root: choose one from 1024, such as PORT=8000.") from None
        except OSError:
            raise StartRefused(
                f"Port {port} is taken by another program: stop that one, or choose another port: "
                f"make run PORT={port + 1 if port < 65535 else 8000}"
            ) from None


def die_with_parent() -> None:
    """Asks the kernel to end this process with the one that started it, even when that one is killed."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@contextlib.contextmanager
def serving(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The web server answers while this lasts; it has a session of its own, so Ctrl-C reaches us first."""
    command = [
        sys.executable,
        "-m",
        "granian",
        *WAY,
        f"--host={HOST}",
        f"--port={port}",
        "trdsite.wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=BASE, start_new_session=True, preexec_fn=die_with_parent)
    try:
        _wait_until_it_answers(process, port)
        yield process
    finally:
        _end(process)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise StartRefused(f"The web server ended as it started (code {process.returncode}); see above.")
        with contextlib.suppress(OSError):
            return _ask(port)
        time.sleep(0.05)
    raise StartRefused(f"The web server did not answer within {SECONDS_TO_START} seconds.")


def _ask(port: int) -> None:
    try:
        urlopen(f"http://{HOST}:{port}/live", timeout=5).close()
    except HTTPError as answer:
        answer.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Stopped(BaseException):
    """Someone asked us to stop; like KeyboardInterrupt, no handler of errors may swallow it."""


def stop_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal all mean: stop in order."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # once is enough: what follows is the way down
    raise Stopped
