"""What mutmut runs for each mutant instead of pytest: the suite, collected once before anything is changed.

mutmut's own runner starts pytest anew for each mutant and hands it the names of the tests that reach it, up
to 2,000, to be found again: that took longer than most of these tests do. Here the process that mutmut forks
for a mutant has all of them at hand, and those that noticed its like go first. mutmut itself writes the
mutants, knows which tests reach which, and keeps what came of each, so that an interrupted run goes on.

Runs in the copy: ``python collected_once.py '{"modules": [], "sample": 400, "seed": 0, "workers": 2}'``.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import multiprocessing
import os
import random
import resource
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import Any

import mutmut.__main__ as mutmut
import pytest
from _pytest.config import _prepareconfig
from mutmut.mutation import trampoline
from mutmut.runners.harness import ListAllTestsResult, PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import mangled_name_from_mutant_name
from mutmut.workers import isolation

RULES = "assessment.rules"
AT_IMPORT, DRAWN = Path("at_import.json"), Path("drawn.json")
KILLERS = Path("killers").absolute()
PASSED, FAILED = 0, 1
# The slowest test takes one: a mutant that needs more in a test runs for ever.
_CPU_SECONDS_OF_A_TEST = 6


class CollectedOnce(PytestRunner):
    """mutmut's runner for pytest, but for when the tests are collected and in which order they run."""

    def prepare_main_test_run(self) -> None:
        arguments = [*self._pytest_add_cli_args, *self._pytest_add_cli_args_test_selection]
        trampoline.set_mutant_under_test("stats")
        with change_cwd("mutants"), contextlib.redirect_stdout(open(os.devnull, "w")):
            self.session = _collected(arguments)
        # What ran already, while modules were imported, is not undone by a fork.
        AT_IMPORT.write_text(json.dumps(sorted(state()._stats)), encoding="utf-8")
        state()._stats.clear()
        trampoline.set_mutant_under_test("")
        self.items = {item.nodeid: item for item in self.session.items}
        self.caches = [one for one in gc.get_objects() if _is_cache_of_rules(one)]
        self.session.config.pluginmanager.register(self)

    def list_all_tests(self) -> ListAllTestsResult:
        return ListAllTestsResult(ids=set(self.items))

    def run_forced_fail(self) -> int:
        return isolation.run_in_fork(super().run_forced_fail)

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        if mutant_name is None:
            return super().run_tests(mutant_name=None, tests=tests)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
        trampoline.get_mutant_under_test = lambda: mutant_name  # asked at every call: mutmut asks os.environ
        killers = _Killers(mutant_name)
        code = super().run_tests(mutant_name=mutant_name, tests=killers.first(tests))
        for process in multiprocessing.active_children():
            process.kill()  # left by a test that failed: it would wait for work for ever
        if code == FAILED:
            killers.add(self.last)
        return code

    def _pytest_args_regular_run(self, tests: Iterable[str]) -> list[str]:
        return list(tests)

    def execute_pytest(self, params: list[str], **kwargs: Any) -> int:
        """Of pytest only what runs these tests; none = all."""
        session, manager, plugins = self.session, self.session.config.pluginmanager, kwargs.get("plugins", ())
        session.items = [self.items[name] for name in params] or list(self.items.values())
        self._forget()
        for plugin in plugins:
            manager.register(plugin)
        try:
            session.config.hook.pytest_runtestloop(session=session)
        except (session.Failed, KeyboardInterrupt):
            return FAILED
        finally:
            for plugin in plugins:
                manager.unregister(plugin)
        return PASSED

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.last = item.nodeid
        if (under_test := trampoline.get_mutant_under_test()) == "stats":
            self._forget()  # or only the first test would seem to reach what it calls
        elif under_test:
            hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
            resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + _CPU_SECONDS_OF_A_TEST, hard))

    def _forget(self) -> None:
        for cache in self.caches:
            cache.cache_clear()


class _Killers:
    """Which tests noticed other mutants of this function, and of its module: they go first."""

    def __init__(self, mutant: str) -> None:
        self.module, _, self.function = mangled_name_from_mutant_name(mutant).rpartition(".")
        self.place = KILLERS / self.module

    def first(self, tests: Iterable[str]) -> list[str]:
        quick = list(tests)
        known = [line.split(" ", 1) for line in self._lines()]
        own = Counter(test for function, test in known if function == self.function)
        near = Counter(test for _, test in known)
        ordered = [test for counter in (own, near) for test, _ in counter.most_common()]
        may = set(quick)
        return list(dict.fromkeys([*(test for test in ordered if test in may), *quick]))

    def add(self, test: str) -> None:
        with self.place.open("a", encoding="utf-8") as file:
            file.write(f"{self.function} {test}\n")

    def _lines(self) -> list[str]:
        return self.place.read_text(encoding="utf-8").splitlines() if self.place.exists() else []


def _collected(arguments: list[str]) -> pytest.Session:
    """As ``pytest --collect-only`` does it; there is no public way to keep the session."""
    settings = _prepareconfig(["-x", "-s", "--rootdir=.", "--tb=no", *arguments])
    settings._do_configure()
    session = pytest.Session.from_config(settings)
    settings.hook.pytest_sessionstart(session=session)
    settings.hook.pytest_collection(session=session)
    return session


def _is_cache_of_rules(one: object) -> bool:
    return isinstance(one, functools._lru_cache_wrapper) and (one.__module__ or "").startswith(RULES)


def main(wanted: dict[str, Any]) -> None:
    """mutmut as it is, but for the runner, and for which of all mutants it tries."""
    every = mutmut.collect_source_file_mutation_data

    def drawn(*, mutant_names: object) -> Any:
        mutants, of_files = every(mutant_names=())
        names = _drawn([name for _, name, _ in mutants], wanted)
        return [one for one in mutants if one[1] in names], of_files

    KILLERS.mkdir(exist_ok=True)
    mutmut.collect_source_file_mutation_data = drawn
    setattr(isolation, "PytestRunner", CollectedOnce)  # noqa: B010
    mutmut._run((), wanted["workers"])


def _drawn(names: list[str], wanted: dict[str, Any]) -> frozenset[str]:
    """Those of the named modules, and of these so many, by chance but always the same ones."""
    again, modules = set(wanted["again"]), set(wanted["modules"])
    of_these = sorted(
        name
        for name in names
        if (not again or name in again)
        and (not modules or mangled_name_from_mutant_name(name).rpartition(".")[0] in modules)
    )
    number = wanted["sample"] or len(of_these)
    chosen = random.Random(wanted["seed"]).sample(of_these, min(number, len(of_these)))
    DRAWN.write_text(json.dumps({"of": len(of_these), "names": sorted(chosen)}), encoding="utf-8")
    return frozenset(chosen)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
