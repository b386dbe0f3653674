"""The only place that makes the environment of the reference program (it needs pandas before 2)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "var" / "bench-venv"
PYTHON = FOLDER / "bin" / "python"
_IMPORTS = "import cardinal_pythonlib.psychiatry.treatment_resistant_depression"
_REFERENCE = "cardinal_pythonlib==2.2.1"
# What this one module of it imports; the whole package asks for far more.
_NEEDS = ("numpy<2", "pandas<2", "pendulum", "colorlog")


def ready() -> bool:
    """Makes it if need be; ``False``, with the reason on the screen, where it cannot be made."""
    if _works():
        return True
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
        _install(*_NEEDS)
        _install("--no-deps", _REFERENCE)
    except subprocess.CalledProcessError as fault:
        print(f"The reference program could not be installed in {FOLDER}: {fault}")
        return False
    return _works()


def _install(*what: str) -> None:
    subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", *what], check=True)


def _works() -> bool:
    return PYTHON.exists() and subprocess.run([str(PYTHON), "-W", "ignore", "-c", _IMPORTS]).returncode == 0
