"""Markup that is put together outside the templates escapes every text in it: people type some of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessment.presenters.trials import Fact, PillarCard
from assessment.templatetags.lines import pairs, pillars, reasons, table_rows
from assessment.timeline.table import Row
from assessment.views.drawing import drawn
from tests.timeline.histories import lay_out, worked

TYPED = "<b>\"a' & b</b>"
SHOWN = "&lt;b&gt;&quot;a&#x27; &amp; b&lt;/b&gt;"

MARKUP = {
    "a reason": reasons([TYPED]),
    "the name of a fact": pairs([Fact(TYPED, "")]),
    "the value of a fact": pairs([Fact("", TYPED)]),
    "the name of a pillar": pillars([PillarCard(TYPED, "met", "", "")]),
    "the words of a pillar": pillars([PillarCard("", "met", TYPED, "")]),
    "the reason of a pillar": pillars([PillarCard("", "met", "", TYPED)]),
    "the kind of a row": table_rows([Row(date(2026, 1, 5), TYPED, "", "")]),
    "what a row says": table_rows([Row(date(2026, 1, 5), "", TYPED, "")]),
    "the detail of a row": table_rows([Row(date(2026, 1, 5), "", "", TYPED)]),
}


@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_lines_show_a_text_as_text(markup: str) -> None:
    assert markup.count(SHOWN) == 1
    assert "<b>" not in markup


def test_drawing_shows_a_text_as_text() -> None:
    picture = lay_out(*worked("v01"))
    label, mark = picture.labels[0], picture.marks[0]
    typed = replace(
        picture,
        labels=(label._replace(text=TYPED),),
        marks=(mark._replace(spoken=TYPED), mark._replace(target=TYPED)),
        title=TYPED,
    )
    markup = drawn((typed,))
    assert f">{SHOWN}</text>" in markup
    assert f'aria-label="{SHOWN}"><title>{SHOWN}</title>' in markup
    assert f'href="#{SHOWN}"' in markup
    assert f'aria-label="{SHOWN}. ' in markup
    assert "<b>" not in markup
