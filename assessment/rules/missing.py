"""The only place for the facts whose absence decides a verdict, and what each would change.

Nothing is guessed: each missing fact is filled in, the rules are asked again, and it is listed
only if they then say something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assessment.rules.checks import ANSWERED, CORE
from assessment.rules.findings import CANNOT_TELL, Missing, TrialFinding
from assessment.rules.judged import Judged
from assessment.rules.wording import listed, number, on
from patients.codes import CHECKS
from patients.formulary import treatment
from patients.record import AdherencePeriod, DoseStep, Score, Trial

Ask = Callable[[Judged, Trial, Score | None], tuple[TrialFinding, str | None]]


def missing(case: Judged, ask: Ask) -> tuple[Missing, ...]:
    """``ask`` judges a trial with a fact filled in, on the same day, and the stage with it."""
    found: list[Missing] = []
    for trial, finding in zip(case.record.trials, case.trials, strict=True):
        if finding.in_current_episode:
            if finding.adequacy == "indeterminate":
                found += _of_adequacy(case, trial, finding, ask)
            elif finding.adequacy == "adequate" and _outcome_open(finding):
                found += _of_outcome(case, trial, finding, ask)
    return (*found, *_of_illness(case), *_checks(case))


def _name(trial: Trial, finding: TrialFinding) -> str:
    return f"{treatment(trial.treatment, finding.counted_role).name} ({trial.id})"


def _of_adequacy(case: Judged, trial: Trial, finding: TrialFinding, ask: Ask) -> Iterator[Missing]:
    """What keeps a trial from being judged."""
    name = _name(trial, finding)
    if finding.adherence.outcome == CANNOT_TELL:
        enough = number(case.policy.min_adherence_percent)
        period = AdherencePeriod(case.policy.min_adherence_percent, "record")
        what, fact = f"adherence of {name}", f"{enough} % or more was taken"
        yield from _asked(case, replace(trial, adherence=(period,)), what, fact, ask)
    if _dose_decides(finding):
        filled = _with_doses(trial, finding.minimum_dose or 0)
        what, fact = f"dose of {name}", f"it was {number(finding.minimum_dose or 0)} or more"
        yield from _asked(case, filled, what, fact, ask)
    if _sessions_unknown(trial, finding):
        minimum = treatment(trial.treatment).min_sessions or 0
        filled = replace(trial, session_count=minimum)
        yield from _asked(case, filled, f"sessions of {name}", f"there were {minimum} or more", ask)


def _dose_decides(finding: TrialFinding) -> bool:
    outcomes = (finding.dose.outcome, finding.duration.outcome)
    return finding.minimum_dose is not None and CANNOT_TELL in outcomes


def _with_doses(trial: Trial, dose: float) -> Trial:
    steps = [replace(step, dose=dose) if step.dose is None else step for step in trial.doses]
    if not steps or steps[0].start > trial.start:
        steps.insert(0, DoseStep(trial.start, dose))
    return replace(trial, doses=tuple(steps))


def _sessions_unknown(trial: Trial, finding: TrialFinding) -> bool:
    return treatment(trial.treatment).min_sessions is not None and finding.sessions is None


def _asked(case: Judged, filled: Trial, what: str, fact: str, ask: Ask) -> Iterator[Missing]:
    if effects := _effects(case, *ask(case, filled, None)):
        yield Missing(what, f"if {fact}: {listed(effects)}")


def _effects(case: Judged, after: TrialFinding, stage: str | None) -> list[str]:
    """What differs, in words."""
    before = case.trial(after.id)
    effects = []
    if after.counts_as_failure and not before.counts_as_failure:
        effects.append(f"{after.id} would count as a failure")
    elif after.adequacy != before.adequacy:
        effects.append(f"{after.id} would be {after.adequacy.replace('_', ' ')}")
    if stage != case.staging.ladder and stage is not None:
        effects.append(f"Stage {stage}")
    return effects


def _outcome_open(finding: TrialFinding) -> bool:
    return finding.endpoint is None or finding.outcome == "not_remitted_unspecified"


def _of_outcome(case: Judged, trial: Trial, finding: TrialFinding, ask: Ask) -> Iterator[Missing]:
    """What keeps an adequate trial from being called a failure or a success."""
    if finding.endpoint is None:
        yield from _endpoint(case, trial, finding, ask)
    else:
        scale = finding.instrument if "scale_mismatch" in finding.flags else None
        where = f" on the endpoint's scale ({scale})" if scale else ""
        what = f"baseline score of {_name(trial, finding)}{where}"
        yield Missing(what, f"whether regulators and the Delphi consensus count {trial.id} as a failure")


def _endpoint(case: Judged, trial: Trial, finding: TrialFinding, ask: Ask) -> Iterator[Missing]:
    """Ask with the worst score there is: if that does not count, no score would."""
    scale, worst = finding.instrument or "phq9", 27
    if finding.baseline is not None:
        worst = finding.baseline
    until = finding.scores_until
    day = min(day for day in (trial.stop, case.as_of, until) if day)
    score = Score(day, scale, worst, rater="retrospective")
    then = ask(case, trial, score)
    if then[0].counts_as_failure:
        effects = listed(_effects(case, *then))
        when = f"by {on(until)}, when the next treatment takes over" if until else "at its end"
        yield Missing(f"a score on {_name(trial, finding)} {when}", f"if not in remission: {effects}")


def _of_illness(case: Judged) -> Iterator[Missing]:
    staging = case.staging
    if staging.suppressed or not staging.counted_failures:
        return
    episode = case.record.current_episode
    if episode is None:
        yield Missing("the current episode", "which trials count in it, and the Maudsley score")
    elif episode.onset is None:
        yield Missing("the onset of the current episode", "which trials count in it, and the Maudsley score")
    elif staging.maudsley is None:
        yield Missing("a score of an outcome scale", "the Maudsley score")


def _checks(case: Judged) -> Iterator[Missing]:
    """The core checks that leave the stage provisional."""
    staging = case.staging
    if staging.suppressed or not staging.provisional or staging.ladder == "0":
        return
    for check in case.checks:
        if check.code in CORE and check.state not in ANSWERED:
            state = "out of date" if check.state == "expired" else "not assessed"
            what = f"{CHECKS[check.code].means} ({check.code}, {state})"
            yield Missing(what, f"whether Stage {staging.ladder} is provisional")
