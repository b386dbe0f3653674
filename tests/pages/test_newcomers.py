"""A new patient: typed, with past trials whose dates are as they were told; or from a record file."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from patients import record_file, records
from patients.forms.told_dates import read_day, read_stop
from patients.models import Draft, Patient, TrialNote
from tests.pages.recording import fields_of
from trdsite.kept_forms import token_for

NEW = reverse("patient_new")
IMPORT = reverse("record_import")
PERSON = {"person-record_number": "N-1", "person-birth_date": "1975-03-02", "person-sex": "female",
          "person-family_name": "O'Brien", "person-onset": "2026-01-10"}  # fmt: skip
FIVE_TRIALS = [
    ("fluoxetine", "20", "2012", "1 year", "lack_of_efficacy"),
    ("Zoloft", "100", "spring 2014", "8 weeks", "lack_of_efficacy"),
    ("venlafaxine", "150", "2016-02", "2016-09", "intolerance"),
    ("mirtazapine", "30", "March 2018", "about 6 weeks", "nonadherence"),
    ("bupropion", "300", "2020-05-04", "2020-08-01", "lack_of_efficacy"),
    ("escitalopram", "20", "2025-11-03", "", ""),
]


def past(rows=FIVE_TRIALS):
    columns = ("treatment", "dose", "start", "stop", "stop_reason")
    return {
        f"past-{line}-{column}": value
        for line, row in enumerate(rows)
        for column, value in zip(columns, row, strict=True)
    }


@pytest.mark.parametrize(
    ("words", "day", "exact"),
    [
        ("2019-04-15", date(2019, 4, 15), True),
        ("about 2019-04-15", date(2019, 4, 15), False),
        ("2019-04", date(2019, 4, 15), False),
        ("April 2019", date(2019, 4, 15), False),
        ("spring 2019", date(2019, 4, 15), False),
        ("late 2019", date(2019, 11, 1), False),
        ("2019", date(2019, 7, 1), False),
    ],
)
def test_told_date_is_never_made_exact_in_silence(words, day, exact):
    told = read_day(words)
    assert (told.day, told.exact, told.words) == (day, exact, words)


@pytest.mark.parametrize("words", ["", "03/04/2019", "2019-13", "2019-02-30", "soon", "springtime", "19"])
def test_told_date_that_names_no_day_is_refused(words):
    assert read_day(words) is None


def test_told_stop_may_be_how_long_it_lasted():
    assert read_stop("about 8 weeks", date(2019, 4, 15)).day == date(2019, 6, 10)


def test_newcomer_with_six_past_trials_is_asked_once_about_told_dates(clinician, world):
    typed = fields_of(clinician.get(NEW)) | PERSON | past()
    asked = clinician.post(NEW, typed)
    assert "“spring 2014” is taken as about 15 April 2014" in asked.content.decode()
    assert not Patient.objects.filter(record_number="N-1").exists()
    assert clinician.post(NEW, fields_of(asked)).status_code == 303
    patient = Patient.objects.get(record_number="N-1")
    trials = records.record_of(patient).trials
    assert [trial.treatment for trial in trials] == [
        "fluoxetine", "sertraline", "venlafaxine", "mirtazapine", "bupropion", "escitalopram"]  # fmt: skip
    assert trials[-1].running
    assert records.record_of(patient).current_episode.onset == date(2026, 1, 10)
    notes = dict(TrialNote.objects.filter(patient=patient).values_list("trial__treatment", "text"))
    assert set(notes) == {"fluoxetine", "sertraline", "venlafaxine", "mirtazapine"}
    assert "“spring 2014”" in notes["sertraline"]


def test_newcomer_sent_twice_is_one_patient(clinician):
    typed = fields_of(clinician.get(NEW)) | PERSON
    first, second = (clinician.post(NEW, typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Patient.objects.filter(record_number="N-1").count() == 1


FAULTS = {
    "no record number": ({"person-record_number": ""}, "is needed"),
    "birth date in the future": ({"person-birth_date": "2190-01-01"}, "is in the future"),
    "birth date before 1900": ({"person-birth_date": "1899-12-31"}, "too early"),
    "unseen character in the name": ({"person-family_name": "Ab\u202eara"}, "cannot be seen"),
    "ambiguous past date": (past([("fluoxetine", "20", "03/04/2019", "", "")]), "Say when it was started"),
    "past trial before birth": (past([("fluoxetine", "20", "1970", "1 year", "other")]), "is before birth"),
    "stop before start": (past([("fluoxetine", "20", "2019-05-01", "2019-04-01", "other")]), "not between"),
    "stop without reason": (past([("fluoxetine", "20", "2019", "8 weeks", "")]), "Say why it was stopped"),
    "misspelt treatment": (past([("fluoxetin", "20", "2019", "8 weeks", "other")]), "more than one"),
    "same treatment twice at once": (
        past([("fluoxetine", "20", "2019-01-01", "2019-06-01", "other"),
              ("prozac", "40", "2019-03-01", "2019-09-01", "other")]), "T1 began 2019-01-01"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), FAULTS.values(), ids=FAULTS)
def test_newcomer_is_refused_and_everything_kept(clinician, typed, sentence):
    answer = clinician.post(NEW, fields_of(clinician.get(NEW)) | PERSON | typed)
    assert sentence in answer.content.decode()
    kept = fields_of(answer)
    assert all(kept[name] == [value] for name, value in (PERSON | typed).items())
    assert not Patient.objects.filter(record_number="N-1").exists()


def test_newcomer_needs_a_team_of_ones_own(client, world):
    client.force_login(world["supervisor"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(NEW).status_code == 403


RECORD = {
    "format": "trd-record/1",
    "patient": {"reference": "F-1", "birth_date": "1980-01-01", "sex": "male"},
    "trials": [{"id": "T1", "treatment": "sertraline", "role": "antidepressant", "start": "2026-01-05"}],
}


def sent(client, *written):
    text = "\n".join(json.dumps(record) for record in written)
    team = fields_of(client.get(IMPORT))["team_reference"]
    file = SimpleUploadedFile("record.jsonl", text.encode())
    return client.post(IMPORT, {"file": file, "team_reference": team[0]})


def test_record_file_comes_in_and_goes_out_the_same(clinician):
    assert sent(clinician, RECORD).status_code == 303
    patient = Patient.objects.get(record_number="F-1")
    exported = clinician.get(reverse("record_export", args=[patient.reference]))
    assert exported["Content-Disposition"] == 'attachment; filename="record.json"'
    assert record_file.parse(exported.content.decode()) == record_file.parse(json.dumps(RECORD))


def test_record_file_with_faults_says_them_all_and_stores_nothing(clinician):
    bad = {**RECORD, "patient": {**RECORD["patient"], "reference": "F-2", "sex": "m"},
           "scores": [{"date": "2026-01-05", "instrument": "hamd17", "total": 99}]}  # fmt: skip
    page = sent(clinician, RECORD, bad).content.decode()
    assert "patient.sex" in page
    assert "scores[0].total" in page
    assert "line 2" in page
    assert not Patient.objects.filter(record_number__in=["F-1", "F-2"]).exists()


def test_record_file_of_a_number_in_use_stores_nothing_of_the_file(clinician):
    other = {**RECORD, "patient": {**RECORD["patient"], "reference": "F-2"}}
    sent(clinician, RECORD)
    page = sent(clinician, other, RECORD).content.decode()
    assert "a record number not yet in use" in page
    assert not Patient.objects.filter(record_number="F-2").exists()


# Perhaps known already


def named(patient, **typed):
    """The same person typed anew, under another number."""
    said = {"person-given_name": patient.given_name, "person-family_name": patient.family_name,
            "person-birth_date": patient.birth_date.isoformat(), "person-record_number": "N-2"}  # fmt: skip
    return PERSON | said | typed


def test_newcomer_like_a_known_patient_is_asked_about_once_and_then_taken(clinician, world):
    known = world.admit(given_name="Zoë", family_name="O’Brien-Ruiz")
    asked = clinician.post(
        NEW, fields_of(clinician.get(NEW)) | named(known, **{"person-family_name": "OBRIEN Ruiz"})
    )
    page = asked.content.decode()
    assert f"record number {known.record_number}. Is this really another person?" in page
    assert reverse("patient", args=[known.reference]) in page
    assert not Patient.objects.filter(record_number="N-2").exists()
    assert clinician.post(NEW, fields_of(asked)).status_code == 303
    assert Patient.objects.filter(record_number="N-2").exists()


@pytest.mark.parametrize(
    ("typed", "alike"),
    [
        ({}, True),
        ({"person-given_name": "", "person-family_name": "Zoe Abara"}, True),
        ({"person-given_name": ""}, True),
        ({"person-given_name": "Mia"}, False),
        ({"person-given_name": "", "person-family_name": ""}, False),
        ({"person-birth_date": "1980-05-18"}, False),
    ],
    ids=["same", "other order", "one part only", "other given name", "no name", "other birth date"],
)
def test_newcomer_is_compared_by_name_and_birth_date(clinician, world, typed, alike):
    known = world.admit(given_name="Zoë")
    answer = clinician.post(NEW, fields_of(clinician.get(NEW)) | named(known, **typed))
    assert (b"really another person" in answer.content) is alike
    assert (answer.status_code == 303) is not alike


def test_newcomer_like_a_patient_of_another_team_tells_nothing_of_them(clinician, world):
    hidden = world.admit("Green", given_name="Zoë")
    answer = clinician.post(NEW, fields_of(clinician.get(NEW)) | named(hidden))
    assert answer.status_code == 303


# Drafts


def test_draft_of_a_new_patient_is_offered_on_return_and_gone_when_saved(clinician):
    typed = fields_of(clinician.get(NEW)) | PERSON | {"past-0-treatment": "prozac"}
    assert b"Draft kept" in clinician.post(reverse("patient_new_draft"), typed).content
    assert b"an unsaved new patient" in clinician.get(NEW).content
    again = clinician.get(NEW + "?draft=1")
    assert fields_of(again)["past-0-treatment"] == ["prozac"]
    assert fields_of(again)["person-family_name"] == ["O'Brien"]
    assert b"put right" not in again.content
    assert clinician.post(NEW, fields_of(again) | {"past-0-treatment": ""}).status_code == 303
    assert not Draft.objects.exists()
    assert b"already, or too long" in clinician.post(reverse("patient_new_draft"), typed).content
    assert not Draft.objects.exists()


def test_draft_of_a_new_patient_is_its_author_s_alone(clinician, client, world):
    clinician.post(reverse("patient_new_draft"), fields_of(clinician.get(NEW)) | PERSON)
    client.force_login(world["both"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert b"O&#x27;Brien" not in client.get(NEW + "?draft=1").content


def test_draft_of_a_new_patient_is_let_go_on_wish(clinician):
    clinician.post(reverse("patient_new_draft"), fields_of(clinician.get(NEW)) | PERSON)
    assert clinician.post(reverse("patient_new_discard"))["Location"] == NEW
    assert not Draft.objects.exists()


def test_new_patient_posted_after_the_session_ended_is_kept_for_its_author(clinician):
    typed = fields_of(clinician.get(NEW)) | PERSON
    assert "/login/" in Client().post(NEW, typed)["Location"]
    assert fields_of(clinician.get(NEW + "?draft=1"))["person-family_name"] == ["O'Brien"]


def test_new_patient_with_an_old_token_is_kept_and_said_so(clinician, world):
    typed = fields_of(clinician.get(NEW)) | PERSON
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world["blue"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post(NEW, typed)
    assert answer.status_code == 403
    assert b"kept" in answer.content
    assert fields_of(clinician.get(NEW + "?draft=1"))["person-record_number"] == ["N-1"]


@pytest.mark.parametrize(("who", "kept"), [("supervisor", 0), ("blue", 1)])
def test_new_patient_typed_by_someone_without_a_team_is_not_kept(world, who, kept):
    mark = token_for(world[who])
    Client().post(NEW, PERSON | {"typed_by": mark})
    assert Draft.objects.count() == kept


def test_details_posted_after_the_session_ended_are_offered_and_gone_when_saved(clinician, patient):
    address = reverse("patient_details", args=[patient.reference])
    typed = fields_of(clinician.get(address)) | {"given_name": "Quilla"}
    Client().post(address, typed)
    assert b"unsaved details" in clinician.get(address).content
    again = clinician.get(address + "?draft=1")
    assert fields_of(again)["given_name"] == ["Quilla"]
    assert clinician.post(address, fields_of(again)).status_code == 303
    assert not Draft.objects.exists()


def test_details_draft_is_let_go_on_wish(clinician, patient):
    address = reverse("patient_details", args=[patient.reference])
    Client().post(address, fields_of(clinician.get(address)) | {"given_name": "Quilla"})
    clinician.post(reverse("patient_details_discard", args=[patient.reference]))
    assert b"unsaved details" not in clinician.get(address).content


def test_fault_in_a_past_trial_is_told_with_its_line(clinician):
    rows = [("fluoxetine", "20", "2012", "1 year", "other"), ("sertraline", "100", "soon", "", "")]
    page = clinician.post(NEW, fields_of(clinician.get(NEW)) | PERSON | past(rows)).content.decode()
    assert "Line 2, Started: Say when it was started" in page


def test_product_of_two_medicines_is_asked_about_and_named(clinician):
    rows = [("Symbyax", "6", "2019", "8 weeks", "other"), ("Deanxit", "20", "2020", "8 weeks", "other")]
    page = clinician.post(NEW, fields_of(clinician.get(NEW)) | PERSON | past(rows)).content.decode()
    assert "“Symbyax” holds fluoxetine and olanzapine, each a line of its own. Choose below." in page
    assert "“Deanxit” holds melitracen and more. Choose below." in page


def test_past_dose_above_the_label_is_kept_with_its_reason(clinician):
    rows = [("citalopram", "80", "2009-01-05", "2009-04-05", "other")]
    asked = clinician.post(NEW, fields_of(clinician.get(NEW)) | PERSON | past(rows))
    [field] = [name for name in fields_of(asked) if name.startswith("because:")]
    assert clinician.post(NEW, fields_of(asked) | {field: "Before the warning of 2011"}).status_code == 303
    note = TrialNote.objects.get(patient__record_number="N-1")
    assert note.text.endswith("Before the warning of 2011")
    assert not note.dates_approximate


def test_first_fault_of_a_new_patient_has_the_focus(clinician):
    answer = clinician.post(NEW, fields_of(clinician.get(NEW)) | PERSON | {"person-birth_date": "1890-01-01"})
    focused = re.findall(r'name="([^"]+)"[^>]*autofocus', answer.content.decode())
    assert focused == ["person-birth_date"]
