"""The only place for how a trial turned out: its baseline, its endpoint, and what they mean."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from assessment.rules.courses import Course
from assessment.rules.policy import Policy
from assessment.rules.ratings import NO_MARK, REMISSION, Mark, Ratings, Series
from assessment.rules.spans import Run
from patients.instruments.crosswalks import worse

Window = tuple[int, int]  # first and last day, both included


class Rating(NamedTuple):
    instrument: str
    day: int
    total: int
    stale: bool = False
    mark: Mark = NO_MARK

    @property
    def remitted(self) -> bool:
        return self.total <= REMISSION[self.instrument]


class Outcome(NamedTuple):
    code: str
    baseline: Rating | None
    endpoint: Rating | None
    improvement: float | None
    provisional_improvement: float | None
    flags: tuple[str, ...]


def improvement(baseline: int, endpoint: int) -> float:
    """Percent; every scale here starts at 0, so no offset."""
    return 100 * (baseline - endpoint) / baseline


def category(percent: float, policy: Policy) -> str:
    """Of a trial that did not remit; compared unrounded (24.99 is non-response, 25 partial)."""
    if percent >= policy.response_percent:
        return "response"
    return "partial_response" if percent >= policy.partial_percent else "non_response"


def rate(
    course: Course, run: Run | None, closes: int | None, stop: int, ratings: Ratings, policy: Policy
) -> Outcome:
    """``run`` is the judged time at dose, ``closes`` the day after which a later add-on owns the scores
    (only for an adequate trial), ``stop`` the last day on the treatment."""
    course = _of_its_own_time(course)
    windows = _windows(course, run, closes, stop, policy)
    baseline, endpoint = _pair(course.first, windows, ratings, policy)
    flags = _course_flags(course, baseline, endpoint, stop, ratings, policy)
    if baseline is None or endpoint is None:
        return _one_sided(baseline, endpoint, flags)
    if baseline.remitted:
        return Outcome("unknown", baseline, endpoint, None, None, ("baseline_in_remission", *flags))
    if baseline.instrument != endpoint.instrument:
        return _across_scales(baseline, endpoint, flags)
    percent = improvement(baseline.total, endpoint.total)
    code = "remission" if endpoint.remitted else category(percent, policy)
    return Outcome(code, baseline, endpoint, percent, None, flags)


def _of_its_own_time(course: Course) -> Course:
    """A trial that was over before its exposure could count is shown with the scores of its own time."""
    start = course.trial.start.toordinal()
    over = course.trial.stop is not None and course.first >= course.past
    return course._replace(first=start) if over and course.first > start else course


def _one_sided(baseline: Rating | None, endpoint: Rating | None, flags: tuple[str, ...]) -> Outcome:
    if baseline is None:
        flags = ("baseline_missing", *flags)
    if endpoint is None:
        return Outcome("unknown", baseline, None, None, None, ("endpoint_missing", *flags))
    code = "remission" if endpoint.remitted else "not_remitted_unspecified"
    return Outcome(code, None, endpoint, None, None, flags)


def _across_scales(baseline: Rating, endpoint: Rating, flags: tuple[str, ...]) -> Outcome:
    """Never a percentage as the outcome (scales.md 3.4): the provisional one is for advice only."""
    code = "remission" if endpoint.remitted else "not_remitted_unspecified"
    converted = worse(endpoint.total, endpoint.instrument, baseline.instrument)
    provisional = None if converted is None else improvement(baseline.total, converted)
    return Outcome(code, baseline, endpoint, None, provisional, ("scale_mismatch", *flags))


def _windows(course: Course, run: Run | None, closes: int | None, stop: int, policy: Policy) -> list[Window]:
    """Where to look for the endpoint, best first."""
    after_stop = (stop + 1, stop + policy.endpoint_after_stop_days)
    windows = []
    if (from_day := _endpoint_from(course, run, policy)) is not None:
        windows.append((from_day, stop))
    if closes is not None:
        return [(first, min(last, closes)) for first, last in (*windows, after_stop)]
    return [*windows, (course.first + 1, stop), after_stop]


def _endpoint_from(course: Course, run: Run | None, policy: Policy) -> int | None:
    days = minimum_days(course, policy)
    if days is None:
        return None
    if course.is_drug:
        return None if run is None else run.first + days - policy.endpoint_lead_days
    return course.first + days - policy.endpoint_lead_days


def minimum_days(course: Course, policy: Policy) -> int | None:
    """The days a trial of this treatment needs: six weeks for an antidepressant, an add-on its own weeks."""
    if course.role == "antidepressant":
        return policy.min_days
    weeks = course.treatment.min_weeks
    if weeks is None:
        return policy.min_days if course.is_drug else None
    return weeks * 7


def _pair(
    first: int, windows: list[Window], ratings: Ratings, policy: Policy
) -> tuple[Rating | None, Rating | None]:
    """The best window first, in it the preferred scale that has both; else what there is."""
    baselines = [(series, _baseline(series, first, policy)) for series in ratings.series]
    for window in windows:
        for series, baseline in baselines:
            if baseline and (endpoint := _endpoint(series, window, baseline.day)):
                return baseline, endpoint
    baseline = next((found for _, found in baselines if found), None)
    after = baseline.day if baseline else first
    for window in windows:
        for series in ratings.series:
            if endpoint := _endpoint(series, window, after):
                return baseline, endpoint
    return baseline, None


def _baseline(series: Series, start: int, policy: Policy) -> Rating | None:
    at = series.last_within(start - policy.baseline_before_days, start)
    if at is None:
        at = series.first_within(start + 1, start + policy.baseline_after_days)
    stale = at is None
    if stale:
        at = series.last_within(start - policy.baseline_stale_days, start)
    return None if at is None else _rating(series, at, stale)


def _endpoint(series: Series, window: Window, after: int) -> Rating | None:
    at = series.last_within(max(window[0], after + 1), window[1])
    return None if at is None else _rating(series, at)


def _rating(series: Series, at: int, stale: bool = False) -> Rating:
    day = series.days[at]
    return Rating(series.instrument, day, series.totals[at], stale, series.marks.get(day, NO_MARK))


def _course_flags(
    course: Course,
    baseline: Rating | None,
    endpoint: Rating | None,
    stop: int,
    ratings: Ratings,
    policy: Policy,
) -> tuple[str, ...]:
    """What else the scores over the course of this trial say."""
    flags = []
    if baseline and baseline.stale:
        flags.append("baseline_stale")
    if (baseline and baseline.mark.imputed) or (endpoint and endpoint.mark.imputed):
        flags.append("score_imputed")
    if not (baseline and endpoint and baseline.instrument == endpoint.instrument) or baseline.remitted:
        return tuple(flags)
    series = next(series for series in ratings.series if series.instrument == baseline.instrument)
    responded = improvement(baseline.total, endpoint.total) >= policy.response_percent
    if not responded and (
        _had_response(series, baseline, endpoint, policy) or _had_it_before(course, series, policy)
    ):
        flags.append("loss_of_response")
    got_well = responded or endpoint.remitted
    if got_well and not course.running and _lost_after(series, baseline, max(stop, endpoint.day), policy):
        flags.append("loss_after_stop")
    return tuple(flags)


def _had_response(series: Series, baseline: Rating, endpoint: Rating, policy: Policy) -> bool:
    """An earlier score on the treatment had reached response."""
    totals = series.between(baseline.day, endpoint.day)
    return bool(totals) and improvement(baseline.total, min(totals)) >= policy.response_percent


def _had_it_before(course: Course, series: Series, policy: Policy) -> bool:
    """The same drug had brought response or remission before the episode it is now judged in."""
    start = course.trial.start.toordinal()
    if course.first <= start:
        return False
    before = _baseline(series, start, policy)
    if before is not None and before.remitted:
        return False
    best = min(series.between(before.day if before else start, course.first), default=None)
    if best is None:
        return False
    if best <= REMISSION[series.instrument]:
        return True  # a remission needs no baseline
    return before is not None and improvement(before.total, best) >= policy.response_percent


def _lost_after(series: Series, baseline: Rating, day: int, policy: Policy) -> bool:
    """A later score is neither a response nor, from a low baseline, still a remission."""
    worst = max(series.totals[bisect_right(series.days, day) :], default=0)
    lost = improvement(baseline.total, worst) < policy.response_percent
    return lost and worst > REMISSION[series.instrument]
