"""Each verdict on a trial is told apart by colour, pattern and words: never by colour alone."""

import re
from pathlib import Path

import pytest

from assessment.presenters.legend import LEGEND
from assessment.timeline.bars import PATTERNS
from assessment.timeline.words import ADEQUACY, GLYPHS

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
