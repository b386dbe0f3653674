"""The only place that says in words which entries came, went or were amended between two records.

It reads the file form (``trd-record/1``), so that a record kept years ago can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from assessment.presenters.naming import STATES, said, treatment_name
from assessment.timeline.happenings import measure_name
from assessment.timeline.words import STOPPED, day, number, plain, scale_name
from patients.codes import CHECKS
from patients.instruments import INSTRUMENTS

Entry = Mapping[str, Any]
_KEYS = {
    "scores": ("instrument", "date"),
    "conditions": ("code", "date"),
    "symptoms": ("code", "date"),
    "measurements": ("test", "date"),
    "medicines": ("name", "start"),
    "checks": ("code", "date"),
}
"""What an entry is about: another value for the same is an amendment."""
_OF_TRIAL = ("start", "stop", "stop_reason", "doses", "adherence", "levels", "side_effects", "sessions")


def entries_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """One sentence an entry, treatments first; empty when the two records are the same."""
    found = [*_trials(before["trials"], after["trials"])]
    for kind, keys in _KEYS.items():
        found += _facts(kind, _keyed(before[kind], keys), _keyed(after[kind], keys))
    if before["episodes"] != after["episodes"]:
        found.append("The dates of the episodes changed")
    return tuple(found)


def _keyed(entries: list[Entry], keys: tuple[str, ...]) -> dict[tuple[Any, ...], list[Entry]]:
    found: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in entries:
        found.setdefault(tuple(entry.get(key) for key in keys), []).append(entry)
    return found


def _facts(
    kind: str, old: dict[tuple[Any, ...], list[Entry]], new: dict[tuple[Any, ...], list[Entry]]
) -> Iterator[str]:
    for key in dict.fromkeys([*old, *new]):
        was = [entry for entry in old.get(key, []) if entry not in new.get(key, [])]
        now = [entry for entry in new.get(key, []) if entry not in old.get(key, [])]
        for index in range(max(len(was), len(now))):
            yield _moved(kind, was[index : index + 1], now[index : index + 1])


def _moved(kind: str, was: list[Entry], now: list[Entry]) -> str:
    if was and now:
        return f"{_said(kind, now[0])} (was {_value(kind, was[0])})"
    return _said(kind, now[0]) if now else f"{_said(kind, was[0])}: no longer counted"


def _said(kind: str, entry: Entry) -> str:
    when = _day(entry.get("date") or entry.get("start"))
    return f"{_name(kind, entry)}: {_value(kind, entry)}, {when}"


def _name(kind: str, entry: Entry) -> str:
    if kind == "scores":
        return scale_name(entry["instrument"])
    if kind == "measurements":
        return measure_name(entry["test"])
    if kind == "medicines":
        return str(entry["name"])
    if kind == "checks":
        return CHECKS[entry["code"]].means if entry["code"] in CHECKS else str(entry["code"])
    return plain(entry["code"]).capitalize()


def _value(kind: str, entry: Entry) -> str:
    if kind == "scores":
        return _total(entry)
    if kind == "measurements":
        value = entry.get("value")
        return "not known" if value is None else f"{number(value)} {entry.get('unit', '')}".strip()
    if kind == "medicines":
        return f"until {_day(entry['stop'])}" if entry.get("stop") else "taken"
    if kind == "symptoms":
        return "noted"
    return said(STATES, entry["state"]) if entry.get("state") else plain(entry.get("status") or "not known")


def _total(entry: Entry) -> str:
    if entry.get("total") is not None:
        return str(entry["total"])
    items = entry.get("items") or []
    if not items or None in items:
        return "no total"
    answers, scale = f"items {', '.join(map(str, items))}", INSTRUMENTS.get(entry["instrument"])
    known = scale is not None and len(scale.items) == len(items)
    total = scale.score(tuple(items)).total if scale and known else None
    return answers if total is None else f"{total} ({answers})"


def _trials(before: list[Entry], after: list[Entry]) -> Iterator[str]:
    old, new = ({trial["id"]: trial for trial in trials} for trials in (before, after))
    for label in dict.fromkeys([*old, *new]):
        either = new.get(label) or old[label]
        name = f"{treatment_name(either['treatment'], either['role'])} ({label})"
        if label not in old:
            yield f"{name}: started {_day(either['start'])}"
        elif label not in new:
            yield f"{name}: no longer counted"
        else:
            yield from (f"{name}: {words}" for words in _trial(old[label], new[label]))


def _trial(old: Entry, new: Entry) -> Iterator[str]:
    if old["treatment"] != new["treatment"]:
        yield f"treatment amended (was {treatment_name(old['treatment'], old['role'])})"
    changed = [part for part in _OF_TRIAL if old.get(part) != new.get(part)]
    if "start" in changed:
        yield f"start {_day(new['start'])} (was {_day(old['start'])})"
    if "stop" in changed:
        yield f"stopped {_day(new['stop'])}" if new.get("stop") else "no longer stopped"
    if "stop_reason" in changed:
        yield STOPPED.get(new.get("stop_reason") or "", "reason of the stop not recorded")
    if "doses" in changed:
        yield f"doses {_doses(new)} (was {_doses(old)})"
    if "adherence" in changed:
        yield f"taken {_adherence(new)} (was {_adherence(old)})"
    yield from (
        f"{plain(part)} changed" for part in changed if part in ("levels", "side_effects", "sessions")
    )


def _doses(trial: Entry) -> str:
    steps = trial.get("doses") or []
    told = [f"{number(s['dose']) if 'dose' in s else 'unknown'} from {_day(s['from'])}" for s in steps]
    return ", ".join(told) or "not recorded"


def _adherence(trial: Entry) -> str:
    periods = trial.get("adherence") or []
    told = [f"{number(one['percent'])} %" if "percent" in one else "unknown" for one in periods]
    return ", ".join(told) or "not known"


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else "day not recorded"
