"""The only place for how one recorded entry is put right: its columns anew, or "entered in error"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from patients import codes, models, record
from patients.actions import AMENDABLE
from patients.entry_words import belongs, choices_of, label_of, said
from patients.forms.facts import MOST_OF_ANY
from patients.forms.fields import (
    FIRST_DAY,
    MOST_DOSE,
    CodeField,
    DayField,
    NameField,
    NoteField,
    NumberField,
    WholeField,
)
from patients.forms.scores import ItemField
from patients.instruments import INSTRUMENTS, Instrument
from patients.models import ClinicalRow

HIDDEN = frozenset({"answers", "sessions_known", "items"})
"""Answers are amended by entering the rating anew; items have a field each."""
ORDER = (
    "date", "onset", "end", "instrument", "total", "rater", "treatment", "role", "start", "stop",
    "stop_reason", "dose", "percent", "method", "effect", "severity", "test", "code", "name", "value", "unit",
    "status", "state", "assessor", "session_count", "electrode_placement", "note",
)  # fmt: skip
"""As one would tell it."""
_KEEPING = ("reason", "version")
_HIGHEST = {"dose": MOST_DOSE, "percent": record.MAX_MPR_PERCENT, "value": MOST_OF_ANY}


@dataclass(frozen=True, slots=True)
class Change:
    """One column: how it is called, what stood and what is to stand there."""

    name: str
    before: str
    after: str


class ReasonForm(forms.Form):
    """Why; and which version was seen."""

    reason = NoteField(label="Reason (kept with the entry)", rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, row: ClinicalRow, data: Any = None) -> None:
        super().__init__(data, initial={"version": row.version})
        self.row = row


class AmendForm(ReasonForm):
    """The columns of the entry as they stand, to be typed over; only those that belong to it."""

    def __init__(self, row: ClinicalRow, data: Any = None, *, today: date, born: date | None = None) -> None:
        super().__init__(row, data)
        self.days = {"latest": today, "earliest": born or FIRST_DAY}
        allowed = AMENDABLE[type(row)] - HIDDEN
        self.columns = [name for name in ORDER if name in allowed and belongs(row, name)]
        for name in self.columns:
            self.fields[name] = self._field(name)
        for name, field in self._item_fields().items():
            self.fields[name] = field
        self.order_fields([name for name in self.fields if name not in _KEEPING])

    def _field(self, name: str) -> forms.Field:
        field = self._empty_field(name, required=not self._may_be_empty(name))
        field.initial = getattr(self.row, name)
        return field

    def _empty_field(self, name: str, *, required: bool) -> forms.Field:
        label, column = label_of(self.row, name), self.row._meta.get_field(name)
        kind, choices = column.get_internal_type(), choices_of(self.row, name)
        if choices:
            return CodeField(label=label, codes=choices, said=choices, required=required)
        if kind == "DateField":
            return DayField(label=label, required=required, **self.days)
        if name == "total" and self.scale:
            low, high = self.scale.total_min, self.scale.total_max
            return WholeField(label=label, low=low, high=high, required=required)
        if kind == "IntegerField":
            return WholeField(label=label, high=MOST_OF_ANY, required=required)
        if kind == "FloatField":
            return NumberField(label=label, high=_HIGHEST[name], required=required)
        if name == "note":
            return NoteField(label=label, rows=6, required=False)
        return NameField(label=label, required=required)

    @property
    def scale(self) -> Instrument | None:
        return INSTRUMENTS.get(self.row.instrument) if isinstance(self.row, models.Score) else None

    def _item_fields(self) -> dict[str, forms.Field]:
        """One for each item of a rating that was made by item; left empty, it was not rated."""
        items = getattr(self.row, "items", None)
        if not items or self.scale is None:
            return {}
        fields: dict[str, forms.Field] = {}
        for item, answer in zip(self.scale.items, items, strict=False):
            field = fields[f"item_{item.number}"] = ItemField(item)
            field.initial = answer
        return fields

    # What it says

    def changes(self) -> dict[str, Any]:
        """Only what differs from what is recorded."""
        typed = {name: self._typed(name) for name in self.columns} | self._items()
        changes = {name: value for name, value in typed.items() if value != getattr(self.row, name)}
        if "items" in changes and self.scale:
            changes.setdefault("total", self.scale.rate(changes["items"]).total)  # by the scale's rule
        return changes

    def _typed(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        return None if value in ("", []) and self._may_be_empty(name) else value

    def _items(self) -> dict[str, list[Any]]:
        names = [name for name in self.fields if name.startswith("item_")]
        return {"items": [self.cleaned_data.get(name) for name in names]} if names else {}

    def _may_be_empty(self, name: str) -> bool:
        return bool(self.row._meta.get_field(name).null)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._to_the_record_s_unit()
        if not self.errors and not self.changes():
            raise forms.ValidationError("Nothing is changed yet.")
        return self.cleaned_data

    def _to_the_record_s_unit(self) -> None:
        """A result in another known unit is converted, an unknown unit refused."""
        value, unit = self.cleaned_data.get("value"), self.cleaned_data.get("unit")
        if value is None or not unit:
            return
        try:
            if "test" in self.fields:
                test = self.cleaned_data["test"]
                value, unit = codes.convert(test, value, unit), codes.MEASUREMENTS[test].unit
            else:
                value, unit = codes.canonical_level(self.row.trial.treatment, value, unit)  # type: ignore[attr-defined]
        except codes.UnknownUnit as unknown:
            self.add_error("unit", f"Give one of {', '.join(unknown.allowed)}.")
            return
        self.cleaned_data |= {"value": value, "unit": unit}

    # Before and after, in words

    def told(self) -> tuple[Change, ...]:
        """What is changed, column by column."""
        return tuple(self._change(name, self.row, value) for name, value in self.changes().items())

    def against(self, current: ClinicalRow) -> tuple[Change, ...]:
        """Where what stands now differs from what is typed: the reader chooses."""
        typed = {name: self._typed(name) for name in self.columns} | self._items()
        return tuple(
            self._change(name, current, value)
            for name, value in typed.items()
            if getattr(current, name) != value
        )

    def _change(self, name: str, row: ClinicalRow, value: Any) -> Change:
        return Change(label_of(row, name), said(row, name, getattr(row, name)), said(row, name, value))
