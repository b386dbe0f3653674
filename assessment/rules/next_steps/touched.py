"""The only place for which options a patient's own facts touch, so that the others need not be asked.

Most options have nothing to do with what this patient took or takes: of each bar of an option's own
(``bars.of_option``) it is told here which options it may withhold at all; only those are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessment.rules.next_steps import bars as b
from assessment.rules.next_steps import health_bars as h
from assessment.rules.next_steps.bars import OptionBar
from assessment.rules.next_steps.cards import CARDS, TAGS
from assessment.rules.next_steps.case import Case
from assessment.rules.safety.caps import AVOIDED_BY_SOME
from assessment.rules.safety.pregnancy import pregnancy_rows

_NONE: frozenset[str] = frozenset()


def touched(c: Case) -> Mapping[OptionBar, frozenset[str]]:
    """Of each bar the codes that it may withhold: the same drug, its class, a wait, a clash, a cap."""
    drugs = {trial.treatment for trial in c.f.record.trials} | c.f.medicine_tags
    same_drug = _NONE.union(*[_OF_DRUG[drug] for drug in drugs if drug in _OF_DRUG])
    return {
        b.running: same_drug,
        b.again: same_drug,
        h.akathisia_on_it: same_drug if "akathisia" in c.f.effects_ever else _NONE,
        h.rash_on_it: same_drug if "rash" in c.f.effects_ever else _NONE,
        b.class_choice: c.same_class if c.same_class_bar else _NONE,
        b.washout: c.waiting,
        b.blocked: _NONE.union(*[rows_of for _, rows_of in c.forbidding]),
        b.capped: _AVOIDED,
        b.pregnancy: _IN_PREGNANCY if c.f.pregnant or c.f.breastfeeding else _NONE,
    }


def _of_drugs(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    drugs = {drug for code in codes for drug in CARDS[code].drug}
    return {drug: frozenset(code for code in codes if drug in CARDS[code].drug) for drug in drugs}


_OF_DRUG = _of_drugs(CARDS)
_AVOIDED = frozenset(code for code, card in CARDS.items() if not AVOIDED_BY_SOME.isdisjoint(card.drug))
_IN_PREGNANCY = frozenset(code for code in CARDS if pregnancy_rows(TAGS[code]))
