"""The only place that makes `.venv`: what every make target needs before anything of ours can be imported.

Plain standard library, in words that an old Python still reads, so that it can say that it is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

BASE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(BASE, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
PINNED = {"run": "requirements.txt", "dev": "requirements-dev.txt"}


class Refused(Exception):
    """One sentence: what is wrong and what to do."""


def main(wanted):
    try:
        check_python()
        check_folder()
        with open(os.path.join(BASE, "requirements.txt")) as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            make_environment()
            install(wanted)
        if wanted == "dev":
            find_browser()
    except Refused as refused:
        sys.stderr.write("{}\n".format(refused))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def check_python():
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise Refused(
            "Python 3.11 or newer is needed and {} is {}: install one and name it, "
            "as in 'make run PYTHON=python3.11'.".format(sys.executable, found)
        )


def check_folder():
    probe = os.path.join(BASE, ".write-{}".format(os.getpid()))
    try:
        with open(probe, "w") as file:
            file.write("x" * 4096)
    except OSError as problem:
        raise Refused(
            "Cannot write in {} ({}): free some space, or clone into a folder that belongs to you.".format(
                BASE, problem.strerror
            )
        )
    finally:
        if os.path.exists(probe):
            os.unlink(probe)


def make_environment():
    if environment_works():
        return
    say("Making .venv")
    make = [sys.executable, "-m", "venv", "--clear", VENV]
    if subprocess.call([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL):
        install_debian("python3-venv", "Python's venv part is missing")
    run(make, "The virtual environment .venv could not be made")


def environment_works():
    asked = [VENV_PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info[:2] < (3, 11))"]
    try:
        return subprocess.call(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install(wanted):
    """Install what is pinned, unless the same was installed before."""
    if is_installed(wanted):
        return
    pinned = os.path.join(BASE, PINNED[wanted])
    say("Installing {} into .venv (a minute or two the first time)".format(PINNED[wanted]))
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-warn-script-location", "--require-hashes", "--requirement", pinned]
    run(command, "The packages could not be installed")
    for done in {"dev": ["dev", "run"], "run": ["run"]}[wanted]:
        with open(stamp(done), "w") as file:
            file.write(fingerprint(done))


def is_installed(wanted):
    try:
        with open(stamp(wanted)) as file:
            return file.read() == fingerprint(wanted)
    except OSError:
        return False


def stamp(wanted):
    return os.path.join(VENV, "installed-" + wanted)


def fingerprint(wanted):
    with open(os.path.join(BASE, PINNED[wanted]), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def find_browser():
    """The journeys drive a real Chromium; playwright brings none of its own here."""
    named = os.environ.get("CHROMIUM")
    if named and not os.access(named, os.X_OK):
        raise Refused(
            "CHROMIUM is {}, which is no program: name Chromium's, or leave it unset.".format(named)
        )
    if not (named or shutil.which("chromium")):
        install_debian("chromium", "The browser tests need Chromium")


def install_debian(package, why):
    advice = "{}: install it (apt-get install {}) and start again.".format(why, package)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refused(advice)
    say("Installing Debian's {}".format(package))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        if subprocess.call(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL):
            raise Refused(advice)


def run(command, what):
    """Their own last lines say why; a traceback of ours would bury them."""
    done = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    told = done.communicate()[0].strip().splitlines()
    if done.returncode:
        raise Refused("{}: {}".format(what, reason(told)))


def reason(told):
    text = "\n".join(told)
    if "No space left on device" in text:
        return "the disk is full; free some space and start again."
    errors = [line for line in told if line.lower().startswith(("error", "fatal"))]
    return (errors or told or ["no reason given"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
