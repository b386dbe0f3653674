"""The only place for how a rating is typed: by item or by total, with unrated items allowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from patients import record
from patients.forms.fields import CodeField, DayField, WholeField, known
from patients.instruments import INSTRUMENTS, Instrument, Item, Question, Rated


class ItemField(WholeField):
    """One answer: a number of the item's range, or its code for "not assessed"."""

    def __init__(self, item: Item) -> None:
        self.item = item
        codes = (item.high, *item.missing_codes)
        attrs = {"class": "item", "maxlength": len(str(max(codes))), "data-high": max(codes)}
        super().__init__(
            label=f"{item.number}. {item.label}",
            low=min(item.low, *codes),
            high=max(codes),
            required=False,
            widget=forms.TextInput(attrs=attrs),
        )

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        if number is not None and not self.item.allows(int(number)):
            raise ValidationError(f"{number} is not possible here: {self._range()}.")
        return None if number is None else int(number)

    def _range(self) -> str:
        unrated = "".join(f", {code} = not assessed" for code in self.item.missing_codes)
        return f"{self.item.low} to {self.item.high}{unrated}"


class ScoreForm(forms.Form):
    """One rating on one scale; says nothing when nothing was typed."""

    def __init__(self, instrument: Instrument, data: Any = None, *, today: date, born: date) -> None:
        self.instrument, self.called = instrument, instrument.short
        super().__init__(data, prefix=f"score-{instrument.code}")
        for item in instrument.items:
            self.fields[f"item_{item.number}"] = ItemField(item)
        for question in instrument.questions:
            self.fields[f"answer_{question.name}"] = _question_field(question)
        self.fields["total"] = _total_field(instrument)
        self.fields["rater"] = CodeField(
            label="Rated by", codes=record.RATERS, required=False, initial=instrument.rater
        )
        self.fields["rated_on"] = DayField(
            label="Rated on (if not at the visit)", latest=today, earliest=born, required=False
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            self._check_total()
        return self.cleaned_data

    def _check_total(self) -> None:
        items, total = self.items(), known(self, "total")
        if items is None or total is None:
            return
        rated = self.instrument.rate(items)
        if rated.total is None:
            self.add_error(
                "total", f"With these items there is {rated.note}. Rate them, or give only a total."
            )
        elif rated.total != total:
            self.add_error("total", f"The items give {rated.total}, not {total}. Leave the total empty.")

    def items(self) -> tuple[int | None, ...] | None:
        """The answers in order; ``None`` when no item was typed."""
        answers = tuple(known(self, f"item_{item.number}") for item in self.instrument.items)
        return None if all(answer is None for answer in answers) else answers

    def answers(self) -> tuple[tuple[str, str | int | bool], ...]:
        given = ((question, known(self, f"answer_{question.name}")) for question in self.instrument.questions)
        return tuple(
            (question.name, _allowed(question)[value]) for question, value in given if value is not None
        )

    def rated(self) -> Rated | None:
        """The total by the scale's rule from what is typed so far; ``None`` = nothing typed."""
        items = self.items()
        if items is not None:
            return self.instrument.rate(items)
        total = known(self, "total")
        return None if total is None else Rated(total)

    def score(self, visit_date: date) -> record.Score | None:
        rated = self.rated()
        if rated is None:
            return None
        return record.Score(
            date=known(self, "rated_on") or visit_date,
            instrument=self.instrument.code,
            total=rated.total,
            items=self.items(),
            rater=known(self, "rater"),
            answers=self.answers(),
        )

    def suicide_answer(self) -> int | None:
        """What was answered to the suicide item; ``None`` = not asked here, or the scale has none."""
        number = self.instrument.suicide_item
        return None if number is None else known(self, f"item_{number}")

    def item_fields(self) -> Iterator[tuple[Item, BoundField]]:
        for item in self.instrument.items:
            yield item, self[f"item_{item.number}"]

    def question_fields(self) -> Iterator[BoundField]:
        for question in self.instrument.questions:
            yield self[f"answer_{question.name}"]


def _total_field(instrument: Instrument) -> WholeField:
    return WholeField(label="Total", low=instrument.total_min, high=instrument.total_max, required=False)


def _question_field(question: Question) -> forms.ChoiceField:
    choices = [("", "—"), *((key, key.replace("_", " ")) for key in _allowed(question))]
    return forms.ChoiceField(label=question.text, choices=choices, required=False)


def _allowed(question: Question) -> dict[str, str | int | bool]:
    return {_said(value): value for value in question.allowed}


def _said(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def instrument_choices(shown: tuple[str, ...]) -> list[tuple[str, str]]:
    """The scales that can still be added."""
    return [(code, scale.name) for code, scale in INSTRUMENTS.items() if code not in shown]
