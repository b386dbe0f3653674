"""The only place that puts impostors, their checklist, profiles and missing facts on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessment.presenters.citations import MARKS
from assessment.presenters.naming import IMPOSTORS, STATES, said
from assessment.rules.findings import Assessment, CheckFinding, Impostor
from assessment.timeline.words import day, plain
from patients.codes import CHECKS
from patients.record import PatientRecord, Trial


@dataclass(frozen=True, slots=True)
class ImpostorRow:
    name: str
    state: str
    because: str
    clears: str
    source: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    name: str
    core: bool
    state: str
    kind: str
    """open, present or settled: how it looks; a check nobody made is never shown as settled."""
    when: str
    by: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class ProfileCard:
    name: str
    evidence: str
    inputs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    what: str
    would_change: str


NEW_DAYS = 7
"""A treatment this young: nobody could have asked yet how much of it is taken."""


def impostor_rows(assessment: Assessment, record: PatientRecord) -> tuple[ImpostorRow, ...]:
    return tuple(
        ImpostorRow(
            said(IMPOSTORS, found.code),
            _state(found, assessment, record),
            found.because,
            found.clears,
            _source(found.source),
        )
        for found in assessment.impostors
    )


_MARKED = re.compile(r"^(.*?) \[(\w+)\]$")


def _source(source: str) -> str:
    """``impostors.md THY; NICE NG145 [M]`` -> what was read and how surely; our own file last and by name."""
    marked = _MARKED.match(source)
    text, mark = (marked[1], MARKS.get(marked[2], "")) if marked else (source, "")
    read = [part for part in text.split("; ") if ".md " not in part]
    mark = "" if any(part.startswith("article") for part in read) else mark
    own = [f"{_rules(part)} rules of this tool" for part in text.split("; ") if ".md " in part]
    return "; ".join(part for part in (*read, mark, *own[:1]) if part)


def _rules(part: str) -> str:
    name = part.split(".md")[0]
    return "checklist" if name == "impostors" else name


def _state(found: Impostor, assessment: Assessment, record: PatientRecord) -> str:
    """What nobody recorded is no finding, and is not called present."""
    if found.code != "adherence_unknown":
        return plain(found.state)
    asked_in_vain = [
        trial
        for trial in record.trials
        if "adherence_unknown" in assessment.trial(trial.id).reasons and not just_started(trial, assessment)
    ]
    return "not recorded" if asked_in_vain else "not yet asked"


def just_started(trial: Trial, assessment: Assessment) -> bool:
    return trial.running and (assessment.as_of - trial.start).days < NEW_DAYS


def check_rows(assessment: Assessment) -> tuple[CheckRow, ...]:
    """The core checks, and whatever else was looked at."""
    return tuple(_row(check) for check in assessment.checks if check.core or check.state != "not_assessed")


def unasked_checks(assessment: Assessment) -> tuple[str, ...]:
    """The names of all other checks, which nobody made."""
    return tuple(
        _name(check) for check in assessment.checks if not check.core and check.state == "not_assessed"
    )


def _row(check: CheckFinding) -> CheckRow:
    return CheckRow(
        name=_name(check)[:1].upper() + _name(check)[1:],
        core=check.core,
        state=said(STATES, check.state),
        kind=_kind(check.state),
        when=day(check.date) if check.date else "",
        by=check.by or "",
        valid_until=day(check.valid_until) if check.valid_until else "",
    )


def _name(check: CheckFinding) -> str:
    return CHECKS[check.code].means if check.code in CHECKS else plain(check.code)


def _kind(state: str) -> str:
    if state in ("ruled_out", "treated", "not_applicable"):
        return "settled"
    return "present" if state == "present" else "open"


def profile_cards(assessment: Assessment) -> tuple[ProfileCard, ...]:
    return tuple(
        ProfileCard(
            f"{plain(found.code).capitalize()} profile", plain(found.evidence), found.inputs, found.text
        )
        for found in assessment.profiles
    )


_CODE_FIRST = re.compile(rf"\((?:{'|'.join(CHECKS)}), ")
"""``bipolarity (BIP, not assessed)``: the name says it already."""


def missing_rows(assessment: Assessment) -> tuple[MissingRow, ...]:
    return tuple(
        MissingRow(_CODE_FIRST.sub("(", missing.what), missing.would_change) for missing in assessment.missing
    )
