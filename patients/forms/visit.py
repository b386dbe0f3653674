"""The only place where the whole visit form is put together and becomes one typed visit, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms

from patients.actions import SafetyAnswer, Visit
from patients.codes import CHECKS
from patients.forms.chart import Chart
from patients.forms.courses import CourseForm
from patients.forms.doubts import Answers, Doubt, doubts_of, remarks_of
from patients.forms.facts import MOST_ROWS, ROWS, CheckForm, RowForm, SymptomsForm
from patients.forms.fields import DayField, NoteField, known, words
from patients.forms.medicines import MedicineStopForm
from patients.forms.safety import PositiveAnswer, SafetyForm, positive_answers
from patients.forms.scores import ScoreForm
from patients.forms.starts import StartForm
from patients.forms.would_be import with_visit
from patients.instruments import INSTRUMENTS
from patients.labels import address_of
from patients.record import ImpossibleRecord

MOST_INSTRUMENTS = 12
MEDICINE_FIELD = re.compile(r"(medicine-[0-9a-f]{32})-(?:stopped|stop)")
TRIAL_FIELD = re.compile(r"trial-[^-]+-version")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where on the page, how that field is called, and what is wrong in words."""

    field_id: str
    label: str
    message: str


class HeadForm(forms.Form):
    """When, which form this is, and the note."""

    def __init__(self, chart: Chart, data: Any = None) -> None:
        super().__init__(data, prefix="visit")
        self.fields["date"] = DayField(
            label="Visit on",
            latest=chart.today,
            earliest=chart.record.patient.birth_date,
            initial=chart.today,
        )
        self.fields["note"] = NoteField(label="Note", rows=4, required=False)
        self.fields["submission"] = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)


class VisitForm:
    """Every part of the page with its own prefix; ``data`` is what was posted, or a draft of it."""

    def __init__(self, chart: Chart, data: Any = None) -> None:
        self.chart, self.data = chart, data
        self.more = data.get("more", "") if data is not None else ""
        self.head = HeadForm(chart, data)
        self.scores = [self._score_form(code) for code in self.instruments]
        self.courses = [self._course_form(index) for index in range(len(chart.running))]
        self.starts = [StartForm(chart, data, prefix=f"starts-{n}") for n in range(self.count("starts", 1))]
        self.symptoms = SymptomsForm(data, prefix="symptoms")
        self.rows = {kind: self._row_forms(kind) for kind in ROWS}
        self.taken = [MedicineStopForm(one, data, today=chart.today) for one in chart.taken]
        self.checks = [CheckForm(chart, code, data) for code in CHECKS]
        self.safety = SafetyForm(chart, data)
        self.answers = Answers(data)
        self.problems: list[Problem] = []

    @property
    def is_bound(self) -> bool:
        return self.data is not None

    @property
    def submission(self) -> UUID | None:
        """The number this form was opened with: sent twice, it is one visit."""
        return known(self.head, "submission")  # type: ignore[no-any-return]

    # Its parts

    @property
    def instruments(self) -> tuple[str, ...]:
        """The clinic's usual scales, or those the page showed and the one to be added."""
        if self.data is None:
            return self.chart.instruments
        shown = [*self.data.getlist("instrument"), self.data.get("add_instrument", "")]
        return tuple(dict.fromkeys(code for code in shown if code in INSTRUMENTS))[:MOST_INSTRUMENTS]

    def count(self, kind: str, least: int) -> int:
        """How many lines of this kind the page shows; one more if that was asked for."""
        text = self.data.get(f"rows-{kind}", "") if self.data is not None else ""
        shown = int(text) if text.isdecimal() and len(text) < 3 else least
        return min(max(shown, least) + (self.more == kind), MOST_ROWS)

    def _score_form(self, code: str) -> ScoreForm:
        born = self.chart.record.patient.birth_date
        return ScoreForm(INSTRUMENTS[code], self.data, today=self.chart.today, born=born)

    def _course_form(self, index: int) -> CourseForm:
        trial = self.chart.running[index]
        return CourseForm(trial, self.data, today=self.chart.today, version=self.chart.versions.get(trial.id))

    def _row_forms(self, kind: str) -> list[RowForm]:
        return [ROWS[kind](self.chart, self.data, prefix=f"{kind}-{n}") for n in range(self.count(kind, 1))]

    def parts(self) -> Iterator[forms.Form]:
        """In the order of the page."""
        yield self.head
        yield from self.scores
        yield self.safety
        yield from self.courses
        yield from self.starts
        yield self.symptoms
        for rows in self.rows.values():
            yield from rows
        yield from self.taken
        yield from self.checks

    @property
    def shows_symptoms(self) -> bool:
        return self.is_bound and bool(self.symptoms["symptoms"].value())

    @property
    def shows_checks(self) -> bool:
        return self.is_bound and any(check.state_field.value() for check in self.checks)

    @property
    def open_rows(self) -> tuple[str, ...]:
        """The tables in which something was typed, or a line asked for."""
        if self.data is None:
            return ()
        stops = {"medicines": self.taken}
        shown = {kind: (*rows, *stops.get(kind, ())) for kind, rows in self.rows.items()}
        return tuple(k for k in shown if k == self.more or any(not row.is_blank for row in shown[k]))

    # What is wrong

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in self.parts()]
        self._check_between()
        self.problems = [problem for part in self.parts() for problem in problems_of(part)]
        self.problems += (*self._vanished(), *self._no_longer_taken())
        if all(valid) and not self.problems:
            self._check_whole()
        return not self.problems

    def _check_between(self) -> None:
        for start in self.starts:
            start.check_on(self.day)
        for course in self.courses:
            course.check_on(self.day)
        for medicine in self.taken:
            medicine.check_on(self.day)
        if self.positive_answers:
            self.safety.ask()

    def _check_whole(self) -> None:
        try:
            with_visit(self.chart.record, self.visit())
        except ImpossibleRecord as impossible:
            self.refuse(impossible.field, impossible.found, impossible.expected)

    def refuse(self, where: str, found: object, expected: str) -> None:
        """A fault found behind the form; the page stays with everything typed."""
        sentence = f"{found} is not possible here; expected {expected}."
        self.problems.append(Problem("visit-form", words(where), sentence))

    @property
    def faulty_fields(self) -> int:
        """How many are typed wrongly; a safety answer not given yet is not among them."""
        return sum(len(part.errors) for part in self.parts() if part is not self.safety)

    def _vanished(self) -> Iterator[Problem]:
        """Typed for a treatment that someone stopped or took back in the meantime: said, never dropped."""
        running = {address_of(trial.id) for trial in self.chart.running}
        posted = self.data if self.data is not None else {}
        for label in {key.split("-")[1] for key in posted if TRIAL_FIELD.fullmatch(key)} - running:
            typed = ", ".join(f"{words(name)} {value}" for name, value in _typed(posted, label))
            sentence = "It no longer runs: someone changed it in the meantime."
            yield Problem(
                "visit-form", self._vanished_name(label), f"{sentence} Typed here: {typed or 'nothing'}."
            )

    def _no_longer_taken(self) -> Iterator[Problem]:
        """Ticked as stopped, but someone stopped it or took it back in the meantime."""
        shown = {str(form.prefix) for form in self.taken}
        posted = self.data if self.data is not None else {}
        for key in posted:
            found = MEDICINE_FIELD.fullmatch(key)
            if found and posted[key] and found[1] not in shown:
                sentence = "One that you stop here is no longer taken: someone changed it in the meantime."
                yield Problem("rows-medicines", "Other medicines", sentence)

    def _vanished_name(self, address: str) -> str:
        known = {address_of(trial.id): trial for trial in self.chart.record.trials}
        return words(known[address].treatment).capitalize() if address in known else address

    def leave_unchecked(self) -> None:
        """Show what is typed without finding fault yet: a draft, or one more line asked for."""
        for part in self.parts():
            part.errors.clear()

    def focus_first(self) -> None:
        focus_first_fault(list(self.parts()))

    # What it says

    @property
    def day(self) -> date:
        """The day of the visit; today as long as none is given."""
        return known(self.head, "date") or self.chart.today

    @property
    def positive_answers(self) -> tuple[PositiveAnswer, ...]:
        return positive_answers(self.scores)

    def visit(self) -> Visit:
        """What is typed and right so far, as one visit."""
        day, right = self.day, [part for part in self.parts() if not part.errors]
        return Visit(
            date=day,
            note=known(self.head, "note") or "",
            scores=_facts(form.score(day) for form in self.scores if form in right),
            started=_facts(form.trial(day, "") for form in self.starts if form in right),
            changes=_facts(form.change(day) for form in self.courses if form in right),
            symptoms=self.symptoms.facts(day),
            conditions=_facts(self._row_facts("conditions", day)),
            measurements=_facts(self._row_facts("measurements", day)),
            medicines=_facts(self._row_facts("medicines", day)),
            medicines_stopped=_facts(form.fact(day) for form in self.taken if form in right),
            checks=_facts(form.fact(day) for form in self.checks if form in right),
            safety=self._safety_answer(day),
        )

    def visit_with_reasons(self) -> Visit:
        """As it is stored: with the reasons that were asked for."""
        visit = self.visit()
        given = [
            *((self.chart.record.trial(change.trial), change.doses) for change in visit.changes),
            *((trial, trial.doses) for trial in visit.started),
        ]
        remarks = (remark for trial, steps in given for remark in remarks_of(trial, steps, self.answers))
        return replace(visit, remarks=tuple(remarks))

    def _safety_answer(self, day: date) -> SafetyAnswer | None:
        because = "; ".join(positive.words for positive in self.positive_answers)
        return None if self.safety.errors else self.safety.answer(because, day)

    def _row_facts(self, kind: str, day: date) -> Iterator[Any]:
        return (form.fact(day) for form in self.rows[kind] if not form.is_blank and not form.errors)

    def doubts(self) -> tuple[Doubt, ...]:
        """What is unlikely and not yet confirmed."""
        return self.answers.open(doubts_of(self.visit(), self.chart))


def _facts(found: Any) -> tuple[Any, ...]:
    return tuple(fact for fact in found if fact is not None)


def focus_first_fault(parts: list[forms.Form]) -> None:
    """The first field with a fault gets the focus, and no other."""
    faulty = [part[name] for part in parts for name in part.errors if name in part.fields]
    first = next((field for field in faulty if not field.is_hidden), None)
    if first is not None:
        for field in (field for part in parts for field in part.fields.values()):
            field.widget.attrs.pop("autofocus", None)
        first.field.widget.attrs["autofocus"] = True


def problems_of(form: forms.Form) -> Iterator[Problem]:
    """Each fault with the part of the page (``called``: "sertraline", "line 3") and the field it is at."""
    part = getattr(form, "called", "")
    for name, messages in form.errors.items():
        field = form[name] if name != "__all__" else None
        where = (field.id_for_label or field.auto_id) if field else "visit-form"
        label = ", ".join(name for name in (part, str(field.label) if field else "") if name)
        yield from (Problem(where, label[:1].upper() + label[1:], str(message)) for message in messages)


def _typed(posted: Mapping[str, Any], label: str) -> Iterator[tuple[str, str]]:
    start = f"trial-{label}-"
    for key in posted:
        name = key.removeprefix(start)
        if key.startswith(start) and name not in ("version", "method", "level_unit") and posted[key]:
            yield name, posted[key]
