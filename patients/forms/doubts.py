"""The only place for what is possible but unlikely: asked once ("really?"), then taken as typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from patients.actions import Remark, TrialChange, Visit
from patients.forms.chart import Chart, current_dose
from patients.forms.fields import NoteField, in_words, words
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS, total_of
from patients.record import DoseStep, Score, Trial, in_figures

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
    lacks_reason: bool = False
    """Answered "yes" already, but without the reason."""

    @property
    def reason_field(self) -> str:
        return f"because:{self.key}"


class Answers:
    """What a form says to the doubts about it: the keys answered "yes", and the reasons asked for."""

    def __init__(self, data: Any) -> None:
        self.data = data if data is not None else QueryDict()

    def open(self, doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
        """Those to be asked: not answered yet, or without the reason that belongs to the answer."""
        return tuple(
            replace(doubt, lacks_reason=doubt.key in self._keys)
            for doubt in doubts
            if not self._settled(doubt)
        )

    def _settled(self, doubt: Doubt) -> bool:
        return doubt.key in self._keys and (not doubt.reason or bool(self.reason(doubt)))

    @property
    def _keys(self) -> list[str]:
        return list(dict.fromkeys(self.data.getlist("confirmed")))

    def reason(self, doubt: Doubt) -> str:
        """Empty as long as none is given that can be read."""
        return self.reason_of(doubt.key)

    def _reason(self, field: str) -> str:
        try:
            return NoteField(label="Reason", required=False).clean(self.data.get(field, "")).strip()
        except ValidationError:
            return ""

    def reason_of(self, key: str) -> str:
        return self._reason(f"because:{key}")

    def kept(self) -> Iterator[tuple[str, str]]:
        """Hidden fields with which the page carries on what was answered."""
        for key in self._keys:
            yield "confirmed", key
            reason = self.reason_of(key)
            if reason:
                yield f"because:{key}", reason


def doubts_of(visit: Visit, chart: Chart) -> tuple[Doubt, ...]:
    return (
        *_empty(visit),
        *(doubt for score in visit.scores for doubt in _score(score, chart)),
        *(doubt for change in visit.changes for doubt in doubts_of_change(change, chart)),
        *(doubt for trial in visit.started for doubt in doubts_of_start(trial)),
        *_weight(visit, chart),
    )


def doubts_of_change(change: TrialChange, chart: Chart) -> tuple[Doubt, ...]:
    trial = chart.record.trial(change.trial)
    return tuple(_doses(trial, change.doses, current_dose(trial, chart.today)))


def doubts_of_start(trial: Trial) -> tuple[Doubt, ...]:
    return tuple(_doses(trial, trial.doses, None))


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


def _doses(trial: Trial, steps: tuple[DoseStep, ...], before: float | None) -> Iterator[Doubt]:
    for step in steps:
        question = "" if step.dose is None else _unlikely_dose(trial, step.dose, before)
        if question:
            reason = "Why above the label? Kept with the treatment" if _above_label(trial, step) else ""
            yield Doubt(_dose_key(trial, step), question, reason)


def _dose_key(trial: Trial, step: DoseStep) -> str:
    return f"dose:{trial.treatment}:{step.start}:{in_figures(step.dose or 0)}"


def _above_label(trial: Trial, step: DoseStep) -> bool:
    highest = treatment(trial.treatment, trial.role).label_max
    return highest is not None and step.dose is not None and step.dose > highest


def _unlikely_dose(trial: Trial, dose: float, before: float | None) -> str:
    entry = treatment(trial.treatment, trial.role)
    given, highest = f"{words(trial.treatment)} {in_figures(dose)} {entry.dose_unit}", entry.usual_max
    if before and dose >= TIMES_THE_DOSE * before:
        return f"{given} is {dose / before:.0f} times the dose of now ({in_figures(before)}): is it right?"
    for most, what in ((entry.label_max, "the maximum of the label"), (highest, "the highest usual dose")):
        if most and dose > most:
            return f"{given} is {_above(dose, most)} {what} ({in_figures(most)}): is it meant?"
    if dose == 0:
        return (
            f"{given} says that it is not taken from then on. To end the treatment give a stop; is 0 meant?"
        )
    return ""


def _above(dose: float, highest: float) -> str:
    return "more than ten times" if dose >= TIMES_THE_DOSE * highest else "above"


def remarks_of(trial: Trial, steps: tuple[DoseStep, ...], answers: Answers) -> tuple[Remark, ...]:
    """Why a dose is above the label, as it was answered: to be kept with the trial."""
    return tuple(_remark(trial, step, answers) for step in steps if _above_label(trial, step))


def _remark(trial: Trial, step: DoseStep, answers: Answers) -> Remark:
    entry = treatment(trial.treatment, trial.role)
    above = f"above the label's maximum of {in_figures(entry.label_max or 0)}"
    given = f"{in_figures(step.dose or 0)} {entry.dose_unit} from {in_words(step.start)} on"
    return Remark(
        trial.treatment, step.start, f"{given}, {above}: {answers.reason_of(_dose_key(trial, step))}"
    )


def _weight(visit: Visit, chart: Chart) -> Iterator[Doubt]:
    before = chart.last_weight()
    for found in visit.measurements:
        if found.test == "weight" and before and found.value is not None:
            change = found.value - before
            if abs(change) > WEIGHT_SHARE * before:
                yield Doubt(
                    f"weight:{in_figures(found.value)}",
                    f"Weight from {in_figures(before)} to {in_figures(found.value)} kg: is it right?",
                )
