"""The only place for why an option is listed for this patient, in sentences with dates and numbers."""

from __future__ import annotations

from collections.abc import Callable

from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.cards import CARDS, PLACES
from assessment.rules.next_steps.case import Case
from assessment.rules.next_steps.due import blood_low, psychotropics
from assessment.rules.next_steps.weigh import Weighed
from assessment.rules.safety import limits
from assessment.rules.wording import listed, number

Said = tuple[str, ...]


def because(c: Case, w: Weighed, a: Augmenters, code: str) -> Said:
    """At least one sentence; what a clinician asked about says so."""
    if code in w.asked:
        return _asked(code)
    special = _SPECIAL.get(code)
    if special is not None:
        return special(c, w) or (c.s.story,)
    if CARDS[code].family == "AUGMENT":
        matched = _matched(a, code)
        return (c.s.story, *matched, *c.s.stage_words) if matched else c.s.basis
    return c.s.basis


def _asked(code: str) -> Said:
    """Nothing withholds it; what it usually waits for is said, so that it does not look like a due one."""
    usual = CARDS[code].usual
    said = "You asked about it; nothing recorded withholds it"
    return (said, f"Unasked it is offered {usual}") if usual else (said,)


def _matched(a: Augmenters, code: str) -> Said:
    if code in a.match:
        return (f"The article names it for {a.match[code]}",)
    helped = [a.c.f.targets[target] for target, score in a.matches(code) if score > 0]
    return (f"Matched to {listed(helped)} (limited evidence)",) if helped else ()


def _maintain(c: Case, w: Weighed) -> Said:
    """O1; where the remission went with the treatment, the same may be given again (M30)."""
    if c.s.last is None or "loss_after_stop" not in c.s.last.flags:
        return c.s.basis
    lost = "The remission was lost after it was stopped: what helped may be given again (NICE NG222 1.13.1)"
    return (c.s.story, lost, *c.s.stage_words)


def _urgent(c: Case, w: Weighed) -> Said:
    return (*c.g.g1, *c.g.g5, *c.g.g8)


def _emergency(c: Case, w: Weighed) -> Said:
    return (*c.g.g2, *c.g.g3, *c.g.g4, *c.g.g9)


def _stop(c: Case, w: Weighed) -> Said:
    names = listed([one.name for one in c.g.offenders])
    return (f"Running and able to cause it: {names}", *_emergency(c, w), *c.g.g5)


def _reduce(c: Case, w: Weighed) -> Said:
    return tuple(
        f"{one.treatment} ({one.id}) at {number(one.last_dose or 0)} mg a day is above "
        f"{number(cap.max_dose or 0)} mg, the most for {cap.population} [{cap.id}]"
        for one, cap in c.s.over_cap
    )


def _complete(c: Case, w: Weighed) -> Said:
    if c.s.mismatch:
        return (f"{c.s.name}: start and end are on different scales, so its outcome is only provisional",)
    name = f"{c.s.name}: " if c.s.name else ""
    return tuple(f"{name}{what}" for what in c.s.missing)


def _adherence(c: Case, w: Weighed) -> Said:
    return (f"{c.s.name}: {c.s.last.adherence.because}",) if c.s.last else ()


def _extend(c: Case, w: Weighed) -> Said:
    return (c.s.story, c.s.last.duration.because) if c.s.last else ()


def _optimise(c: Case, w: Weighed) -> Said:
    if c.s.last is None:
        return ()
    if c.s.row == "short":
        return (c.s.story, "It was not a fair trial: repeat it properly", c.s.last.duration.because)
    if base := c.s.base_below:
        dose, least = number(base.last_dose or 0), number(base.minimum_dose or 0)
        low = f"{base.treatment} ({base.id}) is at {dose} mg, its minimum is {least} mg"
        return (c.s.story, f"First the dose of what it was added to: {low}")
    return (c.s.story, f"Room for a higher dose: {c.s.dose_words}")


def _waiting(c: Case, w: Weighed) -> Said:
    """One sentence for each wait, for the first option that it holds back."""
    first: dict[str, str] = {}
    for code in sorted(w.waits, key=PLACES.__getitem__):
        first.setdefault(w.waits[code].because, code)
    return tuple([f"{CARDS[code].title}: {why}" for why, code in first.items()])


def _refer(c: Case, w: Weighed) -> Said:
    found = [*c.g.g6, *c.g.g7, *c.g.g8, *c.g.g11]
    if c.f.pregnant:
        found.append(f"{c.f.has('pregnancy')}: perinatal team")
    if c.s.ladder_from(3):
        found += c.s.stage_words
    return tuple(found)


def _bipolar(c: Case, w: Weighed) -> Said:
    return (*c.g.g5, *c.g.g11)


def _one(find: Callable[[Case], str | None]) -> Callable[[Case, Weighed], Said]:
    def said(c: Case, w: Weighed) -> Said:
        why = find(c)
        return (why,) if why else ()

    return said


def _thyroid(c: Case) -> str | None:
    recorded = c.f.has("hypothyroidism", "hyperthyroidism")
    return c.f.tsh_outside or c.f.impostors.get("hypothyroidism") or recorded


def _anaemia(c: Case) -> str | None:
    flagged = c.f.impostors.get("anaemia") or c.f.impostors.get("b12_deficiency")
    return blood_low(c) or flagged


def _mood_drug(c: Case) -> str | None:
    return c.f.impostors.get("drug_induced")


def _worse(c: Case) -> str | None:
    return c.s.story


def _cognition(c: Case) -> str | None:
    return c.cognition or f"age {limits.OLDER_ADULT_FROM} or older and cognition not assessed"


def _insomnia(c: Case) -> str | None:
    return c.f.targets.get("insomnia")


def _crp(c: Case) -> str | None:
    return c.f.said("crp")


def _many(c: Case) -> str | None:
    names = psychotropics(c)
    return f"{len(names)} psychotropic drugs running: {listed(names)}"


def _confirmed(c: Case) -> str | None:
    return (c.g.g5[0] if c.g.g5 else None) or c.g.bipolar_confirmed


def _ect(c: Case, w: Weighed) -> Said:
    gates = (*c.g.g6, *c.g.g7, *c.g.g8)
    return gates or c.s.basis


_SPECIAL: dict[str, Callable[[Case, Weighed], Said]] = {
    "URGENT_SAFETY_REVIEW": _urgent,
    "EMERGENCY_MEDICAL_REVIEW": _emergency,
    "STOP_OFFENDING_DRUG": _stop,
    "REDUCE_DOSE": _reduce,
    "COMPLETE_ASSESSMENT": _complete,
    "ADDRESS_ADHERENCE": _adherence,
    "COMPLETE_TRIAL": _extend,
    "OPTIMISE_DOSE": _optimise,
    "WAIT_WASHOUT": _waiting,
    "REFER_SPECIALIST": _refer,
    "MAINTAIN": _maintain,
    "REEVALUATE_BIPOLAR": _bipolar,
    "REEVALUATE_DIAGNOSIS": _one(_worse),
    "TREAT_AS_PSYCHOTIC_DEPRESSION": lambda c, w: c.g.g6,
    "TREAT_CATATONIA.BENZODIAZEPINE": lambda c, w: c.g.g7,
    "INVESTIGATE.OSA": _one(lambda c: c.osa_open),
    "INVESTIGATE.THYROID": _one(_thyroid),
    "INVESTIGATE.ANAEMIA_B12": _one(_anaemia),
    "INVESTIGATE.INFLAMMATORY_ILLNESS": _one(_crp),
    "INVESTIGATE.PSYCHIATRIC_COMORBIDITY": _one(lambda c: c.comorbidity),
    "ASSESS.COGNITION": _one(_cognition),
    "TREAT.SUBSTANCE_USE": _one(lambda c: c.substance),
    "REVIEW_MOOD_LOWERING_DRUG": _one(_mood_drug),
    "DEPRESCRIBE_REVIEW": _one(_many),
    "PSYCHOTHERAPY.CBTI": _one(_insomnia),
    "OTHER.MOOD_STABILISER_PATHWAY": _one(_confirmed),
    "INFO.CRP_RESEARCH_NOTE": _one(_crp),
    "NEUROMOD.ECT": _ect,
}
