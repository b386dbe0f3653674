"""Starting, changing and stopping one treatment; amending an entry; marking one as an error."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients import actions, record, records
from patients.actions import AMENDABLE
from patients.forms.entries import HIDDEN, ORDER
from patients.labels import address_of, label_of
from patients.models import DoseStep, Measurement, Score, Trial, TrialNote
from patients.rows import KINDS
from tests.access.walking import BACKEND
from tests.pages.recording import fields_of


def url(patient, name, *more):
    return reverse(name, args=[patient.reference, *more])


def send(client, address, **typed):
    return client.post(address, fields_of(client.get(address)) | typed)


def test_trial_dose_changes_from_the_patient_page(clinician, patient, world):
    assert send(clinician, url(patient, "trial_dose", "T1"), **{"trial-T1-dose": "150"}).status_code == 303
    step = records.record_of(patient).trial("T1").doses[-1]
    assert (step.start, step.dose) == (world.today, 150.0)


def test_trial_dose_left_as_it_was_is_asked_for(clinician, patient):
    page = send(clinician, url(patient, "trial_dose", "T1")).content.decode()
    assert "The dose is 100 already" in page


def test_trial_in_sessions_has_no_dose_to_change(clinician, patient):
    send(clinician, url(patient, "trial_new"), **{"starts-0-treatment": "ECT"})
    assert clinician.get(url(patient, "trial_dose", "T2")).status_code == 404
    assert clinician.get(url(patient, "trial_stop", "T2")).status_code == 200


def test_patient_page_leads_to_the_small_forms(clinician, patient):
    page = clinician.get(url(patient, "patient")).content.decode()
    assert url(patient, "trial_dose", "T1") in page
    assert url(patient, "trial_stop", "T1") in page


def test_trial_stop_sent_twice_stops_once(clinician, patient, world):
    address = url(patient, "trial_stop", "T1")
    typed = fields_of(clinician.get(address)) | {"trial-T1-stop_reason": "lack_of_efficacy"}
    first, second = (clinician.post(address, typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    trial = records.record_of(patient).trial("T1")
    assert (trial.stop, trial.stop_reason) == (world.today, "lack_of_efficacy")


def test_trial_start_takes_a_brand(clinician, patient):
    typed = {"starts-0-treatment": "Wellbutrin XL", "starts-0-dose": "150"}
    assert send(clinician, url(patient, "trial_new"), **typed).status_code == 303
    assert records.record_of(patient).trial("T2").treatment == "bupropion"


def test_trial_dose_above_the_label_needs_a_reason(clinician, patient):
    address = url(patient, "trial_dose", "T1")
    asked = send(clinician, address, **{"trial-T1-dose": "250"})
    [field] = [name for name in fields_of(asked) if name.startswith("because:")]
    assert clinician.post(address, fields_of(asked) | {field: "Level too low at 200"}).status_code == 303
    assert TrialNote.objects.get(patient=patient).text.endswith("maximum of 200: Level too low at 200")


def test_trial_start_above_the_label_needs_a_reason(clinician, patient):
    address = url(patient, "trial_new")
    asked = send(clinician, address, **{"starts-0-treatment": "citalopram", "starts-0-dose": "60"})
    [field] = [name for name in fields_of(asked) if name.startswith("because:")]
    assert clinician.post(address, fields_of(asked)).status_code == 200
    assert clinician.post(address, fields_of(asked) | {field: "Brought from elsewhere"}).status_code == 303
    assert TrialNote.objects.get(patient=patient).trial.label == "T2"


@pytest.mark.parametrize("label", ["a/b", "..", "T 1", "x-y-version", "~2f", "é?#&"])
def test_trial_of_any_id_is_changed_and_stopped(clinician, world, label):
    patient = world.admit()
    trial = record.Trial(label, "sertraline", "antidepressant", world.today - timedelta(weeks=5))
    actions.start_trial(by=world["blue"], patient=patient, trial=trial, at=world.at)
    page = clinician.get(url(patient, "patient")).content.decode()
    before = (world.today - timedelta(weeks=1)).isoformat()
    for name, typed in (
        ("trial_dose", {"dose": "50", "dose_from": before}),
        ("trial_stop", {"stop_reason": "intolerance"}),
    ):
        address = url(patient, name, label)
        assert f'href="{address}"' in page
        prefix = f"trial-{address_of(label)}"
        assert send(clinician, address, **{f"{prefix}-{n}": v for n, v in typed.items()}).status_code == 303
    assert records.record_of(patient).trial(label).stop == world.today
    assert clinician.get(url(patient, "trial", label)).status_code == 200


@pytest.mark.parametrize("label", ["T1", "a/b", "..", "~2f", "é", "a-b", " ", "x" * 200])
def test_label_in_an_address_comes_back(label):
    assert label_of(address_of(label)) == label
    assert re.fullmatch(r"[A-Za-z0-9_~]+", address_of(label))


@pytest.mark.parametrize("address", ["a.b", "~g0", "~2", "~ff", "é", ""])
def test_address_that_no_label_has_is_refused(address):
    with pytest.raises(ValueError, match=rf"^{re.escape(address)}$|utf-8"):
        label_of(address)


@pytest.fixture
def score(patient):
    return Score.objects.get(patient=patient)


def test_entry_is_amended_with_its_reason(clinician, patient, score):
    address = url(patient, "entry_amend", "score", score.reference)
    assert send(clinician, address, total="23", reason="Typing error").status_code == 303
    score.refresh_from_db()
    assert (score.total, score.amended_reason, score.version) == (23, "Typing error", 2)
    assert "Typing error" in clinician.get(url(patient, "chart_entries")).content.decode()


def test_chart_says_of_an_amended_entry_who_changed_it_when_and_what_it_said_before(
    clinician, patient, score, world
):
    for by, total, version, why in (("blue", 22, 1, "Typing error"), ("both", 21, 2, "Item 3 rated again")):
        actions.amend(by=world[by], patient=patient, row=score, version=version, changes={"total": total},
                      reason=why, at=world.at)  # fmt: skip
    address = url(patient, "entry_error", "trial", Trial.objects.get(patient=patient).reference)
    assert send(clinician, address, reason="Of another patient").status_code == 303
    page = re.sub(r"<[^>]+>", "", clinician.get(url(patient, "chart_entries")).content.decode())
    assert "Both: total 21 (was 22). Reason: Item 3 rated again" in page
    assert "Blue: total 22 (was 24). Reason: Typing error" in page
    assert "Blue: marked as entered in error. Reason: Of another patient" in page


def test_reader_is_led_to_what_entries_said_before(world, patient):
    client = Client()
    client.force_login(world["supervisor"], backend=BACKEND)
    address = url(patient, "chart_entries")
    assert f'href="{address}"' in client.get(url(patient, "patient")).content.decode()
    assert client.get(address).status_code == 200


def test_entries_cost_the_same_queries_however_many_are_amended(clinician, patient, score, world):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            clinician.get(url(patient, "chart_entries"))
        return len(asked)

    def amend(row, version, total):
        actions.amend(by=world["blue"], patient=patient, row=row, version=version, changes={"total": total},
                      reason="again", at=world.at)  # fmt: skip

    amend(score, 1, 22)
    few = cost()
    visit = actions.Visit(world.today, scores=(record.Score(world.today, "hamd17", 9, rater="clinician"),))
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    amend(Score.objects.get(total=9), 1, 8)
    for version in range(2, 8):
        amend(score, version, version)
    assert cost() == few


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"total": "23", "reason": ""}, "Say it in a few words"),
        ({"total": "99", "reason": "x"}, "99 is not possible here: a whole number from 0 to 52"),
        ({"reason": "x"}, "Nothing is changed yet"),
    ],
)
def test_entry_amendment_is_refused(clinician, patient, score, typed, sentence):
    page = send(clinician, url(patient, "entry_amend", "score", score.reference), **typed).content.decode()
    assert sentence in page
    score.refresh_from_db()
    assert (score.total, score.version) == (24, 1)


def test_entry_amended_meanwhile_shows_both_versions_and_lets_choose(clinician, patient, score, world):
    address = url(patient, "entry_amend", "score", score.reference)
    typed = fields_of(clinician.get(address)) | {"total": "23", "reason": "mine"}
    actions.amend(by=world["both"], patient=patient, row=score, version=1, changes={"total": 22},
                  reason="theirs", at=world.at)  # fmt: skip
    answer = clinician.post(address, typed)
    page = answer.content.decode()
    assert "Both versions" in page
    assert "<td>22</td><td>23</td>" in page
    assert clinician.post(address, fields_of(answer)).status_code == 303
    score.refresh_from_db()
    assert (score.total, score.version) == (23, 3)


def amending(client, row):
    kind = type(row).__name__.lower()
    return url(row.patient, "entry_amend", kind, row.reference)


def test_amending_a_rating_by_items_names_them_and_totals_them_anew(clinician, patient, world):
    row = Score.objects.create(
        patient=patient, clinic=patient.clinic, created_at=world.at, created_by=world["blue"],
        date=world.today, instrument="phq9", items=[1] * 9, total=9, rater="self",
    )  # fmt: skip
    address = amending(clinician, row)
    assert "1. " in clinician.get(address).content.decode()
    assert send(clinician, address, item_2="3", reason="Misread").status_code == 303
    row.refresh_from_db()
    assert (row.items, row.total) == ([1, 3, 1, 1, 1, 1, 1, 1, 1], 11)


def test_amending_a_dose_says_its_unit_before_and_after(clinician, patient):
    row = DoseStep.objects.get(patient=patient)
    address = amending(clinician, row)
    page = clinician.get(address).content.decode()
    assert "Dose (mg/day)" in page
    assert "T1 sertraline, 100 mg/day" in page
    clinician.post(address, fields_of(clinician.get(address)) | {"dose": "150", "reason": "Misheard"})
    told = clinician.get(url(patient, "chart_entries")).content.decode()
    assert "Dose (mg/day): 150 mg/day, was 100 mg/day" in told


OF_A_MEDICINE = {"treatment", "role", "start", "stop", "stop_reason"}


@pytest.mark.parametrize(
    ("treatment", "role", "more"),
    [
        ("lithium", "augmentation", set()),
        ("ect", "neuromodulation", {"session_count", "electrode_placement"}),
        ("rtms", "neuromodulation", {"session_count"}),
    ],
)
def test_amending_a_trial_offers_only_what_belongs_to_it(clinician, world, treatment, role, more):
    patient = world.admit()
    trial = record.Trial("T1", treatment, role, world.today - timedelta(weeks=5))
    row = actions.start_trial(by=world["blue"], patient=patient, trial=trial, at=world.at)
    offered = set(fields_of(clinician.get(amending(clinician, row)))) & (
        OF_A_MEDICINE | {"session_count", "electrode_placement", "sessions_known"}
    )
    assert offered == OF_A_MEDICINE | more


@pytest.mark.parametrize(
    ("fact", "kind", "words", "raw"),
    [
        (record.Check("THY", "ruled_out", date(2026, 3, 1), "Dr A"), "check", "thyroid disease", ">THY<"),
        (record.Score(date(2026, 3, 1), "hamd17", total=20), "score", ">HAM-D17<", ">hamd17<"),
        (record.Condition("family_history_bipolar", "present", date(2026, 3, 1)), "condition",
         "family history bipolar", ">family_history_bipolar<"),
    ],
    ids=["check", "score", "condition"],
)  # fmt: skip
def test_amending_shows_names_not_codes(clinician, world, fact, kind, words, raw):
    patient = world.admit()
    visit = actions.Visit(date(2026, 3, 1), **{f"{kind}s": (fact,)})
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    row = KINDS[kind].objects.get(patient=patient)
    for address in (amending(clinician, row), url(patient, "chart_entries")):
        page = clinician.get(address).content.decode()
        assert words.strip("<>").lower() in page.lower()
        assert raw not in page


def test_amending_a_measurement_takes_another_known_unit(clinician, world):
    patient = world.admit()
    visit = actions.Visit(world.today, measurements=(record.Measurement(world.today, "weight", 80.0, "kg"),))
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    row = Measurement.objects.get(patient=patient)
    address = amending(clinician, row)
    refused = send(clinician, address, value="81", unit="stone", reason="x").content.decode()
    assert "Give one of" in refused
    assert send(clinician, address, value="81000", unit="g", reason="x").status_code == 303
    row.refresh_from_db()
    assert (row.value, row.unit) == (81.0, "kg")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_amendable_column_has_a_place_in_the_form(kind):
    amendable = AMENDABLE.get(KINDS[kind], frozenset()) - HIDDEN
    assert amendable <= set(ORDER)


def test_trial_entered_in_error_no_longer_counts(clinician, patient):
    trial = Trial.objects.get(patient=patient)
    address = url(patient, "entry_error", "trial", trial.reference)
    assert "no longer counts either" in clinician.get(address).content.decode()
    assert send(clinician, address, reason="Other patient").status_code == 303
    assert records.record_of(patient).trials == ()


def test_entry_of_another_patient_is_not_found(clinician, patient, score, world):
    other = world.admit()
    for name in ("entry_amend", "entry_error"):
        assert clinician.get(url(other, name, "score", score.reference)).status_code == 404


def test_reader_sees_the_entries_but_cannot_put_them_right(client, patient, world, score):
    client.force_login(world["supervisor"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(url(patient, "chart_entries"))
    assert page.status_code == 200
    assert "Amend" not in page.content.decode()
    assert client.get(url(patient, "entry_amend", "score", score.reference)).status_code == 403


def test_details_are_put_right(clinician, patient):
    send(clinician, url(patient, "patient_details"), family_name="Abara-Eze")
    patient.refresh_from_db()
    assert (patient.family_name, patient.version) == ("Abara-Eze", 2)
