"""The only place for the order among augmenters: matches, lines, scores, mark-downs (triggers.md 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.rules.next_steps.cards import AUGMENTERS, CARDS, MATRIX
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.health_bars import overdose_risk

FIRST_LINE = ("AUGMENT.ARIPIPRAZOLE", "AUGMENT.BREXPIPRAZOLE")
KETAMINES = ("AUGMENT.ESKETAMINE", "AUGMENT.KETAMINE_IV")
_METABOLIC = ("AUGMENT.OLANZAPINE", "AUGMENT.QUETIAPINE_XR", "AUGMENT.MIRTAZAPINE")
_PARTIAL_AGONISTS = ("aripiprazole", "brexpiprazole", "cariprazine")
_MIRTAZAPINE = "AUGMENT.MIRTAZAPINE"
_FOR_ANXIOUS = ("AUGMENT.ARIPIPRAZOLE", "AUGMENT.QUETIAPINE_XR")
_LITHIUM_RAISERS = ("NSAID", "COX2", "ACE_INHIBITOR", "ARB", "THIAZIDE")
_STRENGTH = {"strong": 0, "moderate": 1, "weak": 2}
_ARTICLE_BUPROPION = ("fatigue", "anhedonia", "sexual_dysfunction")


def _scores() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (target, agent), score in MATRIX.items():
        if score:
            found.setdefault(agent, {})[target] = score
    return found


_AUGMENTERS = frozenset(AUGMENTERS)
_SCORES = _scores()
"""agent -> target -> score, without zeros."""


class Augmenters:
    """The offered augmenters in their order, with why one goes first or last."""

    def __init__(self, c: Case, offered: Iterable[str]) -> None:
        self.c = c
        self._matches: dict[str, list[tuple[str, int]]] = {}
        self.down: dict[str, str] = {code: why for why, codes in _mark_downs(c) for code in codes}
        """Agents that go after every other, with the reason that is printed."""
        self.match: dict[str, str] = dict(_article_match(c))
        """Agents that the article names for what this patient has."""
        codes = _AUGMENTERS.intersection(offered)
        self.ordered: list[str] = self._antipsychotics_first(sorted(codes, key=self._key))
        self.leading: list[str] = [code for code in self.ordered if self._leads(code)]

    def _key(self, code: str) -> tuple[bool, bool, int, int, int, int]:
        card = CARDS[code]
        return (
            code in self.down,
            code not in self.match,
            card.line,
            -self.score(code),
            _STRENGTH.get(card.strength, 3),
            card.place,
        )

    def _antipsychotics_first(self, codes: list[str]) -> list[str]:
        """With anxious features aripiprazole and quetiapine XR go before mirtazapine."""
        if not self.c.f.anxious or _MIRTAZAPINE not in codes or _MIRTAZAPINE in self.down:
            return codes
        places = [codes.index(code) for code in _FOR_ANXIOUS if code in codes and code not in self.down]
        place = codes.index(_MIRTAZAPINE)
        if places and place < max(places):
            codes.insert(max(places), codes.pop(place))
        return codes

    def _leads(self, code: str) -> bool:
        """First-line, or named by the article; and not marked down."""
        return code not in self.down and (CARDS[code].line == 1 or code in self.match)

    def score(self, code: str) -> int:
        """The sum of the matrix over this patient's targets (augmenters.md 1)."""
        return sum([score for _, score in self.matches(code)])

    def matches(self, code: str) -> list[tuple[str, int]]:
        """The targets that the matrix scores for this agent."""
        found = self._matches.get(code)
        if found is None:
            scores = _SCORES.get(CARDS[code].agent, {})
            found = [(target, scores[target]) for target in self.c.f.targets if target in scores]
            self._matches[code] = found
        return found


def _article_match(c: Case) -> Iterator[tuple[str, str]]:
    targets = c.f.targets
    why = next((targets[one] for one in _ARTICLE_BUPROPION if one in targets), None)
    if why:
        yield "AUGMENT.BUPROPION", why
    if "insomnia" in targets and not c.f.anxious:
        yield "AUGMENT.MIRTAZAPINE", targets["insomnia"]


def _mark_downs(c: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    f = c.f
    if tca := f.takes("TCA"):
        yield f"raises the level of {tca.name}: level and ECG", ("AUGMENT.BUPROPION",)
    if f.pressure_high:
        yield f.pressure_high, ("AUGMENT.BUPROPION",)
    if f.metabolic_risk:
        yield f"metabolic risk: {f.metabolic_risk}", _METABOLIC
    if falls := f.has("recurrent_falls"):
        yield falls, ("AUGMENT.BUPROPION", "AUGMENT.QUETIAPINE_XR")
    if agent := akathisia_on_partial_agonist(c):
        yield f"akathisia on {agent}", (*FIRST_LINE, "AUGMENT.CARIPRAZINE")
    if c.osa_open:
        yield f"sleep apnoea open: {c.osa_open}", (*_METABOLIC, "AUGMENT.MODAFINIL")
    if c.substance:
        yield f"substance use: {c.substance}", KETAMINES
    if why := _lithium_risk(c):
        yield why, ("AUGMENT.LITHIUM",)


def _lithium_risk(c: Case) -> str | None:
    if risk := c.f.above("tsh", c.f.policy.tsh_high) or overdose_risk(c):
        return risk
    taken = c.f.takes(*_LITHIUM_RAISERS)
    return f"{taken.name} raises its level" if taken else None


def akathisia_on_partial_agonist(c: Case) -> str | None:
    if "akathisia" not in c.f.effects_ever:
        return None
    for trial in c.f.record.trials:
        if trial.treatment in _PARTIAL_AGONISTS and any(
            one.effect == "akathisia" for one in trial.side_effects
        ):
            return trial.treatment
    return None
