"""The only place that puts on the page what clinicians signed and decided, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from assessment.presenters.differences import Told, told
from assessment.presenters.entries_between import entries_between
from assessment.rules import assessment_file
from assessment.rules.findings import Assessment
from assessment.rules.snapshot import Decided, Document, Kept, Signed
from assessment.timeline.inputs import Happening
from assessment.timeline.words import day
from patients import record_file
from patients.record import PatientRecord

_ENTRIES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class KeptLine:
    reference: str
    when: str
    by: str
    rules: str
    record_digest: str


@dataclass(frozen=True, slots=True)
class SignedLine:
    kept: KeptLine
    note: str
    superseded: str


@dataclass(frozen=True, slots=True)
class DecidedLine:
    kept: KeptLine
    followed: bool
    what: str
    because: str
    in_error: str = ""
    """Who marked it as entered in error, when and why; empty = it stands."""


@dataclass(frozen=True, slots=True)
class Since:
    """What is concluded otherwise than in the assessment signed last, and what was recorded in between."""

    signed: SignedLine
    differences: Told
    entries: tuple[str, ...]
    more_entries: int
    same_rules: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    since: Since | None
    signed: tuple[SignedLine, ...]
    decided: tuple[DecidedLine, ...]


def judgement(
    record: PatientRecord,
    assessment: Assessment,
    signed: tuple[Signed, ...],
    last: tuple[Signed, Document] | None,
    decided: tuple[Decided, ...],
) -> Judgement:
    """On a day in the past only what was signed and decided by then."""
    until = assessment.as_of
    return Judgement(
        since=since(*last, record, assessment) if last else None,
        signed=tuple(signed_line(one) for one in signed if one.kept.as_of <= until),
        decided=tuple(decided_line(one) for one in decided if one.kept.as_of <= until),
    )


def since(signed: Signed, then: Document, record: PatientRecord, assessment: Assessment) -> Since:
    now = assessment_file.write(assessment)
    entries = entries_between(then.record, record_file.write(record))
    rules = ("rules_version", "policy", "jurisdiction")
    return Since(
        signed=signed_line(signed),
        differences=told(then.assessment, now),
        entries=entries[:_ENTRIES_SHOWN],
        more_entries=max(0, len(entries) - _ENTRIES_SHOWN),
        same_rules=all(then.assessment.get(part) == now[part] for part in rules),
    )


def signed_line(signed: Signed) -> SignedLine:
    later = signed.superseded_at
    return SignedLine(_line(signed.kept), signed.note, moment(later) if later else "")


def decided_line(decided: Decided) -> DecidedLine:
    followed, error = not decided.instead, decided.in_error
    wrong = f"{error.by}, {moment(error.at)}: {error.reason}" if error else ""
    return DecidedLine(
        _line(decided.kept), followed, decided.title or decided.instead, decided.because, wrong
    )


def _line(kept: Kept) -> KeptLine:
    return KeptLine(kept.reference, moment(kept.at), kept.by, kept.rules, kept.record_digest)


def moment(at: datetime) -> str:
    return f"{day(at.date())}, {at:%H:%M}"


def decisions_of(decided: tuple[Decided, ...], as_of: date) -> tuple[Happening, ...]:
    """The marks of the decisions taken up to a day, but for those entered in error, for the timeline."""
    return tuple(
        Happening(one.kept.as_of, "decision", _spoken(one), "decision")
        for one in sorted(decided, key=lambda one: one.kept.at)
        if one.kept.as_of <= as_of and one.in_error is None
    )


def _spoken(decided: Decided) -> str:
    what = f"option followed: {decided.title}" if decided.title else f"done otherwise: {decided.instead}"
    because = f", because {decided.because}" if decided.because else ""
    return f"Decision by {decided.kept.by}, {what}{because}"
