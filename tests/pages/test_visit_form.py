"""The visit form as a plain form: what it opens with, what it stores, what it refuses and keeps."""

from datetime import timedelta

import pytest
from django.urls import reverse

from patients import actions, records
from patients.models import Medicine as MedicineRow
from patients.models import SafetyAssessment, TrialNote, Visit
from patients.record import Medicine
from tests.pages.recording import HAMD_ITEMS, fields_of, items


def url(patient, name="visit_new", *more):
    return reverse(name, args=[patient.reference, *more])


def send(client, patient, **changes):
    """Open the form, type these changes, save."""
    typed = fields_of(client.get(url(patient))) | changes
    return client.post(url(patient), typed)


def recorded(patient):
    return records.record_of(patient)


def test_visit_form_opens_with_the_running_dose(clinician, patient):
    answer = clinician.get(url(patient))
    typed = fields_of(answer)
    assert typed["trial-T1-dose"] == ["100"]
    assert typed["instrument"][0] == "hamd17"


def test_visit_form_stores_a_follow_up_whole(clinician, patient, world):
    answer = send(
        clinician, patient, **items(),
        **{"trial-T1-dose": "150", "trial-T1-adherence": "95", "trial-T1-method": "self_report",
           "trial-T1-effect_1": "nausea", "trial-T1-severity_1": "mild", "visit-note": "Sleeps better."},
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (303, url(patient, "patient"))
    trial = recorded(patient).trial("T1")
    assert [step.dose for step in trial.doses] == [100.0, 150.0]
    assert trial.adherence[0].percent == 95
    assert trial.side_effects[0].effect == "nausea"
    score = recorded(patient).scores[-1]
    assert (score.date, score.total, score.items) == (world.today, sum(HAMD_ITEMS), HAMD_ITEMS)
    assert Visit.objects.get(patient=patient, date=world.today).note == "Sleeps better."


def test_visit_form_left_as_it_opens_asks_once_and_then_stores_nothing_but_the_visit(clinician, patient):
    before = recorded(patient)
    asked = send(clinician, patient)
    assert "Nothing is entered but the date" in asked.content.decode()
    answer = clinician.post(url(patient), fields_of(asked))
    assert answer.status_code == 303
    assert recorded(patient) == before


def test_visit_form_sent_twice_is_one_visit(clinician, patient):
    typed = fields_of(clinician.get(url(patient))) | items() | {"trial-T1-dose": "150"}
    first, second = (clinician.post(url(patient), typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert Visit.objects.filter(patient=patient).count() == 2  # with the one that set the scene


def test_visit_form_with_an_unrated_item_stores_no_total(clinician, patient):
    answers = (*HAMD_ITEMS[:4], None, *HAMD_ITEMS[5:])
    send(clinician, patient, **items(answers))
    score = recorded(patient).scores[-1]
    assert (score.total, score.items) == (None, answers)


FAULTS = {
    "item above its range": ({"score-hamd17-item_4": "3"}, "3 is not possible here: 0 to 2"),
    "total that contradicts the items": (items() | {"score-hamd17-total": "20"}, "The items give 12, not 20"),
    "total above the scale": ({"score-hamd17-total": "53"}, "53 is not possible here"),
    "half a point": ({"score-hamd17-total": "7.5"}, "7.5 is not a whole number"),
    "decimal comma": ({"trial-T1-dose": "1,5"}, "Use a decimal point: 1.5 instead of 1,5"),
    "not a number": ({"trial-T1-dose": "NaN"}, "“NaN” is not a number"),
    "negative dose": ({"trial-T1-dose": "-50"}, "-50 is not possible here"),
    "5,000 digits": ({"score-hamd17-total": "9" * 5000}, "is not a number"),
    "future visit": ({"visit-date": "2199-01-01"}, "1 January 2199 is in the future"),
    "visit before birth": ({"visit-date": "1970-01-01"}, "1 January 1970 is too early"),
    "ambiguous date": ({"visit-date": "03/04/2025"}, "year-month-day"),
    "29 February of no leap year": ({"visit-date": "2023-02-29"}, "year-month-day"),
    "adherence above 100": (
        {"trial-T1-adherence": "120", "trial-T1-method": "pill_count"}, "more than all doses"),
    "adherence without method": ({"trial-T1-adherence": "90"}, "Say how it is known"),
    "severity without effect": ({"trial-T1-severity_1": "mild"}, "Choose the side effect"),
    "stop without reason": ({"trial-T1-stop": "TODAY"}, "Say why it was stopped"),
    "unknown treatment": ({"starts-0-treatment": "snake oil"}, "No treatment is called “snake oil”"),
    "misspelt treatment": ({"starts-0-treatment": "sertralin"}, "may mean more than one treatment"),
    "the same treatment again": ({"starts-0-treatment": "Zoloft"}, "and still runs"),
    "unit of another test": (
        {"measurements-0-test": "sodium", "measurements-0-value": "140", "measurements-0-unit": "kg"},
        "Give the unit: mmol/L"),
    "condition without status": ({"conditions-0-code": "hypomania"}, "Say whether it is present"),
    "NUL in the note": ({"visit-note": "a\x00b"}, "Null characters"),
    "unreadable note": ({"visit-note": "caf\ufffd"}, "did not arrive readable"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), FAULTS.values(), ids=FAULTS)
def test_visit_form_refuses_and_keeps_everything(clinician, patient, world, typed, sentence):
    typed = {name: world.today.isoformat() if value == "TODAY" else value for name, value in typed.items()}
    before = recorded(patient)
    answer = send(clinician, patient, **{"visit-note": "kept"} | typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "autofocus" in page
    kept = fields_of(answer)
    for name, value in ({"visit-note": "kept"} | typed).items():
        assert kept[name] == [value]
    assert recorded(patient) == before
    assert not Visit.objects.filter(patient=patient, date=world.today).exists()


def test_visit_form_reads_digits_of_other_scripts(clinician, patient):
    send(clinician, patient, **{"score-hamd17-total": "١٤"})
    assert recorded(patient).scores[-1].total == 14


def test_visit_form_stops_a_treatment_with_its_reason(clinician, patient, world):
    send(clinician, patient, **{"trial-T1-stop_reason": "intolerance"})
    trial = recorded(patient).trial("T1")
    assert (trial.stop, trial.stop_reason) == (world.today, "intolerance")


def test_visit_form_starts_a_treatment_by_brand(clinician, patient, world):
    send(clinician, patient, **{"starts-0-treatment": "Remeron", "starts-0-dose": "15"})
    trial = recorded(patient).trial("T2")
    assert (trial.treatment, trial.start, trial.doses[0].dose) == ("mirtazapine", world.today, 15.0)


def test_visit_form_asks_which_treatment_and_takes_the_choice(clinician, patient):
    asked = send(clinician, patient, **{"starts-0-treatment": "mirtazapin"})
    assert 'value="mirtazapine"' in asked.content.decode()
    clinician.post(url(patient), fields_of(asked) | {"starts-0-chosen": "mirtazapine"})
    assert recorded(patient).trial("T2").treatment == "mirtazapine"


UNLIKELY = {
    "ten times the dose": {"trial-T1-dose": "1000"},
    "above the highest dose": {"trial-T1-dose": "300"},
    "a jump of twenty points": {"score-hamd17-total": "2"},
}


@pytest.mark.parametrize("typed", UNLIKELY.values(), ids=UNLIKELY)
def test_visit_form_asks_really_once(clinician, patient, world, typed):
    asked = send(clinician, patient, **typed)
    assert "Really?" in asked.content.decode()
    assert not Visit.objects.filter(patient=patient, date=world.today).exists()
    assert clinician.post(url(patient), confirmed(asked)).status_code == 303


def confirmed(asked, because="Rapid metaboliser"):
    """The page sent back with "yes", and with the reason wherever one is asked for."""
    typed = fields_of(asked)
    return typed | {name: because for name in typed if name.startswith("because:")}


def test_dose_above_the_label_needs_a_reason_that_is_kept_and_shown(clinician, patient, world):
    asked = send(clinician, patient, **{"trial-T1-dose": "300"})
    assert "above the maximum of the label (200)" in asked.content.decode()
    again = clinician.post(url(patient), fields_of(asked))
    assert "Say why, in a few words" in again.content.decode()
    assert clinician.post(url(patient), confirmed(again)).status_code == 303
    note = TrialNote.objects.get(patient=patient)
    assert (note.trial.label, note.visit.date, note.dates_approximate) == ("T1", world.today, False)
    for name, more in (("patient", ()), ("trial", ("T1",)), ("chart_entries", ())):
        page = clinician.get(reverse(name, args=[patient.reference, *more])).content.decode()
        assert "above the label&#x27;s maximum of 200: Rapid metaboliser" in page


def test_dose_within_the_label_is_not_asked_about(clinician, patient):
    assert send(clinician, patient, **{"trial-T1-dose": "200"}).status_code == 303
    assert not TrialNote.objects.filter(patient=patient).exists()


def test_reason_is_carried_on_while_another_fault_is_put_right(clinician, patient):
    asked = send(clinician, patient, **{"trial-T1-dose": "300"})
    faulty = clinician.post(
        url(patient), confirmed(asked) | {"trial-T1-adherence": "80", "trial-T1-method": ""}
    )
    assert "Say how it is known" in faulty.content.decode()
    assert clinician.post(url(patient), fields_of(faulty) | {"trial-T1-method": "pdc"}).status_code == 303
    assert TrialNote.objects.get(patient=patient).text.endswith("Rapid metaboliser")


def test_new_treatment_above_the_label_is_asked_about_too(clinician, patient):
    asked = send(clinician, patient, **{"starts-0-treatment": "citalopram", "starts-0-dose": "60"})
    assert clinician.post(url(patient), confirmed(asked)).status_code == 303
    assert TrialNote.objects.get(patient=patient).trial.treatment == "citalopram"


def test_dose_of_nothing_is_asked_about_and_not_started_with(clinician, patient):
    assert (
        "To end the treatment give a stop"
        in send(clinician, patient, **{"trial-T1-dose": "0"}).content.decode()
    )
    page = send(
        clinician, patient, **{"starts-0-treatment": "lithium", "starts-0-dose": "0"}
    ).content.decode()
    assert "not started with a dose of 0" in page


def test_impossible_measurement_is_refused_in_plain_figures(clinician, patient):
    weight = {
        "measurements-0-test": "weight",
        "measurements-0-value": "999999999",
        "measurements-0-unit": "g",
    }
    page = send(clinician, patient, **weight).content.decode()
    assert "Measurement 1, Value: 999999999 g is not possible for weight: at most 700 kg." in page
    assert "e+0" not in page


def test_visit_form_asks_again_when_the_unlikely_value_changes(clinician, patient):
    asked = send(clinician, patient, **{"trial-T1-dose": "1000"})
    again = clinician.post(url(patient), fields_of(asked) | {"trial-T1-dose": "2000"})
    assert "2000" in again.content.decode()
    assert again.status_code == 200


SUICIDE = items((2, 1, 3, *HAMD_ITEMS[3:]))


def test_positive_suicide_item_asks_for_an_answer(clinician, patient):
    answer = send(clinician, patient, **SUICIDE)
    page = answer.content.decode()
    assert "answered 3" in page
    assert "Say whether a safety assessment was done" in page
    assert not SafetyAssessment.objects.exists()


def test_positive_suicide_item_keeps_the_answer(clinician, patient):
    done = {"safety-done": "done", "safety-outcome": "No plan, no intent.", "safety-plan": "Call on Friday."}
    assert send(clinician, patient, **SUICIDE, **done).status_code == 303
    kept = SafetyAssessment.objects.get(patient=patient)
    assert (kept.done, kept.assessed_by, kept.outcome) == (True, "Blue", "No plan, no intent.")
    assert "answered 3" in kept.asked_because


def test_positive_suicide_item_keeps_why_it_was_not_assessed(clinician, patient):
    answer = send(clinician, patient, **SUICIDE, **{"safety-done": "not_done"})
    assert "Say why not" in answer.content.decode()
    not_done = {"safety-done": "not_done", "safety-reason": "Left early; Dr B calls today."}
    send(clinician, patient, **SUICIDE, **not_done)
    assert SafetyAssessment.objects.get(patient=patient).reason == "Left early; Dr B calls today."


def test_one_more_line_keeps_everything_and_finds_no_fault(clinician, patient):
    typed = fields_of(clinician.get(url(patient))) | {"trial-T1-dose": "abc", "more": "measurements"}
    answer = clinician.post(url(patient), typed)
    again = fields_of(answer)
    assert again["trial-T1-dose"] == ["abc"]
    assert "measurements-1-test" in again
    assert "is not a number" not in answer.content.decode()


def test_another_scale_can_be_added(clinician, patient):
    typed = fields_of(clinician.get(url(patient))) | {"more": "instrument", "add_instrument": "madrs"}
    assert "madrs" in fields_of(clinician.post(url(patient), typed))["instrument"]


def test_a_treatment_changed_meanwhile_is_shown_beside_what_was_typed(clinician, patient, world):
    typed = fields_of(clinician.get(url(patient))) | {"trial-T1-dose": "150"}
    yesterday = world.today - timedelta(days=1)
    send(clinician, patient, **{"visit-date": yesterday.isoformat(), "trial-T1-dose": "125"})
    answer = clinician.post(url(patient), typed)
    page = answer.content.decode()
    assert "Someone changed this treatment" in page
    assert "125 mg/day" in page
    assert fields_of(answer)["trial-T1-dose"] == ["150"]
    assert clinician.post(url(patient), fields_of(answer)).status_code == 303
    assert recorded(patient).trial("T1").doses[-1].dose == 150


def test_a_treatment_stopped_meanwhile_keeps_what_was_typed_in_sight(clinician, patient):
    typed = fields_of(clinician.get(url(patient))) | {"trial-T1-dose": "150"}
    send(clinician, patient, **{"trial-T1-stop_reason": "intolerance"})
    page = clinician.post(url(patient), typed).content.decode()
    assert "It no longer runs" in page
    assert "dose 150" in page


# Beside the form


def test_score_preview_gives_total_band_and_change(clinician, patient):
    page = clinician.post(url(patient, "visit_score", "hamd17"), items()).content.decode()
    assert ">12<" in page
    assert "mild" in page
    assert "−12" in page
    assert "−50 %" in page


def test_score_preview_says_what_unrated_items_do(clinician, patient):
    page = clinician.post(
        url(patient, "visit_score", "hamd17"), {"score-hamd17-item_1": "4"}
    ).content.decode()
    assert "1 of 17 items: total will lie between 4 and 52" in page
    assert "never counted as 0" in page


def test_visit_preview_says_what_would_change_and_writes_nothing(clinician, patient, world):
    before = recorded(patient)
    typed = fields_of(clinician.get(url(patient))) | SUICIDE | {"trial-T1-stop_reason": "intolerance"}
    page = clinician.post(url(patient, "visit_preview"), typed).content.decode()
    assert "Suicide item answered above 0" in page
    assert recorded(patient) == before


def test_treatment_preview_gives_dose_range_and_asks_when_doubtful(clinician, patient):
    certain = clinician.post(url(patient, "treatment_preview"), {"starts-0-treatment": "Remeron"})
    assert "adequate from 30 mg/day, usually up to 45" in certain.content.decode()
    doubtful = clinician.post(url(patient, "treatment_preview"), {"starts-0-treatment": "SNRI"})
    assert "Which one?" in doubtful.content.decode()


# Drafts


def test_draft_is_offered_to_its_author_and_gone_once_saved(clinician, patient, world):
    typed = fields_of(clinician.get(url(patient))) | {"visit-note": "half a tho"}
    assert "Draft kept" in clinician.post(url(patient, "visit_draft"), typed).content.decode()
    assert "You have an unsaved visit" in clinician.get(url(patient)).content.decode()
    resumed = fields_of(clinician.get(url(patient), {"draft": "1"}))
    assert resumed["visit-note"] == ["half a tho"]
    clinician.post(url(patient), resumed | items())
    assert "You have an unsaved visit" not in clinician.get(url(patient)).content.decode()


def test_draft_is_not_shown_to_a_colleague(clinician, patient, world, client):
    clinician.post(url(patient, "visit_draft"), {"visit-note": "words of my own"})
    assert "words of my own" in clinician.get(url(patient), {"draft": "1"}).content.decode()
    client.force_login(world["both"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(url(patient), {"draft": "1"}).content.decode()
    assert "words of my own" not in page


def test_draft_that_arrives_after_saving_is_not_kept(clinician, patient):
    typed = fields_of(clinician.get(url(patient))) | items()
    clinician.post(url(patient), typed)
    clinician.post(url(patient, "visit_draft"), typed)
    assert "You have an unsaved visit" not in clinician.get(url(patient)).content.decode()


# Who may

ADDRESSES = {
    "visit_new": (), "visit_score": ("hamd17",), "visit_draft": (), "visit_discard": (), "visit_preview": (),
    "treatment_preview": (), "trial_new": (), "trial_dose": ("T1",), "trial_stop": ("T1",),
}  # fmt: skip


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(("who", "status"), [("green", 404), ("south", 404), ("supervisor", 403)])
def test_recording_is_for_the_care_team(client, world, patient, name, who, status):
    client.force_login(world[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(url(patient, name, *ADDRESSES[name])).status_code == status


# Other medicines


@pytest.fixture
def naproxen(patient, world):
    """Taken for ten weeks, and ibuprofen beside it."""
    start = world.today - timedelta(weeks=10)
    both = (Medicine("naproxen", start), Medicine("ibuprofen", start))
    visit = actions.Visit(start, medicines=both)
    actions.log_visit(by=world["blue"], patient=patient, visit=visit, at=world.at)
    return MedicineRow.objects.get(patient=patient, name="naproxen")


def stop_of(row, field="stopped"):
    return f"medicine-{row.reference.hex}-{field}"


@pytest.mark.parametrize("back", [0, 7])
def test_other_medicine_is_stopped_at_the_visit(clinician, patient, naproxen, world, back):
    day = world.today - timedelta(days=back)
    typed = {stop_of(naproxen): "on"} if not back else {stop_of(naproxen, "stop"): day.isoformat()}
    page = clinician.get(url(patient)).content.decode()
    assert "2 taken now" in page
    assert "Stopped: naproxen" in page
    assert send(clinician, patient, **typed).status_code == 303
    stops = {medicine.name: medicine.stop for medicine in recorded(patient).medicines}
    assert stops == {"naproxen": day, "ibuprofen": None}
    assert "Stopped: naproxen" not in clinician.get(url(patient)).content.decode()


@pytest.mark.parametrize(("days", "sentence"), [(70, "is not after its start"), (-1, "in the future")])
def test_other_medicine_stopped_on_an_impossible_day(clinician, patient, naproxen, world, days, sentence):
    day = world.today - timedelta(days=days)
    answer = send(clinician, patient, **{stop_of(naproxen, "stop"): day.isoformat()})
    page = answer.content.decode()
    assert "Naproxen, First day without it" in page
    assert sentence in page
    assert fields_of(answer)[stop_of(naproxen, "stop")] == [day.isoformat()]


def amend(naproxen, world, **changes):
    """Meanwhile, by a colleague."""
    actions.amend(by=world["both"], patient=naproxen.patient, row=naproxen, version=1, changes=changes,
                  reason="told by telephone", at=world.at)  # fmt: skip


def test_other_medicine_changed_meanwhile_is_said_and_then_stopped(clinician, patient, naproxen, world):
    typed = fields_of(clinician.get(url(patient))) | {stop_of(naproxen): "on"}
    amend(naproxen, world, name="naproxen 500 mg")
    answer = clinician.post(url(patient), typed)
    assert "Someone changed this since you opened the form" in answer.content.decode()
    assert clinician.post(url(patient), fields_of(answer)).status_code == 303
    naproxen.refresh_from_db()
    assert naproxen.stop == world.today


def test_other_medicine_stopped_by_someone_meanwhile_is_said(clinician, patient, naproxen, world):
    typed = fields_of(clinician.get(url(patient))) | {stop_of(naproxen): "on"}
    amend(naproxen, world, stop=world.today)
    assert "is no longer taken: someone changed it" in clinician.post(url(patient), typed).content.decode()


def test_other_medicine_of_another_patient_cannot_be_stopped(clinician, naproxen, world):
    other = world.admit(family_name="Other")
    typed = fields_of(clinician.get(url(other))) | {stop_of(naproxen): "on", "visit-note": "x"}
    assert "is no longer taken" in clinician.post(url(other), typed).content.decode()
    naproxen.refresh_from_db()
    assert naproxen.stop is None


def test_preview_of_a_stop_writes_nothing(clinician, patient, naproxen):
    typed = fields_of(clinician.get(url(patient))) | {stop_of(naproxen): "on"}
    answer = clinician.post(reverse("visit_preview", args=[patient.reference]), typed)
    assert "contradicts" not in answer.content.decode()
    naproxen.refresh_from_db()
    assert naproxen.stop is None
