"""The only place that says in words how two assessments differ: two days, signed and now, if and as is.

It reads the file form, so that what was kept years ago can be compared. Unknown stays unknown on
both sides, and what an older file does not hold is said to be missing from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.presenters.naming import ALERTS, IMPOSTORS, STATES, URGENT_ALERTS, said, treatment_name
from assessment.presenters.stage import headline_of
from assessment.timeline.words import ADEQUACY, OUTCOME, plain
from patients.codes import CHECKS

File = Mapping[str, Any]
_PILLARS = {
    "met": "met",
    "not_met": "not met",
    "cannot_tell": "cannot be told",
    "not_applicable": "does not apply",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind``: urgent or plain. ``because``: the sentences behind what holds afterwards."""

    part: str
    what: str
    before: str
    after: str
    because: tuple[str, ...] = ()
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Told:
    """``first`` is what a reader asks about; ``rest`` follows from it, one by one."""

    first: tuple[Difference, ...]
    rest: tuple[Difference, ...]

    @property
    def count(self) -> int:
        return len(self.first) + len(self.rest)


_FIRST = ("Alerts", "Resistance", "Treatments", "Other causes", "Checks")
_NAMED = 5


def told(before: File, after: File) -> Told:
    found = differences(before, after)
    first = tuple(one for one in found if one.part in _FIRST)
    rest = tuple(one for one in found if one.part not in _FIRST)
    return Told((*first, *_options_in_short(before["next_steps"], after["next_steps"])), rest)


def _options_in_short(before: File, after: File) -> Iterator[Difference]:
    """The options in one line: what leads; each that came or went stands in the rest."""
    old, new = _by_code(before["options"]), _by_code(after["options"])
    if list(old) != list(new):
        why = next((tuple(card["because"]) for card in new.values()), ())
        yield Difference("Options", "Options, in order", _leading(old), _leading(new), why)


def _leading(cards: Mapping[str, File]) -> str:
    titles = [card["title"] for card in cards.values()]
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    return f"{', '.join(titles[:_NAMED])}{more}" if titles else "none left after the filters"


def differences(before: File, after: File) -> tuple[Difference, ...]:
    """All of them, in the order of the page; empty when nothing is concluded otherwise."""
    return (
        *_stage(before, after),
        *_alerts(before, after),
        *_trials(before, after),
        *_options(before["next_steps"], after["next_steps"]),
        *_warnings(before["next_steps"], after["next_steps"]),
        *_impostors(before, after),
        *_checks(before, after),
        *_models(before["staging"], after["staging"]),
        *_missing(before, after),
    )


# --- alerts and warnings ---------------------------------------------------------------------


def _alerts(before: File, after: File) -> Iterator[Difference]:
    old, new = _by_alert(before), _by_alert(after)
    for key in dict.fromkeys([*new, *old]):
        if (key in old) == (key in new) or key[0] == "provisional_stage":  # the stage says it
            continue
        found = new.get(key) or old[key]
        code, raised = found["code"], key in new
        kind = "urgent" if raised and code in URGENT_ALERTS else "plain"
        was, now = ("not raised", "raised") if raised else ("raised", "no longer raised")
        yield Difference("Alerts", said(ALERTS, code), was, now, (found["because"],), kind)


def _by_alert(file: File) -> dict[tuple[str, str], Mapping[str, str]]:
    """An urgent alert repeats what was answered: another answer is another alert."""
    return {
        (alert["code"], alert["because"] if alert["code"] in URGENT_ALERTS else ""): alert
        for alert in file["alerts"]
    }


def _warnings(before: File, after: File) -> Iterator[Difference]:
    old, new = _by_code(before["warnings"]), _by_code(after["warnings"])
    for code in dict.fromkeys([*new, *old]):
        if (code in old) == (code in new):
            continue
        found = new.get(code) or old[code]
        was, now = ("not due", "due") if code in new else ("due", "no longer due")
        yield Difference("Warnings", found["text"], was, now, _some(found.get("because", "")))


# --- the stage -------------------------------------------------------------------------------


def _stage(before: File, after: File) -> Iterator[Difference]:
    was, now = stage_headline(before), stage_headline(after)
    if was != now:
        yield Difference("Resistance", "Stage", was, now, tuple(after["staging"]["because"]))


def stage_headline(file: File) -> str:
    """The stage in words, as the file tells it."""
    staging = file["staging"]
    verdicts = [(trial["adequacy"], trial["outcome"]) for trial in file["trials"]]
    return headline_of(staging["suppressed"], staging["ladder"], staging["provisional"], verdicts)


_MODELS = {"thase_rush": "Thase and Rush", "mgh": "MGH", "european": "European"}
_DEFINITIONS = {
    "article": "Definition of the article",
    "regulatory_two_trials": "Regulatory definition (two trials)",
    "delphi_two_trials": "Delphi consensus (two trials)",
}


def _models(old: File, new: File) -> Iterator[Difference]:
    for code, name in _MODELS.items():
        yield from _changed("Other staging models", name, _model(old, code), _model(new, code))
    yield from _changed("Other staging models", "Maudsley", _maudsley(old), _maudsley(new))
    for code, name in _DEFINITIONS.items():
        yield from _changed("Other staging models", name, _definition(old, code), _definition(new, code))


def _model(staging: File, code: str) -> str:
    if code not in staging:
        return "not part of it"
    value = staging[code]
    if value is None:
        return "not staged" if staging["suppressed"] else "cannot be computed"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _maudsley(staging: File) -> str:
    points = staging.get("maudsley")
    return f"{points['total']} ({points['band']})" if points else _model(staging, "maudsley")


def _definition(staging: File, code: str) -> str:
    if staging["suppressed"]:
        return "not applied"
    met = staging.get("definitions", {}).get(code)
    if met is None:
        return "not part of it"
    return "met" if met else "not met on what is recorded"


# --- treatments ------------------------------------------------------------------------------


def _trials(before: File, after: File) -> Iterator[Difference]:
    old = {trial["id"]: trial for trial in before["trials"]}
    new = {trial["id"]: trial for trial in after["trials"]}
    for label in dict.fromkeys([*old, *new]):
        yield from _trial(old.get(label), new.get(label))


def _trial(old: File | None, new: File | None) -> Iterator[Difference]:
    either = new or old
    assert either is not None
    name = f"{treatment_name(either['treatment'], either['role'])} ({either['id']})"
    if old is None or new is None:
        was = "not recorded" if old is None else verdict(old)
        now = "no longer recorded" if new is None else verdict(new)
        yield Difference("Treatments", name, was, now, tuple(new["because"]) if new else ())
        return
    changed = [pillar for pillar in new["pillars"] if _pillar(old, pillar) != _pillar(new, pillar)]
    if not changed and verdict(old) == verdict(new):
        return
    reasons = tuple(new["pillars"][pillar]["because"] for pillar in changed)
    was, now = _with_pillars(old, changed), _with_pillars(new, changed)
    yield Difference("Treatments", name, was, now, reasons or tuple(new["because"]))


def verdict(trial: File) -> str:
    """Adequate: response, no remission, 55 % better; counts as a failed trial."""
    percent = trial["improvement_percent"]
    moved = "" if percent is None else f", {abs(percent):.0f} % {'better' if percent >= 0 else 'worse'}"
    counts = "; counts as a failed trial" if trial["counts_as_failure"] else ""
    return f"{ADEQUACY[trial['adequacy']]}: {OUTCOME[trial['outcome']]}{moved}{counts}"


def _pillar(trial: File, pillar: str) -> str:
    return str(trial["pillars"][pillar]["outcome"])


def _with_pillars(trial: File, pillars: list[str]) -> str:
    told = ", ".join(f"{pillar} {_PILLARS[_pillar(trial, pillar)]}" for pillar in pillars)
    return f"{verdict(trial)} ({told})" if told else verdict(trial)


# --- options ---------------------------------------------------------------------------------


def _options(before: File, after: File) -> Iterator[Difference]:
    old, new = _by_code(before["options"]), _by_code(after["options"])
    for code in dict.fromkeys([*new, *old]):
        if code not in old:
            card = new[code]
            yield Difference(
                "Options", card["title"], _absent(before, code), _rank(card), tuple(card["because"])
            )
        elif code not in new:
            now, why = _absent(after, code), _withheld(after, code)
            yield Difference("Options", old[code]["title"], _rank(old[code]), now, why)
    if set(old) == set(new) and list(old) != list(new):
        yield Difference("Options", "Order", _titles(old), _titles(new))


def _rank(card: File) -> str:
    return f"offered, number {card['rank']}"


def _absent(steps: File, code: str) -> str:
    return "withheld" if _withheld(steps, code) else "not brought up"


def _withheld(steps: File, code: str) -> tuple[str, ...]:
    return next((tuple(held["because"]) for held in steps["withheld"] if held["code"] == code), ())


def _titles(cards: Mapping[str, File]) -> str:
    return ", ".join(card["title"] for card in cards.values())


# --- other causes, checks, what is missing ---------------------------------------------------


def _impostors(before: File, after: File) -> Iterator[Difference]:
    old, new = _by_code(before["impostors"]), _by_code(after["impostors"])
    for code in dict.fromkeys([*new, *old]):
        was, now = (_flag(found.get(code)) for found in (old, new))
        because = _some(new[code]["because"]) if code in new else ()
        yield from _changed("Other causes", said(IMPOSTORS, code), was, now, because)


def _flag(found: File | None) -> str:
    return f"flagged, {plain(found['state'])}" if found else "not flagged by what is recorded"


def _checks(before: File, after: File) -> Iterator[Difference]:
    old, new = _by_code(before.get("checks", ())), _by_code(after.get("checks", ()))
    for code, found in new.items():
        was = said(STATES, old[code]["state"]) if code in old else "not part of it"
        name = CHECKS[code].means if code in CHECKS else code
        yield from _changed("Checks", name, was, said(STATES, found["state"]))


def _missing(before: File, after: File) -> Iterator[Difference]:
    old = {gap["what"]: gap["would_change"] for gap in before["missing"]}
    new = {gap["what"]: gap["would_change"] for gap in after["missing"]}
    for what in dict.fromkeys([*new, *old]):
        if what not in old:
            yield Difference("Missing", what, "not asked for", "missing", _some(new[what]))
        elif what not in new:
            yield Difference("Missing", what, "missing", "no longer asked for")


def _changed(part: str, what: str, was: str, now: str, because: tuple[str, ...] = ()) -> Iterator[Difference]:
    if was != now:
        yield Difference(part, what, was, now, because)


def _by_code(found: Any) -> dict[str, Any]:
    return {one["code"]: one for one in found}


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
