"""The only place for what to mind about a listed option for this patient, and what is not known about it."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.cards import CARDS, TAGS, Card
from assessment.rules.next_steps.case import Case
from assessment.rules.safety.caps import Cap
from assessment.rules.safety.interactions import clashes
from assessment.rules.safety.pregnancy import pregnancy_rows
from assessment.rules.safety.washouts import CHANGED_WITH_CARE, changes
from assessment.rules.wording import listed, number

_NEEDED = {
    "egfr": "eGFR",
    "tsh": "TSH",
    "qtc": "QTc",
    "bmi": "BMI or weight",
    "systolic_blood_pressure": "blood pressure",
}
_CLOMIPRAMINE = frozenset({"clomipramine"})
OFF_LABEL = frozenset(
    (
        "AUGMENT.KETAMINE_IV",
        "AUGMENT.RISPERIDONE",
        "AUGMENT.MODAFINIL",
        "AUGMENT.LAMOTRIGINE",
        "AUGMENT.PRAMIPEXOLE",
        "AUGMENT.STIMULANT",
        "AUGMENT.ZIPRASIDONE",
        "AUGMENT.T3",
    )
)
OFF_LABEL_UK = frozenset(("SWITCH.BUPROPION", "AUGMENT.BUPROPION"))


def off_label(c: Case, code: str) -> bool:
    return code in OFF_LABEL or (c.jurisdiction == "UK" and code in OFF_LABEL_UK)


def cautions(c: Case, a: Augmenters, code: str) -> tuple[str, ...]:
    card = CARDS[code]
    if not card.drug:
        return _to_clomipramine(c) if code == "SWITCH.TCA" else ()
    tags = TAGS[code]
    found = [f"Dose: {card.dose}"] if card.dose else []
    if code in a.down:
        found.append(f"After the others: {a.down[code]}")
    if caps := c.f.limits.on(card.drug[0]):
        found += _limits(caps)
    if c.f.taken:
        found += _interactions(c, card)
    if c.f.pregnant or c.f.breastfeeding:
        found += _reproduction(c, tags)
    if card.family == "SWITCH" and not c.f.tags_ever.isdisjoint(CHANGED_WITH_CARE):
        found += changes(tags, c.f.past, c.f.today)
    if c.minded:
        found += _minded(c, tags, a.down.get(code, ""))
    if off_label(c, code):
        found.append("Not licensed for this use here: discuss and document")
    if card.family == "AUGMENT" and c.f.takes("ANTIDEPRESSANT") is None:
        found.append(
            f"No antidepressant is running: it would be added to {c.s.name} taken again, or to another"
        )
    found += _unknown(c, card)
    return tuple(found)


def _limits(caps: tuple[Cap, ...]) -> Iterator[str]:
    for cap in caps:
        most = "" if cap.max_dose is None else f"at most {number(cap.max_dose)} mg a day"
        rule = f"{most}; {cap.rule}" if most and cap.rule else most or cap.rule
        yield f"{cap.population}: {rule} [{cap.id}]"


def _interactions(c: Case, card: Card) -> Iterator[str]:
    replaced = card.family == "SWITCH"
    seen: set[tuple[str, str]] = set()
    for clash in clashes(TAGS[card.code], c.f.taken):
        own = replaced and "ANTIDEPRESSANT" in clash.with_drug.tags and clash.with_drug.trial_id is not None
        key = (clash.row.id, clash.with_drug.name)
        if key not in seen and (not own or clash.row.id == "D14"):
            seen.add(key)
            yield clash.because[0].upper() + clash.because[1:]


def _reproduction(c: Case, tags: frozenset[str]) -> Iterator[str]:
    if c.f.pregnant:
        yield from (f"Pregnancy: {row.pregnancy} [{row.id}]" for row in pregnancy_rows(tags))
    if c.f.breastfeeding:
        rows = [row for row in pregnancy_rows(tags) if row.breastfeeding]
        yield from (f"Breastfeeding: {row.breastfeeding} [{row.id}]" for row in rows)


def _minded(c: Case, tags: frozenset[str], said: str) -> Iterator[str]:
    """What its place after the others says already is not said again."""
    for one in c.minded:
        if not tags.isdisjoint(one.tags) and one.fact not in said:
            yield one.words


def _to_clomipramine(c: Case) -> tuple[str, ...]:
    """The class holds clomipramine, which no option of its own stands for."""
    return tuple(changes(_CLOMIPRAMINE, c.f.taken, c.f.today))


def _unknown(c: Case, card: Card) -> Iterator[str]:
    if c.f.unknown_medicines:
        yield f"Not checked for interactions (name not known): {listed(c.f.unknown_medicines)}"
    if c.f.unchecked_medicines:
        yield f"Not checked for interactions (no row of the reference): {listed(c.f.unchecked_medicines)}"
    missing = [_NEEDED[test] for test in card.needs if test not in c.f.measured]
    if missing:
        yield f"Not on record: {listed(missing)}"
    if c.f.pregnancy_unknown and any(row.blocks_start for row in pregnancy_rows(TAGS[card.code])):
        yield "Whether the patient is pregnant is not recorded"
