"""Each verdict on a trial is told apart by colour, pattern and words: never by colour alone."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from assessment.presenters.legend import LEGEND, key_of
from assessment.timeline.bars import PATTERNS
from assessment.timeline.inputs import StageFrom
from assessment.timeline.words import ADEQUACY, GLYPHS
from tests.timeline.colours import SIGHTS, distance
from tests.timeline.histories import CASE_FILES, lay_out, worked

SHEET = (Path(__file__).parents[2] / "static" / "trd.css").read_text()
NAMES = {"adequate": "adequate", "inadequate": "inadequate", "not_yet": "not-yet", "indeterminate": "unknown"}


@pytest.mark.parametrize("scheme", [":root {", '[data-bs-theme="dark"] {'])
@pytest.mark.parametrize("part", ["", "-edge"])
def test_verdict_colours_differ(scheme: str, part: str) -> None:
    block = SHEET.split(scheme, 1)[1].split("}", 1)[0]
    colours = [re.findall(rf"--{name}{part}: (#\w+);", block) for name in NAMES.values()]
    assert all(len(found) == 1 for found in colours)
    assert len({found[0] for found in colours}) == len(NAMES)


@pytest.mark.parametrize("told", [PATTERNS, GLYPHS, ADEQUACY])
def test_verdict_pattern_sign_and_words_differ(told: dict[str, str]) -> None:
    assert len({told[adequacy] for adequacy in NAMES}) == len(NAMES)


def test_verdict_key_shows_the_pattern_of_the_bar() -> None:
    bars = {entry.code: entry.pattern for entry in LEGEND if entry.code in NAMES}
    assert bars == {adequacy: PATTERNS[adequacy] for adequacy in bars}
    assert bars.keys() == NAMES.keys()


_SAYS_ITSELF = {
    "bar",
    "crest",
    "bar-pattern",
    "dose-unknown",
    "lane",
    "grid",
    "strong",
    "group-rule",
    "stop",
    "stop-plate",
    "stage",
    "curve",
    "dot",
    "rail",
    "taken",
    "visit",
    "event-base",
    "today",
    "next-change",
    "join-dot",
    "overview",
    "overview-window",
    "overview-trial",
    "band",
    "mild",
    "moderate",
    "severe",
}
"""Written beside it, or only there to hold or part other things."""


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_key_explains_every_sign_that_is_drawn_and_no_other(path: Path) -> None:
    record, assessment = worked(path.stem)
    drawing = lay_out(record, assessment, stages=(StageFrom(record.patient.birth_date, "I", True),))
    drawn = {kind for shape in drawing.drawn for kind in shape.kind.split()}
    explained = {kind for entry in key_of([drawing]) for kind in entry.drawn.split()}
    assert not {kind for kind in drawn - explained - _SAYS_ITSELF if not re.match(r"(band|stage)-\d", kind)}
    assert all(drawn & set(entry.drawn.split()) for entry in key_of([drawing]))


def test_key_of_nothing_is_empty() -> None:
    assert key_of([]) == ()


AT_A_GLANCE = 10
SCHEMES = (":root {", '[data-bs-theme="dark"] {')


def _colour(scheme: str, verdict: str, part: str) -> str:
    block = SHEET.split(scheme, 1)[1].split("}", 1)[0]
    return str(re.findall(rf"--{NAMES[verdict]}{part}: (#\w+);", block)[0])


def _apart(scheme: str, one: str, other: str, sight: str) -> float:
    """By its fill or by its edge, whichever tells the two further apart."""
    return max(
        distance(_colour(scheme, one, part), _colour(scheme, other, part), sight) for part in ("", "-edge")
    )


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight != "achromatopsia"])
def test_verdict_colours_are_told_apart_by_every_sight_with_colours(scheme: str, sight: str) -> None:
    near = {pair: _apart(scheme, *pair, sight) for pair in combinations(NAMES, 2)}
    assert {pair: value for pair, value in near.items() if value < AT_A_GLANCE} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_verdicts_alike_in_grey_differ_by_pattern(scheme: str) -> None:
    alike = [pair for pair in combinations(NAMES, 2) if _apart(scheme, *pair, "achromatopsia") < AT_A_GLANCE]
    assert alike
    assert [pair for pair in alike if PATTERNS.get(pair[0]) == PATTERNS.get(pair[1])] == []


def test_simulated_sight_keeps_white_and_confuses_what_it_should() -> None:
    for sight in SIGHTS:
        assert distance("#ffffff", "#ffffff", sight) == 0
        assert distance("#ffffff", "#000000", sight) > 99
    assert distance("#c05a50", "#807a10", "deuteranopia") < distance("#c05a50", "#807a10") / 2
    assert distance("#777777", "#777777", "achromatopsia") == 0


def test_on_paper_the_patterns_of_picture_and_key_are_printed() -> None:
    paper = "".join(block.split("\n}", 1)[0] for block in SHEET.split("@media print {")[1:])
    assert "print-color-adjust: exact" in paper
    hidden = re.findall(r"([^{}]*)\{[^}]*display: none", paper)
    assert not [rule for rule in hidden if "key" in rule or re.search(r"\.legend|\.timeline-medium", rule)]
    assert re.search(r"\.timeline-medium \{[^}]*display: block", paper)


def test_on_paper_the_colours_are_the_light_ones_whatever_the_screen_shows() -> None:
    """Black type on lanes that stayed dark could not be read."""
    dark = [at.start() for at in re.finditer(r"\[data-bs-theme=\"dark\"\] \{", SHEET)]
    assert dark
    for at in dark:
        assert SHEET[:at].endswith("@media screen { ")
