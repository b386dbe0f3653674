"""The only place for what changes first on the day on which time alone changes the conclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.rules.assess import assess
from assessment.rules.conclusions import of_trials
from assessment.rules.findings import Assessment, TrialFinding
from assessment.rules.policy import Policy
from patients.record import PatientRecord

TRIAL, CHECK, STAGE, ALERT, IMPOSTOR = "trial", "check", "stage", "alert", "impostor"
OPTION, WARNING, WITHHELD, MODEL, PROFILE, MISSING, OTHER = (
    "option",
    "warning",
    "withheld",
    "model",
    "profile",
    "missing",
    "other",
)

OPTIMISED, FOUR_WEEKS = "optimised", "four_weeks"


@dataclass(frozen=True, slots=True)
class Coming:
    """``code`` names what changes, ``after`` what is concluded of it then; empty = no longer so."""

    part: str
    code: str
    after: str = ""


@lru_cache(maxsize=256)
def coming(record: PatientRecord, now: Assessment, policy: Policy) -> tuple[Coming, ...]:
    """What changes on ``now.next_change_on``, causes before what follows from them; empty = nothing does."""
    if now.next_change_on is None:
        return ()
    then = assess(record, now.next_change_on, policy, now.jurisdiction)
    return tuple(_coming(now, then)) or (Coming(OTHER, ""),)


def _coming(now: Assessment, then: Assessment) -> Iterator[Coming]:
    yield from _trials(now, then)
    yield from _differing(CHECK, _states(now), _states(then))
    if (now.staging.ladder, now.staging.provisional) != (then.staging.ladder, then.staging.provisional):
        yield Coming(
            STAGE, then.staging.ladder or "", "provisional" if then.staging.provisional else "settled"
        )
    yield from _differing(IMPOSTOR, _impostors(now), _impostors(then))
    for part, read in _BY_CODE.items():
        yield from _differing(part, read(now), read(then))
    for one in _differing(MISSING, _missing(now), _missing(then)):
        yield Coming(MISSING, one.code, "asked" if one.after else "")


def _trials(now: Assessment, then: Assessment) -> Iterator[Coming]:
    for before in now.trials:
        after = then.trial(before.id)
        if after.adequacy != before.adequacy:
            yield Coming(TRIAL, before.id, after.adequacy)
        elif _verdict(after) != _verdict(before):
            yield Coming(TRIAL, before.id, _what_else(before, after))


def _what_else(before: TrialFinding, after: TrialFinding) -> str:
    """Which mark a trial of the same adequacy has passed."""
    if after.optimised and not before.optimised:
        return OPTIMISED
    return FOUR_WEEKS if after.adequate_athf and not before.adequate_athf else ""


def _verdict(finding: TrialFinding) -> object:
    """All that counts as a conclusion about one trial."""
    return of_trials((finding,))


def _differing(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Coming]:
    """New ones first, then what is gone."""
    for code, state in after.items():
        if before.get(code) != state:
            yield Coming(part, code, state)
    yield from (Coming(part, code) for code in before if code not in after)


def _states(found: Assessment) -> dict[str, str]:
    return {check.code: check.state for check in found.checks}


def _impostors(found: Assessment) -> dict[str, str]:
    return {impostor.code: impostor.state for impostor in found.impostors}


def _alerts(found: Assessment) -> dict[str, str]:
    return {alert.code: "raised" for alert in found.alerts}


def _options(found: Assessment) -> dict[str, str]:
    return {option.code: "offered" for option in found.next_steps.options}


def _warnings(found: Assessment) -> dict[str, str]:
    return {warned.code: "due" for warned in found.next_steps.warnings}


def _withheld(found: Assessment) -> dict[str, str]:
    return {held.code: "withheld" for held in found.next_steps.withheld}


def _profiles(found: Assessment) -> dict[str, str]:
    return {profile.code: "shown" for profile in found.profiles}


def _missing(found: Assessment) -> dict[str, str]:
    """What is asked for, and what it would change."""
    return {one.what: one.would_change for one in found.missing}


def _models(found: Assessment) -> dict[str, str]:
    """What the other staging models say; of the Maudsley method the points."""
    staging, points = found.staging, found.staging.maudsley
    results = {
        "Thase and Rush": staging.thase_rush,
        "Maudsley": points.total if points else None,
        "MGH": staging.mgh,
        "European": staging.european,
        **dict(staging.details),
    }
    return {name: "" if value is None else str(value) for name, value in results.items()}


_BY_CODE = {
    ALERT: _alerts,
    OPTION: _options,
    WARNING: _warnings,
    WITHHELD: _withheld,
    MODEL: _models,
    PROFILE: _profiles,
}
