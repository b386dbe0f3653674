"""The only place that reads the trail back: who did or looked at what, in words, newest first.

Changes come from the history that triggers wrote, looks from the access log. An entry names the person
by their account, or says that no account was involved (a session at the database itself).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from patients.models import AccessLog, Clinic, ClinicalRow, ClinicMembership, Patient, User
from patients.record import in_figures
from patients.rows import KINDS
from patients.trail_page import EVERYTHING, PAGE, Filter, Mark

LOOK = "look"
NOBODY = "no account (directly at the database)"
BOOKKEEPING = frozenset(
    {"id", "clinic", "patient", "reference", "version", "source_id", "created_at", "created_by", "visit"}
    | {"amended_at", "amended_by", "entered_in_error_at", "entered_in_error_by", "submission_id", "trial"}
    | {"amended_reason", "entered_in_error_reason", "sessions_known", "supersedes", "assessment_digest"}
    | {"submission", "clinician", "decision"}
)
NAMES = {
    "adherenceperiod": "adherence",
    "dosestep": "dose",
    "druglevel": "drug level",
    "sideeffect": "side effect",
    "treatmentsession": "session",
    "trialnote": "note on a trial",
    "safetyassessment": "safety assessment",
    "medicine": "other medicine",
    "check": "checklist entry",
}
TELLING = ("label", "instrument", "treatment", "name", "code", "test", "effect", "date", "start", "onset")
"""Columns by which a person knows one entry among others of its kind."""
TOLD: dict[str, type[Any]] = dict(KINDS)
"""Every table whose changes are told here: the record's, and what other apps ``tell``."""
LOOK_WORDS = {
    "opened": "opened the {what}",
    "searched": "searched the patients",
    "listed": "opened the {what}",
    "exported": "exported {what}",
    "imported": "imported {what}",
    "refused": "was refused the {what}",
    "emergency": "took emergency access",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. ``kind``: change or look; ``row``: (kind, reference) of a changed entry."""

    mark: Mark
    who: str
    kind: str
    did: str
    said: tuple[str, ...]
    """Each changed or recorded column in words: "total 22 (was 24)"."""
    patient: str = ""
    reason: str = ""
    row: tuple[str, str] | None = None
    which: str = ""
    """Of a changed entry the one among its kind: "hamd17, 3 Mar 2026"; a new entry says all in ``said``."""

    @property
    def at(self) -> datetime:
        return self.mark.at


def tell(kind: str, table: type[Model], name: str) -> None:
    """Tell the changes of this table too; called once, when an app is ready."""
    TOLD[kind], NAMES[kind] = table, name


def of_patient(patient: Patient, wanted: Filter = EVERYTHING) -> list[Entry]:
    """One page of everything done to or seen of this patient, newest first."""
    return _page(Q(patient=patient), wanted)


def of_person(
    person: User, patients: QuerySet[Patient], clinics: Iterable[Clinic], wanted: Filter = EVERYTHING
) -> list[Entry]:
    """One page of what this person did or saw among ``patients`` and in ``clinics`` (the reader's own)."""
    own = replace(wanted, person=person.pk)
    at_large = Q(patient=None) & (Q(clinic=None) | Q(clinic__in=clinics))
    entries = _page(Q(patient__in=patients), own, looks_at=Q(patient__in=patients) | at_large)
    elsewhere = ClinicMembership.objects.filter(user=person).exclude(clinic__in=clinics)
    return [_words_withheld(entry) for entry in entries] if elsewhere.exists() else entries


def _words_withheld(entry: Entry) -> Entry:
    """What was searched for may name a patient of another clinic where the person works, too."""
    return replace(entry, said=()) if entry.kind == LOOK and not entry.patient else entry


def without_clinical_content(entries: Iterable[Entry]) -> list[Entry]:
    """For an administrator: that something was done or seen, never what it said or why."""
    return [replace(entry, said=(), reason="", row=None, which="") for entry in entries]


def of_row(row: ClinicalRow) -> list[Entry]:
    """What one entry said before, newest first: shown beside an amended value."""
    return of_rows(type(row).__name__.lower(), [row])[row.pk]


def of_rows(kind: str, rows: Iterable[ClinicalRow]) -> dict[int, list[Entry]]:
    """The same of many entries of one kind, by their keys, in two queries."""
    told: dict[int, list[Mapping[str, Any]]] = {row.pk: [] for row in rows}
    events = list(_events(kind).filter(pgh_obj__in=told).order_by("pgh_id").values()) if told else []
    for event in events:
        told[event["pgh_obj_id"]].append(event)
    people = _people(events)
    return {pk: list(_changes(kind, own, {}, people, None))[::-1] for pk, own in told.items()}


def _page(of: Q, wanted: Filter, looks_at: Q | None = None) -> list[Entry]:
    entries: list[Entry] = []
    if wanted.wants("change"):
        entries += [entry for kind in TOLD for entry in _changes_of(kind, of, wanted)]
    if wanted.wants(LOOK):
        entries += _looks(looks_at or of, wanted)
    return newest(entries)


def newest(entries: Iterable[Entry]) -> list[Entry]:
    """One page, newest first; lines of one moment keep their order from page to page."""
    return sorted(entries, key=lambda entry: entry.mark, reverse=True)[:PAGE]


def _events(kind: str) -> QuerySet[Any]:
    model: type[Model] = TOLD[kind].events.rel.related_model
    return model._default_manager.all()


def _changes_of(kind: str, of: Q, wanted: Filter) -> Iterator[Entry]:
    events = _events(kind).filter(of, wanted.rows(kind, "pgh_created_at", "pgh_id"))
    if wanted.person is not None:
        events = events.filter(pgh_context__user=wanted.person)
    page = list(events.order_by("-pgh_created_at", "-pgh_id").values()[:PAGE])
    before = _before(kind, page)
    return _changes(kind, page, before, _people(page), _patients(page))


def _before(kind: str, page: Iterable[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """For each update on the page the row as it stood just before, by the update's own number."""
    updated = {event["pgh_obj_id"] for event in page if event["pgh_label"] == "update"}
    if not updated:
        return {}
    before: dict[int, Mapping[str, Any]] = {}
    last: dict[int, Mapping[str, Any]] = {}
    for event in _events(kind).filter(pgh_obj__in=updated).order_by("pgh_id").values():
        if event["pgh_obj_id"] in last:
            before[event["pgh_id"]] = last[event["pgh_obj_id"]]
        last[event["pgh_obj_id"]] = event
    return before


def _changes(
    kind: str,
    events: Iterable[Mapping[str, Any]],
    before: Mapping[int, Mapping[str, Any]],
    people: Mapping[int, str],
    patients: Mapping[int, str] | None,
) -> Iterator[Entry]:
    earlier: Mapping[str, Any] | None = None
    for event in events:
        was = before.get(event["pgh_id"]) if before or patients is not None else earlier
        earlier = event
        yield Entry(
            mark=Mark(event["pgh_created_at"], kind, event["pgh_id"]),
            who=people.get((event["pgh_context"] or {}).get("user") or 0, NOBODY),
            kind="change",
            did=f"{_verb(event, was)} {_name(kind)}",
            said=tuple(_said(event, was)),
            patient=(patients or {}).get(event["patient_id"], ""),
            reason=_reason(event, was),
            row=(kind, str(event["reference"])),
            which=_which(event) if was else "",
        )


def _which(event: Mapping[str, Any]) -> str:
    return ", ".join(value_words(event[column]) for column in TELLING if event.get(column))


def _verb(event: Mapping[str, Any], was: Mapping[str, Any] | None) -> str:
    if event["pgh_label"] == "insert":
        return "recorded"
    if event["entered_in_error_at"] and not (was and was["entered_in_error_at"]):
        return "marked as entered in error:"
    return "amended" if event["amended_at"] != (was or {}).get("amended_at") else "updated"


def _reason(event: Mapping[str, Any], was: Mapping[str, Any] | None) -> str:
    """Of this change alone: the row keeps the reason of its last one."""
    for change in ("entered_in_error", "amended"):
        columns = (f"{change}_at", f"{change}_reason")
        if any(event.get(column) != (was or {}).get(column) for column in columns):
            return str(event[f"{change}_reason"] or "")
    return ""


def _said(event: Mapping[str, Any], was: Mapping[str, Any] | None) -> Iterator[str]:
    for column, value in event.items():
        name = column.removesuffix("_id")
        if column.startswith("pgh_") or name in BOOKKEEPING:
            continue
        if was is None:
            if value not in (None, "", []):
                yield f"{column_words(name)} {value_words(value)}"
        elif value != was[column]:
            yield f"{column_words(name)} {value_words(value)} (was {value_words(was[column])})"


def _name(kind: str) -> str:
    return NAMES.get(kind, kind)


def column_words(name: str) -> str:
    return name.replace("_", " ")


def value_words(value: Any) -> str:
    """As a clinician would write it; nothing recorded is said as such, never as "no"."""
    if value in (None, "", []):
        return "not recorded"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return in_figures(value)
    if isinstance(value, list):
        return ", ".join("–" if part is None else str(part) for part in value)
    return str(value).replace("_", " ")


def _looks(of: Q, wanted: Filter) -> Iterator[Entry]:
    looks = AccessLog.objects.filter(of, wanted.rows(LOOK, "at", "id")).select_related("user", "patient")
    if wanted.person is not None:
        looks = looks.filter(user=wanted.person)
    for look in looks.order_by("-at", "-id")[:PAGE]:
        yield Entry(
            mark=Mark(look.at, LOOK, look.pk),
            who=look.user.name if look.user else NOBODY,
            kind=LOOK,
            did=LOOK_WORDS[look.look].format(what=look.what),
            said=tuple(f"{column_words(key)} {value_words(value)}" for key, value in look.details.items()),
            patient=str(look.patient) if look.patient else "",
        )


def _people(events: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    keys = {(event["pgh_context"] or {}).get("user") or 0 for event in events} - {0}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _patients(events: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    keys = {event["patient_id"] for event in events}
    return {patient.pk: str(patient) for patient in Patient.objects.filter(pk__in=keys)} if keys else {}
