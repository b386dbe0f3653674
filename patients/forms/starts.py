"""The only place for how a new treatment is typed: found by name, brand or class, asked when doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from patients import record
from patients.forms.chart import Chart
from patients.forms.fields import (
    CodeField,
    DayField,
    DoseField,
    NameField,
    in_words,
    known,
    ordinal_of,
    words,
)
from patients.formulary import FORMULARY, TREATMENT_IDS, Treatment, match_name, parts_of, search, treatment
from patients.record import DoseStep, Trial

ADDED = ("augmentation", "combination")
MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed name may mean: one treatment for certain, or candidates to choose from."""

    certain: Treatment | None
    candidates: tuple[Treatment, ...] = ()


def read_name(text: str, chosen: str = "") -> Reading:
    """Never guesses: a misspelling or a class gives candidates, even if only one."""
    found = match_name(text) if text else None
    if isinstance(found, Treatment):
        return Reading(found)
    candidates = found or tuple({m.treatment.id: m.treatment for m in search(text, 50)}.values())
    candidates = tuple(treatment(entry.id) for entry in candidates)
    if chosen in {entry.id for entry in candidates} or (chosen in TREATMENT_IDS and not text):
        return Reading(treatment(chosen), candidates)
    return Reading(None, candidates[:MOST_CANDIDATES])


def uncertain(typed: str, reading: Reading) -> str:
    """Why a name is not taken, and what to do."""
    parts = parts_of(typed)
    if not typed:
        return "Say which treatment."
    if parts:
        held = " and ".join(entry.id.replace("_", " ") for entry in parts)
        return (
            f"“{typed}” holds {held}{', each a line of its own' if parts[1:] else ' and more'}. Choose below."
        )
    if reading.candidates:
        return f"“{typed}” may mean more than one treatment. Choose below."
    return f"No treatment is called “{typed}”. Check the spelling, or write it under other medicines."


class StartForm(forms.Form):
    """One treatment started at or since the visit; says nothing when nothing was typed."""

    def __init__(self, chart: Chart, data: Any = None, *, prefix: str) -> None:
        self.chart = chart
        super().__init__(data, prefix=prefix)
        born, today = chart.record.patient.birth_date, chart.today
        self.fields["treatment"] = NameField(
            label="Start a treatment", required=False, widget=forms.TextInput(attrs=_SEARCH)
        )
        self.fields["chosen"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())
        self.fields["dose"] = DoseField(label="Dose", required=False)
        self.fields["start"] = DayField(label="Started on", latest=today, earliest=born, required=False)
        self.fields["role"] = CodeField(
            label="Given as", codes=record.ROLES, required=False, empty="as usual for it"
        )
        self.fields["augments"] = forms.ChoiceField(
            label="Added to", choices=[("", "—"), *_running(chart)], required=False
        )

    @property
    def called(self) -> str:
        return f"new treatment {ordinal_of(self.prefix)}"

    @property
    def is_blank(self) -> bool:
        names = ("treatment", "chosen", "dose", "start", "role", "augments")
        return not any(self[name].value() for name in names)

    @property
    def reading(self) -> Reading:
        """What the name means as it stands in the field, whether or not the rest is right."""
        return read_name(str(self["treatment"].value() or ""), str(self["chosen"].value() or ""))

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.is_blank and "treatment" not in self.errors:
            self._check_name()
        return self.cleaned_data

    def _check_name(self) -> None:
        if self.reading.certain is None:
            self.add_error("treatment", uncertain(known(self, "treatment") or "", self.reading))

    def check_on(self, visit_date: date) -> None:
        """Against the record: the same treatment cannot run twice at a time."""
        found, start = self.reading.certain, known(self, "start") or visit_date
        if self.is_blank or found is None:
            return
        for other in self.chart.record.trials:
            if other.treatment == found.id and (other.stop is None or start < other.stop):
                self.add_error("treatment", _runs_already(found, other))
                return

    def trial(self, visit_date: date, label: str) -> Trial | None:
        found = self.reading.certain
        if self.is_blank or found is None:
            return None
        role = known(self, "role") or found.usual_role
        start = known(self, "start") or visit_date
        dose = known(self, "dose")
        return Trial(
            label,
            found.id,
            role,
            start,
            augments=known(self, "augments") if role in ADDED else None,
            doses=() if dose is None else (DoseStep(start, dose),),
        )


_SEARCH = {
    "list": "treatment-names",
    "autocomplete": "off",
    "placeholder": "name, brand or class",
    "class": "treatment-name",
}


def _running(chart: Chart) -> list[tuple[str, str]]:
    return [(trial.id, words(trial.treatment)) for trial in chart.running]


def _runs_already(found: Treatment, other: Trial) -> str:
    until = f"to {in_words(other.stop)}" if other.stop else "and still runs"
    return f"{found.name} was started on {in_words(other.start)} {until}. Change its dose there instead."


def all_names() -> list[str]:
    """What the name field suggests: generic names, brands, and products of several."""
    names = [name for entry in FORMULARY for name in (entry.name, *entry.brands, *entry.in_combination)]
    return sorted(dict.fromkeys(names), key=str.casefold)
