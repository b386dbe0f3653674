"""The only place for how typed text becomes a day, a number or a name, or is refused in words.

One format for dates, a point for decimals: an ambiguous value is refused with what would be right,
never guessed. What was typed stays in the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.record import in_figures
from patients.unseen import UNREADABLE, UNSEEN

FIRST_DAY = date(1900, 1, 1)
MAX_NOTE = 200_000
UNBOUNDED = 1e9
MAX_NAME = 200
MOST_DOSE = 100_000

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")


class DayField(forms.DateField):
    """A full day as ``YYYY-MM-DD``, from 1900 to ``latest`` (today, in the clinic)."""

    def __init__(self, *, label: str, latest: date, earliest: date = FIRST_DAY, **options: Any) -> None:
        self.latest, self.earliest = latest, earliest
        options.setdefault("widget", day_input(latest, earliest))
        super().__init__(label=label, input_formats=["%Y-%m-%d"], **options)
        self.error_messages["invalid"] = "Write the day as year-month-day, like 2026-03-09."
        self.error_messages["required"] = "Give the day."

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and not re.fullmatch(r"\s*(\d{4}-\d{1,2}-\d{1,2})?\s*", value):
            raise ValidationError(self.error_messages["invalid"])
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > self.latest:
            raise ValidationError(f"{in_words(value)} is in the future: today is {in_words(self.latest)}.")
        if value and value < self.earliest:
            raise ValidationError(f"{in_words(value)} is too early: from {in_words(self.earliest)} on.")


def day_input(latest: date, earliest: date = FIRST_DAY) -> forms.DateInput:
    bounds = {"type": "date", "max": latest.isoformat(), "min": earliest.isoformat()}
    return forms.DateInput(attrs=bounds, format="%Y-%m-%d")


class NumberField(forms.Field):
    """A number from ``low`` to ``high`` with a decimal point; digits of any script are read as digits."""

    whole = False

    def __init__(self, *, label: str, low: float = 0, high: float = UNBOUNDED, **options: Any) -> None:
        self.low, self.high = low, high
        options.setdefault("widget", forms.TextInput())
        super().__init__(label=label, **options)
        self.widget.attrs.setdefault("inputmode", "numeric" if self.whole else "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> float | int | None:
        text = str(value).strip() if value not in (None, "") else ""
        if not text:
            return None
        self._check_shape(text)
        number = int(text) if self.whole else float(text) + 0.0
        if not self.low <= number <= self.high:
            raise ValidationError(f"{in_figures(number)} is not possible here: {self._range()}.")
        return number

    def _check_shape(self, text: str) -> None:
        if re.fullmatch(r"\d+,\d+", text):
            raise ValidationError(f"Use a decimal point: {text.replace(',', '.')} instead of {text}.")
        if not _NUMBER.fullmatch(text):
            raise ValidationError(f"“{text[:20]}” is not a number: {self._range()}.")
        if self.whole and "." in text:
            raise ValidationError(f"{text} is not a whole number: {self._range()}.")

    def _range(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {in_figures(self.low)}" + (
            "" if self.high >= UNBOUNDED else f" to {in_figures(self.high)}"
        )


class DoseField(NumberField):
    """The dose that something is started with: above 0, in the unit that the formulary gives."""

    def __init__(self, *, label: str, **options: Any) -> None:
        super().__init__(label=label, high=MOST_DOSE, **options)

    def to_python(self, value: Any) -> float | int | None:
        dose = super().to_python(value)
        if dose == 0:
            raise ValidationError("A treatment is not started with a dose of 0: leave it empty if unknown.")
        return dose


class WholeField(NumberField):
    whole = True


class NameField(forms.CharField):
    """A short text on one line: no unseen or direction-changing characters; trimmed."""

    def __init__(self, *, label: str, max_length: int = MAX_NAME, **options: Any) -> None:
        super().__init__(label=label, max_length=max_length, **options)
        self.error_messages["required"] = f"{label} is needed."

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if UNSEEN.search(text) or UNREADABLE in text:
            raise ValidationError("This holds characters that cannot be seen or read. Type it again.")
        return text


class NoteField(forms.CharField):
    """Free text, kept exactly as typed."""

    def __init__(self, *, label: str, rows: int = 3, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(label=label, max_length=MAX_NOTE, strip=False, widget=widget, **options)
        self.error_messages["required"] = "Say it in a few words."

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if UNREADABLE in text:
            raise ValidationError(
                "Some characters did not arrive readable (shown as “\ufffd”). Type them again."
            )
        return text.replace("\r\n", "\n") if text.strip() else ""


class CodeField(forms.ChoiceField):
    """One of the coded words; left empty when nothing is said."""

    def __init__(
        self,
        *,
        label: str,
        codes: Iterable[str],
        empty: str = "—",
        said: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        choices = [("", empty), *((code, (said or {}).get(code, words(code))) for code in codes)]
        super().__init__(label=label, choices=choices, **options)
        self.error_messages["required"] = f"{label} is needed."
        self.error_messages["invalid_choice"] = "“%(value)s” is not one of the choices."


def words(code: str) -> str:
    return code.replace("_", " ")


def in_words(day: date) -> str:
    """9 March 2026: the same in every language setting, never ambiguous."""
    return f"{day.day} {day:%B %Y}"


def ordinal_of(prefix: str | None) -> int:
    """Which line of its table a form is, counted from 1: "past-3" is line 4."""
    return int(str(prefix).rpartition("-")[2]) + 1


def known(form: forms.Form, field: str) -> Any:
    """What a field says, or ``None`` if nothing was typed or it was refused."""
    value = form.cleaned_data.get(field)
    return None if value == "" else value
