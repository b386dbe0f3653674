"""The only place where every option is asked: is it due, and does anything withhold it?

Options that no row brings up are not mentioned, unless a clinician asks about them (``consider``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.rules.next_steps.bars import Bar
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.option_index import WITHHELD_BY, brought_up, patient_bars
from assessment.rules.next_steps.option_rules import GENERAL, MEMBERS, RULES, OptionRule
from assessment.rules.next_steps.touched import touched
from assessment.rules.safety.washouts import Wait

_SINGLES = tuple(
    code
    for code, card in CARDS.items()
    if card.family == "SWITCH" and card.drug and code != "SWITCH.NEFAZODONE"
)


_CLASSES = frozenset((*MEMBERS, *GENERAL))
_ORDER = (*(code for code in RULES if code not in _CLASSES), *MEMBERS, *GENERAL)


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
    """Every option through its rule; class codes after the drugs under them, the general codes last."""
    due = brought_up(c)
    found, held = Weighed(), _Held(c, due)
    wanted = due | c.considered
    for code in [code for code in _ORDER if code in wanted]:
        reasons = held.reasons(code)
        if not reasons and code in _CLASSES:
            reasons = _of_a_class(code, found, held)
        if reasons:
            found.withheld[code] = reasons
            _note_wait(c, code, found, held)
        else:
            (found.offered if code in due else found.asked).add(code)
    _offer_waiting(c, found)
    for code in sorted(c.considered - CARDS.keys()):
        found.withheld[code] = ("no option has this code",)
    found.listed = frozenset(found.offered | found.asked | (c.considered & CARDS.keys()))
    return found


class _Held:
    """What holds options of this patient back: whatever the option, or because its own facts touch it."""

    def __init__(self, c: Case, due: frozenset[str]) -> None:
        self.c = c
        self._due = due
        self._always: dict[Bar, str] = {
            bar: why for bar in patient_bars(c.f.conditions.newest) if (why := bar(c))
        }
        self._touched = touched(c)
        self._perhaps: frozenset[str] = frozenset().union(
            *self._touched.values(), *[WITHHELD_BY[bar] for bar in self._always]
        )
        """No other option is held back."""
        self._of_code: dict[str, tuple[str, ...]] = {}

    def reasons(self, code: str) -> tuple[str, ...]:
        """What the option's own bars say, in turn."""
        if code not in self._perhaps:
            return ()
        found = self._of_code.get(code)
        if found is None:
            found = self._of_code[code] = self._reasons(RULES[code])
        return found

    def _reasons(self, rule: OptionRule) -> tuple[str, ...]:
        own, always = self._own(rule), self._always
        if not always:
            return tuple(dict.fromkeys(own.values()))
        said = always | own
        return tuple(dict.fromkeys([said[bar] for bar in rule.bars if bar in said]))

    def _own(self, rule: OptionRule) -> dict[Bar, str]:
        """What the bars say that are about this very option."""
        found: dict[Bar, str] = {}
        code, touched = rule.code, self._touched
        for bar in rule.of_option:
            if code in touched[bar] and (why := bar(self.c, code)):
                found[bar] = why
        return found

    def members(self, code: str) -> tuple[str, ...]:
        """The drugs under a class code or a general code that a row brings up for this patient."""
        if code in MEMBERS:
            return MEMBERS[code]
        same = code == "SWITCH.SAME_CLASS"
        return tuple([one for one in _SINGLES if one in self._due and (one in self.c.same_class) is same])


def _of_a_class(code: str, found: Weighed, held: _Held) -> tuple[str, ...]:
    """A class code, or a general one, is withheld when every drug under it is."""
    under = held.members(code)
    if any(one in found.offered or (one not in found.withheld and not held.reasons(one)) for one in under):
        return ()
    first = next((f"{CARDS[one].title}: {_why(one, found, held)}" for one in under), "")
    return (
        ("every medicine under it is withheld", first) if first else ("no other medicine under it is listed",)
    )


def _why(code: str, found: Weighed, held: _Held) -> str:
    reasons = found.withheld.get(code) or held.reasons(code)
    return reasons[0] if reasons else ""


def _note_wait(c: Case, code: str, found: Weighed, held: _Held) -> None:
    """A wait counts when it alone withholds the option, or when somebody asked about it."""
    asked, wait = code in c.considered, c.wait(code)
    if wait is not None:
        counts = asked or set(found.withheld[code]) == {wait.because}
    elif code in _CLASSES:
        wait, counts = _wait_of_a_member(c, held.members(code), found), asked
    if wait is not None:
        found.held[code] = wait
        if counts:
            found.waits[code] = wait


def _wait_of_a_member(c: Case, under: tuple[str, ...], found: Weighed) -> Wait | None:
    """Of a drug that waits for nothing else, before one that is withheld for other reasons, too."""
    alone = next((found.waits[one] for one in under if one in found.waits), None)
    return alone or next((one for member in under if (one := c.wait(member))), None)


def _offer_waiting(c: Case, found: Weighed) -> None:
    if found.waits:
        found.withheld.pop("WAIT_WASHOUT", None)
        found.asked.discard("WAIT_WASHOUT")
        found.offered.add("WAIT_WASHOUT")
