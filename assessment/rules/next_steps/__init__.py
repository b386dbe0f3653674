"""The only place where next steps are put together: options in order, what is withheld, warnings.

Options with their basis, never one order. ``propose`` weighs every option (``weigh.py``), orders
what is offered (``order.py``) and prints the cards.
"""

from __future__ import annotations

from assessment.rules.findings import NextSteps, Option, Withheld
from assessment.rules.judged import Judged
from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.cards import CARDS, PLACES
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.cautions import Cautions
from assessment.rules.next_steps.order import arrange
from assessment.rules.next_steps.reasons import because
from assessment.rules.next_steps.warnings import warnings_due
from assessment.rules.next_steps.weigh import Weighed, weigh

__all__ = ["propose"]


def propose(judged: Judged) -> NextSteps:
    """The options open for this patient on this day, ranked, with their reasons."""
    case = Case(judged)
    weighed = weigh(case)
    augmenters = Augmenters(case, weighed.offered)
    codes = arrange(case, weighed, augmenters)
    mind = Cautions(case, augmenters)
    return NextSteps(
        options=tuple(
            [
                _option(code, rank, because(case, weighed, augmenters, code), mind.of(code))
                for rank, code in enumerate(codes, start=1)
            ]
        ),
        withheld=_withheld(weighed),
        warnings=warnings_due(case, weighed, augmenters),
    )


def _option(code: str, rank: int, why: tuple[str, ...], cautions: tuple[str, ...]) -> Option:
    card = CARDS[code]
    return Option.__new__(
        Option,
        code,
        card.kind,
        rank,
        card.title,
        why,
        card.check,
        card.monitor,
        cautions,
        card.strength,
        card.sources,
    )


def _withheld(w: Weighed) -> tuple[Withheld, ...]:
    """In the order of ``options.csv``; codes that it does not know come last."""
    codes = sorted(PLACES.keys() & w.withheld.keys(), key=PLACES.__getitem__)
    unknown = [code for code in w.withheld if code not in PLACES]
    return tuple([Withheld.__new__(Withheld, code, w.withheld[code]) for code in (*codes, *unknown)])
