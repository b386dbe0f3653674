"""Exports hold what a person may see, no names, no formulas, and are noted before their first byte."""

import csv
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from patients import actions, record
from patients.exchange.csv_writing import export_scores, export_trials, safe
from patients.models import AccessLog, Patient
from tests.world import World, sertraline


@pytest.fixture
def patients(world: World) -> dict[str, Patient]:
    admitted = {}
    for team, by in (("Blue", "blue"), ("Green", "green"), ("South team", "south")):
        patient = admitted[team] = world.admit(team, family_name="Hidden", record_number=f"=1+{team}")
        visit = actions.Visit(
            world.today,
            scores=(record.Score(world.today, "hamd17", 20, rater="clinician"),),
            started=(
                sertraline(
                    world.today - timedelta(weeks=3), adherence=(record.AdherencePeriod(92.5, "pdc"),)
                ),
            ),
        )
        actions.log_visit(by=world[by], patient=patient, visit=visit, at=world.at)
    return admitted


def rows(lines: list[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("name", "teams"),
    [
        ("blue", {"Blue"}),
        ("both", {"Blue", "Green"}),
        ("supervisor", {"Blue"}),
        ("staff", {"Blue", "Green"}),
        ("south_staff", {"South team"}),
    ],
)
def test_export_holds_the_patients_one_may_export(
    world: World, patients: dict[str, Patient], name: str, teams: set[str]
) -> None:
    expected = {str(patients[team].reference) for team in teams}
    scores, trials = list(export_scores(user=world[name])), list(export_trials(user=world[name]))
    assert {row["patient"] for row in rows(scores)} == {row["patient"] for row in rows(trials)} == expected
    assert "Hidden" not in "".join(scores + trials)
    assert "=1+" not in "".join(scores + trials)


@pytest.mark.parametrize("name", ["admin", "stranger"])
def test_export_is_refused_to_who_has_no_part_in_care(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        export_scores(user=world[name])
    assert not AccessLog.objects.filter(look="exported").exists()


def test_export_is_noted_before_the_first_line(world: World, patients: dict[str, Patient]) -> None:
    export_scores(user=world["staff"])
    look = AccessLog.objects.get(look="exported")
    assert (look.user, look.what, look.details) == (world["staff"], "scores as CSV", {"rows": 2})


def test_trial_is_told_in_one_line(world: World, patients: dict[str, Patient]) -> None:
    start = (world.today - timedelta(weeks=3)).isoformat()
    row = rows(list(export_trials(user=world["blue"])))[0]
    assert (row["trial"], row["treatment"], row["doses"], row["adherence"], row["stop"]) == (
        "T1",
        "sertraline",
        f"{start} 100",
        "92.5 % pdc",
        "",
    )


def test_score_in_error_is_left_out(world: World, patients: dict[str, Patient]) -> None:
    score = patients["Blue"].scores.get()
    actions.mark_entered_in_error(
        by=world["blue"], patient=patients["Blue"], row=score, version=1, reason="Wrong", at=world.at
    )
    assert rows(list(export_scores(user=world["blue"]))) == []


def test_id_of_a_trial_that_would_be_run_as_a_formula_is_written_as_text(world: World) -> None:
    """Of what an export holds, people type only this and the clinic's name."""
    trial = sertraline(world.today - timedelta(weeks=3), id="=1+1")
    actions.start_trial(by=world["blue"], patient=world.admit(), trial=trial, at=world.at)
    assert [row["trial"] for row in rows(list(export_trials(user=world["blue"])))] == ["'=1+1"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "＝1", " =1", "\n=1"])
def test_formula_is_written_as_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["sertraline", "", "a=1", -3, None])
def test_harmless_value_is_written_as_it_is(value: object) -> None:
    assert safe(value) == value
