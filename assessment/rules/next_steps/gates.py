"""The only place for the gates that come before any choice of treatment (next_steps.md section 2).

Each gate is the list of facts that raise it, in words; empty means that nothing recorded raises it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.once import once
from assessment.rules.safety import limits
from assessment.rules.safety.medicines import Exposure
from assessment.rules.safety.suicide import SuicideAnswer
from assessment.rules.wording import number, on
from patients.instruments import INSTRUMENTS, item_of

Why = tuple[str, ...]
_SCORE_OF_DELUSION = (("hamd17", 2, 4), ("hamd17", 15, 4), ("madrs", 9, 6))  # impostors.md PSY [M]
_TOXIC_SYMPTOMS = ("ataxia", "vomiting", "confusion")
_SODIUM_SIGNS = frozenset(("confusion", "seizure"))
_IN_DANGER = ("refusing_food_and_fluid", "severe_physical_deterioration")
_SPELLS = ("syncope", "palpitations")
_SEROTONIN_SIGNS = ("clonus", "hyperreflexia", "serotonin_toxicity")
_IDEATION = "suicidal_ideation"
_MANIC = ("hypomania", "mania", "mixed_state")
_BIPOLAR_SCREENS = ("mdq", "rms", "asrm")
_BIPOLAR_HISTORY = ("antidepressant_associated_hypomania", "bipolar_disorder", "response_to_mood_stabiliser")


class Gates:
    """G1 to G9 and G11, asked of every patient; the data gate G10 is the trial's (``trial_gate.py``)."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.suicide: tuple[SuicideAnswer, ...] = facts.judged.suicide
        red = [answer.because for answer in self.suicide if answer.red]
        self.red = red[0] if red else None
        """The first suicide item that is red, in words."""
        self.g1: Why = (*[answer.because for answer in self.suicide], *self._ideation())
        self.g2: Why = self._recorded(_SEROTONIN_SIGNS)
        self.g3: Why = self._critical_sodium()
        self.g4: Why = self._critical_qtc()
        self.g5: Why = self._recorded(_MANIC)
        self.g6: Why = self._psychosis()
        self.g7: Why = self._catatonia()
        self.g8: Why = self._recorded(_IN_DANGER)
        self.g9: Why = self._lithium_toxicity()
        self.g11: Why = self._bipolarity()

    def _recorded(self, codes: Iterable[str]) -> Why:
        now = self.facts.now
        return tuple([now[code] for code in codes if code in now])

    @once
    def overdose(self) -> str | None:
        return self.facts.ever("overdose")

    def _ideation(self) -> Iterator[str]:
        """Noted without a scale: codes.csv gives the symptom to safety.md 8."""
        if _IDEATION in self.facts.symptoms:
            noted = max(one.date for one in self.facts.record.symptoms if one.code == _IDEATION)
            yield f"suicidal ideation noted on {on(noted)}"
        if _IDEATION in self.facts.effects:
            for trial in self.facts.record.trials:
                if trial.running and _IDEATION in [effect.effect for effect in trial.side_effects]:
                    yield f"suicidal ideation on {trial.treatment} ({trial.id})"

    def _critical_sodium(self) -> Why:
        value = self.facts.value("sodium")
        if value is not None and value <= self.facts.policy.sodium_critical:
            return (self.facts.said("sodium"),)
        signs = self.facts.symptoms & _SODIUM_SIGNS
        taken = self.facts.takes("ANTIDEPRESSANT") if signs else None
        return tuple([f"{sign} while taking {taken.name}" for sign in sorted(signs)]) if taken else ()

    def _critical_qtc(self) -> Why:
        found = [self.facts.qtc_critical, self._qtc_rise()]
        taken = self.facts.takes("QT_AD", "QT_OTHER", "QT_DRUG")
        if taken is not None:
            spells = [
                self.facts.has(sign) or (sign if sign in self.facts.symptoms else None) for sign in _SPELLS
            ]
            found += [f"{spell} while taking {taken.name}" for spell in spells if spell]
        return _known(found)

    def _qtc_rise(self) -> str | None:
        if "qtc" not in self.facts.measured:
            return None
        values = [
            one for one in self.facts.record.measurements if one.test == "qtc" and one.value is not None
        ]
        if len(values) < 2:
            return None
        lowest = min(values[:-1], key=lambda one: one.value or 0)
        rise = (values[-1].value or 0) - (lowest.value or 0)
        if rise < limits.QTC_RISE:
            return None
        return f"QTc up by {number(rise)} ms since {on(lowest.date)}, to {self.facts.said('qtc')}"

    def _psychosis(self) -> Why:
        recorded = self.facts.has("psychotic_features")
        checked = "psychotic features on the checklist" if self.facts.check("PSY") == "present" else None
        return _known((recorded, checked, *self._delusional_items()))

    def _delusional_items(self) -> list[str]:
        found = []
        for instrument, item, score in _SCORE_OF_DELUSION:
            rating = self.facts.newest(instrument)
            if rating is None or item_of(rating, item) != score:
                continue
            if not self.facts.ruled_out_since("PSY", rating.date):
                name = INSTRUMENTS[instrument].short
                found.append(f"{name} item {item} rated {score} on {on(rating.date)}")
        return found

    def _catatonia(self) -> Why:
        checked = "catatonia on the checklist" if self.facts.check("CAT") == "present" else None
        return _known((self.facts.has("catatonia"), checked))

    def _lithium_toxicity(self) -> Why:
        found = [self._toxic_level(), self.facts.has("lithium_toxicity")]
        if self.facts.takes("lithium"):
            signs = [sign for sign in _TOXIC_SYMPTOMS if sign in self.facts.symptoms]
            found += [f"{sign} while taking lithium" for sign in signs]
            found += self._coarse_tremor()
        return _known(found)

    def _toxic_level(self) -> str | None:
        for trial in reversed(self.facts.record.trials):
            if trial.treatment != "lithium" or not trial.levels:
                continue
            level = trial.levels[-1]
            if level.value is None or level.value < limits.LITHIUM_TOXIC:
                return None
            if trial.stop is None or not self.facts.today.since(trial.stop, limits.LITHIUM_TOXIC_DAYS):
                return f"lithium level {number(level.value)} {level.unit or ''} on {on(level.date)}"
        return None

    def _coarse_tremor(self) -> list[str]:
        return [
            f"severe tremor on lithium ({trial.id})"
            for trial in self.facts.record.trials
            if trial.treatment == "lithium" and trial.running
            for effect in trial.side_effects
            if effect.effect == "tremor" and effect.severity == "severe"
        ]

    # --- bipolarity ------------------------------------------------------------------------------

    @once
    def bipolar_confirmed(self) -> str | None:
        """A clinician's word: an episode or a diagnosis on record, or the checklist."""
        recorded = self.facts.ever("bipolar_disorder")
        return self.facts.impostors.get("bipolar_spectrum") or recorded

    def _bipolarity(self) -> Why:
        """A hard trigger of impostors.md B1 that no clinician has ruled out since.

        A positive RMS or ASRM counts like a positive MDQ: adequacy.md 8 flags the three alike.
        """
        confirmed = self.facts.impostors.get("bipolar_spectrum")
        triggers = self._open_triggers()
        screen = self.facts.impostors.get("bipolar_screen_positive")
        said_above = triggers and self.facts.first_positive(_BIPOLAR_SCREENS) is None
        return _known((confirmed, *triggers, None if said_above else screen))

    def _open_triggers(self) -> list[str]:
        noted = [*self._bipolar_history(), *self._hypomania_on_treatment()]
        if not noted:
            return []
        check = self.facts.judged.check("BIP")
        cleared = check.date if check and check.state == "ruled_out" else None
        return [said for day, said in noted if cleared is None or day > cleared]

    def _bipolar_history(self) -> list[tuple[date, str]]:
        """Each with the day on which it was recorded."""
        entries = [self.facts.conditions.ever(code) for code in _BIPOLAR_HISTORY]
        return [(entry.date, self.facts.ever(entry.code) or entry.code) for entry in entries if entry]

    def _hypomania_on_treatment(self) -> list[tuple[date, str]]:
        if "hypomania" not in self.facts.effects_ever:
            return []
        found = []
        for trial in self.facts.record.trials:
            if trial.side_effects:
                noted = [one.date or trial.start for one in trial.side_effects if one.effect == "hypomania"]
                if noted:
                    found.append((max(noted), f"hypomania on {trial.treatment} ({trial.id})"))
        return found

    # --- what a gate holds back, and which drugs may be behind it ---------------------------------

    @property
    def suppressing(self) -> str | None:
        """G2, G5, G6 and G7 hold back every switch, dose increase, augmenter, rTMS and (es)ketamine."""
        for name, why in (("G2", self.g2), ("G5", self.g5), ("G6", self.g6), ("G7", self.g7)):
            if why:
                return f"{_NAMES[name]}: {why[0]}"
        return None

    @once
    def offenders(self) -> tuple[Exposure, ...]:
        """The drugs being taken that can cause what G2, G3, G4, G5 or G9 found."""
        tags: set[str] = set()
        for why, causes in (
            (
                self.g2,
                (
                    "SEROTONERGIC_AD",
                    "SEROTONERGIC_OPIOID",
                    "MAOI_LIKE",
                    "lithium",
                    "TRIPTAN",
                    "MDMA",
                    "DEXTROMETHORPHAN",
                    "st_johns_wort",
                    "STIMULANT",
                    "BUSPIRONE",
                ),
            ),
            (self.g3, ("SSRI", "SNRI", "TCA", "NASSA", "OTHER_SEROTONERGIC_AD", "THIAZIDE")),
            (self.g4, ("QT_AD", "QT_OTHER", "QT_DRUG")),
            (self.g5, ("ANTIDEPRESSANT", "STIMULANT")),
            (self.g9, ("lithium",)),
        ):
            if why:
                tags.update(causes)
        return tuple(one for one in self.facts.taken if not one.tags.isdisjoint(tags)) if tags else ()


_NAMES = {
    "G2": "possible serotonin syndrome",
    "G5": "current (hypo)mania or mixed state",
    "G6": "psychotic features",
    "G7": "catatonia",
}


def _known(found: Iterable[str | None]) -> Why:
    return tuple([one for one in found if one])
