"""List, chart, trial, caseload, export: who gets what, what they say, and what they never do."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

import trdsite.sessions  # noqa: F401  (its clock starts at the sign-in)
from assessment.models import CaseloadRow
from assessment.presenters.ahead import coming_words
from assessment.presenters.stage import stage_card
from assessment.timeline.words import day
from patients import actions
from patients.models import AccessLog, Patient
from tests.timeline.histories import worked
from tests.world import World

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EVERYONE = (
    "blue",
    "green",
    "both",
    "supervisor",
    "staff",
    "admin",
    "south",
    "south_supervisor",
    "south_staff",
)


def _admitted(world: World, case: str, team: str = "Blue", **names: str) -> Patient:
    by = {"Blue": "blue", "Green": "green", "South team": "south"}[team]
    found = world.teams[team]
    record, _ = worked(case)
    return actions.import_record(
        by=world[by], clinic=found.clinic, team=found, record=record, at=world.at, **names
    )


def _as(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world[name], backend=BACKEND)
    return client


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def chart(world: World) -> Patient:
    return _admitted(world, "v14", given_name="Abena", family_name="Osei")


# --- who gets what -------------------------------------------------------------------------

CHART = {"blue": 200, "both": 200, "supervisor": 200}
READERS = {"blue", "green", "both", "supervisor", "south", "south_supervisor"}
EXPORTERS = READERS | {"staff", "south_staff"}


@pytest.mark.parametrize("name", EVERYONE)
def test_chart_is_for_its_team_and_supervisor_and_not_there_for_others(
    world: World, chart: Patient, name: str
) -> None:
    client, expected = _as(world, name), CHART.get(name, 404)
    for route, more in (("patient", ()), ("patient_picture", ()), ("trial", ("T1",))):
        assert client.get(reverse(route, args=[chart.reference, *more])).status_code == expected, route


@pytest.mark.parametrize("name", EVERYONE)
def test_lists_and_export_by_role(world: World, name: str) -> None:
    client = _as(world, name)
    assert client.get(reverse("caseload")).status_code == (200 if name in READERS else 403)
    assert client.get(reverse("patient_list")).status_code == (200 if name in READERS else 302)
    assert client.get(reverse("export")).status_code == (200 if name in EXPORTERS else 403)
    for table in ("scores", "trials"):
        assert client.post(reverse("export_table", args=[table])).status_code == (
            200 if name in EXPORTERS else 403
        )
    assert client.get(reverse("about")).status_code == 200


def test_every_page_asks_a_stranger_to_sign_in(chart: Patient) -> None:
    for route, given in (
        ("patient_list", ()),
        ("caseload", ()),
        ("export", ()),
        ("about", ()),
        ("patient", (chart.reference,)),
        ("patient_picture", (chart.reference,)),
        ("trial", (chart.reference, "T1")),
    ):
        answer = Client().get(reverse(route, args=given))
        assert answer.status_code == 302, route
        assert answer["Location"].startswith("/accounts/login/")


def test_menu_offers_only_what_the_role_may_open(world: World) -> None:
    assert "/caseload" in _text(_as(world, "blue"), reverse("about"))
    staff = _text(_as(world, "staff"), reverse("about"))
    assert "/caseload" not in staff
    assert "/export" in staff


def test_chart_of_nobody_and_trial_of_nothing_are_not_there(world: World, chart: Patient) -> None:
    client = _as(world, "blue")
    assert client.get(reverse("patient", args=[uuid4()])).status_code == 404
    assert client.get(reverse("trial", args=[chart.reference, "T99"])).status_code == 404


def test_supervisor_reads_but_is_offered_no_recording(world: World, chart: Patient) -> None:
    url = reverse("patient", args=[chart.reference])
    assert "Log a visit" in _text(_as(world, "blue"), url)
    assert "Log a visit" not in _text(_as(world, "supervisor"), url)


# --- what the chart says -------------------------------------------------------------------


def test_chart_shows_stage_trials_picture_and_table(world: World, chart: Patient) -> None:
    text = _text(_as(world, "blue"), reverse("patient", args=[chart.reference]))
    assert "Stage V resistance, provisional" in text
    assert text.count('class="timeline timeline-') == 3
    for trial in worked("v14")[0].trials:
        assert f'id="trial-{trial.id}"' in text
    assert text.count('<tr><td class="num">') >= len(worked("v14")[0].scores)


def test_chart_names_the_patient_in_the_banner_and_never_in_the_title(world: World, chart: Patient) -> None:
    text = _text(_as(world, "blue"), reverse("patient", args=[chart.reference]))
    assert re.search(r'class="patient-name"[^>]*>Abena Osei<', text)
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    assert title
    assert "Osei" not in title[1]


def test_chart_of_the_past_leaves_out_what_came_later(world: World, chart: Patient) -> None:
    record, _ = worked("v14")
    url = reverse("patient", args=[chart.reference])
    early = record.trials[0].start + timedelta(days=10)
    text = _text(_as(world, "blue"), f"{url}?on={early.isoformat()}")
    assert "What was known and would have been concluded on that day" in text
    assert "Cannot tell yet: no treatment can be judged" in text
    assert "venlafaxine" not in re.sub(r"<select.*?</select>", "", text, flags=re.S)  # any may be asked about


@pytest.mark.parametrize(
    "query", ["on=tomorrow", "on=2999-01-01", "window=9y", "scale=x", "from=2020-01-01&to=2019-01-01"]
)
def test_chart_bad_address_is_said_and_the_chart_still_shown(
    world: World, chart: Patient, query: str
) -> None:
    text = _text(_as(world, "blue"), f"{reverse('patient', args=[chart.reference])}?{query}")
    assert 'class="notice"' in text
    assert "Stage V resistance" in text


def test_picture_of_another_window_says_what_it_leaves_out(world: World, chart: Patient) -> None:
    url = reverse("patient_picture", args=[chart.reference])
    text = _text(_as(world, "blue"), f"{url}?from=2022-06-01&to=2022-10-01")
    assert "outside this window" in text
    assert "<html" not in text


def test_record_without_birth_date_says_what_to_add(world: World) -> None:
    patient = world.admit(birth_date=None)
    text = _text(_as(world, "blue"), reverse("patient", args=[patient.reference]))
    assert "birth date" in text
    assert "Stage" not in text


def test_chart_names_are_escaped_and_nothing_is_inline(world: World) -> None:
    patient = _admitted(world, "v12", given_name="<script>alert(1)</script>", family_name="O'Neil")
    for url in (reverse("patient", args=[patient.reference]), reverse("patient_list"), reverse("caseload")):
        text = _text(_as(world, "blue"), url)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert re.search(r"<script(?![^>]*\bsrc=)", text) is None
        assert re.search(r"\s(style|on\w+)=\"", text) is None


def test_chart_is_noted_as_looked_at(world: World, chart: Patient) -> None:
    _text(_as(world, "blue"), reverse("patient", args=[chart.reference]))
    look = AccessLog.objects.filter(look="opened", patient=chart).get()
    assert (look.user, look.what) == (world["blue"], "timeline")


def test_chart_asks_as_many_queries_for_a_long_history_as_for_a_short_one(
    world: World, django_assert_max_num_queries
) -> None:
    short, long = _admitted(world, "v01"), _admitted(world, "v14")
    client = _as(world, "blue")
    counts = []
    for patient in (short, long):
        client.get(reverse("patient", args=[patient.reference]))
        with django_assert_max_num_queries(60) as asked:
            client.get(reverse("patient", args=[patient.reference]))
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


# --- lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["osei", "Abena", "ose aben", "V14", "24.07.1968", "1968-07-24"])
def test_search_finds_by_name_number_or_birth_date(world: World, chart: Patient, words: str) -> None:
    born = chart.birth_date
    assert born
    words = words.replace("24.07.1968", f"{born:%d.%m.%Y}").replace("1968-07-24", born.isoformat())
    text = _as(world, "blue").post(reverse("patient_list"), {"words": words}).content.decode()
    assert "Abena Osei" in text


def test_search_finds_nobody_of_another_team_and_notes_the_words(world: World, chart: Patient) -> None:
    client = _as(world, "green")
    text = client.post(reverse("patient_list_rows"), {"words": "Osei"}).content.decode()
    assert "Nobody you may see" in text
    assert AccessLog.objects.filter(look="searched", user=world["green"]).exists()


def test_search_never_stands_in_an_address(world: World, chart: Patient) -> None:
    _admitted(world, "v01", given_name="Zoe", family_name="Zimmer")
    text = _text(_as(world, "blue"), f"{reverse('patient_list')}?words=Osei")
    assert "Zimmer" in text
    assert re.search(r'<form[^>]*method="post"[^>]*role="search"', text)


@pytest.mark.parametrize("words", ["%", "\x00", "'; drop table", "x" * 5000, "<b>"])
def test_search_odd_words_find_nobody_and_break_nothing(world: World, chart: Patient, words: str) -> None:
    answer = _as(world, "blue").post(reverse("patient_list"), {"words": words, "page": "-1"})
    assert answer.status_code == 200


def test_caseload_sorts_by_allowed_columns_only(world: World, chart: Patient) -> None:
    _admitted(world, "v01", given_name="Zoe", family_name="Zimmer")
    client = _as(world, "blue")
    url = reverse("caseload")
    down = _text(client, f"{url}?sort=-patient")
    assert down.index("Zimmer") < down.index("Osei")
    assert 'aria-sort="descending"' in down
    odd = _text(client, f"{url}?sort=patient__birth_date&stage=9")
    assert odd.index("Osei") < odd.index("Zimmer")


def test_caseload_narrows_by_stage(world: World, chart: Patient) -> None:
    _admitted(world, "v01", given_name="Zoe", family_name="Zimmer")
    text = _text(_as(world, "supervisor"), f"{reverse('caseload')}?stage=V")
    assert "Osei" in text
    assert "Zimmer" not in text


def test_caseload_one_line_more_asks_no_query_more(world: World, django_assert_max_num_queries) -> None:
    client = _as(world, "supervisor")
    counts = []
    for case in ("v01", "v12"):
        _admitted(world, case)
        with django_assert_max_num_queries(40) as asked:
            client.get(reverse("caseload"))
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_export_holds_the_clinic_s_scores_only_and_is_noted(world: World, chart: Patient) -> None:
    _admitted(world, "v01", team="South team")
    answer = _as(world, "staff").post(reverse("export_table", args=["scores"]))
    lines = b"".join(answer).decode().splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert len(lines) == 1 + len(worked("v14")[0].scores)
    assert not any("V01" in line for line in lines)
    assert AccessLog.objects.filter(look="exported", user=world["staff"]).exists()


def test_export_of_an_unknown_table_is_not_there(world: World) -> None:
    assert _as(world, "staff").post(reverse("export_table", args=["users"])).status_code == 404
    assert _as(world, "staff").get(reverse("export_table", args=["scores"])).status_code == 405


def test_patient_without_birth_date_is_mended_in_one_click_from_list_caseload_and_chart(world: World) -> None:
    patient = world.admit(birth_date=None)
    client, mend = _as(world, "blue"), reverse("patient_details", args=[patient.reference])
    for place in ("patient_list", "caseload"):
        text = _text(client, reverse(place))
        assert "not assessed: the birth date is missing." in text, place
        assert f'href="{mend}"' in text, place
    text = _text(client, reverse("patient", args=[patient.reference]))
    assert "cannot be assessed yet" in text
    assert f'href="{mend}">Add the birth date' in text
    reader = _text(_as(world, "supervisor"), reverse("patient", args=[patient.reference]))
    assert mend not in reader
    assert "Only the care team can add it" in reader


def test_caseload_says_since_when_it_changed_and_why_the_next_change(world: World, chart: Patient) -> None:
    text = _text(_as(world, "blue"), reverse("caseload"))
    row = CaseloadRow.objects.get(patient=chart)
    assert row.baseline_on is not None
    assert f"since {day(row.baseline_on)}" in text
    assert row.next_change_part
    words = coming_words(row.next_change_part, row.next_change_code, row.next_change_after)
    assert len(words) > 8
    assert words in unescape(text)


MOST_BYTES = 120_000


def test_first_visit_to_a_long_chart_is_small_over_the_wire_styles_and_scripts_included(
    world: World, chart: Patient
) -> None:
    url = reverse("patient", args=[chart.reference])
    answer = _as(world, "blue").get(url, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    text = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', text))
    assert {"trd.css", "vendor/bootstrap.min.css", "vendor/htmx.min.js"} <= files
    found = [Path(str(finders.find(name))).read_bytes() for name in files]
    assert len(answer.content) + sum(len(gzip.compress(one)) for one in found) <= MOST_BYTES


@pytest.mark.parametrize(("trials", "at_once"), [(6, 6), (7, 5), (30, 5)])
def test_ladder_of_a_long_history_folds_what_carries_a_rung(trials: int, at_once: int) -> None:
    card = stage_card(worked("v05")[1])
    names = tuple(f"drug{number}" for number in range(trials))
    rungs = tuple(replace(rung, evidence=names if rung.here else ()) for rung in card.rungs)
    html = render_to_string("assessment/_stage.html", {"stage": replace(card, rungs=rungs)})
    assert re.findall(r"drug[0-9]+", html) == list(names)
    folded = re.findall(r"<summary>and (\d+) more</summary>", html)
    assert folded == ([str(trials - at_once)] if trials > at_once else [])
