"""The only place that says in sentences what a visit would change: the assessment without it and with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.presenters.naming import ALERTS, URGENT_ALERTS, said, treatment_name
from assessment.rules.findings import Assessment, Option, TrialFinding, Warned
from assessment.timeline.words import ADEQUACY, plain


@dataclass(frozen=True, slots=True)
class Changed:
    """One consequence; ``because`` may be empty. ``kind``: urgent, caution or plain."""

    what: str
    because: str = ""
    kind: str = "plain"


def visit_changes(before: Assessment, after: Assessment) -> tuple[Changed, ...]:
    """Most pressing first; empty when the visit changes nothing that the rules look at."""
    found = (
        *_alerts(before, after),
        *_warnings(before, after),
        *_trials(before, after),
        *_stage(before, after),
        *_impostors(before, after),
        *_next_step(before, after),
        *_filled(before, after),
    )
    return tuple(sorted(found, key=lambda change: ("urgent", "caution", "plain").index(change.kind)))


def _alerts(before: Assessment, after: Assessment) -> Iterator[Changed]:
    """An alert that a warning says more fully is left to the warning."""
    old = {(alert.code, alert.because) for alert in before.alerts}
    told = [warned.text for warned in _new_warnings(before, after)]
    for alert in after.alerts:
        title = said(ALERTS, alert.code)
        if (alert.code, alert.because) not in old and not any(text.startswith(title) for text in told):
            yield Changed(title, alert.because, "urgent" if alert.code in URGENT_ALERTS else "caution")


def _warnings(before: Assessment, after: Assessment) -> Iterator[Changed]:
    urgent = tuple(said(ALERTS, code) for code in URGENT_ALERTS)
    for warned in _new_warnings(before, after):
        kind = "urgent" if warned.text.startswith(urgent) else "caution"
        yield Changed(warned.text, warned.because, kind)


def _new_warnings(before: Assessment, after: Assessment) -> list[Warned]:
    old = {(warned.code, warned.text) for warned in before.next_steps.warnings}
    return [warned for warned in after.next_steps.warnings if (warned.code, warned.text) not in old]


def _trials(before: Assessment, after: Assessment) -> Iterator[Changed]:
    known = {finding.id: finding for finding in before.trials}
    for finding in after.trials:
        yield from _trial(known.get(finding.id), finding)


def _trial(old: TrialFinding | None, new: TrialFinding) -> Iterator[Changed]:
    name = treatment_name(new.treatment, new.role)
    if old is None:
        yield Changed(f"{name}: a new trial begins", "; ".join(_ahead(new)))
        return
    if old.adequacy != new.adequacy:
        yield Changed(f"{name} becomes {ADEQUACY[new.adequacy].lower()}", _first(new.because))
    if old.outcome != new.outcome:
        yield Changed(f"{name}: {_outcome(old)} becomes {_outcome(new)}", _improvement(new))
    if new.counts_as_failure and not old.counts_as_failure:
        yield Changed(f"{name} counts as a failed trial")
    if old.counts_as_failure and not new.counts_as_failure:
        yield Changed(f"{name} no longer counts as a failed trial")


def _ahead(new: TrialFinding) -> Iterator[str]:
    if new.minimum_dose is not None:
        yield f"minimum dose {new.minimum_dose:g}"
    if new.earliest_adequate_on is not None:
        day = new.earliest_adequate_on
        yield f"adequate at the earliest on {day.day} {day:%B %Y}"


def _outcome(finding: TrialFinding) -> str:
    return plain(finding.outcome)


def _improvement(finding: TrialFinding) -> str:
    if finding.improvement_percent is None:
        return ""
    return f"{finding.baseline} to {finding.endpoint}, improvement {finding.improvement_percent:.0f} %"


def _first(reasons: tuple[str, ...]) -> str:
    return reasons[0] if reasons else ""


def _stage(before: Assessment, after: Assessment) -> Iterator[Changed]:
    old, new = before.staging, after.staging
    if old.ladder != new.ladder:
        yield Changed(f"Stage: {_rung(old.ladder)} becomes {_rung(new.ladder)}", _first(new.because))
    elif old.provisional != new.provisional:
        yield Changed("The stage is provisional" if new.provisional else "The stage is no longer provisional")


def _rung(ladder: str | None) -> str:
    return "none (held back)" if ladder is None else str(ladder)


def _impostors(before: Assessment, after: Assessment) -> Iterator[Changed]:
    old = {impostor.code for impostor in before.impostors}
    new = {impostor.code for impostor in after.impostors}
    for impostor in after.impostors:
        if impostor.code not in old:
            yield Changed(f"To check: {plain(impostor.code)}", impostor.because, "caution")
    yield from (Changed(f"No longer to check: {plain(code)}") for code in sorted(old - new))


def _next_step(before: Assessment, after: Assessment) -> Iterator[Changed]:
    old, new = _leading(before), _leading(after)
    if new is not None and (old is None or old.code != new.code):
        yield Changed(f"First option: {new.title}", _first(new.because))


def _leading(assessment: Assessment) -> Option | None:
    return next(iter(assessment.next_steps.options), None)


def _filled(before: Assessment, after: Assessment) -> Iterator[Changed]:
    gone = {gap.what for gap in before.missing} - {gap.what for gap in after.missing}
    yield from (Changed(f"No longer missing: {what}") for what in sorted(gone))
