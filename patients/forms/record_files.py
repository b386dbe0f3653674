"""The only place for a record file sent by a browser: one record, a case, or one a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from patients import record_file
from patients.models import CareTeam
from patients.record import PatientRecord
from patients.record_file import Fault, RefusedRecord

LARGEST = 10 * 1024 * 1024
MOST_LINES = 200_000


class ImportForm(forms.Form):
    """Which file, and into whose care."""

    def __init__(self, teams: list[CareTeam], data: Any = None, files: Any = None) -> None:
        self.teams = teams
        super().__init__(data, files)
        self.fields["file"] = forms.FileField(
            label="Record file",
            help_text="trd-record/1 as .json, or one record a line as .jsonl; at most 10 MB",
        )
        self.fields["team_reference"] = forms.ChoiceField(
            label="Into the care of",
            choices=[(str(team.reference), f"{team}, {team.clinic}") for team in teams],
        )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError("This file is larger than 10 MB. Split it, or use the command line.")
        return file

    @property
    def team(self) -> CareTeam:
        chosen = self.cleaned_data["team_reference"]
        return next(team for team in self.teams if str(team.reference) == chosen)


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record of the file: read, or refused with every fault."""

    where: str
    record: PatientRecord | None = None
    faults: tuple[Fault, ...] = ()

    def refused(self, faults: tuple[Fault, ...]) -> ReadRecord:
        return replace(self, faults=faults)


def read_records(data: bytes, today: date) -> list[ReadRecord]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        return [ReadRecord("the file", faults=(Fault(where, "not UTF-8", "text in UTF-8"),))]
    if text.count("\n") > MOST_LINES:
        return [
            ReadRecord("the file", faults=(Fault("lines", text.count("\n"), f"at most {MOST_LINES} lines"),))
        ]
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > 1 and all(
        line.lstrip().startswith("{") and line.rstrip().endswith("}") for _, line in lines
    ):
        return [_read(f"line {number}", line, today) for number, line in lines]
    return [_read("the file", text, today)]


def _read(where: str, text: str, today: date) -> ReadRecord:
    try:
        return ReadRecord(where, record_file.parse(text, as_of=today))
    except RefusedRecord as refused:
        return ReadRecord(where, faults=refused.errors)
