"""Sources: each card's source says how surely it was read; what has an address opens, nothing is invented."""

from __future__ import annotations

import re

import pytest

from assessment.presenters.citations import citation
from assessment.presenters.steps import steps, warnings
from assessment.presenters.trials import trial_cards
from assessment.rules.next_steps.brought import brought_by
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.warnings import TEXTS
from tests.timeline.histories import CASE_FILES, worked

SOURCES = sorted({source for card in CARDS.values() for source in card.sources})
NAMES = [path.stem for path in CASE_FILES]


@pytest.mark.parametrize("text", SOURCES)
def test_citation_every_source_of_a_card_is_read_without_marks_left_over(text: str) -> None:
    found = citation(text)
    assert found.title
    assert not re.match(r"[VMPE]:", found.title)
    assert found.mark or re.match(r"ARTICLE|P\b|\w+\.md", text)
    assert found.url == "" or re.match(
        r"https://(doi|pmc|www\.nice|pubmed)\.", found.url.replace("doi.org", "doi.")
    )


def test_citation_most_sources_open() -> None:
    assert sum(bool(citation(source).url) for source in SOURCES) >= 80


@pytest.mark.parametrize(
    ("text", "title", "place", "mark", "address"),
    [
        ("V:NG222 1.9.5", "NICE NG222", "1.9.5", "checked in a copy", "nice.org.uk/guidance/ng222"),
        (
            "M:NICE TA854 (not recommended)",
            "NICE TA854",
            "(not recommended)",
            "from memory, not re-read",
            "ta854",
        ),
        ("V:CANMAT Q2c, Q3h", "CANMAT 2023", "Q2c, Q3h", "checked in a copy", "10.1177/07067437241245384"),
        (
            "V:OPTIMUM 18.9 %",
            "OPTIMUM, Lenze",
            "18.9 %",
            "checked in a copy",
            "pubmed.ncbi.nlm.nih.gov/?term=",
        ),
        ("ARTICLE (misdiagnosis)", "The source article", "misdiagnosis", "", ""),
        ("P: 12 weeks", "Policy of this tool", "12 weeks", "", ""),
        ("M:label", "label", "", "from memory, not re-read", ""),
    ],
)
def test_citation_says_what_where_and_how_surely(
    text: str, title: str, place: str, mark: str, address: str
) -> None:
    found = citation(text)
    assert found.title.startswith(title)
    assert (found.place, found.mark) == (place, mark)
    assert address in found.url
    assert bool(found.url) is bool(address)
    assert found.searched is ("pubmed" in address)


@pytest.mark.parametrize("name", NAMES)
def test_warning_said_to_be_among_the_options_stands_beside_an_option(name: str) -> None:
    record, assessment = worked(name)
    shown = steps(assessment, record)
    beside = {text for card in (*shown.options, *shown.more) for text in card.warnings}
    for one in assessment.next_steps.warnings:
        if one.because == "among the options":
            assert one.text in beside, one.code
    for notice in warnings(assessment):
        assert set(notice.options) <= {option.title for option in assessment.next_steps.options}


def test_warning_table_names_only_warnings_that_there_are() -> None:
    assert set().union(*[brought_by(code) for code in CARDS]) <= set(TEXTS)
    assert "W.TMS_SCREEN" in brought_by("NEUROMOD.RTMS")
    assert "W.METABOLIC_MONITORING" in brought_by("AUGMENT.ARIPIPRAZOLE")
    assert brought_by("COMPLETE_ASSESSMENT") == frozenset()


def test_trial_limits_have_their_source_and_how_surely_it_was_read() -> None:
    record, assessment = worked("v01")
    limits = trial_cards(record, assessment)[0].limits
    assert [one.title for one in limits][1:] == [
        "Duration: 42 days or more",
        "Adherence: 80 % or more",
        "Response: 50 % better or more",
    ]
    assert all(one.place and one.mark for one in limits)
