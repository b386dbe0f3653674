"""The only place for the forms about people, their clinic and emergency access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from zoneinfo import available_timezones

from django import forms

from patients.forms.fields import DayField
from patients.instruments import INSTRUMENTS
from patients.models import CLINIC_ROLES, CareTeam, Clinic, User
from patients.people import Person, clinicians_of
from patients.trail_page import Filter, Mark

ROLE_HELP = {
    "clinician": "Clinician: records for the patients of their care teams",
    "supervisor": "Supervisor: reads and reviews the caseload of the clinicians they supervise",
    "staff": "Staff: exports and reports; never opens a chart",
    "administrator": "Administrator: people, teams and settings; no clinical data",
}
_ROLES = [(role, ROLE_HELP[role]) for role in CLINIC_ROLES]


class PlaceForm(forms.Form):
    """Roles, teams and supervision in one clinic."""

    roles = forms.MultipleChoiceField(choices=_ROLES, widget=forms.CheckboxSelectMultiple, required=False)
    teams = forms.ModelMultipleChoiceField(
        CareTeam.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, label="Care teams"
    )
    supervises = forms.ModelMultipleChoiceField(
        User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, clinic: Clinic, data: Any = None, *, person: Person | None = None) -> None:
        super().__init__(data, initial=_as_it_is(person))
        self.fields["teams"].queryset = CareTeam.objects.filter(clinic=clinic).order_by("name")  # type: ignore[attr-defined]
        others = [user.pk for user in clinicians_of(clinic) if person is None or user != person.user]
        self.fields["supervises"].queryset = User.objects.filter(pk__in=others).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        roles = given.get("roles", [])
        if given.get("supervises") and "supervisor" not in roles:
            self.add_error("supervises", "Only a supervisor supervises: tick that role too.")
        if given.get("teams") and "clinician" not in roles:
            self.add_error("teams", "Care teams are of clinicians: tick that role too.")
        return given


def _as_it_is(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    return {
        "roles": list(person.roles),
        "teams": [team.pk for team in person.teams],
        "supervises": [user.pk for user in person.supervises],
    }


class InviteForm(PlaceForm):
    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ["name", "email", "roles", "teams", "supervises"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("roles"):
            self.add_error("roles", "Tick at least one role.")
        return given


class TeamForm(forms.Form):
    name = forms.CharField(max_length=200, label="Name of the new team")


class ClinicForm(forms.ModelForm):  # type: ignore[type-arg]
    """The settings of a clinic; what they do is said beside each."""

    usual_instruments = forms.MultipleChoiceField(
        choices=[(code, instrument.name) for code, instrument in INSTRUMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Opened in the visit form without being asked for.",
    )
    time_zone = forms.ChoiceField(
        choices=[(name, name) for name in sorted(available_timezones())],
        help_text="Decides what day it is.",
    )

    class Meta:
        model = Clinic
        fields = [
            "name",
            "jurisdiction",
            "time_zone",
            "idle_minutes",
            "second_factor_required",
            "emergency_minutes",
            "emergency_text",
            "usual_instruments",
        ]
        help_texts = {
            "jurisdiction": "Whose labels and guidelines apply.",
            "idle_minutes": "Minutes without use after which a session ends.",
            "second_factor_required": "Nobody sees a patient before setting up codes or a passkey.",
            "emergency_minutes": "How long emergency access to a chart lasts.",
            "emergency_text": "The local emergency route, shown where a suicide item was answered.",
        }


class EmergencyForm(forms.Form):
    record_number = forms.CharField(max_length=200, label="Record number")
    reason = forms.CharField(
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why you need this chart now",
        help_text="At least 10 characters. A supervisor reads it.",
    )


class ReviewForm(forms.Form):
    review = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), label="Your review of this access"
    )


class TrailForm(forms.Form):
    """What part of the trail to show; an unknown kind or place shows all, a day that is none is refused."""

    kind = forms.ChoiceField(
        choices=[("", "Changes and looks"), ("change", "Changes only"), ("look", "Looks only")],
        required=False,
        label="Show",
    )
    who = forms.ChoiceField(required=False, label="Of whom")
    since = forms.CharField(required=False)
    until = forms.CharField(required=False)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, clinic: Clinic, at: datetime, people: Iterable[User] = ()) -> None:
        super().__init__(data)
        self.zone, today = clinic.zone, at.astimezone(clinic.zone).date()
        self.fields["since"] = DayField(label="From", latest=today, required=False)
        self.fields["until"] = DayField(label="To", latest=today, required=False)
        self.references = {str(person.reference): person for person in people}
        known = [(reference, person.name) for reference, person in self.references.items()]
        self.fields["who"].choices = [("", "Everyone"), *known]  # type: ignore[attr-defined]
        if not self.references:
            del self.fields["who"]
        for field in self.visible_fields():
            is_choice = isinstance(field.field, forms.ChoiceField)
            field.field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def without_kind(self) -> Self:
        del self.fields["kind"]
        return self

    def wanted(self) -> Filter:
        self.full_clean()
        given = self.cleaned_data
        person = self.references.get(given.get("who", ""))
        return Filter(
            kind=given.get("kind", ""),
            person=person.pk if person else None,
            since=self._begin(given.get("since")),
            until=self._begin(given.get("until"), days=1),
            before=Mark.read(given.get("before", "")),
        )

    def _begin(self, day: date | None, days: int = 0) -> datetime | None:
        """The moment at which this day begins in the clinic, or that many days later."""
        return datetime.combine(day + timedelta(days), time(), self.zone) if day else None

    def address_before(self, mark: Mark) -> str:
        """The query of the next page, with the same filter."""
        given = {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
        return urlencode({name: value for name, value in given.items() if value} | {"before": str(mark)})
