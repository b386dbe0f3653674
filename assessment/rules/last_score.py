"""The only place for the newest score and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.rules.findings import Assessment, TrialFinding
from assessment.rules.ratings import PREFERENCE, clinician_rated
from patients.instruments import total_of
from patients.record import PatientRecord


@dataclass(frozen=True, slots=True)
class LastScore:
    """``baseline`` is an earlier day's on the same scale: that of the treatment ``of``, else the first."""

    instrument: str
    total: int
    on: date
    baseline: int | None = None
    baseline_on: date | None = None
    of: str | None = None

    @property
    def improved_percent(self) -> float | None:
        return 100 * (self.baseline - self.total) / self.baseline if self.baseline else None


_Total = tuple[date, str, int]
_Baseline = tuple[int | None, date | None, str | None]


def last_score(record: PatientRecord, assessment: Assessment) -> LastScore | None:
    """The newest total of an outcome scale; ``None`` while there is none."""
    totals = _totals(record, assessment.as_of)
    if not totals:
        return None
    on, instrument, total = totals[-1]
    return LastScore(instrument, total, on, *_baseline(record, assessment, instrument, totals))


def running_newest_first(record: PatientRecord, assessment: Assessment) -> list[TrialFinding]:
    running = [finding for finding in assessment.trials if finding.running]
    return sorted(running, key=lambda finding: (record.trial(finding.id).start, finding.id), reverse=True)


def _totals(record: PatientRecord, as_of: date) -> list[_Total]:
    """Day, scale, total; of one day the clinician's rating and the preferred scale come last."""
    scored = [score for score in record.scores if score.instrument in PREFERENCE and score.date <= as_of]
    scored.sort(key=lambda score: (score.date, clinician_rated(score), -PREFERENCE.index(score.instrument)))
    return [
        (score.date, score.instrument, total) for score in scored if (total := total_of(score)) is not None
    ]


def _baseline(
    record: PatientRecord, assessment: Assessment, instrument: str, totals: list[_Total]
) -> _Baseline:
    """Of the running trial; without one, the first of this scale in the episode.

    A trial started since the last score has that score as its baseline: it says nothing of change, which
    must not be read as "no change", so the trial before it is asked.
    """
    last = totals[-1][0]
    for finding in running_newest_first(record, assessment):
        on = finding.baseline_date
        if finding.baseline_instrument == instrument and finding.baseline is not None and on != last:
            return finding.baseline, on, finding.id
    episode = record.current_episode
    since = episode.onset if episode and episode.onset else date.min
    earlier = [(total, on, None) for on, scale, total in totals if scale == instrument and since <= on < last]
    return earlier[0] if earlier else (None, None, None)
