"""The only place for the caseload page: one stored line a patient, no rule runs."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.caseload import lists
from assessment.models import CaseloadRow
from assessment.presenters.lists import Line, columns, line
from assessment.views.paging import page_of
from assessment.views.people import user_of
from patients import access
from patients.models import CLINICIAN, SUPERVISOR

_COLUMNS = (
    ("Patient", "patient"),
    ("Clinician", "clinician"),
    ("Resistance", "stage"),
    ("Taken now", "treatment"),
    ("Last score", "score"),
    ("Change", "change"),
    ("Options to weigh first", "next_step"),
    ("Next change", "next_change"),
)
_STAGES = ("0", "I", "II", "III", "IV", "V", "none")


@require_safe
def caseload(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if not access.clinics_as(user, CLINICIAN, SUPERVISOR).exists():
        raise PermissionDenied("The caseload is for clinicians and supervisors.")
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in lists.SORTS else lists.DEFAULT_SORT
    stage = request.GET.get("stage", "")
    stage = stage if stage in _STAGES else ""
    page = page_of(lists.rows_for(user, {"stage": stage}, sort), request.GET.get("page"))
    access.listed(user, "caseload", details={"sort": sort, "stage": stage})
    context = {
        "page": page,
        "lines": [_line(row) for row in page],
        "columns": columns(_COLUMNS, sort, lambda key: _query(key, stage)),
        "stages": [
            (
                code,
                "Not staged, or cannot tell"
                if code == "none"
                else "None"
                if code == "0"
                else f"Stage {code}",
                code == stage,
            )
            for code in _STAGES
        ],
        "stage": stage,
        "sort": sort,
        "more": _query(sort, stage),
    }
    return render(request, "assessment/caseload.html", context)


def _line(row: CaseloadRow) -> Line:
    patient = row.patient
    clinician = row.clinician.name if row.clinician else ""
    url = reverse("patient", args=[patient.reference])
    return line(url, str(patient), patient.record_number, patient.birth_date, clinician, row)


def _query(sort: str, stage: str) -> str:
    return f"?{urlencode({name: value for name, value in (('sort', sort), ('stage', stage)) if value})}"
