"""The only place for the suicide items (safety.md section 8): what was answered, never a risk band.

No cut-off predicts suicide. What is shown is the answer with its date and the request for a
clinician's assessment; an item that was not answered is asked for, it is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.rules.wording import on
from patients.instruments import INSTRUMENTS, item_of
from patients.record import Score

# scale -> its item and the lowest answer that asks for a same-day assessment (S01-S09)
_ITEMS: dict[str, tuple[int, int]] = {
    code: (scale.suicide_item, scale.suicide_red_from)
    for code, scale in INSTRUMENTS.items()
    if scale.suicide_item is not None and scale.suicide_red_from is not None
}
_THOUGHTS, _ONLY_WITH_THOUGHTS, _BEHAVIOUR = 2, (3, 4, 5), 6
SCREENER, _SCREENER_ITEMS = "cssrs_screener", (4, 5, 6)  # intent, plan with intent, behaviour (S12)
_ASKING = frozenset((*_ITEMS, SCREENER))


@dataclass(frozen=True, slots=True)
class SuicideAnswer:
    """One answer above zero; ``red`` asks for a clinician's assessment the same day."""

    instrument: str
    item: int
    answer: int
    date: date
    red: bool
    before: int | None = None
    """The answer known before this one, for "it rose"."""

    @property
    def because(self) -> str:
        name = INSTRUMENTS[self.instrument].short
        rose = ""
        if self.before is not None and self.answer > self.before:
            rose = f", up from {self.before}"
        today = ": an assessment the same day is asked for" if self.red else ""
        return f"{name} item {self.item} answered {self.answer}{rose} on {on(self.date)}{today}"


def suicide_answers(scores: tuple[Score, ...]) -> tuple[SuicideAnswer, ...]:
    """The latest known answer of each scale's item, where it is above zero; the scores in order of time."""
    rated: dict[str, list[Score]] = {}
    for score in [one for one in scores if one.items is not None and one.instrument in _ASKING]:
        rated.setdefault(score.instrument, []).append(score)
    if not rated:
        return ()
    found = [
        _latest(code, item, red_from, rated[code])
        for code, (item, red_from) in _ITEMS.items()
        if code in rated
    ]
    return (*[answer for answer in found if answer], *_screener(rated.get(SCREENER, [])))


def _latest(code: str, item: int, red_from: int, rated: list[Score]) -> SuicideAnswer | None:
    """The highest of the last day on which it was answered; before it, the last of any earlier day."""
    day, answer, before = None, 0, None
    for score in reversed(rated):
        value = item_of(score, item)
        if value is None:
            continue
        if day is not None and score.date < day:
            before = value
            break
        day, answer = score.date, max(answer, value)
    if day is None or answer < 1:
        return None
    return SuicideAnswer(code, item, answer, day, answer >= red_from, before)


def _screener(rated: list[Score]) -> tuple[SuicideAnswer, ...]:
    return tuple([found for item in _SCREENER_ITEMS if (found := _yes(item, rated))])


def _yes(item: int, rated: list[Score]) -> SuicideAnswer | None:
    """Of the last day on which it was answered, if any answer of that day is yes."""
    day = None
    for score in reversed(rated):
        if day is not None and score.date < day:
            break
        answer = _asked(item, score)
        if answer is not None:
            day = score.date
        if answer:
            long_ago = dict(score.answers).get("behaviour_within_3_months") is False
            return SuicideAnswer(SCREENER, item, answer, score.date, not (item == _BEHAVIOUR and long_ago))
    return None


def screened(score: Score) -> bool:
    """Is it known of all that asks for an assessment the same day whether it was answered yes?"""
    return score.items is not None and None not in [_asked(item, score) for item in _SCREENER_ITEMS]


def _asked(item: int, score: Score) -> int | None:
    """What was answered; no where the form leaves it out because there were no thoughts (scales.md: 3 to 5
    only if 2 is yes). Else an item that is blank was not answered."""
    answer = item_of(score, item)
    left_out = item in _ONLY_WITH_THOUGHTS and item_of(score, _THOUGHTS) == 0
    return 0 if answer is None and left_out else answer
