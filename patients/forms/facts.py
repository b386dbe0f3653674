"""The only place for how other findings are typed: symptoms, conditions, measurements, medicines, checks."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from patients import codes, record
from patients.forms.chart import Chart
from patients.forms.fields import (
    CodeField,
    DayField,
    NameField,
    NumberField,
    in_words,
    known,
    ordinal_of,
    words,
)
from patients.record import Check, Condition, Measurement, Medicine, Symptom, in_figures

MOST_ROWS = 30
MOST_OF_ANY = 1_000_000
MOST = {
    "weight": 700, "bmi": 250, "neck_circumference": 150, "body_temperature": 50, "cpap_use": 24,
    "heart_rate": 500, "systolic_blood_pressure": 400, "diastolic_blood_pressure": 400, "qtc": 2000,
    "sodium": 300, "potassium": 20, "inr": 100, "haemoglobin": 300, "ahi": 300,
}  # fmt: skip
"""In the unit of the record: beyond any living person, so a typing error or another unit, never a finding."""


class SymptomsForm(forms.Form):
    """The symptoms present today."""

    symptoms = forms.MultipleChoiceField(
        label="Symptoms today",
        choices=[(code, code.replace("_", " ")) for code in codes.SYMPTOMS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def facts(self, visit_date: date) -> tuple[Symptom, ...]:
        return tuple(Symptom(code, visit_date) for code in self.cleaned_data.get("symptoms", ()))


class RowForm(forms.Form):
    """One line of a table; an empty line says nothing."""

    what: ClassVar[str]
    first: ClassVar[str]
    """The field without which the line has no meaning."""
    ignored: ClassVar[tuple[str, ...]] = ()

    def __init__(self, chart: Chart, data: Any = None, *, prefix: str) -> None:
        self.chart = chart
        super().__init__(data, prefix=prefix)
        self.build()

    def build(self) -> None:
        raise NotImplementedError

    @property
    def called(self) -> str:
        """ "Measurement 2": which line, as the problem list says it."""
        return f"{self.what} {ordinal_of(self.prefix)}"

    def day(self, label: str) -> DayField:
        born = self.chart.record.patient.birth_date
        return DayField(label=label, latest=self.chart.today, earliest=born, required=False)

    @property
    def is_blank(self) -> bool:
        return not any(self[name].value() for name in self.fields if name not in self.ignored)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.is_blank and self.first not in self.errors and not known(self, self.first):
            self.add_error(self.first, f"{self.fields[self.first].label} is needed on this line.")
        return self.cleaned_data

    def fact(self, visit_date: date) -> Any:
        raise NotImplementedError


class ConditionForm(RowForm):
    what = "condition"
    first = "code"

    def build(self) -> None:
        self.fields["code"] = CodeField(label="Condition", codes=codes.CONDITIONS, required=False)
        self.fields["status"] = CodeField(label="Status", codes=record.CONDITION_STATUSES, required=False)
        self.fields["date"] = self.day("Date (visit if empty)")

    def clean(self) -> dict[str, Any]:
        super().clean()
        if known(self, "code") and not known(self, "status") and "status" not in self.errors:
            self.add_error("status", "Say whether it is present, past, treated, absent or suspected.")
        return self.cleaned_data

    def fact(self, visit_date: date) -> Condition:
        return Condition(known(self, "code"), known(self, "status"), known(self, "date") or visit_date)


class MeasurementForm(RowForm):
    what = "measurement"
    first = "test"
    ignored = ("unit",)

    def build(self) -> None:
        self.fields["test"] = CodeField(label="Test", codes=codes.MEASUREMENTS, required=False)
        self.fields["value"] = NumberField(label="Value", required=False)
        self.fields["unit"] = forms.CharField(
            label="Unit", max_length=30, required=False, widget=forms.TextInput(attrs={"list": "units"})
        )
        self.fields["date"] = self.day("Date (visit if empty)")

    def clean(self) -> dict[str, Any]:
        super().clean()
        test = known(self, "test")
        if test and known(self, "value") is None and "value" not in self.errors:
            self.add_error("value", "Give the value that was measured.")
        if test and "unit" not in self.errors:
            self._check_unit(codes.MEASUREMENTS[test])
        return self.cleaned_data

    def _check_unit(self, test: codes.MeasuredIn) -> None:
        unit = known(self, "unit")
        try:
            if unit is None:
                raise codes.UnknownUnit(test.code, "", test.units)
            codes.convert(test.code, 1.0, unit)
        except codes.UnknownUnit as unknown:
            self.add_error("unit", f"Give the unit: {', '.join(unknown.allowed)}.")

        else:
            self._check_value(test)

    def _check_value(self, test: codes.MeasuredIn) -> None:
        value, most = known(self, "value"), MOST.get(test.code, MOST_OF_ANY)
        if value is None or codes.convert(test.code, value, known(self, "unit")) <= most:
            return
        said = f"{in_figures(value)} {known(self, 'unit')} is not possible for {words(test.code)}"
        self.add_error("value", f"{said}: at most {in_figures(most)} {test.unit}. Look at the unit, too.")

    def fact(self, visit_date: date) -> Measurement:
        test = known(self, "test")
        value = codes.convert(test, known(self, "value"), known(self, "unit"))
        return Measurement(known(self, "date") or visit_date, test, value, codes.MEASUREMENTS[test].unit)


class MedicineForm(RowForm):
    what = "other medicine"
    first = "name"

    def build(self) -> None:
        self.fields["name"] = NameField(label="Medicine", required=False)
        self.fields["start"] = self.day("Since (visit if empty)")
        self.fields["stop"] = self.day("Stopped: first day without it")

    def clean(self) -> dict[str, Any]:
        super().clean()
        start, stop = known(self, "start"), known(self, "stop")
        if stop and start and stop <= start:
            self.add_error("stop", f"Stop {in_words(stop)} is not after the start {in_words(start)}.")
        if stop and not start and "start" not in self.errors:
            self.add_error("start", "Give the day it was started.")
        return self.cleaned_data

    def fact(self, visit_date: date) -> Medicine:
        return Medicine(known(self, "name"), known(self, "start") or visit_date, known(self, "stop"))


class CheckForm(forms.Form):
    """One entry of the impostor checklist; left empty, it stands as it is."""

    def __init__(self, chart: Chart, code: str, data: Any = None) -> None:
        self.code, self.means, self.core = code, codes.CHECKS[code].means, codes.CHECKS[code].core
        self.last = chart.check(code)
        self.by = chart.by
        super().__init__(data, prefix=f"check-{code}")
        self.fields["state"] = CodeField(
            label=self.means, codes=record.CHECK_STATES, required=False, empty="as before"
        )

    @property
    def state_field(self) -> BoundField:
        return self["state"]

    @property
    def said(self) -> str:
        """How it stands, with its day."""
        return f"{words(self.last.state or 'not_assessed')}, {in_words(self.last.date)}" if self.last else ""

    def fact(self, visit_date: date) -> Check | None:
        state = known(self, "state")
        return None if state is None else Check(self.code, state, visit_date, self.by)


ROWS: dict[str, type[RowForm]] = {
    "conditions": ConditionForm,
    "measurements": MeasurementForm,
    "medicines": MedicineForm,
}
