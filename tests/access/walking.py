"""The only place for how the tests go to every address of the site as every kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessment.actions import decide, sign_assessment
from assessment.rules.assess import assess
from assessment.rules.policy import load_policy
from assessment.rules.snapshot import snapshot_of
from patients import actions, records
from patients.models import CLINICIAN, SUPERVISOR, Patient, Score, User
from patients.record import Score as RatedScore
from tests.world import World, sertraline

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CANARIES = ("Kanarowa", "CANARY-7731", "xyzzy-note")
"""Family name, record number and note of the one patient walked to."""
LATER = object()
PERSON = {
    "roleless": "stranger",
    "other_clinic": "south",
    "other_team": "green",
    "supervisor": "supervisor",
    "other_supervisor": "free_supervisor",
    "staff": "staff",
    "administrator": "admin",
    "in_emergency": "night",
    "owner": "blue",
    "deactivated": "both",
}


def names() -> Iterator[str]:
    """Every address of the site by its name; one without a name cannot be held to a row."""
    yield from _names(get_resolver().url_patterns)


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        else:
            yield pattern.name or f"unnamed {pattern.pattern}"


@dataclass
class Place:
    """The world with one chart in it, and where each address leads for that chart."""

    world: World
    patient: Patient
    score: Score
    judged: dict[str, object] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def url(self, name: str, **instead: object) -> str:
        known = {
            "reference": self.patient.reference,
            "label": "T1",
            "kind": "score",
            "entry": self.score.reference,
            "code": "hamd17",
            "person": User.objects.get(pk=self.world["blue"].pk).reference,
            "verb": "sign-out",
            "table": "scores",
            "signature": LATER,
            "decision": LATER,
            "pk": 1,
            "uidb36": "1",
            "key": "set-password",
        } | instead
        needed: Any = get_resolver().reverse_dict.getlist(name) or _needed(name)
        given = {key: known[key] for key in needed[0][0][0][1]}
        return reverse(
            name, kwargs={key: self._made(key) if value is LATER else value for key, value in given.items()}
        )

    def _made(self, what: str) -> object:
        """A signature or a decision, made when the first address asks for it: it costs an assessment."""
        if what not in self.judged:
            at, by = self.world.at, self.world["blue"]
            record = records.record_of(self.patient)
            judged = assess(record, self.patient.today(at), load_policy(), self.patient.clinic.jurisdiction)
            shown = snapshot_of(record, judged).assessment_digest
            ids: dict[str, Any] = {
                "by": by,
                "patient": self.patient,
                "shown": shown,
                "at": at,
                "submission_id": uuid4(),
            }
            row = (
                sign_assessment(note=CANARIES[2], **ids)
                if what == "signature"
                else decide(option="", instead=CANARIES[2], because="both agreed", **ids)
            )
            self.judged[what] = row.reference
        return self.judged[what]

    def ask(self, person: str, method: str, url: str, **headers: str) -> Any:
        """What this person gets; whatever it did is undone."""
        self.client.cookies.clear()
        if person in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        with transaction.atomic():
            answer: Any = self.client.generic(
                method, url, content_type="application/x-www-form-urlencoded", headers=headers
            )
            answer.body = _body(answer)
            transaction.set_rollback(True)
        return answer

    def sign_in(self, person: str) -> None:
        if person == "anonymous":
            return
        client, user = Client(), self.world[PERSON.get(person, person)]
        user.set_password("a long enough phrase")
        user.save(update_fields=["password"])
        client.force_login(user, backend=BACKEND)
        self.sessions[person] = client.cookies[settings.SESSION_COOKIE_NAME].value
        if person == "deactivated":
            actions.deactivate_user(by=self.world["admin"], clinic=self.world.clinics["North"], user=user)
        if person == "in_emergency":
            actions.break_glass(by=user, patient=self.patient, reason="found unconscious", at=self.world.at)


def _needed(name: str) -> Any:
    """Django keeps the names of an included list under its resolver; reversing looks there too."""
    resolver = get_resolver()
    resolver._populate()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver) and pattern.reverse_dict.getlist(name):
            return pattern.reverse_dict.getlist(name)
    raise AssertionError(name)


def _body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def made(world: World) -> Place:
    hire(world, "free_supervisor", SUPERVISOR)
    night = hire(world, "night", CLINICIAN)
    actions.join_team(by=world["admin"], user=night, team=world.teams["Green"], at=world.at)
    family, number, note = CANARIES
    patient = world.admit("Blue", family_name=family, record_number=number)
    start = world.today - timedelta(days=60)
    visit = actions.Visit(
        start,
        note=note,
        scores=(RatedScore(start, "hamd17", 24, rater="clinician"),),
        started=(sertraline(start),),
    )
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    return Place(world, patient, Score.objects.get(patient=patient))


def hire(world: World, name: str, role: str) -> User:
    by, north = world["admin"], world.clinics["North"]
    user = actions.create_user(by=by, clinic=north, email=f"{name}@example.org", name=name)
    actions.grant_role(by=by, clinic=north, user=user, role=role, at=world.at)
    world.people[name] = user
    return user


def outcome(answer: HttpResponse, htmx: bool = False) -> str:
    """In the words of the table."""
    status = answer.status_code
    if status == 401 and htmx:
        return "sign-in"
    if status in (301, 302, 303) and answer["Location"].startswith("/accounts/login/?next="):
        return "sign-in"
    return "ok" if status < 400 else str(status)
