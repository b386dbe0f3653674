"""The only place for an import by browser between its steps: the file, what its columns are, the answers.

All of it is its author's draft on the server: nothing of the file travels in hidden fields or lies on
a disk. ``token`` names one upload, so that answers for one file are never taken for another.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from patients import actions
from patients.actions.import_job import FORM, LONGEST
from patients.exchange.csv_reading import RefusedTable, RowFault, Table, read_text, table_of
from patients.exchange.trial_rows import LEAVE_OUT, Doubtful
from patients.formulary import FORMULARY, TREATMENT_IDS, Treatment
from patients.models import User
from patients.unseen import UNSEEN

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_ASKED = 40
KINDS = {"scores": "Scores", "trials": "Treatments tried"}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way in; ``columns`` is the step's form as it was sent."""

    token: str
    name: str
    kind: str
    text: str
    columns: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        return table_of(self.text)

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind].lower()


def upload_of(user: User, at: datetime) -> Upload | None:
    draft = actions.draft_of(user, None, FORM, at)
    return Upload(**json.loads(draft.data)) if draft else None


def keep(user: User, upload: Upload, at: datetime) -> None:
    data = json.dumps(asdict(upload), ensure_ascii=False)
    actions.save_draft(by=user, patient=None, form=FORM, data=data, at=at, longest=2 * LONGEST)


class UploadForm(forms.Form):
    """Which file, and what its rows are."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.faults: tuple[RowFault, ...] = ()
        self.fields["kind"] = forms.ChoiceField(
            label="A row is", choices=[("scores", "a score"), ("trials", "a treatment tried")]
        )
        self.fields["file"] = forms.FileField(
            label="CSV file",
            help_text="UTF-8 or UTF-16, separated by commas, semicolons or tabs; at most 10 MB "
            f"and {MOST_ROWS:,} rows",
            widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        )

    def clean_file(self) -> str:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError("This file is larger than 10 MB. Split it, or use the command line.")
        try:
            text = read_text(file.read())
            _check_size(table_of(text))
        except RefusedTable as refused:
            self.faults = refused.faults
            raise ValidationError([str(fault) for fault in refused.faults[:20]]) from refused
        self.file_name = UNSEEN.sub("", file.name or "")[:200]
        return text

    def upload(self) -> Upload:
        given = self.cleaned_data
        return Upload(str(uuid4()), self.file_name, given["kind"], given["file"])


def _check_size(table: Table) -> None:
    if not table.rows:
        raise RefusedTable(
            *table.faults, RowFault(2, "file", "no row", "a row under the names of the columns")
        )
    if len(table.rows) > MOST_ROWS:
        found, expected = f"{len(table.rows)} rows", f"at most {MOST_ROWS}; split it, or use the command line"
        raise RefusedTable(RowFault(MOST_ROWS + 1, "file", found, expected))
    if len(table.columns) > MOST_COLUMNS:
        found = f"{len(table.columns)} columns"
        raise RefusedTable(RowFault(1, "file", found, f"at most {MOST_COLUMNS}"))


class NamesForm(forms.Form):
    """The names that are not certain, each once, with the treatments that they may mean."""

    def __init__(self, doubtful: tuple[Doubtful, ...], data: Any = None) -> None:
        self.asked = _first_asked(doubtful)
        super().__init__(data)
        for number, name in self.asked.items():
            self.fields[f"name-{number}"] = forms.ChoiceField(
                label=f"“{name.written[:80]}” (line {name.line})",
                choices=_choices(name),
                initial=name.answer or "",
                required=False,
                error_messages={"invalid_choice": "This is not one of the choices."},
            )

    def answers(self) -> dict[str, str]:
        """Only what was chosen: a name left open stays open."""
        given = {name.written: self.cleaned_data[f"name-{number}"] for number, name in self.asked.items()}
        return {written: answer for written, answer in given.items() if answer}


def _first_asked(doubtful: tuple[Doubtful, ...]) -> dict[int, Doubtful]:
    """The open ones first; the rest is asked when these are answered."""
    numbered = list(enumerate(doubtful))
    open_first = sorted(numbered, key=lambda pair: pair[1].answer is not None)
    return dict(open_first[:MOST_ASKED])


def _choices(name: Doubtful) -> list[Any]:
    candidates = [(entry.id, _said(entry)) for entry in name.candidates]
    offered = {entry.id for entry in name.candidates}
    others = [(entry.id, entry.name) for entry in _everything() if entry.id not in offered]
    groups: list[Any] = [("", "choose …")]
    if candidates:
        groups.append(("Perhaps meant", candidates))
    groups.append(("Something else", others))
    return [*groups, (LEAVE_OUT, "none of these: leave its rows out")]


def _said(entry: Treatment) -> str:
    return f"{entry.name} ({', '.join(entry.brands[:2])})" if entry.brands else entry.name


def _everything() -> list[Treatment]:
    entries = {entry.id: entry for entry in FORMULARY if entry.id in TREATMENT_IDS}
    return sorted(entries.values(), key=lambda entry: entry.name.casefold())
