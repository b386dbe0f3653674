"""The only place that suggests what a column holds by its name, and for the tables that we give out.

A suggestion is shown and can be changed before anything is read by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from patients.exchange.csv_writing import lines
from patients.instruments import INSTRUMENTS

TEMPLATES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "scores": (
        ("patient", "birth_date", "sex", "date", "instrument", "total", "items", "rater"),
        ("R-1001", "1980-05-17", "female", "2026-01-05", "phq9", "14", "2 2 2 1 2 1 2 1 1", "self"),
    ),
    "trials": (
        (
            *("patient", "birth_date", "sex", "trial", "treatment", "role", "augments", "start", "stop"),
            *("stop_reason", "doses", "adherence", "sessions", "electrode_placement"),
        ),
        (
            *("R-1001", "1980-05-17", "female", "T1", "sertraline", "antidepressant", "", "2025-09-01"),
            *("2025-12-01", "lack_of_efficacy", "2025-09-01 50; 2025-09-15 100", "90 % pill_count", "", ""),
        ),
    ),
}
"""Column names and one example row; every name is one that is recognised."""

_WHO: dict[str, tuple[str, ...]] = {
    "patient": ("patient", "patientid", "recordnumber", "patientnumber", "mrn", "subject", "subjectid",
                "usubjid", "nhsnumber", "number", "id"),
    "birth_date": ("birthdate", "dateofbirth", "dob", "born"),
    "sex": ("sex", "gender"),
}  # fmt: skip
_SCORES: dict[str, tuple[str, ...]] = _WHO | {
    "instrument_column": ("instrument", "scale", "questionnaire", "measure"),
    "total": ("total", "score", "totalscore", "value"),
    "items_cell": ("items", "answers"),
    "dated": ("date", "ratedon", "scoredate", "visitdate", "assessmentdate", "assessedon"),
    "day": ("day", "days", "reldays", "relday", "studyday", "visitday"),
    "baseline": ("baseline", "basval", "baselinescore", "baselinetotal"),
    "rater_column": ("rater", "ratedby"),
}
_TRIALS: dict[str, tuple[str, ...]] = _WHO | {
    "treatment": ("treatment", "drug", "medicine", "medication", "name", "drugname"),
    "start": ("start", "startdate", "started", "startedon", "from", "begin"),
    "stop": ("stop", "stopdate", "stopped", "stoppedon", "end", "enddate", "to", "until"),
    "stop_reason": ("stopreason", "reason", "reasonstopped", "whystopped"),
    "role": ("role", "givenas"),
    "trial": ("trial", "trialid"),
    "augments": ("augments", "addedto"),
    "doses": ("doses", "dose", "dosemg", "dosage", "dailydose"),
    "adherence": ("adherence", "adherencepercent", "taken"),
    "adherence_method": ("adherencemethod", "method"),
    "sessions": ("sessions", "sessioncount"),
    "electrode_placement": ("electrodeplacement", "placement"),
}
_NAMES = {"scores": _SCORES, "trials": _TRIALS}
_TOTAL_WORDS = re.compile(r"total|score|sum|tot|tl")


def template(table: str) -> Iterator[str]:
    """The table to fill in, with one example row."""
    header, example = TEMPLATES[table]
    return lines(header, [example])


def suggested(table: str, columns: Iterable[str]) -> dict[str, str]:
    """What is asked for -> the column that is probably it; each column once, the likeliest name first."""
    columns, found = list(columns), dict[str, str]()
    for field, names in _NAMES[table].items():
        free = {_plain(column): column for column in reversed(columns) if column not in found.values()}
        match = next((free[name] for name in names if name in free), None)
        if match is not None:
            found[field] = match
    if table == "scores":
        found |= _named_scale(columns, found)
    return found


def _named_scale(columns: list[str], found: Mapping[str, str]) -> dict[str, str]:
    """A column that is called like a scale ("PHQ-9 total") holds its totals."""
    if "instrument_column" in found:
        return {}
    for column in columns:
        bare = _TOTAL_WORDS.sub("", _plain(column))
        code = next((code for code in INSTRUMENTS if _plain(code) == bare), None)
        if code is not None and column not in found.values():
            return {"instrument": code, "total": found.get("total", column)}
    return {}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
