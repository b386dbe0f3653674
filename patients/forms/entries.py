"""The only place for how one recorded entry is put right: its columns anew, or "entered in error"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import fields_for_model

from patients.actions import AMENDABLE
from patients.forms.fields import NoteField, words
from patients.models import ClinicalRow

HIDDEN = frozenset({"answers", "sessions_known"})
"""Amended by entering the rating anew: their form is not one that people type."""


class ReasonForm(forms.Form):
    """Why; and which version was seen."""

    reason = NoteField(label="Reason (kept with the entry)", rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, row: ClinicalRow, data: Any = None) -> None:
        super().__init__(data, initial={"version": row.version})
        self.row = row


class AmendForm(ReasonForm):
    """The columns of the entry as they stand, to be typed over."""

    def __init__(self, row: ClinicalRow, data: Any = None) -> None:
        super().__init__(row, data)
        columns = [name for name in AMENDABLE[type(row)] if name not in HIDDEN]
        for name, field in sorted((fields_for_model(type(row), fields=columns) or {}).items()):
            field.initial = getattr(row, name)
            field.label = words(name).capitalize()
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                field.input_formats = ["%Y-%m-%d"]
            self.fields[name] = field
        self.order_fields([*sorted(columns), "reason", "version"])

    def changes(self) -> dict[str, Any]:
        """Only what differs from what is recorded."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name not in ("reason", "version")}
        typed = {
            name: None if value in ("", []) and self._may_be_empty(name) else value
            for name, value in typed.items()
        }
        return {name: value for name, value in typed.items() if value != getattr(self.row, name)}

    def _may_be_empty(self, name: str) -> bool:
        return bool(self.row._meta.get_field(name).null)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not self.changes():
            raise forms.ValidationError("Nothing is changed yet.")
        return self.cleaned_data

    def against(self, current: ClinicalRow) -> list[tuple[str, object, object]]:
        """Field by field where what stands now differs from what is typed: the reader chooses."""
        typed = ((name, self.cleaned_data.get(name)) for name in self.fields)
        return [
            (words(name), getattr(current, name), value)
            for name, value in typed
            if name not in ("reason", "version") and getattr(current, name) != value
        ]
