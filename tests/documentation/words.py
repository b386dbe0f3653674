"""The only place that puts a record into words, as a colleague would present the patient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from assessment.rules.today import age_on
from assessment.rules.wording import listed, number, on
from patients.codes import CHECKS, CONDITIONS, SIDE_EFFECTS, SYMPTOMS
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS
from patients.record import Check, Condition, Episode, Measurement, Medicine, PatientRecord, Score, Trial
from patients.record_file import parse
from tests.documentation.markdown import bullets, section, table

_SEX = {
    "female": "woman",
    "male": "man",
    "other": "person of another sex",
    "unknown": "person of unknown sex",
}
_METHODS = {
    "level": "drug level",
    "drug_level": "drug level",
    "pdc": "dispensing records",
    "mpr": "dispensing records, MPR",
    "pill_count": "pill count",
    "caregiver": "caregiver",
    "self_report": "self-report",
    "record": "treatment record",
    None: "source not named",
}


def record_in_words(written: dict[str, Any], as_of: date) -> str:
    record = parse(written, as_of)
    return "\n\n".join(
        block
        for block in (
            section("The patient", bullets([*_patient(record, as_of), *_known(record)])),
            section("Treatments", bullets(_trial(trial) for trial in record.trials)),
            section(
                "Scores", table(("date", "scale", "total", "items", "rated by"), map(_score, record.scores))
            ),
        )
        if block
    )


def _patient(record: PatientRecord, as_of: date) -> Iterator[str]:
    birth = record.patient.birth_date
    yield f"A {_SEX[record.patient.sex]} of {age_on(birth, as_of)} years (born {on(birth)})"
    yield from map(_episode, record.episodes)
    if not record.episodes:
        yield "No episode of depression is recorded"


def _episode(episode: Episode) -> str:
    since = on(episode.onset) if episode.onset else "an unknown day"
    return (
        f"Earlier episode, {since} to {on(episode.end)}" if episode.end else f"Current episode since {since}"
    )


def _known(record: PatientRecord) -> Iterator[str]:
    yield from map(_condition, record.conditions)
    if record.symptoms:
        yield "Symptoms: " + listed(
            [f"{_means(SYMPTOMS, one.code)} ({on(one.date)})" for one in record.symptoms]
        )
    yield from map(_measurement, record.measurements)
    yield from map(_medicine, record.medicines)
    if record.checks:
        yield "Checklist: " + listed([_check(one) for one in record.checks])


def _means(codes: Any, code: str) -> str:
    """What a code means, with the code where the two differ."""
    means = codes[code].means if code in codes else ""
    plain = code.replace("_", " ")
    return plain if not means or means.lower() == plain else f"{plain} ({means})"


def _condition(condition: Condition) -> str:
    return (
        f"{_means(CONDITIONS, condition.code)}: {condition.status or 'status unknown'}, {on(condition.date)}"
    )


def _measurement(one: Measurement) -> str:
    value = "not known" if one.value is None else f"{number(one.value)} {one.unit or ''}".strip()
    return f"{one.test.replace('_', ' ')}: {value}, {on(one.date)}"


def _medicine(medicine: Medicine) -> str:
    until = f" to {on(medicine.stop)}" if medicine.stop else ", still taken"
    return f"Also takes {medicine.name}: {on(medicine.start)}{until}"


def _check(check: Check) -> str:
    by = f", {check.by}" if check.by else ""
    state = (check.state or "state unknown").replace("_", " ")
    return f"{CHECKS[check.code].means} {state} ({on(check.date)}{by})"


def _trial(trial: Trial) -> str:
    stopped = f" ({trial.stop_reason.replace('_', ' ')})" if trial.stop_reason else ""
    given = (
        f"{on(trial.start)} to {on(trial.stop)}" if trial.stop else f"since {on(trial.start)}, still running"
    )
    begins = f"**{trial.id} {treatment(trial.treatment, trial.role).name}**, {trial.role}"
    if trial.augments:
        begins += f" of {trial.augments}"
    return "; ".join((f"{begins}, {given}{stopped}", *_details(trial)))


def _details(trial: Trial) -> Iterator[str]:
    unit = treatment(trial.treatment, trial.role).dose_unit
    if trial.doses:
        yield listed([_dose(step.dose, unit) + f" from {on(step.start)}" for step in trial.doses])
    if trial.session_count is not None:
        yield f"{trial.session_count} sessions"
    if trial.sessions is not None:
        yield f"{len(trial.sessions)} sessions: " + ", ".join(map(on, trial.sessions))
    if trial.electrode_placement:
        yield f"electrodes {trial.electrode_placement.replace('_', ' ')}"
    yield from _taken(trial)
    for level in trial.levels:
        value = "not known" if level.value is None else f"{number(level.value)} {level.unit or ''}".strip()
        yield f"level {value} on {on(level.date)}"
    for effect in trial.side_effects:
        when = f", {on(effect.date)}" if effect.date else ""
        severity = effect.severity or "severity unknown"
        yield f"side effect {_means(SIDE_EFFECTS, effect.effect)} ({severity}{when})"


def _dose(dose: float | None, unit: str) -> str:
    if dose is None:
        return "dose unknown"
    return "not taken" if dose == 0 else f"{number(dose)} {unit}"


def _taken(trial: Trial) -> Iterator[str]:
    for one in trial.adherence:
        percent = "an unknown share" if one.percent is None else f"{number(one.percent)} %"
        start = f" from {on(one.start)}" if one.start else ""
        stop = f" to {on(one.stop)}" if one.stop else ""
        yield f"{percent} taken ({_METHODS[one.method]}){start}{stop}"
    if not trial.adherence:
        yield "adherence not known"


def _score(score: Score) -> tuple[object, ...]:
    items = ["?" if value is None else str(value) for value in score.items or ()]
    answers = [f"{name}: {value}" for name, value in score.answers]
    name = INSTRUMENTS[score.instrument].short
    return on(score.date), name, score.total, "; ".join((" ".join(items), *answers)).strip("; "), score.rater
