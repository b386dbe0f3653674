"""The only place for the stage over time: the rules asked again on each day something could change it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from assessment.rules.conclusions import nothing_judged
from assessment.rules.courses import ANTIDEPRESSANT
from assessment.rules.findings import Assessment, Staging, TrialFinding
from assessment.rules.judging import NOTHING_SETTLED, TRIALS, Staged, settled, staged
from assessment.rules.outcome import improvement
from assessment.rules.policy import Policy
from assessment.rules.ratings import REMISSION, Ratings, Series
from assessment.rules.staging import Rung
from assessment.timeline.inputs import UNTOLD, StageFrom
from patients.codes import medicine_classes
from patients.known import record_on
from patients.record import Medicine, PatientRecord, Trial

_SCREENS = ("mdq", "rms", "asrm", "stop_bang", "audit", "audit_c", "cudit_r", "dast_10")
_TESTS = ("tsh", "free_t4", "haemoglobin", "ferritin", "b12", "folate", "ahi", "cpap_use", "bmi")


@lru_cache(maxsize=256)
def stages_of(record: PatientRecord, assessment: Assessment, policy: Policy) -> tuple[StageFrom, ...]:
    """The stage from each day on which it changed, up to the day of the assessment."""
    steps: list[StageFrom] = []
    waiting, before = sorted(_days(record, assessment, policy)), None
    moved = any(finding.effective_start for finding in assessment.trials)
    while (day := waiting.pop(0)) < assessment.as_of:
        before = staged_on(record, day, assessment, policy, before)
        step = step_of(day, before.rung, before.clues.trials)
        if (
            moved or step.stage == UNTOLD
        ):  # a dose, or time alone, may bring the next trial that can be judged
            ahead = {dose.start for trial in record.trials for dose in trial.doses}
            ahead |= before.clues.today.noted[TRIALS]
            waiting = sorted({*waiting, *(later for later in ahead if day < later < assessment.as_of)})
        steps.append(step)
    return up_to(steps, assessment)


def up_to(steps: Iterable[StageFrom], assessment: Assessment) -> tuple[StageFrom, ...]:
    """Of steps in order of time those before the day of the assessment that change something, and its own."""
    last = step_of(assessment.as_of, assessment.staging, assessment.trials)
    told = (None, *(step for step in steps if step.date < last.date), last)
    return tuple(step for before, step in pairwise(told) if step and not _same(before, step))


def staged_on(
    record: PatientRecord, day: date, assessment: Assessment, policy: Policy, before: Staged | None = None
) -> Staged:
    """What was known on this day, staged; ``before``: the same of an earlier day, for what has settled."""
    known = record_on(record, day)
    still = settled(before, known, day) if before else NOTHING_SETTLED
    return staged(known, day, policy, assessment.jurisdiction, still)


def _same(last: StageFrom | None, step: StageFrom) -> bool:
    return last is not None and (last.stage, last.provisional) == (step.stage, step.provisional)


def step_of(day: date, staging: Staging | Rung, trials: Sequence[TrialFinding]) -> StageFrom:
    """The lowest rung for want of a treatment that can be judged is no finding, as in the words above."""
    if staging.ladder == "0" and nothing_judged((trial.adequacy, trial.outcome) for trial in trials):
        return StageFrom(day, UNTOLD)
    return StageFrom(day, staging.ladder, staging.provisional)


def _days(record: PatientRecord, assessment: Assessment, policy: Policy) -> set[date]:
    """The days on which a trial, a rating, a screen, a check or an episode could have moved the stage."""
    days = {assessment.as_of, *(day for trial in record.trials for day in _told_of(trial))}
    for finding in assessment.trials:
        days |= {day for day in (finding.adequate_on, finding.endpoint_date) if day}
    days |= {check.date for check in record.checks} | {condition.date for condition in record.conditions}
    days |= {check.valid_until + timedelta(days=1) for check in assessment.checks if check.valid_until}
    days |= {score.date for score in record.scores if score.instrument in _SCREENS}
    days |= {one.date for one in record.measurements if one.test in _TESTS}
    days |= {day for medicine in record.medicines for day in (medicine.start, medicine.stop) if day}
    days |= {symptom.date for symptom in record.symptoms}
    days |= {day for episode in record.episodes for day in (episode.onset, episode.end) if day}
    days |= {date.fromordinal(day) for day in _turning_days(record, assessment, policy)}
    days |= _kept_too_long(record, timedelta(days=policy.cross_taper_days + 1))
    first = min((trial.start for trial in record.trials), default=assessment.as_of)
    return {day for day in days if first <= day <= assessment.as_of}


def _told_of(trial: Trial) -> Iterator[date]:
    """The days on which something became known of how it was taken, which may be after its end, or of
    hypomania on it."""
    known = (trial.start, trial.stop, *(day for one in trial.adherence for day in (one.start, one.stop)))
    yield from filter(None, known)
    yield from (level.date for level in trial.levels)
    yield from (one.date for one in trial.side_effects if one.effect == "hypomania" and one.date)


def _kept_too_long(record: PatientRecord, overlap: timedelta) -> set[date]:
    """The days on which a second antidepressant beside a first may have become a combination."""
    days = set()
    for number, second in enumerate(record.trials):
        beside = (first for first in record.trials[:number] if first.role == second.role == ANTIDEPRESSANT)
        if any(first.stop is None or first.stop - second.start >= overlap for first in beside):
            days.add(second.start + overlap)
    return days


def _turning_days(record: PatientRecord, assessment: Assessment, policy: Policy) -> set[int]:
    """Of all the ratings those that may have turned the verdict on a trial, as day numbers."""
    found: set[int] = set()
    now = assessment.as_of.toordinal()
    without = [one.stop.toordinal() + 1 for one in record.medicines if one.stop and _lowers_mood(one)]
    for series in Ratings(record).series:
        found.update(_first_from(series, day) for day in without)
        for trial, finding in zip(record.trials, assessment.trials, strict=True):
            begun, past = trial.start.toordinal(), trial.stop.toordinal() if trial.stop else now
            fair = finding.adequate_on.toordinal() if finding.adequate_on else begun
            found.update(
                _first_from(series, day) for day in (begun, fair - policy.endpoint_lead_days, fair, past)
            )
            found |= _crossings(series, begun, past + policy.endpoint_after_stop_days, policy)
            if finding.effective_start:
                found.update(_rated(series, begun, finding.effective_start.toordinal()))
            if finding.adequacy == "adequate" and finding.adequate_on is None:  # by a mere count of sessions
                found.update(_rated(series, begun, past))
    return found


def _lowers_mood(medicine: Medicine) -> bool:
    return "mood_lowering" in medicine_classes(medicine.name)


def _rated(series: Series, first: int, last: int) -> tuple[int, ...]:
    """All rating days of a time in which the trial was judged from another day, or from none known."""
    return series.days[bisect_left(series.days, first) : bisect_right(series.days, last)]


def _first_from(series: Series, day: int) -> int:
    """The day of the first rating on this day or later; the last rating's where none follows."""
    return series.days[min(bisect_left(series.days, day), len(series.days) - 1)]


def _crossings(series: Series, begun: int, last: int, policy: Policy) -> set[int]:
    """The days in this time on which a rating turned into a failure, or out of it."""
    first = max(bisect_right(series.days, begun) - 1, 0)
    stop = bisect_right(series.days, last)
    base, cut = series.totals[first], REMISSION[series.instrument]
    failing = [
        total > cut and (not base or improvement(base, total) < policy.failure_below_percent)
        for total in series.totals[first:stop]
    ]
    turned = zip(series.days[first + 1 : stop], pairwise(failing), strict=True)
    return {day for day, (before, after) in turned if before != after}
