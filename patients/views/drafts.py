"""The only place for what a page does with the draft of its form: offer, go on with, keep, let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from patients import actions
from patients.forms.fields import in_words
from patients.forms.kept import as_draft, from_draft, submission_in
from patients.models import Patient, User


@dataclass(frozen=True, slots=True)
class Drawer:
    """Where one person's draft of one form lies; ``form`` is the name of its address."""

    user: User
    patient: Patient | None
    form: str
    at: datetime
    zone: tzinfo

    def going_on(self, request: HttpRequest) -> QueryDict | None:
        """What was typed before, if this person asked to go on with it."""
        kept = actions.draft_of(self.user, self.patient, self.form, self.at)
        return from_draft(kept.data) if kept is not None and "draft" in request.GET else None

    def offered(self) -> str:
        """When it was kept, in the clinic's time; empty if there is none."""
        kept = actions.draft_of(self.user, self.patient, self.form, self.at)
        if kept is None:
            return ""
        at = kept.updated_at.astimezone(self.zone)
        return f"{in_words(at.date())}, {at:%H:%M}"

    def keep(self, request: HttpRequest) -> HttpResponse:
        """Keep what is typed so far, and say when."""
        kept = actions.save_draft(
            by=self.user,
            patient=self.patient,
            form=self.form,
            data=as_draft(request.POST),
            at=self.at,
            submission_id=submission_in(request.POST),
        )
        at = self.at.astimezone(self.zone)
        return render(request, "visit/_draft.html", {"kept": kept, "at": f"{at:%H:%M:%S}"})

    def let_go(self) -> None:
        actions.discard_draft(by=self.user, patient=self.patient, form=self.form)
