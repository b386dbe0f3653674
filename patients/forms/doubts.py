"""The only place for what is possible but unlikely: asked once ("really?"), then taken as typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from patients.actions import TrialChange, Visit
from patients.forms.chart import Chart, current_dose
from patients.forms.fields import NoteField, in_words, words
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS, total_of
from patients.record import Score, Trial

SCORE_JUMP = 20
TIMES_THE_DOSE = 10
WEIGHT_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Doubt:
    """``key`` holds the value, so that another value is asked about again.

    ``reason`` names what has to be said with the "yes"; ``url`` leads to where one can look.
    """

    key: str
    question: str
    reason: str = ""
    url: str = ""

    @property
    def reason_field(self) -> str:
        return f"because:{self.key}"


class Answers:
    """What a form says to the doubts about it: the keys answered "yes", and the reasons asked for."""

    def __init__(self, data: Any) -> None:
        self.data = data if data is not None else QueryDict()

    def open(self, doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
        """Those to be asked: not answered yet, or without the reason that belongs to the answer."""
        return tuple(doubt for doubt in doubts if not self._settled(doubt))

    def _settled(self, doubt: Doubt) -> bool:
        return doubt.key in self._keys and (not doubt.reason or bool(self.reason(doubt)))

    @property
    def _keys(self) -> list[str]:
        return list(dict.fromkeys(self.data.getlist("confirmed")))

    def reason(self, doubt: Doubt) -> str:
        """Empty as long as none is given that can be read."""
        return self._reason(doubt.reason_field)

    def _reason(self, field: str) -> str:
        try:
            return NoteField(label="Reason", required=False).clean(self.data.get(field, "")).strip()
        except ValidationError:
            return ""

    def kept(self) -> Iterator[tuple[str, str]]:
        """Hidden fields with which the page carries on what was answered."""
        for key in self._keys:
            yield "confirmed", key
            reason = self._reason(f"because:{key}")
            if reason:
                yield f"because:{key}", reason


def doubts_of(visit: Visit, chart: Chart) -> tuple[Doubt, ...]:
    return (
        *_empty(visit),
        *(doubt for score in visit.scores for doubt in _score(score, chart)),
        *(doubt for change in visit.changes for doubt in _change(change, chart)),
        *(doubt for trial in visit.started for doubt in _doses(trial, trial, None)),
        *_weight(visit, chart),
    )


def _empty(visit: Visit) -> Iterator[Doubt]:
    if visit == Visit(visit.date):
        yield Doubt(
            f"empty:{visit.date}", "Nothing is entered but the date. Log the visit as “nothing changed”?"
        )


def _score(score: Score, chart: Chart) -> Iterator[Doubt]:
    name, total = INSTRUMENTS[score.instrument].short, total_of(score)
    key = f"{score.instrument}:{score.date}:{total}"
    if any(other.date == score.date for other in chart.record.scores if other.instrument == score.instrument):
        yield Doubt(
            f"twice:{key}", f"A {name} of {in_words(score.date)} is recorded already. Add a second one?"
        )
    last = chart.last(score.instrument, before=score.date)
    before = total_of(last) if last else None
    if last and total is not None and before is not None and abs(total - before) >= SCORE_JUMP:
        yield Doubt(
            f"jump:{key}", f"{name} from {before} on {in_words(last.date)} to {total}: is {total} right?"
        )


def _change(change: TrialChange, chart: Chart) -> Iterator[Doubt]:
    trial = chart.record.trial(change.trial)
    yield from _doses(trial, change, current_dose(trial, chart.today))


def _doses(trial: Trial, given: Trial | TrialChange, before: float | None) -> Iterator[Doubt]:
    for step in given.doses:
        question = step.dose and _unlikely_dose(trial, step.dose, before)
        if question:
            yield Doubt(f"dose:{trial.treatment}:{step.start}:{step.dose:g}", question)


def _unlikely_dose(trial: Trial, dose: float, before: float | None) -> str:
    entry = treatment(trial.treatment, trial.role)
    name, given = words(trial.treatment), f"{dose:g} {entry.dose_unit}"
    if before and dose >= TIMES_THE_DOSE * before:
        return f"{name} {given} is {dose / before:.0f} times the dose of now ({before:g}): is it right?"
    highest = entry.label_max or entry.usual_max
    if highest and dose >= TIMES_THE_DOSE * highest:
        return f"{name} {given} is more than ten times the highest usual dose ({highest:g}): is it right?"
    if highest and dose > highest:
        return f"{name} {given} is above the highest dose known here ({highest:g}): is it meant?"
    return ""


def _weight(visit: Visit, chart: Chart) -> Iterator[Doubt]:
    before = chart.last_weight()
    for found in visit.measurements:
        if found.test == "weight" and before and found.value is not None:
            change = found.value - before
            if abs(change) > WEIGHT_SHARE * before:
                yield Doubt(
                    f"weight:{found.value:g}", f"Weight from {before:g} to {found.value:g} kg: is it right?"
                )
