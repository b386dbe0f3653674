"""The only place for what the main menu offers: what this person's roles let them do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from patients import access
from patients.models import ADMINISTRATOR, CLINICIAN, STAFF, SUPERVISOR, User


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    items: tuple[Item, ...] = ()


_READERS = (CLINICIAN, SUPERVISOR)
_ENTRIES = (
    ("Patients", "patient_list", _READERS),
    ("Caseload", "caseload", _READERS),
    ("New patient", "patient_new", (CLINICIAN,)),
    ("Import", "record_import", (CLINICIAN,)),
    ("Export", "export", (CLINICIAN, SUPERVISOR, STAFF)),
    ("Emergency access", "emergency", (CLINICIAN,)),
    ("Review", "emergency_review", (SUPERVISOR,)),
    ("People", "people", (ADMINISTRATOR,)),
    ("About", "about", (CLINICIAN, SUPERVISOR, STAFF, ADMINISTRATOR)),
)


def menu(request: HttpRequest) -> dict[str, object]:
    """Context processor; asks for the roles only where a page shows the menu."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> Menu:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return Menu()
    roles = set(access.roles_of(user))
    offered = [(name, _url(route)) for name, route, needs in _ENTRIES if roles & set(needs)]
    return Menu(tuple(Item(name, url, url == request.path) for name, url in offered if url))


@cache
def _url(route: str) -> str:
    """Pages that are not there yet are not offered."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
