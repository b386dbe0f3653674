"""The only place for the order of the list: triggers.md section 1, group by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from assessment.rules.next_steps.augmenters import FIRST_LINE, KETAMINES, Augmenters
from assessment.rules.next_steps.cards import CARDS, SWITCHES
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.health_bars import overdose_risk
from assessment.rules.next_steps.option_rules import MEMBERS
from assessment.rules.next_steps.weigh import Weighed
from assessment.rules.safety import limits

_URGENT = (
    "EMERGENCY_MEDICAL_REVIEW",
    "URGENT_SAFETY_REVIEW",
    "STOP_OFFENDING_DRUG",
    "TREAT_CATATONIA.BENZODIAZEPINE",
    "TREAT_AS_PSYCHOTIC_DEPRESSION",
)
_GATES = (
    "INVESTIGATE.OSA",
    "INVESTIGATE.THYROID",
    "TREAT.SUBSTANCE_USE",
    "INVESTIGATE.ANAEMIA_B12",
    "REVIEW_MOOD_LOWERING_DRUG",
    "REEVALUATE_DIAGNOSIS",
    "INVESTIGATE.INFLAMMATORY_ILLNESS",
    "INVESTIGATE.PSYCHIATRIC_COMORBIDITY",  # triggers.md names no place: next_steps.md G17 makes it a gate
)
_LAST = (
    "PSYCHOTHERAPY.ADD",
    "PSYCHOTHERAPY.CBTI",
    "ASSESS.COGNITION",
    "DEPRESCRIBE_REVIEW",
    "INFO.CRP_RESEARCH_NOTE",
)
_RTMS, _ECT, _VNS = "NEUROMOD.RTMS", "NEUROMOD.ECT", "NEUROMOD.VNS"
_ARIPIPRAZOLE = "AUGMENT.ARIPIPRAZOLE"
_OPTIMISE, _WAIT, _REFER = "OPTIMISE_DOSE", "WAIT_WASHOUT", "REFER_SPECIALIST"


def arrange(c: Case, w: Weighed, a: Augmenters) -> tuple[str, ...]:
    """Everything offered, in the order in which it is shown."""
    wanted = [
        *_urgent(c),
        *_gates(c),
        *_fix_the_trial(c),
        *_middle(c, w, a),
        _REFER,
    ]
    last = [code for code in _LAST if code in w.offered]
    in_place = w.offered.difference(last)
    if c.cognition:
        in_place |= w.offered & {"ASSESS.COGNITION"}  # something points to it: a gate
    found = dict.fromkeys([code for code in wanted if code in in_place])
    rest = sorted(w.asked | in_place.difference(found), key=_place)  # 5: asked about, offered by no row
    return tuple(dict.fromkeys((*found, *rest, *last)))


def _place(code: str) -> int:
    return CARDS[code].place


# --- groups 1 to 3 -------------------------------------------------------------------------------


def _urgent(c: Case) -> tuple[str, ...]:
    return (*_URGENT, _ECT, _REFER) if c.g.g6 or c.g.g7 or c.g.g8 else _URGENT


def _gates(c: Case) -> list[str]:
    codes = ["COMPLETE_ASSESSMENT"]
    if c.g.g5 or c.g.g11:
        codes.append("REEVALUATE_BIPOLAR")
    if c.g.g11:
        codes.append(_REFER)
    codes += _GATES
    if c.cognition:
        codes.append("ASSESS.COGNITION")
    if c.g.g5 or c.g.bipolar_confirmed:
        codes.append("OTHER.MOOD_STABILISER_PATHWAY")
    return codes


def _fix_the_trial(c: Case) -> list[str]:
    kept = c.s.strategy != "nonresponse" and c.s.row not in ("T2", "T6")
    codes = []
    if kept or c.f.qtc_long:
        codes.append("REDUCE_DOSE")
    if c.s.row not in ("T2", "remission"):
        codes.append("ADDRESS_ADHERENCE")
    if c.s.row in ("T3", "T5", "short"):
        codes += (_OPTIMISE, "COMPLETE_TRIAL")
    if c.s.row in ("T1", "T4", "T7"):
        codes += ("COMPLETE_TRIAL", _OPTIMISE)
    return codes


# --- group 4: the strategy -----------------------------------------------------------------------


def _middle(c: Case, w: Weighed, a: Augmenters) -> list[str]:
    codes = [code for code in _by_strategy(c, w, a) if code in w.offered]
    return _not_first(c, list(dict.fromkeys(codes)))


def _by_strategy(c: Case, w: Weighed, a: Augmenters) -> Iterable[str]:
    if c.s.row == "remission":
        return ("MAINTAIN", "ADDRESS_ADHERENCE")
    if c.s.kept_response:
        return (_OPTIMISE, *a.ordered)
    if c.s.row in ("T2", "T6"):  # whatever the ladder: adequacy.md 9 asks for tolerance before the stage
        return _switch_first(c, w, a)
    if c.s.ladder_from(3):
        return _high_ladder(c, a)
    if c.s.strategy == "unspecified" or not c.s.tolerated:
        return _switch_first(c, w, a)
    if c.s.strategy == "partial":
        return _partial(c, a)
    return _second_stage(c, a) if c.s.ladder == 2 else _first_stage(c, w, a)


def _switch_first(c: Case, w: Weighed, a: Augmenters) -> list[str]:
    """T2, T6, O4, O6, and where the outcome is not known: ``optimise/switch``."""
    first = [_OPTIMISE] if c.s.strategy == "unspecified" or c.f.pregnant else []
    switches = [*_wait_without_switch(w), *_switches(c), "REDUCE_DOSE", _OPTIMISE, _WAIT, *_same_class(c)]
    return [*first, *switches, "ADDRESS_ADHERENCE", _RTMS, *a.ordered, _ECT]


def _partial(c: Case, a: Augmenters) -> list[str]:
    """4b"""
    added = [*_first_in_pregnancy(c), *a.leading, _RTMS, *a.ordered]
    return [*added, _OPTIMISE, _WAIT, *_switches(c), *_same_class(c), _ECT]


def _first_stage(c: Case, w: Weighed, a: Augmenters) -> list[str]:
    """4c"""
    first = [*_first_in_pregnancy(c), *_wait_without_switch(w)]
    switches = [*_switches(c), "REDUCE_DOSE", _OPTIMISE, _WAIT, *_same_class(c)]
    return [*first, *switches, *a.ordered, _RTMS, _ECT]


def _second_stage(c: Case, a: Augmenters) -> list[str]:
    """4d"""
    added = [code for code in FIRST_LINE if code not in a.down]
    first = _first_in_pregnancy(c)
    if c.f.aged(limits.OPTIMUM_FROM) and _ARIPIPRAZOLE in added:
        first.append(_ARIPIPRAZOLE)  # M2: before rTMS
    switches = [*_switches(c), "REDUCE_DOSE", _OPTIMISE, *_same_class(c)]
    return [*first, _RTMS, *added, _WAIT, *switches, *a.ordered, _ECT]


def _high_ladder(c: Case, a: Augmenters) -> list[str]:
    """4e"""
    first = _first_in_pregnancy(c) + ([] if "ect" in c.failed else [_ECT])
    named = [code for code in ("AUGMENT.LITHIUM", "AUGMENT.T3", *KETAMINES) if code not in a.down]
    switches = ["SWITCH.MAOI", "SWITCH.TCA", *_switches(c), "REDUCE_DOSE", _OPTIMISE, *_same_class(c)]
    added = [_RTMS, _WAIT, _REFER, *named, *a.ordered]
    return [*first, *added, *switches, _VNS, _ECT]


def _first_in_pregnancy(c: Case) -> list[str]:
    return [_OPTIMISE] if c.f.pregnant else []


def _wait_without_switch(w: Weighed) -> list[str]:
    return [_WAIT] if w.offered.isdisjoint(SWITCHES) else []


def _not_first(c: Case, codes: list[str]) -> list[str]:
    """What triggers.md calls "not first" gives way to the next option of the group."""
    for place, code in enumerate(codes):
        if code not in _NEVER_FIRST or not _NEVER_FIRST[code](c):
            codes.insert(0, codes.pop(place))
            break
    return codes


def _rtms_not_first(c: Case) -> bool:
    """A course that failed is not the first to be repeated (M29)."""
    return bool(c.f.ever("seizure_disorder")) or not c.failed.keys().isdisjoint(CARDS[_RTMS].drug)


_NEVER_FIRST: Mapping[str, Callable[[Case], object]] = {
    "SWITCH.SAME_CLASS": lambda c: True,
    "AUGMENT.LITHIUM": overdose_risk,
    "SWITCH.VENLAFAXINE": overdose_risk,
    "AUGMENT.ESKETAMINE": lambda c: c.substance,
    "AUGMENT.KETAMINE_IV": lambda c: c.substance,
    _RTMS: _rtms_not_first,
    _ECT: lambda c: c.f.ever("aneurysmal_vascular_disease", "intracerebral_haemorrhage"),
    _OPTIMISE: lambda c: not c.f.pregnant and c.s.strategy in ("partial", "nonresponse"),
}
"""Only what stands first of the group is asked whether it may."""


# --- switches ------------------------------------------------------------------------------------


def _preferred(c: Case) -> list[str]:
    """Modifiers that name agents: these lead, in this order (M28, M11, M14, M9, M13, M7, M4)."""
    f, agents = c.f, []
    if not f.medicine_tags.isdisjoint(("CYP2D6_SUBSTRATE", "TCA")):
        agents += ["VENLAFAXINE", "DESVENLAFAXINE", "MIRTAZAPINE", "VORTIOXETINE"]
    if f.sodium_low or f.hyponatraemia_before or f.bleeding_risk:
        agents += ["MIRTAZAPINE", "BUPROPION"]
    if f.pressure_high:
        agents += ["MIRTAZAPINE", "VORTIOXETINE"]
    if f.liver:
        agents.append("MIRTAZAPINE")
    if f.qt_concern:
        agents += ["SERTRALINE", "BUPROPION", "VORTIOXETINE"]
    if f.pregnant:
        agents += ["SERTRALINE", "CITALOPRAM", "ESCITALOPRAM"]
    return [f"SWITCH.{agent}" for agent in agents]


_CLASS_CODES = (*MEMBERS, "SWITCH.MAOI")
_SINGLES = tuple(code for code in SWITCHES if code not in _CLASS_CODES and CARDS[code].drug)


def _switches(c: Case) -> list[str]:
    """Agents that a modifier prefers, of any class; then SWITCH.OTHER_CLASS and what is under it."""
    return [*_preferred(c), "SWITCH.OTHER_CLASS", *_beyond(c.same_class)]


def _same_class(c: Case) -> list[str]:
    return ["SWITCH.SAME_CLASS", *_within(c.same_class)]


@cache
def _beyond(same_class: frozenset[str]) -> tuple[str, ...]:
    return tuple(code for code in (*_CLASS_CODES, *_SINGLES) if code not in same_class)


@cache
def _within(same_class: frozenset[str]) -> tuple[str, ...]:
    return tuple(code for code in (*_CLASS_CODES, *_SINGLES) if code in same_class)
