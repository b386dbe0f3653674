"""Asking, deciding, signing, comparing, supposing: who may, what is said, and that nothing leaks or stays."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import trdsite.sessions  # noqa: F401  (its clock starts at the sign-in)
from assessment.forms.what_if import TrialForm
from assessment.models import Decision, SignedAssessment
from assessment.presenters.differences import Difference, Told
from patients import actions, history
from patients.models import AccessLog, Patient, Score
from patients.record import Trial
from patients.trail_page import Filter
from tests.pages.recording import fields_of
from tests.pages.test_reading_pages import EVERYONE, _admitted, _as, _text
from tests.timeline.histories import worked
from tests.world import World

pytestmark = pytest.mark.django_db
READING = ("consider", "consider_answer", "what_if", "compare", "earlier_change", "later_change")
WRITING = ("sign", "decide")
TEAM = {"blue", "both"}


@pytest.fixture
def chart(world: World) -> Patient:
    return _admitted(world, "v14", given_name="Abena", family_name="Osei")


def _url(route: str, chart: Patient, *more: object) -> str:
    return reverse(route, args=[chart.reference, *more])


def _typed(client: Client, url: str, **changes: str) -> dict[str, list[str] | str]:
    """The form as the browser would send it, with some fields typed over."""
    return {**fields_of(cast(HttpResponse, client.get(url))), **changes}


def _signed(world: World, chart: Patient, **changes: str) -> SignedAssessment:
    client, url = _as(world, "blue"), _url("sign", chart)
    assert client.post(url, _typed(client, url, **changes)).status_code == 303
    return SignedAssessment.objects.filter(patient=chart).latest("pk")


def _amend(world: World, chart: Patient, total: int) -> None:
    score = Score.objects.filter(patient=chart).latest("date")
    actions.amend(
        by=world["blue"],
        patient=chart,
        row=score,
        version=score.version,
        changes={"total": total, "items": None},
        reason="misread",
        at=world.at,
    )


# --- who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYONE)
def test_reading_is_for_team_and_supervisor_and_not_there_for_others(
    world: World, chart: Patient, name: str
) -> None:
    client = _as(world, name)
    reader = name in TEAM | {"supervisor"}
    for route in READING:
        expected = {302 if route.endswith("_change") else 200} if reader else {404}
        assert client.get(_url(route, chart)).status_code in expected, route


@pytest.mark.parametrize("name", EVERYONE)
def test_signing_and_deciding_are_for_the_team_only(world: World, chart: Patient, name: str) -> None:
    client = _as(world, name)
    expected = 200 if name in TEAM else 403 if name == "supervisor" else 404
    for route in WRITING:
        assert client.get(_url(route, chart)).status_code == expected, route
        answer = client.post(_url(route, chart), {"instead": "Wait", "because": "wish"})
        assert answer.status_code == expected, route
    assert not Decision.objects.exists()
    assert not SignedAssessment.objects.exists()


def test_stranger_is_asked_to_sign_in_everywhere(world: World, chart: Patient) -> None:
    for route in (*READING, *WRITING):
        assert Client().get(_url(route, chart))["Location"].startswith("/accounts/login/"), route


def test_supervisor_reads_what_was_kept_and_is_offered_no_recording(world: World, chart: Patient) -> None:
    signed = _signed(world, chart)
    client = _as(world, "supervisor")
    page = _text(client, _url("patient", chart))
    assert "Sign this assessment" not in page
    assert "Record a decision" not in page
    assert "Stage V" in _text(client, _url("signed", chart, signed.reference))


def test_kept_ones_of_another_patient_are_not_there(world: World, chart: Patient) -> None:
    signed, other = _signed(world, chart), _admitted(world, "v01")
    client = _as(world, "blue")
    assert client.get(_url("signed", other, signed.reference)).status_code == 404
    assert client.get(_url("signed", chart, uuid4())).status_code == 404
    assert client.get(_url("decision", chart, signed.reference)).status_code == 404


def test_looks_are_noted(world: World, chart: Patient) -> None:
    client = _as(world, "blue")
    for route in ("consider", "what_if", "compare"):
        client.get(_url(route, chart))
    assert set(AccessLog.objects.filter(patient=chart, look="opened").values_list("what", flat=True)) == {
        "options",
        "what if",
        "comparison",
    }


# --- another option ------------------------------------------------------------------------


def test_consider_withheld_option_says_why_and_what_it_would_need(world: World, chart: Patient) -> None:
    text = _text(_as(world, "blue"), f"{_url('consider', chart)}?option=option:ADD.BENZODIAZEPINE_LONGTERM")
    assert re.search(r'class="chip caution">Withheld<', text)
    assert "<h4>Why</h4>" in text


def test_consider_offered_option_says_its_number(world: World, chart: Patient) -> None:
    text = _text(_as(world, "blue"), f"{_url('consider', chart)}?option=option:NEUROMOD.RTMS")
    assert re.search(r"Offered, number \d+ of \d+", text)
    assert "It would need" in text


def test_consider_treatment_without_a_card_says_so_and_tells_its_doses(world: World, chart: Patient) -> None:
    text = _text(_as(world, "blue"), f"{_url('consider_answer', chart)}?option=treatment:vilazodone")
    assert "have no card" in text
    assert "adequate from" in text
    assert "<html" not in text


@pytest.mark.parametrize("asked", ["option:NO.SUCH", "SWITCH.MAOI", "<script>", "treatment:", "option:"])
def test_consider_what_is_no_option_is_said(world: World, chart: Patient, asked: str) -> None:
    answer = _as(world, "blue").get(_url("consider", chart), {"option": asked})
    assert answer.status_code == 200
    assert "There is no such option" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


# --- decisions -----------------------------------------------------------------------------


def test_decide_otherwise_is_on_the_page_and_a_mark_on_the_timeline(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("decide", chart)
    sent = client.post(url, _typed(client, url, instead="Wait <four> weeks", because="exams"))
    assert sent.status_code == 303
    page = _text(client, _url("patient", chart))
    assert "Done otherwise: Wait &lt;four&gt; weeks" in page
    assert "mark-decision" in page
    assert "done otherwise: Wait &lt;four&gt; weeks, because exams" in page
    assert "mark-decision" in _text(client, _url("patient_picture", chart))


def test_decision_entered_in_error_is_struck_through_with_the_reason(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("decide", chart)
    client.post(url, _typed(client, url, instead="Wait", because="exams"))
    mark = reverse("decision_error", args=[chart.reference, Decision.objects.get().reference])
    page = _text(client, _url("patient", chart))
    assert f'href="{mark}"' in page
    assert mark not in _text(_as(world, "supervisor"), _url("patient", chart))
    assert "Say it in a few words." in client.post(mark, _typed(client, mark)).content.decode()
    assert client.post(mark, _typed(client, mark, reason="another chart")).status_code == 303
    page = _text(client, _url("patient", chart))
    assert re.search(r'<li class="in-error">.*?Entered in error.*?Wait.*?another chart', page, re.S)
    assert f'href="{mark}"' not in page
    assert "mark-decision" not in page
    assert _as(world, "supervisor").get(mark).status_code == 403


def test_decide_without_saying_what_keeps_what_was_typed(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("decide", chart)
    answer = client.post(url, _typed(client, url, because="exams until June"))
    assert answer.status_code == 200
    assert "Say what is done instead." in answer.content.decode()
    assert "exams until June" in answer.content.decode()
    assert not Decision.objects.exists()


def test_decision_opens_with_the_assessment_as_it_stood(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("decide", chart)
    client.post(url, _typed(client, url, option="NEUROMOD.RTMS", because="agreed"))
    decision = Decision.objects.get()
    text = _text(client, _url("decision", chart, decision.reference))
    assert "Option followed: Repetitive transcranial magnetic stimulation" in text
    assert "the rules of today conclude the same" in text


def test_decision_of_today_is_not_yet_there_in_the_past(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("decide", chart)
    client.post(url, _typed(client, url, instead="Wait", because="exams"))
    past = (world.today - timedelta(days=400)).isoformat()
    text = _text(client, f"{_url('patient', chart)}?on={past}")
    assert "Done otherwise" not in text
    assert "Sign this assessment" not in text


# --- signatures ----------------------------------------------------------------------------


def test_sign_then_nothing_new_says_unchanged(world: World, chart: Patient) -> None:
    _signed(world, chart, note="after the team meeting")
    text = _text(_as(world, "blue"), _url("patient", chart))
    assert "Signed, and unchanged" in text
    assert "after the team meeting" in text


def test_sign_then_amend_says_what_changed_and_what_was_recorded(world: World, chart: Patient) -> None:
    before = worked("v14")[0].scores[-1].total
    _signed(world, chart)
    _amend(world, chart, 3)
    text = _text(_as(world, "blue"), _url("patient", chart))
    assert "Changed since it was signed" in text
    assert re.search(rf"HAM-D17: 3, [^<]* \(was {before}\)", text)


def test_signed_stays_as_it_stood_and_the_next_supersedes(world: World, chart: Patient) -> None:
    first = _signed(world, chart)
    then = _text(_as(world, "blue"), _url("signed", chart, first.reference))
    _amend(world, chart, 3)
    _signed(world, chart)
    now = _text(_as(world, "blue"), _url("signed", chart, first.reference))
    assert "It is the one that counts" in then
    assert "Superseded by another signature" in now
    assert _sections(then) == _sections(now)


def _sections(text: str) -> list[str]:
    return re.findall(r'<dl class="kept-lines">(.*?)</dl>', text, re.S)


def test_sign_what_changed_meanwhile_is_shown_again_and_not_signed(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("sign", chart)
    opened = _typed(client, url, note="as seen")
    _amend(world, chart, 3)
    answer = client.post(url, opened)
    assert answer.status_code == 200
    assert "no longer the one that was shown" in answer.content.decode()
    assert not SignedAssessment.objects.exists()
    assert client.post(url, {**fields_of(cast(HttpResponse, answer))}).status_code == 303
    assert SignedAssessment.objects.get().note == "as seen"


def test_sign_sent_twice_is_one_signature(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("sign", chart)
    opened = _typed(client, url)
    assert [client.post(url, opened).status_code for _ in range(2)] == [303, 303]
    assert SignedAssessment.objects.count() == 1


def test_trail_tells_who_signed_and_decided(world: World, chart: Patient) -> None:
    _signed(world, chart, note="as discussed")
    client, url = _as(world, "blue"), _url("decide", chart)
    client.post(url, _typed(client, url, instead="Wait", because="exams"))
    told = {entry.did: entry for entry in history.of_patient(chart, Filter(kind="change"))}
    signed, decided = told["recorded signature under an assessment"], told["recorded decision"]
    assert (signed.who, decided.who) == ("Blue", "Blue")
    assert "note as discussed" in signed.said
    assert "because exams" in decided.said


# --- what if -------------------------------------------------------------------------------


def test_what_if_adherence_changes_the_stage_and_writes_nothing(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("what_if", chart)
    typed = _typed(client, url, **{f"trial-{index}-adherence": "20" for index in range(8)})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.post(url, typed)
    text = answer.content.decode()
    assert "No resistance shown so far" in text
    assert re.search(r'class="if-band"[^>]*><strong>Hypothetical</strong>', text)
    assert "instead of" in text
    assert "timeline-wide" in text
    assert "no-store" in answer["Cache-Control"]
    written = [q["sql"] for q in asked.captured_queries if re.match(r"(INSERT|UPDATE|DELETE)", q["sql"])]
    assert [sql for sql in written if "accesslog" not in sql and "session" not in sql] == []
    assert "Stage V" in _text(client, _url("patient", chart))


def test_what_if_nothing_typed_says_so(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("what_if", chart)
    assert "Nothing was changed" in client.post(url, _typed(client, url)).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"trial-0-adherence": "120"}, "from 0 to 100"),
        ({"trial-0-dose": "much"}, "is not a number"),
        ({"trial-0-stop": "2999-01-01"}, "in the future"),
        ({"trial-0-start": ""}, "Give the day"),
        ({"trial-0-stop": "2001-01-01"}, "cannot be"),
        ({"score-0-instrument": "hamd17"}, "A score needs its scale"),
        (
            {"score-0-instrument": "hamd17", "score-0-date": "2025-01-01", "score-0-total": "99"},
            "from 0 to 52",
        ),
        ({"added-dose": "50"}, "needs its name and its start"),
        ({"trial-0-adherence": "\x00"}, "is not a number"),
    ],
)
def test_what_if_bad_input_is_said_at_its_place(
    world: World, chart: Patient, typed: dict[str, str], words: str
) -> None:
    client, url = _as(world, "blue"), _url("what_if", chart)
    answer = client.post(url, _typed(client, url, **typed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert 'id="answer"' not in answer.content.decode()


def test_what_if_score_takes_the_place_of_the_recorded_one(world: World, chart: Patient) -> None:
    last = worked("v14")[0].scores[-1]
    client, url = _as(world, "blue"), _url("what_if", chart)
    typed = {
        "score-0-instrument": last.instrument,
        "score-0-date": last.date.isoformat(),
        "score-0-total": "4",
    }
    text = client.post(url, _typed(client, url, **typed)).content.decode()
    assert f"instead of {last.total}" in text
    assert 'id="answer"' in text


def test_what_if_added_treatment_is_judged_with_the_rest(world: World, chart: Patient) -> None:
    client, url = _as(world, "blue"), _url("what_if", chart)
    start = (world.today - timedelta(days=20)).isoformat()
    typed = {"added-treatment": "vortioxetine:antidepressant", "added-start": start, "added-dose": "10"}
    text = client.post(url, _typed(client, url, **typed)).content.decode()
    assert "vortioxetine 10 mg added" in text.lower()
    assert "not recorded" in text
    assert "Not yet adequate" in text


# --- through the history -------------------------------------------------------------------


def test_compare_puts_two_days_side_by_side_in_words(world: World, chart: Patient) -> None:
    record = worked("v14")[0]
    first, last = record.trials[1].start, record.trials[-1].start
    url = f"{_url('compare', chart)}?a={last.isoformat()}&b={first.isoformat()}"
    text = _text(_as(world, "blue"), url)
    assert text.index(f'value="{first.isoformat()}"') < text.index(f'value="{last.isoformat()}"')
    assert "What is concluded otherwise" in text
    assert "Recorded in between" in text


@pytest.mark.parametrize("query", ["a=x&b=y", "a=2999-01-01", "b=0001-01-01", ""])
def test_compare_bad_days_are_said_and_today_is_shown(world: World, chart: Patient, query: str) -> None:
    text = _text(_as(world, "blue"), f"{_url('compare', chart)}?{query}")
    assert ('class="notice"' in text) is bool(query)
    assert f'value="{world.today.isoformat()}"' in text


def test_changes_lead_back_day_by_day_and_forth_again(world: World, chart: Patient) -> None:
    client = _as(world, "blue")
    back = client.get(_url("earlier_change", chart))["Location"]
    first = re.search(r"on=([\d-]+)", back)
    assert first
    further = client.get(f"{_url('earlier_change', chart)}?on={first[1]}&window=all")["Location"]
    assert "window=all" in further
    second = re.search(r"on=([\d-]+)", further)
    assert second
    assert second[1] < first[1]
    again = client.get(f"{_url('later_change', chart)}?on={second[1]}")["Location"]
    assert f"on={first[1]}" in again


def test_change_before_the_first_entry_is_said_not_to_be_there(world: World, chart: Patient) -> None:
    client = _as(world, "blue")
    answer = client.get(f"{_url('earlier_change', chart)}?on=1990-01-01", follow=True)
    assert "No earlier change of the conclusions was found" in answer.content.decode()


def test_record_without_birth_date_says_what_to_add_on_every_page(world: World) -> None:
    patient = world.admit(birth_date=None)
    for route in (*READING, *WRITING):
        assert "birth date" in _text(_as(world, "blue"), _url(route, patient)), route


def test_judged_chart_asks_as_many_queries_with_ten_signatures_as_with_one(
    world: World, chart: Patient
) -> None:
    client, counts = _as(world, "blue"), []
    for more in (1, 4):
        for _ in range(more):
            _signed(world, chart)
        client.get(_url("patient", chart))
        with CaptureQueriesContext(connection) as asked:
            client.get(_url("patient", chart))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_differences_only_in_details_show_no_empty_table() -> None:
    template = "assessment/_differences.html"
    row = Difference("Other staging models", "Maudsley", "11", "12")
    only_details = render_to_string(template, {"found": Told((), (row,)), "was": "Then", "now": "Now"})
    assert only_details.count("<table") == 1
    assert '<details class="mt-2" open><summary>1:' in only_details
    both = render_to_string(template, {"found": Told((row,), (row,)), "was": "Then", "now": "Now"})
    assert both.count("<table") == 2
    assert "<summary>1 more:" in both


@pytest.mark.parametrize(("treatment", "role"), [("ect", "neuromodulation"), ("cbt", "psychotherapy")])
def test_what_if_asks_no_dose_of_what_is_given_in_sessions(treatment: str, role: str) -> None:
    trial = Trial("T1", treatment, role, date(2026, 3, 2))
    assert list(TrialForm(trial, date(2026, 6, 1), prefix="trial-0").fields) == [
        "start",
        "stop",
        "stop_reason",
    ]
