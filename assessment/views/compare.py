"""The only place for going through the history: from change to change, and two days side by side."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.presenters.comparison import comparison
from assessment.presenters.looking import read
from assessment.rules.changes import Found, History, change_after, change_before
from assessment.timeline.words import day
from assessment.views.opening import Chart, banner_for, needs_birth_date, open_chart
from patients import records
from patients.known import known_on

USUALLY_APART = timedelta(days=182)


@require_safe
@needs_birth_date
def compare(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "comparison")
    days, problems = _days(request, chart.today)
    record = records.record_of(chart.patient)
    earlier, later = ((known_on(record, one), chart.on(one)) for one in days)
    context = {
        "found": comparison(earlier, later),
        "problems": problems,
        "today_iso": chart.today.isoformat(),
        "banner": banner_for(chart),
        "reference": reference,
    }
    return render(request, "assessment/compare.html", context)


def _days(request: HttpRequest, today: date) -> tuple[tuple[date, date], tuple[str, ...]]:
    """The earlier first; what cannot be used falls back to today and half a year before."""
    days: list[date | None] = []
    problems: list[str] = []
    for name in ("a", "b"):
        looking, told = read({"on": request.GET.get(name, "")}, today)
        days.append(looking.on or (today if request.GET.get(name) else None))
        problems += told
    later = days[1] or today
    first = days[0] or later - USUALLY_APART
    return (min(first, later), max(first, later)), tuple(problems)


@require_safe
@needs_birth_date
def earlier_change(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "history")
    history = History(records.record_of(chart.patient), chart.policy, chart.jurisdiction)
    found = change_before(history, chart.assessment.as_of)
    return _go(request, chart, found, "No earlier change of the conclusions was found")


@require_safe
@needs_birth_date
def later_change(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "history")
    history = History(records.record_of(chart.patient), chart.policy, chart.jurisdiction)
    found = change_after(history, chart.assessment.as_of, chart.today)
    return _go(request, chart, found, "No later change of the conclusions was found")


def _go(request: HttpRequest, chart: Chart, found: Found, nothing: str) -> HttpResponse:
    """On to that day, with the window and the scale as they were."""
    if found.day is None:
        messages.info(request, f"{nothing}, looking as far as {day(found.looked_to)}.")
    query = chart.looking.at(found.day or chart.looking.on).query()
    return HttpResponseRedirect(reverse("patient", args=[chart.patient.reference]) + query)
