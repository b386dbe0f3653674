"""The only place for the small forms from the patient's page: start, change dose, stop one treatment."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms

from patients.actions import Remark, TrialChange
from patients.forms.chart import Chart
from patients.forms.courses import CourseForm
from patients.forms.doubts import Answers, Doubt, doubts_of_change, doubts_of_start, remarks_of
from patients.forms.fields import known
from patients.forms.starts import StartForm
from patients.record import Trial, in_figures

DOSE = ("dose", "dose_from")
STOP = ("stop", "stop_reason")


class OneChangeForm(CourseForm):
    """One trial, only the fields of this change; each of them is needed."""

    def __init__(self, chart: Chart, trial: Trial, data: Any = None, *, only: tuple[str, ...]) -> None:
        super().__init__(trial, data, today=chart.today, version=chart.versions.get(trial.id), only=only)
        self.visit_date, self.chart = chart.today, chart
        self.needed, self.answers = only[0], Answers(data)
        self.fields["submission"] = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)
        for name in only:
            self.fields[name].required = True
            if self.fields[name].initial is None:
                self.fields[name].initial = chart.today
        self.fields[only[0]].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_on(self.visit_date)
        if self.needed == "dose" and not self.errors and not self.dose_changed:
            self.add_error("dose", f"The dose is {in_figures(self.dose_now or 0)} already. Give the new one.")
        return self.cleaned_data

    @property
    def submission(self) -> UUID:
        return known(self, "submission")  # type: ignore[no-any-return]

    def the_change(self) -> TrialChange:
        change = self.change(self.visit_date)
        assert change is not None  # its fields are required
        return change

    def doubts(self) -> tuple[Doubt, ...]:
        return self.answers.open(doubts_of_change(self.the_change(), self.chart))

    def remarks(self) -> tuple[Remark, ...]:
        return remarks_of(self.trial, self.the_change().doses, self.answers)


class OneStartForm(StartForm):
    """A treatment started, from the patient's page."""

    def __init__(self, chart: Chart, data: Any = None) -> None:
        super().__init__(chart, data, prefix="starts-0")
        self.answers = Answers(data)
        self.fields["submission"] = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)
        self.fields["treatment"].widget.attrs["autofocus"] = True
        self.fields["start"].initial = chart.today

    @property
    def is_blank(self) -> bool:
        return False

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_on(self.chart.today)
        return self.cleaned_data

    @property
    def submission(self) -> UUID:
        return known(self, "submission")  # type: ignore[no-any-return]

    def the_trial(self) -> Trial:
        trial = self.trial(self.chart.today, "")
        assert trial is not None  # the name was checked
        return trial

    def doubts(self) -> tuple[Doubt, ...]:
        return self.answers.open(doubts_of_start(self.the_trial()))

    def remarks(self) -> tuple[Remark, ...]:
        return remarks_of(self.the_trial(), self.the_trial().doses, self.answers)
