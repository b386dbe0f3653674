"""The only place for what counts as a conclusion: verdicts and codes, not day counts and not sentences.

Two assessments are the same if their conclusions are: ``horizon`` asks when they next differ,
``what_if`` names where they differ.
"""

from __future__ import annotations

from collections.abc import Iterable

from assessment.rules.findings import Assessment, CheckFinding, NextSteps, TrialFinding
from assessment.rules.judged import Judged

Conclusions = dict[str, object]


def conclusions(case: Judged, steps: NextSteps) -> Conclusions:
    """Everything concluded, by name, in a fixed order."""
    return concluded(case) | of_steps(steps)


def of_steps(steps: NextSteps) -> Conclusions:
    return {
        "options": tuple(option.code for option in steps.options),
        "withheld": tuple(sorted(withheld.code for withheld in steps.withheld)),
        "warnings": tuple(sorted(warned.code for warned in steps.warnings)),
    }


def concluded(case: Judged) -> Conclusions:
    """The same without the next steps."""
    return {
        **of_trials(case.trials),
        **of_staging(case),
        **of_checks(case.checks),
        "impostors": tuple([(impostor.code, impostor.state) for impostor in case.impostors]),
        "profiles": tuple([profile.code for profile in case.profiles]),
        "alerts": tuple([alert.code for alert in case.alerts]),
    }


def of_checks(checks: tuple[CheckFinding, ...]) -> Conclusions:
    return {"checks": tuple([(check.code, check.state) for check in checks])}


def of_trials(trials: tuple[TrialFinding, ...]) -> Conclusions:
    """Each trial's verdicts together, under its id."""
    return {
        trial.id: (
            trial.adequacy,
            trial.reasons,
            (trial.dose.outcome, trial.duration.outcome, trial.adherence.outcome),
            trial.outcome,
            trial.improvement_percent,
            trial.counted_role,
            trial.counts_as_failure,
            trial.flags,
            trial.adequate_athf,
            trial.optimised and trial.counts_as_failure,  # the MGH score asks only of what failed
        )
        for trial in trials
    }


def of_staging(case: Judged) -> Conclusions:
    staging = case.staging
    return {
        "ladder": staging.ladder,
        "Thase-Rush": staging.thase_rush,
        "suppressed": staging.suppressed,
        "provisional": staging.provisional,
        "failures": (staging.counted_failures, staging.augmentation_failures, staging.ect_failures),
        "failed classes": staging.failed_class_groups,
        "definitions": (staging.article, staging.regulatory_two_trials, staging.delphi_two_trials),
        "Maudsley": staging.maudsley,
        "MGH": staging.mgh,
        "European": staging.european,
        "other models": staging.details,
    }


def nothing_to_tell_from(assessment: Assessment) -> bool:
    """On the lowest rung only because no treatment can be judged yet."""
    verdicts = ((trial.adequacy, trial.outcome) for trial in assessment.trials)
    return assessment.staging.ladder == "0" and nothing_judged(verdicts)


def nothing_judged(verdicts: Iterable[tuple[str, str]]) -> bool:
    """Of each trial its adequacy and outcome: none inadequate, none adequate with a known outcome."""
    return not any(
        adequacy == "inadequate" or (adequacy == "adequate" and outcome != "unknown")
        for adequacy, outcome in verdicts
    )
