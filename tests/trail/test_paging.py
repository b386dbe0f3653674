"""Going back through the trail page by page drops nothing and repeats nothing, however it was written."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from patients import access, actions, history, people_history, trail_page
from patients.models import AccessLog, Score, User, Visit
from patients.trail_page import EVERYTHING, Filter, Mark
from tests.trail.conftest import SmallClinic

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
database = pytest.mark.django_db
NOW = timezone.now()


def pages(small_clinic: SmallClinic, wanted: Filter = EVERYTHING) -> list[list[history.Entry]]:
    """As the page shows them, to the last."""
    found: list[list[history.Entry]] = []
    while len(found) < 50:
        page = people_history.merged(
            history.of_patient(small_clinic.patient, wanted),
            people_history.of_care(small_clinic.patient, wanted),
        )
        found.append(page)
        if len(page) < trail_page.PAGE:
            break
        wanted = Filter(wanted.kind, wanted.person, wanted.since, wanted.until, before=page[-1].mark)
    return found


@pytest.fixture
def page_of_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (trail_page, history, people_history):
        monkeypatch.setattr(module, "PAGE", 7)


@database
@pytest.mark.usefixtures("page_of_seven")
def test_lines_of_one_moment_are_all_there_across_the_cuts(small_clinic: SmallClinic, visit: Visit) -> None:
    """A test is one transaction, so every change here bears one moment; the looks are made to share it."""
    for total in range(30):
        Score.objects.update(total=total)
    moment = Score.objects.get().events.latest("pgh_id").pgh_created_at  # type: ignore[attr-defined]
    looks = [AccessLog(at=moment, user=small_clinic.kim, look="opened", what=f"page {number}",
                       patient=small_clinic.patient) for number in range(25)]  # fmt: skip
    AccessLog.objects.bulk_create(looks)
    shown = pages(small_clinic)
    lines = [entry for page in shown for entry in page]
    assert [len(page) for page in shown[:-1]] == [7] * (len(shown) - 1)
    assert len({entry.mark for entry in lines}) == len(lines)
    assert len([entry for entry in lines if entry.kind == "look"]) == 25
    assert [entry.said for entry in lines if entry.did == "updated score"] == [
        (f"total {total} (was {total - 1 if total else 24})",) for total in reversed(range(30))
    ]


@database
@pytest.mark.usefixtures("page_of_seven")
def test_pages_add_up_to_the_whole_whatever_is_asked_for(
    small_clinic: SmallClinic, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for total in range(20):
        Score.objects.update(total=total)
        access.opened(small_clinic.kim, small_clinic.patient, "timeline")
    for wanted in (Filter(), Filter(kind="look"), Filter(kind="change"), Filter(person=small_clinic.kim.pk)):
        cut = [entry for page in pages(small_clinic, wanted) for entry in page]
        for module in (trail_page, history, people_history):
            monkeypatch.setattr(module, "PAGE", 1000)
        (whole,) = pages(small_clinic, wanted)
        assert (cut, len(cut) > 7) == (whole, True)
        for module in (trail_page, history, people_history):
            monkeypatch.setattr(module, "PAGE", 7)


@database
def test_days_bound_what_is_shown(small_clinic: SmallClinic, visit: Visit) -> None:
    last = history.of_patient(small_clinic.patient)[0].at
    assert pages(small_clinic, Filter(until=last)) == [[]]
    assert pages(small_clinic, Filter(since=last + timedelta(seconds=1))) == [[]]
    assert len(pages(small_clinic, Filter(since=last, until=last + timedelta(seconds=1)))[0]) > 3


marks = st.builds(
    Mark,
    st.sampled_from([NOW, NOW + timedelta(microseconds=1), NOW - timedelta(days=1)]),
    st.sampled_from(["look", "score", "visit"]),
    st.integers(0, 3),
)


@given(marks, marks)
def test_what_a_page_goes_on_with_is_what_comes_after_its_last_line(last: Mark, other: Mark) -> None:
    assert Filter(before=last).shows(other) == (other < last)


@given(marks)
def test_mark_is_read_back_as_it_was_written(mark: Mark) -> None:
    assert Mark.read(str(mark)) == mark


@pytest.mark.parametrize(
    "text",
    ["", "~", "~~", "2026-01-01~score~1", "x~score~1", "2026-01-01T00:00:00+00:00~score~x",
     "2026-01-01T00:00:00+00:00~score~" + "9" * 30, "2026-01-01T00:00:00+00:00~score~1~", "\x00~\x00~0",
     "2026-01-01T00:00:00+00:00~score~" + "9" * 5000],
)  # fmt: skip
def test_mark_that_is_none_begins_at_the_newest_line(text: str) -> None:
    assert Mark.read(text) is None


# On screen


def as_(user: User) -> Any:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@database
@pytest.mark.usefixtures("page_of_seven")
def test_older_leads_through_the_whole_trail_and_keeps_the_filter(
    small_clinic: SmallClinic, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patients.views.trail.PAGE", 7)
    for total in range(30):
        Score.objects.update(total=total)
    client, address = as_(small_clinic.kim), "?kind=change"
    url, told = reverse("patient_trail", args=[small_clinic.patient.reference]), ""
    while address:
        page = client.get(url + address).content.decode()
        told += page
        older = re.search(r'href="(\?kind=change&amp;before=[^"]+)">Older', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert [told.count(f"total {total} (was") for total in range(30)] == [1] * 30
    assert "opened the trail" not in told


@database
def test_filter_by_person_and_day_and_a_day_that_is_none(small_clinic: SmallClinic, visit: Visit) -> None:
    client, url = (
        as_(small_clinic.kim),
        reverse("patient_trail", args=[small_clinic.patient.reference]),
    )
    lee = User.objects.get(pk=small_clinic.lee.pk)
    access.opened(lee, small_clinic.patient, "timeline")
    by_lee = client.get(f"{url}?who={lee.reference}").content.decode()
    assert "opened the timeline" in by_lee
    assert "recorded score" not in by_lee
    before = (timezone.now() - timedelta(days=3)).date().isoformat()
    assert "Nothing yet" in client.get(f"{url}?until={before}").content.decode()
    wrong = client.get(f"{url}?since=yesterday&until=2999-01-01&kind=look").content.decode()
    assert "like 2026-03-09" in wrong
    assert "in the future" in wrong
    assert 'value="yesterday"' in wrong


@database
def test_supervisor_reads_what_was_searched_and_exported_but_no_words_from_another_clinic(
    small_clinic: SmallClinic, visit: Visit
) -> None:
    access.searched(small_clinic.kim, "Nwosu", 0)
    access.listed(small_clinic.kim, "caseload")
    url = reverse("colleague_trail", args=[User.objects.get(pk=small_clinic.kim.pk).reference])
    page = as_(small_clinic.lee).get(url).content.decode()
    assert "searched the patients" in page
    assert "Nwosu" in page
    assert "opened the caseload" in page
    south, by = actions.found_clinic(name="South", email="s@x.example", administrator="S", at=timezone.now())
    access.exported(small_clinic.kim, "scores of South", details={"rows": 3}, clinic=south)
    actions.grant_role(by=by, clinic=south, user=small_clinic.kim, role="clinician", at=timezone.now())
    page = as_(small_clinic.lee).get(url).content.decode()
    assert "searched the patients" in page
    assert "Nwosu" not in page
    assert "scores of South" not in page
