"""Signing and deciding: once, by the care team, only what was shown, and never changed afterwards."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404

from assessment import actions, judgements
from assessment.models import Decision, DecisionInError, SignedAssessment
from assessment.presenters.judgement import decisions_of
from assessment.rules.assess import assess
from assessment.rules.policy import load_policy
from assessment.rules.snapshot import digest, snapshot_of
from patients import actions as recording
from patients import history
from patients.models import Patient, Score
from patients.record_file import write
from patients.records import record_of
from patients.trail_page import Filter
from tests.pages.recording import patient_on_sertraline
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(world: World) -> Patient:
    return patient_on_sertraline(world)


def _shown(world: World, patient: Patient) -> str:
    record = record_of(patient)
    said = assess(record, world.today, load_policy(patient.clinic.policy), patient.clinic.jurisdiction)
    return snapshot_of(record, said).assessment_digest


def _usual(world: World, patient: Patient) -> dict[str, Any]:
    return {"by": world["blue"], "patient": patient, "at": world.at, "submission_id": uuid4()}


def _sign(world: World, patient: Patient, **given: Any) -> SignedAssessment:
    usual = _usual(world, patient)
    return actions.sign_assessment(**(usual | {"shown": _shown(world, patient)} | given))


def _decide(world: World, patient: Patient, **given: Any) -> Decision:
    usual = _usual(world, patient)
    return actions.decide(**(usual | {"shown": _shown(world, patient)} | given))


def _offered(world: World, patient: Patient) -> str:
    return assess(record_of(patient), world.today).next_steps.options[0].code


def _amend_a_score(world: World, patient: Patient) -> None:
    score = Score.objects.get(patient=patient)
    recording.amend(
        by=world["blue"],
        patient=patient,
        row=score,
        version=score.version,
        changes={"total": 20},
        reason="misread",
        at=world.at,
    )


# --- signing -------------------------------------------------------------------------------


def test_sign_keeps_assessment_record_digest_rules_and_policy(world: World, patient: Patient) -> None:
    signed = SignedAssessment.objects.get(pk=_sign(world, patient, note=" as discussed ").pk)
    assert signed.record == write(record_of(patient))
    assert signed.record_digest == digest(write(record_of(patient)))
    assert signed.assessment["format"] == "trd-assessment/1"
    assert signed.assessment["trials"][0]["id"] == "T1"
    assert (signed.policy, signed.rules_version) == ("article", signed.assessment["rules_version"])
    assert (signed.created_by, signed.as_of, signed.note) == (world["blue"], world.today, "as discussed")


def test_sign_same_form_twice_is_one_signature(world: World, patient: Patient) -> None:
    number = uuid4()
    first = _sign(world, patient, submission_id=number)
    _amend_a_score(world, patient)
    assert _sign(world, patient, submission_id=number, shown="f" * 64) == first
    assert SignedAssessment.objects.count() == 1


def test_sign_what_changed_since_it_was_shown_is_refused(world: World, patient: Patient) -> None:
    shown = _shown(world, patient)
    _amend_a_score(world, patient)
    with pytest.raises(actions.ChangedSinceShown):
        _sign(world, patient, shown=shown)
    assert not SignedAssessment.objects.exists()


def test_sign_another_supersedes_and_the_first_stays_as_it_stood(world: World, patient: Patient) -> None:
    first = _sign(world, patient)
    _amend_a_score(world, patient)
    second = _sign(world, patient)
    assert second.supersedes == first
    newest, older = judgements.signed_of(patient)
    assert (newest.kept.reference, newest.superseded_at) == (str(second.reference), None)
    assert older.superseded_at == second.created_at
    _, document = judgements.signed_for(patient, first.reference)
    assert document.record["scores"][0]["total"] == 24
    assert document.intact


@pytest.mark.parametrize("name", ["supervisor", "staff", "green", "south", "stranger"])
def test_sign_and_decide_are_for_the_care_team_only(world: World, patient: Patient, name: str) -> None:
    with pytest.raises(PermissionDenied):
        _sign(world, patient, by=world[name])
    with pytest.raises(PermissionDenied):
        _decide(world, patient, by=world[name], instead="Wait", because="their wish")
    assert not SignedAssessment.objects.exists()
    assert not Decision.objects.exists()


# --- deciding ------------------------------------------------------------------------------


def test_decide_option_followed_keeps_what_it_was_called_then(world: World, patient: Patient) -> None:
    code = _offered(world, patient)
    decision = _decide(world, patient, option=code, because="agreed together")
    (decided,) = judgements.decided_of(patient)
    titles = {card["code"]: card["title"] for card in decision.assessment["next_steps"]["options"]}
    assert decided.title == titles[code]
    assert (decided.because, decided.instead) == ("agreed together", "")


def test_decide_otherwise_keeps_what_and_why(world: World, patient: Patient) -> None:
    _decide(world, patient, instead="Wait four weeks", because="exams until June")
    (decided,) = judgements.decided_of(patient)
    assert (decided.title, decided.instead, decided.because) == ("", "Wait four weeks", "exams until June")


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, "instead"),
        ({"instead": "Wait"}, "because"),
        ({"instead": " ", "because": "wish"}, "instead"),
        ({"option": "SWITCH.MAOI"}, "option"),
        ({"option": "NO.SUCH"}, "option"),
    ],
)
def test_decide_that_does_not_say_what_or_why_is_refused(
    world: World, patient: Patient, given: dict[str, str], where: str
) -> None:
    with pytest.raises(actions.RefusedRecord) as refused:
        _decide(world, patient, **given)
    assert refused.value.errors[0].where == where
    assert not Decision.objects.exists()


def _wrong(world: World, patient: Patient, decision: Decision, **given: Any) -> DecisionInError:
    usual: dict[str, Any] = {
        "by": world["blue"],
        "reason": "meant for another chart",
        "at": world.at,
        "submission_id": uuid4(),
    }
    return actions.mark_decision_in_error(patient=patient, decision=decision.reference, **(usual | given))


def test_wrong_decision_is_marked_with_the_reason_and_stays_as_it_was_kept(
    world: World, patient: Patient
) -> None:
    decision = _decide(world, patient, instead="Wait", because="exams")
    number = uuid4()
    first = _wrong(world, patient, decision, submission_id=number)
    assert _wrong(world, patient, decision, submission_id=number) == first
    (decided,) = judgements.decided_of(patient)
    assert decided.instead == "Wait"
    assert decided.in_error is not None
    assert (decided.in_error.by, decided.in_error.reason) == (world["blue"].name, "meant for another chart")
    assert decisions_of((decided,), world.today) == ()
    told = {entry.did: entry for entry in history.of_patient(patient, Filter(kind="change"))}
    assert "reason meant for another chart" in told["recorded decision entered in error"].said


@pytest.mark.parametrize(("given", "where"), [({"reason": " "}, "reason"), ({}, "decision")])
def test_wrong_decision_needs_a_reason_and_is_marked_once(
    world: World, patient: Patient, given: dict[str, str], where: str
) -> None:
    decision = _decide(world, patient, instead="Wait", because="exams")
    if not given:
        _wrong(world, patient, decision)
    with pytest.raises(actions.RefusedRecord) as refused:
        _wrong(world, patient, decision, **given)
    assert refused.value.errors[0].where == where
    assert DecisionInError.objects.count() == (0 if given else 1)


def test_wrong_decision_is_marked_by_the_care_team_only_and_never_unmarked(
    world: World, patient: Patient
) -> None:
    decision = _decide(world, patient, instead="Wait", because="exams")
    with pytest.raises(PermissionDenied):
        _wrong(world, patient, decision, by=world["supervisor"])
    marked = _wrong(world, patient, decision)
    for change in (lambda: marked.delete(), lambda: DecisionInError.objects.update(reason="none")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_decide_option_and_instead_together_is_refused(world: World, patient: Patient) -> None:
    with pytest.raises(actions.RefusedRecord):
        _decide(world, patient, option=_offered(world, patient), instead="Wait", because="wish")


def test_decide_same_form_twice_is_one_decision(world: World, patient: Patient) -> None:
    number = uuid4()
    given = {"instead": "Wait", "because": "wish", "submission_id": number}
    assert _decide(world, patient, **given) == _decide(world, patient, **given)
    assert Decision.objects.count() == 1


def test_form_of_a_decision_cannot_sign(world: World, patient: Patient) -> None:
    number = uuid4()
    _decide(world, patient, instead="Wait", because="wish", submission_id=number)
    with pytest.raises(actions.SubmissionReused):
        _sign(world, patient, submission_id=number)


# --- for good ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessment_signedassessment SET note = 'other'",
        "UPDATE assessment_signedassessment SET assessment = '{}'",
        "DELETE FROM assessment_signedassessment",
        "UPDATE assessment_decision SET because = 'other'",
        "DELETE FROM assessment_decision",
        "DELETE FROM assessment_decisionevent",
    ],
)
def test_kept_is_never_changed_or_erased_by_raw_sql(world: World, patient: Patient, statement: str) -> None:
    _sign(world, patient)
    _decide(world, patient, instead="Wait", because="wish")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert SignedAssessment.objects.get().note == ""
    assert Decision.objects.get().because == "wish"


def test_history_says_who_signed_and_by_which_verb(world: World, patient: Patient) -> None:
    signed = _sign(world, patient)
    event = signed.events.get()  # type: ignore[attr-defined]
    assert (event.pgh_label, event.pgh_context["user"]) == ("insert", world["blue"].pk)
    assert event.pgh_context["verb"] == "sign_assessment"


def test_row_of_another_clinic_is_refused_by_the_database(world: World, patient: Patient) -> None:
    copied, other = _sign(world, patient), patient_on_sertraline(world)
    copied.pk, copied.reference, copied.patient = None, uuid4(), other
    copied.clinic = world.clinics["South"]
    with pytest.raises(IntegrityError, match="same_clinic"), transaction.atomic():
        copied.save(force_insert=True)


def test_signature_never_supersedes_that_of_another_patient(world: World, patient: Patient) -> None:
    copied, other = _sign(world, patient), patient_on_sertraline(world)
    first = copied.pk
    copied.pk, copied.reference, copied.patient, copied.supersedes_id = None, uuid4(), other, first
    with pytest.raises(IntegrityError, match="same_patient"), transaction.atomic():
        copied.save(force_insert=True)


def test_one_patients_signature_is_not_found_under_another(world: World, patient: Patient) -> None:
    signed, other = _sign(world, patient), patient_on_sertraline(world)
    with pytest.raises(Http404):
        judgements.signed_for(other, signed.reference)


def test_document_that_was_tampered_with_is_not_intact(world: World, patient: Patient) -> None:
    signed = _sign(world, patient)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE assessment_signedassessment DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE assessment_signedassessment SET record = jsonb_set(record, '{scores,0,total}', '3')"
        )
        cursor.execute("ALTER TABLE assessment_signedassessment ENABLE TRIGGER USER")
    assert not judgements.signed_for(patient, signed.reference)[1].intact


def test_judgements_work_with_the_rights_of_the_application(
    world: World, patient: Patient, as_application: None
) -> None:
    _sign(world, patient)
    _decide(world, patient, instead="Wait", because="wish")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessment_signedassessment SET note = 'x'")
