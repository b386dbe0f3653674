"""The only place that says in words who changed whose role, team, account, care or clinic settings, and when.

It reads what the triggers wrote about people and clinics, as ``history`` does for the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from patients.history import NOBODY, Entry, column_words, newest, value_words
from patients.models import (
    CareTeam,
    CareTeamMembership,
    Clinic,
    ClinicMembership,
    EmergencyAccess,
    Patient,
    PatientAssignment,
    Supervision,
    User,
)
from patients.trail_page import EVERYTHING, PAGE, Filter, Mark

Event = Mapping[str, Any]
QUIET = frozenset({"id", "reference", "version", "created_at", "created_by", "joined_at"})
NAMED: Mapping[str, type[Model]] = {
    "user": User, "supervisor": User, "clinician": User, "reviewed_by": User, "team": CareTeam,
    "clinic": Clinic, "patient": Patient,
}  # fmt: skip
"""Columns that hold a key, and whose name stands for it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How changes of one table are told: when its row begins, when it ends, and when it is changed."""

    model: type[Any]
    begun: str
    ended: str = ""
    """For links that end instead of changing."""
    changed: str = ""

    def mark(self, event: Event) -> Mark:
        return Mark(event["pgh_created_at"], self.model._meta.model_name, event["pgh_id"])


PLACES = (
    Kind(ClinicMembership, "gave {user} the role of {role}", "took the role of {role} from {user}"),
    Kind(CareTeamMembership, "put {user} into team {team}", "took {user} out of team {team}"),
    Kind(Supervision, "set {supervisor} to supervise {clinician}",
         "ended that {supervisor} supervises {clinician}"),
)  # fmt: skip
CARE = (
    Kind(Patient, "registered the patient", changed="changed the patient's details"),
    Kind(PatientAssignment, "took the patient into the care of team {team}",
         "ended the care of team {team}"),
    Kind(EmergencyAccess, "took emergency access", "gave the emergency access back",
         changed="reviewed the emergency access"),
)  # fmt: skip
ACCOUNT = Kind(User, "made the account of {name}", changed="changed the account of {name}")
TEAM = Kind(CareTeam, "made team {name}", changed="changed team {name}")
SETTINGS = Kind(Clinic, "founded the clinic", changed="changed the clinic's settings")


def of_clinic(clinic: Clinic, person: User | None = None, wanted: Filter = EVERYTHING) -> list[Entry]:
    """One page, newest first: roles, teams, supervision, accounts and settings; or all about one person."""
    about = {"user": Q(), "pair": Q(), "account": Q(pgh_obj__clinic_memberships__clinic=clinic)}
    if person is not None:
        about = {
            "user": Q(user=person),
            "pair": Q(supervisor=person) | Q(clinician=person),
            "account": Q(pgh_obj=person),
        }
    asked = [
        (PLACES[0], Q(clinic=clinic) & about["user"]),
        (PLACES[1], Q(team__clinic=clinic) & about["user"]),
        (PLACES[2], Q(clinic=clinic) & about["pair"]),
        (ACCOUNT, about["account"]),
    ]
    if person is None:
        asked += [(TEAM, Q(clinic=clinic)), (SETTINGS, Q(pgh_obj=clinic))]
    return _page(asked, wanted)


def of_care(patient: Patient, wanted: Filter) -> list[Entry]:
    """Who registered the patient, put the details right, took them into care, or needed emergency access."""
    if not wanted.wants("change"):
        return []
    asked = [(kind, Q(pgh_obj=patient) if kind.model is Patient else Q(patient=patient)) for kind in CARE]
    return _page(asked, wanted)


def merged(*pages: list[Entry]) -> list[Entry]:
    """One page out of several, newest first."""
    return newest(entry for page in pages for entry in page)


def _page(asked: list[tuple[Kind, Q]], wanted: Filter) -> list[Entry]:
    told = [(kind, event, was) for kind, where in asked for event, was in _events(kind.model, where)]
    told = [each for each in told if _is_wanted(*each[:2], wanted)]
    told = sorted(told, key=lambda each: each[0].mark(each[1]), reverse=True)[:PAGE]
    name = _names([event for _, event, _ in told])
    return [_entry(kind, event, was, name) for kind, event, was in told]


def _is_wanted(kind: Kind, event: Event, wanted: Filter) -> bool:
    by = (event["pgh_context"] or {}).get("user")
    return wanted.shows(kind.mark(event)) and wanted.person in (None, by)


def _events(model: type[Any], where: Q) -> Iterator[tuple[Event, Event | None]]:
    """Each event with the one before it of the same row; these tables grow by people, not by visits."""
    events = model.events.rel.related_model._default_manager.filter(where).distinct()
    last: dict[int, Event] = {}
    for event in events.order_by("pgh_id").values():
        yield event, last.get(event["pgh_obj_id"])
        last[event["pgh_obj_id"]] = event


Names = Callable[[str, Any], str]


def _names(events: list[Event]) -> Names:
    """The name of whom or what a column points to; one query for each kind of thing."""
    keys: dict[type[Model], set[Any]] = {model: set() for model in NAMED.values()}
    for event in events:
        keys[User].add((event["pgh_context"] or {}).get("user"))
        for column, model in NAMED.items():
            keys[model].add(event.get(f"{column}_id"))
    found = {model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=wanted - {None})}
             for model, wanted in keys.items()}  # fmt: skip
    return lambda column, key: found[NAMED[column]].get(key, NOBODY)


def _entry(kind: Kind, event: Event, was: Event | None, name: Names) -> Entry:
    words = {column: name(column, event[f"{column}_id"]) for column in NAMED if f"{column}_id" in event}
    return Entry(
        mark=kind.mark(event),
        who=name("user", (event["pgh_context"] or {}).get("user")),
        kind="change",
        did=_did(kind, event, was).format(**(dict(event) | words)),
        said=tuple(_said(kind, event, was)),
        reason=str(event.get("reason", "")) if was is None else str(event.get("review", "")),
    )


def _did(kind: Kind, event: Event, was: Event | None) -> str:
    if was is None:
        return kind.begun
    if event.get("ended_at") and not was.get("ended_at") and kind.ended:
        return kind.ended
    if kind is ACCOUNT and event["is_active"] != was["is_active"]:
        return (
            "reactivated the account of {name}" if event["is_active"] else "deactivated the account of {name}"
        )
    return kind.changed or kind.begun


def _said(kind: Kind, event: Event, was: Event | None) -> Iterator[str]:
    """What changed, each with what it was; a link says all in its one sentence."""
    if was is None or not kind.changed or kind.model is EmergencyAccess:
        return
    for column, value in event.items():
        if column.startswith("pgh_") or column.removesuffix("_id") in QUIET | {"is_active"}:
            continue
        if value != was[column]:
            yield f"{column_words(column)} {value_words(value)} (was {value_words(was[column])})"
