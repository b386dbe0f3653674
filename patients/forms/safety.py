"""The only place for the answer that a positive suicide item asks for: kept, and never a risk band.

safety.md 8: show what was answered and what to do next; the clinician records assessed by, when,
outcome and plan. Not having assessed is an answer too, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from patients.actions import SafetyAnswer
from patients.forms.chart import Chart
from patients.forms.fields import DayField, NameField, NoteField, known
from patients.forms.scores import ScoreForm
from patients.instruments import Instrument

DONE, NOT_DONE = "done", "not_done"


@dataclass(frozen=True, slots=True)
class PositiveAnswer:
    """A suicide item that was not answered 0."""

    instrument: Instrument
    answer: int

    @property
    def words(self) -> str:
        number = self.instrument.suicide_item or 0
        item = self.instrument.items[number - 1]
        said = f" (“{item.anchors[self.answer]}”)" if len(item.anchors) > self.answer else ""
        return f"{self.instrument.short} item {number}, {item.label}: answered {self.answer}{said}"

    @property
    def same_day(self) -> bool:
        red = self.instrument.suicide_red_from
        return red is not None and self.answer >= red


def positive_answers(scores: list[ScoreForm]) -> tuple[PositiveAnswer, ...]:
    found = ((form.instrument, form.suicide_answer()) for form in scores if form.is_bound)
    return tuple(PositiveAnswer(instrument, answer) for instrument, answer in found if answer)


class SafetyForm(forms.Form):
    """Who assessed, when, with what outcome and plan; or why it was not done."""

    def __init__(self, chart: Chart, data: Any = None) -> None:
        super().__init__(data, prefix="safety")
        self.fields["done"] = forms.ChoiceField(
            label="Safety assessment",
            choices=[(DONE, "done"), (NOT_DONE, "not done at this visit")],
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["assessed_by"] = NameField(label="Assessed by", required=False, initial=chart.by)
        self.fields["assessed_on"] = DayField(
            label="On",
            latest=chart.today,
            earliest=chart.record.patient.birth_date,
            required=False,
            initial=chart.today,
        )
        self.fields["outcome"] = NoteField(label="Outcome: what was found", rows=2, required=False)
        self.fields["plan"] = NoteField(label="Plan: what happens next, who and when", rows=2, required=False)
        self.fields["reason"] = NoteField(label="Why not, and who will", rows=2, required=False)

    @property
    def answered(self) -> bool:
        return known(self, "done") in (DONE, NOT_DONE)

    def ask(self) -> None:
        """Called when a suicide item is positive: an answer is needed."""
        needed = {
            None: {"done": "Say whether a safety assessment was done. The answer is kept."},
            DONE: {
                "assessed_by": "Say who assessed.",
                "assessed_on": "Say when.",
                "outcome": "Say what was found.",
                "plan": "Say what happens next.",
            },
            NOT_DONE: {"reason": "Say why not, and who will do it."},
        }
        for field, sentence in needed.get(known(self, "done"), {}).items():
            if known(self, field) is None and field not in self.errors:
                self.add_error(field, sentence)

    def answer(self, because: str, day: date) -> SafetyAnswer | None:
        """``None`` when nobody was asked or nothing was answered."""
        if known(self, "done") is None:
            return None
        done = known(self, "done") == DONE
        kept = ("assessed_by", "outcome", "plan") if done else ("reason",)
        said = {field: known(self, field) or "" for field in kept}
        return SafetyAnswer(known(self, "assessed_on") or day, because, done, **said)
