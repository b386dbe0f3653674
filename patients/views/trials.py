"""The only place for starting, changing and stopping one treatment without a whole visit."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from patients import actions
from patients.forms.chart import unit_of
from patients.forms.doubts import Doubt
from patients.forms.starts import all_names
from patients.forms.trials import DOSE, STOP, OneChangeForm, OneStartForm
from patients.record import Trial
from patients.views.opening import Opened, open_chart, saved, with_birth_date


@require_http_methods(["GET", "POST"])
@with_birth_date
def start(request: HttpRequest, reference: UUID) -> HttpResponse:
    opened = open_chart(request, reference)
    if request.method == "POST" and _sent_before(request, opened):
        return saved(request, opened.url)
    form = OneStartForm(opened.chart, request.POST or None)
    doubts = _doubts(form)
    if form.is_bound and form.is_valid() and not doubts and _stored(form, lambda: _start(opened, form)):
        messages.success(request, "The treatment is recorded.")
        return saved(request, opened.url)
    context = {"form": form, "doubts": doubts, "reference": reference} | _around(opened, form)
    return render(request, "trial_start.html", context | {"treatment_names": all_names()})


def _start(opened: Opened, form: OneStartForm) -> None:
    actions.start_trial(
        by=opened.user,
        patient=opened.patient,
        trial=form.the_trial(),
        at=opened.at,
        submission_id=form.submission,
        remarks=form.remarks(),
    )


@require_http_methods(["GET", "POST"])
@with_birth_date
def dose(request: HttpRequest, reference: UUID, label: str) -> HttpResponse:
    return _change(request, reference, label, DOSE, "Change the dose", "change_dose")


@require_http_methods(["GET", "POST"])
@with_birth_date
def stop(request: HttpRequest, reference: UUID, label: str) -> HttpResponse:
    return _change(request, reference, label, STOP, "Stop", "stop_trial")


def _change(
    request: HttpRequest, reference: UUID, label: str, only: tuple[str, ...], title: str, verb: str
) -> HttpResponse:
    opened = open_chart(request, reference)
    if request.method == "POST" and _sent_before(request, opened):
        return saved(request, opened.url)
    form = OneChangeForm(opened.chart, _running(opened, label, only), request.POST or None, only=only)
    doubts = _doubts(form)
    if (
        form.is_bound
        and form.is_valid()
        and not doubts
        and _stored(form, lambda: _change_it(opened, form, verb))
    ):
        messages.success(request, "Saved.")
        return saved(request, opened.url)
    context = {"form": form, "doubts": doubts, "title": title} | _around(opened, form)
    return render(request, "trial_change.html", context)


def _doubts(form: OneStartForm | OneChangeForm) -> tuple[Doubt, ...]:
    """What is unlikely in a form without faults; asked before it is stored."""
    return form.doubts() if form.is_bound and form.is_valid() else ()


def _around(opened: Opened, form: OneStartForm | OneChangeForm) -> dict[str, object]:
    return {"banner": opened.banner, "answers": form.answers, "cancel_url": opened.url}


def _change_it(opened: Opened, form: OneChangeForm, verb: str) -> None:
    actions.change_trial(
        by=opened.user,
        patient=opened.patient,
        change=form.the_change(),
        at=opened.at,
        verb=verb,
        submission_id=form.submission,
        remarks=form.remarks(),
    )


def _sent_before(request: HttpRequest, opened: Opened) -> bool:
    """Looked up before the form is read: what it did may be what now stands in its way."""
    sent = [value for name, value in request.POST.items() if name.endswith("-submission")]
    try:
        numbers = [UUID(str(value)) for value in sent]
    except ValueError:
        return False
    return any(actions.already_saved(number, by=opened.user, patient=opened.patient) for number in numbers)


def _running(opened: Opened, label: str, only: tuple[str, ...]) -> Trial:
    """What is given in sessions has no dose to change."""
    trial = next((trial for trial in opened.chart.running if trial.id == label), None)
    if trial is None or (only == DOSE and unit_of(trial) == "sessions"):
        raise Http404
    return trial


def _stored(form: OneStartForm | OneChangeForm, store: Callable[[], None]) -> bool:
    """What the record refuses is said at the top of the form, with everything typed still there."""
    try:
        store()
    except actions.RefusedRecord as refused:
        for fault in refused.errors:
            form.add_error(None, f"{fault.found} is not possible here; expected {fault.expected}.")
    except (actions.StaleRecord, actions.SubmissionReused) as problem:
        form.add_error(None, str(problem))
    return not form.errors
