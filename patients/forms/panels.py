"""The only place for what the visit page shows beside the fields: last answers, totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField

from patients.forms.chart import Chart
from patients.forms.fields import in_words
from patients.forms.scores import ScoreForm
from patients.forms.visit import VisitForm
from patients.instruments import Instrument, Item, Rated, total_of
from patients.record import Score


@dataclass(frozen=True, slots=True)
class ItemRow:
    item: Item
    field: BoundField
    last: int | None
    suicide: bool
    wording: bool
    """Whether the licence lets the words be shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """From an earlier rating to this one."""

    since: str
    day: str
    before: int
    points: int

    @property
    def signed(self) -> str:
        return f"{self.points:+d}".replace("-", "−")

    @property
    def percent(self) -> str:
        if not self.before:
            return ""
        return f"{100 * self.points / self.before:+.0f} %".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers so far come to; ``total`` is ``None`` as long as the rule gives none."""

    total: int | None = None
    band: str = ""
    note: str = ""
    so_far: str = ""
    remission: bool = False
    changes: tuple[Change, ...] = ()
    suicide: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScalePanel:
    form: ScoreForm
    open: bool
    items: tuple[ItemRow, ...]
    last: str
    result: Result

    @property
    def instrument(self) -> Instrument:
        return self.form.instrument


def scale_panels(form: VisitForm) -> tuple[ScalePanel, ...]:
    """The first scale is open, and any with something typed."""
    return tuple(_panel(scale, form.chart, first=not n) for n, scale in enumerate(form.scores))


def _panel(form: ScoreForm, chart: Chart, *, first: bool) -> ScalePanel:
    last = chart.last(form.instrument.code)
    typed = form.is_bound and any(form[name].value() for name in form.fields if name != "rater")
    said = f"{total_of(last)} on {in_words(last.date)}" if last else "not rated before"
    result = result_of(form, chart) if typed else Result()
    return ScalePanel(form, first or typed, tuple(_rows(form, chart)), said, result)


def _rows(form: ScoreForm, chart: Chart) -> Iterator[ItemRow]:
    scale = form.instrument
    for item, field in form.item_fields():
        last = chart.last_item(scale.code, item.number)
        suicide = item.number == scale.suicide_item
        yield ItemRow(item, field, last, suicide, scale.licence == "text_ok")


def result_of(form: ScoreForm, chart: Chart) -> Result:
    """Needs a form that was asked whether it is valid; faulty items count as not rated yet."""
    faults = tuple(str(message) for messages in form.errors.values() for message in messages)
    rated, items = form.rated(), form.items()
    if rated is None:
        return Result(faults=faults)
    if rated.total is None:
        return Result(
            note=_effect(rated), so_far=_so_far(form, items or ()), suicide=_suicide(form), faults=faults
        )
    return _with_total(form, rated, rated.total, chart, faults)


def _with_total(form: ScoreForm, rated: Rated, total: int, chart: Chart, faults: tuple[str, ...]) -> Result:
    scale = form.instrument
    return Result(
        total=total,
        band=scale.band(total),
        note=rated.note,
        remission=scale.remission_max is not None and total <= scale.remission_max,
        changes=tuple(_changes(scale.code, total, chart)),
        suicide=_suicide(form),
        faults=faults,
    )


def _effect(rated: Rated) -> str:
    """What it means if the rest stays unrated."""
    return f"{rated.note[:1].upper()}{rated.note[1:]}; stored as incomplete, never counted as 0"


def _so_far(form: ScoreForm, items: tuple[int | None, ...]) -> str:
    given = sum(answer is not None for answer in items)
    low, high = form.instrument.extremes(items)
    return f"{given} of {len(items)} items: total will lie between {low} and {high}"


def _changes(code: str, total: int, chart: Chart) -> Iterator[Change]:
    last, first = chart.last(code), chart.baseline(code)
    if last is not None:
        yield _change("last visit", last, total)
    if first is not None and first != last:
        yield _change("first of this episode", first, total)


def _change(since: str, score: Score, total: int) -> Change:
    before = total_of(score) or 0
    return Change(since, in_words(score.date), before, total - before)


def _suicide(form: ScoreForm) -> str:
    """What was answered and what to do next, never a band (safety.md 8)."""
    scale, answer = form.instrument, form.suicide_answer()
    if scale.suicide_item is None or form.items() is None:
        return ""
    if answer is None:
        return f"Item {scale.suicide_item} (suicide) is not answered, and not answered is not zero: ask."
    if not answer:
        return ""
    return f"Item {scale.suicide_item} (suicide) answered {answer}: record a safety assessment below."
