"""What hangs on one patient is not there under another's address, nor by any other spelling of it."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from patients import actions
from patients.models import AccessLog, Draft, Patient, Score, Trial, Visit
from patients.record import Score as RatedScore
from patients.rows import KINDS
from tests.access.walking import Place
from tests.pages.recording import fields_of
from tests.world import sertraline

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(place: Place) -> Patient:
    """A second patient of the same clinician, without any treatment or score."""
    place.sign_in("owner")
    return place.world.admit("Blue", family_name="Mine")


@pytest.fixture
def theirs(place: Place) -> Patient:
    """A patient of another team, with a score and two treatments."""
    world = place.world
    patient = world.admit("Green", family_name="Theirs")
    visit = actions.Visit(
        world.today,
        scores=(RatedScore(world.today, "hamd17", 20, rater="clinician"),),
        started=(sertraline(world.today),),
    )
    actions.log_visit(by=world["green"], patient=patient, visit=visit, at=world.at)
    return patient


@pytest.mark.parametrize("name", ["trial", "trial_dose", "trial_stop"])
def test_b2_treatment_of_another_patient_is_not_under_ones_own(
    place: Place, mine: Patient, name: str
) -> None:
    """Labels are counted in each chart: T1 exists in the other chart and not in this one."""
    for method in ("GET", "POST"):
        answer = place.ask("owner", method, reverse(name, args=[mine.reference, "T1"]))
        assert answer.status_code in (404, 405), (method, answer.status_code)


@pytest.mark.parametrize("name", ["entry_amend", "entry_error"])
@pytest.mark.parametrize("model", [Score, Visit, Trial])
@pytest.mark.parametrize("whose", ["own other patient", "another team's patient"])
def test_b2_entry_of_another_patient_is_not_under_ones_own(
    place: Place, mine: Patient, theirs: Patient, name: str, model: Any, whose: str
) -> None:
    owner = place.patient if whose.startswith("own") else theirs
    row = model.objects.filter(patient=owner).first()
    kind = model.__name__.lower()
    before = model.objects.filter(pk=row.pk).values().get()
    for method in ("GET", "POST"):
        url = reverse(name, args=[mine.reference, kind, row.reference])
        assert place.ask("owner", method, url).status_code == 404
    assert model.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("name", ["signed", "decision"])
def test_b2_what_was_judged_of_another_patient_is_not_under_ones_own(
    place: Place, mine: Patient, name: str
) -> None:
    """The other chart is one's own, too: only the pair in the address is wrong."""
    assert place.ask("owner", "GET", place.url(name)).status_code == 200
    assert place.ask("owner", "GET", place.url(name, reference=mine.reference)).status_code == 404


def test_b2_entry_of_another_kind_is_not_there(place: Place, mine: Patient) -> None:
    for kind in [*KINDS, "patient", "user", "accesslog", "scoreevent"]:
        url = reverse("entry_amend", args=[place.patient.reference, kind, mine.reference])
        assert place.ask("owner", "GET", url).status_code == 404, kind


PARENTLESS = (
    "/patients/",
    "/patients//trials/T1",
    "/patients/trials/T1",
    "/trials/T1",
    "/entries/score/{score}/amend",
    "/patients/entries/score/{score}/amend",
    "/visits/new",
)


def test_b3_nothing_is_reached_without_its_patient(place: Place, mine: Patient) -> None:
    for path in PARENTLESS:
        asked = path.format(score=place.score.reference)
        assert place.ask("owner", "GET", asked).status_code == 404, path


MISSPELT = (
    "{pk}", "-1", "0", "9223372036854775808", "1%20OR%201=1", "{reference}%00", "{reference}/", "{upper}",
    "{hex}", "%7B{reference}%7D", "..%2F{reference}", "{reference}%27--", "null", "undefined", "*",
)  # fmt: skip


def test_b12_only_the_reference_itself_names_a_patient(place: Place, mine: Patient) -> None:
    reference = str(place.patient.reference)
    forms = {"reference": reference, "upper": reference.upper(), "hex": reference.replace("-", "")}
    for spelt in MISSPELT:
        path = spelt.format(pk=place.patient.pk, **forms)
        assert place.ask("owner", "GET", f"/patients/{path}").status_code == 404, spelt


def test_b12_references_are_random() -> None:
    version = Patient._meta.get_field("reference").default().version
    assert version == uuid.uuid4().version


def test_b1_refused_chart_is_noted_and_looks_like_no_chart(place: Place) -> None:
    place.sign_in("other_team")
    hidden = place.client
    hidden.cookies["session"] = place.sessions["other_team"]
    refused = hidden.get(place.url("patient"))
    missing = hidden.get(reverse("patient", args=[uuid.uuid4()]))
    assert (refused.status_code, refused.content) == (404, missing.content)
    looks = AccessLog.objects.filter(look="refused").order_by("pk")
    assert [look.patient for look in looks] == [place.patient, None]
    assert {look.user for look in looks} == {place.world["green"]}


def test_b4_patient_named_in_the_body_has_no_authority(place: Place, theirs: Patient) -> None:
    """The address alone says whose chart is written; a second patient in the body changes nothing."""
    place.sign_in("owner")
    place.client.cookies["session"] = place.sessions["owner"]
    before = [visit.pk for visit in Visit.objects.filter(patient=theirs)]
    form: Any = place.client.get(place.url("visit_new"))
    body = {"patient": theirs.pk, "patient_id": theirs.pk, "reference": str(theirs.reference)}
    typed = fields_of(form) | body | {"visit-note": "x"}
    assert place.client.post(place.url("visit_draft"), typed).status_code == 200
    assert [draft.patient for draft in Draft.objects.all()] == [place.patient]
    assert place.client.post(place.url("visit_new"), typed).status_code == 303
    assert Visit.objects.get(note="x").patient == place.patient
    assert [visit.pk for visit in Visit.objects.filter(patient=theirs)] == before
