"""The only place for the list of patients and its search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessment.presenters.lists import Line, line
from assessment.views.paging import page_of
from assessment.views.people import user_of
from patients import access
from patients.models import CLINICIAN, SUPERVISOR, Patient
from patients.search import cleaned, matching


@require_http_methods(["GET", "HEAD", "POST"])
def patient_list(request: HttpRequest) -> HttpResponse:
    """Everyone this person may see. The search is posted: names do not belong in addresses."""
    user = user_of(request)
    if not access.clinics_as(user, CLINICIAN, SUPERVISOR).exists():
        return redirect("export") if access.can_export(user) else redirect("about")
    return render(request, "assessment/patient_list.html", _found(request))


@require_POST
def patient_list_rows(request: HttpRequest) -> HttpResponse:
    """The list alone, while typing."""
    return render(request, "assessment/_patient_rows.html", _found(request))


def _found(request: HttpRequest) -> dict[str, object]:
    user, words = user_of(request), cleaned(request.POST.get("words", ""))
    found = access.patients_for(user).filter(matching(words)).select_related("clinic", "caseload_row")
    page = page_of(found.order_by("family_name", "given_name", "pk"), request.POST.get("page"))
    if words:
        access.searched(user, words, page.paginator.count)
    else:
        access.listed(user, "patients")
    return {"words": words, "page": page, "lines": [_line(patient) for patient in page]}


def _line(patient: Patient) -> Line:
    url = reverse("patient", args=[patient.reference])
    row = getattr(patient, "caseload_row", None)
    return line(url, str(patient), patient.record_number, patient.birth_date, "", row)
