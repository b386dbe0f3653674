"""The only place for how the course of a running trial is typed: dose, adherence, tolerance, stop."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from patients import codes, record
from patients.actions.trials import TrialChange
from patients.entry_words import METHODS, PER_SESSION
from patients.forms.chart import adherence_since, current_dose, entry_of, last_method, week_of
from patients.forms.fields import MOST_DOSE, CodeField, DayField, NumberField, in_words, known, words
from patients.labels import address_of
from patients.record import AdherencePeriod, DoseStep, DrugLevel, SideEffect, Trial, in_figures

EFFECT_ROWS = (1, 2)
MORE = ("stop", "stop_reason", "effect_2", "severity_2", "level", "level_unit", "dose_from")
_SAME_AS = {"level": "drug_level"}


class CourseForm(forms.Form):
    """What happened to one running trial since the last visit; left as it opens, nothing did."""

    def __init__(
        self, trial: Trial, data: Any = None, *, today: date, version: int | None, only: tuple[str, ...] = ()
    ) -> None:
        self.trial, self.entry, self.today = trial, entry_of(trial), today
        self.address = address_of(trial.id)
        super().__init__(data, prefix=f"trial-{self.address}")
        self.current_version = version
        self.fields["version"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput(), initial=version
        )
        for name, field in self._all_fields().items():
            if not only or name in only:
                self.fields[name] = field

    def _all_fields(self) -> dict[str, forms.Field]:
        dose = {} if self.entry.dose_unit == "sessions" else self._dose_fields()
        sessions = self._session_fields() if self.entry.dose_unit in PER_SESSION else {}
        return dose | sessions | self._taken_fields() | self._tolerance_fields() | self._stop_fields()

    def _dose_fields(self) -> dict[str, forms.Field]:
        dose = NumberField(label=f"Dose now ({self.entry.dose_unit})", high=MOST_DOSE, required=False)
        dose.initial = _plain(self.dose_now)
        return {"dose": dose, "dose_from": self._day("Changed on")}

    def _session_fields(self) -> dict[str, forms.Field]:
        return {"session": forms.BooleanField(label="Session today", required=False)}

    def _taken_fields(self) -> dict[str, forms.Field]:
        method = CodeField(label="How known", codes=METHODS, required=False, said=METHODS)
        method.initial = _SAME_AS.get(last_method(self.trial) or "", last_method(self.trial) or "")
        return {
            "adherence": NumberField(label="Taken, % of doses", high=record.MAX_MPR_PERCENT, required=False),
            "method": method,
        }

    def _tolerance_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for row in EFFECT_ROWS:
            fields[f"effect_{row}"] = CodeField(label="Side effect", codes=codes.SIDE_EFFECTS, required=False)
            fields[f"severity_{row}"] = CodeField(label="Severity", codes=record.SEVERITIES, required=False)
        fields["level"] = NumberField(label="Drug level", required=False)
        fields["level_unit"] = forms.CharField(label="Unit", max_length=20, required=False)
        fields["level_unit"].initial = _level_unit(self.trial.treatment)
        return fields

    def _stop_fields(self) -> dict[str, forms.Field]:
        return {
            "stop": self._day("Stopped: first day without it"),
            "stop_reason": CodeField(label="Why", codes=record.STOP_REASONS, required=False),
        }

    def _day(self, label: str) -> DayField:
        return DayField(label=label, latest=self.today, earliest=self.trial.start, required=False)

    # What the page shows

    @property
    def called(self) -> str:
        return self.entry.name

    @property
    def dose_now(self) -> float | None:
        return current_dose(self.trial, self.today)

    @property
    def week(self) -> int:
        return week_of(self.trial, self.today)

    @property
    def dose_field(self) -> BoundField:
        return self["dose"]

    @property
    def session_field(self) -> BoundField:
        return self["session"]

    @property
    def taken_fields(self) -> list[BoundField]:
        return [self["adherence"], self["method"]]

    @property
    def first_effect(self) -> list[BoundField]:
        return [self["effect_1"], self["severity_1"]]

    @property
    def more_fields(self) -> list[BoundField]:
        """What is needed now and then: it waits behind one key."""
        return [self[name] for name in MORE if name in self.fields]

    @property
    def shows_more(self) -> bool:
        return self.is_bound and any(
            field.errors or (field.name != "level_unit" and field.value()) for field in self.more_fields
        )

    # What is wrong

    def clean(self) -> dict[str, Any]:
        super().clean()
        for check in (self._check_taken, self._check_effects, self._check_level, self._check_stop):
            check()
        return self.cleaned_data

    def check_on(self, visit_date: date) -> None:
        """What needs the day of the visit: a second dose on one day, or one after the stop."""
        self._check_version()
        if not self.dose_changed or "dose_from" in self.errors:
            return
        day, stop = known(self, "dose_from") or visit_date, known(self, "stop")
        there = next((step for step in self.trial.doses if step.start == day), None)
        if there is not None:
            self.add_error("dose", f"{_dose_there(there)} Amend that entry, or choose another day.")
        elif day < self.trial.start:
            self.add_error("dose_from", f"The treatment began only on {in_words(self.trial.start)}.")
        elif stop and day >= stop:
            self.add_error("dose", f"It is stopped from {in_words(stop)} on: leave the dose as it was.")

    def _check_version(self) -> None:
        """Someone else changed this trial since the form was opened: shown beside what is typed."""
        typed = known(self, "version")
        if typed is None or self.current_version is None or typed == self.current_version:
            return
        self.add_error(
            "version", f"Someone changed this treatment since you opened the form. Now: {self.now}."
        )
        posted: Any = self.data
        posted = posted.copy()
        posted[self.add_prefix("version")] = str(self.current_version)
        self.data = posted

    @property
    def now(self) -> str:
        """How the trial stands, in words."""
        dose = (
            "dose unknown" if self.dose_now is None else f"{in_figures(self.dose_now)} {self.entry.dose_unit}"
        )
        taken = [
            f"{in_figures(period.percent)} % taken" for period in self.trial.adherence[-1:] if period.percent
        ]
        effects = [words(effect.effect) for effect in self.trial.side_effects[-2:]]
        return ", ".join([dose, *taken, *effects])

    def _check_taken(self) -> None:
        percent, method = known(self, "adherence"), known(self, "method")
        if percent is None or {"adherence", "method"} & set(self.errors):
            return
        if method is None:
            self.add_error("method", "Say how it is known: self report, pill count, refills …")
        elif percent > 100 and method != "mpr":
            self.add_error("adherence", f"{in_figures(percent)} % is more than all doses: 0 to 100.")

    def _check_effects(self) -> None:
        for row in EFFECT_ROWS:
            if known(self, f"severity_{row}") and not known(self, f"effect_{row}"):
                self.add_error(f"effect_{row}", "Choose the side effect that has this severity.")

    def _check_level(self) -> None:
        value, unit = known(self, "level"), known(self, "level_unit")
        if value is None or {"level", "level_unit"} & set(self.errors):
            return
        try:
            codes.canonical_level(self.trial.treatment, value, unit or "")
        except codes.UnknownUnit as unknown:
            self.add_error("level_unit", f"Give one of {', '.join(unknown.allowed)}.")

    def _check_stop(self) -> None:
        stop, reason = known(self, "stop"), known(self, "stop_reason")
        if {"stop", "stop_reason"} & set(self.errors):
            return
        if stop and stop <= self.trial.start:
            began = in_words(self.trial.start)
            self.add_error("stop", f"Stop {in_words(stop)} is not after the start {began}.")
        elif stop and not reason:
            self.add_error("stop_reason", "Say why it was stopped: it decides whether the trial counts.")
        elif stop and self.trial.doses and self.trial.doses[-1].start >= stop:
            self.add_error("stop", f"{_dose_there(self.trial.doses[-1])} The stop has to lie after it.")

    # What it says

    @property
    def dose_changed(self) -> bool:
        dose = known(self, "dose")
        return dose is not None and dose != self.dose_now

    def change(self, visit_date: date) -> TrialChange | None:
        """``None`` when nothing happened to this trial."""
        stop = known(self, "stop") or (visit_date if known(self, "stop_reason") else None)
        change = TrialChange(
            self.trial.id,
            known(self, "version"),
            doses=self._doses(visit_date),
            adherence=self._taken(stop or visit_date),
            levels=self._levels(visit_date),
            side_effects=self._effects(visit_date),
            sessions=(visit_date,) if known(self, "session") else (),
            stop=stop,
            stop_reason=known(self, "stop_reason"),
        )
        empty = TrialChange(self.trial.id, known(self, "version"))
        return None if change == empty else change

    def _doses(self, visit_date: date) -> tuple[DoseStep, ...]:
        if not self.dose_changed:
            return ()
        return (DoseStep(known(self, "dose_from") or visit_date, known(self, "dose")),)

    def _taken(self, until: date) -> tuple[AdherencePeriod, ...]:
        percent = known(self, "adherence")
        if percent is None:
            return ()
        since = adherence_since(self.trial, until)
        if since >= until:
            return (AdherencePeriod(percent, known(self, "method")),)
        return (AdherencePeriod(percent, known(self, "method"), since, until),)

    def _levels(self, visit_date: date) -> tuple[DrugLevel, ...]:
        value = known(self, "level")
        if value is None:
            return ()
        canonical, unit = codes.canonical_level(self.trial.treatment, value, known(self, "level_unit") or "")
        return (DrugLevel(visit_date, canonical, unit),)

    def _effects(self, visit_date: date) -> tuple[SideEffect, ...]:
        rows = ((known(self, f"effect_{row}"), known(self, f"severity_{row}")) for row in EFFECT_ROWS)
        return tuple(SideEffect(effect, visit_date, severity) for effect, severity in rows if effect)


def _dose_there(step: DoseStep) -> str:
    dose = "an unknown dose" if step.dose is None else in_figures(step.dose)
    return f"From {in_words(step.start)} on {dose} is recorded already."


def _level_unit(treatment: str) -> str:
    return {"lithium": "mmol/L", "nortriptyline": "ng/mL"}.get(treatment, "ng/mL")


def _plain(dose: float | None) -> str:
    return "" if dose is None else in_figures(dose)
