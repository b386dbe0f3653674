"""The only place for how a new patient is typed: who it is, and what was tried before as a quick table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.urls import reverse

from patients import record
from patients.actions import Admission, PastTrial
from patients.entry_words import METHODS
from patients.forms.doubts import Answers, Doubt, doubts_of_start, remarks_of
from patients.forms.fields import (
    CodeField,
    DayField,
    DoseField,
    NameField,
    NumberField,
    in_words,
    known,
    ordinal_of,
)
from patients.forms.starts import Reading, read_name, uncertain
from patients.forms.told_dates import EXAMPLES, Told, read_day, read_stop
from patients.forms.visit import Problem, focus_first_fault, problems_of
from patients.models import CareTeam, Clinic, Patient
from patients.record import AdherencePeriod, DoseStep, ImpossibleRecord, Trial

ROWS_AT_FIRST = 6
MOST_ROWS = 40


class PersonForm(forms.Form):
    """Who it is, and whose care they come into."""

    def __init__(self, teams: list[CareTeam], today: date, data: Any = None) -> None:
        super().__init__(data, prefix="person")
        self.fields["record_number"] = NameField(label="Record number")
        self.fields["given_name"] = NameField(label="Given name", required=False)
        self.fields["family_name"] = NameField(label="Family name", required=False)
        self.fields["birth_date"] = DayField(label="Born on", latest=today)
        self.fields["sex"] = CodeField(label="Sex", codes=record.SEXES)
        self.fields["team"] = forms.ChoiceField(
            label="Care team", choices=[(str(team.reference), f"{team}, {team.clinic}") for team in teams]
        )
        self.fields["onset"] = DayField(label="Current episode began on", latest=today, required=False)
        self.fields["submission"] = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)
        self.fields["record_number"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        born, onset = known(self, "birth_date"), known(self, "onset")
        if born and onset and onset < born:
            self.add_error("onset", f"{in_words(onset)} is before birth on {in_words(born)}.")
        return self.cleaned_data


class DetailsForm(forms.Form):
    """Who it is, put right."""

    def __init__(self, patient: Patient, today: date, data: Any = None) -> None:
        self.patient = patient
        super().__init__(data, initial={"version": patient.version})
        self.fields["record_number"] = NameField(label="Record number")
        self.fields["given_name"] = NameField(label="Given name", required=False)
        self.fields["family_name"] = NameField(label="Family name", required=False)
        self.fields["birth_date"] = DayField(label="Born on", latest=today)
        self.fields["sex"] = CodeField(label="Sex", codes=record.SEXES)
        for name, field in self.fields.items():
            field.initial = getattr(patient, name)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput(), initial=patient.version)

    def changes(self) -> dict[str, Any]:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {name: value for name, value in typed.items() if value != getattr(self.patient, name)}


class PastTrialForm(forms.Form):
    """One line of the table; dates may be typed as they are told."""

    def __init__(self, today: date, data: Any = None, *, prefix: str) -> None:
        self.today = today
        super().__init__(data, prefix=prefix)
        names = {"list": "treatment-names", "autocomplete": "off"}
        self.fields["treatment"] = NameField(
            label="Treatment", required=False, widget=forms.TextInput(attrs=names)
        )
        self.fields["chosen"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())
        self.fields["dose"] = DoseField(label="Highest dose (mg a day)", required=False)
        self.fields["start"] = NameField(label="Started", required=False, max_length=40)
        self.fields["stop"] = NameField(label="Stopped, or how long", required=False, max_length=40)
        self.fields["stop_reason"] = CodeField(label="Why", codes=record.STOP_REASONS, required=False)
        self.fields["adherence"] = NumberField(label="Taken, %", high=100, required=False)
        self.fields["method"] = CodeField(label="How known", codes=METHODS, said=METHODS, required=False)

    @property
    def called(self) -> str:
        return f"line {ordinal_of(self.prefix)}"

    @property
    def is_blank(self) -> bool:
        return not any(self[name].value() for name in self.fields)

    @property
    def reading(self) -> Reading:
        return read_name(str(self["treatment"].value() or ""), str(self["chosen"].value() or ""))

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.is_blank:
            self._check_name()
            self._check_dates()
            self._check_taken()
        return self.cleaned_data

    def _check_name(self) -> None:
        if "treatment" not in self.errors and self.reading.certain is None:
            self.add_error("treatment", uncertain(known(self, "treatment") or "", self.reading))

    def _check_dates(self) -> None:
        start, stop = self.start, self.stop
        if start is None:
            self._refuse("start", "Say when it was started")
        elif start.day > self.today:
            self.add_error("start", f"{in_words(start.day)} is in the future.")
        if known(self, "stop") and start and stop is None:
            self._refuse(
                "stop", "Say when it stopped, how long it lasted (8 weeks), or leave it empty if it runs"
            )
        elif start and stop and not start.day < stop.day <= self.today:
            self.add_error("stop", f"Stop {in_words(stop.day)} is not between the start and today.")
        elif stop and not known(self, "stop_reason"):
            self.add_error("stop_reason", "Say why it was stopped: it decides whether the trial counts.")

    def _refuse(self, field: str, sentence: str) -> None:
        if field not in self.errors:
            self.add_error(field, f"{sentence}: {EXAMPLES}.")

    def _check_taken(self) -> None:
        if known(self, "adherence") is not None and not known(self, "method"):
            self.add_error("method", "Say how it is known.")

    # What it says

    @property
    def start(self) -> Told | None:
        return read_day(known(self, "start") or "")

    @property
    def stop(self) -> Told | None:
        start = self.start
        return read_stop(known(self, "stop") or "", start.day) if start else None

    @property
    def inexact(self) -> list[Told]:
        return [told for told in (self.start, self.stop) if told is not None and not told.exact]

    def past(self, label: str) -> PastTrial | None:
        found, start, stop = self.reading.certain, self.start, self.stop
        if self.is_blank or found is None or start is None:
            return None
        dose, percent = known(self, "dose"), known(self, "adherence")
        trial = Trial(
            id=label,
            treatment=found.id,
            role=found.usual_role,
            start=start.day,
            stop=stop.day if stop else None,
            stop_reason=known(self, "stop_reason"),
            doses=() if dose is None else (DoseStep(start.day, dose),),
            adherence=() if percent is None else (AdherencePeriod(percent, known(self, "method")),),
        )
        return PastTrial(trial, "; ".join(told.taken for told in self.inexact))


class NewcomerForm:
    """The whole page: one admission, or none."""

    def __init__(self, teams: list[CareTeam], today: date, data: Any = None) -> None:
        self.teams, self.today, self.data = teams, today, data
        self.person = PersonForm(teams, today, data)
        self.trials = [PastTrialForm(today, data, prefix=f"past-{n}") for n in range(self._count())]
        self.answers = Answers(data)
        self.problems: list[Problem] = []

    @property
    def is_bound(self) -> bool:
        return self.data is not None

    @property
    def more(self) -> bool:
        return self.data is not None and self.data.get("more") == "past"

    def _count(self) -> int:
        text = self.data.get("rows-past", "") if self.data is not None else ""
        shown = int(text) if text.isdecimal() and len(text) < 3 else ROWS_AT_FIRST
        return min(shown + 3 * self.more, MOST_ROWS)

    def parts(self) -> Iterator[forms.Form]:
        yield self.person
        yield from self.trials

    def is_valid(self) -> bool:
        for part in self.parts():
            part.is_valid()
        self.problems = [problem for part in self.parts() for problem in problems_of(part)]
        if not self.problems:
            self._check_whole()
        return not self.problems

    def _check_whole(self) -> None:
        born = known(self.person, "birth_date")
        for line in self.trials:
            if line.start and line.start.day < born:
                line.add_error("start", f"{in_words(line.start.day)} is before birth.")
        try:
            self.admission()
        except ImpossibleRecord as impossible:
            self.refuse(impossible.field, impossible.found, impossible.expected)
        self.problems += [problem for line in self.trials for problem in problems_of(line)]

    def refuse(self, where: str, found: object, expected: str) -> None:
        sentence = f"{found} is not possible here; expected {expected}."
        self.problems.append(Problem("newcomer-form", where.replace("_", " "), sentence))

    @property
    def submission(self) -> UUID:
        return known(self.person, "submission")  # type: ignore[no-any-return]

    @property
    def team(self) -> CareTeam:
        return next(team for team in self.teams if str(team.reference) == known(self.person, "team"))

    def admission(self) -> Admission:
        person = self.person
        return Admission(
            record_number=known(person, "record_number"),
            birth_date=known(person, "birth_date"),
            sex=known(person, "sex"),
            given_name=known(person, "given_name") or "",
            family_name=known(person, "family_name") or "",
            onset=known(person, "onset"),
            trials=tuple(self._past()),
        )

    def _past(self) -> Iterator[PastTrial]:
        lines = [line for line in self.trials if not line.is_blank]
        for number, line in enumerate(lines, 1):
            past = line.past(f"T{number}")
            if past is not None:
                remarks = remarks_of(past.trial, past.trial.doses, self.answers)
                yield replace(past, remarks=remarks)

    def doubts(self, alike: Callable[[Clinic, str, date], Iterable[Patient]]) -> tuple[Doubt, ...]:
        """Who is known already under this name, and each told date as what it is taken for; asked once."""
        person = self.person
        name = " ".join(filter(None, (known(person, "given_name"), known(person, "family_name"))))
        found = alike(self.team.clinic, name, known(person, "birth_date"))
        known_ones = (_alike(name, patient) for patient in found)
        return self.answers.open((*known_ones, *self._told(), *self._unlikely()))

    def _unlikely(self) -> Iterator[Doubt]:
        for past in self._past():
            yield from doubts_of_start(past.trial)

    def _told(self) -> Iterator[Doubt]:
        for line in self.trials:
            for told in () if line.is_blank else line.inexact:
                yield Doubt(f"told:{line.prefix}:{told.words}", f"{_name(line)}: {told.taken}.")

    def focus_first(self) -> None:
        focus_first_fault(list(self.parts()))

    def leave_unchecked(self) -> None:
        """Show what is typed without finding fault yet: a draft, or more lines asked for."""
        for part in self.parts():
            part.errors.clear()


def _alike(name: str, patient: Patient) -> Doubt:
    assert patient.birth_date is not None  # it was looked up by it
    born, number = in_words(patient.birth_date), patient.record_number
    question = (
        f"{patient}, born {born}, is a patient here already: record number {number}. "
        "Is this really another person?"
    )
    return Doubt(
        f"alike:{patient.reference}:{name}", question, url=reverse("patient", args=[patient.reference])
    )


def _name(line: PastTrialForm) -> str:
    found = line.reading.certain
    return found.name if found else "?"
