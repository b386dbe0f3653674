"""The only place for what follows from the last trial's row: strategy, ladder, class, room, words."""

from __future__ import annotations

from assessment.rules.findings import TrialFinding
from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.once import once
from assessment.rules.next_steps.trial_gate import TrialGate
from assessment.rules.safety.caps import Cap, lowest, lowest_cap
from assessment.rules.wording import changed, number, on
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS

LADDER = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_CLASS_EFFECTS = frozenset(("hyponatraemia", "bleeding", "sexual_dysfunction"))
_STRATEGY = {
    "response": "response",
    "partial_response": "partial",
    "non_response": "nonresponse",
}
_ADEQUACY = {"not_yet": "not yet", "indeterminate": "cannot be judged"}


class Standing(TrialGate):
    """Where the patient stands after the trials so far."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        last, strategy = self.last, self._strategy()
        self.strategy = strategy
        self.given_up = last is not None and not last.running and not self.tolerated
        """Not tolerated, and no longer taken: a response to it is gone with it (article: intolerability)."""
        self.kept_response = strategy == "response" and not self.given_up
        self.resistant = strategy in ("partial", "nonresponse")
        """Past the gate and without a response: what is for resistance may be considered."""
        self.building = self.resistant or self.kept_response
        """O2, O3, O5: something may be added."""
        self.switching = self.row in ("T2", "T6") or (strategy is not None and not self.kept_response)
        """A switch may be considered: T2, T6, or past the gate without a response that can be kept."""
        self.worse = (self.improvement or 0) < 0
        self.ladder = None if self.staging.ladder is None else LADDER[self.staging.ladder]
        """0 to 5; ``None`` while staging is suppressed."""
        self.last_class = None if self.last_antidepressant is None else self.last_antidepressant.class_group
        self.name = "" if last is None else f"{treatment(last.treatment).name} ({last.id})"
        self.story = self._story()
        self.stage_words = self._stage_words()
        self.basis = (self.story, *self.stage_words)
        """Why anything is offered: how the last trial went, and the stage."""

    # --- outcome ---------------------------------------------------------------------------------

    def _strategy(self) -> str | None:
        """``response``, ``partial``, ``nonresponse`` or ``unspecified`` once the trial gate is passed."""
        if self.row != "T9" or self.last is None:
            return None
        return _STRATEGY.get(self.outcome, "unspecified")

    @once
    def outcome(self) -> str:
        """The outcome; across two scales the provisional one."""
        if self.last is None:
            return "unknown"
        return self.last.provisional_outcome or self.last.outcome

    def ladder_from(self, rung: int) -> bool:
        return self.ladder is not None and self.ladder >= rung

    # --- the same class --------------------------------------------------------------------------

    @once
    def failed_in_class(self) -> int:
        """Failed adequate antidepressant trials of the last one's class in this episode."""
        failed = [one for one in self.trials if one.counts_as_failure]
        antidepressants = [one for one in failed if one.counted_role == "antidepressant"]
        return [one.class_group for one in antidepressants].count(self.last_class)

    @once
    def drug_specific_effect(self) -> bool:
        """Side effects are known and none of them belongs to the class."""
        last = self.last_antidepressant
        if last is None:
            return False
        effects = {one.effect for one in self.trial(last).side_effects}
        return bool(effects) and not effects & _CLASS_EFFECTS and not self._class_hyponatraemia

    @once
    def class_effect(self) -> str | None:
        last = self.last_antidepressant
        if last is None:
            return None
        effects = {one.effect for one in self.trial(last).side_effects} & _CLASS_EFFECTS
        if effects:
            return ", ".join(sorted(effects)).replace("_", " ")
        return self._class_hyponatraemia

    @once
    def _class_hyponatraemia(self) -> str | None:
        """Low sodium on an antidepressant before, where the last one is of a class that brings it (M11)."""
        return self.facts.hyponatraemia_before if self.last_class in ("SSRI", "SNRI") else None

    # --- room for a higher dose ------------------------------------------------------------------

    @once
    def ceiling(self) -> float | None:
        """The lower of the usual maximum and this patient's cap."""
        if self.last is None:
            return None
        usual = treatment(self.last.treatment, self.last.counted_role).usual_max
        cap = lowest(self.facts.limits.on(self.last.treatment))
        known = [dose for dose in (usual, cap.max_dose if cap else None) if dose is not None]
        return min(known, default=None)

    @once
    def below_ceiling(self) -> bool:
        last = self.last
        dose = None if last is None else last.last_dose
        return dose is not None and self.ceiling is not None and dose < self.ceiling

    @property
    def room(self) -> bool:
        """Running or stopped for another reason, tolerated, and the last dose below the ceiling."""
        last = self.last
        if last is None or not self.tolerated or not self.below_ceiling:
            return False
        return last.running or self.trial(last).stop_reason not in ("lack_of_efficacy", "intolerance")

    @once
    def over_cap(self) -> tuple[tuple[TrialFinding, Cap], ...]:
        """Running drugs above a blocking cap, each with its lowest."""
        found = []
        for one in self.facts.judged.trials:
            dose = one.last_dose if one.running else None
            if dose is not None and dose > lowest_cap(one.treatment):
                caps = self.facts.limits.below(dose, one.treatment)
                cap = lowest(tuple([cap for cap in caps if cap.action == "block"]))
                if cap is not None:
                    found.append((one, cap))
        return tuple(found)

    # --- in words --------------------------------------------------------------------------------

    def _story(self) -> str:
        """``sertraline (T1), adequate: HAM-D17 24 to 20, 16.7 % better by 1 Jun 2026: non-response``."""
        last = self.last
        if last is None:
            return "No treatment trial is recorded in this episode"
        words = f"{self.name}, {_ADEQUACY.get(last.adequacy, last.adequacy)}"
        if last.baseline is not None and last.endpoint is not None and last.endpoint_date is not None:
            words += f": {self._scores(last)} by {on(last.endpoint_date)}"
        return f"{words}: {self.outcome.replace('_', ' ')}"

    def _stage_words(self) -> tuple[str, ...]:
        """``Ladder stage II, 2 failed adequate trials``; nothing while staging is suppressed."""
        if self.staging.ladder is None:
            return ()
        failures = self.staging.counted_failures
        trials = "1 failed adequate trial" if failures == 1 else f"{failures} failed adequate trials"
        return (f"Ladder stage {self.staging.ladder}, {trials}",)

    def _scores(self, last: TrialFinding) -> str:
        """Each with its scale: a total means nothing on another one."""
        names = [INSTRUMENTS[code].short for code in (last.baseline_instrument, last.instrument) if code]
        after, converted = ("", "") if len(set(names)) == 1 else (f"{names[-1]} ", " when converted")
        change = "" if self.improvement is None else f", {changed(self.improvement)}{converted}"
        return f"{names[0]} {last.baseline} to {after}{last.endpoint}{change}"

    @once
    def dose_words(self) -> str:
        last = self.last
        if last is None or last.last_dose is None:
            return "dose not known"
        unit = treatment(last.treatment, last.counted_role).dose_unit
        ceiling = "" if self.ceiling is None else f"; the most for this patient is {number(self.ceiling)}"
        return f"{number(last.last_dose)} {unit}{ceiling}"
