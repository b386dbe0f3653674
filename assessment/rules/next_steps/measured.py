"""The only place for what was measured, against the limits of the next-step rules."""

from __future__ import annotations

from assessment.rules.next_steps.known import Known
from assessment.rules.next_steps.once import once
from assessment.rules.safety import limits
from assessment.rules.safety.caps import egfr_of
from assessment.rules.safety.medicines import Exposure
from assessment.rules.wording import number, on
from patients.record import Condition, Measurement

LIVER = (
    "hepatic_impairment_child_pugh_a",
    "hepatic_impairment_child_pugh_b",
    "hepatic_impairment_child_pugh_c",
    "chronic_liver_disease",
)
KIDNEY = ("chronic_kidney_disease_stage_4", "chronic_kidney_disease_stage_5")
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


class Measured(Known):
    """The newest values, in words where they cross a limit."""

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
        return self.qtc_long or self.has("congenital_long_qt") or self._qt_medicine()

    def _qt_medicine(self) -> str | None:
        if "QT_DRUG" in self.medicine_tags:
            for one in self.taken:
                if one.trial_id is None and "QT_DRUG" in one.tags:
                    return f"{one.name}, which prolongs QT"
        return None

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
        """Below 135 mmol/L, or a diagnosis on record that no later value answers."""
        value, recorded = self.measured.get("sodium"), self.conditions.present("hyponatraemia")
        if value is not None and (recorded is None or value.date >= recorded.date):
            return self.below("sodium", limits.SODIUM_LOW)
        return self.has("hyponatraemia")

    @once
    def hyponatraemia_before(self) -> str | None:
        """Low sodium noted while, or shortly after, an antidepressant was taken."""
        if "hyponatraemia" in self.effects_ever:
            for trial in self.record.trials:
                if "hyponatraemia" in [effect.effect for effect in trial.side_effects]:
                    return f"hyponatraemia on {trial.treatment}"
        lows = [one for one in self.record.measurements if one.test == "sodium" and one.value is not None]
        for low in lows:
            if low.value is not None and low.value < limits.SODIUM_LOW:
                for one in self.past:
                    if "ANTIDEPRESSANT" in one.tags and self._around(one, low):
                        return f"sodium {number(low.value)} mmol/L on {on(low.date)}, on {one.name}"
        return self._diagnosed_on_antidepressant() or self.impostors.get("hyponatraemia")

    def _diagnosed_on_antidepressant(self) -> str | None:
        recorded = self.conditions.ever("hyponatraemia")
        if recorded is None:
            return None
        taken = (one for one in self.past if "ANTIDEPRESSANT" in one.tags)
        drug = next((one for one in taken if self._around(one, recorded)), None)
        return f"{self.ever('hyponatraemia')} on {drug.name}" if drug else None

    def _around(self, drug: Exposure, low: Measurement | Condition) -> bool:
        return drug.until_shortly_before(low.date, self.policy.sodium_after_days)

    @once
    def bleeding_risk(self) -> str | None:
        drug = self.takes("ANTICOAGULANT", "ANTIPLATELET", "NSAID", "COX2")
        return drug.name if drug else self.ever("gastrointestinal_bleed")

    @once
    def metabolic_risk(self) -> str | None:
        recorded = self.has("type_2_diabetes", "obesity", "metabolic_syndrome")
        return recorded or self.at_least("bmi", limits.BMI_OBESE)
