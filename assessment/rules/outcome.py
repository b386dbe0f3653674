"""The only place for how a trial turned out: its baseline, its endpoint, and what they mean."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from assessment.rules.courses import Course
from assessment.rules.policy import Policy
from assessment.rules.ratings import REMISSION, Mark, Ratings, Series
from assessment.rules.spans import Run
from patients.instruments.crosswalks import worse

Window = tuple[int, int]  # first and last day, both included


@dataclass(slots=True)
class Rating:
    instrument: str
    day: int
    total: int
    remitted: bool
    stale: bool
    mark: Mark | None


@dataclass(slots=True)
class Outcome:
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
    course: Course,
    run: Run | None,
    needed: int | None,
    closes: int | None,
    stop: int,
    ratings: Ratings,
    policy: Policy,
) -> Outcome:
    """``run`` is the judged time at dose, ``needed`` the days of it that a trial takes, ``closes`` the day
    after which a later add-on owns the scores (only for an adequate trial), ``stop`` the last day on the
    treatment."""
    first = _first_of_its_own_time(course)
    windows = _windows(first, _endpoint_due(course, first, run, needed, policy), closes, stop, policy)
    baseline, endpoint = _pair(first, windows, ratings, policy)
    flags = _rating_flags(baseline, endpoint)
    if baseline is None or endpoint is None:
        return _one_sided(baseline, endpoint, flags)
    if baseline.remitted:
        return Outcome("unknown", baseline, endpoint, None, None, ("baseline_in_remission", *flags))
    if baseline.instrument != endpoint.instrument:
        return _across_scales(baseline, endpoint, flags)
    percent = improvement(baseline.total, endpoint.total)
    code = "remission" if endpoint.remitted else category(percent, policy)
    series, responded = ratings.series_of(baseline.instrument), percent >= policy.response_percent
    flags += _response_flags(course, series, baseline, endpoint, responded, stop, policy)
    return Outcome(code, baseline, endpoint, percent, None, flags)


def _first_of_its_own_time(course: Course) -> int:
    """A trial that was over before its exposure could count is shown with the scores of its own time."""
    first = course.first
    return course.start if first >= course.past and not course.running else first


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


def _windows(
    first: int, due: int | None, closes: int | None, stop: int, policy: Policy
) -> tuple[Window, ...]:
    """Where to look for the endpoint, best first; ``due``: the day from which it is one of a full trial."""
    if closes is None:
        windows = ((first + 1, stop), (stop + 1, stop + policy.endpoint_after_stop_days))
        return windows if due is None else ((due, stop), *windows)
    after_stop = (stop + 1, closes)  # never later than ``endpoint_after_stop_days``
    return (after_stop,) if due is None else ((due, stop if stop < closes else closes), after_stop)


def _endpoint_due(
    course: Course, first: int, run: Run | None, needed: int | None, policy: Policy
) -> int | None:
    if course.is_drug:
        if run is None:
            return None
        first = run.first
    return None if needed is None else first + needed - policy.endpoint_lead_days


def days_a_score_gains_by(course: Course, policy: Policy) -> tuple[int, ...]:
    """From these days on a new score of a running course is after its start, no baseline of it any more, and
    one of a full course of sessions (of a drug the days at dose decide, and they are over by then)."""
    first, needed = _first_of_its_own_time(course), minimum_days(course, policy)
    due = () if needed is None else (first + needed - policy.endpoint_lead_days,)
    return (first + 1, first + policy.baseline_after_days + 1, *due)


def minimum_days(course: Course, policy: Policy) -> int | None:
    """The days a trial of this treatment needs: six weeks for an antidepressant, an add-on its own weeks."""
    if course.role == "antidepressant":
        return policy.min_days
    weeks = course.treatment.min_weeks
    if weeks is None:
        return policy.min_days if course.is_drug else None
    return weeks * 7


def _pair(
    first: int, windows: tuple[Window, ...], ratings: Ratings, policy: Policy
) -> tuple[Rating | None, Rating | None]:
    """The best window first, in it the preferred scale that has both; else what there is."""
    baselines = []
    for series in ratings.series:
        if baseline := _baseline(series, first, policy):
            if endpoint := _endpoint(series, windows[0], baseline.day):
                return baseline, endpoint
            baselines.append((series, baseline))
    for window in windows[1:]:
        for series, baseline in baselines:
            if endpoint := _endpoint(series, window, baseline.day):
                return baseline, endpoint
    return _unpaired(first, baselines[0][1] if baselines else None, windows, ratings)


def _unpaired(
    first: int, baseline: Rating | None, windows: tuple[Window, ...], ratings: Ratings
) -> tuple[Rating | None, Rating | None]:
    """No scale has both: the endpoint may be of another one than the baseline."""
    after = baseline.day if baseline else first
    for window in windows:
        for series in ratings.series:
            if endpoint := _endpoint(series, window, after):
                return baseline, endpoint
    return baseline, None


def _baseline(series: Series, start: int, policy: Policy) -> Rating | None:
    """The last score shortly before the start, else the first shortly after it, else an older one."""
    days = series.days
    after = bisect_right(days, start)
    ago = start - days[after - 1] if after else None
    if ago is not None and ago <= policy.baseline_before_days:
        return _rating(series, after - 1)
    if after < len(days) and days[after] - start <= policy.baseline_after_days:
        return _rating(series, after)
    if ago is not None and ago <= policy.baseline_stale_days:
        return _rating(series, after - 1, stale=True)
    return None


def _endpoint(series: Series, window: Window, after: int) -> Rating | None:
    low, high = window
    if low <= after:
        low = after + 1
    at = series.last_within(low, high)
    return None if at is None else _rating(series, at)


def _rating(series: Series, at: int, stale: bool = False) -> Rating:
    instrument, day, total = series.instrument, series.days[at], series.totals[at]
    return Rating(instrument, day, total, total <= REMISSION[instrument], stale, series.marks.get(day))


def _rating_flags(baseline: Rating | None, endpoint: Rating | None) -> tuple[str, ...]:
    """What is to be minded of the two ratings themselves."""
    flags: tuple[str, ...] = ("baseline_stale",) if baseline and baseline.stale else ()
    if (baseline and baseline.mark and baseline.mark.imputed) or (
        endpoint and endpoint.mark and endpoint.mark.imputed
    ):
        return (*flags, "score_imputed")
    return flags


def _response_flags(
    course: Course,
    series: Series,
    baseline: Rating,
    endpoint: Rating,
    responded: bool,
    stop: int,
    policy: Policy,
) -> tuple[str, ...]:
    """Had an earlier score reached response, or did a later one lose it?"""
    flags: tuple[str, ...] = ()
    if not responded and (
        _had_response(series, baseline, min(endpoint.day, stop + 1), policy)
        or (course.first > course.start and _had_it_before(course, series, policy))
    ):
        flags = ("loss_of_response",)
    left_off = not course.running or course.steps[-1].dose == 0
    if (responded or endpoint.remitted) and left_off:
        last_day = stop if stop > endpoint.day else endpoint.day
        if _lost_after(series, baseline, last_day, policy):
            flags = (*flags, "loss_after_stop")
    return flags


def _had_response(series: Series, baseline: Rating, before: int, policy: Policy) -> bool:
    """An earlier score on the treatment had reached response."""
    totals = series.between(baseline.day, before)
    return bool(totals) and improvement(baseline.total, min(totals)) >= policy.response_percent


def _had_it_before(course: Course, series: Series, policy: Policy) -> bool:
    """The same drug had brought response or remission before the episode it is now judged in."""
    first, start = _first_of_its_own_time(course), course.start
    if first <= start:
        return False
    before = _baseline(series, start, policy)
    if before is not None and before.remitted:
        return False
    best = min(series.between(before.day if before else start, first), default=None)
    if best is None:
        return False
    if best <= REMISSION[series.instrument]:
        return True  # a remission needs no baseline
    return before is not None and improvement(before.total, best) >= policy.response_percent


def _lost_after(series: Series, baseline: Rating, day: int, policy: Policy) -> bool:
    """A later score is neither a response nor, from a low baseline, still a remission."""
    later = series.totals[bisect_right(series.days, day) :]
    if not later:
        return False
    worst = max(later)
    lost = improvement(baseline.total, worst) < policy.response_percent
    return lost and worst > REMISSION[series.instrument]
