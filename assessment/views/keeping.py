"""The only place for what the pages of signatures and decisions share: keeping one, and showing one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.forms import Form
from django.http import HttpRequest

from assessment import actions
from assessment.forms.judging import ShownForm
from assessment.presenters.kept_page import kept_page
from assessment.presenters.looking import Looking
from assessment.presenters.picture import picture
from assessment.rules import assessment_file
from assessment.rules.assess import assess
from assessment.rules.findings import Assessment
from assessment.rules.policy import Policy, load_policy
from assessment.rules.snapshot import Document
from assessment.views.drawing import drawn
from assessment.views.opening import Chart, banner_for
from patients import record_file
from patients.record import PatientRecord

SAVED = 303


def try_to_keep(form: Form, shown: str, keep: Callable[[], None]) -> bool:
    """What is refused is said at the top of the form, with everything typed still there."""
    try:
        keep()
    except actions.ChangedSinceShown as changed:
        form.add_error(None, str(changed))
        if isinstance(form, ShownForm):
            form.reshow(shown)
    except actions.SubmissionReused as reused:
        form.add_error(None, str(reused))
    except actions.RefusedRecord as refused:
        for fault in refused.errors:
            form.add_error(None, f"Expected {fault.expected}.")
    return not form.errors


def kept_context(request: HttpRequest, chart: Chart, document: Document) -> dict[str, object]:
    """The picture is drawn only where the rules of today would draw the same one."""
    record, again, policy = _again(document)
    page = kept_page(document, assessment_file.write(again))
    same = not page.again.count
    return {
        "kept": page,
        "drawings": drawn(picture(record, again, policy, Looking()).drawings) if same else "",
        "banner": banner_for(chart),
        "reference": chart.patient.reference,
    }


def _again(document: Document) -> tuple[PatientRecord, Assessment, Policy]:
    """The same record on the same day, judged by the rules of today."""
    said = document.assessment
    record = record_file.parse(document.record)
    policy, day = load_policy(said["policy"]["name"]), date.fromisoformat(said["as_of"])
    return record, assess(record, day, policy, said["jurisdiction"]), policy
