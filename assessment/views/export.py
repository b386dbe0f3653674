"""The only place for the page that gives out scores and trials as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessment.views.people import user_of
from patients import access
from patients.exchange.csv_writing import export_scores, export_trials

_TABLES: dict[str, Callable[..., Iterator[str]]] = {"scores": export_scores, "trials": export_trials}


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    access.check_can_export(user_of(request))
    return render(request, "assessment/export.html")


@require_POST
def export_table(request: HttpRequest, table: str) -> StreamingHttpResponse:
    """Posted, so that no look-ahead of a browser writes an export into the trail."""
    user = user_of(request)
    access.check_can_export(user)
    if table not in _TABLES:
        raise Http404
    lines = _TABLES[table](user=user, request_id=str(getattr(request, "request_id", "")))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table}-{timezone.now():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
