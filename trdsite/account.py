"""The only place that decides as whom the embedded PostgreSQL runs, and what that account may reach."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trdsite.places import StartRefused, cannot_write, private_folder

NAME = "trd-postgres"
SYSTEM_HOMES = Path("/var/lib/trd")


@dataclass(frozen=True)
class Account:
    """Whom a server runs as: ourselves, or, when we are root (which PostgreSQL refuses), a system user."""

    uid: int
    gid: int
    separate: bool

    def identity(self) -> dict[str, Any]:
        """Arguments that make subprocess.run take on this account, without any of root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.separate else {}

    def own(self, path: Path) -> None:
        if self.separate:
            os.chown(path, self.uid, self.gid)

    def own_folder(self, path: Path) -> None:
        """A folder for this account alone; one that someone else put there is refused."""
        if self.separate:
            self._let_through(path.parent)
        private_folder(path)
        if path.is_symlink() or path.stat().st_uid not in {self.uid, os.geteuid()}:
            raise StartRefused(f"{path} belongs to another user: remove it, or start this as its owner.")
        self.own(path)
        path.chmod(0o700)

    def home_for(self, wanted: Path) -> Path:
        """Where this account keeps a data folder: at `wanted`, or, where it could not get there, outside.

        A clone under /root is closed to everyone. Rather than open /root, the data then live in /var/lib/trd
        and `wanted` is a link to them.
        """
        if not self.separate or self._reaches(wanted.parent.parent):
            return wanted
        digest = hashlib.sha256(str(wanted).encode()).hexdigest()[:16]
        home = SYSTEM_HOMES / digest / wanted.name
        try:
            _passable_folder(home.parent)
            if not wanted.is_symlink():
                private_folder(wanted.parent)
                wanted.symlink_to(home)
        except OSError as problem:
            raise StartRefused(cannot_write(wanted, problem)) from problem
        return home

    def reachable_copy(self, package: Path, home: Path) -> Path:
        """The wheel's programs, or a copy beside the data when this account cannot reach them."""
        if not self.separate or self._reaches(package):
            return package
        copy = home.parent / f"programs-{version(package.name)}" / package.name
        if not copy.exists():
            _copy(package, copy)
        return copy

    def _let_through(self, folder: Path) -> None:
        """The account's group may pass through var/ (not list it); nobody else may."""
        private_folder(folder)
        if folder.stat().st_uid == 0 and folder.parent != folder and not self._reaches(folder):
            os.chown(folder, 0, self.gid)
            folder.chmod(0o710)

    def _reaches(self, folder: Path) -> bool:
        while not folder.exists():
            folder = folder.parent
        probe = ["test", "-x", str(folder)]
        return subprocess.run(probe, cwd="/", check=False, **self.identity()).returncode == 0


def _passable_folder(folder: Path) -> None:
    """Others may pass through and not look; whatever the umask."""
    within = [part for part in reversed(folder.parents) if part.is_relative_to(SYSTEM_HOMES)]
    for part in (*within, folder):
        part.mkdir(exist_ok=True)
        part.chmod(0o711)


def server_account() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), separate=False)
    entry = _entry() or _add()
    return Account(entry.pw_uid, entry.pw_gid, separate=True)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _add() -> pwd.struct_passwd:
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        NAME,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        done = None
    entry = _entry()
    if entry is None:
        why = done.stderr.strip() if done else "useradd is not there"
        raise StartRefused(
            f"PostgreSQL refuses to run as root and the user {NAME} could not be added ({why}): "
            "add it, start this as an ordinary user, or set DATABASE_URL."
        )
    return entry


def _copy(package: Path, copy: Path) -> None:
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    libraries = package.with_name(f"{package.name}.libs")
    try:
        _passable_folder(copy.parent)
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name), dirs_exist_ok=True)
        shutil.copytree(package, draft, ignore=shutil.ignore_patterns("pginstall", "__pycache__"))
        for path in (*copy.parent.rglob("*"), copy.parent):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
    except OSError as problem:
        raise StartRefused(cannot_write(copy, problem)) from problem
