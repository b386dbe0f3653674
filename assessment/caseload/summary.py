"""The only place that says what one line of the caseload tells about an assessed record."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.rules.findings import Assessment, TrialFinding
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS, OUTCOME_SCALES, item_of, total_of
from patients.record import PatientRecord, Score


def summary(record: PatientRecord, assessment: Assessment) -> dict[str, Any]:
    """The columns of ``CaseloadRow`` that depend on the record."""
    return {
        "assessed_on": assessment.as_of,
        "stage": assessment.staging.ladder,
        "provisional": assessment.staging.provisional,
        "suppressed": assessment.staging.suppressed,
        "next_change_on": assessment.next_change_on,
        "rules_version": assessment.rules_version,
        "suicide_item": _suicide_item(record, assessment.as_of),
        **_next_step(assessment),
        **_treatment(record, assessment),
        **_score(record, assessment),
    }


def _next_step(assessment: Assessment) -> dict[str, Any]:
    options = assessment.next_steps.options
    return {"next_step": options[0].code, "next_step_title": options[0].title} if options else {}


def _treatment(record: PatientRecord, assessment: Assessment) -> dict[str, Any]:
    running = _running(record, assessment)
    if not running:
        return {}
    newest = running[0]
    return {
        "treatment": newest.treatment,
        "treatment_label": " + ".join(_name(finding) for finding in running),
        "treatment_started_on": record.trial(newest.id).start,
        "treatment_adequacy": newest.adequacy,
    }


def _running(record: PatientRecord, assessment: Assessment) -> list[TrialFinding]:
    """What runs on the day, the last started first."""
    running = [finding for finding in assessment.trials if finding.running]
    return sorted(running, key=lambda finding: (record.trial(finding.id).start, finding.id), reverse=True)


def _name(finding: TrialFinding) -> str:
    return treatment(finding.treatment, finding.role).name


def _score(record: PatientRecord, assessment: Assessment) -> dict[str, Any]:
    """The newest total of an outcome scale, beside the baseline on the same scale."""
    totals = _totals(record, assessment.as_of)
    if not totals:
        return {}
    day, instrument, total = totals[-1]
    baseline = _baseline(record, assessment, instrument, totals)
    improved = 100 * (baseline - total) / baseline if baseline else None
    return {
        "instrument": instrument,
        "last_score": total,
        "last_score_on": day,
        "baseline": baseline,
        "change_percent": improved,
    }


def _totals(record: PatientRecord, as_of: date) -> list[tuple[date, str, int]]:
    """Day, scale, total; of one day the clinician's rating and the preferred scale come last."""
    scored = [score for score in record.scores if score.instrument in OUTCOME_SCALES and score.date <= as_of]
    scored.sort(
        key=lambda score: (score.date, score.rater == "clinician", -OUTCOME_SCALES.index(score.instrument))
    )
    return [
        (score.date, score.instrument, total) for score in scored if (total := total_of(score)) is not None
    ]


def _baseline(
    record: PatientRecord, assessment: Assessment, instrument: str, totals: list[tuple[date, str, int]]
) -> int | None:
    """Of the running trial; without one, the first of this scale in the episode.

    A trial started since the last score has that score as its baseline: it says nothing of change, which
    must not be read as "no change", so the trial before it is asked.
    """
    last = totals[-1][0]
    for finding in _running(record, assessment):
        if (
            finding.instrument == instrument
            and finding.baseline is not None
            and finding.baseline_date != last
        ):
            return finding.baseline
    episode = record.current_episode
    since = episode.onset if episode and episode.onset else date.min
    earlier = [total for day, scale, total in totals[:-1] if scale == instrument and day >= since]
    return earlier[0] if earlier else None


def _suicide_item(record: PatientRecord, as_of: date) -> bool | None:
    """Above 0 in the newest rating of any scale that asks; ``None`` while nobody asked."""
    answers = [answer for score in _newest(record, as_of) if (answer := _suicide_answer(score)) is not None]
    return any(answer > 0 for answer in answers) if answers else None


def _newest(record: PatientRecord, as_of: date) -> list[Score]:
    by_scale = {score.instrument: score for score in record.scores if score.date <= as_of}
    return list(by_scale.values())


def _suicide_answer(score: Score) -> int | None:
    scale = INSTRUMENTS.get(score.instrument)
    return None if scale is None or scale.suicide_item is None else item_of(score, scale.suicide_item)
