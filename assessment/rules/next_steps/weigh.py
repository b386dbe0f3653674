"""The only place where every option is asked: is it due, and does anything withhold it?

Options that no row brings up are not mentioned, unless a clinician asks about them (``consider``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.rules.next_steps.bars import Bar
from assessment.rules.next_steps.cards import CARDS, PLACES
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.option_index import WITHHELD_BY, brought_up, patient_bars
from assessment.rules.next_steps.option_rules import GENERAL, MEMBERS, RULES
from assessment.rules.next_steps.touched import touched
from assessment.rules.safety.washouts import Wait

_SINGLES = frozenset(
    code
    for code, card in CARDS.items()
    if card.family == "SWITCH" and card.drug and code != "SWITCH.NEFAZODONE"
)
_UNDER = {code: frozenset(members) for code, members in MEMBERS.items()}
_CODES = frozenset(CARDS)
_CLASSES = (*MEMBERS, *GENERAL)
_TURNS = {code: turn for turn, code in enumerate((*RULES, *_CLASSES))}
"""Class codes come after the drugs under them, the general codes last."""


@dataclass(slots=True)
class Weighed:
    """What is offered (by a row, or only because it was asked about), what is withheld, what waits."""

    offered: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """Offered only because a clinician asked about it."""
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)
    waits: dict[str, Wait] = field(default_factory=dict)
    """Withheld options that only a washout holds back, or that were asked about: WAIT_WASHOUT names them."""
    held: dict[str, Wait] = field(default_factory=dict)
    """Every withheld option that a washout holds back, whatever else does."""

    listed: frozenset[str] = frozenset()
    """Offered, or asked about even if withheld."""


def weigh(c: Case) -> Weighed:
    """Every option through its bars; class codes after the drugs under them, the general codes last."""
    due = brought_up(c)
    known = c.considered & _CODES
    wanted = due | known
    reasons = _held_back(c, wanted.union(*[under for code, under in _UNDER.items() if code in wanted]))
    for code in _CLASSES:
        if code in wanted and code not in reasons and (why := _of_a_class(_members(c, code, due), reasons)):
            reasons[code] = why
    withheld = {code: reasons[code] for code in sorted(wanted.intersection(reasons), key=_TURNS.__getitem__)}
    found = Weighed(set(due.difference(withheld)), set(known.difference(due, withheld)), withheld)
    may_wait = c.waiting.union(_CLASSES)
    for code in [code for code in withheld if code in may_wait]:
        _note_wait(c, code, found, due)
    _offer_waiting(found)
    for code in sorted(c.considered - known):
        found.withheld[code] = ("no option has this code",)
    found.listed = known.union(found.offered)
    return found


def _held_back(c: Case, codes: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Of these options those that a bar holds back, each with what its bars say, in turn.

    Bar by bar, not option by option: most bars are shared, and most say nothing or not of these options.
    """
    said: dict[str, dict[Bar, str]] = {}
    for bar in patient_bars(c.f.conditions.newest):
        held = WITHHELD_BY[bar]
        if not held.isdisjoint(codes) and (why := bar(c)):
            for code in held & codes:
                said.setdefault(code, {})[bar] = why
    for of_option, touching in touched(c).items():
        for code in touching & codes & WITHHELD_BY[of_option]:
            if why := of_option(c, code):
                said.setdefault(code, {})[of_option] = why
    return {code: _in_turn(code, reasons) for code, reasons in said.items()}


def _in_turn(code: str, said: dict[Bar, str]) -> tuple[str, ...]:
    if len(said) == 1:
        return tuple(said.values())
    return tuple(dict.fromkeys([said[bar] for bar in sorted(said, key=RULES[code].bars.index)]))


def _members(c: Case, code: str, due: frozenset[str]) -> frozenset[str]:
    """The drugs under a class code; under a general code those that a row brings up for this patient."""
    if code in _UNDER:
        return _UNDER[code]
    singles = due & _SINGLES
    return singles & c.same_class if code == "SWITCH.SAME_CLASS" else singles - c.same_class


def _of_a_class(under: frozenset[str], reasons: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A class code, or a general one, is withheld when every drug under it is."""
    if not under:
        return ("no other medicine under it is listed",)
    if not under <= reasons.keys():
        return ()
    first = min(under, key=PLACES.__getitem__)
    return ("every medicine under it is withheld", f"{CARDS[first].title}: {reasons[first][0]}")


def _note_wait(c: Case, code: str, found: Weighed, due: frozenset[str]) -> None:
    """A wait counts when it alone withholds the option, or when somebody asked about it."""
    asked, wait = code in c.considered, c.wait(code)
    if wait is not None:
        counts = asked or found.withheld[code] == (wait.because,)
    elif code in _CLASSES:
        wait, counts = _wait_of_a_member(c, _members(c, code, due), found), asked
    if wait is not None:
        found.held[code] = wait
        if counts:
            found.waits[code] = wait


def _wait_of_a_member(c: Case, under: frozenset[str], found: Weighed) -> Wait | None:
    """Of a drug that waits for nothing else, before one that is withheld for other reasons, too."""
    waiting = sorted(under & c.waiting, key=PLACES.__getitem__)
    alone = next((found.waits[one] for one in waiting if one in found.waits), None)
    return alone or next((one for member in waiting if (one := c.wait(member))), None)


def _offer_waiting(found: Weighed) -> None:
    if found.waits:
        found.withheld.pop("WAIT_WASHOUT", None)
        found.offered.add("WAIT_WASHOUT")
