"""The only place that says when time alone changes the conclusions, and why then."""

from __future__ import annotations

import re
from datetime import date

from assessment.presenters.naming import ALERTS, IMPOSTORS, STATES, said, treatment_name
from assessment.rules import ahead
from assessment.rules.ahead import FOUR_WEEKS, OPTIMISED, Coming
from assessment.rules.findings import Assessment
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.warnings import TEXTS
from assessment.timeline.words import ADEQUACY, day, plain
from patients.codes import CHECKS
from patients.record import PatientRecord

FAR_DAYS = 730
"""Beyond this a date is no appointment: it is said that nothing changes before."""


def next_change(record: PatientRecord, assessment: Assessment, found: tuple[Coming, ...]) -> str:
    """A sentence; empty when time alone changes nothing."""
    on = assessment.next_change_on
    if on is None:
        return ""
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    because = f": {_why(record, found[0])}{more}" if found else ""
    birthday = birthday_words(record.patient.birth_date, on)
    if (on - assessment.as_of).days > FAR_DAYS:
        return (
            f"If nothing new is recorded, nothing changes before {day(on)}{_in_brackets(birthday)}{because}"
        )
    return f"If nothing new is recorded, next change on {day(on)}{_in_brackets(birthday)}{because}"


def _why(record: PatientRecord, one: Coming) -> str:
    code = record.trial(one.code).treatment if one.part == ahead.TRIAL else one.code
    return coming_words(one.part, code, one.after)


def in_a_list(
    on: date | None, as_of: date | None, born: date | None, part: str, code: str, after: str
) -> str:
    """The same for one line of a list, from what was stored with it."""
    if on is None:
        return ""
    birthday = birthday_words(born, on) if born else ""
    why = coming_words(part, code, after) if part else ""
    words = ": ".join(text for text in (birthday, why) if text)
    far = as_of is not None and (on - as_of).days > FAR_DAYS
    return f"not before {on.year} ({words})" if far and words else words


def birthday_words(born: date, on: date) -> str:
    """Some limits are ages: such a day is better known as a birthday."""
    age = on.year - born.year
    return f"{_ordinal(age)} birthday" if (on.month, on.day) == (born.month, born.day) and age > 0 else ""


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def coming_words(part: str, code: str, after: str) -> str:
    """One change, from its codes."""
    return _WORDS.get(part, lambda _code, _after: "a conclusion changes")(code, after)


def _trial(code: str, after: str) -> str:
    name = treatment_name(code)
    if after in ADEQUACY:
        return f"{name}: {ADEQUACY[after].lower()}"
    return f"{name}: {_MARKS[after]}" if after in _MARKS else f"{name} is judged otherwise"


_MARKS = {
    OPTIMISED: "counts as optimised for the MGH score",
    FOUR_WEEKS: "four weeks at dose, enough for ATHF-SF",
}


def _check(code: str, after: str) -> str:
    name = CHECKS[code].means if code in CHECKS else plain(code)
    return f"{name}: {said(STATES, after).lower()}"


def _stage(code: str, after: str) -> str:
    if not code:
        return "no stage can be told"
    name = "no stage" if code == "0" else f"Stage {code}"
    return f"{name}, provisional" if after == "provisional" else name


def _alert(code: str, after: str) -> str:
    name = said(ALERTS, code)
    return f"{name[:1].lower()}{name[1:]}" if after else f"no longer: {name[:1].lower()}{name[1:]}"


def _impostor(code: str, after: str) -> str:
    name = said(IMPOSTORS, code)
    return f"{name[:1].lower()}{name[1:]}: {plain(after) if after else 'no longer in question'}"


def _option(code: str, after: str) -> str:
    title = CARDS[code].title if code in CARDS else plain(code).lower()
    return f"{title}: {'offered' if after else 'no longer offered'}"


def _warning(code: str, after: str) -> str:
    """Its first words: at a glance, and in a list, the whole of it would be noise."""
    text = re.split(r" \(|[.;] ", TEXTS.get(code, plain(code)).rstrip("."))[0]
    return f"warning: {text}" if after else f"warning over: {text}"


def _withheld(code: str, after: str) -> str:
    title = CARDS[code].title if code in CARDS else plain(code).lower()
    return f"{title}: {'withheld' if after else 'no longer withheld'}"


def _model(code: str, after: str) -> str:
    return f"{plain(code)}: {plain(after) or 'cannot be computed'}"


def _profile(code: str, after: str) -> str:
    return f"{plain(code)} profile{'' if after else ' no longer shown'}"


def _missing(code: str, after: str) -> str:
    return f"{code}: {'would decide' if after else 'decides nothing any more'}"


_WORDS = {
    ahead.MISSING: _missing,
    ahead.WITHHELD: _withheld,
    ahead.MODEL: _model,
    ahead.PROFILE: _profile,
    ahead.TRIAL: _trial,
    ahead.CHECK: _check,
    ahead.STAGE: _stage,
    ahead.ALERT: _alert,
    ahead.IMPOSTOR: _impostor,
    ahead.OPTION: _option,
    ahead.WARNING: _warning,
}
