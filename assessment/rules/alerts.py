"""The only place for alerts: what a clinician should see beside the stage. None of them changes it."""

from __future__ import annotations

from datetime import date
from functools import cache

from assessment.rules.clues import Clues
from assessment.rules.findings import Alert, Staging, TrialFinding
from assessment.rules.ratings import NAMES, REMISSION, Series
from assessment.rules.safety.caps import Limits, lowest_cap
from assessment.rules.safety.suicide import SuicideAnswer
from assessment.rules.soft_signs import soft_bipolar_signs
from assessment.rules.staging.stages import is_psychotic
from assessment.rules.wording import listed, number, on
from patients.formulary import treatment

_SUICIDE_SCALES = ("hamd17", "madrs", "phq9", "qids_sr16")
_TRIAL_FLAGS = {
    "baseline_missing": "no baseline score within reach of the start",
    "baseline_stale": "the baseline score is more than two weeks older than the start",
    "baseline_in_remission": "the baseline score was already in remission",
    "score_imputed": "a total that decides its outcome has items left out, imputed by the mean of the others",
    "endpoint_missing": "no score on the treatment to judge it by",
    "scale_mismatch": "baseline and endpoint are from different scales",
    "loss_of_response": "a response was reached and lost while it was still taken",
    "loss_after_stop": "the response was lost after it was stopped",
    "adherence_self_report_only": "adherence rests on self-report alone",
    "intolerance_after_adequate_trial": "stopped for side effects after it was adequate: it counts",
    "treated_as_combination": "kept beside another antidepressant: judged a combination",
}
_STAGE_FLAGS = {
    "three_classes_failed": "Three or more classes failed; without a failed add-on, TCA or MAOI it stays II.",
    "ect_out_of_sequence": "An ECT course failed before Stage III was reached; the stage is unchanged.",
}


def alerts(clues: Clues, staging: Staging, suicide: tuple[SuicideAnswer, ...]) -> tuple[Alert, ...]:
    """``suicide``: what was last answered to every suicide item."""
    found = [
        _suicide_items(clues, suicide),
        _sodium(clues),
        _psychosis(clues),
        _provisional(staging),
        *_doses(clues),
        *_trial_flags(clues),
        _lasting_remission(clues),
        _crp(clues),
        *[Alert(flag, _STAGE_FLAGS[flag]) for flag in staging.flags],
        soft_bipolar_signs(clues, staging),
    ]
    return tuple([alert for alert in found if alert])


def _suicide_items(clues: Clues, known: tuple[SuicideAnswer, ...]) -> Alert | None:
    """What was last answered and when, with the prompt to ask; never a band of risk."""
    answered = [_said(one) for one in known if one.answer >= clues.policy.suicide_item]
    if not answered:
        return None
    return Alert("suicide_item", f"{'; '.join(answered)}. Ask in person; assess clinically.")


def _said(one: SuicideAnswer) -> str:
    if one.instrument in _SUICIDE_SCALES:
        return f"{NAMES[one.instrument]} item {one.item}: {one.answer} on {on(one.date)}"
    return f"C-SSRS question {one.item}: yes on {on(one.date)}"


def _sodium(clues: Clues) -> Alert | None:
    sodium = clues.ratings.measured("sodium")
    if sodium is None or sodium.value is None or sodium.value > clues.policy.sodium_warning:
        return None
    value = f"Sodium {number(sodium.value)} mmol/L on {on(sodium.date)}"
    if sodium.value <= clues.policy.sodium_critical:
        return Alert("sodium_critical", f"{value}: {clues.policy.sodium_critical:g} or less is urgent.")
    return Alert("sodium_low", f"{value}: {clues.policy.sodium_warning:g} or less needs attention.")


def _psychosis(clues: Clues) -> Alert | None:
    if is_psychotic(clues):
        return Alert("psychotic_features", "Psychotic features are recorded as present.")
    for code, item, top in (("hamd17", 2, 4), ("hamd17", 15, 4), ("madrs", 9, 6)):
        found = clues.item(code, item)
        if found and found[0] >= top and not _ruled_out_since(clues, found[1].date):
            said = f"{NAMES[code]} item {item} = {found[0]} on {on(found[1].date)}"
            return Alert("psychotic_features", f"{said} describes delusions or voices: ask.")
    return None


def _ruled_out_since(clues: Clues, rated: date) -> bool:
    """A clinician documented on that day or later that there is no psychosis (impostors.md PSY, clears)."""
    check = clues.check("PSY")
    return check.state == "ruled_out" and check.date is not None and check.date >= rated


def _provisional(staging: Staging) -> Alert | None:
    if not staging.provisional:
        return None
    reasons = [sentence for sentence in staging.because if sentence.startswith("Provisional")]
    return Alert("provisional_stage", " ".join(reasons))


def _doses(clues: Clues) -> list[Alert]:
    """Above a maximum the dose counts all the same."""
    found: list[Alert] = []
    limits: Limits | None = None
    for trial in clues.current:
        dose = trial.highest_dose
        if dose is None or dose <= _least_maximum(trial.treatment, trial.counted_role):
            continue
        limits = limits or Limits(clues.record, clues.today, clues.jurisdiction, clues.ratings.conditions)
        if maxima := _maxima_below(dose, limits, trial.treatment, trial.counted_role):
            since = "" if dose == trial.last_dose else ", since lowered,"
            given = f"{trial.treatment} ({trial.id}) {number(dose)} mg{since}"
            words = f"{given} is above the maximum of {listed(maxima)}; the dose counts all the same."
            found.append(Alert("dose_above_population_max", words))
    return found


@cache
def _least_maximum(drug: str, role: str) -> float:
    """No label, and no population's, is lower."""
    label = treatment(drug, role).label_max
    return lowest_cap(drug) if label is None else min(label, lowest_cap(drug))


def _maxima_below(dose: float, limits: Limits, drug: str, role: str) -> list[str]:
    caps = limits.below(dose, drug)
    found = [f"{number(cap.max_dose or 0)} mg for {cap.population} ({cap.id})" for cap in caps]
    label = treatment(drug, role).label_max
    if label is not None and dose > label:
        found.append(f"{number(label)} mg by the label")
    return found


def _trial_flags(clues: Clues) -> list[Alert]:
    raised: dict[str, list[str]] = {}
    for trial in clues.current:
        for flag in trial.flags:
            raised.setdefault(flag, []).append(_named(trial))
    if not raised:
        return []
    return [
        Alert(flag, f"{listed(raised[flag])}: {words}.")
        for flag, words in _TRIAL_FLAGS.items()
        if flag in raised
    ]


def _named(trial: TrialFinding) -> str:
    return f"{treatment(trial.treatment, trial.role).name} ({trial.id})"


def _lasting_remission(clues: Clues) -> Alert | None:
    """Scores alone never end an episode; they raise the question."""
    onset = clues.onset
    if onset is None:
        return None
    for series in clues.ratings.series:
        if min(series.totals) > REMISSION[series.instrument]:
            continue
        if span := _remitted_and_relapsed(series, onset.toordinal(), clues.policy.lasting_remission_days):
            first, last = span
            return Alert(
                "possible_new_episode",
                f"{NAMES[series.instrument]} was in remission from {on(first)} to {on(last)} and rose again: "
                "was this a new episode?",
            )
    return None


def _remitted_and_relapsed(series: Series, onset: int, days: int) -> tuple[int, int] | None:
    """The first and last day of a remission that lasted, within the episode and followed by a rise."""
    cut, first, last = REMISSION[series.instrument], None, 0
    for day, total in zip(series.days, series.totals, strict=True):
        if day < onset:
            continue
        if total <= cut:
            first, last = first or day, day
        elif first is not None and last - first >= days:
            return first, last
        else:
            first = None
    return None


def _crp(clues: Clues) -> Alert | None:
    crp = clues.ratings.measured("crp")
    if crp is None or crp.value is None or crp.value <= clues.policy.crp_raised:
        return None
    words = f"CRP {number(crp.value)} mg/L on {on(crp.date)}, above {clues.policy.crp_raised:g}"
    if crp.value > clues.policy.crp_infection:
        words += "; above 10 look for infection or inflammatory illness and repeat in 2-4 weeks"
    return Alert("crp_raised", f"{words}. It never changes the stage.")
