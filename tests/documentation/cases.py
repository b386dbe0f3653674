"""The only place that makes the readable pages of the worked and the derived cases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from assessment.rules.assess import assess
from assessment.rules.assessment_text import summarise
from assessment.rules.policy import load_policy
from assessment.rules.wording import on
from patients.record_file import parse
from tests.documentation.expected import expected_in_words
from tests.documentation.markdown import bullets, page, section, table
from tests.documentation.words import record_in_words

_A_PAGE = 100
"""Cases on one page: longer ones are shown by no browser of repositories."""
FOLDER = Path(__file__).parents[1] / "cases"
Case = dict[str, Any]
_GROUPS = {
    "staging": "Worked cases: adequacy, outcome and staging",
    "next_steps": "Worked cases: next steps",
}
_UNSIGNED = (
    "The cases were derived by hand from the reference and checked by a second computation; no clinician has "
    "signed them. Every one is a test: `tests/cases/` fails where the rules say something else."
)


def pages() -> Iterator[tuple[str, Callable[[], str]]]:
    """Each page by its path below docs/clinical/cases, made when it is asked for."""
    worked = {group: _read(group) for group in _GROUPS}
    topics = groupby(sorted(_read("derived"), key=_order), _topic)
    derived = {name: cases for topic, found in topics for name, cases in _parts(topic, list(found))}
    for group, cases in worked.items():
        for case in cases:
            yield f"{group}/{_file(case)}", partial(_worked_page, case)
    for name, cases in derived.items():
        yield f"derived/{name}.md", partial(_derived_page, name, cases)
    yield "README.md", partial(_index, worked, derived)


def _read(group: str) -> list[Case]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / group).glob("*.json"))]


def _file(case: Case) -> str:
    return str(case["id"]).lower().replace("-", "_") + ".md"


def _topic(case: Case) -> str:
    """The document and section a derived case was first of all made from."""
    first = (case.get("sources") or ["other"])[0]
    document = re.match(r"[a-z_]+", first)
    return document[0].rstrip("_") if document else "other"


def _parts(topic: str, cases: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    """The pages of one document's cases, numbered where there are several."""
    for number, first in enumerate(range(0, len(cases), _A_PAGE), 1):
        name = topic if len(cases) <= _A_PAGE else f"{topic}_{number}"
        yield name, cases[first : first + _A_PAGE]


def _order(case: Case) -> tuple[str, list[int | str]]:
    parts = re.findall(r"\d+|\D+", case["id"])
    return _topic(case), [int(part) if part.isdigit() else part for part in parts]


def _index(worked: dict[str, list[Case]], derived: dict[str, list[Case]]) -> str:
    lists = (
        section(
            title, bullets(f"[{case['id']}]({group}/{_file(case)}) {case['title']}" for case in worked[group])
        )
        for group, title in _GROUPS.items()
    )
    rows = [(f"[{name}.md](derived/{name}.md)", len(cases)) for name, cases in derived.items()]
    boundaries = section(
        "Derived cases: both sides of each boundary, by the document they rest on",
        table(("from", "cases"), rows),
    )
    return page("Cases", _UNSIGNED, *lists, boundaries)


def _worked_page(case: Case) -> str:
    return page(
        f"{case['id']} {case['title']}",
        _heading(case),
        record_in_words(case["record"], date.fromisoformat(case["as_of"])),
        section("Expected", expected_in_words(case["expected"])),
        section("Why", case["why"]),
        section("Sources", bullets(_sources(case))),
        section("What the rules conclude", f"```text\n{_concluded(case)}\n```"),
    )


def _heading(case: Case) -> str:
    asked = f", considering {', '.join(case['consider'])}" if case.get("consider") else ""
    policy = f", by the policy {case['policy']}" if case.get("policy") else ""
    covers = f"  \nShows: {', '.join(case['covers'])}" if case["covers"] else ""
    day, place = on(date.fromisoformat(case["as_of"])), case.get("jurisdiction", "US")
    return f"As of {day}, {place}{asked}{policy}{covers}"


def _sources(case: Case) -> list[str]:
    based = case.get("based_on")
    return [*([based["ref"]] if based else []), *case.get("sources", ())]


def _concluded(case: Case) -> str:
    as_of = date.fromisoformat(case["as_of"])
    record = parse(case["record"], as_of)
    place, asked = case.get("jurisdiction", "US"), tuple(case.get("consider", ()))
    policy = load_policy(case.get("policy", "article"))
    return summarise(assess(record, as_of, policy, place, asked)).strip()


def _derived_page(name: str, cases: list[Case]) -> str:
    return page(f"Derived cases: {name.replace('_', ' ')}", _UNSIGNED, *(_derived(case) for case in cases))


def _derived(case: Case) -> str:
    record = record_in_words(case["record"], date.fromisoformat(case["as_of"]))
    return "\n\n".join(
        (
            f"## {case['id']} {case['title']}",
            _heading(case),
            re.sub(r"^## (.*)$", r"**\1**", record, flags=re.MULTILINE),
            "**Expected**",
            expected_in_words(case["expected"]),
            f"**Why**: {case['why']}",
            f"**Sources**: {'; '.join(_sources(case))}",
        )
    )
