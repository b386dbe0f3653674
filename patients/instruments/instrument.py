"""The only place for what a rating scale is, and how answers to it become a total or a screen result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Items = Sequence[int | None]
Answers = Sequence[tuple[str, str | int | bool]]


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    label: str
    low: int
    high: int
    missing_codes: tuple[int, ...] = ()
    """Codes that mean "not assessed" (HAM-D item 16: 3): accepted, never points."""
    counts_from: int | None = None
    """Where the total counts items: the lowest answer that counts."""
    text: str = ""
    anchors: tuple[str, ...] = ()

    def allows(self, value: int | None) -> bool:
        return value is None or self.low <= value <= self.high or value in self.missing_codes

    def rated(self, value: int | None) -> int | None:
        """The value, or ``None`` where it means "not assessed"."""
        return None if value in self.missing_codes else value


@dataclass(frozen=True, slots=True)
class Band:
    low: int
    high: int
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """An extra question beside the items (MDQ: in the same period? how much of a problem?)."""

    name: str
    allowed: tuple[str | int | bool, ...]
    text: str


class Rated(NamedTuple):
    """``total`` is ``None`` when the scoring rule gives none; ``note`` then says why."""

    total: int | None
    missing: tuple[int, ...] = ()
    imputed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Positive:
    """When a screen is positive; everything ``None`` = no cut-off is documented."""

    at_least: int | None = None
    at_most: int | None = None
    by_sex: Mapping[str, int] = field(default_factory=dict)
    uk: int | None = None
    answers: Mapping[str, tuple[str | int | bool, ...]] = field(default_factory=dict)
    items: tuple[int, ...] = ()
    """Any of these answered above 0 makes it positive, whatever the total."""

    def cuts(self, sex: str | None, jurisdiction: str) -> tuple[int, ...]:
        """Every cut-off that may apply: more than one where the sex is not known."""
        if self.uk is not None and jurisdiction == "UK":
            return (self.uk,)
        if self.by_sex:
            return (self.by_sex[sex],) if sex and sex in self.by_sex else tuple(self.by_sex.values())
        return () if self.at_least is None else (self.at_least,)


@dataclass(frozen=True, slots=True)
class Instrument:
    code: str
    name: str
    short: str
    rater: str
    items: tuple[Item, ...]
    total_min: int
    total_max: int
    bands: tuple[Band, ...]
    remission_max: int | None
    outcome_scale: bool
    suicide_item: int | None
    suicide_red_from: int | None
    """From this answer on safety.md 8 asks for a same-day assessment; never a risk band."""
    questions: tuple[Question, ...]
    when_positive: Positive
    licence: str
    source: str
    licence_note: str = ""
    note: str = ""
    lead: str = ""
    most_imputed: int = 0
    """So many items left out are filled in by the mean of the others."""
    score: Callable[[Items], Rated] = lambda items: Rated(None)
    extremes: Callable[[Items], tuple[int, int]] = lambda items: (0, 0)
    """The lowest and highest total the unrated items leave possible."""

    def rate(self, items: Items, answers: Answers = ()) -> Rated:
        """The total by the scoring rule; ``ValueError`` if these cannot be its items."""
        self.check(items)
        return self.score(items)

    def check(self, items: Items) -> None:
        if len(items) != len(self.items):
            raise ValueError(f"{self.short} has {len(self.items)} items, not {len(items)}")
        for item, value in zip(self.items, items, strict=True):
            if not item.allows(value):
                raise ValueError(f"{self.short} item {item.number} is {item.low} to {item.high}, not {value}")

    def band(self, total: int) -> str:
        """The severity band's name; empty where the scale has no bands or the total is impossible."""
        return next((band.name for band in self.bands if band.low <= total <= band.high), "")

    def positive(
        self,
        total: int | None,
        items: Items | None = None,
        answers: Answers = (),
        *,
        sex: str | None = None,
        jurisdiction: str = "US",
    ) -> bool | None:
        """Whether the screen is positive; ``None`` = cannot tell, or no cut-off is documented."""
        if self.when_positive.items:
            return self._any_positive_item(total, items)
        low, high = self._range(total, items)
        return _both(self._reaches(low, high, sex, jurisdiction), self._answered(dict(answers)))

    def _range(self, total: int | None, items: Items | None) -> tuple[int, int]:
        if total is not None:
            return total, total
        return (self.total_min, self.total_max) if items is None else self.extremes(items)

    def _reaches(self, low: int, high: int, sex: str | None, jurisdiction: str) -> bool | None:
        if self.when_positive.at_most is not None:
            return _agreed((low <= self.when_positive.at_most, high <= self.when_positive.at_most))
        cuts = self.when_positive.cuts(sex, jurisdiction)
        return _agreed([total >= cut for cut in cuts for total in (low, high)])

    def _answered(self, answers: Mapping[str, str | int | bool]) -> bool | None:
        verdict: bool | None = True
        for name, needed in self.when_positive.answers.items():
            verdict = _both(verdict, answers[name] in needed if name in answers else None)
        return verdict

    def _any_positive_item(self, total: int | None, items: Items | None) -> bool | None:
        if items is None:
            return False if total == 0 else None
        values = [items[number - 1] for number in self.when_positive.items]
        if any(values):
            return True
        return None if self.extremes(items)[1] > self.extremes(items)[0] and None in values else False


def _agreed(verdicts: Sequence[bool]) -> bool | None:
    return verdicts[0] if verdicts and len(set(verdicts)) == 1 else None


def _both(one: bool | None, other: bool | None) -> bool | None:
    """And, where "cannot tell" stays so unless the other is a clear no."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
