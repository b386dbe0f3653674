"""The patient page shows the visits as logged, and the kept answer to a suicide item."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from patients import actions
from patients.models import Patient
from patients.record import Score
from tests.world import World

pytestmark = pytest.mark.django_db
ASK = "Ask about intent, plan, means"


def _log(world: World, patient: Patient, day: date, **parts: Any) -> None:
    visit = actions.Visit(date=day, **parts)
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at, submission_id=uuid4())


def _positive(day: date) -> Score:
    return Score(date=day, instrument="phq9", items=(2, 2, 1, 2, 1, 2, 1, 1, 1))


def _answer(day: date, **said: Any) -> actions.SafetyAnswer:
    usual = {"done": True, "assessed_by": "Dr A", "outcome": "no intent", "plan": "call on Friday"}
    return actions.SafetyAnswer(date=day, asked_because="PHQ-9 item 9 = 1", **(said or usual))


def _page(client: Client, patient: Patient, query: str = "") -> str:
    return client.get(reverse("patient", args=[patient.reference]) + query).content.decode()


def test_visit_without_a_score_stands_in_the_timeline_table(world, clinician, patient):
    day = world.today - timedelta(days=5)
    assert "Visit, Blue" not in _page(clinician, patient, f"?on={day - timedelta(days=400)}")
    _log(world, patient, day, note="telephone")
    assert "<td>Visit, Blue</td>" in _page(clinician, patient)


def test_safety_answer_is_shown_and_meets_the_request(world, clinician, patient):
    day = world.today - timedelta(days=5)
    _log(world, patient, day, scores=(_positive(day),), safety=_answer(day))
    page = _page(clinician, patient)
    assert "by Dr A; outcome: no intent; plan: call on Friday" in page
    assert "This answers the request" in page
    assert ASK not in page


def test_safety_answer_older_than_the_newest_positive_item_is_no_answer(world, clinician, patient):
    first, second = world.today - timedelta(days=9), world.today - timedelta(days=2)
    _log(world, patient, first, scores=(_positive(first),), safety=_answer(first))
    _log(world, patient, second, scores=(_positive(second),))
    page = _page(clinician, patient)
    assert "call on Friday" not in page
    assert ASK in page


def test_safety_answer_not_done_says_why_and_still_asks(world, clinician, patient):
    day = world.today - timedelta(days=5)
    not_done = _answer(day, done=False, reason="left early, Dr B calls")
    _log(world, patient, day, scores=(_positive(day),), safety=not_done)
    page = _page(clinician, patient)
    assert "left early, Dr B calls" in page
    assert ASK in page


def test_safety_answer_is_unknown_on_a_day_before_it(world, clinician, patient):
    first, second = world.today - timedelta(days=9), world.today - timedelta(days=2)
    _log(world, patient, first, scores=(_positive(first),))
    _log(world, patient, second, safety=_answer(second))
    assert "call on Friday" in _page(clinician, patient)
    before = _page(clinician, patient, f"?on={second - timedelta(days=1)}")
    assert "call on Friday" not in before
    assert ASK in before
