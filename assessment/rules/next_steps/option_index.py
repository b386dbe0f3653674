"""The only place for which rows and bars of the table of options are asked of a patient, each once.

Rows and bars are shared by many options, and most bars about conditions have nothing to say of a record that
names none of them. What each option's own bars may withhold stands in ``touched.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from assessment.rules.next_steps import due as d
from assessment.rules.next_steps.bars import OF_OPTION, Bar, PatientBar
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.condition_bars import ConditionBar
from assessment.rules.next_steps.due import Offered
from assessment.rules.next_steps.option_rules import RULES

_BARS: tuple[Bar, ...] = tuple(dict.fromkeys(bar for rule in RULES.values() for bar in rule.bars))
_PATIENT_BARS = tuple(cast(PatientBar, bar) for bar in _BARS if bar not in OF_OPTION)
"""The bars whose answer is the same for every option."""
WITHHELD_BY: Mapping[Bar, frozenset[str]] = {
    bar: frozenset(rule.code for rule in RULES.values() if bar in rule.bars) for bar in _BARS
}
"""Bar -> the options that it withholds."""
_ALWAYS_ASKED = tuple(bar for bar in _PATIENT_BARS if not isinstance(bar, ConditionBar))
_CONDITION_BARS = tuple(bar for bar in _PATIENT_BARS if isinstance(bar, ConditionBar))
_OF_CONDITION: Mapping[str, tuple[ConditionBar, ...]] = {
    code: tuple(bar for bar in _CONDITION_BARS if code in bar.codes)
    for code in dict.fromkeys(code for bar in _CONDITION_BARS for code in bar.codes)
}


def patient_bars(recorded: Iterable[str]) -> tuple[PatientBar, ...]:
    """Every bar that can hold back a patient whose record names these conditions, whatever the option."""
    named = [bar for code in recorded for bar in _OF_CONDITION.get(code, ())]
    return (*_ALWAYS_ASKED, *dict.fromkeys(named))


def _by_row(*, switched: bool) -> tuple[tuple[Offered, frozenset[str]], ...]:
    rules = [rule for rule in RULES.values() if rule.switched is switched]
    rows = dict.fromkeys(rule.offered for rule in rules)
    return tuple((row, frozenset(rule.code for rule in rules if rule.offered is row)) for row in rows)


_BY_ROW, _SWITCHES_BY_ROW = _by_row(switched=False), _by_row(switched=True)
_SWITCHES = frozenset(rule.code for rule in RULES.values() if rule.switched)
_NONE: frozenset[str] = frozenset()


def brought_up(c: Case) -> frozenset[str]:
    """The options that a row offers this patient, before anything is withheld; each row is asked once."""
    found = [codes for row, codes in _BY_ROW if row(c)]
    if due := _switches_due(c):
        found += [codes & due for row, codes in _SWITCHES_BY_ROW if row(c)]
    return _NONE.union(*found)


def _switches_due(c: Case) -> frozenset[str]:
    """As SWITCH.OTHER_CLASS, or SWITCH.SAME_CLASS within the class of the last antidepressant."""
    beyond = _SWITCHES - c.same_class if d.other_class(c) else _NONE
    return beyond | c.same_class if d.same_class(c) else beyond
