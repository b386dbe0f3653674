"""What is kept beside the row says what would be worked out, or says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.caseload.answers import Answers, answers_to
from assessment.caseload.rebuilding import reassess
from assessment.models import CaseloadRow
from assessment.presenters import patient_page, picture
from assessment.rules.ahead import coming
from assessment.rules.assess import assess
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy, load_policy
from assessment.timeline.history import stages_of
from patients import actions, record
from patients.demo.replaying import visits_of
from patients.known import known_on
from patients.models import Patient
from patients.record_file import parse
from patients.records import record_of
from tests.benchmarks.patients import AS_OF, patient
from tests.world import World, sertraline

ARTICLE = load_policy()


@dataclass(frozen=True)
class Kept:
    patient: Patient
    record: record.PatientRecord
    today: date

    def on(self, day: date, policy: Policy = ARTICLE, jurisdiction: str = "US") -> Assessment:
        return assess(known_on(self.record, day), day, policy, jurisdiction)

    def read(self, day: date) -> Answers:
        return answers_to(self.patient, self.record, self.on(day), ARTICLE)

    def worked_out(self, day: date) -> Answers:
        known, found = known_on(self.record, day), self.on(day)
        return Answers(stages_of(known, found, ARTICLE), coming(known, found, ARTICLE))


@pytest.fixture
def kept(world: World) -> Kept:
    """Ten trials and forty scores, logged visit by visit."""
    found = parse(json.dumps(patient(1)), AS_OF)
    admitted = world.admit(birth_date=found.patient.birth_date, sex=found.patient.sex)
    actions.log_visits(by=world["blue"], patient=admitted, visits=visits_of(found, AS_OF), at=world.at)
    return Kept(admitted, record_of(admitted), world.today)


def test_kept_steps_are_those_that_would_be_worked_out_on_any_day(kept: Kept) -> None:
    first = min(trial.start for trial in kept.record.trials)
    days = [first + timedelta(days=number) for number in range(0, (kept.today - first).days, 37)]
    for day in days:
        assert kept.read(day) == (kept.worked_out(day).stages, None), day
    assert kept.read(kept.today) == kept.worked_out(kept.today)
    assert len(kept.worked_out(kept.today).stages or ()) > 3


def test_page_of_a_chart_works_nothing_out_again(
    kept: Kept, world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("worked out by the page")

    client.force_login(world["blue"])
    monkeypatch.setattr(picture, "stages_of", asked)
    monkeypatch.setattr(patient_page, "coming", asked)
    for route in ("patient", "patient_picture"):
        assert client.get(reverse(route, args=[kept.patient.reference])).status_code == 200
    _never_kept(kept)
    for route in ("patient", "patient_picture"):
        with pytest.raises(AssertionError, match="worked out by the page"):
            client.get(reverse(route, args=[kept.patient.reference]))


def _other_steps(kept: Kept) -> None:
    answers = {"stages": [["2020-01-01", "V", False]], "coming": []}
    CaseloadRow.objects.filter(pk=kept.patient.pk).update(answers=answers)


def _other_day(kept: Kept) -> None:
    CaseloadRow.objects.filter(pk=kept.patient.pk).update(assessed_on=kept.today + timedelta(days=1))


def _never_kept(kept: Kept) -> None:
    CaseloadRow.objects.filter(pk=kept.patient.pk).update(answers=None, answers_seal="")


def _no_row(kept: Kept) -> None:
    CaseloadRow.objects.filter(pk=kept.patient.pk).delete()


@pytest.mark.parametrize("change", [_other_steps, _other_day, _never_kept, _no_row])
def test_answers_changed_behind_our_back_are_not_believed(kept: Kept, change: Callable[[Kept], None]) -> None:
    assert kept.read(kept.today) != Answers()
    change(kept)
    assert kept.read(kept.today) == Answers()


def test_answers_of_another_record_policy_label_or_rules_are_not_believed(kept: Kept) -> None:
    day = kept.today
    found = kept.on(day)
    more = replace(kept.record, symptoms=(*kept.record.symptoms, record.Symptom("fatigue", day)))
    asked: dict[str, tuple[Any, ...]] = {
        "record": (more, found, ARTICLE),
        "policy": (kept.record, found, load_policy("regulatory")),
        "labels": (kept.record, kept.on(day, jurisdiction="UK"), ARTICLE),
        "rules": (kept.record, replace(found, rules_version="0.0.0"), ARTICLE),
    }
    assert answers_to(kept.patient, kept.record, found, ARTICLE) != Answers()
    for name, (facts, assessment, policy) in asked.items():
        assert answers_to(kept.patient, facts, assessment, policy) == Answers(), name


def test_answers_hold_on_later_days_until_time_alone_changes_something(world: World) -> None:
    young = world.admit()
    trial = sertraline(world.today - timedelta(days=20), adherence=(record.AdherencePeriod(95, "pdc"),))
    actions.start_trial(by=world["blue"], patient=young, trial=trial, at=world.at)
    kept = Kept(young, record_of(young), world.today)
    ahead = CaseloadRow.objects.get(patient=young).next_change_on
    assert ahead is not None
    before = ahead - timedelta(days=1)
    assert before > world.today
    assert kept.read(before) == kept.worked_out(before)
    assert kept.read(ahead) == Answers()


def test_what_is_known_only_after_the_row_was_assessed_is_worked_out(world: World) -> None:
    """A row assessed yesterday beside a rating of today, as an import by another door could leave it."""
    young = world.admit()
    earlier = world.at - timedelta(days=60)
    visit = actions.Visit(world.today, scores=(record.Score(world.today, "hamd17", 20, None, "clinician"),))
    actions.log_visit(by=world["blue"], patient=young, visit=visit, at=world.at)
    reassess([young], earlier)
    kept = Kept(young, record_of(young), world.today)
    assert CaseloadRow.objects.get(patient=young).assessed_on == earlier.date()
    assert kept.read(world.today) == Answers()
    assert kept.read(earlier.date()) == (kept.worked_out(earlier.date()).stages, None)
