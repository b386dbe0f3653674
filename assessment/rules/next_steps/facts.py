"""The only place for what is known about the patient when next steps are weighed: worked out for one case."""

from __future__ import annotations

from datetime import date

from assessment.rules.judged import Judged
from assessment.rules.next_steps.measured import Measured
from assessment.rules.next_steps.once import once
from assessment.rules.safety import limits
from assessment.rules.wording import on
from patients.codes import target_of
from patients.instruments import INSTRUMENTS, anxiety_somatization, total_of
from patients.record import Score


class Facts(Measured):
    """One patient on one day, as the rules of this package ask about them."""

    def __init__(self, judged: Judged) -> None:
        super().__init__(judged)
        self.pregnant = self.conditions.present("pregnancy") is not None
        self.breastfeeding = self.conditions.present("breastfeeding") is not None
        self.symptoms = self._symptoms()
        self.effects = self._effects()
        self.targets = self._targets()

    # --- pregnancy, age --------------------------------------------------------------------------

    @once
    def pregnancy_unknown(self) -> bool:
        """Could be pregnant, and nobody recorded whether."""
        if self.sex == "male" or self.conditions.status("pregnancy") in ("present", "absent"):
            return False
        return self.aged(limits.CHILDBEARING_FROM) and not self.aged(limits.CHILDBEARING_TO + 1)

    def ruled_out_since(self, code: str, day: date) -> bool:
        """Did a clinician rule it out on this day or later, and is that still valid?"""
        if self.check(code) != "ruled_out":
            return False
        check = self.judged.check(code)
        return check is not None and check.date is not None and check.date >= day

    # --- scores, symptoms ------------------------------------------------------------------------

    def newest(self, instrument: str) -> Score | None:
        """The newest rating of this scale; of one day the clinician's, else the worse."""
        return self.judged.ratings.newest(instrument)

    def screen(self, instrument: str) -> Score | None:
        """The newest rating of this screen, if it is positive."""
        score = self.newest(instrument)
        if score is None:
            return None
        verdict = INSTRUMENTS[instrument].positive(
            total_of(score), score.items, score.answers, sex=self.sex, jurisdiction=self.jurisdiction
        )
        return score if verdict else None

    def first_positive(self, instruments: tuple[str, ...]) -> Score | None:
        """The newest rating of the first of these screens that is positive."""
        for instrument in instruments:
            if instrument in self.judged.ratings.scores and (score := self.screen(instrument)):
                return score
        return None

    def total(self, instrument: str) -> int | None:
        score = self.newest(instrument)
        return None if score is None else total_of(score)

    def _symptoms(self) -> frozenset[str]:
        """Noted within four weeks of the newest entry: what is still said, not what once was."""
        entries = self.record.symptoms
        if not entries:
            return frozenset()
        newest = entries[-1].date
        return frozenset([one.code for one in entries if (newest - one.date).days <= limits.NEW_EFFECT_DAYS])

    def _effects(self) -> frozenset[str]:
        """Side effects of what is being taken, and those noted as symptoms."""
        running = [trial.side_effects for trial in self.record.trials if trial.stop is None]
        of_drugs = [one.effect for effects in running for one in effects]
        return frozenset(of_drugs).union(self.symptoms & _EFFECT_SYMPTOMS)

    @once
    def anxious(self) -> str | None:
        """HAM-D anxiety/somatization 7 or more, or GAD-7 10 or more."""
        worried, gad7 = self.newest("gad7"), self.total("gad7")
        if worried is not None and gad7 is not None and gad7 >= self.policy.gad7_anxiety:
            return f"GAD-7 {gad7} on {on(worried.date)}"
        score = self.newest("hamd17")
        factor = None if score is None or score.items is None else anxiety_somatization(score.items)
        if score is not None and factor is not None and factor >= self.policy.anxiety_factor:
            return f"HAM-D anxiety/somatization {factor} on {on(score.date)}"
        return None

    def _targets(self) -> dict[str, str]:
        """What an augmenter may be matched to (augmenters.md 1), each with the fact behind it."""
        found: dict[str, str] = {}
        for code in sorted(self.symptoms):
            if target := target_of(code):
                found.setdefault(target, code.replace("_", " "))
        for effect, target in _EFFECT_TARGETS.items():
            if effect in self.effects:
                found.setdefault(target, f"{effect.replace('_', ' ')} (side effect)")
        found |= {target: why for target, why in self._rated_targets() if why}
        return found

    def _rated_targets(self) -> tuple[tuple[str, str | None], ...]:
        isi, on_ssri = self.total("isi"), self._ssri_effects()
        slept_badly = isi is not None and isi >= limits.ISI_INSOMNIA
        shown = {profile.code for profile in self.judged.profiles}
        return (
            ("insomnia", f"ISI {isi}" if slept_badly else None),
            ("anhedonia", "anhedonic profile" if "anhedonic" in shown else None),
            ("anxiety", self.anxious),
            ("nausea_on_SSRI", "nausea (side effect)" if "nausea" in on_ssri else None),
            ("ssri_apathy", "emotional blunting (side effect)" if "apathy" in on_ssri else None),
            ("melancholic", self.has("melancholic_features")),
            ("suicidality_history", self.ever("overdose", "suicide_attempt")),
        )

    def _ssri_effects(self) -> frozenset[str]:
        """What an SSRI that is taken does; the same noted as a symptom may be the depression itself."""
        if self.effects.isdisjoint(("nausea", "apathy")):
            return frozenset()
        ssri = {one.trial_id for one in self.taken if "SSRI" in one.tags}
        trials = [trial for trial in self.record.trials if trial.id in ssri]
        return frozenset([one.effect for trial in trials for one in trial.side_effects])


_EFFECT_SYMPTOMS = frozenset(("sexual_dysfunction", "akathisia", "weight_gain"))
_EFFECT_TARGETS = {
    "sexual_dysfunction": "sexual_dysfunction",
    "weight_gain": "weight_gain_obesity",
    "insomnia": "insomnia",
    "anxiety": "anxiety",
    "sweating": "sweating_SSRI",
    "tremor": "tremor_lithium",
}
