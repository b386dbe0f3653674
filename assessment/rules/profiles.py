"""The only place for the symptom and CRP profiles, in exactly the words that may be claimed (subtypes.md).

A scale or a CRP value never shows a brain circuit or a pathway. A profile that cannot be computed
is said to be "not computed", never "absent".
"""

from __future__ import annotations

from datetime import timedelta

from assessment.rules.clues import Clues
from assessment.rules.findings import Profile
from assessment.rules.wording import number, on
from patients.instruments import anxiety_somatization, item_of, total_of
from patients.record import Measurement

AS_SYMPTOM, INVESTIGATIONAL = "supported-as-symptom", "investigational"
_ENDING = "Descriptive label. Does not change the order of options unless a guideline row says so."
_ANHEDONIA = (
    "Anhedonia is associated with a reduced chance of remission with an SSRI (CANMAT 2023); no agent is "
    "licensed for it."
)
_ANXIETY = (
    "In STAR*D remission was less likely and slower, with more side effects, and no drug was better than "
    "another (Fava 2008); any first-line antidepressant may be used (CANMAT 2023)."
)
_CRP = (
    "Research association; not used to choose treatment. The article gives a biological rationale for "
    "drugs that block IL-6; guidelines do not support their use (CANMAT 2023: not recommended for "
    "routine drug choice)."
)


def profiles(clues: Clues) -> tuple[tuple[Profile, ...], tuple[str, ...]]:
    """Those that are shown, and of the others what could not be computed, and for want of what."""
    found = (_anhedonic(clues), _anxious(clues), _inflamed(clues))
    shown = tuple([profile for profile in found if isinstance(profile, Profile)])
    return shown, tuple([words for words in found if isinstance(words, str)])


def _anhedonic(clues: Clues) -> Profile | str | None:
    shaps = clues.ratings.newest("shaps")
    total = None if shaps is None else total_of(shaps)
    item = clues.item("madrs", 8)
    by_shaps = total is not None and total >= clues.policy.shaps_anhedonia
    by_item = item is not None and item[0] >= clues.policy.madrs_inability_to_feel
    if not (by_shaps or by_item):
        return _missing("anhedonic", {"SHAPS": total, "MADRS item 8": item})
    inputs = []
    if shaps is not None and total is not None:
        inputs.append(f"SHAPS {total}/14 on {on(shaps.date)} (from {clues.policy.shaps_anhedonia})")
    if item is not None:
        limit = clues.policy.madrs_inability_to_feel
        inputs.append(f"MADRS item 8 = {item[0]} on {on(item[1].date)} (from {limit})")
    strength = " Strength: moderate." if by_shaps and by_item else ""
    words = f"Anhedonic symptom profile ({', '.join(inputs)}).{strength}"
    return Profile("anhedonic", AS_SYMPTOM, tuple(inputs), f"{words} {_ANHEDONIA} {_ENDING}")


def _anxious(clues: Clues) -> Profile | str | None:
    hamd = clues.ratings.newest("hamd17")
    items = None if hamd is None or hamd.items is None else [item_of(hamd, n) for n in range(1, 18)]
    factor = None if items is None else anxiety_somatization(items)
    gad7 = clues.ratings.newest("gad7")
    total = None if gad7 is None else total_of(gad7)
    inputs = []
    if hamd is not None and factor is not None and factor >= clues.policy.anxiety_factor:
        inputs.append(
            f"HAM-D anxiety/somatization {factor} on {on(hamd.date)} "
            f"(from {clues.policy.anxiety_factor}; some data suggest 8-9)"
        )
    if gad7 is not None and total is not None and total >= clues.policy.gad7_anxiety:
        inputs.append(f"GAD-7 {total} on {on(gad7.date)} (from {clues.policy.gad7_anxiety})")
    if entry := clues.ratings.conditions.present("anxious_distress"):
        inputs.append(f"anxious distress recorded on {on(entry.date)}")
    if not inputs:
        return _missing("anxious", {"HAM-D items": factor, "GAD-7": total})
    words = f"Anxious distress profile ({', '.join(inputs)})."
    return Profile("anxious", AS_SYMPTOM, tuple(inputs), f"{words} {_ANXIETY} {_ENDING}")


def _inflamed(clues: Clues) -> Profile | str | None:
    crp = clues.ratings.measured("crp")
    if crp is None or crp.value is None:
        return "inflamed: not computed (missing: CRP)"
    if not clues.policy.crp_raised < crp.value <= clues.policy.crp_infection:
        return None  # above 10 mg/L infection is looked for first: no label
    value = f"{number(crp.value)} mg/L, {on(crp.date)}"
    repeated = "yes" if _repeated(clues, crp) else "no"
    inputs = (f"CRP {value} (above {clues.policy.crp_raised:g})", f"repeated: {repeated}")
    words = f"Raised CRP ({value}; repeated {repeated})."
    return Profile("inflamed", INVESTIGATIONAL, inputs, f"{words} {_CRP} {_ENDING}")


def _repeated(clues: Clues, newest: Measurement) -> bool:
    """Was it raised at least two weeks earlier too?"""
    before = newest.date - timedelta(days=clues.policy.crp_repeat_days)
    values = clues.ratings.measurements["crp"]
    return any(one.date <= before and (one.value or 0) > clues.policy.crp_raised for one in values)


def _missing(code: str, inputs: dict[str, object]) -> str | None:
    names = [name for name, value in inputs.items() if value is None]
    return f"{code}: not computed (missing: {', '.join(names)})" if names else None
