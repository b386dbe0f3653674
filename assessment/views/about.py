"""The only place for the page that says what this tool is, for whom, on what it rests, and its limits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.rules.assess import RULES_VERSION


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "assessment/about.html", {"rules_version": RULES_VERSION})
