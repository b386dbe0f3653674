"""The only place that puts the stage on the page: in words, as a ladder, and beside other models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.presenters.naming import treatment_name
from assessment.rules.conclusions import nothing_judged, nothing_to_tell_from
from assessment.rules.findings import Assessment, Staging, TrialFinding
from assessment.timeline.words import change, day
from patients.codes import CHECKS

_RUNGS = ("0", "I", "II", "III", "IV", "V")
_MEANS = {
    "0": "No adequate trial has failed.",
    "I": "One adequate trial failed to bring remission.",
    "II": "Adequate trials from two different classes failed.",
    "III": "A third step failed: an add-on, a tricyclic or an MAOI among them.",
    "IV": "A fourth step failed, an MAOI among them.",
    "V": "An adequate course of ECT failed as well.",
}
_OPEN_STATES = ("not_assessed", "expired", "pending", "declined", "present")


@dataclass(frozen=True, slots=True)
class Rung:
    name: str
    means: str
    evidence: tuple[str, ...]
    here: bool
    climbed: bool


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class StageCard:
    """``headline`` is the stage in words, ``open_checks`` what keeps it provisional."""

    headline: str
    short: str
    suppressed: bool
    provisional: bool
    open_checks: tuple[str, ...]
    because: tuple[str, ...]
    rungs: tuple[Rung, ...]
    models: tuple[Model, ...]
    differences: tuple[str, ...]


def stage_card(assessment: Assessment) -> StageCard:
    staging = assessment.staging
    open_checks = tuple(
        _check_words(check.code, check.state)
        for check in assessment.checks
        if CHECKS[check.code].core and check.state in _OPEN_STATES
    )
    return StageCard(
        headline=headline(assessment),
        short=_short(assessment),
        suppressed=staging.suppressed,
        provisional=staging.provisional,
        open_checks=open_checks if staging.provisional else (),
        because=staging.because,
        rungs=_rungs(assessment),
        models=tuple(_models(staging)),
        differences=staging.differences,
    )


def headline(assessment: Assessment) -> str:
    staging, verdicts = assessment.staging, [(trial.adequacy, trial.outcome) for trial in assessment.trials]
    return headline_of(staging.suppressed, staging.ladder, staging.provisional, verdicts)


def headline_of(
    suppressed: bool, ladder: str | None, provisional: bool, verdicts: Sequence[tuple[str, str]]
) -> str:
    """``verdicts``: adequacy and outcome of each treatment; without any, "no resistance" would be a guess."""
    if suppressed:
        return "Not staged: bipolar disorder is confirmed"
    if ladder is None:
        return "The stage cannot be told"
    if ladder == "0" and not verdicts:
        return "Cannot tell yet: no treatment is recorded"
    if ladder == "0":
        told = not nothing_judged(verdicts)
        return "No resistance shown so far" if told else "Cannot tell yet: no treatment can be judged"
    ending = ", provisional" if provisional else ""
    return f"Stage {ladder} resistance{ending}"


def _short(assessment: Assessment) -> str:
    staging = assessment.staging
    if nothing_to_tell_from(assessment):
        return "Cannot tell yet"
    if staging.suppressed or staging.ladder is None:
        return "Not staged"
    name = "No stage" if staging.ladder == "0" else f"Stage {staging.ladder}"
    return f"{name}, provisional" if staging.provisional else name


def _check_words(code: str, state: str) -> str:
    words = {"not_assessed": "not assessed", "expired": "out of date", "present": "present, untreated"}
    return f"{CHECKS[code].means} ({words.get(state, state)})"


# --- the ladder ----------------------------------------------------------------------------


def _rungs(assessment: Assessment) -> tuple[Rung, ...]:
    stage = assessment.staging.ladder
    staged = stage in _RUNGS and not assessment.staging.suppressed and not nothing_to_tell_from(assessment)
    at = _RUNGS.index(stage) if stage and staged else -1
    evidence = _evidence(assessment)
    return tuple(
        Rung(name, _MEANS[name], evidence.get(name, ()) if index <= at else (), index == at, 0 <= index < at)
        for index, name in enumerate(_RUNGS)
    )


def _evidence(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Which failed trials carry each rung."""
    failed = [finding for finding in assessment.trials if finding.counts_as_failure]
    bases = [finding for finding in failed if finding.counted_role == "antidepressant"]
    added = [finding for finding in failed if finding.counted_role in ("augmentation", "combination")]
    return {
        "I": tuple(_failed_words(finding) for finding in bases),
        "II": tuple(_class_words(bases)),
        "III": tuple(_failed_words(f) for f in (*added, *_of_groups(bases, "TCA", "MAOI"))),
        "IV": tuple(_failed_words(f) for f in _of_groups(bases, "MAOI")),
        "V": tuple(_failed_words(f) for f in failed if f.class_group == "ECT"),
    }


def _of_groups(findings: list[TrialFinding], *groups: str) -> list[TrialFinding]:
    return [finding for finding in findings if finding.class_group in groups]


def _failed_words(finding: TrialFinding) -> str:
    name = treatment_name(finding.treatment, finding.role)
    ended = f", judged {day(finding.endpoint_date)}" if finding.endpoint_date else ""
    result = change(finding)
    return f"{name}: {result or 'not in remission'}{ended}"


def _class_words(findings: list[TrialFinding]) -> list[str]:
    classes: dict[str, list[str]] = {}
    for finding in findings:
        name = treatment_name(finding.treatment)
        names = classes.setdefault(finding.class_group or "other", [])
        names += [] if name in names else [name]
    return [f"{group}: {', '.join(names)}" for group, names in classes.items()]


# --- the other models ----------------------------------------------------------------------


def _models(staging: Staging) -> list[Model]:
    return [
        Model("Article ladder", _value(staging.ladder, staging), "one failed adequate trial is Stage I"),
        Model("Thase and Rush", _value(staging.thase_rush, staging), "classes in a fixed order"),
        _maudsley(staging),
        Model(
            "MGH", _value(staging.mgh, staging), "one point for each failed trial, extra for add-ons and ECT"
        ),
        Model(
            "European",
            _value(staging.european, staging),
            "TRD 1 to 5 by failed trials; CRD: 12 months or more",
        ),
        _definition("Regulatory definition (two trials)", staging.regulatory_two_trials, staging),
        _definition("Delphi consensus (two trials)", staging.delphi_two_trials, staging),
    ]


def _value(found: object, staging: Staging) -> str:
    if found is None:
        return "not staged" if staging.suppressed else "cannot be computed"
    return f"{found:g}" if isinstance(found, float) else str(found)


def _maudsley(staging: Staging) -> Model:
    found = staging.maudsley
    if found is None:
        return Model("Maudsley", _value(None, staging))
    parts = (
        f"duration {found.duration}, severity {found.severity}, antidepressants {found.antidepressants}, "
        f"augmentation {found.augmentation}, ECT {found.ect}"
    )
    return Model("Maudsley", f"{found.total} ({found.band})", parts)


def _definition(name: str, met: bool, staging: Staging) -> Model:
    if staging.suppressed:
        return Model(name, "not applied")
    return Model(name, "met" if met else "not met on what is recorded")
