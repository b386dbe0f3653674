"""The only place where a person says what the columns of a table are; their names only suggest it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from patients.actions.table_import import Into
from patients.exchange import score_rows, trial_rows
from patients.exchange.cells import DATE_ORDERS
from patients.exchange.csv_reading import Table
from patients.exchange.headers import suggested
from patients.forms.csv_import import Upload
from patients.forms.fields import CodeField, DayField, known
from patients.instruments import INSTRUMENTS
from patients.models import CareTeam, User
from patients.record import RATERS

SHOWN = 24
WHO = {"patient": "Record number", "birth_date": "Birth date", "sex": "Sex"}
SCORES = {
    "dated": "Date of the rating",
    "day": "Days since a day zero",
    "instrument_column": "Scale",
    "total": "Total",
    "items_cell": "All items in one cell",
    "first_item": "First item (the other items in the columns after it)",
    "baseline": "Total on day zero",
    "rater_column": "Who rated",
}
TRIALS = {
    "treatment": "Treatment",
    "start": "Start",
    "stop": "Stop",
    "stop_reason": "Why stopped",
    "doses": "Dose, or its steps",
    "adherence": "Share taken",
    "adherence_method": "How the share was found",
    "role": "Given as",
    "trial": "Id of the trial",
    "augments": "Added to (id or treatment)",
    "sessions": "Number of sessions",
    "electrode_placement": "Electrode placement",
}
NEEDED = ("patient", "treatment", "start")
ORDERS = {"ymd": "2026-03-09", "dmy": "09/03/2026: day first", "mdy": "03/09/2026: month first"}
Mapping = score_rows.Mapping | trial_rows.Mapping


class ColumnsForm(forms.Form):
    """Each thing that a row can say, and the column that says it; a column is used once, if it has a name."""

    def __init__(self, upload: Upload, table: Table, teams: list[CareTeam], today: date, data: Any = None):
        self.upload, self.table, self.teams = upload, table, teams
        self.labels = WHO | (SCORES if upload.kind == "scores" else TRIALS)
        super().__init__(data, initial=upload.columns or self._suggested())
        self._add_care()
        for name, label in self.labels.items():
            self.fields[name] = self._column(name, label)
        if upload.kind == "scores":
            self._add_constants(today)

    def _suggested(self) -> dict[str, str]:
        found = suggested(self.upload.kind, self.table.columns)
        columns = {column: str(number) for number, column in enumerate(self.table.columns)}
        return {name: columns[value] if name in self.labels else value for name, value in found.items()}

    def _add_care(self) -> None:
        teams = [(str(team.reference), f"{team}, {team.clinic}") for team in self.teams]
        self.fields["team_reference"] = forms.ChoiceField(label="Into the care of", choices=teams)
        self.fields["newcomers"] = forms.ChoiceField(
            label="Record numbers that are not among your patients",
            choices=[("register", "register as new patients"), ("refuse", "are a fault")],
        )
        orders = [(code, ORDERS[code]) for code in DATE_ORDERS]
        self.fields["date_order"] = forms.ChoiceField(label="Dates are written like", choices=orders)

    def _column(self, name: str, label: str) -> forms.ChoiceField:
        first = self.table.rows[0].cells
        columns = [
            (str(number), _with_example(column, first[column]))
            for number, column in enumerate(self.table.columns)
            if column
        ]
        needed = {"required": f"Say which column holds this: {label}."}
        choices = [("", "not in this file"), *columns]
        return forms.ChoiceField(label=label, choices=choices, required=name in NEEDED, error_messages=needed)

    def _add_constants(self, today: date) -> None:
        self.fields["day_zero"] = DayField(label="Day zero of every patient", latest=today, required=False)
        scales = {code: scale.name for code, scale in INSTRUMENTS.items()}
        self.fields["instrument"] = CodeField(
            label="Scale of every row", codes=scales, said=scales, required=False
        )
        self.fields["rater"] = CodeField(label="Rater of every row", codes=RATERS, required=False)

    @property
    def care(self) -> list[forms.BoundField]:
        return [self[name] for name in ("team_reference", "newcomers", "date_order")]

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.labels]

    @property
    def constants(self) -> list[forms.BoundField]:
        return [self[name] for name in ("instrument", "day_zero", "rater") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._check_used_once()
        if self.upload.kind == "scores":
            self._check_day()
            self._check_score()
        return self.cleaned_data

    def _check_used_once(self) -> None:
        used: dict[str, str] = {}
        for name in self.labels:
            chosen = known(self, name)
            if chosen and used.setdefault(chosen, name) != name:
                self.add_error(name, f"This column is “{self.labels[used[chosen]]}” already.")

    def _check_day(self) -> None:
        dated, day, zero = (known(self, name) for name in ("dated", "day", "day_zero"))
        if not (dated or day) or (dated and day):
            self.add_error(
                "dated", "Say where the day is: a column of dates, or a column of days since day zero."
            )
        if (day or known(self, "baseline")) and not zero and "day_zero" not in self.errors:
            self.add_error("day_zero", "Give the day that is counted from.")

    def _check_score(self) -> None:
        if not any(known(self, name) for name in ("total", "items_cell", "first_item")):
            self.add_error("total", "Say where the scores are: the total, the items, or both.")
        if not (known(self, "instrument") or known(self, "instrument_column")):
            self.add_error("instrument", "Say which scale it is, or which column says it.")
        if known(self, "first_item"):
            self._check_items()

    def _check_items(self) -> None:
        scale = INSTRUMENTS.get(known(self, "instrument"))
        if scale is None or known(self, "instrument_column"):
            self.add_error("first_item", "Items in columns of their own need one scale for every row.")
        elif len(self.items) != len(scale.items):
            there = len(self.items)
            told = f"{scale.name} has {len(scale.items)} items; from this column on there is {there}."
            self.add_error("first_item", told if there == 1 else told.replace("there is", "there are"))
        elif taken := [name for name in self.labels if name != "first_item" and self._of(name) in self.items]:
            self.add_error("first_item", f"An item's column is “{self.labels[taken[0]]}” already.")

    @property
    def items(self) -> tuple[str, ...]:
        first, scale = known(self, "first_item"), INSTRUMENTS.get(known(self, "instrument"))
        if not first or scale is None:
            return ()
        return self.table.columns[int(first) : int(first) + len(scale.items)]

    def _of(self, name: str) -> str | None:
        chosen = known(self, name)
        return self.table.columns[int(chosen)] if chosen else None

    def into(self, user: User) -> Into:
        chosen = known(self, "team_reference")
        team = next(team for team in self.teams if str(team.reference) == chosen)
        return Into(user, team, register=known(self, "newcomers") == "register")

    def mapping(self) -> Mapping:
        named: dict[str, Any] = {name: self._of(name) for name in self.labels if name != "first_item"}
        named["date_order"] = known(self, "date_order")
        if self.upload.kind == "trials":
            return trial_rows.Mapping(**named)
        said = {"day_zero": known(self, "day_zero"), "rater": known(self, "rater") or None}
        instrument = "" if named["instrument_column"] else known(self, "instrument")
        return score_rows.Mapping(**named, **said, instrument=instrument, items=self.items)

    def kept(self) -> dict[str, str]:
        """As it was sent, to be read again at the next step."""
        return {name: str(self.data.get(name, "")) for name in self.fields}


def _with_example(column: str, value: str) -> str:
    short = column if len(column) <= 2 * SHOWN else f"{column[: 2 * SHOWN]}…"
    shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
    return f"{short}: {shown}" if shown else short
