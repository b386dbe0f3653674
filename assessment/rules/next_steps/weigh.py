"""The only place where every option is asked: is it due, and does anything withhold it?

Options that no row brings up are not mentioned, unless a clinician asks about them (``consider``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.rules.next_steps.bars import Bar, PatientBar
from assessment.rules.next_steps.cards import CARDS
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.option_rules import GENERAL, MEMBERS, RULES, OptionRule
from assessment.rules.next_steps.touched import touched
from assessment.rules.safety.washouts import Wait

_SINGLES = tuple(
    code
    for code, card in CARDS.items()
    if card.family == "SWITCH" and card.drug and code != "SWITCH.NEFAZODONE"
)


_ORDER = (*(code for code in RULES if code not in MEMBERS and code not in GENERAL), *MEMBERS, *GENERAL)


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
    found, held = Weighed(), _Held(c)
    for code in _ORDER:
        asked = code in c.considered
        due = RULES[code].offered(c)
        if not (due or asked):
            continue
        reasons = _reasons(c, code, found, held)
        if reasons:
            found.withheld[code] = reasons
            _note_wait(c, code, reasons, asked, found)
        else:
            (found.offered if due else found.asked).add(code)
    _offer_waiting(c, found)
    for code in sorted(c.considered - CARDS.keys()):
        found.withheld[code] = ("no option has this code",)
    found.listed = frozenset(found.offered | found.asked | (c.considered & CARDS.keys()))
    return found


class _Held:
    """What holds options of this patient back: answers that many options share, and what its own facts touch.

    An option that neither names is free, and its bars need not be asked.
    """

    def __init__(self, c: Case) -> None:
        self.c = c
        self.touched = touched(c)
        self._of_patient: dict[tuple[PatientBar, ...], tuple[str, ...]] = {}
        self._of_code: dict[str, tuple[str, ...]] = {}

    def reasons(self, code: str) -> tuple[str, ...]:
        """What the option's own bars say, in turn."""
        found = self._of_code.get(code)
        if found is None:
            rule = RULES[code]
            found = self._each(rule) if code in self.touched else self._shared(rule.of_patient)
            self._of_code[code] = found
        return found

    def _shared(self, bars: tuple[PatientBar, ...]) -> tuple[str, ...]:
        """Many options have the same of these bars."""
        found = self._of_patient.get(bars)
        if found is None:
            found = tuple(dict.fromkeys([why for bar in bars if (why := self.c.asked(bar))]))
            self._of_patient[bars] = found
        return found

    def _each(self, rule: OptionRule) -> tuple[str, ...]:
        answers: dict[Bar, str | None] = {bar: bar(self.c, rule.code) for bar in rule.of_option}
        if not any(answers.values()):
            return self._shared(rule.of_patient)
        answers |= {bar: self.c.asked(bar) for bar in rule.of_patient}
        return tuple(dict.fromkeys([why for bar in rule.bars if (why := answers[bar])]))


def _reasons(c: Case, code: str, found: Weighed, held: _Held) -> tuple[str, ...]:
    own = held.reasons(code)
    if own or not (code in MEMBERS or code in GENERAL):
        return own
    under = members_of(c, code)
    if any(one in found.offered or (one not in found.withheld and not held.reasons(one)) for one in under):
        return ()
    first = next((f"{CARDS[one].title}: {_why(one, found, held)}" for one in under), "")
    return (
        ("every medicine under it is withheld", first) if first else ("no other medicine under it is listed",)
    )


def _why(code: str, found: Weighed, held: _Held) -> str:
    reasons = found.withheld.get(code) or held.reasons(code)
    return reasons[0] if reasons else ""


def members_of(c: Case, code: str) -> tuple[str, ...]:
    """The drugs under a class code or a general code that a row would bring up for this patient."""
    if code in MEMBERS:
        return MEMBERS[code]
    same = code == "SWITCH.SAME_CLASS"
    return tuple(one for one in _SINGLES if (one in c.same_class) is same and RULES[one].offered(c))


def _note_wait(c: Case, code: str, reasons: tuple[str, ...], asked: bool, found: Weighed) -> None:
    """A wait counts when it alone withholds the option, or when somebody asked about it."""
    wait = c.wait(code)
    if wait is None and (code in MEMBERS or code in GENERAL):
        wait = next((found.waits[one] for one in members_of(c, code) if one in found.waits), None)
        wait = wait or next((one for member in members_of(c, code) if (one := c.wait(member))), None)
        alone = wait is not None and reasons[0] == "every medicine under it is withheld" and asked
    else:
        alone = wait is not None and set(reasons) == {wait.because}
    if wait is not None:
        found.held[code] = wait
        if alone or asked:
            found.waits[code] = wait


def _offer_waiting(c: Case, found: Weighed) -> None:
    if found.waits:
        found.withheld.pop("WAIT_WASHOUT", None)
        found.asked.discard("WAIT_WASHOUT")
        found.offered.add("WAIT_WASHOUT")
