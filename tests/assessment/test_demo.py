"""The demo clinic shows what the worked cases expect, and has someone for every role."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from assessment.models import CaseloadRow
from assessment.rules.assess import assess
from assessment.rules.findings import Assessment
from patients import access, actions, demo
from patients.demo.cases import Case, cases
from patients.models import CLINIC_ROLES, AccessLog, CareTeam, Clinic, ClinicMembership, Patient, User
from patients.records import records_of

CASES = {case.record.patient.reference: case for case in cases()}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Loaded once for this file, in a transaction that is taken back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        at = timezone.now()
        told = demo.load(at=at, password="a demo password")
        yield at, told
        transaction.set_rollback(True)


@pytest.fixture
def at(loaded: Any, db: None) -> datetime:
    moment: datetime = loaded[0]
    return moment


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.title)
def test_demo_patient_shows_the_verdicts_of_the_case(at: datetime, case: Case) -> None:
    patient = Patient.objects.select_related("clinic").get(record_number=case.record.patient.reference)
    record = records_of([patient])[patient.pk]
    today = patient.today(at)
    assert record == case.on(today)
    found = assess(record, today, jurisdiction=patient.clinic.jurisdiction)
    verdicts = {finding.id: finding.adequacy for finding in found.trials}
    for trial in case.expected.get("trials", ()):
        assert verdicts[trial["id"]] == trial["adequacy"]
    ladder = case.expected.get("staging", {}).get("ladder", found.staging.ladder)
    assert found.staging.ladder == ladder
    row = CaseloadRow.objects.get(patient=patient)
    assert (row.stage, row.suppressed) == (ladder if _told(found) else None, found.staging.suppressed)


def _told(found: Assessment) -> bool:
    """On the lowest rung the caseload says "cannot tell yet" until a treatment has been judged."""
    judged = {(one.adequacy, one.outcome == "unknown") for one in found.trials}
    fair = ("adequate", False) in judged
    return found.staging.ladder != "0" or fair or "inadequate" in {adequacy for adequacy, _ in judged}


def test_demo_has_two_clinics_three_teams_and_every_role(at: datetime) -> None:
    assert (Clinic.objects.count(), CareTeam.objects.count()) == (2, 3)
    for clinic in Clinic.objects.all():
        held = set(ClinicMembership.objects.filter(clinic=clinic).values_list("role", flat=True))
        assert held == set(CLINIC_ROLES)


def test_demo_patients_cross_teams_and_one_emergency_waits_for_review(at: datetime) -> None:
    shared = [patient for patient in Patient.objects.all() if patient.assignments.count() > 1]
    assert len(shared) >= 3
    supervisor = User.objects.get(email="samuel.levy@demo.example")
    assert access.emergencies_to_review_for(supervisor).filter(reviewed_at=None).count() == 1
    assert 10 < access.patients_for(supervisor).count() < Patient.objects.count()


def test_every_sign_in_that_is_told_opens(at: datetime, loaded: Any) -> None:
    for person in loaded[1].sign_ins:
        assert User.objects.get(email=person.email).check_password("a demo password")


def test_names_are_invented_and_no_two_alike(at: datetime) -> None:
    names = list(Patient.objects.values_list("given_name", "family_name"))
    assert len(set(names)) == len(names) == len(CASES)
    assert AccessLog.objects.filter(look="refused").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("demo_allowed", "prepare", "told"),
    [
        pytest.param(False, lambda: None, "not loaded in production", id="production"),
        pytest.param(
            True,
            lambda: actions.found_clinic(
                name="Real", email="a@b.example", administrator="A", at=timezone.now()
            ),
            "needs an empty one",
            id="people are there",
        ),
    ],
)
def test_demo_is_refused(demo_allowed: bool, prepare: Callable[[], Any], told: str) -> None:
    prepare()
    with override_settings(DEMO=demo_allowed), pytest.raises(CommandError, match=told):
        call_command("load_demo")
