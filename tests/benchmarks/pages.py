"""The only place for (c): the patient page beside a bare view that returns as many bytes, turn by turn.

The clock is set to the patients' last day: measured is the page of today, with all that can be done from it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import time_machine

from patients import record as plain
from patients.record_file import parse
from tests.benchmarks.patients import AS_OF, SCORES, TRIALS, patient

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

PAIRS = 15
GOAL_BARE, GOAL_LONG = 8.0, 4.0
LONG_TRIALS, LONG_VISITS, LONG_DAYS = 30, 700, 7300
Answer = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds of one turn each."""

    bare: float
    page: float

    @property
    def ratio(self) -> float:
        return self.page / self.bare


def run() -> None:
    with _database(), time_machine.travel(datetime.combine(AS_OF, time(12), tzinfo=UTC)):
        client, ordinary, long = _clinic()
        page, forget = _getter(client, ordinary), _memos()
        bare = _bare_for(client, len(page().content))
        cold, warm = _pairs(bare, page, forget), _pairs(bare, page)
        size = len(page().content) / 1024
        print(
            f"\nThe patient page, {TRIALS} trials and {SCORES} scores ({size:.0f} KiB), beside a bare view of"
        )
        print(f"as many bytes through the same middleware, {PAIRS} pairs, turn by turn; medians:")
        _tell("memos empty", cold, GOAL_BARE)
        _tell("memos warm", warm, GOAL_BARE)
        _compare("memos empty", page, _getter(client, long), forget)
        _compare("memos warm", page, _getter(client, long))


def _tell(name: str, pairs: list[Pair], goal: float) -> None:
    bare, page = median(one.bare for one in pairs), median(one.page for one in pairs)
    ratio = median(one.ratio for one in pairs)
    print(
        f"  {name:12} bare {bare * 1000:7.1f} ms page {page * 1000:7.1f} ms ratio {ratio:6.1f}  goal {goal:g}"
    )


def _compare(name: str, ordinary: Answer, long: Answer, forget: Answer | None = None) -> None:
    pairs = _pairs(ordinary, long, forget)
    one, other = median(pair.bare for pair in pairs), median(pair.page for pair in pairs)
    print(
        f"  {LONG_TRIALS} trials, {LONG_VISITS} visits, {name}: {other * 1000:.1f} ms, the ordinary page"
        f" {one * 1000:.1f} ms, ratio {median(pair.ratio for pair in pairs):.1f}  goal below {GOAL_LONG:g}"
    )


def _pairs(first: Answer, second: Answer, forget: Answer | None = None) -> list[Pair]:
    """The order within a pair changes from turn to turn."""
    first(), second()
    found = []
    for turn in range(PAIRS):
        times = {}
        for which in (first, second) if turn % 2 else (second, first):
            if forget:
                forget()
            times[which] = _seconds(which)
        found.append(Pair(times[first], times[second]))
    return found


def _seconds(answer: Answer) -> float:
    began = perf_counter()
    answer()
    return perf_counter() - began


def _getter(client: Client, address: str) -> Answer:
    def get() -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}: the figures would mean nothing")
        return answer

    return get


def _bare_for(client: Client, size: int) -> Answer:
    """A view of nothing but bytes, behind the same middleware and sign-in."""
    from django.http import HttpResponse
    from django.urls import clear_url_caches, path

    from trdsite import urls

    body = b"x" * size

    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body)

    urls.urlpatterns.append(path("bench/bare", bare))
    clear_url_caches()
    return _getter(client, "/bench/bare")


def _memos() -> Answer:
    """Empties every memo of ours that holds something about one record; files read once stay read."""
    from assessment.presenters import picture
    from assessment.rules import ahead
    from assessment.templatetags import kept as parts
    from assessment.timeline import history
    from assessment.views import drawing, opening

    rooms = (history, picture, drawing, opening, parts, ahead)
    ours = {room.__name__ for room in rooms}
    made = [one for room in rooms for one in vars(room).values() if hasattr(one, "cache_clear")]
    clearers = [one.cache_clear for one in made if one.__module__ in ours]

    def forget() -> None:
        for clear in clearers:
            clear()

    return forget


@contextmanager
def _database() -> Iterator[None]:
    """A throw-away database as the tests have, but without their instrumented templates, which cost time."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection

    from trdsite import database

    with database.available():
        connection.creation.create_test_db(verbosity=0)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def _clinic() -> tuple[Client, str, str]:
    from django.test import Client
    from django.urls import reverse

    import trdsite.sessions  # noqa: F401  (its clock starts at the sign-in)
    from tests.world import build

    world, client = build(), Client(headers={"host": "localhost"})
    client.force_login(world["blue"], backend="allauth.account.auth_backends.AuthenticationBackend")
    records = (parse(patient(1), AS_OF), _long())
    first, second = (reverse("patient", args=[_admit(world, one).reference]) for one in records)
    return client, first, second


def _admit(world: Any, record: plain.PatientRecord) -> Any:
    """Visits are logged, so that the picture has as many as the scores."""
    from patients import actions
    from patients.demo.replaying import visits_of

    found, by = record.patient, world["blue"]
    admitted = world.admit(record_number=found.reference, birth_date=found.birth_date, sex=found.sex)
    actions.log_visits(by=by, patient=admitted, visits=visits_of(record, AS_OF), at=world.at)
    return admitted


def _long() -> plain.PatientRecord:
    """Twenty years: thirty treatments one after the other, a rating every ten days."""
    chance, start = random.Random(2), AS_OF - timedelta(days=LONG_DAYS)
    record = patient(2)
    each = LONG_DAYS // LONG_TRIALS
    alone = [one for one in record["trials"] if one["role"] == "antidepressant"]
    record["trials"] = [
        _moved(alone[number % len(alone)], number, (start + timedelta(days=number * each)), each)
        for number in range(LONG_TRIALS)
    ]
    record["scores"] = [
        {
            "date": (start + timedelta(days=number * LONG_DAYS // LONG_VISITS)).isoformat(),
            "instrument": "hamd17",
            "total": chance.randrange(8, 30),
            "rater": "clinician",
        }
        for number in range(LONG_VISITS)
    ]
    record["episodes"] = [{"onset": start.isoformat(), "end": None}]
    return parse(record, AS_OF)


def _moved(trial: dict[str, Any], number: int, begin: Any, each: int) -> dict[str, Any]:
    day, last = begin.isoformat(), number == LONG_TRIALS - 1
    return trial | {
        "id": f"T{number + 1}",
        "start": day,
        "stop": None if last else (begin + timedelta(days=each - 20)).isoformat(),
        "stop_reason": None if last else "lack_of_efficacy",
        "doses": [{"from": day, "dose": trial["doses"][-1]["dose"]}],
        "side_effects": [{"effect": "nausea", "severity": "mild", "date": day}],
    }
