"""The only place for the soft signs of bipolarity (impostors.md B2): each alone says nothing."""

from __future__ import annotations

from datetime import date

from assessment.rules.clues import Clues
from assessment.rules.findings import Alert, Staging
from assessment.rules.today import birthday
from assessment.rules.wording import listed
from patients.formulary import treatment

_CAUTION = "STAR*D (Perlis 2011) found such signs largely not predictive of resistance: do not over-call."
_RELATIVE = (("family_history_bipolar", "a first-degree relative with bipolar illness"),)
_CHILDBIRTH = (("postpartum_onset", "an episode that began after childbirth"),)
_COURSE = (
    ("seasonal_pattern", "a seasonal pattern"),
    ("rapid_onset_offset", "episodes that begin and end abruptly"),
    ("hyperthymic_temperament", "a hyperthymic temperament"),
)
_ATYPICAL = ("hypersomnia", "hyperphagia", "leaden_paralysis")
_MIXED = ("racing_thoughts", "irritability", "agitation")


def soft_bipolar_signs(clues: Clues, staging: Staging) -> Alert | None:
    """Three or more: worth asking; STAR*D found little link with resistance, so no more than that."""
    if staging.suppressed:
        return None
    signs = _signs(clues, staging)
    if len(signs) < clues.policy.soft_bipolar_signs:
        return None
    return Alert("bipolar_soft_signs", f"{len(signs)} soft signs of bipolarity: {listed(signs)}. {_CAUTION}")


def _signs(clues: Clues, staging: Staging) -> list[str]:
    """In the order of the reference."""
    policy, episodes = clues.policy, clues.record.episodes
    early = birthday(clues.record.patient.birth_date, policy.early_onset_age)
    onsets = [episode.onset for episode in episodes if episode.onset]
    signs = []
    if onsets and min(onsets) < early:
        signs.append(f"first episode before {policy.early_onset_age}")
    signs += _on_record(clues, _RELATIVE)
    if len(episodes) >= policy.many_episodes or _short_episode(clues):
        signs.append("many or short episodes")
    signs += _on_record(clues, _CHILDBIRTH)
    if _psychosis_before(clues, early):
        signs.append(f"psychosis before {policy.early_onset_age}")
    if clues.ratings.conditions.present("atypical_features") or clues.has_symptom(*_ATYPICAL):
        signs.append("atypical signs")
    if mixed := [symptom.replace("_", " ") for symptom in _MIXED if symptom in clues.noted]:
        signs.append(f"mixed signs ({listed(mixed)})")
    signs += _failures(clues, staging)
    if _agitated_on_antidepressant(clues):
        signs.append("agitation brought on by an antidepressant")
    return signs + _on_record(clues, _COURSE)


def _on_record(clues: Clues, signs: tuple[tuple[str, str], ...]) -> list[str]:
    return [words for code, words in signs if clues.ratings.conditions.ever(code)]


def _short_episode(clues: Clues) -> bool:
    limit = clues.policy.short_episode_days
    for episode in clues.record.episodes:
        if episode.onset and episode.end and (episode.end - episode.onset).days < limit:
            return True
    return False


def _psychosis_before(clues: Clues, early: date) -> bool:
    """Recorded as such, or psychotic features put on record before that birthday."""
    check = clues.check("PSY")
    if check.state == "present" and check.date and check.date < early:
        return True
    if clues.ratings.conditions.ever("early_onset_psychosis"):
        return True
    if not clues.ratings.conditions.ever("psychotic_features"):
        return False
    return any(
        entry.code == "psychotic_features"
        and entry.date < early
        and entry.status not in ("absent", "suspected")
        for entry in clues.record.conditions
    )


def _failures(clues: Clues, staging: Staging) -> list[str]:
    """Failed antidepressants and those whose effect wore off ("poop-out")."""
    lost = [
        one
        for one in clues.current
        if "loss_of_response" in one.flags and one.counts_as_antidepressant and not one.counts_as_failure
    ]
    found = staging.counted_failures + len(lost)
    if found < clues.policy.many_failed_trials:
        return []
    return [f"{found} failed antidepressants" + (" (or no longer helping)" if lost else "")]


def _agitated_on_antidepressant(clues: Clues) -> bool:
    if clues.ratings.conditions.ever("antidepressant_induced_agitation"):
        return True
    for trial in clues.record.trials:
        for effect in trial.side_effects:
            if effect.effect == "agitation" and treatment(trial.treatment).role == "antidepressant":
                return True
    return False
