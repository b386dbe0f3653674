"""The only place that says what to know about one treatment for this patient, before it is started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assessment.rules.assess import assess
from assessment.rules.policy import Policy
from assessment.rules.safety.caps import caps_for
from assessment.rules.today import Today, age_on
from patients.formulary import Treatment
from patients.record import DoseStep, PatientRecord, Trial

WOULD_BE = "-"
"""The id of a trial that is only being considered."""


TOO_YOUNG = ("W.TOO_EARLY", "W.INSUFFICIENT_DATA")
"""True of every trial on its first day, so no caution about this treatment."""


@dataclass(frozen=True, slots=True)
class TreatmentFacts:
    name: str
    drug_class: str
    doses: str
    weeks: str
    tried: tuple[str, ...]
    limits: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which treatment, from when, at which dose, given as what."""

    treatment: Treatment
    start: date
    dose: float | None = None
    role: str = "antidepressant"
    augments: str | None = None


def treatment_facts(
    record: PatientRecord, asked: Asked, as_of: date, policy: Policy, country: str
) -> TreatmentFacts:
    entry = asked.treatment
    return TreatmentFacts(
        name=entry.name,
        drug_class=entry.drug_class,
        doses=_doses(entry, age_on(record.patient.birth_date, as_of)),
        weeks=f"an adequate trial takes {entry.min_weeks} weeks" if entry.min_weeks else "",
        tried=tuple(_tried(record, entry)),
        limits=tuple(_limits(record, entry, as_of, country)),
        cautions=tuple(_cautions(record, asked, as_of, policy, country)),
    )


def _doses(entry: Treatment, age: int) -> str:
    minimum = entry.minimum_for(age)
    if minimum is None:
        return "no minimum dose is known here" if entry.dose_unit != "sessions" else "given in sessions"
    highest = entry.usual_max or entry.label_max
    to = f", usually up to {highest:g}" if highest else ""
    return f"adequate from {minimum:g} {entry.dose_unit}{to}"


def _tried(record: PatientRecord, entry: Treatment) -> Iterator[str]:
    for trial in record.trials:
        if trial.treatment == entry.id:
            until = f"to {_day(trial.stop)}" if trial.stop else "still running"
            reason = f", stopped for {trial.stop_reason.replace('_', ' ')}" if trial.stop_reason else ""
            yield f"tried before: {_day(trial.start)} {until}{reason}"


def _limits(record: PatientRecord, entry: Treatment, as_of: date, country: str) -> Iterator[str]:
    for cap in caps_for(record, entry.id, Today(as_of), country):
        dose = "avoid" if cap.max_dose is None else f"at most {cap.max_dose:g} {entry.dose_unit}"
        yield f"{cap.population}: {dose}" + (f" ({cap.rule})" if cap.rule else "")


def _cautions(
    record: PatientRecord, asked: Asked, as_of: date, policy: Policy, country: str
) -> Iterator[str]:
    """The warnings that only this treatment brings."""
    doses = () if asked.dose is None else (DoseStep(asked.start, asked.dose),)
    trial = Trial(WOULD_BE, asked.treatment.id, asked.role, asked.start, augments=asked.augments, doses=doses)
    would_be = replace(record, trials=(*record.trials, trial))
    before = assess(record, as_of, policy, country).next_steps.warnings
    after = assess(would_be, as_of, policy, country).next_steps.warnings
    known = {(warned.code, warned.text) for warned in before}
    new = (warned for warned in after if (warned.code, warned.text) not in known)
    yield from (_told(warned.text, warned.because) for warned in new if warned.code not in TOO_YOUNG)


def _told(text: str, because: str) -> str:
    return f"{text} ({because})" if because else text


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "an unknown day"
