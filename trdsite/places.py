"""The only place that knows where this installation keeps what it makes: `var/`, and the secrets in it."""

import os
import secrets
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


class StartRefused(Exception):
    """The start cannot go on; the message is one sentence that says what is wrong and what to do."""


def var() -> Path:
    """The folder for everything made at run time; never in version control, never open to others."""
    return Path(os.environ.get("TRD_VAR") or BASE / "var").absolute()


def private_folder(path: Path) -> Path:
    """Make the folder, for its owner alone, or refuse with what stands in the way."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise StartRefused(cannot_write(path, problem)) from problem
    return path


def cannot_write(path: Path, problem: OSError) -> str:
    reason = problem.strerror or str(problem)
    return f"Cannot write {path} ({reason}): free some space or give this folder to the user who runs this."


def secret(name: str) -> str:
    """The generated secret of this name: made on first use, kept 0600 under var/secrets, never committed."""
    path = private_folder(var() / "secrets") / name
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _keep(path, secrets.token_urlsafe(48))
    except OSError as problem:
        raise StartRefused(
            f"Cannot read {path} ({problem.strerror}): start this as the user who owns {var()}."
        ) from problem


def write_private(path: Path, text: str) -> None:
    """For our eyes only, whatever the umask."""
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    except OSError as problem:
        raise StartRefused(cannot_write(path, problem)) from problem


def _keep(path: Path, value: str) -> str:
    """Write whole or not at all; when two processes start at once, the first one's value counts for both."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    write_private(draft, value)
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    except OSError as problem:
        raise StartRefused(cannot_write(path, problem)) from problem
    finally:
        draft.unlink()
    return value
