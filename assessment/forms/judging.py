"""The only place for how a signature and a decision are typed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from assessment.rules.findings import Assessment
from patients.forms.fields import NoteField

LONGEST = 4000


class ShownForm(forms.Form):
    """Carries which assessment was on the screen, and its own number: sent twice, it acts once."""

    shown = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput())
    submission = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, shown: str, data: Any = None, **given: Any) -> None:
        initial = {"shown": shown, "submission": uuid.uuid4(), **given.pop("initial", {})}
        super().__init__(data, initial=initial, **given)

    def reshow(self, shown: str) -> None:
        """What was typed stays; what it is about is the assessment as it is now."""
        self.data = {**dict(self.data.items()), "shown": shown}


class SignForm(ShownForm):
    note = NoteField(label="Note (optional)", rows=2, required=False)


class InErrorForm(forms.Form):
    """Why a decision is wrong, and the number of the form: sent twice, it acts once."""

    reason = NoteField(label="What was wrong about it", rows=2)
    submission = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"submission": uuid.uuid4()})


class DecisionForm(ShownForm):
    """An option of the list, or what is done instead."""

    def __init__(self, assessment: Assessment, shown: str, data: Any = None, **given: Any) -> None:
        super().__init__(shown, data, **given)
        cards = [(option.code, option.title) for option in assessment.next_steps.options]
        self.fields["option"] = forms.ChoiceField(
            label="Option followed", choices=[("", "None of these: done otherwise"), *cards], required=False
        )
        self.fields["instead"] = NoteField(label="Done instead", rows=2, required=False)
        self.fields["because"] = NoteField(label="Because", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "option" in self.errors:
            return given
        if given.get("option") and given.get("instead"):
            self.add_error("instead", "Choose an option, or say what is done instead: not both.")
        if not given.get("option"):
            for name, words in (("instead", "Say what is done instead."), ("because", "Say why.")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given
