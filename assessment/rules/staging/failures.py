"""The only place for what the staging models count: the failed trials of this episode, by kind."""

from __future__ import annotations

from typing import NamedTuple

from assessment.rules.findings import TrialFinding
from assessment.rules.policy import Policy
from patients.formulary import treatment
from patients.record import PatientRecord

_ADD_ONS = ("augmentation", "combination")


class Failures(NamedTuple):
    antidepressants: tuple[TrialFinding, ...]
    """Failed trials of an antidepressant of its own."""
    groups: frozenset[str]
    """Their classes (G); herbal and postpartum-only drugs never enter."""
    add_ons: tuple[TrialFinding, ...]
    """Failed augmentations and combinations (A)."""
    ect: tuple[TrialFinding, ...]
    bilateral_ect: bool

    @property
    def classes(self) -> int:
        return len(self.groups)


def failures_of(record: PatientRecord, trials: tuple[TrialFinding, ...], policy: Policy) -> Failures:
    failed = [trial for trial in trials if trial.counts_as_failure]
    antidepressants = tuple([trial for trial in failed if trial.counts_as_antidepressant])
    groups = {trial.class_group for trial in antidepressants}.difference(policy.groups_outside_ladder)
    add_ons = tuple([trial for trial in failed if _is_add_on(trial)])
    ect = tuple([trial for trial in failed if trial.class_group == "ECT"])
    bilateral = "bilateral" in [record.trial(trial.id).electrode_placement for trial in ect]
    return Failures(antidepressants, frozenset([group for group in groups if group]), add_ons, ect, bilateral)


def _is_add_on(trial: TrialFinding) -> bool:
    """A procedure is none, whatever part it was given: ECT is counted by itself, the others nowhere."""
    return trial.counted_role in _ADD_ONS and treatment(trial.treatment).role != "neuromodulation"
