"""The only place for what to mind about a listed option for this patient, and what is not known about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from assessment.rules.next_steps.augmenters import Augmenters
from assessment.rules.next_steps.cards import CARDS, TAGS
from assessment.rules.next_steps.case import Case
from assessment.rules.safety.interactions import Clash, Interaction, between
from assessment.rules.safety.pregnancy import pregnancy_rows
from assessment.rules.safety.washouts import CHANGED_WITH_CARE, changeovers, changes
from assessment.rules.wording import listed

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
OFF_LABEL_UK = OFF_LABEL | {"SWITCH.BUPROPION", "AUGMENT.BUPROPION"}


def off_label(c: Case) -> frozenset[str]:
    """The options that are not licensed for this use in this country."""
    return OFF_LABEL_UK if c.jurisdiction == "UK" else OFF_LABEL


_ASKS_PREGNANCY = frozenset(
    code for code, tags in TAGS.items() if any(row.blocks_start for row in pregnancy_rows(tags))
)
"""Not to be started in pregnancy."""


@cache
def _rows_beside(tags: frozenset[str]) -> Mapping[str, tuple[Interaction, ...]]:
    """Option -> what it meets in a drug with these tags."""
    return {code: rows for code in CARDS if (rows := between(TAGS[code], tags))}


class Cautions:
    """For one patient: what is the same for every option is asked once."""

    def __init__(self, c: Case, a: Augmenters) -> None:
        self.c = c
        self.down = a.down
        self.off_label = off_label(c)
        self.reproducing = c.f.pregnant or c.f.breastfeeding
        with_care = [one for one in c.f.past if not one.tags.isdisjoint(CHANGED_WITH_CARE)]
        self.changed_with_care = changeovers(with_care, c.f.today)
        self.without_base = c.f.takes("ANTIDEPRESSANT") is None
        self.unchecked = tuple(_unchecked(c))
        self._beside = [
            (drug, drug.trial_id is not None and "ANTIDEPRESSANT" in drug.tags, rows)
            for drug in c.f.taken
            if (rows := _rows_beside(drug.tags))
        ]
        self._known = frozenset(_NEEDED.keys() & c.f.measured.keys())
        self._said: dict[tuple[str, str], str] = {}

    def of(self, code: str) -> tuple[str, ...]:
        """Sentences for this option, the dose first."""
        c, card = self.c, CARDS[code]
        if not card.drug:
            return _to_clomipramine(c) if code == "SWITCH.TCA" else ()
        tags = TAGS[code]
        found = [f"Dose: {card.dose}"] if card.dose else []
        if code in self.down:
            found.append(f"After the others: {self.down[code]}")
        if caps := c.f.limits.on(card.drug[0]):
            found += [cap.said for cap in caps]
        if self._beside:
            found += self._interactions(code, card.family == "SWITCH")
        if self.reproducing:
            found += _reproduction(c, tags)
        if self.changed_with_care and card.family == "SWITCH":
            found += changes(tags, self.changed_with_care)
        if c.minded:
            found += _minded(c, tags, self.down.get(code, ""))
        if code in self.off_label:
            found.append("Not licensed for this use here: discuss and document")
        if self.without_base and card.family == "AUGMENT":
            found.append(
                f"No antidepressant is running: it would be added to {c.s.name} taken again, or to another"
            )
        found += self.unchecked
        found += _not_on_record(card.needs, self._known)
        if code in _ASKS_PREGNANCY and c.f.pregnancy_unknown:
            found.append("Whether the patient is pregnant is not recorded")
        return tuple(found)

    def _interactions(self, code: str, replaced: bool) -> list[str]:
        """``replaced``: the option takes the place of the antidepressant, which it then does not meet."""
        found: dict[tuple[str, str], str] = {}
        for drug, is_base, rows_of in self._beside:
            if code not in rows_of or drug.treatment in TAGS[code]:
                continue
            for row in rows_of[code]:
                key = (row.id, drug.name)
                if key not in found and (row.id == "D14" or not (replaced and is_base)):
                    found[key] = self._said.get(key) or self._say(key, Clash(row, drug))
        return list(found.values())

    def _say(self, key: tuple[str, str], clash: Clash) -> str:
        because = clash.because
        said = self._said[key] = because[0].upper() + because[1:]
        return said


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
    return tuple(changes(_CLOMIPRAMINE, changeovers(c.f.taken, c.f.today)))


def _unchecked(c: Case) -> Iterator[str]:
    """Medicines that no interaction row was looked up for, whatever the option."""
    if c.f.unknown_medicines:
        yield f"Not checked for interactions (name not known): {listed(c.f.unknown_medicines)}"
    if c.f.unchecked_medicines:
        yield f"Not checked for interactions (no row of the reference): {listed(c.f.unchecked_medicines)}"


@cache
def _not_on_record(needed: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    missing = [_NEEDED[test] for test in needed if test not in known]
    return (f"Not on record: {listed(missing)}",) if missing else ()
