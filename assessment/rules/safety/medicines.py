"""The only place that recognises other medicines by name and says what of a record is being taken.

A name that nothing matches is kept and said to be unknown: it is never taken as harmless.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from assessment.rules.safety.classes import tags_of
from patients.codes import medicine_classes, medicine_names
from patients.record import DoseStep, Medicine, PatientRecord, Trial

_PSYCHOTROPIC = {"ANTIPSYCHOTIC", "BENZODIAZEPINE", "Z_DRUG", "STIMULANT", "ATOMOXETINE", "ANTICONVULSANT"}
_SAME_SUBSTANCE = {
    "quetiapine": "quetiapine_xr",
    "esketamine": "esketamine_nasal",
    "ketamine": "ketamine_iv",
}
"""Other medicines, and the formulary's treatment with the same substance: its rows hold for them, too."""
_NO_TAGS: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def recognise(text: str) -> frozenset[str] | None:
    """The tags of every medicine named in this text; ``None`` when no name is known."""
    names = medicine_names(text)
    if not names:
        return None
    same = {_SAME_SUBSTANCE[name] for name in names if name in _SAME_SUBSTANCE}
    classes = {name.upper() for name in medicine_classes(text)}
    tags = _NO_TAGS.union(classes, *map(tags_of, names | same))
    return tags | {"PSYCHOTROPIC"} if tags & _PSYCHOTROPIC else tags


_ONE_DAY = timedelta(days=1)


class Exposure(NamedTuple):
    """One drug as it was or is taken: a trial's or another medicine."""

    name: str
    treatment: str | None
    """The formulary id; ``None`` for another medicine."""
    tags: frozenset[str]
    start: date
    running: bool
    last_dose: date | None
    """The last day it was taken; ``None`` while running, or when it stopped on an unknown day."""
    doses: tuple[DoseStep, ...] = ()
    trial_id: str | None = None

    @property
    def top_dose(self) -> float | None:
        """The highest dose known; asked of few drugs."""
        return max([step.dose for step in self.doses if step.dose is not None], default=None)

    def until_shortly_before(self, day: date, days: int) -> bool:
        """Was it taken on this day, or had it been left off for at most so many days?"""
        if day < self.start:
            return False
        return self.last_dose is None or (day - self.last_dose - _ONE_DAY).days <= days


def _of_trial(trial: Trial) -> Exposure:
    treatment, doses = trial.treatment, trial.doses
    off_from = doses[-1].start if doses and doses[-1].dose == 0 else trial.stop
    running = off_from is None and trial.stop_reason is None
    last_dose = None if off_from is None else off_from - _ONE_DAY
    name, tags = treatment.replace("_", " "), tags_of(treatment)
    return Exposure(name, treatment, tags, trial.start, running, last_dose, doses, trial.id)


def _of_medicine(medicine: Medicine) -> Exposure:
    return Exposure(
        name=medicine.name,
        treatment=None,
        tags=recognise(medicine.name) or _NO_TAGS,
        start=medicine.start,
        running=medicine.stop is None,
        last_dose=None if medicine.stop is None else medicine.stop - _ONE_DAY,
    )


def exposures(record: PatientRecord) -> tuple[Exposure, ...]:
    """Every drug of the record: trials with a dose, then other medicines."""
    trials = [_of_trial(trial) for trial in record.trials if trial.role != "psychotherapy"]
    return (*trials, *map(_of_medicine, record.medicines))


def running_tags(record: PatientRecord, beside: str = "") -> frozenset[str]:
    """Everything being taken on the day of the record, by drug and class; or all that is beside one drug."""
    trials = [tags_of(one.treatment) for one in record.trials if one.stop is None and _is_given(one)]
    others = [recognise(one.name) or _NO_TAGS for one in record.medicines if one.stop is None]
    return _NO_TAGS.union(*[tags for tags in (*trials, *others) if beside not in tags])


def is_taken(record: PatientRecord, tag: str) -> bool:
    """Is something with this tag being taken on the day of the record?"""
    for trial in record.trials:
        if trial.stop is None and tag in tags_of(trial.treatment) and _is_given(trial):
            return True
    taken = [recognise(one.name) or _NO_TAGS for one in record.medicines if one.stop is None]
    return tag in _NO_TAGS.union(*taken)


def _is_given(trial: Trial) -> bool:
    """Running, at a dose above 0."""
    if trial.role == "psychotherapy" or trial.stop_reason is not None:
        return False
    return not (trial.doses and trial.doses[-1].dose == 0)
