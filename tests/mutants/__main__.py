"""``make mutants``: changes the rules in small ways, one at a time, and counts which changes no test notices.

Not part of CI: it takes minutes for a sample and hours for all. ``python -m tests.mutants`` runs over all of
assessment/rules; ``python -m tests.mutants staging/ladder.py outcome.py`` over these; with ``--sample 400``
over so many of their mutants, drawn by chance but the same ones for the same ``--seed``; with ``--again``
over those that survived last time. Works on a copy in var/mutants, so the project itself is never changed.
What was found is kept there until the project changes: an interrupted run goes on when it is called again.
What survives is listed in var/mutants/survivors.txt, each as a change of the source.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import IO

ROOT = Path(__file__).parents[2]
COPY = ROOT / "var" / "mutants"
RULES = "assessment/rules"
# Not imported: mutmut looks for its settings, which only the copy has, as soon as it is imported.
_RUNNER = Path(__file__).with_name("collected_once.py")
_COPIED = ("assessment", "patients", "trdsite", "tests", "docs", "templates", "manage.py")
# Only says which tests to ask first, and which mutants to ask about again: it outlives the copy.
_OUTLIVES = {"killers", "survivors.json"}
# Quick and without chance: what draws its examples, starts processes or walks through years day by day says
# little more and takes long.
_SUITE = ("tests/cases", "tests/rules", "tests/documentation")
# Notice most of what is changed in a table or its reading, within a second: the whole suite takes twenty.
_NOTICES_MOST = ("tests/cases/test_worked_cases.py", "tests/rules/safety", "tests/rules/test_policy.py")
_LEFT_OUT = (
    "--ignore=tests/rules/test_laws.py",
    "--ignore=tests/rules/test_command_line_processes.py",
    "--deselect=tests/rules/test_taken_up_again.py::"
    "test_the_next_change_is_foretold_while_an_earlier_stretch_is_judged",
)
# Nothing of the site: it takes as long to load as all the rules.
_PLUGINS = (
    "--noconftest",
    *("-p", "no:django", "-p", "no:xdist", "-p", "no:socket", "-p", "no:cacheprovider"),
    *("-p", "no:hypothesispytest"),
)
_SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
markers = ["journey: drives a real browser against a real server"]

[tool.mutmut]
source_paths = ["assessment"]
only_mutate = ["{rules}/*.py"]
also_copy = ["patients", "trdsite", "docs", "templates", "manage.py"]
pytest_add_cli_args = {plugins}
pytest_add_cli_args_test_selection = {suite}
use_git_change_detection = false
track_dependencies = false
# By the clock, a busy machine looks like a mutant that runs for ever: collected_once.py counts the work.
timeout_constant = 60.0
timeout_multiplier = 3.0
"""
# mutmut's exit codes of a test run: 0 = all tests passed, so nobody noticed
_SURVIVED, _NO_TESTS = 0, 33


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if missing := [one for one in options.modules if not (ROOT / RULES / one).is_file()]:
        print(f"There is no {', '.join(missing)} in {RULES}")
        return 2
    try:
        running = _the_only_run()
    except BlockingIOError:
        print("Mutants are being tried already: one run at a time.")
        return 2
    with running:
        return _run(options)


def _the_only_run() -> IO[str]:
    """Held while open: another run would take the copy away from under this one."""
    COPY.mkdir(parents=True, exist_ok=True)
    lock = COPY.with_suffix(".lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return lock


def _run(options: argparse.Namespace) -> int:
    _copy()
    try:
        if _mutmut(options).returncode:
            print("The run was not finished: the suite must pass before anything is changed.")
            return 1
        _report(options)
    except KeyboardInterrupt:
        print("\nInterrupted: what was found is kept, and the same call goes on.")
        return 130
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as outcome.py; default: all")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants, always the same ones")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another number: another sample")
    parser.add_argument("--again", action="store_true", help="only those that survived last time")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")
    return parser.parse_args(arguments)


def _mutmut(options: argparse.Namespace) -> subprocess.CompletedProcess[bytes]:
    survived = COPY / "survivors.json"
    wanted = {
        "modules": [_module(one) for one in options.modules],
        "sample": options.sample,
        "seed": options.seed,
        "again": json.loads(survived.read_text(encoding="utf-8")) if options.again else [],
        "workers": options.workers,
    }
    command = ["nice", "-n", "10", sys.executable, str(_RUNNER), json.dumps(wanted)]
    return subprocess.run(command, cwd=COPY)


def _module(place: str) -> str:
    return f"{RULES}/{place}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _copy() -> None:
    """The project as it is now; when it has changed, what an earlier run found says nothing about it."""
    state, digest = COPY / "project", _digest()
    if state.exists() and state.read_text() == digest:
        return
    for old in COPY.iterdir():
        if old.name not in _OUTLIVES:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name in _COPIED:
        place, copy = ROOT / name, COPY / name
        if place.is_dir():
            shutil.copytree(place, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(place, copy)
    suite = json.dumps((*_SUITE, *_LEFT_OUT))
    settings = _SETTINGS.format(rules=RULES, plugins=json.dumps(_PLUGINS), suite=suite)
    (COPY / "pyproject.toml").write_text(settings, encoding="utf-8")
    # Pages that are behind the rules are another test's business: here they only have to notice mutants.
    subprocess.run([sys.executable, "-m", "tests.documentation"], cwd=COPY, check=True)
    state.write_text(digest)


def _digest() -> str:
    found = hashlib.sha256()
    for place in (ROOT / name for name in _COPIED):
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()


def _report(options: argparse.Namespace) -> None:
    drawn = json.loads((COPY / "drawn.json").read_text(encoding="utf-8"))
    names = frozenset(drawn["names"])
    survivors: list[str] = []
    total: Counter[str] = Counter()
    folders = _plain_copies(options.workers)
    with ThreadPoolExecutor(options.workers) as pool, contextlib.chdir(COPY):
        for module, every in _codes():
            codes = {name: code for name, code in every.items() if name in names}
            looked = _second_look(module, codes, pool, folders)
            told = Counter(looked.get(name, "killed") for name, code in codes.items() if code is not None)
            if told:
                print(f"{module!s:32} {_share(told)}", flush=True)
                total += told
                survivors += [name for name, verdict in looked.items() if verdict == "survived"]
    print(f"{'all of these':32} {_share(total)}{_margin(total) if len(names) < drawn['of'] else ''}")
    if total.total() < len(names):
        print(f"{len(names) - total.total()} were not tried: the same call goes on.")
    _write(survivors)


def _codes() -> Iterator[tuple[Path, dict[str, int | None]]]:
    """Of each module, how the suite ended for each mutant; ``None``: not tried."""
    for file in sorted((COPY / "mutants" / RULES).rglob("*.py.meta")):
        module = file.relative_to(COPY / "mutants" / RULES).with_suffix("")
        yield module, json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]


def _plain_copies(number: int) -> Queue[Path]:
    """The project as it is, once for each who asks a mutant alone: there its source is changed."""
    free: Queue[Path] = Queue()
    for place in (COPY / "plain" / str(one) for one in range(number)):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in (*_COPIED, "pyproject.toml"):
            copy = shutil.copytree if (COPY / name).is_dir() else shutil.copy2
            copy(COPY / name, place / name)
        free.put(place)
    return free


def _second_look(
    module: Path, codes: dict[str, int | None], pool: ThreadPoolExecutor, folders: Queue[Path]
) -> dict[str, str]:
    """What ran when modules were imported ran before mutmut changed it: these are asked again, each alone."""
    survived = [name for name, code in codes.items() if code in (_SURVIVED, _NO_TESTS)]
    early = set(json.loads((COPY / "at_import.json").read_text(encoding="utf-8")))
    alone = [name for name in survived if name.partition("__mutmut_")[0] in early]
    found = pool.map(lambda name: _alone(name, Path(RULES) / module, folders), alone)
    return dict.fromkeys(survived, "survived") | dict(zip(alone, found, strict=True))


def _alone(name: str, module: Path, folders: Queue[Path]) -> str:
    kept = COPY / "alone" / name
    if not kept.exists():
        folder = folders.get()
        with _changed(folder / module, _mutated(name, module)):
            noticed = _fails(folder, _NOTICES_MOST) or _fails(folder, _SUITE)
        folders.put(folder)
        kept.parent.mkdir(exist_ok=True)
        kept.write_text("killed" if noticed else "survived")
    return kept.read_text()


def _mutated(name: str, module: Path) -> str:
    """The source with this mutant in it, as mutmut wrote it; called where the copy is."""
    from mutmut.mutation import diff_apply
    from mutmut.utils.format_utils import orig_function_and_class_names_from_key

    source = diff_apply.read_orig_module(module)
    of_function = orig_function_and_class_names_from_key(name)[0].rpartition(".")[2]
    original = diff_apply.find_top_level_function_or_method(source, of_function)
    # By its place in the file: to read all mutants of a long function each time takes seconds and gigabytes.
    functions = diff_apply.read_functions_from_index(name, module)
    assert original is not None, name
    assert functions is not None, name
    changed = source.deep_replace(original, functions[1].with_changes(name=original.name))
    assert isinstance(changed, type(source))
    return changed.code


@contextlib.contextmanager
def _changed(file: Path, source: str) -> Iterator[None]:
    """Compiled files go by second and size: none is written meanwhile, and the old one is taken away."""
    original = file.read_text(encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()
    file.write_text(source, encoding="utf-8")
    yield
    file.write_text(original, encoding="utf-8")


def _fails(folder: Path, suite: tuple[str, ...]) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", *_PLUGINS, *suite, *_LEFT_OUT]
    try:
        ran = subprocess.run(
            ["nice", "-n", "10", *command],
            cwd=folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=600,
        )
    except subprocess.TimeoutExpired:
        return True  # it runs for ever: that is noticed
    return ran.returncode != _SURVIVED


def _share(told: Counter[str]) -> str:
    whole = told.total() or 1
    return f"{told['killed']:5} of {told.total():5} killed, {100 * told['killed'] / whole:5.1f} %"


def _margin(told: Counter[str]) -> str:
    """What chance leaves open about all mutants when only a sample of them was tried."""
    share = told["killed"] / (told.total() or 1)
    return f" (of a sample; of all, 95 %: ±{196 * math.sqrt(share * (1 - share) / (told.total() or 1)):.1f})"


def _write(survivors: list[str]) -> None:
    """Each survivor as a change of the source, to be read."""
    (COPY / "survivors.json").write_text(json.dumps(survivors), encoding="utf-8")
    place = COPY / "survivors.txt"
    with place.open("w", encoding="utf-8") as file, contextlib.chdir(COPY):
        from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant

        for name in survivors:
            file.write(f"# {name}\n{get_diff_for_mutant(name, path=find_mutant(name).path)}\n\n")
    print(f"{len(survivors)} survivors: {place}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
