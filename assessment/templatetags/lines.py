"""The only place for what a page has hundreds of: lines of reasons, facts in pairs, rows of the table.

Formatted here, every text escaped: a template's loop over as many costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from assessment.presenters.trials import Fact, PillarCard
from assessment.timeline.table import Row

register = template.Library()


@register.filter
def reasons(lines: Iterable[str]) -> SafeString:
    """``{{ stage.because|reasons }}``: a list of sentences; nothing where there is none."""
    items = "".join([f"<li>{escape(line)}</li>" for line in lines])
    return _safe(f'<ul class="reasons">{items}</ul>' if items else "")


@register.filter
def pairs(facts: Iterable[Fact]) -> SafeString:
    """``{{ trial.facts|pairs }}``: each name with its value."""
    items = [f"<div><dt>{escape(fact.name)}</dt><dd>{escape(fact.value)}</dd></div>" for fact in facts]
    return _safe(f'<dl class="facts">{"".join(items)}</dl>')


@register.filter
def pillars(cards: Iterable[PillarCard]) -> SafeString:
    """``{{ trial.pillars|pillars }}``: what decided dose, duration and adherence."""
    return _safe(f'<div class="pillars">{"".join(map(_pillar, cards))}</div>')


def _pillar(card: PillarCard) -> str:
    head = f'<p class="pillar-name">{escape(card.name)}: {escape(card.words.lower())}</p>'
    return f'<div class="pillar {card.outcome}">{head}<p>{escape(card.because)}</p></div>'


@register.filter
def table_rows(rows: Iterable[Row]) -> SafeString:
    """The rows of the table that says the same as the picture."""
    return _safe("".join(map(_row, rows)))


def _row(row: Row) -> str:
    cells = "".join([f"<td>{escape(text)}</td>" for text in (row.kind, row.what, row.detail)])
    return f'<tr><td class="num">{escape(row.when)}</td>{cells}</tr>'


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # every text in it was escaped above
