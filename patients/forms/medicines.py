"""The only place for how another medicine that is taken now is stopped: one tick, or the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from patients.actions import MedicineStop
from patients.forms.chart import Taken
from patients.forms.fields import DayField, in_words, known


class MedicineStopForm(forms.Form):
    """One medicine taken now; left unticked, it goes on."""

    def __init__(self, taken: Taken, data: Any = None, *, today: date) -> None:
        self.taken, self.called = taken, taken.medicine.name
        super().__init__(data, prefix=prefix_of(taken))
        self.fields["version"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput(), initial=taken.version
        )
        self.fields["stopped"] = forms.BooleanField(label=f"Stopped: {self.called}", required=False)
        self.fields["stop"] = DayField(
            label="First day without it (visit if empty)", latest=today, required=False
        )

    @property
    def since(self) -> str:
        return in_words(self.taken.medicine.start)

    @property
    def stopped_field(self) -> BoundField:
        return self["stopped"]

    @property
    def day_field(self) -> BoundField:
        return self["stop"]

    @property
    def is_blank(self) -> bool:
        return not (self["stopped"].value() or self["stop"].value())

    def check_on(self, visit_date: date) -> None:
        """Against the medicine as it stands now."""
        stop, typed = self._stop(visit_date), known(self, "version")
        if stop is not None and stop <= self.taken.medicine.start:
            self.add_error("stop", f"{in_words(stop)} is not after its start {self.since}.")
        if stop is not None and typed is not None and typed != self.taken.version:
            self.add_error(
                "stopped", "Someone changed this since you opened the form. Save again to stop it."
            )
            posted: Any = self.data
            posted = posted.copy()
            posted[self.add_prefix("version")] = str(self.taken.version)
            self.data = posted

    def _stop(self, visit_date: date) -> date | None:
        return known(self, "stop") or (visit_date if known(self, "stopped") else None)

    def fact(self, visit_date: date) -> MedicineStop | None:
        stop = self._stop(visit_date)
        if stop is None:
            return None
        return MedicineStop(self.taken.reference, self.taken.medicine, stop, known(self, "version"))


def prefix_of(taken: Taken) -> str:
    return f"medicine-{taken.reference.hex}"
