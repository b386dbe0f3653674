"""The only place that says where the last trial stands: the trial gate T1-T9, the data gate G10, the outcome.

The last trial is the one that started last, of any role. An add-on or procedure that stopped before
it was adequate is passed over and its base trial decides, or what was added to that before and goes on.
So is an antidepressant that was broken off while one that has helped goes on, and what no rule can ever call
adequate (VNS, hormones, tocilizumab) unless it has helped; a psychotherapy never decides (policy).
Trials of an earlier episode decide nothing in a new one.
"""

from __future__ import annotations

from assessment.rules.findings import CANNOT_TELL, NOT_MET, TrialFinding
from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.once import once
from patients.formulary import treatment
from patients.record import Trial

_HELPED = ("remission", "response", "partial_response")


class TrialGate:
    """The row of the trial gate that the last trial falls in."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.staging = facts.judged.staging
        self._by_id: dict[str, Trial] = {trial.id: trial for trial in facts.record.trials}
        self.trials = self._deciding()
        self._running = [one for one in self.trials if one.running]
        self._helping = [one for one in self._running if _helps(one)]
        self.last = self._last()
        self.last_antidepressant = self._last_antidepressant()
        self.severe_effects = self._severe_effects()
        self.tolerated = self._tolerated()
        self.improvement = self._improvement()
        self.base_below = self._base_below()
        self.missing = self._missing()
        self.g10 = bool(self.missing)
        self.row = self._row()

    # --- which trial decides ---------------------------------------------------------------------

    def _deciding(self) -> tuple[TrialFinding, ...]:
        """What can decide: of the current episode where there is one, no psychotherapy."""
        found = [one for one in self.facts.judged.trials if one.role != "psychotherapy"]
        if self.facts.record.current_episode is not None:
            found = [one for one in found if one.in_current_episode]
        return tuple(found)

    def _last(self) -> TrialFinding | None:
        base = None
        for finding in reversed(self.trials):
            if self._passed_over(finding):
                base = base or self._base_of(finding)
            elif base is None or finding is base or self._goes_on_as_add_on(finding):
                return finding
        return base or (self._running[-1] if self._running else None)

    def _goes_on_as_add_on(self, finding: TrialFinding) -> bool:
        return finding.running and finding.counted_role != "antidepressant"

    def _passed_over(self, finding: TrialFinding) -> bool:
        if finding.running or finding.adequacy == "adequate":
            return _never_adequate(finding) and not _helped_untold(finding)
        if finding.counted_role != "antidepressant" or _never_adequate(finding):
            return True
        # the antidepressant that had helped when this one was begun beside it: that is not given up
        begun = self.trial(finding).start
        return bool([one for one in self._helping if self.trial(one).start <= begun])

    def _base_of(self, finding: TrialFinding) -> TrialFinding | None:
        """The trial it was added to, as recorded; else the antidepressant that it overlapped."""
        augments = self._by_id[finding.id].augments
        added = self._by_id[finding.id]
        for one in reversed(self.trials):
            trial = self._by_id[one.id]
            overlaps = trial.start <= added.start and (trial.stop is None or trial.stop > added.start)
            if one is finding:
                continue
            if one.id == augments or (augments is None and one.role == "antidepressant" and overlaps):
                return one
        return None

    def _last_antidepressant(self) -> TrialFinding | None:
        """The antidepressant whose class decides what is "the same class"; add-ons aside.

        After a long cross-taper the newer one counts as a combination (adequacy.md 2): once the older
        one is gone, it is the newer one that is switched from or added to.
        """
        suited = [one for one in self._running if one.counted_role == "antidepressant"]
        if not [one for one in suited if not self._passed_over(one)]:
            kept = [one for one in self._running if one.role == "antidepressant"]
            if kept:
                return kept[-1]
        for one in reversed(self.trials):
            if one.counted_role == "antidepressant" and not self._passed_over(one):
                return one
        return None

    def trial(self, finding: TrialFinding) -> Trial:
        return self._by_id[finding.id]

    # --- the trial gate --------------------------------------------------------------------------

    def _row(self) -> str:
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
        if last.adequacy == "adequate" or _helped_untold(last):
            return "T9"
        if not self.tolerated and last.counted_role == "antidepressant":
            return "T6" if last.running else "T2"  # the article: what is not tolerated is switched
        if last.adequacy == "not_yet":
            return self._running_row(last)
        return "T3" if last.running else "short"

    def _running_row(self, last: TrialFinding) -> str:
        if "level_below_range" in last.reasons or self.below_minimum or self.base_below:
            return "T3"
        if last.days_at_dose is None or last.days_at_dose < self.facts.policy.early_days:
            return "T4"
        if self.improvement is None or self.improved_early:
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

    def _base_below(self) -> TrialFinding | None:
        """The running antidepressant of a running add-on while it is below its minimum: no day of the add-on
        counts until it is raised (adequacy.md 1)."""
        last = self.last
        if last is None or not last.running or last.counted_role not in ("augmentation", "combination"):
            return None
        base = self._base_of(last)
        if base is None or not base.running or base.last_dose is None or base.minimum_dose is None:
            return None
        return base if base.last_dose < base.minimum_dose else None

    @property
    def raised(self) -> TrialFinding | None:
        """The trial of which a higher dose would be given."""
        return self.base_below or self.last

    @once
    def dose_decides(self) -> bool:
        """Not where a drug level does."""
        return self.last is not None and not self.trial(self.last).levels

    @once
    def improved_early(self) -> bool:
        improvement = self.improvement
        return improvement is not None and improvement >= self.facts.policy.early_improvement_percent

    def _missing(self) -> tuple[str, ...]:
        """G10: what is not recorded and decides. A scale mismatch alone is not missing data."""
        last = self.last
        if last is None:
            return ("no treatment trial is recorded in this episode",)
        if last.outcome == "remission" or "intolerance_stop" in last.reasons or _helped_untold(last):
            return ()
        found = []
        if last.baseline is None:
            found.append("no score at the start of the trial")
        if last.endpoint is None and last.adequacy != "not_yet":
            found.append("no current score")
        if last.adherence.outcome == CANNOT_TELL:
            found.append("adherence is not known")
        for pillar, what in ((last.dose, "dose"), (last.duration, "time at dose")):
            if pillar.outcome == CANNOT_TELL:
                found.append(
                    f"{what} is not known" if self._has_minimum(last) else f"{what}: {pillar.because}"
                )
        if not found and last.outcome == "unknown" and last.adequacy != "not_yet":
            found.append("the outcome cannot be told from the scores on record")
        return tuple(found)

    def _has_minimum(self, last: TrialFinding) -> bool:
        """Without one the dose may well be recorded: it is the limit that nobody knows."""
        return last.minimum_dose is not None

    @once
    def mismatch(self) -> bool:
        """Baseline and endpoint are on different scales: the outcome is only provisional.

        Not where it decides nothing: remission is told by its own cut (scales.md 3.4), and a drug that
        was not tolerated is changed whatever the score says (adequacy.md 9).
        """
        if self.last is None or self.g10 or self.row in ("remission", "T2"):
            return False
        return "scale_mismatch" in self.last.flags

    # --- how it went, as far as the gate asks ---

    def _improvement(self) -> float | None:
        if self.last is None:
            return None
        if self.last.improvement_percent is not None:
            return self.last.improvement_percent
        return self.last.provisional_improvement

    def _tolerated(self) -> bool:
        """Not stopped for side effects, and none severe noted while it runs."""
        if self.last is None:
            return True
        trial = self.trial(self.last)
        return trial.stop_reason != "intolerance" and not self.severe_effects

    def _severe_effects(self) -> tuple[str, ...]:
        if self.last is None:
            return ()
        effects = self.trial(self.last).side_effects
        return tuple(one.effect.replace("_", " ") for one in effects if one.severity == "severe")


def _helps(finding: TrialFinding) -> bool:
    """An antidepressant that has helped in an adequate trial."""
    if finding.counted_role != "antidepressant" or finding.adequacy != "adequate":
        return False
    return finding.outcome in _HELPED


def _never_adequate(finding: TrialFinding) -> bool:
    """Its row has neither a minimum dose nor sessions: no record can show that it was adequate."""
    if finding.minimum_dose is not None:
        return False
    return treatment(finding.treatment, finding.counted_role).min_sessions is None


def _helped_untold(finding: TrialFinding) -> bool:
    """It has helped, and whether the trial was adequate cannot be asked: what was gained is not given up."""
    return finding.outcome in _HELPED and _never_adequate(finding)
