"""The only place for what a warning rule may ask: the case, and what is offered or listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.cards import SWITCHES, TAGS
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.weigh import Weighed

Due = str | None


class Seen:
    """What a warning may ask: the case, what was weighed, and what is listed or offered by class."""

    def __init__(self, c: Case, w: Weighed, a: Augmenters) -> None:
        self.c, self.w, self.a = c, w, a
        self.f, self.g, self.s = c.f, c.g, c.s
        self.offered_codes = w.offered | w.asked
        self.offered_tags = tags_under(self.offered_codes)
        self.listed_tags = self.offered_tags | tags_under(w.listed - self.offered_codes)
        self.signs: frozenset[str] = self.listed_tags.union(
            w.listed, self.f.tags_ever, self.f.conditions.newest
        )
        """What is listed, by code and class, was ever taken or is recorded: all that ``about`` may name."""

    def listed(self, *tags: str) -> bool:
        return not self.listed_tags.isdisjoint(tags)

    def offered(self, *tags: str) -> bool:
        return not self.offered_tags.isdisjoint(tags)

    def is_listed(self, *codes: str) -> bool:
        return not self.w.listed.isdisjoint(codes)

    def is_offered(self, *codes: str) -> bool:
        return not self.offered_codes.isdisjoint(codes)

    def a_switch_is_offered(self) -> bool:
        return not self.offered_codes.isdisjoint(SWITCHES)

    def running(self, *tags: str) -> bool:
        """Is a drug with one of these tags running? (``f.takes`` says which)"""
        return not self.f.tags.isdisjoint(tags)

    def involved(self, *tags: str) -> Due:
        """A drug with one of these tags is running, or an option with one is listed."""
        drug = self.f.takes(*tags)
        if drug is not None:
            return f"{drug.name} is running"
        return "among the options" if self.listed(*tags) else None


_CLASS_TAGS = {
    "SWITCH.SSRI": frozenset(("SSRI", "SEROTONERGIC_AD", "ANTIDEPRESSANT")),
    "SWITCH.SNRI": frozenset(("SNRI", "SEROTONERGIC_AD", "ANTIDEPRESSANT")),
    "SWITCH.TCA": frozenset(("TCA", "SEROTONERGIC_AD", "ANTIDEPRESSANT")),
    "SWITCH.OTHER_CLASS": frozenset(("ANTIDEPRESSANT",)),
    "SWITCH.SAME_CLASS": frozenset(("ANTIDEPRESSANT",)),
}


_TAGS_UNDER = {**TAGS, **_CLASS_TAGS}


def tags_under(codes: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*[_TAGS_UNDER[code] for code in codes])


def when(met: object, because: str = "") -> Due:
    return because if met else None


Rule = Callable[[Seen], Due]
ABOUT: dict[Rule, frozenset[str]] = {}


def about(*signs: str) -> Callable[[Rule], Rule]:
    """Marks a rule that has nothing to say of a patient without one of these ``signs``."""

    def mark(rule: Rule) -> Rule:
        ABOUT[rule] = frozenset(signs)
        return rule

    return mark


def joined(found: Sequence[str]) -> Due:
    return "; ".join(found) if found else None
