"""Who did or looked at what, in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from patients import access, actions, history, record
from patients.models import Score, Visit
from patients.trail_page import Filter
from tests.trail.conftest import SmallClinic

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def newest_of(clinic: SmallClinic, kind: str) -> history.Entry:
    """A test is one transaction, and so one moment: order holds within a table only."""
    return next(e for e in history.of_patient(clinic.patient) if e.row and e.row[0] == kind)


def test_recorded_score_is_told_with_its_author_and_value(small_clinic: SmallClinic, visit: Visit) -> None:
    (entry,) = [e for e in history.of_patient(small_clinic.patient) if e.did == "recorded score"]
    assert entry.who == "Kim"
    assert "total 24" in entry.said


def test_amended_score_says_what_it_was_and_why(small_clinic: SmallClinic, visit: Visit) -> None:
    score = Score.objects.get()
    actions.amend(
        by=small_clinic.kim, patient=small_clinic.patient, row=score, version=score.version,
        changes={"total": 22}, reason="read off the wrong line", at=timezone.now(),
    )  # fmt: skip
    entry = newest_of(small_clinic, "score")
    assert (entry.did, entry.said, entry.reason) == (
        "amended score",
        ("total 22 (was 24)",),
        "read off the wrong line",
    )
    assert entry.which == f"hamd17, {history.value_words(timezone.localdate())}"
    assert [e.did for e in history.of_row(Score.objects.get())] == ["amended score", "recorded score"]


def test_same_reason_twice_is_told_twice_and_not_of_a_change_without_one(
    small_clinic: SmallClinic, visit: Visit
) -> None:
    for version, total in ((1, 22), (2, 21)):
        actions.amend(
            by=small_clinic.kim, patient=small_clinic.patient, row=Score.objects.get(), version=version,
            changes={"total": total}, reason="read off the wrong line", at=timezone.now(),
        )  # fmt: skip
    Score.objects.update(total=20)
    told = [entry.reason for entry in history.of_row(Score.objects.get())]
    assert told == ["", "read off the wrong line", "read off the wrong line", ""]


def test_entry_marked_in_error_says_why(small_clinic: SmallClinic, visit: Visit) -> None:
    score = Score.objects.get()
    actions.mark_entered_in_error(
        by=small_clinic.kim, patient=small_clinic.patient, row=score, version=score.version,
        reason="another patient's form", at=timezone.now(),
    )  # fmt: skip
    entry = newest_of(small_clinic, "score")
    assert entry.did == "marked as entered in error: score"
    assert entry.reason == "another patient's form"


@pytest.mark.django_db(transaction=True)
def test_raw_sql_is_told_as_done_by_no_account(small_clinic: SmallClinic, visit: Visit) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patients_score SET total = 3")
    entry = newest_of(small_clinic, "score")
    assert (entry.who, entry.said) == (history.NOBODY, ("total 3 (was 24)",))


def test_bulk_update_is_told(small_clinic: SmallClinic, visit: Visit) -> None:
    Score.objects.update(total=4)
    assert newest_of(small_clinic, "score").said == ("total 4 (was 24)",)


def test_looks_and_changes_can_be_told_apart(small_clinic: SmallClinic, visit: Visit) -> None:
    access.opened(small_clinic.kim, small_clinic.patient, "timeline")
    looks = history.of_patient(small_clinic.patient, Filter(kind="look"))
    changes = history.of_patient(small_clinic.patient, Filter(kind="change"))
    assert [look.did for look in looks] == ["opened the timeline"]
    assert {change.kind for change in changes} == {"change"}


def test_trail_of_a_person_holds_their_doings_only(small_clinic: SmallClinic, visit: Visit) -> None:
    seen = access.patients_for(small_clinic.lee), [small_clinic.clinic]
    assert {e.who for e in history.of_person(small_clinic.kim, *seen)} == {"Kim"}
    assert history.of_person(small_clinic.lee, *seen) == []


def test_administrators_see_that_but_not_what(small_clinic: SmallClinic, visit: Visit) -> None:
    Score.objects.update(total=4)
    entries = history.without_clinical_content(history.of_patient(small_clinic.patient))
    assert entries
    assert not any(entry.said or entry.reason or entry.row or entry.which for entry in entries)


def test_trail_takes_the_same_queries_whatever_its_length(
    small_clinic: SmallClinic, visit: Visit, django_assert_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        history.of_patient(small_clinic.patient)
    for total in range(10):
        Score.objects.update(total=total)
        access.opened(small_clinic.kim, small_clinic.patient, "timeline")
    with CaptureQueriesContext(connection) as many:
        history.of_patient(small_clinic.patient)
    assert len(many) <= len(few) + 1  # one more: what the updated rows said before


def test_trial_tells_why_it_was_stopped(small_clinic: SmallClinic) -> None:
    started = record.Trial(id="", treatment="sertraline", role="antidepressant", start=DAY)
    visit = actions.Visit(DAY, started=(started,))
    care: dict[str, Any] = {"by": small_clinic.kim, "patient": small_clinic.patient, "at": timezone.now()}
    actions.log_visit(visit=visit, **care)
    actions.stop_trial(trial="T1", stop=DAY + timedelta(days=9), reason="intolerance", **care)
    entry = newest_of(small_clinic, "trial")
    assert "stop reason intolerance (was not recorded)" in entry.said
