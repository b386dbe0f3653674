"""A long import goes on beside its page, tells how far it is, and is stored once or not at all."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from patients.actions import import_job
from patients.actions.import_job import FORM, Job, carry_out, report_of
from patients.actions.table_import import Imported, Progress
from patients.forms.csv_import import Upload, keep
from patients.models import Clinic, Draft, User
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 1000


@pytest.fixture
def author() -> Iterator[User]:
    world: World = build()
    keep(world["blue"], Upload("token", "long.csv", "scores", "text"), timezone.now())
    yield world["blue"]
    deadline = time.monotonic() + 10
    while (
        any(thread.name == "csv import" for thread in threading.enumerate()) and time.monotonic() < deadline
    ):
        time.sleep(0.05)


def ended(author: User) -> Any:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        report = report_of(author, timezone.now())
        if report is None or report.state != "running":
            return report
        time.sleep(0.05)
    raise AssertionError("it did not end")


def imported(stored: bool = True) -> Imported:
    return Imported(patients=3, new_patients=0, rows=MANY, already_there=0, faults=(), stored=stored)


def job(author: User, work: Any, token: str = "token") -> Job:
    return Job(author, token, "long.csv", "scores", work)


def test_it_tells_how_far_it_is_and_then_what_it_did(author: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_job, "SECONDS_BETWEEN", 0)
    half, seen = threading.Event(), threading.Event()

    def work(progress: Progress) -> Imported:
        for done, _ in enumerate(progress([None] * 3)):  # type: ignore[list-item]
            if done == 2:
                half.set()
                assert seen.wait(10)
        return imported()

    carry_out(job(author, work), rows=MANY)
    assert half.wait(10)
    deadline = time.monotonic() + 10
    while (report := report_of(author, timezone.now())) and not report.of and time.monotonic() < deadline:
        time.sleep(0.02)
    assert report is not None
    assert (report.state, report.of, report.name) == ("running", 3, "long.csv")
    seen.set()
    report = ended(author)
    assert (report.state, report.imported["rows"]) == ("stored", MANY)
    assert not Draft.objects.filter(form=FORM).exists()


def test_two_clicks_are_one_import(author: User) -> None:
    began, go_on, times = threading.Event(), threading.Event(), []

    def work(progress: Progress) -> Imported:
        times.append(1)
        began.set()
        assert go_on.wait(10)
        return imported()

    carry_out(job(author, work), rows=MANY)
    assert began.wait(10)
    carry_out(job(author, work), rows=MANY)
    carry_out(job(author, work), rows=1)
    go_on.set()
    assert ended(author).state == "stored"
    carry_out(job(author, work), rows=1)
    assert len(times) == 1
    assert ended(author).state == "stored"


def test_a_fault_of_the_server_stores_nothing_and_is_told(author: User) -> None:
    def work(progress: Progress) -> Imported:
        Clinic.objects.create(name="Half")
        raise ZeroDivisionError

    carry_out(job(author, work), rows=MANY)
    report = ended(author)
    assert (report.state, report.reason) == ("failed", "The server could not do it (ZeroDivisionError).")
    assert not Clinic.objects.filter(name="Half").exists()
    assert Draft.objects.filter(form=FORM).exists()


def test_an_end_is_told_before_the_file_is_free(author: User, monkeypatch: Any) -> None:
    """Whoever looks in between must not read that it was interrupted."""
    note = import_job._note

    def slowly(job: Job, report: Any) -> None:
        if report.state == "failed":
            time.sleep(0.2)
        note(job, report)

    monkeypatch.setattr(import_job, "_note", slowly)
    carry_out(job(author, lambda progress: 1 / 0), rows=MANY)
    assert ended(author).reason == "The server could not do it (ZeroDivisionError)."


def test_one_that_was_cut_off_is_told_as_failed(author: User, monkeypatch: Any) -> None:
    """As when the program is killed: the rows are undone, the last word is that it runs."""
    import_job._note(job(author, None), job(author, None).report("running"))
    report = report_of(author, timezone.now())
    assert report is not None
    assert (report.state, report.reason) == ("failed", "It was interrupted.")


def test_work_on_an_earlier_file_is_not_done(author: User) -> None:
    carry_out(job(author, lambda progress: 1 / 0, token="earlier"), rows=1)
    assert report_of(author, timezone.now()) is None
    connections.close_all()
