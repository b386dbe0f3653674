"""The only place for hypothetical edits: posted, judged, shown and forgotten. Nothing is written."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment.forms.what_if import WhatIfForm
from assessment.presenters.hypothetical import Hypothetical, hypothetical
from assessment.rules.what_if import edited
from assessment.rules.what_if import what_if as asked
from assessment.views.drawing import drawn
from assessment.views.opening import Chart, banner_for, needs_birth_date, open_chart
from patients.record import ImpossibleRecord


@never_cache
@require_http_methods(["GET", "POST"])
@needs_birth_date
def what_if(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "what if")
    form = WhatIfForm(chart.record, chart.assessment.as_of, request.POST or None)
    problem, answer = "", None
    if request.method == "POST" and form.is_valid():
        problem, answer = _answer(chart, form)
    context = {
        "form": form,
        "problem": problem,
        "answer": answer,
        "banner": banner_for(chart),
        "page_url": reverse("patient", args=[reference]),
        "drawings": drawn(answer.drawings) if answer else "",
    }
    return render(request, "assessment/what_if.html", context)


def _answer(chart: Chart, form: WhatIfForm) -> tuple[str, Hypothetical | None]:
    """What cannot be is said, and nothing is concluded from it."""
    edits = form.edits()
    if not edits:
        return "Nothing was changed: type over a value, or add a score or a treatment.", None
    try:
        record = edited(chart.record, edits)
    except ImpossibleRecord as impossible:
        return f"{impossible.field}: {impossible.found} cannot be; expected {impossible.expected}.", None
    found = asked(chart.record, edits, chart.assessment.as_of, chart.policy, chart.jurisdiction)
    return "", hypothetical(record, found, chart.policy, form.said())
