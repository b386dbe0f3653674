"""The only place for the sentences about one trial: its three pillars and how it turned out."""

from __future__ import annotations

from functools import lru_cache

from assessment.rules.adequacy import Adequacy, sessions_since
from assessment.rules.courses import Course, off_from
from assessment.rules.findings import CANNOT_TELL, MET, NOT_APPLICABLE, NOT_MET, Pillar
from assessment.rules.outcome import Outcome, Rating
from assessment.rules.policy import Policy
from assessment.rules.ratings import NAMES, REMISSION
from assessment.rules.wording import changed, count, listed, number, on, percent

_OUTCOMES = {
    "remission": "remission",
    "response": "response without remission",
    "partial_response": "partial response",
    "non_response": "non-response",
}


def pillars(found: Adequacy, policy: Policy) -> tuple[Pillar, Pillar, Pillar]:
    """Dose, duration and adherence."""
    minimum = _minimum(found.course)
    return _dose(found, minimum), _duration(found, minimum), _adherence(found, policy)


def _dose(found: Adequacy, minimum: str) -> Pillar:
    course = found.course
    if course.minimum is None:
        why = (
            "Sessions decide" if course.treatment.min_sessions else "No minimum adequate dose is known for it"
        )
        return Pillar(NOT_APPLICABLE if course.treatment.min_sessions else CANNOT_TELL, f"{why}.")
    if course.levels.all_below:
        return Pillar(NOT_MET, _level_words(course))
    if "dose_below_minimum" in found.reasons:
        return Pillar(NOT_MET, f"{_highest(course)}; the minimum is {minimum}.")
    if not (course.sure or _reached_by_itself(course) or (found.at_dose_now and _known_at_end(course))):
        return Pillar(CANNOT_TELL, f"No dose is recorded; the minimum is {minimum}.")
    reached = f"{_highest(course)}; the minimum is {minimum}"
    levels = f"; {_level_words(course)}" if course.levels.readable else "."
    return Pillar(MET, reached + levels)


def _reached_by_itself(course: Course) -> bool:
    """Every dose is known and one was enough, though no day counts: an add-on to a base below its minimum."""
    found = [step.at_dose for step in course.steps]
    return True in found and None not in found


_BY_LENGTH = {True: MET, False: NOT_MET, None: CANNOT_TELL}


def _duration(found: Adequacy, minimum: str) -> Pillar:
    course = found.course
    if course.treatment.min_sessions is not None:
        return _sessions(found)
    if not course.is_drug or found.needed is None:
        return Pillar(CANNOT_TELL, "How long a fair trial of it takes is not known.")
    return Pillar(_BY_LENGTH[found.long_enough], f"{_time_at_dose(found, minimum)}; {found.needed} needed.")


def _sessions(found: Adequacy) -> Pillar:
    needed = f"{found.course.treatment.min_sessions} needed."
    if found.sessions is None:
        return Pillar(CANNOT_TELL, f"The number of sessions is not recorded; {needed}")
    if found.long_enough and found.sessions < (found.course.treatment.min_sessions or 0):
        needed = f"{found.course.treatment.min_sessions} needed without remission, which it brought earlier."
    outcome = MET if found.long_enough else NOT_MET
    return Pillar(outcome, f"{count(found.sessions, 'session')}{_below_dose(found)}; {needed}")


def _below_dose(found: Adequacy) -> str:
    """Of dated sessions those that do not count; the others of an earlier time are told of with the start."""
    left = len(sessions_since(found.course)) - (found.sessions or 0) if found.course.trial.sessions else 0
    return f" ({left} more below the minimum dose)" if left else ""


def _time_at_dose(found: Adequacy, minimum: str) -> str:
    run, possible = found.run, found.possible
    beside = _with_base(found.course) if found.course.bases else ""
    if run is None:
        return f"0 days {'surely ' if possible else ''}at {minimum} or more{beside}"
    first, past, days = run.first, run.past, run.days
    words = f"{count(days, 'day')} at {minimum} or more{beside}, {on(first)} to {on(past)}"
    if past - first > days:
        words += f" ({count(past - first - days, 'day')} off or below it not counted)"
    if possible and possible.days > days:
        words += f" ({possible.days} if the days at an unknown dose count)"
    return words


def _adherence(found: Adequacy, policy: Policy) -> Pillar:
    taken = found.taken
    if taken.undetectable:
        return Pillar(NOT_MET, "A drug level of 0: not taken.")
    if taken.percent is None:
        if found.course.treatment.min_sessions or found.course.trial.role == "psychotherapy":
            return Pillar(NOT_APPLICABLE, "The sessions given decide.")
        return Pillar(CANNOT_TELL, _not_recorded(found))
    outcome = MET if found.adherent else NOT_MET
    needed = number(policy.min_adherence_percent)
    return Pillar(outcome, f"{percent(taken.percent)} taken by {taken.by}; {needed} % needed.")


def _not_recorded(found: Adequacy) -> str:
    """What is on record may be of days that do not count."""
    if any(period.percent is not None for period in found.course.trial.adherence):
        return "How much was taken on the days that count is not recorded."
    return "How much was taken is not recorded."


def because(found: Adequacy, outcome: Outcome, closed: bool) -> tuple[str, ...]:
    """Everything else a clinician would want to know to agree or not."""
    sentences = [_verdict(found), *_course_sentences(found), _outcome_sentence(outcome)]
    if found.stop == off_from(found.course.trial, found.course.past) < found.course.past:
        sentences.append(f"At a dose of 0 from {on(found.stop)} on: later scores are not scores on it.")
    if closed:
        sentences.append("Scores later than a week after the next treatment was added belong to that one.")
    if "loss_of_response" in outcome.flags:
        sentences.append("An earlier score on it had reached response; the last one stands.")
    if "loss_after_stop" in outcome.flags:
        sentences.append("After it was stopped a later score had lost the response.")
    if found.course.trial.stop_reason == "intolerance" and found.code == "adequate":
        sentences.append("Stopped for side effects, but only after it was adequate: it counts.")
    return tuple(sentences)


def _verdict(found: Adequacy) -> str:
    name = found.course.treatment.name
    if found.code == "adequate":
        return f"{name}: an adequate trial."
    if found.code == "not_yet":
        when = f"; with the present dose on {on(found.earliest)}" if found.earliest else ""
        return f"{name}: not yet an adequate trial{when}."
    if found.code == "inadequate":
        return f"{name}: not an adequate trial ({listed([_REASONS[reason] for reason in found.reasons])})."
    why = listed([_REASONS[reason] for reason in found.reasons])
    return f"{name}: whether the trial was adequate cannot be told{f' ({why})' if why else ''}."


_REASONS = {
    "dose_below_minimum": "dose below the minimum",
    "duration_too_short": "too few days at dose",
    "nonadherence": "not taken often enough",
    "adherence_unknown": "adherence not known",
    "intolerance_stop": "stopped for side effects",
    "level_below_range": "drug level below its range",
    "too_few_sessions": "too few sessions",
}


def _course_sentences(found: Adequacy) -> list[str]:
    course = found.course
    sentences = []
    if course.moved_by:
        sentences.append(
            f"Counted from {on(course.first)}, when {course.moved_by}; days before do not count."
        )
    if course.promoted_by:
        sentences.append(
            f"Kept at dose beside {course.promoted_by} for more than 28 days: "
            "judged a combination, not a trial of a class of its own."
        )
    if course.lowered_minimum is not None:
        half = number(course.lowered_minimum)
        sentences.append(f"Beside a strong CYP2D6 inhibitor {half} mg counts as its minimum.")
    if course.role in ("augmentation", "combination") and not course.bases:
        sentences.append("No antidepressant beside it is recorded, so no day counts.")
    if not course.in_current_episode:
        sentences.append("It belongs to an earlier episode and does not count in this one.")
    if course.levels.unread:
        sentences.append("A drug level in an unknown unit was not used.")
    if found.taken.self_report_only:
        sentences.append("Adherence rests on self-report alone.")
    return sentences


def _outcome_sentence(outcome: Outcome) -> str:
    baseline, endpoint = outcome.baseline, outcome.endpoint
    if baseline is None:
        return _endpoint_only(endpoint)
    if endpoint is None:
        return f"No score on the treatment after the baseline {_score(baseline)}: the outcome is not known."
    if baseline.remitted:
        return f"The baseline {_score(baseline)} was already in remission: the outcome cannot be judged."
    if outcome.improvement is None:
        return _across(outcome, baseline, endpoint)
    return (
        f"{_score(baseline)} to {_score(endpoint)}: {changed(outcome.improvement)}, "
        f"{_OUTCOMES[outcome.code]}{_against_cut(endpoint)}."
    )


def _endpoint_only(endpoint: Rating | None) -> str:
    if endpoint is None:
        return "No baseline and no endpoint score: the outcome is not known."
    degree = "remission" if endpoint.remitted else "not in remission, by how much improved is not known"
    return f"No baseline score; {_score(endpoint)}: {degree}{_against_cut(endpoint)}."


def _across(outcome: Outcome, baseline: Rating, endpoint: Rating) -> str:
    degree = "remission" if endpoint.remitted else "not in remission; no percentage across scales"
    words = f"Baseline {_score(baseline)}, endpoint {_score(endpoint)}: {degree}{_against_cut(endpoint)}."
    if outcome.provisional_improvement is not None:
        words += f" Provisionally {changed(outcome.provisional_improvement)}, for advice only."
    return words


def _against_cut(endpoint: Rating) -> str:
    where = "within" if endpoint.remitted else "above"
    return f" ({endpoint.total} is {where} the remission cut of {REMISSION[endpoint.instrument]})"


def _score(rating: Rating) -> str:
    said = f"{NAMES[rating.instrument]} {rating.total} on {on(rating.day)}"
    if rating.mark:
        said += rating.mark.words
    return f"{said}, more than two weeks before the start" if rating.stale else said


def _with_base(course: Course) -> str:
    return f" with {listed(course.bases)} at its minimum"


@lru_cache(maxsize=4096)
def _dose_of(amount: float, unit: str) -> str:
    return f"{number(amount)} {'mg' if unit == 'mg/day' else unit}"


def _minimum(course: Course) -> str:
    unit = course.treatment.dose_unit
    usual = _dose_of(course.minimum or 0, unit)
    if course.lowered_minimum is None:
        return usual
    return f"{usual} ({_dose_of(course.lowered_minimum, unit)} beside a strong CYP2D6 inhibitor)"


def _known_at_end(course: Course) -> bool:
    """Is a dose known: any of a course of sessions, else the one in force today?"""
    if course.treatment.min_sessions:
        return course.highest is not None
    return course.running and course.at_dose_today is True


def _highest(course: Course) -> str:
    highest = course.highest
    if highest is None or highest.dose is None:
        return "No dose is recorded"
    return f"Up to {_dose_of(highest.dose, course.treatment.dose_unit)} from {on(highest.first)}"


def _level_words(course: Course) -> str:
    levels = course.levels
    values = listed(
        [f"{number(level.value or 0)} {level.unit} on {on(level.date)}" for level in levels.readable]
    )
    return f"drug level {values}; {number(levels.low or 0)} {levels.unit} needed."
