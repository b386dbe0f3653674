"""The only place that writes an ``Assessment`` as plain text to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.rules.findings import Assessment, Staging, TrialFinding
from assessment.rules.wording import percent


def summarise(assessment: Assessment) -> str:
    """Headings and short lines; options, never orders."""
    return "\n".join(_lines(assessment)) + "\n"


def _lines(assessment: Assessment) -> Iterator[str]:
    yield f"{assessment.reference}, as of {assessment.as_of.isoformat()}, {assessment.jurisdiction}"
    yield f"Policy {assessment.policy} {assessment.policy_version}, rules {assessment.rules_version}"
    yield from _staging(assessment.staging)
    yield from _section("Trials", [line for finding in assessment.trials for line in _trial(finding)])
    yield from _section("Check before calling it resistance", _impostors(assessment))
    yield from _section("Alerts", [f"{alert.code}: {alert.because}" for alert in assessment.alerts])
    yield from _section(
        "Symptom profiles", [*(profile.text for profile in assessment.profiles), *assessment.not_computed]
    )
    yield from _section("Ways forward, for a clinician to weigh", _options(assessment))
    withheld = assessment.next_steps.withheld
    yield from _section("Withheld", [f"{entry.code}: {'; '.join(entry.because)}" for entry in withheld])
    yield from _section(
        "Warnings", [f"{warned.code}: {warned.text}" for warned in assessment.next_steps.warnings]
    )
    yield from _section(
        "Missing", [f"{entry.what} (decides {entry.would_change})" for entry in assessment.missing]
    )
    if assessment.next_change_on is not None:
        yield f"If nothing new is recorded, this changes on {assessment.next_change_on.isoformat()}."


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        yield from (f"  {line}" for line in lines)


def _staging(staging: Staging) -> Iterator[str]:
    if staging.suppressed:
        yield "Stage: not given"
    else:
        label = " (provisional)" if staging.provisional else ""
        yield f"Stage {_or_unknown(staging.ladder)}{label}; Thase-Rush {_or_unknown(staging.thase_rush)}"
    yield from (f"  {reason}" for reason in (*staging.because, *staging.differences))


def _or_unknown(value: str | None) -> str:
    return "cannot tell" if value is None else value


def _trial(finding: TrialFinding) -> Iterator[str]:
    counted = "counts as a failure" if finding.counts_as_failure else "does not count as a failure"
    yield f"{finding.id} {finding.treatment}, {finding.role}: {_words(finding.adequacy)}, {_result(finding)}"
    yield f"  {counted}"
    for name, pillar in (
        ("dose", finding.dose),
        ("duration", finding.duration),
        ("adherence", finding.adherence),
    ):
        yield f"  {name} {_words(pillar.outcome)}: {pillar.because}"
    yield from (f"  {reason}" for reason in finding.because)


def _result(finding: TrialFinding) -> str:
    if finding.improvement_percent is None:
        return _words(finding.outcome)
    return f"{_words(finding.outcome)} ({percent(finding.improvement_percent)} on {finding.instrument})"


def _words(code: str) -> str:
    return code.replace("_", " ")


def _impostors(assessment: Assessment) -> list[str]:
    return [
        f"{impostor.code} ({_words(impostor.state)}): {impostor.because} Clears: {impostor.clears}"
        for impostor in assessment.impostors
    ]


def _options(assessment: Assessment) -> list[str]:
    lines = []
    for option in assessment.next_steps.options:
        lines.append(f"{option.rank}. {option.title} [{option.code}]: {'; '.join(option.because)}")
        for name, entries in (("check first", option.check_first), ("caution", option.cautions)):
            if entries:
                lines.append(f"   {name}: {'; '.join(entries)}")
    return lines
