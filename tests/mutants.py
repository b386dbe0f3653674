"""``make mutants``: changes the rules in small ways, one at a time, and counts which changes no test notices.

Not part of CI: it takes minutes for a module and hours for all. ``python -m tests.mutants`` runs over all of
assessment/rules; ``python -m tests.mutants staging/ladder.py outcome.py`` over these; with ``--sample 400``
over so many of their mutants, drawn by chance but the same ones each time. Works on a copy in var/mutants, so
the project itself is never changed. What survives is listed in var/mutants/survivors.txt, each as a change of
the source.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "var" / "mutants"
RULES = "assessment/rules"
_COPIED = ("assessment", "patients", "trdsite", "tests", "docs", "templates", "manage.py")
# Quick and without chance: what draws its examples, or starts processes, says little more and takes long.
_SUITE = ("tests/cases", "tests/rules", "tests/documentation")
_LEFT_OUT = ("--ignore=tests/rules/test_laws.py", "--ignore=tests/rules/test_command_line_processes.py")
_PLUGINS = ("-p", "no:django", "-p", "no:xdist", "-p", "no:socket", "-p", "no:cacheprovider")
_SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
markers = ["journey: drives a real browser against a real server"]

[tool.mutmut]
source_paths = ["assessment"]
only_mutate = {only}
also_copy = ["patients", "trdsite", "docs", "templates", "manage.py"]
pytest_add_cli_args = {plugins}
pytest_add_cli_args_test_selection = {suite}
use_git_change_detection = false
timeout_multiplier = 3.0  # what runs for ever is noticed soon
track_dependencies = false
"""
# mutmut's exit codes of a test run: 0 = all tests passed, so nobody noticed
_SURVIVED, _NO_TESTS = 0, 33


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    only = [f"{RULES}/{module}" for module in options.modules] or [f"{RULES}/*.py"]
    if missing := [one for one in only if not list(ROOT.glob(one))]:
        print(f"There is no {', '.join(missing)}")
        return 2
    _copy(only)
    # Pages that are behind the rules are another test's business: here they only have to notice mutants.
    subprocess.run([sys.executable, "-m", "tests.documentation"], cwd=COPY, check=True)
    drawn = _drawn(options.sample) if options.sample else []
    if _mutmut("--max-children", str(os.cpu_count() or 1), *drawn).returncode:
        print("The run was not finished: the suite must pass before anything is changed.")
        return 1
    _report(frozenset(drawn))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as outcome.py; default: all")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants, always the same ones")
    return parser.parse_args(arguments)


def _mutmut(*arguments: str, quiet: bool = False) -> subprocess.CompletedProcess[bytes]:
    command = ["nice", "-n", "10", sys.executable, "-m", "mutmut", "run", *arguments]
    return subprocess.run(command, cwd=COPY, capture_output=quiet)


def _drawn(number: int) -> list[str]:
    """So many mutants of all. A run for a name that no mutant has writes them, runs the suite, and stops."""
    _mutmut("none of them", quiet=True)
    names = sorted(name for codes in _codes().values() for name in codes)
    drawn = random.Random(0).sample(names, min(number, len(names)))
    print(f"{len(drawn)} of {len(names)} mutants", flush=True)
    return drawn


def _codes() -> dict[Path, dict[str, int | None]]:
    """Of each module, how the suite ended for each mutant; ``None``: not tried."""
    files = sorted((COPY / "mutants" / RULES).rglob("*.py.meta"))
    return {file: json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"] for file in files}


def _copy(only: list[str]) -> None:
    """The project as it is now: nothing is left of what an earlier run knew about other tests."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in _COPIED:
        place, copy = ROOT / name, COPY / name
        if place.is_dir():
            shutil.copytree(place, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(place, copy)
    settings = _SETTINGS.format(
        only=json.dumps(only), plugins=json.dumps(_PLUGINS), suite=json.dumps((*_SUITE, *_LEFT_OUT))
    )
    (COPY / "pyproject.toml").write_text(settings, encoding="utf-8")


def _report(drawn: frozenset[str]) -> None:
    survivors: list[str] = []
    total: Counter[str] = Counter()
    for file, every in _codes().items():
        codes = {name: code for name, code in every.items() if not drawn or name in drawn}
        looked = _second_look([name for name, code in codes.items() if code in (_SURVIVED, _NO_TESTS)])
        told = Counter(looked.get(name, "killed") for name, code in codes.items() if code is not None)
        if told:
            module = file.relative_to(COPY / "mutants" / RULES).with_suffix("")
            print(f"{module!s:32} {_share(told)}", flush=True)
            total += told
            survivors += [name for name, verdict in looked.items() if verdict == "survived"]
    print(f"{'all of these':32} {_share(total)}{_margin(total) if drawn else ''}")
    _write(survivors)


def _second_look(survivors: list[str]) -> dict[str, str]:
    """Again, alone: mutmut's workers have read the data and filled the caches before they mutate."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(survivors, pool.map(_alone, survivors), strict=True))


def _alone(name: str) -> str:
    command = [sys.executable, "-m", "pytest", "-x", "-q", *_PLUGINS, *_SUITE, *_LEFT_OUT]
    try:
        ran = subprocess.run(
            ["nice", "-n", "10", *command],
            cwd=COPY / "mutants",
            env={**os.environ, "MUTANT_UNDER_TEST": name},
            capture_output=True,
            timeout=600,
        )
    except subprocess.TimeoutExpired:
        return "killed"  # it runs for ever: that is noticed
    return "survived" if ran.returncode == _SURVIVED else "killed"


def _share(told: Counter[str]) -> str:
    whole = told.total() or 1
    return f"{told['killed']:5} of {told.total():5} killed, {100 * told['killed'] / whole:5.1f} %"


def _margin(told: Counter[str]) -> str:
    """What chance leaves open about all mutants when only a sample of them was tried."""
    share = told["killed"] / (told.total() or 1)
    return f" (of a sample; of all, 95 %: ±{196 * math.sqrt(share * (1 - share) / (told.total() or 1)):.1f})"


def _write(survivors: list[str]) -> None:
    """Each survivor as a change of the source, to be read."""
    place = COPY / "survivors.txt"
    with place.open("w", encoding="utf-8") as file:
        for name in survivors:
            show = [sys.executable, "-m", "mutmut", "show", name]
            file.write(subprocess.run(show, cwd=COPY, capture_output=True, text=True).stdout + "\n")
    print(f"{len(survivors)} survivors: {place}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
