"""Writing has one door: whole or not at all, once only, never over someone else's change."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404

from patients import actions, models, record, records
from patients.actions import RefusedRecord, StaleRecord, SubmissionReused, TrialChange, Visit
from patients.signals import record_changed
from tests.world import World, build, sertraline


def weeks_ago(world: World, weeks: int) -> date:
    return world.today - timedelta(weeks=weeks)


def hamd(day: date, total: int) -> record.Score:
    return record.Score(day, "hamd17", total, rater="clinician")


def logged(world: World, patient: models.Patient, visit: Visit, **options: Any) -> models.Visit:
    return actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at, **options)


def history(row: Any) -> list[Any]:
    return list(row.events.order_by("pgh_id"))


def started(world: World, patient: models.Patient, **changes: Any) -> models.Trial:
    trial = sertraline(weeks_ago(world, 8), **changes)
    return actions.start_trial(by=world["blue"], patient=patient, trial=trial, at=world.at)


def test_visit_is_stored_with_all_its_parts(world: World) -> None:
    patient = world.admit()
    started(world, patient)
    today = world.today
    visit = Visit(
        date=today,
        note="  Sleeps better.\n",
        scores=(hamd(today, 11),),
        started=(sertraline(today, treatment="lithium", role="augmentation", augments="T1", doses=()),),
        changes=(
            TrialChange(
                "T1",
                doses=(record.DoseStep(weeks_ago(world, 2), 150),),
                adherence=(record.AdherencePeriod(90, "pill_count"),),
                side_effects=(record.SideEffect("nausea", today, "mild"),),
            ),
        ),
        symptoms=(record.Symptom("insomnia", today),),
        conditions=(record.Condition("pregnancy", "absent", today),),
        measurements=(record.Measurement(today, "crp", 6.2, "mg/L"),),
        medicines=(record.Medicine("naproxen", today),),
        checks=(record.Check("OSA", "ruled_out", today, "Dr A"),),
    )
    row = logged(world, patient, visit)
    stored = records.record_of(patient)
    assert row.note == visit.note
    assert stored.scores == visit.scores
    assert stored.trial("T2").augments == "T1"
    assert [step.dose for step in stored.trial("T1").doses] == [100, 150]
    assert stored.trial("T1").side_effects == visit.changes[0].side_effects
    assert (stored.symptoms, stored.conditions) == (visit.symptoms, visit.conditions)
    assert (stored.measurements, stored.medicines, stored.checks) == (
        visit.measurements,
        visit.medicines,
        visit.checks,
    )
    assert models.Score.objects.get().visit == row


def test_same_form_twice_is_one_visit(world: World) -> None:
    patient, form = world.admit(), uuid4()
    first = logged(world, patient, Visit(world.today, scores=(hamd(world.today, 20),)), submission_id=form)
    again = logged(world, patient, Visit(world.today, scores=(hamd(world.today, 20),)), submission_id=form)
    assert first == again
    assert models.Score.objects.count() == 1


def test_form_used_for_another_patient_is_refused(world: World) -> None:
    form = uuid4()
    logged(world, world.admit(), Visit(world.today), submission_id=form)
    with pytest.raises(SubmissionReused):
        logged(world, world.admit(), Visit(world.today), submission_id=form)
    assert models.Visit.objects.count() == 1


IMPOSSIBLE: list[tuple[str, Callable[[World], Visit], str]] = [
    (
        "score tomorrow",
        lambda world: Visit(world.today, scores=(hamd(world.today + timedelta(2), 20),)),
        "date",
    ),
    ("score out of range", lambda world: Visit(world.today, scores=(hamd(world.today, 53),)), "scores"),
    (
        "total against items",
        lambda world: Visit(
            world.today, scores=(record.Score(world.today, "phq9", 5, (0,) * 9, rater="self"),)
        ),
        "total",
    ),
    (
        "unknown treatment",
        lambda world: Visit(world.today, started=(sertraline(world.today, treatment="x"),)),
        "treatment",
    ),
    ("change of no trial", lambda world: Visit(world.today, changes=(TrialChange("T9"),)), "trial"),
    (
        "dose after the stop",
        lambda world: Visit(
            world.today,
            changes=(TrialChange("T1", doses=(record.DoseStep(world.today, 50),), stop=weeks_ago(world, 1)),),
        ),
        "doses",
    ),
    (
        "score before birth",
        lambda world: Visit(world.today, scores=(hamd(date(1979, 1, 1), 20),)),
        "scores",
    ),
]


@pytest.mark.parametrize(
    ("make", "where"), [case[1:] for case in IMPOSSIBLE], ids=[case[0] for case in IMPOSSIBLE]
)
def test_impossible_visit_is_refused_whole(world: World, make: Callable[[World], Visit], where: str) -> None:
    patient = world.admit()
    started(world, patient)
    before = records.record_of(patient)
    with pytest.raises(RefusedRecord) as refused:
        logged(world, patient, make(world))
    assert any(where in fault.where for fault in refused.value.errors)
    assert records.record_of(patient) == before
    assert models.Visit.objects.count() == 0


def test_second_trial_of_a_running_treatment_names_the_first(world: World) -> None:
    patient = world.admit()
    started(world, patient)
    with pytest.raises(RefusedRecord, match="a time without sertraline: T1 began"):
        actions.start_trial(by=world["blue"], patient=patient, trial=sertraline(world.today), at=world.at)


def test_listener_that_fails_undoes_the_change(world: World) -> None:
    patient = world.admit()

    def fail(**_: Any) -> None:
        raise RuntimeError("the caseload cannot be written")

    record_changed.connect(fail, weak=False)
    try:
        with pytest.raises(RuntimeError):
            logged(world, patient, Visit(world.today, scores=(hamd(world.today, 20),)))
    finally:
        record_changed.disconnect(fail)
    assert models.Visit.objects.count() == models.Score.objects.count() == 0


@pytest.mark.parametrize("name", ["supervisor", "green", "south", "staff", "admin"])
def test_only_the_care_team_writes(world: World, name: str) -> None:
    patient = world.admit()
    with pytest.raises(PermissionDenied):
        actions.log_visit(by=world[name], patient=patient, visit=Visit(world.today), at=world.at)
    assert models.Visit.objects.count() == 0


def test_clinician_who_left_the_team_cannot_save_the_open_form(world: World) -> None:
    patient = world.admit()
    actions.leave_team(by=world["admin"], user=world["blue"], team=world.teams["Blue"])
    with pytest.raises(PermissionDenied):
        logged(world, patient, Visit(world.today))


def test_stop_of_a_trial_that_was_changed_meanwhile_is_stale(world: World) -> None:
    patient = world.admit()
    trial = started(world, patient)
    step = record.DoseStep(weeks_ago(world, 1), 150)
    actions.change_dose(
        by=world["both"], patient=patient, trial="T1", step=step, version=trial.version, at=world.at
    )
    with pytest.raises(StaleRecord) as stale:
        actions.stop_trial(
            by=world["blue"],
            patient=patient,
            trial="T1",
            stop=world.today,
            reason="intolerance",
            version=trial.version,
            at=world.at,
        )
    assert stale.value.current.version == trial.version + 1
    assert records.record_of(patient).trial("T1").stop is None


def test_stop_is_stored_with_its_reason(world: World) -> None:
    patient = world.admit()
    started(world, patient)
    actions.stop_trial(
        by=world["blue"], patient=patient, trial="T1", stop=world.today, reason="intolerance", at=world.at
    )
    stored = records.record_of(patient).trial("T1")
    assert (stored.stop, stored.stop_reason) == (world.today, "intolerance")


def test_amended_score_says_by_whom_and_what_it_said_before(world: World) -> None:
    patient = world.admit()
    logged(world, patient, Visit(world.today, scores=(hamd(world.today, 20),)))
    score = models.Score.objects.get()
    actions.amend(
        by=world["both"],
        patient=patient,
        row=score,
        version=1,
        changes={"total": 12},
        reason="Typing error",
        at=world.at,
    )
    score.refresh_from_db()
    assert (score.total, score.version, score.amended_by, score.amended_reason) == (
        12,
        2,
        world["both"],
        "Typing error",
    )
    assert [event.total for event in history(score)] == [20, 12]


@pytest.mark.parametrize(
    ("version", "changes", "reason", "error"),
    [
        pytest.param(1, {"total": 60}, "why", RefusedRecord, id="impossible"),
        pytest.param(1, {"total": 12}, " ", RefusedRecord, id="no reason"),
        pytest.param(1, {"created_by": None}, "why", RefusedRecord, id="not to be amended"),
        pytest.param(7, {"total": 12}, "why", StaleRecord, id="stale"),
    ],
)
def test_amendment_is_refused(
    world: World, version: int, changes: dict[str, Any], reason: str, error: type[Exception]
) -> None:
    patient = world.admit()
    logged(world, patient, Visit(world.today, scores=(hamd(world.today, 20),)))
    score = models.Score.objects.get()
    with pytest.raises(error):
        actions.amend(
            by=world["blue"],
            patient=patient,
            row=score,
            version=version,
            changes=changes,
            reason=reason,
            at=world.at,
        )
    score.refresh_from_db()
    assert (score.total, score.version) == (20, 1)


def test_entry_of_another_patient_is_out_of_reach(world: World) -> None:
    mine, theirs = world.admit(), world.admit("Green")
    row = actions.log_visit(by=world["green"], patient=theirs, visit=Visit(world.today), at=world.at)
    with pytest.raises(Http404):
        actions.row_for(mine, "visit", row.reference)
    with pytest.raises(PermissionDenied):
        actions.mark_entered_in_error(
            by=world["blue"], patient=mine, row=row, version=1, reason="Not mine", at=world.at
        )


def test_visit_in_error_takes_what_was_logged_at_it(world: World) -> None:
    patient = world.admit()
    empty = records.record_of(patient)
    visit = Visit(world.today, scores=(hamd(world.today, 20),), started=(sertraline(world.today),))
    row = logged(world, patient, visit)
    actions.mark_entered_in_error(
        by=world["blue"], patient=patient, row=row, version=1, reason="Wrong patient", at=world.at
    )
    assert records.record_of(patient) == empty
    assert models.DoseStep.objects.get().entered_in_error_reason == "Wrong patient"
    assert started(world, patient).label == "T2"


def test_registering_needs_a_team_of_ones_own(world: World) -> None:
    with pytest.raises(RefusedRecord, match="team"):
        actions.register_patient(
            by=world["blue"],
            clinic=world.clinics["North"],
            team=world.teams["Green"],
            record_number="X",
            birth_date=date(1990, 1, 1),
            at=world.at,
        )


def test_record_number_in_use_is_refused_without_saying_whose(world: World) -> None:
    world.admit("Green", record_number="X1", family_name="Hidden")
    with pytest.raises(RefusedRecord) as refused:
        world.admit("Blue", record_number="X1")
    assert "Hidden" not in str(refused.value)
    world.admit("South team", record_number="X1")


def test_episode_opens_once_and_closes(world: World) -> None:
    patient = world.admit()
    onset = weeks_ago(world, 20)
    episode = actions.open_episode(by=world["blue"], patient=patient, onset=onset, at=world.at)
    with pytest.raises(RefusedRecord, match="episode"):
        actions.open_episode(by=world["blue"], patient=patient, onset=world.today, at=world.at)
    actions.close_episode(
        by=world["blue"], patient=patient, end=world.today, version=episode.version, at=world.at
    )
    assert records.record_of(patient).episodes == (record.Episode(onset, world.today),)


def overlapping(first: date, second: date) -> record.PatientRecord:
    trials = (sertraline(first, id="T1"), sertraline(second, id="T2"))
    return record.PatientRecord(record.Patient("F1", date(1980, 1, 1), "female"), trials=trials)


def test_file_with_overlapping_trials_of_one_treatment_is_refused_in_words(world: World) -> None:
    given = overlapping(date(2026, 1, 1), date(2026, 2, 1))
    with pytest.raises(RefusedRecord, match="a time without sertraline") as refused:
        actions.import_record(
            by=world["blue"],
            clinic=world.clinics["North"],
            team=world.teams["Blue"],
            record=given,
            at=world.at,
        )
    assert refused.value.errors[0].where == "trials[1].start"
    assert models.Patient.objects.count() == 0


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own, all let go at the same moment."""
    ready = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def call(index: int) -> None:
        ready.wait()
        try:
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_are_one_visit() -> None:
    world = build()
    patient, form = world.admit(), uuid4()
    visit = Visit(world.today, scores=(hamd(world.today, 20),))
    answers = at_once(*[lambda: logged(world, patient, visit, submission_id=form)] * 8)
    assert {answer.pk for answer in answers} == {models.Visit.objects.get().pk}
    assert models.Score.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_overlapping_starts_at_once_one_wins() -> None:
    world = build()
    patient = world.admit()
    answers = at_once(*[lambda: started(world, patient)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["RefusedRecord", "Trial"]
    assert models.Trial.objects.count() == 1
