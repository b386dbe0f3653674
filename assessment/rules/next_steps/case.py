"""The only place that brings facts, gates and standing together for the option rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assessment.rules.judged import Judged
from assessment.rules.next_steps.cards import CARDS, TAGS
from assessment.rules.next_steps.facts import Facts
from assessment.rules.next_steps.gates import Gates
from assessment.rules.next_steps.minded import Minded, minded
from assessment.rules.next_steps.once import once
from assessment.rules.next_steps.standing import Standing
from assessment.rules.safety.interactions import CROSS_TAPER, Interaction, blocking
from assessment.rules.safety.washouts import Wait, rows_between, wait_for
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS
from patients.record import Trial

FAILED_TWICE = 2
_MAOI_TARGET = frozenset({"MAOI_IRREV"})
_NONE: frozenset[str] = frozenset()


def _waited_for(code: str) -> frozenset[str]:
    """The tags for which the table of washouts is asked before this option is started."""
    return _MAOI_TARGET if code == "SWITCH.MAOI" else TAGS[code]


@cache
def _waiting_after(tags: frozenset[str]) -> frozenset[str]:
    """The options that a washout row names after a drug with these tags, however long ago that was."""
    return frozenset(code for code in CARDS if rows_between(tags, _waited_for(code)))


@cache
def _forbidden_beside(
    tags: frozenset[str], jurisdiction: str, in_trial: bool
) -> Mapping[str, tuple[Interaction, ...]]:
    """The options that rows forbid here beside a drug with these tags; a trial's may be cross-tapered."""
    passed_over = CROSS_TAPER if in_trial else ""
    found = {
        code: tuple(
            row for row in blocking(TAGS[code], tags) if row.blocks(jurisdiction) and row.id != passed_over
        )
        for code in CARDS
    }
    return {code: rows for code, rows in found.items() if rows}


class Case:
    """What a rule may ask: ``f`` the facts, ``g`` the gates, ``s`` where the last trial stands."""

    def __init__(self, judged: Judged) -> None:
        self.f = Facts(judged)
        self.g = Gates(self.f)
        self.s = Standing(self.f)
        self.considered: frozenset[str] = frozenset(judged.consider)
        self.jurisdiction = judged.jurisdiction
        self.waiting = _NONE.union(*[_waiting_after(tags) for tags in {one.tags for one in self.f.past}])
        """The options that a washout row names after anything ever taken."""
        beside = [
            (one, _forbidden_beside(one.tags, self.jurisdiction, one.trial_id is not None))
            for one in self.f.taken
        ]
        self.forbidding = [(one, rows_of) for one, rows_of in beside if rows_of]
        """What is taken and forbids some options, with the rows that say so of each."""
        self._waits: dict[str, Wait | None] = {}
        self.same_class = _SWITCHES_IN.get(self.s.last_class or "", _NONE)
        """The switches within the class of the last antidepressant."""

    def wait(self, code: str) -> Wait | None:
        """What must be waited for before this option's drug can be started."""
        if code not in self.waiting:
            return None
        if code not in self._waits:
            self._waits[code] = wait_for(_waited_for(code), self.f.past, self.f.today, self.poor_metaboliser)
        return self._waits[code]

    @once
    def poor_metaboliser(self) -> bool:
        return self.f.conditions.present("cyp2d6_poor_metaboliser") is not None

    # --- what a drug did before ------------------------------------------------------------------

    @once
    def running(self) -> dict[str, str]:
        """Treatment id -> trial id of everything that runs, drugs and procedures."""
        return {one.treatment: one.id for one in self.f.judged.trials if one.running}

    @once
    def failed(self) -> dict[str, str]:
        """Treatment id -> trial id of what failed in an adequate trial, in any episode."""
        failures = ("non_response", "partial_response", "response", "not_remitted_unspecified")
        return {
            one.treatment: one.id
            for one in self.f.judged.trials
            if one.adequacy == "adequate" and one.outcome in failures
        }

    def _not_tolerated(self) -> dict[str, str]:
        return {
            trial.treatment: trial.id
            for trial in self.f.record.trials
            if trial.role != "psychotherapy"
            and (trial.stop_reason == "intolerance" or (trial.side_effects and self._too_bad(trial)))
        }

    def _too_bad(self, trial: Trial) -> bool:
        """Given up before it was adequate, whatever reason is recorded, after a severe side effect."""
        if trial.stop is None or "severe" not in [one.severity for one in trial.side_effects]:
            return False
        return self.f.judged.trial(trial.id).adequacy != "adequate"

    @once
    def helped(self) -> frozenset[str]:
        """Classes of which one brought a response or remission before, in an adequate trial."""
        good = ("remission", "response")
        adequate = [one for one in self.f.judged.trials if one.adequacy == "adequate"]
        helped = [one for one in adequate if one.outcome in good and one is not self.s.last]
        return frozenset([one.class_group for one in helped if one.class_group])

    @once
    def used(self) -> dict[str, str]:
        """Treatment id -> why it is not started (again): it runs, failed or was not tolerated."""
        found: dict[str, str] = {}
        for words, drugs in (
            ("already running", self.running),
            ("failed in an adequate trial", self.failed),
            ("stopped before for side effects", self._not_tolerated()),
        ):
            for drug, trial in drugs.items():
                said = f"{words} ({trial})"
                found[drug] = f"{found[drug]}; {said}" if drug in found else said
        return found

    @once
    def same_class_bar(self) -> str | None:
        """Why not within the same class: partial response, the class failed twice, an effect of the class."""
        s = self.s
        if s.strategy == "partial":
            return f"partial response to {s.name}: not within the same class ({s.last_class})"
        if s.failed_in_class >= FAILED_TWICE:
            return f"{s.last_class} failed {s.failed_in_class} times"
        if s.class_effect and s.row in ("T2", "T6", "T9"):
            return f"side effect of the class {s.last_class}: {s.class_effect}"
        return None

    @once
    def minded(self) -> tuple[Minded, ...]:
        return minded(self.f)

    # --- flags that several rules share ----------------------------------------------------------

    @once
    def alcohol(self) -> str | None:
        """A flag for alcohol; an unspecified substance flag counts as one."""
        screen = self.f.first_positive(("audit_c", "audit"))
        if screen is not None:
            return f"{screen.instrument.upper().replace('_', '-')} positive"
        recorded = self.f.has("alcohol_dependence")
        if recorded or self.f.check("SUD") != "present":
            return recorded
        other = self.f.has("substance_use_disorder")
        return None if other else "substance use on the checklist, substance not specified"

    @once
    def substance(self) -> str | None:
        checked = "substance use on the checklist" if self.f.check("SUD") == "present" else None
        return self.alcohol or self.f.has("substance_use_disorder") or checked

    @once
    def osa_open(self) -> str | None:
        """Apnoea suspected or present, neither treated nor ruled out since."""
        return self.f.impostors.get("osa_suspected")

    @once
    def comorbidity(self) -> str | None:
        """A positive screen, a check or a condition among PTSD, OCD, ADHD, PD, eating disorder."""
        for code in _COMORBID_CHECKS:
            if self.f.check(code) == "present":
                return f"{code} on the checklist"
        screen = self.f.first_positive(_COMORBID_SCREENS)
        return f"{_shown(screen.instrument)} positive" if screen else self.f.has(*_COMORBID_CONDITIONS)

    @once
    def cognition(self) -> str | None:
        """What points to a cognitive disorder (group 2), unless ruled out since; age alone is group 6."""
        if self.f.check("COG") == "present":
            return "cognitive disorder on the checklist"
        for code in _COGNITIVE_SCREENS:
            score = self.f.screen(code)
            if score is not None and not self.f.ruled_out_since("COG", score.date):
                return f"{_shown(code)} below its cut-off"
        entry = self.f.conditions.present("dementia")
        return None if entry is None or self.f.ruled_out_since("COG", entry.date) else self.f.has("dementia")

    @once
    def base(self) -> frozenset[str]:
        """The tags of the antidepressant that an augmenter would be added to."""
        last = self.s.last_antidepressant
        if last is None:
            return frozenset()
        return next((one.tags for one in self.f.past if one.trial_id == last.id), frozenset())


def _shown(instrument: str) -> str:
    return INSTRUMENTS[instrument].short


_COMORBID_SCREENS = ("pc_ptsd_5", "pcl_5", "oci_r", "ybocs", "asrs", "msi_bpd", "scoff")
_COMORBID_CHECKS = ("PTSD", "OCD", "ADHD", "PD", "EAT")
_COMORBID_CONDITIONS = ("ptsd", "ocd", "adhd", "personality_disorder", "eating_disorder")
_COGNITIVE_SCREENS = ("moca", "mmse", "mini_cog")


def _classes() -> dict[str, str]:
    found = {
        code: treatment(card.drug[0]).class_group
        for code, card in CARDS.items()
        if card.family == "SWITCH" and card.drug
    }
    return found | {"SWITCH.SSRI": "SSRI", "SWITCH.SNRI": "SNRI", "SWITCH.TCA": "TCA", "SWITCH.MAOI": "MAOI"}


_CLASS_OF = _classes()
_SWITCHES_IN: dict[str, frozenset[str]] = {
    group: frozenset(code for code, its in _CLASS_OF.items() if its == group)
    for group in dict.fromkeys(_CLASS_OF.values())
}
