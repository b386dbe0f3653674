"""The only place that says where the last trial stands: the trial gate T1-T9, the data gate G10, the outcome.

The last trial is the one that started last, of any role. An add-on or procedure that stopped before
it was adequate is passed over and its base trial decides; a psychotherapy, which no rule can call
adequate, never decides (policy). Trials of an earlier episode decide nothing in a new one.
"""

from __future__ import annotations

from assessment.rules.findings import CANNOT_TELL, NOT_MET, TrialFinding
from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.once import once
from assessment.rules.safety.caps import Cap, lowest
from assessment.rules.wording import number, on, percent
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS
from patients.record import Trial

LADDER = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_CLASS_EFFECTS = frozenset(("hyponatraemia", "bleeding", "sexual_dysfunction"))
_STRATEGY = {
    "response": "response",
    "partial_response": "partial",
    "non_response": "nonresponse",
}


class Standing:
    """The row of the trial gate that the last trial falls in, and what follows from it."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.staging = facts.judged.staging
        self._by_id: dict[str, Trial] = {trial.id: trial for trial in facts.record.trials}

    # --- which trial decides ---------------------------------------------------------------------

    @once
    def trials(self) -> tuple[TrialFinding, ...]:
        """What can decide: of the current episode where there is one, no psychotherapy."""
        found = [one for one in self.facts.judged.trials if one.role != "psychotherapy"]
        if self.facts.record.current_episode is not None:
            found = [one for one in found if one.in_current_episode]
        return tuple(found)

    @once
    def last(self) -> TrialFinding | None:
        for finding in reversed(self.trials):
            if not self._passed_over(finding):
                return finding
            if base := self._base_of(finding):
                return base
        return None

    def _passed_over(self, finding: TrialFinding) -> bool:
        return (
            finding.counted_role != "antidepressant"
            and not finding.running
            and finding.adequacy != "adequate"
        )

    def _base_of(self, finding: TrialFinding) -> TrialFinding | None:
        """The trial it was added to, as recorded; else the antidepressant that it overlapped."""
        augments = self._by_id[finding.id].augments
        added = self._by_id[finding.id]
        for one in reversed(self.trials):
            trial = self._by_id[one.id]
            overlaps = trial.start <= added.start and (trial.stop is None or trial.stop > added.start)
            if one.id == augments or (augments is None and one.role == "antidepressant" and overlaps):
                return one
        return None

    @once
    def last_antidepressant(self) -> TrialFinding | None:
        """The antidepressant whose class decides what is "the same class"; add-ons aside."""
        found = [one for one in self.trials if one.counted_role == "antidepressant"]
        return found[-1] if found else None

    def trial(self, finding: TrialFinding) -> Trial:
        return self._by_id[finding.id]

    # --- the trial gate --------------------------------------------------------------------------

    @once
    def row(self) -> str:
        """``none``, ``remission``, ``T1`` … ``T7``, ``short``, ``G10`` or ``T9`` (the gate is passed)."""
        last = self.last
        if last is None:
            return "none"
        if last.outcome == "remission":
            return "remission"
        if "intolerance_stop" in last.reasons:
            return "T2"
        if self.missing:
            return "G10"
        if last.adherence.outcome == NOT_MET:
            return "T1"
        return self._by_adequacy(last)

    def _by_adequacy(self, last: TrialFinding) -> str:
        if last.adequacy == "adequate":
            return "T9"
        if last.adequacy == "not_yet":
            return self._running_row(last)
        return "T3" if last.running else "short"

    def _running_row(self, last: TrialFinding) -> str:
        if "level_below_range" in last.reasons or self.below_minimum:
            return "T3"
        if last.days_at_dose is None or last.days_at_dose < self.facts.policy.early_days:
            return "T4"
        if last.improvement_percent is None or self.improved_early:
            return "T7"
        return "T5" if self.tolerated else "T6"

    @once
    def below_minimum(self) -> bool:
        """The running dose is below the minimum: waiting alone will not make the trial adequate."""
        last = self.last
        if last is None or "dose_below_minimum" in last.reasons:
            return last is not None
        low = last.minimum_dose
        return low is not None and last.last_dose is not None and last.last_dose < low and self.dose_decides

    @once
    def dose_decides(self) -> bool:
        """Not where a drug level does."""
        return self.last is not None and not self.trial(self.last).levels

    @property
    def improved_early(self) -> bool:
        improvement = self.improvement
        return improvement is not None and improvement >= self.facts.policy.early_improvement_percent

    @once
    def missing(self) -> tuple[str, ...]:
        """G10: what is not recorded and decides. A scale mismatch alone is not missing data."""
        last = self.last
        if last is None:
            return ("no treatment trial is recorded in this episode",)
        if last.outcome == "remission" or "intolerance_stop" in last.reasons:
            return ()
        found = []
        if last.baseline is None:
            found.append("no score at the start of the trial")
        if last.endpoint is None and last.adequacy != "not_yet":
            found.append("no current score")
        for pillar, what in (
            (last.adherence, "adherence"),
            (last.dose, "dose"),
            (last.duration, "time at dose"),
        ):
            if pillar.outcome == CANNOT_TELL:
                found.append(f"{what} is not known")
        if not found and last.outcome == "unknown" and last.adequacy != "not_yet":
            found.append("the outcome cannot be told from the scores on record")
        return tuple(found)

    @property
    def g10(self) -> bool:
        return bool(self.missing)

    @once
    def mismatch(self) -> bool:
        """Baseline and endpoint are on different scales: the outcome is only provisional."""
        return self.last is not None and "scale_mismatch" in self.last.flags and not self.g10

    # --- outcome ---------------------------------------------------------------------------------

    @once
    def strategy(self) -> str | None:
        """``response``, ``partial``, ``nonresponse`` or ``unspecified`` once the trial gate is passed."""
        if self.row != "T9" or self.last is None:
            return None
        return _STRATEGY.get(self.outcome, "unspecified")

    @property
    def outcome(self) -> str:
        """The outcome; across two scales the provisional one."""
        if self.last is None:
            return "unknown"
        return self.last.provisional_outcome or self.last.outcome

    @property
    def improvement(self) -> float | None:
        if self.last is None:
            return None
        if self.last.improvement_percent is not None:
            return self.last.improvement_percent
        return self.last.provisional_improvement

    @property
    def worse(self) -> bool:
        return (self.improvement or 0) < 0

    @once
    def tolerated(self) -> bool:
        """Not stopped for side effects, and none severe noted while it runs."""
        if self.last is None:
            return True
        trial = self.trial(self.last)
        return trial.stop_reason != "intolerance" and not self.severe_effects

    @once
    def severe_effects(self) -> tuple[str, ...]:
        if self.last is None:
            return ()
        effects = self.trial(self.last).side_effects
        return tuple(one.effect.replace("_", " ") for one in effects if one.severity == "severe")

    @property
    def switching(self) -> bool:
        """A switch may be considered: T2, T6, or past the gate without a response."""
        return self.row in ("T2", "T6") or self.strategy in ("partial", "nonresponse", "unspecified")

    @property
    def building(self) -> bool:
        """O2, O3, O5: something may be added."""
        return self.strategy in ("response", "partial", "nonresponse")

    @property
    def resistant(self) -> bool:
        """Past the gate and without a response: what is for resistance may be considered."""
        return self.strategy in ("partial", "nonresponse")

    @once
    def ladder(self) -> int | None:
        """0 to 5; ``None`` while staging is suppressed."""
        return None if self.staging.ladder is None else LADDER[self.staging.ladder]

    def ladder_from(self, rung: int) -> bool:
        return self.ladder is not None and self.ladder >= rung

    # --- the same class --------------------------------------------------------------------------

    @once
    def last_class(self) -> str | None:
        return None if self.last_antidepressant is None else self.last_antidepressant.class_group

    @once
    def failed_in_class(self) -> int:
        """Failed adequate antidepressant trials of the last one's class in this episode."""
        failed = [
            one for one in self.trials if one.counts_as_failure and one.counted_role == "antidepressant"
        ]
        return sum(one.class_group == self.last_class for one in failed)

    @once
    def drug_specific_effect(self) -> bool:
        """Side effects are known and none of them belongs to the class."""
        last = self.last_antidepressant
        if last is None:
            return False
        effects = {one.effect for one in self.trial(last).side_effects}
        return bool(effects) and not effects & _CLASS_EFFECTS and not self.facts.hyponatraemia_before

    @once
    def class_effect(self) -> str | None:
        last = self.last_antidepressant
        if last is None:
            return None
        effects = {one.effect for one in self.trial(last).side_effects} & _CLASS_EFFECTS
        if effects:
            return ", ".join(sorted(effects)).replace("_", " ")
        return self.facts.hyponatraemia_before

    # --- room for a higher dose ------------------------------------------------------------------

    @once
    def caps(self) -> tuple[Cap, ...]:
        return () if self.last is None else self.facts.limits.on(self.last.treatment)

    @once
    def ceiling(self) -> float | None:
        """The lower of the usual maximum and this patient's cap."""
        if self.last is None:
            return None
        usual = treatment(self.last.treatment, self.last.counted_role).usual_max
        cap = lowest(self.caps)
        known = [dose for dose in (usual, cap.max_dose if cap else None) if dose is not None]
        return min(known, default=None)

    @once
    def below_ceiling(self) -> bool:
        last = self.last
        dose = None if last is None else last.last_dose
        return dose is not None and self.ceiling is not None and dose < self.ceiling

    @once
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
            if one.running and one.last_dose is not None:
                blocking = tuple(cap for cap in self.facts.limits.on(one.treatment) if cap.action == "block")
                cap = lowest(blocking)
                if cap is not None and cap.max_dose is not None and one.last_dose > cap.max_dose:
                    found.append((one, cap))
        return tuple(found)

    # --- in words --------------------------------------------------------------------------------

    @once
    def name(self) -> str:
        return "" if self.last is None else f"{treatment(self.last.treatment).name} ({self.last.id})"

    @once
    def story(self) -> str:
        """``sertraline (T1), adequate: HAM-D17 24 to 20, 16.7 % better by 1 Jun 2026: non-response``."""
        last = self.last
        if last is None:
            return "No treatment trial is recorded in this episode"
        words = f"{self.name}, {last.adequacy.replace('_', ' ')}"
        if last.baseline is not None and last.endpoint is not None and last.endpoint_date is not None:
            words += f": {self._scores(last)} by {on(last.endpoint_date)}"
        return f"{words}: {self.outcome.replace('_', ' ')}"

    def _scores(self, last: TrialFinding) -> str:
        name = INSTRUMENTS[last.instrument].short if last.instrument else "score"
        change = "" if self.improvement is None else f", {_change(self.improvement)}"
        return f"{name} {last.baseline} to {last.endpoint}{change}"

    @once
    def dose_words(self) -> str:
        last = self.last
        if last is None or last.last_dose is None:
            return "dose not known"
        unit = treatment(last.treatment, last.counted_role).dose_unit
        ceiling = "" if self.ceiling is None else f"; the most for this patient is {number(self.ceiling)}"
        return f"{number(last.last_dose)} {unit}{ceiling}"


def _change(improvement: float) -> str:
    return f"{percent(improvement)} better" if improvement >= 0 else f"{percent(-improvement)} worse"
