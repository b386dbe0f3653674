"""The only place that writes an ``Assessment`` as ``trd-assessment/1``: keys in a fixed order, no clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.rules.findings import (
    Alert,
    Assessment,
    CheckFinding,
    Impostor,
    Maudsley,
    Missing,
    NextSteps,
    Option,
    Pillar,
    Profile,
    Staging,
    TrialFinding,
    Warned,
    Withheld,
)

FORMAT = "trd-assessment/1"


def write(assessment: Assessment) -> dict[str, Any]:
    """The file form; the same assessment always gives the same bytes."""
    return {
        "format": FORMAT,
        "reference": assessment.reference,
        "as_of": assessment.as_of.isoformat(),
        "policy": {"name": assessment.policy, "version": assessment.policy_version},
        "rules_version": assessment.rules_version,
        "trials": [_trial(finding) for finding in assessment.trials],
        "staging": _staging(assessment.staging),
        "impostors": [_impostor(impostor) for impostor in assessment.impostors],
        "alerts": [_alert(alert) for alert in assessment.alerts],
        "profiles": [_profile(profile) for profile in assessment.profiles],
        "next_steps": _next_steps(assessment.next_steps),
        "missing": [_missing(missing) for missing in assessment.missing],
        "next_change_on": _day(assessment.next_change_on),
        "jurisdiction": assessment.jurisdiction,
        "checks": [_check(check) for check in assessment.checks],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _trial(finding: TrialFinding) -> dict[str, Any]:
    improvement = finding.improvement_percent
    return {
        "id": finding.id,
        "treatment": finding.treatment,
        "role": finding.role,
        "adequacy": finding.adequacy,
        "reasons": list(finding.reasons),
        "pillars": {
            "dose": _pillar(finding.dose),
            "duration": _pillar(finding.duration),
            "adherence": _pillar(finding.adherence),
        },
        "days_at_dose": finding.days_at_dose,
        "sessions": finding.sessions,
        "effective_start": _day(finding.effective_start),
        "earliest_adequate_on": _day(finding.earliest_adequate_on),
        "baseline": finding.baseline,
        "baseline_date": _day(finding.baseline_date),
        "endpoint": finding.endpoint,
        "endpoint_date": _day(finding.endpoint_date),
        "instrument": finding.instrument,
        "improvement_percent": None if improvement is None else round(improvement, 2),
        "outcome": finding.outcome,
        "counts_as_failure": finding.counts_as_failure,
        "because": list(finding.because),
    }


def _pillar(pillar: Pillar) -> dict[str, Any]:
    return {"outcome": pillar.outcome, "because": pillar.because}


def _staging(staging: Staging) -> dict[str, Any]:
    return {
        "ladder": staging.ladder,
        "thase_rush": staging.thase_rush,
        "suppressed": staging.suppressed,
        "provisional": staging.provisional,
        "counted_failures": staging.counted_failures,
        "failed_class_groups": list(staging.failed_class_groups),
        "augmentation_failures": staging.augmentation_failures,
        "ect_failures": staging.ect_failures,
        "definitions": {
            "article": staging.article,
            "regulatory_two_trials": staging.regulatory_two_trials,
            "delphi_two_trials": staging.delphi_two_trials,
        },
        "maudsley": None if staging.maudsley is None else _maudsley(staging.maudsley),
        "mgh": staging.mgh,
        "european": staging.european,
        "because": list(staging.because),
        "differences": list(staging.differences),
        "details": {name: _plain(value) for name, value in staging.details},
    }


def _maudsley(points: Maudsley) -> dict[str, Any]:
    return {
        "duration": points.duration,
        "severity": points.severity,
        "antidepressants": points.antidepressants,
        "augmentation": points.augmentation,
        "ect": points.ect,
        "total": points.total,
        "band": points.band,
    }


def _plain(value: Any) -> Any:
    """Details of further models hold dates and tuples; JSON knows neither."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value


def _impostor(impostor: Impostor) -> dict[str, Any]:
    return {
        "code": impostor.code,
        "state": impostor.state,
        "because": impostor.because,
        "clears": impostor.clears,
        "source": impostor.source,
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {"code": alert.code, "because": alert.because}


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "code": profile.code,
        "evidence": profile.evidence,
        "inputs": list(profile.inputs),
        "text": profile.text,
    }


def _next_steps(next_steps: NextSteps) -> dict[str, Any]:
    return {
        "options": [_option(option) for option in next_steps.options],
        "withheld": [_withheld(withheld) for withheld in next_steps.withheld],
        "warnings": [_warned(warned) for warned in next_steps.warnings],
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "code": option.code,
        "kind": option.kind,
        "rank": option.rank,
        "title": option.title,
        "because": list(option.because),
        "check_first": list(option.check_first),
        "monitor": list(option.monitor),
        "cautions": list(option.cautions),
        "strength": option.strength,
        "sources": list(option.sources),
    }


def _withheld(withheld: Withheld) -> dict[str, Any]:
    return {"code": withheld.code, "because": list(withheld.because)}


def _warned(warned: Warned) -> dict[str, Any]:
    return {"code": warned.code, "text": warned.text, "because": warned.because}


def _missing(missing: Missing) -> dict[str, Any]:
    return {"what": missing.what, "would_change": missing.would_change}


def _check(check: CheckFinding) -> dict[str, Any]:
    return {
        "code": check.code,
        "state": check.state,
        "date": _day(check.date),
        "by": check.by,
        "valid_until": _day(check.valid_until),
        "core": check.core,
    }
