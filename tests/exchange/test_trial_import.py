"""Trials from a table are stored once, beside what is there, for patients whose record may be changed."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from patients import actions
from patients.actions.table_import import Imported, Into
from patients.actions.trial_import import TrialFile, import_trials, plan_trials
from patients.exchange.csv_reading import read_table
from patients.exchange.trial_rows import Mapping, understand
from patients.models import AccessLog, Patient, Trial
from patients.records import record_of
from tests.world import World, sertraline

HEAD = "patient,treatment,start,stop,dose,trial,added,born\n"
MAPPING = Mapping(
    "patient", "treatment", "start",
    stop="stop", doses="dose", trial="trial", augments="added", birth_date="born",
)  # fmt: skip
NEW = """N-1,Zoloft,2025-01-06,2025-04-07,100,a,,1980-05-17
N-1,lithium,2025-02-03,2025-04-07,600,b,a,1980-05-17
"""


def understood(rows: str) -> Any:
    return understand(read_table((HEAD + rows).encode()), MAPPING, date(2026, 2, 16))


def into(world: World, by: str = "blue", team: str = "Blue", **options: Any) -> Into:
    return Into(world[by], world.teams[team], **options)


def store(world: World, rows: str, keep_good_rows: bool = False, **options: Any) -> Imported:
    file = TrialFile("trials.csv", understood(rows), keep_good_rows)
    return import_trials(into=into(world, **options), file=file, at=world.at)


def refused(world: World, rows: str, **options: Any) -> list[str]:
    """What is told of a file of which nothing is stored."""
    before = Trial.objects.count(), Patient.objects.count()
    told = store(world, rows, **options)
    assert not told.stored
    assert (Trial.objects.count(), Patient.objects.count()) == before
    return [str(fault) for fault in told.faults]


def test_a_new_patient_comes_in_with_trials_and_what_was_added_to_them(world: World) -> None:
    told = store(world, NEW)
    assert (told.rows, told.new_patients, told.already_there, told.faults) == (2, 1, 0, ())
    patient = Patient.objects.get(record_number="N-1")
    first, second = record_of(patient).trials
    assert (first.id, first.treatment, first.doses[0].dose) == ("a", "sertraline", 100)
    assert (second.treatment, second.role, second.augments) == ("lithium", "augmentation", "a")
    assert AccessLog.objects.filter(look="imported", what="trials as CSV", user=world["blue"]).count() == 1


def test_the_same_file_again_adds_nothing(world: World) -> None:
    store(world, NEW)
    again = store(world, NEW)
    assert (again.rows, again.new_patients, again.already_there) == (0, 0, 2)
    assert Trial.objects.count() == 2


def test_an_older_file_adds_nothing_to_what_came_since(world: World) -> None:
    patient = world.admit(record_number="R-1")
    trial = sertraline(date(2025, 1, 6), stop=date(2025, 4, 7))
    actions.start_trial(by=world["blue"], patient=patient, trial=trial, at=world.at)
    assert store(world, "R-1,sertraline,2025-01-06,,,,,\n").already_there == 1


CONTRADICTIONS = [
    ("other stop", "R-1,sertraline,2025-01-06,2025-05-01,,,,", "the same as T1 in the record says"),
    ("other dose", "R-1,sertraline,2025-01-06,,50,,,", "the same as T1 in the record says"),
    ("overlap", "R-1,sertraline,2025-02-01,,,,,", "T1 in the record began 2025-01-06 to 2025-04-07"),
    ("overlap in the file", "R-1,bupropion,2025-01-06,,,,,\nR-1,bupropion,2025-06-01,,,,,", "line 2 began"),
    ("added to nothing", "R-1,lithium,2025-02-01,,,,zzz,", "the id in this file, or the treatment"),
    ("added to itself", "R-1,lithium,2025-02-01,,,x,x,", "the id in this file, or the treatment"),
    ("another birth date", "R-1,bupropion,2025-02-01,,,,,1981-05-17", "1980-05-17, the birth date in"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"), [case[1:] for case in CONTRADICTIONS], ids=[c[0] for c in CONTRADICTIONS]
)
def test_what_contradicts_the_record_is_told_and_nothing_stored(world: World, rows: str, told: str) -> None:
    patient = world.admit(record_number="R-1")
    trial = sertraline(date(2025, 1, 6), stop=date(2025, 4, 7))
    actions.start_trial(by=world["blue"], patient=patient, trial=trial, at=world.at)
    assert any(told in fault for fault in refused(world, rows + "\n"))


def test_it_may_be_added_to_a_trial_of_the_record_by_its_treatment(world: World) -> None:
    patient = world.admit(record_number="R-1")
    actions.start_trial(by=world["blue"], patient=patient, trial=sertraline(date(2025, 1, 6)), at=world.at)
    store(world, "R-1,lithium,2025-02-03,,600,a,Zoloft,\n")
    added = record_of(patient).trial("a")
    assert added.augments == "T1"


def test_an_id_that_the_record_uses_already_is_not_taken_twice(world: World) -> None:
    patient = world.admit(record_number="R-1")
    actions.start_trial(by=world["blue"], patient=patient, trial=sertraline(date(2025, 1, 6)), at=world.at)
    store(world, "R-1,bupropion,2025-02-03,,300,T1,,\nR-1,lithium,2025-03-03,,600,T2,T1,\n")
    trials = {trial.treatment: trial for trial in record_of(patient).trials}
    assert (trials["bupropion"].id, trials["lithium"].augments) == ("T2", "T2")


def test_bad_rows_are_left_out_only_when_asked_and_with_what_hangs_on_them(world: World) -> None:
    rows = "N-1,sertraline,2025-13-06,,,a,,\nN-1,lithium,2025-02-03,,,b,a,\nN-1,bupropion,2025-02-03,,,c,,\n"
    assert len(refused(world, rows)) == 2
    told = store(world, rows, keep_good_rows=True)
    assert (told.rows, [fault.line for fault in told.faults]) == (1, [2, 3])
    assert list(Trial.objects.values_list("treatment", flat=True)) == ["bupropion"]


def test_a_name_left_open_is_never_stored_nor_left_out(world: World) -> None:
    rows = "N-1,sertralin,2025-01-06,,,,,\nN-1,bupropion,2025-01-06,,,,,\n"
    assert refused(world, rows, keep_good_rows=True) == [
        "line 2, treatment: found 'sertralin', expected sertraline"
    ]


def test_a_hidden_patient_is_like_none_at_all(world: World) -> None:
    world.admit("Green", record_number="HIDDEN")
    rows = "{},bupropion,2025-01-06,,,,,\n"
    told = {
        number: refused(world, rows.format(number), register=False)[0].replace(number, "")
        for number in ("HIDDEN", "NOBODY")
    }
    assert told["HIDDEN"] == told["NOBODY"]
    plans = [plan_trials(into=into(world), understood=understood(rows.format(n))) for n in told]
    assert [(plan.faults, len(plan.new), len(plan.met.newcomers)) for plan in plans] == [((), 1, 1)] * 2


def test_a_number_of_a_hidden_patient_cannot_be_registered_and_no_more_is_said(world: World) -> None:
    hidden = world.admit("Green", record_number="HIDDEN", family_name="Kanarowa")
    told = refused(world, "HIDDEN,bupropion,2025-01-06,,,,,\n")
    assert told == [
        "line 2, patient: found 'HIDDEN', expected a number that you can use here; "
        "an administrator of the clinic can say more"
    ]
    assert record_of(hidden).trials == ()


@pytest.mark.parametrize(
    ("by", "team"), [("staff", "Blue"), ("supervisor", "Blue"), ("south", "Blue"), ("admin", "Blue")]
)
def test_only_a_clinician_of_the_clinic_can_import(world: World, by: str, team: str) -> None:
    with pytest.raises(PermissionDenied, match="clinician of this clinic"):
        store(world, NEW, by=by, team=team)
    assert Patient.objects.count() == 0


def test_a_team_of_others_is_refused(world: World) -> None:
    with pytest.raises(actions.RefusedRecord, match="a care team of this clinic that you belong to"):
        store(world, NEW, by="blue", team="Green")
