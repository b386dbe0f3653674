"""The only place for the gates that come before any choice of treatment (next_steps.md section 2).

Each gate is the list of facts that raise it, in words; empty means that nothing recorded raises it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.once import once
from assessment.rules.safety import limits
from assessment.rules.safety.medicines import Exposure
from assessment.rules.safety.suicide import SuicideAnswer
from assessment.rules.wording import number, on
from patients.instruments import INSTRUMENTS

Why = tuple[str, ...]
_SCORE_OF_DELUSION = (("hamd17", 2, 4), ("hamd17", 15, 4), ("madrs", 9, 6))  # impostors.md PSY [M]
_TOXIC_SYMPTOMS = ("ataxia", "vomiting", "confusion")
_SPELLS = ("syncope", "palpitations")
_SEROTONIN_SIGNS = ("clonus", "hyperreflexia", "serotonin_toxicity")
_IDEATION = "suicidal_ideation"
_MANIC = ("hypomania", "mania", "mixed_state")
_BIPOLAR_SCREENS = ("mdq", "rms", "asrm")
_BIPOLAR_HISTORY = ("antidepressant_associated_hypomania", "bipolar_disorder", "response_to_mood_stabiliser")


class Gates:
    """G1 to G9 and G11; the data gate G10 is the trial's (``standing.py``)."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.suicide: tuple[SuicideAnswer, ...] = facts.judged.suicide

    @once
    def overdose(self) -> str | None:
        return self.facts.ever("overdose")

    @once
    def g1(self) -> Why:
        return (*(answer.because for answer in self.suicide), *self._ideation())

    def _ideation(self) -> Iterator[str]:
        """Noted without a scale: codes.csv gives the symptom to safety.md 8."""
        if _IDEATION in self.facts.symptoms:
            noted = max(one.date for one in self.facts.record.symptoms if one.code == _IDEATION)
            yield f"suicidal ideation noted on {on(noted)}"
        for trial in self.facts.record.trials:
            if trial.running and _IDEATION in [effect.effect for effect in trial.side_effects]:
                yield f"suicidal ideation on {trial.treatment} ({trial.id})"

    @once
    def g2(self) -> Why:
        return _known([self.facts.has(sign) for sign in _SEROTONIN_SIGNS])

    @once
    def g3(self) -> Why:
        critical = self.facts.policy.sodium_critical
        value = self.facts.value("sodium")
        if value is not None and value <= critical:
            return (self.facts.said("sodium"),)
        taken = self.facts.takes("ANTIDEPRESSANT")
        signs = self.facts.symptoms & {"confusion", "seizure"}
        return tuple(f"{sign} while taking {taken.name}" for sign in sorted(signs)) if taken else ()

    @once
    def g4(self) -> Why:
        found = [self.facts.qtc_critical, self._qtc_rise()]
        taken = self.facts.takes("QT_AD", "QT_OTHER", "QT_DRUG")
        if taken is not None:
            spells = [
                self.facts.has(sign) or (sign if sign in self.facts.symptoms else None) for sign in _SPELLS
            ]
            found += [f"{spell} while taking {taken.name}" for spell in spells if spell]
        return _known(found)

    def _qtc_rise(self) -> str | None:
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

    @once
    def g5(self) -> Why:
        return _known([self.facts.has(state) for state in _MANIC])

    @once
    def g6(self) -> Why:
        recorded = self.facts.has("psychotic_features")
        checked = "psychotic features on the checklist" if self.facts.check("PSY") == "present" else None
        return _known((recorded, checked, *self._delusional_items()))

    def _delusional_items(self) -> Iterator[str]:
        for instrument, item, score in _SCORE_OF_DELUSION:
            rating = self.facts.newest(instrument)
            if rating is not None and self.facts.item(instrument, item) == score:
                cleared = self.facts.judged.check("PSY")
                if cleared and cleared.state == "ruled_out" and cleared.date and cleared.date >= rating.date:
                    continue
                yield f"{INSTRUMENTS[instrument].short} item {item} rated {score} on {on(rating.date)}"

    @once
    def g7(self) -> Why:
        checked = "catatonia on the checklist" if self.facts.check("CAT") == "present" else None
        return _known((self.facts.has("catatonia"), checked))

    @once
    def g8(self) -> Why:
        return _known(
            (self.facts.has("refusing_food_and_fluid"), self.facts.has("severe_physical_deterioration"))
        )

    @once
    def g9(self) -> Why:
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

    @once
    def bipolar_screen(self) -> str | None:
        return self.facts.impostors.get("bipolar_screen_positive")

    @once
    def g11(self) -> Why:
        """A hard trigger of impostors.md B1 that no clinician has ruled out since.

        A positive RMS or ASRM counts like a positive MDQ: adequacy.md 8 flags the three alike.
        """
        confirmed = self.facts.impostors.get("bipolar_spectrum")
        triggers = tuple(self._open_triggers())
        said_above = triggers and not any(self.facts.screen(code) for code in _BIPOLAR_SCREENS)
        return _known((confirmed, *triggers, None if said_above else self.bipolar_screen))

    def _open_triggers(self) -> Iterator[str]:
        check = self.facts.judged.check("BIP")
        cleared = check.date if check and check.state == "ruled_out" else None
        for code in _BIPOLAR_HISTORY:
            entry = self.facts.conditions.ever(code)
            if entry and (cleared is None or entry.date > cleared):
                yield self.facts.ever(code) or code
        for trial in self.facts.record.trials:
            noted = [one.date or trial.start for one in trial.side_effects if one.effect == "hypomania"]
            if noted and (cleared is None or max(noted) > cleared):
                yield f"hypomania on {trial.treatment} ({trial.id})"

    # --- what a gate holds back, and which drugs may be behind it ---------------------------------

    @once
    def suppressing(self) -> str | None:
        """G2, G5, G6 and G7 hold back every switch, dose increase, augmenter, rTMS and (es)ketamine."""
        for name, why in (("G2", self.g2), ("G5", self.g5), ("G6", self.g6), ("G7", self.g7)):
            if why:
                return f"{_NAMES[name]}: {why[0]}"
        return None

    @once
    def urgent(self) -> bool:
        """Any of G1 to G9."""
        return any((self.g1, self.g2, self.g3, self.g4, self.g5, self.g6, self.g7, self.g8, self.g9))

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
