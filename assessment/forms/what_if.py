"""The only place for hypothetical edits as they are typed: compared with the record, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from assessment.presenters.naming import treatment_name
from assessment.rules.what_if import Add, Change, Edit, Remove
from assessment.timeline.words import STOPPED, day, dose_unit, number, scale_name
from patients.forms.fields import CodeField, DayField, NumberField, WholeField
from patients.formulary import FORMULARY, treatment
from patients.instruments import INSTRUMENTS
from patients.record import (
    STOP_REASONS,
    AdherencePeriod,
    DoseStep,
    PatientRecord,
    Score,
    Trial,
)

MORE_SCORES = 2


class TrialForm(forms.Form):
    """One treatment as it is recorded; only what is typed over counts."""

    def __init__(self, trial: Trial, today: date, data: Any = None, *, prefix: str) -> None:
        self.trial = trial
        self.name = f"{treatment_name(trial.treatment, trial.role)} ({trial.id})"
        super().__init__(data, prefix=prefix, initial=_recorded(trial))
        if (unit := _unit(trial)) != "sessions":  # sessions have neither a dose nor a share that is taken
            self.fields["adherence"] = NumberField(label="Taken, %", high=100, required=False)
            self.fields["dose"] = NumberField(label=f"Last dose, {unit}", high=100_000, required=False)
        self.fields["start"] = DayField(label="Start", latest=today)
        self.fields["stop"] = DayField(label="Stop", latest=today, required=False)
        self.fields["stop_reason"] = CodeField(
            label="Stopped because", codes=STOP_REASONS, said=_REASONS, required=False
        )

    def edits(self) -> list[Edit]:
        return [Change(self.trial.id, self._values())] if self.changed_data else []

    def said(self) -> Iterator[str]:
        for name in self.changed_data:
            value, was = _told(self.cleaned_data[name]), _told(self.initial.get(name))
            yield f"{self.name}: {_SAID[name]} {value} instead of {was}"

    def _values(self) -> dict[str, Any]:
        given = self.cleaned_data
        stop = given["stop"]
        return {
            "start": given["start"],
            "stop": stop,
            "stop_reason": (given["stop_reason"] or None) if stop else None,
            "doses": _doses(self.trial, given["start"], stop, given.get("dose"), "dose" in self.changed_data),
            "adherence": self._adherence(),
        }

    def _adherence(self) -> tuple[AdherencePeriod, ...]:
        """A share typed here is for the whole treatment, by the method that is on record."""
        if "adherence" not in self.changed_data:
            return self.trial.adherence
        percent = self.cleaned_data["adherence"]
        methods = {period.method for period in self.trial.adherence}
        method = methods.pop() if len(methods) == 1 else None
        return () if percent is None else (AdherencePeriod(percent, method),)


_SAID = {
    "adherence": "percent taken",
    "dose": "last dose",
    "start": "start",
    "stop": "stop",
    "stop_reason": "stopped because of",
}
_REASONS = {code: words.removeprefix("stopped: ") for code, words in STOPPED.items()}


def _recorded(trial: Trial) -> dict[str, Any]:
    single = trial.adherence[0] if len(trial.adherence) == 1 else None
    return {
        "adherence": _short(single.percent if single else None),
        "dose": _short(trial.doses[-1].dose if trial.doses else None),
        "start": trial.start,
        "stop": trial.stop,
        "stop_reason": trial.stop_reason or "",
    }


def _short(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _unit(trial: Trial) -> str:
    try:
        return dose_unit(treatment(trial.treatment, trial.role).dose_unit)
    except KeyError:
        return "unit not known"


def _told(value: object) -> str:
    if isinstance(value, date):
        return day(value)
    if value in (None, ""):
        return "nothing recorded"
    return f"{value:g}" if isinstance(value, int | float) else _REASONS.get(str(value), str(value))


def _doses(
    trial: Trial, start: date, stop: date | None, dose: float | None, changed: bool
) -> tuple[DoseStep, ...]:
    """The steps moved into the new period, the last one at the new dose."""
    steps = list(trial.doses)
    if changed:
        steps[-1:] = [DoseStep(steps[-1].start if steps else start, dose)]
    if not steps:
        return ()
    before = [step for step in steps if step.start <= start] or steps[:1]
    first = replace(before[-1], start=start)
    later = [step for step in steps[1:] if step.start > start and (stop is None or step.start < stop)]
    return (first, *later)


class ScoreForm(forms.Form):
    """One more rating; the same scale on the same day replaces the one on record."""

    def __init__(self, record: PatientRecord, today: date, data: Any = None, *, prefix: str) -> None:
        self.record = record
        super().__init__(data, prefix=prefix)
        scales = [code for code, scale in INSTRUMENTS.items() if scale.outcome_scale]
        self.fields["instrument"] = CodeField(
            label="Scale", codes=scales, said={code: scale_name(code) for code in scales}, required=False
        )
        self.fields["date"] = DayField(label="Day", latest=today, required=False)
        self.fields["total"] = WholeField(label="Total", high=1000, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        told = [given.get(name) not in (None, "") for name in self.fields]
        if any(told) and not all(told) and not self.errors:
            raise forms.ValidationError("A score needs its scale, its day and its total.")
        if all(told):
            self._check_range(INSTRUMENTS[given["instrument"]], given["total"])
        return given

    def _check_range(self, scale: Any, total: int) -> None:
        if not scale.total_min <= total <= scale.total_max:
            self.add_error("total", f"{scale.name}: from {scale.total_min} to {scale.total_max}.")

    def edits(self) -> list[Edit]:
        return [*(Remove(score) for score in self._replaced()), Add(self._score())] if self._typed() else []

    def said(self) -> Iterator[str]:
        if self._typed():
            score = self._score()
            was = "".join(f" instead of {one.total}" for one in self._replaced() if one.total is not None)
            yield f"{scale_name(score.instrument)} {score.total} on {day(score.date)}{was}"

    def _typed(self) -> bool:
        return bool(self.cleaned_data.get("instrument"))

    def _score(self) -> Score:
        given, replaced = self.cleaned_data, self._replaced()
        rater = replaced[0].rater if replaced else None
        return Score(given["date"], given["instrument"], total=given["total"], rater=rater)

    def _replaced(self) -> list[Score]:
        given = self.cleaned_data
        same = (given["instrument"], given["date"])
        return [score for score in self.record.scores if (score.instrument, score.date) == same]


class NewTrialForm(forms.Form):
    """One more treatment."""

    def __init__(self, record: PatientRecord, today: date, data: Any = None, *, prefix: str) -> None:
        self.record = record
        super().__init__(data, prefix=prefix)
        self.fields["treatment"] = forms.ChoiceField(
            label="Treatment", choices=[("", "—"), *_treatments()], required=False
        )
        self.fields["start"] = DayField(label="Start", latest=today, required=False)
        self.fields["stop"] = DayField(label="Stop", latest=today, required=False)
        self.fields["dose"] = NumberField(label="Dose", high=100_000, required=False)
        self.fields["adherence"] = NumberField(label="Taken, %", high=100, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        typed = [name for name in self.fields if given.get(name) not in (None, "")]
        if typed and not (given.get("treatment") and given.get("start")) and not self.errors:
            raise forms.ValidationError("A treatment needs its name and its start.")
        return given

    def edits(self) -> list[Edit]:
        return [Add(self._trial())] if self.cleaned_data.get("treatment") else []

    def said(self) -> Iterator[str]:
        if self.cleaned_data.get("treatment"):
            added = self._trial()
            dose = f" {number(added.doses[0].dose)} {_unit(added)}" if added.doses[:1] else ""  # type: ignore[arg-type]
            until = f" to {day(added.stop)}" if added.stop else ""
            yield f"{treatment_name(added.treatment, added.role)}{dose} added, from {day(added.start)}{until}"

    def _trial(self) -> Trial:
        given, entry = self.cleaned_data, treatment(self.cleaned_data["treatment"].partition(":")[0])
        role = self.cleaned_data["treatment"].partition(":")[2]
        dose, percent = given["dose"], given["adherence"]
        return Trial(
            self._label(),
            entry.id,
            role,
            given["start"],
            stop=given["stop"],
            augments=base_of(self.record, role),
            doses=() if dose is None else (DoseStep(given["start"], dose),),
            adherence=() if percent is None else (AdherencePeriod(percent),),
        )

    def _label(self) -> str:
        used = {trial.id for trial in self.record.trials}
        return next(free for index in range(1, 10_000) if (free := f"T{index}") not in used)


def base_of(record: PatientRecord, role: str) -> str | None:
    """An add-on is added to the antidepressant that runs."""
    running = [trial.id for trial in record.trials if trial.running and trial.role == "antidepressant"]
    return running[-1] if role == "augmentation" and running else None


def _treatments() -> list[tuple[str, str]]:
    named = {
        f"{entry.id}:{entry.usual_role}": f"{entry.name.removesuffix(' (augmentation)')}"
        + (" (added)" if entry.role == "augmenter" else "")
        for entry in FORMULARY
    }
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


class WhatIfForm:
    """All of the page: every treatment, further scores, a further treatment."""

    def __init__(self, record: PatientRecord, today: date, data: Any = None) -> None:
        self.trials = [
            TrialForm(trial, today, data, prefix=f"trial-{index}")
            for index, trial in enumerate(record.trials)
        ]
        self.scores = [
            ScoreForm(record, today, data, prefix=f"score-{index}") for index in range(MORE_SCORES)
        ]
        self.added = NewTrialForm(record, today, data, prefix="added")

    @property
    def parts(self) -> list[Any]:
        return [*self.trials, *self.scores, self.added]

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in self.parts]  # every part shows its own faults
        return all(valid)

    def edits(self) -> list[Edit]:
        return [edit for part in self.parts for edit in part.edits()]

    def said(self) -> tuple[str, ...]:
        return tuple(words for part in self.parts for words in part.said())
