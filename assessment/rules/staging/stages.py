"""The only place where the staging models are put side by side, and where a stage is called provisional."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from assessment.rules.checks import ANSWERED, CORE
from assessment.rules.clues import Clues
from assessment.rules.findings import Impostor, Staging
from assessment.rules.staging.athf import adequate_by_athf
from assessment.rules.staging.definitions import definitions
from assessment.rules.staging.differences import differences
from assessment.rules.staging.dm_trd import (
    DmTrd,
    anxiety_points,
    augmentation_points,
    personality_points,
    stressor_points,
)
from assessment.rules.staging.european import european
from assessment.rules.staging.failures import Failures, failures_of
from assessment.rules.staging.ladder import ladder, ladder_flags
from assessment.rules.staging.maudsley import distinct_drugs, drug_points, duration_points, maudsley
from assessment.rules.staging.mgh import mgh
from assessment.rules.staging.severity import Severity, severity
from assessment.rules.staging.thase_rush import thase_rush
from assessment.rules.wording import count, listed
from patients.codes import CHECKS

# Flags that leave a stage standing "provisional": a screen or a cause that was not yet dealt with.
UNSETTLING = (
    "bipolar_screen_positive",
    "osa_suspected",
    "hypothyroidism",
    "substance_use",
    "drug_induced",
    "anaemia",
    "b12_deficiency",
)


class Rung(NamedTuple):
    """The ladder alone; no rung where staging does not apply."""

    ladder: str | None
    provisional: bool = False


def rung_of(clues: Clues, flagged: tuple[Impostor, ...]) -> Rung:
    """What ``stage`` says of the ladder, without the other models and the words."""
    if _is_bipolar(flagged):
        return Rung(None)
    found = ladder(failures_of(clues.record, clues.trials, clues.policy), clues.policy)
    return Rung(found, bool(_open_questions(clues, flagged, found)))


def stage(clues: Clues, flagged: tuple[Impostor, ...]) -> Staging:
    failed = failures_of(clues.record, clues.trials, clues.policy)
    if _is_bipolar(flagged):
        return _suppressed(failed)
    policy, today = clues.policy, clues.today
    rung, thase = ladder(failed, policy), thase_rush(failed)
    open_questions = _open_questions(clues, flagged, rung)
    defined = definitions(clues.current, policy)
    psychotic = is_psychotic(clues)
    ill = severity(clues.ratings, psychotic, clues.onset, today, policy) if failed.antidepressants else None
    duration = duration_points(clues.onset, today, policy) if clues.onset else None
    return Staging.__new__(
        Staging,
        ladder=rung,
        thase_rush=thase,
        suppressed=False,
        provisional=bool(open_questions),
        counted_failures=len(failed.antidepressants),
        failed_class_groups=tuple(sorted(failed.groups)),
        augmentation_failures=len(failed.add_ons),
        ect_failures=len(failed.ect),
        article=defined.article,
        regulatory_two_trials=defined.regulatory,
        delphi_two_trials=defined.delphi,
        maudsley=maudsley(failed, duration, ill, policy),
        mgh=mgh(failed),
        european=european(failed, clues.record, today, policy),
        because=(*_because(failed, rung, ill), *open_questions),
        differences=differences(failed, clues.current, rung, thase, defined, policy),
        details=_details(clues, failed, ill, duration),
        flags=ladder_flags(failed, rung),
    )


def _is_bipolar(flagged: tuple[Impostor, ...]) -> bool:
    """Confirmed: a screen alone is another flag."""
    return any(impostor.code == "bipolar_spectrum" for impostor in flagged)


def _suppressed(failed: Failures) -> Staging:
    return Staging(
        ladder=None,
        thase_rush=None,
        suppressed=True,
        provisional=False,
        counted_failures=len(failed.antidepressants),
        failed_class_groups=tuple(sorted(failed.groups)),
        augmentation_failures=len(failed.add_ons),
        ect_failures=len(failed.ect),
        article=False,
        regulatory_two_trials=False,
        delphi_two_trials=False,
        maudsley=None,
        mgh=None,
        european=None,
        because=("Bipolar illness is confirmed: staging of unipolar resistance does not apply.",),
    )


def is_psychotic(clues: Clues) -> bool:
    """By a clinician's word: the condition, or the check."""
    return bool(
        clues.ratings.conditions.present("psychotic_features") or clues.check("PSY").state == "present"
    )


def _open_questions(clues: Clues, flagged: tuple[Impostor, ...], rung: str) -> list[str]:
    """Why the stage is provisional, in words; empty = it is not."""
    questions = [
        f"Provisional: {impostor.code.replace('_', ' ')} is flagged. {impostor.because}"
        for impostor in flagged
        if impostor.code in UNSETTLING
    ]
    unsettled = [
        f"{CHECKS[code].means} ({_open_words(clues.check(code).state)})"
        for code in CORE
        if rung != "0" and clues.check(code).state not in ANSWERED
    ]
    if unsettled:
        questions.append(f"Provisional: not ruled out: {listed(unsettled)}.")
    return questions


def _open_words(state: str) -> str:
    return "out of date" if state == "expired" else "not assessed"


def _because(failed: Failures, rung: str, ill: Severity | None) -> list[str]:
    if not failed.antidepressants:
        sentences = ["No adequate antidepressant trial has failed in this episode."]
    else:
        drugs = listed([f"{trial.treatment} ({trial.id})" for trial in failed.antidepressants])
        groups = listed(sorted(failed.groups)) or "none that counts"
        failures = count(len(failed.antidepressants), "failed adequate antidepressant trial")
        sentences = [f"Stage {rung}: {failures}, {drugs}; classes: {groups}."]
    if failed.add_ons:
        sentences.append(
            f"Failed add-ons: {listed([f'{one.treatment} ({one.id})' for one in failed.add_ons])}."
        )
    if failed.ect:
        sentences.append(f"Failed ECT courses: {listed([one.id for one in failed.ect])}.")
    if ill is not None:
        sentences.append(f"Severity for the Maudsley score: {ill.because}.")
    return sentences


def _details(
    clues: Clues, failed: Failures, ill: Severity | None, duration: int | None
) -> tuple[tuple[str, object], ...]:
    total, missing = _dm_trd(clues, failed, ill, duration)
    return (
        ("athf_sf_4_weeks", adequate_by_athf(clues.current)),
        ("mgh_level", len(failed.antidepressants)),
        ("maudsley_worst_severity", ill.worst if ill else None),
        ("dm_trd", total),
        ("dm_trd_missing", missing),
    )


def _dm_trd(
    clues: Clues, failed: Failures, ill: Severity | None, duration: int | None
) -> tuple[float | None, tuple[str, ...]]:
    """The total, and the items missing for it: a record answers some, the rest is for a clinician to add."""
    drugs = distinct_drugs(failed)
    return _dm_trd_of(
        duration=duration,
        severity=ill.points if ill else None,
        comorbid_anxiety=anxiety_points(clues),
        personality_disorder=personality_points(clues),
        psychosocial_stressors=stressor_points(clues),
        antidepressants=drug_points(drugs) if drugs else 0,
        augmentation=augmentation_points(len(failed.add_ons)),
        ect=int(bool(failed.ect)),
    )


@cache
def _dm_trd_of(**points: float | None) -> tuple[float | None, tuple[str, ...]]:
    counted = DmTrd(**points)
    return counted.total, counted.missing
