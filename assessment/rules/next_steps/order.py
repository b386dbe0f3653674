"""The only place for the order of the list: triggers.md section 1, group by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from assessment.rules.next_steps.augmenters import FIRST_LINE, KETAMINES, Augmenters
from assessment.rules.next_steps.cards import CARDS
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
_OPTIMISE, _WAIT, _REFER = "OPTIMISE_DOSE", "WAIT_WASHOUT", "REFER_SPECIALIST"


def arrange(c: Case, w: Weighed, a: Augmenters) -> tuple[str, ...]:
    """Everything offered, in the order in which it is shown."""
    wanted = [
        *_urgent(c),
        *_gates(c),
        *_fix_the_trial(c),
        *_middle(c, w, a),
        _REFER,
        "OTHER.MOOD_STABILISER_PATHWAY",
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


def _urgent(c: Case) -> Iterator[str]:
    yield from _URGENT
    if c.g.g6 or c.g.g7 or c.g.g8:
        yield from (_ECT, _REFER)


def _gates(c: Case) -> Iterator[str]:
    yield "COMPLETE_ASSESSMENT"
    if c.g.g5 or c.g.g11:
        yield "REEVALUATE_BIPOLAR"
    if c.g.g11:
        yield _REFER
    yield from _GATES
    if c.cognition:
        yield "ASSESS.COGNITION"
    if c.g.g5 or c.g.bipolar_confirmed:
        yield "OTHER.MOOD_STABILISER_PATHWAY"


def _fix_the_trial(c: Case) -> Iterator[str]:
    kept = c.s.strategy != "nonresponse" and c.s.row not in ("T2", "T6")
    if kept or c.f.qtc_long:
        yield "REDUCE_DOSE"
    if c.s.row not in ("T2", "remission"):
        yield "ADDRESS_ADHERENCE"
    if c.s.row in ("T3", "T5", "short"):
        yield from (_OPTIMISE, "COMPLETE_TRIAL")
    if c.s.row in ("T1", "T4", "T7"):
        yield from ("COMPLETE_TRIAL", _OPTIMISE)


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


def _switch_first(c: Case, w: Weighed, a: Augmenters) -> Iterator[str]:
    """T2, T6, O4, O6, and where the outcome is not known: ``optimise/switch``."""
    if c.s.strategy == "unspecified" or c.f.pregnant:
        yield _OPTIMISE
    if not _any_switch(w):
        yield _WAIT
    yield from _switches(c)
    yield from ("REDUCE_DOSE", _OPTIMISE, _WAIT)
    yield from _same_class(c)
    yield "ADDRESS_ADHERENCE"
    yield from (_RTMS, *a.ordered, _ECT)


def _partial(c: Case, a: Augmenters) -> Iterator[str]:
    """4b"""
    if c.f.pregnant:
        yield _OPTIMISE
    yield from a.leading
    yield _RTMS
    yield from a.ordered
    yield _OPTIMISE
    yield _WAIT
    yield from _switches(c)
    yield from (*_same_class(c), _ECT)


def _first_stage(c: Case, w: Weighed, a: Augmenters) -> Iterator[str]:
    """4c"""
    if c.f.pregnant:
        yield _OPTIMISE
    if not _any_switch(w):
        yield _WAIT
    yield from _switches(c)
    yield from ("REDUCE_DOSE", _OPTIMISE, _WAIT)
    yield from (*_same_class(c), *a.ordered, _RTMS, _ECT)


def _second_stage(c: Case, a: Augmenters) -> Iterator[str]:
    """4d"""
    if c.f.pregnant:
        yield _OPTIMISE
    first = [code for code in FIRST_LINE if code not in a.down]
    if c.f.aged(limits.OPTIMUM_FROM):  # M2: aripiprazole before rTMS
        yield from first[:1] if first[:1] == ["AUGMENT.ARIPIPRAZOLE"] else ()
    yield from (_RTMS, *first, _WAIT)
    yield from _switches(c)
    yield from ("REDUCE_DOSE", _OPTIMISE)
    yield from (*_same_class(c), *a.ordered, _ECT)


def _high_ladder(c: Case, a: Augmenters) -> Iterator[str]:
    """4e"""
    ect_failed = "ect" in c.failed or c.s.staging.ect_failures > 0
    named = [code for code in ("AUGMENT.LITHIUM", "AUGMENT.T3", *KETAMINES) if code not in a.down]
    if c.f.pregnant:
        yield _OPTIMISE
    if not ect_failed:
        yield _ECT
    yield from (_RTMS, _WAIT, _REFER, *named, *a.ordered, "SWITCH.MAOI", "SWITCH.TCA")
    yield from _switches(c)
    yield from ("REDUCE_DOSE", _OPTIMISE)
    yield from (*_same_class(c), "ADDRESS_ADHERENCE", _VNS, _ECT)


def _any_switch(w: Weighed) -> bool:
    return any(CARDS[code].family == "SWITCH" for code in w.offered)


def _not_first(c: Case, codes: list[str]) -> list[str]:
    """What triggers.md calls "not first" gives way to the next option of the group."""
    held = _never_first(c)
    while codes and codes[0] in held:
        other = next((place for place, code in enumerate(codes) if code not in held), None)
        if other is None:
            return codes
        codes.insert(0, codes.pop(other))
    return codes


def _never_first(c: Case) -> set[str]:
    held = {"SWITCH.SAME_CLASS"}
    if overdose_risk(c):
        held |= {"AUGMENT.LITHIUM", "SWITCH.VENLAFAXINE"}
    if c.substance:
        held.add("AUGMENT.ESKETAMINE")
        held.add("AUGMENT.KETAMINE_IV")
    if c.f.ever("seizure_disorder") or not c.failed.keys().isdisjoint(CARDS[_RTMS].drug):
        held.add(_RTMS)  # a course that failed is not the first to be repeated (M29)
    if c.f.ever("aneurysmal_vascular_disease", "intracerebral_haemorrhage"):
        held.add(_ECT)
    if not c.f.pregnant and c.s.strategy in ("partial", "nonresponse"):
        held.add(_OPTIMISE)
    return held


# --- switches ------------------------------------------------------------------------------------


def _preferred(c: Case) -> Iterator[str]:
    """Modifiers that name agents: these lead, in this order (M28, M11, M14, M9, M13, M7, M4)."""
    f = c.f
    if not f.medicine_tags.isdisjoint(("CYP2D6_SUBSTRATE", "TCA")):
        yield from ("VENLAFAXINE", "DESVENLAFAXINE", "MIRTAZAPINE", "VORTIOXETINE")
    if f.sodium_low or f.hyponatraemia_before or f.bleeding_risk:
        yield from ("MIRTAZAPINE", "BUPROPION")
    if f.pressure_high:
        yield from ("MIRTAZAPINE", "VORTIOXETINE")
    if f.liver:
        yield "MIRTAZAPINE"
    if f.qt_concern:
        yield from ("SERTRALINE", "BUPROPION", "VORTIOXETINE")
    if f.pregnant:
        yield from ("SERTRALINE", "CITALOPRAM", "ESCITALOPRAM")


_SWITCHES = tuple(code for code, card in CARDS.items() if card.family == "SWITCH")
_CLASS_CODES = (*MEMBERS, "SWITCH.MAOI")
_SINGLES = tuple(code for code in _SWITCHES if code not in _CLASS_CODES and CARDS[code].drug)


def _switches(c: Case) -> Iterator[str]:
    """Agents that a modifier prefers, of any class; then SWITCH.OTHER_CLASS and what is under it."""
    yield from (f"SWITCH.{agent}" for agent in _preferred(c))
    yield "SWITCH.OTHER_CLASS"
    yield from _beyond(c.same_class)


def _same_class(c: Case) -> Iterator[str]:
    yield "SWITCH.SAME_CLASS"
    yield from _within(c.same_class)


@cache
def _beyond(same_class: frozenset[str]) -> tuple[str, ...]:
    return tuple(code for code in (*_CLASS_CODES, *_SINGLES) if code not in same_class)


@cache
def _within(same_class: frozenset[str]) -> tuple[str, ...]:
    return tuple(code for code in (*_CLASS_CODES, *_SINGLES) if code in same_class)
