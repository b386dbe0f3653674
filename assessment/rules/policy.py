"""The only place for the thresholds of the rules: one frozen ``Policy``, read from ``policies/*.toml``.

Every field is a number a clinic may change without code; its source and mark stay in the file
(``policy_facts``). A policy that misses a field, knows one too many or gives the wrong kind of
value stops at loading and says which.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from patients.codes import CHECKS

_FOLDER = Path(__file__).parent / "policies"
_VALIDITY, _THYROID_ON_LITHIUM = "check_validity_days", "THY_ON_LITHIUM"
NO_END = -1
"""Of a check's validity: it counts until something asks for it anew."""
MARKS = ("ARTICLE", "V", "M", "E", "P")


class PolicyFault(ValueError):
    """A policy file that cannot be used: which file, which field, what would be right."""


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """All thresholds by name; two policies are the same only if they are the same loaded policy."""

    name: str
    version: str
    # an adequate trial
    min_days: int
    full_days: int
    min_adherence_percent: float
    older_adult_age: int
    older_adult_lithium_age: int
    # time at dose
    bridge_gap_days: int
    new_trial_gap_days: int
    cross_taper_days: int
    aripiprazole_minimum_with_inhibitor: float
    cyp2d6_inhibitors: tuple[str, ...]
    # drug levels
    nortriptyline_low: float
    nortriptyline_high: float
    lithium_low: float
    lithium_low_older: float
    lithium_high: float
    # scores
    baseline_before_days: int
    baseline_after_days: int
    baseline_stale_days: int
    endpoint_lead_days: int
    endpoint_after_stop_days: int
    freeze_grace_days: int
    response_percent: float
    partial_percent: float
    lasting_remission_days: int
    early_improvement_percent: float
    early_days: int
    # what a failure is, and what it does to the ladder
    failure_below_percent: float
    unspecified_counts: bool
    failures_for_resistance: int
    different_classes_for_stage_two: bool
    stage_three_steps: int
    stage_four_steps: int
    groups_outside_ladder: tuple[str, ...]
    # definitions
    regulatory_percent: float
    delphi_percent: float
    definition_trials: int
    athf_min_days: int
    # other staging models
    maudsley_short_months: int
    maudsley_medium_months: int
    maudsley_severity_days: int
    maudsley_mild_max: int
    maudsley_moderate_max: int
    optimised_days: int
    optimised_duration_factor: int
    chronic_months: int
    # impostors
    stop_bang_high: int
    stop_bang_intermediate: int
    ahi_treat: float
    bmi_rise: float
    cpap_hours: float
    tsh_overt: float
    tsh_low: float
    tsh_high: float
    free_t4_low: float
    sodium_critical: float
    sodium_warning: float
    sodium_after_days: int
    audit_c_men: int
    audit_c_women: int
    audit_c_uk: int
    audit_hazardous: int
    haemoglobin_men: float
    haemoglobin_women: float
    haemoglobin_pregnant: float
    ferritin_low: float
    b12_low: float
    folate_low: float
    mood_drug_days: int
    soft_bipolar_signs: int
    early_onset_age: int
    many_episodes: int
    short_episode_days: int
    many_failed_trials: int
    # profiles
    shaps_anhedonia: int
    madrs_inability_to_feel: int
    anxiety_factor: int
    gad7_anxiety: int
    crp_raised: float
    crp_infection: float
    crp_repeat_days: int
    # alerts
    suicide_item: int
    # the impostor checklist: days by code, -1 = no end
    check_validity_days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PolicyFact:
    """One threshold as the file gives it, for the documentation and the screen."""

    topic: str
    name: str
    value: Any
    source: str
    mark: str
    note: str


def policy_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load_policy(name: str = "article") -> Policy:
    """The policy of this name; ``PolicyFault`` if there is none or its file is not right."""
    facts = policy_facts(name)
    values: dict[str, Any] = {fact.name: fact.value for fact in facts if fact.topic != _VALIDITY}
    validity = {fact.name: fact.value for fact in facts if fact.topic == _VALIDITY}
    values |= {"name": name, "version": _read(name)["version"], _VALIDITY: MappingProxyType(validity)}
    _check_fields(name, values)
    _check_validity(name, validity)
    return Policy(**values)


@cache
def policy_facts(name: str = "article") -> tuple[PolicyFact, ...]:
    """Every threshold of the policy with its source and mark, in the order of the file it extends."""
    content = _read(name)
    facts: dict[tuple[str, str], PolicyFact] = {}
    if parent := content.get("extends"):
        facts = {(fact.topic, fact.name): fact for fact in policy_facts(parent)}
    for topic, entries in content.items():
        if isinstance(entries, dict):
            facts |= {(topic, key): _fact(name, topic, key, entry) for key, entry in entries.items()}
    return tuple(facts.values())


def _read(name: str) -> dict[str, Any]:
    if name not in policy_names():
        raise PolicyFault(f"policy {name!r} is unknown; there are: {', '.join(policy_names())}")
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _fact(policy: str, topic: str, name: str, entry: Any) -> PolicyFact:
    where = f"policies/{policy}.toml [{topic}] {name}"
    if not isinstance(entry, dict) or set(entry) != {"value", "source", "mark", "note"}:
        raise PolicyFault(f"{where}: found {entry!r}, expected value, source, mark and note")
    if entry["mark"] not in MARKS:
        raise PolicyFault(f"{where}: found mark {entry['mark']!r}, expected one of {', '.join(MARKS)}")
    value = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
    return PolicyFact(topic, name, value, entry["source"], entry["mark"], entry["note"])


_KINDS: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "str": (str,),
    "tuple[str, ...]": (tuple,),
    "Mapping[str, int]": (Mapping,),
}


def _check_fields(name: str, values: dict[str, Any]) -> None:
    expected = {field.name: _KINDS[str(field.type)] for field in fields(Policy)}
    if missing := expected.keys() - values.keys():
        raise PolicyFault(f"policies/{name}.toml: missing {', '.join(sorted(missing))}")
    if unknown := values.keys() - expected.keys():
        raise PolicyFault(f"policies/{name}.toml: unknown {', '.join(sorted(unknown))}")
    for field, kinds in expected.items():
        if type(values[field]) is not MappingProxyType and type(values[field]) not in kinds:
            found, right = values[field], kinds[0].__name__
            raise PolicyFault(f"policies/{name}.toml: {field}: found {found!r}, expected {right}")


def _check_validity(name: str, days: dict[str, Any]) -> None:
    """A check that is not named, or named wrongly, would count for ever."""
    where, expected = f"policies/{name}.toml [{_VALIDITY}]", {*CHECKS, _THYROID_ON_LITHIUM}
    if missing := expected - days.keys():
        raise PolicyFault(f"{where}: missing {', '.join(sorted(missing))}")
    if unknown := days.keys() - expected:
        raise PolicyFault(f"{where}: unknown {', '.join(sorted(unknown))}")
    for code, value in days.items():
        if type(value) is not int or value < NO_END:
            raise PolicyFault(
                f"{where} {code}: found {value!r}, expected days, or {NO_END} where there is no end"
            )
