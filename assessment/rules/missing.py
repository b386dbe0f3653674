"""The only place for the facts whose absence decides a verdict, and what each would change.

Nothing is guessed: each missing fact is filled in, the rules are asked again, and it is listed
only if they then say something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from assessment.rules.checks import ANSWERED, CORE
from assessment.rules.courses import ADD_ONS, off_from
from assessment.rules.findings import CANNOT_TELL, Missing, TrialFinding
from assessment.rules.judged import Judged
from assessment.rules.today import day_of
from assessment.rules.wording import listed, number, on
from patients.codes import CHECKS
from patients.formulary import treatment
from patients.record import AdherencePeriod, DoseStep, Score, Trial

Ask = Callable[[Judged, Trial, Score | None], tuple[tuple[TrialFinding, ...], str | None]]


def missing(case: Judged, ask: Ask) -> tuple[Missing, ...]:
    """``ask`` judges all trials with a fact of one filled in, on the same day, and the stage with it."""
    found: list[Missing] = []
    for trial, finding in zip(case.record.trials, case.trials, strict=True):
        if finding.in_current_episode:
            if finding.adequacy == "indeterminate" or _may_be_a_base(case, trial, finding):
                found += _of_adequacy(case, trial, finding, ask)
            if finding.adequacy == "adequate" and _outcome_open(finding):
                found += _of_outcome(case, trial, finding, ask)
    return (*found, *_of_illness(case), *_checks(case))


def _name(trial: Trial, finding: TrialFinding) -> str:
    return f"{treatment(trial.treatment, finding.counted_role).name} ({trial.id})"


class _Unknown(NamedTuple):
    what: str
    fact: str
    fill: Callable[[Trial], Trial]


def _of_adequacy(case: Judged, trial: Trial, finding: TrialFinding, ask: Ask) -> Iterator[Missing]:
    """What keeps a trial from being judged: each fact by itself, or together where none does so alone."""
    unknown = tuple(_unknown(case, trial, finding))
    alone = [one for each in unknown for one in _asked(case, trial, finding, (each,), ask)]
    if alone or len(unknown) == 1:
        yield from alone
    else:
        yield from _asked(case, trial, finding, unknown[::-1], ask)


def _unknown(case: Judged, trial: Trial, finding: TrialFinding) -> Iterator[_Unknown]:
    if finding.adherence.outcome == CANNOT_TELL:
        enough = case.policy.min_adherence_percent
        period = AdherencePeriod(enough, "record")
        taken = f"{number(enough)} % or more was taken"
        yield _Unknown("adherence", taken, lambda one: replace(one, adherence=(period,)))
    if _dose_decides(finding) or _may_be_a_base(case, trial, finding):
        minimum = finding.minimum_dose or 0
        yield _Unknown("dose", f"it was {number(minimum)} or more", lambda one: _with_doses(one, minimum))
    if _sessions_unknown(trial, finding):
        count = treatment(trial.treatment).min_sessions or 0
        given = f"there were {count} or more"
        yield _Unknown("sessions", given, lambda one: replace(one, session_count=count))


def _dose_decides(finding: TrialFinding) -> bool:
    outcomes = (finding.dose.outcome, finding.duration.outcome)
    return finding.minimum_dose is not None and CANNOT_TELL in outcomes


def _may_be_a_base(case: Judged, trial: Trial, finding: TrialFinding) -> bool:
    """Days of it at an unknown dose may be those that an add-on needs, whatever they are to it."""
    known = trial.doses and trial.doses[0].start <= trial.start
    if finding.minimum_dose is None or (known and all(step.dose is not None for step in trial.doses)):
        return False
    return any(one.counted_role in ADD_ONS and one.duration.outcome == CANNOT_TELL for one in case.trials)


def _with_doses(trial: Trial, dose: float) -> Trial:
    steps = [replace(step, dose=dose) if step.dose is None else step for step in trial.doses]
    if not steps or steps[0].start > trial.start:
        steps.insert(0, DoseStep(trial.start, dose))
    return replace(trial, doses=tuple(steps))


def _sessions_unknown(trial: Trial, finding: TrialFinding) -> bool:
    return treatment(trial.treatment).min_sessions is not None and finding.sessions is None


def _asked(
    case: Judged, trial: Trial, finding: TrialFinding, unknown: tuple[_Unknown, ...], ask: Ask
) -> Iterator[Missing]:
    filled = trial
    for one in unknown:
        filled = one.fill(filled)
    if effects := _effects(case, *ask(case, filled, None)):
        what = f"{listed([one.what for one in unknown])} of {_name(trial, finding)}"
        yield Missing(what, f"if {listed([one.fact for one in unknown])}: {listed(effects)}")


def _effects(case: Judged, trials: tuple[TrialFinding, ...], stage: str | None) -> list[str]:
    """What differs, in words: of this trial and of every other that depends on it, such as its add-ons."""
    effects = []
    for before, after in zip(case.trials, trials, strict=True):
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
    last_day = day_of(off_from(trial, (trial.stop or case.as_of).toordinal()))
    day = min(last_day, until) if until else last_day
    score = Score(day, scale, worst, rater="retrospective")
    trials, stage = ask(case, trial, score)
    if any(one.id == trial.id and one.counts_as_failure for one in trials):
        effects = listed(_effects(case, trials, stage))
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
