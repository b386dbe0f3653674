"""The only place for importing a table by browser: file, columns, preview, and only then the write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from patients import access, actions
from patients.actions.import_job import FORM, REPORT, carry_out, report_of
from patients.exchange.csv_reading import RefusedTable, RowFault, Table
from patients.exchange.csv_writing import lines
from patients.exchange.headers import TEMPLATES, template
from patients.forms.csv_columns import ColumnsForm
from patients.forms.csv_import import NamesForm, Upload, UploadForm, keep, upload_of
from patients.forms.csv_preview import Checked, check
from patients.models import CareTeam, User
from patients.views.opening import saved, signed_in

OTHER_FILE = "That was about another file. This is the one you are working on now."


@dataclass(frozen=True, slots=True)
class Opened:
    """Where this person is with the file they brought."""

    user: User
    at: datetime
    teams: list[CareTeam]
    upload: Upload | None

    def form(self, upload: Upload, table: Table, data: object = None) -> ColumnsForm:
        today = self.at.astimezone(self.teams[0].clinic.zone).date()
        return ColumnsForm(upload, table, self.teams, today, data)


def _open(request: HttpRequest) -> Opened:
    user, at = signed_in(request), timezone.now()
    teams = list(access.own_teams_of(user))
    if not teams:
        raise PermissionDenied("Only a clinician with a care team can bring in a table.")
    return Opened(user, at, teams, upload_of(user, at))


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """First step; a file on which work goes on is not replaced by another."""
    opened = _open(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        if _running(opened):
            return redirect("csv_import_report")
        keep(opened.user, form.upload(), opened.at)
        return saved(request, reverse("csv_import_columns"))
    context = {"form": form, "begun": opened.upload, "templates": TEMPLATES, "step": 1}
    return render(request, "import/upload.html", context)


def _running(opened: Opened) -> bool:
    report = report_of(opened.user, opened.at)
    return report is not None and report.state == "running"


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """Second step: what the columns are."""
    opened = _open(request)
    if opened.upload is None:
        return redirect("csv_import")
    if other := _elsewhere(request, opened, opened.upload):
        return other
    table = opened.upload.table
    form = opened.form(opened.upload, table, request.POST or None)
    if form.is_valid():
        keep(opened.user, replace(opened.upload, columns=form.kept()), opened.at)
        return saved(request, reverse("csv_import_preview"))
    first = [[row.cells[column] for column in table.columns] for row in table.rows[:3]]
    context = {"form": form, "upload": opened.upload, "table": table, "first": first, "step": 2}
    return render(request, "import/columns.html", context)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Third step: what would be stored, every fault, and the names to be asked; answers come back here."""
    opened = _open(request)
    upload, checked = opened.upload, _checked(opened)
    if upload is None or checked is None:
        return redirect("csv_import_columns" if upload else "csv_import")
    if other := _elsewhere(request, opened, upload):
        return other
    seen = checked.preview()
    names = NamesForm(seen.doubtful, request.POST or None)
    if names.is_valid():
        keep(opened.user, replace(upload, answers=upload.answers | names.answers()), opened.at)
        return saved(request, reverse("csv_import_preview"))
    context = {"upload": upload, "preview": seen, "names": names, "into": checked.into, "step": 3}
    return render(request, "import/preview.html", context)


def _checked(opened: Opened) -> Checked | None:
    """``None`` while it is not said, or no longer right, what the columns are."""
    if opened.upload is None or not opened.upload.columns:
        return None
    table = opened.upload.table
    form = opened.form(opened.upload, table, opened.upload.columns)
    if not form.is_valid():
        return None
    try:
        return check(opened.upload, table, form, opened.user, opened.at)
    except RefusedTable:
        return None


def _elsewhere(request: HttpRequest, opened: Opened, upload: Upload) -> HttpResponse | None:
    """What was sent about another file, or about one that is being stored, changes nothing."""
    if request.method != "POST":
        return None
    if _running(opened):
        return saved(request, reverse("csv_import_report"))
    if request.POST.get("token") == upload.token:
        return None
    messages.warning(request, OTHER_FILE)
    return saved(request, reverse("csv_import_columns"))


@require_POST
def store(request: HttpRequest) -> HttpResponse:
    """Fourth step: all in one transaction, or nothing."""
    opened = _open(request)
    if opened.upload is None:  # stored already: a double click, or the button after Back
        return saved(request, reverse("csv_import_report"))
    if other := _elsewhere(request, opened, opened.upload):
        return other
    checked = _checked(opened)
    if checked is None:
        return saved(request, reverse("csv_import_columns"))
    job = checked.job(opened.at, keep_good_rows="keep_good_rows" in request.POST)
    carry_out(job, rows=checked.rows)
    return saved(request, reverse("csv_import_report"))


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """How it goes, and then how it went."""
    opened = _open(request)
    told = report_of(opened.user, opened.at)
    if told is None:
        return redirect("csv_import")
    return render(request, "import/report.html", {"report": told, "begun": opened.upload, "step": 4})


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The part of that page which changes while it goes."""
    opened = _open(request)
    told = report_of(opened.user, opened.at)
    if told is None or told.state != "running":
        return HttpResponseClientRedirect(reverse("csv_import_report"))
    return render(request, "import/_progress.html", {"report": told})


@require_GET
def faults(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every fault as a table, to put the file right by."""
    checked = _checked(_open(request))
    if checked is None:
        return redirect("csv_import")
    rows = _fault_rows(checked.preview().faults)
    return _download(lines(("line", "column", "found", "expected"), rows), "faults.csv")


def _fault_rows(found: Iterable[RowFault]) -> Iterable[tuple[str, ...]]:
    return ((str(fault.line), fault.column, fault.found, fault.expected) for fault in found)


@require_GET
def csv_template(request: HttpRequest, table: str) -> StreamingHttpResponse:
    """An empty table with one example row."""
    _open(request)
    if table not in TEMPLATES:
        raise Http404
    return _download(template(table), f"{table}.csv")


def _download(text: Iterable[str], name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Let the file, or what was told of the last one, go."""
    opened = _open(request)
    if not _running(opened):
        actions.discard_draft(by=opened.user, patient=None, form=FORM)
        actions.discard_draft(by=opened.user, patient=None, form=REPORT)
    return saved(request, reverse("csv_import"))
