"""The only place for what the record holds of one patient on one day: conditions, checks, drugs taken.

Everything is read once from ``Judged`` when first asked for. Unknown stays ``None``: no rule here
turns it into "no".
"""

from __future__ import annotations

from assessment.rules.judged import Judged
from assessment.rules.next_steps.once import once
from assessment.rules.safety.caps import Limits
from assessment.rules.safety.medicines import Exposure, exposures, recognise
from assessment.rules.safety.presence import newest_measurements
from assessment.rules.safety.washouts import recent
from assessment.rules.today import Ages
from assessment.rules.wording import on
from patients.codes import CONDITIONS
from patients.record import Condition, Measurement


class Known:
    """One patient on one day, as the rules of this package ask about them."""

    def __init__(self, judged: Judged) -> None:
        record = judged.record
        self.judged = judged
        self.record = record
        self.today = judged.today
        self.policy = judged.policy
        self.jurisdiction = judged.jurisdiction
        self.sex = record.patient.sex
        self.conditions = judged.ratings.conditions
        self.measured: dict[str, Measurement] = newest_measurements(record)
        self.past: tuple[Exposure, ...] = exposures(record)
        self.taken: tuple[Exposure, ...] = tuple([one for one in self.past if one.running])
        self.tags: frozenset[str] = frozenset().union(*[one.tags for one in self.taken])
        self.tags_ever: frozenset[str] = frozenset().union(*[one.tags for one in self.past])
        self.effects_ever = frozenset([one.effect for trial in record.trials for one in trial.side_effects])
        """Every side effect of a trial, of whatever day: what is not named here need not be looked for."""
        self.impostors: dict[str, str] = {one.code: one.because for one in judged.impostors}
        self.aged = Ages(judged.today, record.patient.birth_date).reached
        """Has the patient reached this age?"""
        self.states: dict[str, str] = {check.code: check.state for check in judged.checks}

    # --- conditions, checks, drugs ---------------------------------------------------------------

    def has(self, *codes: str) -> str | None:
        """In words, the first of these that is present now."""
        now = self.now
        for code in codes:
            if code in now:
                return now[code]
        return None

    def ever(self, *codes: str) -> str | None:
        """In words, the first of these that is or was ever there."""
        if not self.conditions.newest:
            return None
        return _said(self.conditions.ever(*codes))

    @once
    def now(self) -> dict[str, str]:
        """Every condition that is present, in words."""
        return {
            code: said for code in self.conditions.newest if (said := _said(self.conditions.present(code)))
        }

    @once
    def suspected(self) -> dict[str, Condition]:
        newest = self.conditions.newest.items()
        return {code: entry for code, entry in newest if entry.status == "suspected"}

    def check(self, code: str) -> str:
        """The state of this entry of the impostor checklist."""
        return self.states[code]

    def takes(self, *tags: str) -> Exposure | None:
        """The first drug being taken with one of these tags."""
        if not self.tags.isdisjoint(tags):
            for one in self.taken:
                if not one.tags.isdisjoint(tags):
                    return one
        return None

    def stopped_within(self, tag: str, days: int) -> Exposure | None:
        """Being taken, or stopped less than so many days ago (or on an unknown day)."""
        return recent(self.past, tag, days, self.today) if tag in self.tags_ever else None

    @once
    def side_effects(self) -> frozenset[str]:
        """Every side effect of a trial, of whatever day: what is not named here need not be looked for."""
        return frozenset([one.effect for trial in self.record.trials for one in trial.side_effects])

    @once
    def medicine_tags(self) -> frozenset[str]:
        """Of other medicines only, without the treatment trials."""
        return frozenset().union(*[one.tags for one in self.taken if one.trial_id is None])

    @once
    def unknown_medicines(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.taken if one.treatment is None and recognise(one.name) is None)

    @once
    def unchecked_medicines(self) -> tuple[str, ...]:
        """Known by name, but no row of the reference says what they do together with others."""
        if "MAO_B_INHIBITOR" not in self.tags:
            return ()
        return tuple(one.name for one in self.taken if "MAO_B_INHIBITOR" in one.tags)

    @once
    def limits(self) -> Limits:
        return Limits(self.record, self.today, self.jurisdiction, self.conditions, self.tags)


def _said(entry: Condition | None) -> str | None:
    if entry is None:
        return None
    known = CONDITIONS.get(entry.code)
    words = known.means if known and entry.code in _BY_MEANING else _words(entry.code)
    status = "" if entry.status in ("present", None) else f", {entry.status}"
    return f"{words} ({on(entry.date)}{status})"


_PROPER_NAMES = (
    ("child pugh a", "Child-Pugh A"),
    ("child pugh b", "Child-Pugh B"),
    ("child pugh c", "Child-Pugh C"),
    ("long qt", "long QT"),
    ("parkinson", "Parkinson"),
    ("lewy", "Lewy"),
    ("addison", "Addison"),
    ("brugada", "Brugada"),
    ("cns", "CNS"),
    ("cyp2c19", "CYP2C19"),
    ("cyp2d6", "CYP2D6"),
    ("ptsd", "PTSD"),
    ("ocd", "OCD"),
    ("adhd", "ADHD"),
)
_BY_MEANING = frozenset({"abrupt_alcohol_cessation_planned"})


def _words(code: str) -> str:
    words = code.replace("_", " ")
    return next((words.replace(*name) for name in _PROPER_NAMES if name[0] in words), words)
