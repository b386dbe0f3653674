"""The only place for which options a patient's own facts touch, so that the others need not be asked.

Most options have nothing to do with what this patient took or takes. An option that is not named here is
withheld by no bar of its own (``bars.of_option``); one that is named may be, and its bars are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from assessment.rules.next_steps.cards import CARDS, TAGS
from assessment.rules.next_steps.case import Case, waited_for
from assessment.rules.safety.caps import AVOIDED_BY_SOME
from assessment.rules.safety.interactions import blocking
from assessment.rules.safety.pregnancy import pregnancy_rows
from assessment.rules.safety.washouts import rows_between

_NONE: frozenset[str] = frozenset()


def touched(c: Case) -> frozenset[str]:
    """The codes that a bar of their own may withhold: the same drug, its class, a wait, a clash, a cap."""
    drugs = {trial.treatment for trial in c.f.record.trials} | c.f.medicine_tags
    return _NONE.union(
        _AVOIDED,
        c.same_class if c.same_class_bar else _NONE,
        _IN_PREGNANCY if c.f.pregnant or c.f.breastfeeding else _NONE,
        *[_OF_DRUG[drug] for drug in drugs if drug in _OF_DRUG],
        *[_waiting_after(tags) for tags in {one.tags for one in c.f.past}],
        *[_blocked_beside(tags) for tags in {one.tags for one in c.f.taken}],
    )


def _of_drugs(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    drugs = {drug for code in codes for drug in CARDS[code].drug}
    return {drug: frozenset(code for code in codes if drug in CARDS[code].drug) for drug in drugs}


_OF_DRUG = _of_drugs(CARDS)
_AVOIDED = frozenset(code for code, card in CARDS.items() if not AVOIDED_BY_SOME.isdisjoint(card.drug))
_IN_PREGNANCY = frozenset(code for code in CARDS if pregnancy_rows(TAGS[code]))


@cache
def _waiting_after(tags: frozenset[str]) -> frozenset[str]:
    """The options that a washout row names after a drug with these tags, however long ago that was."""
    return frozenset(code for code in CARDS if rows_between(tags, waited_for(code)))


@cache
def _blocked_beside(tags: frozenset[str]) -> frozenset[str]:
    """The options that a row forbids beside a drug with these tags, in some country."""
    return frozenset(code for code in CARDS if blocking(TAGS[code], tags))
