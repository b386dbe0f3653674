"""What mutmut runs for each mutant instead of pytest: the suite, collected once before anything is changed.

mutmut's own runner starts pytest anew for each mutant and hands it the names of the tests that reach it, up
to 2,000, to be found again: that took longer than most of these tests do. Here the process that mutmut forks
for a mutant has all of them at hand, and those that noticed its like go first. Nor are functions called
through mutmut's trampolines, which made them five times as slow: they stay as they are, and that process
gives the one in question the mutant's code. mutmut itself writes the mutants, and keeps what came of each, so
that an interrupted run goes on.

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
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import process_time
from types import CodeType, FrameType, FunctionType
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
STATS = "stats"
# The slowest test takes one: a mutant that needs more in a test runs for ever.
_CPU_SECONDS_OF_A_TEST = 6
_CPU_SECONDS_OF_ALL_CASES = 40


class CollectedOnce(PytestRunner):
    """mutmut's runner for pytest, but for when the tests are collected and in which order they run."""

    def prepare_main_test_run(self) -> None:
        arguments = [*self._pytest_add_cli_args, *self._pytest_add_cli_args_test_selection]
        self.under_test: str | None = None
        self.functions = _Functions()
        early: set[CodeType] = set()
        with (
            change_cwd("mutants"),
            contextlib.redirect_stdout(open(os.devnull, "w")),
            self.functions.kept(),
            _each_call(early.add),
        ):
            self.session = _collected(arguments)
        # What ran already, while modules were imported, is not undone by a fork.
        names = sorted(name for code, name in self.functions.named().items() if code in early)
        AT_IMPORT.write_text(json.dumps(names), encoding="utf-8")
        self.items = {item.nodeid: item for item in self.session.items}
        self.caches = [one for one in gc.get_objects() if _is_cache_of_rules(one)]
        self.cases = _Cases(self.session.items)
        self.session.config.pluginmanager.register(self)

    def run_stats(self, *, tests: Iterable[str]) -> int:
        names, reached = self.functions.named(), state()._stats
        self.under_test = STATS
        with _each_call(lambda code: reached.add(names[code]) if code in names else None):
            code = super().run_stats(tests=tests)
        self.under_test = None
        return code

    def list_all_tests(self) -> ListAllTestsResult:
        return ListAllTestsResult(ids=set(self.items))

    def run_forced_fail(self) -> int:
        return isolation.run_in_fork(self._run_broken)

    def _run_broken(self) -> int:
        self.functions.break_all()
        return super().run_forced_fail()

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        if mutant_name is None:
            return super().run_tests(mutant_name=None, tests=tests)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
        self.under_test = mutant_name
        self.functions.change(mutant_name)
        killers = _Killers(mutant_name)
        likely, others = killers.first(tests)
        code = self._run(mutant_name, likely) or self._run_others(mutant_name, others)
        for process in multiprocessing.active_children():
            process.kill()  # left by a test that failed: it would wait for work for ever
        if code == FAILED:
            killers.add(self.last)
        return code

    def _run(self, mutant_name: str, tests: list[str]) -> int:
        return super().run_tests(mutant_name=mutant_name, tests=tests) if tests else PASSED

    def _run_others(self, mutant_name: str, tests: list[str]) -> int:
        self._forget()
        codes = (self._run(mutant_name, some) for some in self.cases.that_can_tell(tests))
        return next((code for code in codes if code != PASSED), PASSED)

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
        if self.under_test == STATS:
            self._forget()  # or only the first test would seem to reach what it calls
        elif self.under_test:
            _must_end_within(_CPU_SECONDS_OF_A_TEST)

    def _forget(self) -> None:
        for cache in self.caches:
            cache.cache_clear()


def _must_end_within(seconds: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + seconds, hard))


class _Cases:
    """What is concluded of every case before anything is changed.

    A case of which the same is concluded afterwards has nothing to tell. To ask the rules alone takes half
    the time of its test, and most of the time goes into mutants that no test notices.
    """

    def __init__(self, items: list[pytest.Item]) -> None:
        from assessment.rules.assess import assess
        from tests.cases.test_worked_cases import asked

        self._assess = assess
        self._known = {}
        for item in items:
            if item.nodeid.startswith("tests/cases/") and "case" in (given := _parameters(item)):
                question = asked(given["case"])
                self._known[item.nodeid] = question, assess(*question)

    def that_can_tell(self, tests: list[str]) -> Iterator[list[str]]:
        """Of these the cases with another answer, more and more at a time; then all that are no cases."""
        changed: list[str] = []
        at_a_time = 1
        _must_end_within(_CPU_SECONDS_OF_ALL_CASES)
        for test in [one for one in tests if one in self._known]:
            if not self._is_same(test):
                changed.append(test)
            if len(changed) == at_a_time:
                yield changed
                changed, at_a_time = [], at_a_time * 4
                _must_end_within(_CPU_SECONDS_OF_ALL_CASES)
        yield changed
        yield [test for test in tests if test not in self._known]

    def _is_same(self, test: str) -> bool:
        question, answer = self._known[test]
        try:
            return bool(self._assess(*question) == answer)
        except Exception:
            return False


def _parameters(item: pytest.Item) -> dict[str, Any]:
    return item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}


class _Functions:
    """Every function that has mutants, with these: found where mutmut would put a trampoline before it."""

    def __init__(self) -> None:
        self._found: list[tuple[FunctionType, dict[str, FunctionType]]] = []

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """While modules are imported."""
        theirs = trampoline.wrap_in_trampoline
        setattr(trampoline, "wrap_in_trampoline", self._keep)  # noqa: B010
        yield
        setattr(trampoline, "wrap_in_trampoline", theirs)  # noqa: B010

    def _keep(self, mutants: dict[str, FunctionType]) -> Callable[[FunctionType], FunctionType]:
        def keep(function: FunctionType) -> FunctionType:
            self._found.append((function, mutants))
            return function

        return keep

    def named(self) -> dict[CodeType, str]:
        """mutmut's name of the function that each code belongs to."""
        return {function.__code__: _name_of(function, mutants) for function, mutants in self._found}

    def change(self, mutant: str) -> None:
        """Whoever holds the function, in a table or under another name, has the mutant from here on."""
        own = mangled_name_from_mutant_name(mutant)
        function, mutants = next(one for one in self._found if _name_of(*one) == own)
        _become(function, mutants[mutant.rpartition(".")[2]])

    def break_all(self) -> None:
        for function, _ in self._found:
            function.__code__ = _with_cells_of(function, _broken.__code__)


def _name_of(function: FunctionType, mutants: dict[str, FunctionType]) -> str:
    return f"{function.__module__}.{mangled_name_from_mutant_name(mutants['_mutmut_orig'].__name__)}"


def _become(function: FunctionType, other: FunctionType) -> None:
    function.__code__ = _with_cells_of(function, other.__code__)
    function.__defaults__, function.__kwdefaults__ = other.__defaults__, other.__kwdefaults__


def _with_cells_of(function: FunctionType, code: CodeType) -> CodeType:
    """A function keeps the cells it was made with (``super`` needs one): its code must name as many."""
    return code if code.co_freevars else code.replace(co_freevars=function.__code__.co_freevars)


def _broken(*_: object, **__: object) -> None:
    raise AssertionError("the suite must fail when every function does")


@contextlib.contextmanager
def _each_call(note: Callable[[CodeType], None]) -> Iterator[None]:
    """Of everything that is called meanwhile, the code."""

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            note(frame.f_code)

    threading.setprofile(profile)  # of threads that are started meanwhile
    sys.setprofile(profile)
    yield
    sys.setprofile(None)
    threading.setprofile(None)


class _Killers:
    """Which tests noticed other mutants of this function, and of its module: they go first."""

    def __init__(self, mutant: str) -> None:
        self.module, _, self.function = mangled_name_from_mutant_name(mutant).rpartition(".")
        self.place = KILLERS / self.module

    def first(self, tests: Iterable[str]) -> tuple[list[str], list[str]]:
        """Those that did, the likeliest first, and all others."""
        quick = list(tests)
        known = [line.split(" ", 1) for line in self._lines()]
        own = Counter(test for function, test in known if function == self.function)
        near = Counter(test for _, test in known)
        ordered = [test for counter in (own, near) for test, _ in counter.most_common()]
        may = set(quick)
        likely = dict.fromkeys(test for test in ordered if test in may)
        return list(likely), [test for test in quick if test not in likely]

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
