"""The committed pages say what the data and the cases say today, and lead nowhere that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.rules.policy import policy_facts, policy_names
from tests.documentation.pages import DOCS, on_disk, pages

_PAGES = pages()
_HAND_WRITTEN = [path for path in sorted(DOCS.rglob("*.md")) if path not in _PAGES]


def _name(path: Path) -> str:
    return str(path.relative_to(DOCS))


@pytest.mark.parametrize("path", _PAGES, ids=_name)
def test_generated_page_is_current(path: Path) -> None:
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == _PAGES[path](), "run `make docs`"


def test_no_page_is_left_over() -> None:
    assert sorted(set(on_disk()) - set(_PAGES)) == []


@pytest.mark.parametrize("path", [*_PAGES, *_HAND_WRITTEN], ids=_name)
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [*_PAGES, *_HAND_WRITTEN], ids=_name)
def test_page_needs_nothing_outside_the_project(path: Path) -> None:
    outside = (DOCS.parents[1]).resolve()
    places = re.findall(r"(?:\.\./)+[\w./-]*", path.read_text(encoding="utf-8"))
    assert [one for one in places if not (path.parent / one).resolve().is_relative_to(outside)] == []


def test_every_threshold_has_a_source_and_a_mark() -> None:
    assert [fact.name for name in policy_names() for fact in policy_facts(name) if not fact.source] == []


_LOG = (DOCS / "hazard-log.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("held_by", sorted(set(re.findall(r"`(tests/[\w/]+\.py::test_\w+)`", _LOG))))
def test_hazard_is_held_by_a_test_that_exists(held_by: str) -> None:
    file, test = held_by.split("::")
    assert f"def {test}(" in (DOCS.parents[1] / file).read_text(encoding="utf-8")


def test_every_hazard_names_a_test() -> None:
    rows = [line for line in _LOG.splitlines() if re.match(r"\| H\d", line)]
    assert len(rows) >= 9
    assert [row.split("|")[1].strip() for row in rows if "::test_" not in row] == []
