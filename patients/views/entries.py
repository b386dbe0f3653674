"""The only place where what was recorded is looked up entry by entry, amended, or marked as an error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from patients import access, actions, record_file, records
from patients.banner import Banner, banner_of
from patients.entries import described, entries_of, put_right
from patients.forms.entries import AmendForm, Change, ReasonForm
from patients.models import ClinicalRow, Patient
from patients.views.opening import chart_url, saved, signed_in

_CHANGED_MEANWHILE = (
    "Someone else changed this entry since you opened it. "
    "Save again to keep yours, or go back without saving to keep what stands now."
)


@require_safe
def entries(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Everything recorded, newest first; readers see it too, without the links."""
    user = signed_in(request)
    patient = access.patient_for(user, reference)
    access.opened(user, patient, "entries")
    found = list(entries_of(patient))
    context = {
        "banner": _banner(request, patient),
        "entries": [
            described(kind, row, changes)
            for (kind, row), changes in zip(found, put_right(found), strict=True)
        ],
        "may_edit": access.can_edit(user, patient),
        "reference": reference,
    }
    return render(request, "entries.html", context)


def _banner(request: HttpRequest, patient: Patient) -> Banner:
    emergency = access.emergency_of(signed_in(request), patient)
    return banner_of(patient, patient.today(timezone.now()), url=chart_url(patient), emergency=emergency)


@dataclass(frozen=True, slots=True)
class Entry:
    patient: Patient
    kind: str
    row: ClinicalRow


def _entry(request: HttpRequest, reference: UUID, kind: str, entry: UUID) -> Entry:
    patient = access.patient_to_edit_for(signed_in(request), reference)
    row = actions.row_for(patient, kind, entry)
    if row.entered_in_error_at is not None:
        raise Http404
    return Entry(patient, kind, row)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, reference: UUID, kind: str, entry: UUID) -> HttpResponse:
    found = _entry(request, reference, kind, entry)
    today, born = found.patient.today(timezone.now()), found.patient.birth_date
    form = AmendForm(found.row, request.POST or None, today=today, born=born)
    differs: tuple[Change, ...] = ()
    if form.is_bound and form.is_valid():
        told = form.told()
        differs = _amended(request, found, form)
        if not form.errors:
            changed = "; ".join(f"{change.name}: {change.after}, was {change.before}" for change in told)
            messages.success(request, f"Amended. {changed}. What it said before stays in its history.")
            return saved(request, reverse("chart_entries", args=[reference]))
    return _form_page(request, found, form, "Amend", differs)


def _amended(request: HttpRequest, found: Entry, form: AmendForm) -> tuple[Change, ...]:
    """Empty once it is stored; else where what stands now differs from what was typed."""
    try:
        actions.amend(
            by=signed_in(request),
            patient=found.patient,
            row=found.row,
            version=form.cleaned_data["version"],
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
    except actions.RefusedRecord as refused:
        _say(form, refused)
    except actions.StaleRecord as stale:
        differs = form.against(stale.current)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = stale.current.version  # type: ignore[index]
        form.add_error(None, _CHANGED_MEANWHILE)
        return differs
    return ()


@require_http_methods(["GET", "POST"])
def error(request: HttpRequest, reference: UUID, kind: str, entry: UUID) -> HttpResponse:
    found = _entry(request, reference, kind, entry)
    form = ReasonForm(found.row, request.POST or None)
    if form.is_bound and form.is_valid() and _marked(request, found, form):
        messages.success(request, "The entry no longer counts; it stays in the history.")
        return saved(request, reverse("chart_entries", args=[reference]))
    return _form_page(request, found, form, "Mark as entered in error", ())


def _marked(request: HttpRequest, found: Entry, form: ReasonForm) -> bool:
    try:
        actions.mark_entered_in_error(
            by=signed_in(request),
            patient=found.patient,
            row=found.row,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
    except actions.RefusedRecord as refused:
        _say(form, refused)
    except actions.StaleRecord as stale:
        form.add_error(None, f"{stale} Open it anew to see what it says now.")
    return not form.errors


def _say(form: ReasonForm, refused: actions.RefusedRecord) -> None:
    for fault in refused.errors:
        where = fault.where.replace("_", " ")
        form.add_error(None, f"{where}: {fault.found} is not possible here; expected {fault.expected}.")


def _form_page(
    request: HttpRequest,
    found: Entry,
    form: ReasonForm,
    title: str,
    differs: tuple[Change, ...],
) -> HttpResponse:
    context = {
        "banner": _banner(request, found.patient),
        "form": form,
        "title": title,
        "entry": described(found.kind, found.row),
        "hangs": found.kind in ("visit", "trial") and not isinstance(form, AmendForm),
        "differs": differs,
        "cancel_url": reverse("chart_entries", args=[found.patient.reference]),
    }
    return render(request, "entry_form.html", context)


@require_safe
def export(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The record as a file that can be imported elsewhere; noted before its first byte."""
    user = signed_in(request)
    patient = access.patient_for(user, reference)
    access.check_can_export(user)
    try:
        written = record_file.write(records.record_of(patient))
    except records.IncompleteRecord as incomplete:
        messages.error(request, str(incomplete))
        return redirect("patient", reference)
    access.exported(user, "record file", details={"patients": 1}, clinic=patient.clinic, patient=patient)
    return HttpResponse(
        json.dumps(written, indent=1, ensure_ascii=False, allow_nan=False),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="record.json"', "Cache-Control": "no-store"},
    )
