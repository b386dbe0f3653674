"""The only place for what is known about the patient when next steps are weighed: asked for, never stored.

Everything is read once from ``Judged`` when first asked for. Unknown stays ``None``: no rule here
turns it into "no".
"""

from __future__ import annotations

from assessment.rules.judged import Judged
from assessment.rules.next_steps.once import once
from assessment.rules.safety import limits
from assessment.rules.safety.caps import Limits, egfr_of
from assessment.rules.safety.medicines import Exposure, exposures, recognise
from assessment.rules.safety.presence import Conditions, newest_measurements
from assessment.rules.safety.washouts import recent
from assessment.rules.wording import number, on
from patients.codes import CONDITIONS, target_of
from patients.instruments import INSTRUMENTS, anxiety_somatization, item_of, total_of
from patients.record import Condition, Measurement, Score

LIVER = (
    "hepatic_impairment_child_pugh_a",
    "hepatic_impairment_child_pugh_b",
    "hepatic_impairment_child_pugh_c",
    "chronic_liver_disease",
)
KIDNEY = ("chronic_kidney_disease_stage_4", "chronic_kidney_disease_stage_5")
OVERDOSE = ("overdose",)
_TESTS = {
    "qtc": "QTc",
    "tsh": "TSH",
    "egfr": "eGFR",
    "crp": "CRP",
    "bmi": "BMI",
    "b12": "B12",
    "systolic_blood_pressure": "systolic blood pressure",
    "diastolic_blood_pressure": "diastolic blood pressure",
}


class Facts:
    """One patient on one day, as the rules of this package ask about them."""

    def __init__(self, judged: Judged) -> None:
        record = judged.record
        self.judged = judged
        self.record = record
        self.today = judged.today
        self.policy = judged.policy
        self.jurisdiction = judged.jurisdiction
        self.sex = record.patient.sex
        self.conditions = Conditions(record.conditions)
        self.measured: dict[str, Measurement] = newest_measurements(record)
        self.past: tuple[Exposure, ...] = exposures(record)
        self.taken: tuple[Exposure, ...] = tuple(one for one in self.past if one.running)
        self.tags: frozenset[str] = frozenset().union(*(one.tags for one in self.taken))
        self.impostors: dict[str, str] = {one.code: one.because for one in judged.impostors}
        self.states: dict[str, str] = {check.code: check.state for check in judged.checks}

    # --- conditions, checks, drugs ---------------------------------------------------------------

    def has(self, *codes: str) -> str | None:
        """In words, the first of these that is present now."""
        if not self.conditions.newest:
            return None
        return next((self.now[code] for code in codes if code in self.now), None)

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

    def check(self, code: str) -> str:
        """The state of this entry of the impostor checklist."""
        return self.states.get(code, "not_assessed")

    def takes(self, *tags: str) -> Exposure | None:
        """The first drug being taken with one of these tags."""
        if self.tags.isdisjoint(tags):
            return None
        return next(one for one in self.taken if not one.tags.isdisjoint(tags))

    def stopped_within(self, tag: str, days: int) -> Exposure | None:
        """Being taken, or stopped less than so many days ago (or on an unknown day)."""
        return recent(self.past, tag, days, self.today)

    @once
    def medicine_tags(self) -> frozenset[str]:
        """Of other medicines only, without the treatment trials."""
        return frozenset().union(*(one.tags for one in self.taken if one.trial_id is None))

    @once
    def unknown_medicines(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.taken if one.treatment is None and recognise(one.name) is None)

    @once
    def limits(self) -> Limits:
        return Limits(self.record, self.today, self.jurisdiction)

    # --- measurements ----------------------------------------------------------------------------

    def value(self, test: str) -> float | None:
        measurement = self.measured.get(test)
        return None if measurement is None else measurement.value

    def said(self, test: str) -> str:
        """``QTc 462 ms on 1 Jun 2026``."""
        measurement = self.measured[test]
        value = number(measurement.value or 0)
        return f"{_TESTS.get(test, test)} {value} {measurement.unit or ''} on {on(measurement.date)}"

    def below(self, test: str, limit: float) -> str | None:
        value = self.value(test)
        return self.said(test) if value is not None and value < limit else None

    def at_least(self, test: str, limit: float) -> str | None:
        value = self.value(test)
        return self.said(test) if value is not None and value >= limit else None

    def above(self, test: str, limit: float) -> str | None:
        value = self.value(test)
        return self.said(test) if value is not None and value > limit else None

    @once
    def qtc_long(self) -> str | None:
        """From 450 ms in men, 460 in women; where the sex is not known the lower limit."""
        women = self.sex == "female"
        return self.at_least("qtc", limits.QTC_LONG_WOMEN if women else limits.QTC_LONG_MEN)

    @once
    def qtc_critical(self) -> str | None:
        return self.at_least("qtc", limits.QTC_CRITICAL)

    @once
    def qt_concern(self) -> str | None:
        """A long QTc, or a condition or medicine that lengthens it."""
        taken = next((one for one in self.taken if one.trial_id is None and "QT_DRUG" in one.tags), None)
        by_medicine = None if taken is None else f"{taken.name}, which prolongs QT"
        return self.qtc_long or self.has("congenital_long_qt") or by_medicine

    @once
    def pressure_high(self) -> str | None:
        """140/90 or more, or hypertension said to be uncontrolled."""
        return (
            self.at_least("systolic_blood_pressure", limits.SYSTOLIC_HIGH)
            or self.at_least("diastolic_blood_pressure", limits.DIASTOLIC_HIGH)
            or self.has("uncontrolled_hypertension")
        )

    @once
    def pressure_above(self) -> str | None:
        """Above 140/90: the limit of (es)ketamine."""
        return (
            self.above("systolic_blood_pressure", limits.SYSTOLIC_HIGH)
            or self.above("diastolic_blood_pressure", limits.DIASTOLIC_HIGH)
            or self.has("uncontrolled_hypertension")
        )

    @once
    def kidney_severe(self) -> str | None:
        egfr = egfr_of(self.conditions, self.measured)
        if egfr is None or egfr >= limits.EGFR_SEVERE:
            return None
        return self.below("egfr", limits.EGFR_SEVERE) or self.has(*KIDNEY)

    @once
    def liver(self) -> str | None:
        return self.has(*LIVER)

    @once
    def tsh_outside(self) -> str | None:
        return self.below("tsh", self.policy.tsh_low) or self.above("tsh", self.policy.tsh_high)

    @once
    def sodium_low(self) -> str | None:
        return self.below("sodium", limits.SODIUM_LOW)

    @once
    def hyponatraemia_before(self) -> str | None:
        """Low sodium noted while, or shortly after, an antidepressant was taken."""
        for trial in self.record.trials:
            if any(effect.effect == "hyponatraemia" for effect in trial.side_effects):
                return f"hyponatraemia on {trial.treatment}"
        lows = [one for one in self.record.measurements if one.test == "sodium" and one.value is not None]
        for low in lows:
            if low.value is not None and low.value < limits.SODIUM_LOW:
                for one in self.past:
                    if "ANTIDEPRESSANT" in one.tags and self._around(one, low):
                        return f"sodium {number(low.value)} mmol/L on {on(low.date)}, on {one.name}"
        return self.impostors.get("hyponatraemia")

    def _around(self, drug: Exposure, low: Measurement) -> bool:
        if low.date < drug.start:
            return False
        end = drug.last_dose
        return end is None or (low.date - end).days <= self.policy.sodium_after_days

    @once
    def bleeding_risk(self) -> str | None:
        drug = self.takes("ANTICOAGULANT", "ANTIPLATELET", "NSAID", "COX2")
        return drug.name if drug else self.ever("gastrointestinal_bleed")

    @once
    def metabolic_risk(self) -> str | None:
        recorded = self.has("type_2_diabetes", "obesity", "metabolic_syndrome")
        return recorded or self.at_least("bmi", limits.BMI_OBESE)

    # --- pregnancy, age --------------------------------------------------------------------------

    @once
    def pregnant(self) -> bool:
        return self.conditions.present("pregnancy") is not None

    @once
    def breastfeeding(self) -> bool:
        return self.conditions.present("breastfeeding") is not None

    @once
    def pregnancy_unknown(self) -> bool:
        """Could be pregnant, and nobody recorded whether."""
        if self.sex == "male" or self.conditions.status("pregnancy") in ("present", "absent"):
            return False
        return self.aged(limits.CHILDBEARING_FROM) and not self.aged(limits.CHILDBEARING_TO + 1)

    def aged(self, age: int) -> bool:
        return self.judged.aged(age)

    # --- scores, symptoms ------------------------------------------------------------------------

    @once
    def newest(self) -> dict[str, Score]:
        """The newest rating of each instrument; of one day the clinician's."""
        found: dict[str, Score] = {}
        for score in self.record.scores:
            before = found.get(score.instrument)
            if before is None or score.date > before.date or before.rater != "clinician":
                found[score.instrument] = score
        return found

    def screen(self, instrument: str) -> Score | None:
        """The newest rating of this screen, if it is positive."""
        score = self.newest.get(instrument)
        if score is None:
            return None
        verdict = INSTRUMENTS[instrument].positive(
            total_of(score), score.items, score.answers, sex=self.sex, jurisdiction=self.jurisdiction
        )
        return score if verdict else None

    def total(self, instrument: str) -> int | None:
        score = self.newest.get(instrument)
        return None if score is None else total_of(score)

    def item(self, instrument: str, item: int) -> int | None:
        score = self.newest.get(instrument)
        return None if score is None else item_of(score, item)

    @once
    def symptoms(self) -> frozenset[str]:
        """Noted within four weeks of the newest entry: what is still said, not what once was."""
        entries = self.record.symptoms
        if not entries:
            return frozenset()
        newest = entries[-1].date
        return frozenset(one.code for one in entries if (newest - one.date).days <= limits.NEW_EFFECT_DAYS)

    @once
    def effects(self) -> frozenset[str]:
        """Side effects of what is being taken, and those noted as symptoms."""
        running = [trial for trial in self.record.trials if trial.running]
        return frozenset(one.effect for trial in running for one in trial.side_effects) | (
            self.symptoms & {"sexual_dysfunction", "akathisia", "weight_gain"}
        )

    @once
    def anxious(self) -> str | None:
        """HAM-D anxiety/somatization 7 or more, or GAD-7 10 or more."""
        gad7 = self.total("gad7")
        if gad7 is not None and gad7 >= self.policy.gad7_anxiety:
            return f"GAD-7 {gad7} on {on(self.newest['gad7'].date)}"
        score = self.newest.get("hamd17")
        factor = None if score is None or score.items is None else anxiety_somatization(score.items)
        if score is not None and factor is not None and factor >= self.policy.anxiety_factor:
            return f"HAM-D anxiety/somatization {factor} on {on(score.date)}"
        return None

    @once
    def targets(self) -> dict[str, str]:
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
        isi = self.total("isi")
        slept_badly = isi is not None and isi >= limits.ISI_INSOMNIA
        shown = {profile.code for profile in self.judged.profiles if profile.evidence != "not computed"}
        return (
            ("insomnia", f"ISI {isi}" if slept_badly else None),
            ("anhedonia", "anhedonic profile" if "anhedonic" in shown else None),
            ("anxiety", self.anxious),
            ("melancholic", self.has("melancholic_features")),
            ("suicidality_history", self.ever(*OVERDOSE, "suicide_attempt")),
        )


_EFFECT_TARGETS = {
    "sexual_dysfunction": "sexual_dysfunction",
    "weight_gain": "weight_gain_obesity",
    "insomnia": "insomnia",
    "nausea": "nausea_on_SSRI",
    "sweating": "sweating_SSRI",
    "tremor": "tremor_lithium",
}


def _said(entry: Condition | None) -> str | None:
    if entry is None:
        return None
    known = CONDITIONS.get(entry.code)
    words = (
        known.means if known and len(known.means) < 60 and entry.code in _BY_MEANING else _words(entry.code)
    )
    status = "" if entry.status in ("present", None) else f", {entry.status}"
    return f"{words} ({on(entry.date)}{status})"


_BY_MEANING = frozenset({"abrupt_alcohol_cessation_planned"})


def _words(code: str) -> str:
    return code.replace("_", " ").replace("child pugh", "Child-Pugh")
