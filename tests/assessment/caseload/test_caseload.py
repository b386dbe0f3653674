"""The caseload follows the record in the same transaction, and shows only what a person may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.caseload.lists import DEFAULT_SORT, FILTERS, SORTS, rows_for
from assessment.models import CaseloadRow
from patients import actions, record
from patients.models import Patient
from tests.world import World, sertraline


def hamd(world: World, weeks_ago: int, total: int, item_3: int | None = None) -> record.Score:
    items = None if item_3 is None else (4, 4, item_3, total - 8 - item_3, *(0,) * 13)
    return record.Score(world.today - timedelta(weeks=weeks_ago), "hamd17", total, items, "clinician")


def treated(world: World, team: str = "Blue", by: str = "blue", **details: Any) -> Patient:
    """Eight weeks of an adequate first trial, no better."""
    patient = world.admit(team, **details)
    start = world.today - timedelta(weeks=8)
    trial = sertraline(start, adherence=(record.AdherencePeriod(95, "pdc"),))
    visit = actions.Visit(
        world.today,
        episodes=(record.Episode(start - timedelta(weeks=12)),),
        scores=(hamd(world, 8, 24), hamd(world, 0, 22)),
        started=(trial,),
    )
    actions.log_visit(by=world[by], patient=patient, visit=visit, at=world.at)
    return patient


def test_row_tells_the_line_of_a_list(world: World) -> None:
    row = CaseloadRow.objects.get(patient=treated(world))
    assert (row.stage, row.suppressed, row.clinician, row.team_name) == ("I", False, world["blue"], "Blue")
    assert (row.treatment, row.treatment_label, row.treatment_week()) == ("sertraline", "sertraline", 9)
    assert row.treatment_adequacy == "adequate"
    assert (row.instrument, row.last_score, row.baseline, row.last_score_on) == (
        "hamd17",
        22,
        24,
        world.today,
    )
    assert row.change_percent == pytest.approx(8.33, abs=0.01)
    assert row.suicide_item is None


def test_treatment_started_since_the_last_score_does_not_turn_its_change_into_none(world: World) -> None:
    patient = treated(world)
    added = record.Trial("", "lithium", "augmentation", world.today, augments="T1")
    visit = actions.Visit(world.today, started=(added,))
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    row = CaseloadRow.objects.get(patient=patient)
    assert (row.treatment, row.baseline) == ("lithium", 24)
    assert row.change_percent == pytest.approx(8.33, abs=0.01)


def test_new_patient_has_a_row_at_once_that_claims_nothing(world: World) -> None:
    row = CaseloadRow.objects.get(patient=world.admit())
    assert (row.stage, row.last_score, row.treatment, row.assessed_on) == (None, None, "", world.today)


def test_row_tells_since_when_and_why_on_that_day(world: World) -> None:
    row = CaseloadRow.objects.get(patient=treated(world))
    assert row.baseline_on == world.today - timedelta(weeks=8)
    assert row.next_change_on is not None
    assert row.next_change_part
    young = world.admit()
    trial = sertraline(world.today - timedelta(days=20), adherence=(record.AdherencePeriod(95, "pdc"),))
    actions.start_trial(by=world["blue"], patient=young, trial=trial, at=world.at)
    row = CaseloadRow.objects.get(patient=young)
    assert (row.stage, row.next_change_on) == (None, trial.start + timedelta(days=28))
    assert (row.next_change_part, row.next_change_code) != ("", "")


def test_first_treatment_found_inadequate_shows_no_resistance(world: World) -> None:
    patient = world.admit()
    start = world.today - timedelta(weeks=8)
    low = sertraline(start, doses=(record.DoseStep(start, 10),), stop=world.today, stop_reason="other")
    actions.start_trial(by=world["blue"], patient=patient, trial=low, at=world.at)
    assert CaseloadRow.objects.get(patient=patient).stage == "0"


def test_row_follows_each_change(world: World) -> None:
    patient = treated(world)
    actions.stop_trial(
        by=world["blue"],
        patient=patient,
        trial="T1",
        stop=world.today,
        reason="lack_of_efficacy",
        at=world.at,
    )
    row = CaseloadRow.objects.get(patient=patient)
    assert (row.treatment, row.treatment_week(), row.last_score) == ("", None, 22)


@pytest.mark.parametrize(("answers", "flag"), [
    ((0,), False), ((1,), True), ((2, 0), False), ((0, 1), True), ((2, None), True), ((0, None), False),
    ((None,), None),
])  # fmt: skip
def test_suicide_item_is_what_was_last_answered(
    world: World, answers: tuple[int | None, ...], flag: bool | None
) -> None:
    patient = world.admit()
    scores = tuple(hamd(world, len(answers) - n, 10, answer) for n, answer in enumerate(answers))
    visit = actions.Visit(world.today, scores=scores)
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    assert CaseloadRow.objects.get(patient=patient).suicide_item is flag


@pytest.mark.parametrize(("item", "flag"), [(1, False), (4, True)])
def test_suicide_item_counts_the_screener(world: World, item: int, flag: bool) -> None:
    patient = world.admit()
    items = tuple(int(number == item) for number in range(1, 7))
    scores = (record.Score(world.today, "cssrs_screener", None, items, "clinician"),)
    actions.log_visit(
        by=world["blue"], patient=patient, visit=actions.Visit(world.today, scores=scores), at=world.at
    )
    assert CaseloadRow.objects.get(patient=patient).suicide_item is flag


def test_patient_without_birth_date_is_listed_unassessed(world: World) -> None:
    patient = treated(world)
    actions.amend_patient(
        by=world["blue"], patient=patient, version=1, changes={"birth_date": None}, at=world.at
    )
    row = CaseloadRow.objects.get(patient=patient)
    assert (row.assessed_on, row.stage, row.treatment) == (None, None, "")


@pytest.mark.parametrize(
    ("name", "teams"),
    [
        ("blue", {"Blue"}),
        ("both", {"Blue", "Green"}),
        ("supervisor", {"Blue"}),
        ("south", {"South team"}),
        ("staff", set()),
        ("admin", set()),
        ("stranger", set()),
    ],
)
def test_list_shows_what_one_may_see(world: World, name: str, teams: set[str]) -> None:
    for team in ("Blue", "Green", "South team"):
        world.admit(team, record_number=team)
    assert {row.patient.record_number for row in rows_for(world[name])} == teams


def test_list_is_one_query_however_long(world: World) -> None:
    for _ in range(3):
        world.admit()
    with CaptureQueriesContext(connection) as queries:
        shown = [(row.patient.family_name, row.clinician) for row in rows_for(world["blue"])]
    assert (len(queries), len(shown)) == (1, 3)


def test_sort_puts_the_unknown_last_either_way(world: World) -> None:
    treated(world, record_number="scored")
    world.admit(record_number="new")
    for sort in ("score", "-score"):
        assert [row.patient.record_number for row in rows_for(world["blue"], sort=sort)] == ["scored", "new"]


@pytest.mark.parametrize(
    "sort",
    [*SORTS, *(f"-{name}" for name in SORTS), "", "name;drop", "password", "clinician__password", "--stage"],
)
def test_any_sort_gives_a_list(world: World, sort: str) -> None:
    world.admit()
    assert len(rows_for(world["blue"], sort=sort)) == 1


def test_default_sort_is_by_name(world: World) -> None:
    for name in ("Zhang", "Eze"):
        world.admit(family_name=name)
    assert DEFAULT_SORT in SORTS
    assert [row.patient.family_name for row in rows_for(world["blue"], sort="?")] == ["Eze", "Zhang"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"stage": "I"}, {"treated"}),
        ({"stage": "none"}, {"new"}),
        ({"stage": "IV"}, set()),
        ({"treatment": "sertraline", "adequacy": "adequate"}, {"treated"}),
        ({"suicide_item": "yes"}, set()),
        ({"clinician": "1 OR 1=1"}, {"treated", "new"}),
        ({"clinician": "9" * 30}, {"treated", "new"}),
        ({"clinician__password__startswith": "a"}, {"treated", "new"}),
        ({"stage": "\x00"}, {"treated", "new"}),
        ({"stage": ""}, {"treated", "new"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_filter_narrows_or_is_ignored(world: World, filters: dict[str, str], found: set[str]) -> None:
    treated(world, record_number="treated")
    world.admit(record_number="new")
    assert {row.patient.record_number for row in rows_for(world["blue"], filters)} == found
    assert set(filters) - set(FILTERS) <= {"clinician__password__startswith"}


def test_team_change_shows_in_the_list(world: World) -> None:
    patient = world.admit()
    actions.assign_patient(
        by=world["blue"], patient=patient, team=world.teams["Green"], clinician=world["green"], at=world.at
    )
    row = CaseloadRow.objects.get(patient=patient)
    assert (row.clinician, row.team_name) == (world["green"], "Green")


def test_only_what_is_due_is_assessed_again(world: World, capsys: Any) -> None:
    due, later = treated(world), treated(world)
    tomorrow = world.today + timedelta(days=5)
    CaseloadRow.objects.filter(patient=due).update(next_change_on=world.today, stage="V")
    CaseloadRow.objects.filter(patient=later).update(next_change_on=tomorrow, stage="V")
    call_command("reassess_due")
    assert capsys.readouterr().out == "1 assessed again.\n"
    stages = dict(CaseloadRow.objects.values_list("patient", "stage"))
    assert stages == {due.pk: "I", later.pk: "V"}
